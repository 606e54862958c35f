"""Tables in Markdown, for reference pages."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["table"]


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table with an empty line after it; a `|` in a cell is escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    cells = (" | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in line) for line in lines)
    return "\n".join(f"| {line} |" for line in cells) + "\n\n"
