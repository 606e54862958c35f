"""Reads tables in CSV, strictly: each cell with its line and column, whatever parts the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..problems import Place, Problem
from .input_files import Refused, read_text

__all__ = ["CsvCell", "CsvTable", "read_csv"]


@dataclass(frozen=True, slots=True)
class CsvCell:
    """A cell's text without the spaces around it, and where it begins."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table with the names of its columns."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[CsvCell, ...], ...]
    """As many cells as there are columns; empty rows are left out."""
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]

    def excerpt(self, place: Place) -> str:
        """The line of a place, where it is fit to be shown."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return line if len(line) <= 200 and line.isprintable() else ""


def read_csv(path: Path, label: str) -> CsvTable:
    """The table in a file; commas, semicolons or tabs part cells. Raises Refused where there is none."""
    text = read_text(path, label)
    problems: list[Problem] = []
    rows = [row for row in _rows(text, label, problems) if any(cell.text for cell in row)]
    if not rows:
        raise Refused(Problem("import-file", Place(label), "the table is empty"))
    head, *below = rows
    width = len(head)
    while width and not head[width - 1].text:
        width -= 1
    kept = []
    for row in below:
        if len(row) < width or any(cell.text for cell in row[width:]):
            message = f"expected {width} cells, as the first line has, found {len(row)}"
            hint = "put text with a comma in quotation marks, and leave no cell out"
            problems.append(Problem("import-row", row[0].place, message, hint=hint))
        else:
            kept.append(row[:width])
    columns = tuple(cell.text for cell in head[:width])
    return CsvTable(label, columns, tuple(kept), tuple(problems), tuple(text.split("\n")))


def _rows(text: str, label: str, problems: list[Problem]) -> Iterator[tuple[CsvCell, ...]]:
    first = re.sub(r'"[^"]*"', "", text.lstrip("\n").partition("\n")[0])
    sign = max(",;\t", key=first.count)
    cell = re.compile(
        rf'[ ]*"(?P<quoted>[^"]*(?:""[^"]*)*)"[ ]*(?P<end>{sign}|\n|\Z)'
        rf"|(?P<plain>[^{sign}\n]*)(?P<stop>{sign}|\n|\Z)"
    )
    row: list[CsvCell] = []
    at, line, start = 0, 1, 0
    while at < len(text) or row:
        found = cell.match(text, at)
        if found is None:
            break
        quoted = found["quoted"]
        place = Place(label, line, at - start + 1)
        content = quoted.replace('""', '"') if quoted is not None else found["plain"]
        if quoted is None and content.lstrip(" ").startswith('"'):
            message = "a quotation mark that is not closed at the end of the cell"
            hint = 'write a quotation mark inside of a quoted cell twice: ""'
            problems.append(Problem("import-row", place, message, hint=hint))
        row.append(CsvCell(" ".join(content.split()), place))
        end = found["end"] if quoted is not None else found["stop"]
        if breaks := text.count("\n", at, found.end()):
            line += breaks
            start = text.rfind("\n", at, found.end()) + 1
        at = found.end()
        if end != sign:
            yield tuple(row)
            row = []
