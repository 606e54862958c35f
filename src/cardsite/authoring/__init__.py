"""What helps authors write: starter cards, the formatter, imports into cards, checking against sources."""

__all__: list[str] = []
