"""The page of one model."""

__all__: list[str] = []
