"""When cards changed and what they were called, as git tells it, which is asked here and nowhere else."""

__all__: list[str] = []
