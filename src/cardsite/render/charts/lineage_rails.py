"""Draws a lineage beside its list, a piece for each line, as lines that run down to what was made from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...markup import Safe

__all__ = ["Step", "rails"]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the list: a dot, and the keys of those above it that lines lead here from."""

    key: str
    origins: tuple[str, ...]
    symbol: str
    """What the dot stands for; a class of the style sheet: `data`, `model`, `outside`, `self`."""


@dataclass(slots=True)
class _Lane:
    """A line that runs down, in a column, to all that is still to come of what was made from it."""

    pending: frozenset[str]
    alone: bool
    """Whether it leads to one dot only, which then stands in its column."""


@dataclass(frozen=True, slots=True)
class _Row:
    column: int
    arriving: tuple[int, ...]
    """The columns of the lines that end at the dot, or leave a branch there."""
    passing: tuple[int, ...]
    """The columns of the lines that run on beside the dot."""
    leaving: bool
    """Whether a line begins at the dot."""
    joining: int | None
    """The column of a line that leads to the same, and that the dot's own joins."""
    below: tuple[int, ...]
    """The columns of the lines that run on under this row."""


def rails(steps: Sequence[Step]) -> tuple[Safe, ...]:
    """A drawing for each step, all equally wide; together they are one graph.

    A drawing is two parts: the first is as high as a line of text, and the second, which is not there under
    the last line, is stretched to the rest of the row.
    """
    rows = list(_rows(steps))
    columns = min(1 + max((max((row.column, *row.below)) for row in rows), default=0), _MOST_COLUMNS)
    return tuple(_drawing(row, step.symbol, columns) for row, step in zip(rows, steps, strict=True))


# Which line runs where


def _rows(steps: Sequence[Step]) -> Iterator[_Row]:
    made = _made_from(steps)
    lanes: dict[int, _Lane] = {}
    for step in steps:
        arriving = tuple(sorted(column for column, lane in lanes.items() if step.key in lane.pending))
        for column in arriving:
            lanes[column].pending -= {step.key}
        ended = [column for column in arriving if not lanes[column].pending]
        taken = [column for column in ended if lanes[column].alone]
        for column in ended:
            del lanes[column]
        passing, pending = tuple(sorted(lanes)), made.get(step.key, frozenset())
        alike = (column for column in sorted(lanes) if lanes[column].pending == pending)
        joining = next(alike, None) if pending else None
        column = taken[0] if taken else _free(lanes, arriving, joining)
        leaving = bool(pending) and joining is None
        if pending:
            lanes[column if joining is None else joining] = _Lane(pending, alone=len(pending) == 1)
        yield _Row(column, arriving, passing, leaving, joining, tuple(sorted(lanes)))


def _made_from(steps: Sequence[Step]) -> dict[str, frozenset[str]]:
    """For each key the steps below it that lines lead to; a loop has none that leads up."""
    found: dict[str, set[str]] = {}
    for step in steps:
        for origin in step.origins:
            if origin in found:
                found[origin].add(step.key)
        found[step.key] = set()
    return {key: frozenset(keys) for key, keys in found.items()}


def _free(lanes: dict[int, _Lane], arriving: tuple[int, ...], joining: int | None) -> int:
    """The first column without a line, to the right of those that the dot belongs to."""
    beside = [*arriving[:1], *(() if joining is None else (joining,))]
    column = max(beside) + 1 if beside else 0
    while column in lanes or column in arriving:
        column += 1
    return column


# Drawing

_MOST_COLUMNS = 8
"""More are drawn over each other: a phone has no room for them."""
_WIDTH, _HEIGHT, _CURVE = 20, 40, 8
_MIDDLE = _HEIGHT // 2
_EM = 16
"""So many units of a drawing are an em."""

_DOTS = {
    "data": '<rect class="cs-dot cs-dot-data" x="{left}" y="15" width="10" height="10" rx="2"/>',
    "model": '<circle class="cs-dot" cx="{x}" cy="20" r="5.5"/>',
    "outside": '<circle class="cs-dot cs-dot-outside" cx="{x}" cy="20" r="5"/>',
    "self": '<circle class="cs-dot cs-dot-self" cx="{x}" cy="20" r="7.5"/>',
}


def _x(column: int) -> int:
    return min(column, _MOST_COLUMNS - 1) * _WIDTH + _WIDTH // 2


def _drawing(row: _Row, symbol: str, columns: int) -> Safe:
    width = columns * _WIDTH
    dot = _DOTS[symbol].format(x=_x(row.column), left=_x(row.column) - 5)
    top = (
        f'<svg viewBox="0 0 {width} {_HEIGHT}" width="{width / _EM}em" height="{_HEIGHT / _EM}em">'
        f'<path class="cs-edge" d="{" ".join(_lines(row))}"/>{dot}</svg>'
    )
    down = "".join(f"M{_x(column)} 0V1" for column in row.below)
    path = f'<path class="cs-edge" d="{down}"/>'
    rest = f'<svg viewBox="0 0 {width} 1" preserveAspectRatio="none">{path}</svg>' if down else ""
    return Safe(f'<span class="cs-rail" aria-hidden="true">{top}{rest}</span>', "")


def _lines(row: _Row) -> Iterator[str]:
    x = _x(row.column)
    yield from (f"M{_x(column)} 0V{_HEIGHT}" for column in row.passing)
    for column in row.arriving:
        start = _x(column)
        turn = start + (_CURVE if x > start else -_CURVE)
        curve = f"V{_MIDDLE - _CURVE}Q{start} {_MIDDLE} {turn} {_MIDDLE}H{x}"
        yield f"M{start} 0{curve if start != x else f'V{_MIDDLE}'}"
    if row.leaving:
        yield f"M{x} {_MIDDLE}V{_HEIGHT}"
    if row.joining is not None:
        end = _x(row.joining)
        turn = end + (_CURVE if x > end else -_CURVE)
        yield f"M{x} {_MIDDLE}H{turn}Q{end} {_MIDDLE} {end} {_MIDDLE + _CURVE}V{_HEIGHT}"
