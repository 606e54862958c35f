"""YAML read safely into plain nodes with positions, and changed without losing a comment; knows no cards."""

__all__: list[str] = []
