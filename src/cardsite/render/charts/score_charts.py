"""What pictures of scores have in common: axes, points, and what sentences say of measured rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ... import markup
from ...facts.numbers import short
from ...facts.scores import ScoreRow
from ...markup import Safe
from ...schema import Direction
from ..fields import Fields
from ..score_rows import score_texts
from . import Drawing, Point, Scale, linear, logarithmic

__all__ = [
    "chance_of",
    "notes_on",
    "panel_view",
    "point_of",
    "short_name",
    "trend",
    "value_scale",
    "way_of",
]

_WIDE = 10
"""So many times as large as the smallest, the largest of scores without a bound needs a logarithmic axis."""


def shown(row: ScoreRow, value: Decimal) -> float:
    """A score in the unit that pages show it in."""
    return float(value * 100 if row.notation.hundredfold else value)


_MOST_LETTERS = 30
"""So many letters have room above a drawing."""


def point_of(row: ScoreRow, x: float, where: str, *, chief: bool = False, key: int | None = None) -> Point:
    """The score at a place, which `where` names; a long name is cut, since the table has it."""
    score, error = score_texts(row).words, row.error
    room = max(_MOST_LETTERS - len(score), 8)
    named = where if len(where) <= room else f"{where[: room - 1].rstrip()}…"
    return Point(
        x,
        shown(row, row.score.value),
        shown(row, error.value) if error else 0.0,
        # The number is digits and signs of ours, and the page its place: it need not be escaped.
        Safe(f"{markup.attribute(named)}: {score}"),
        chief,
        key,
    )


def chance_of(row: ScoreRow) -> float | None:
    """What guessing gives on the benchmark, where it is known and the metric is its own."""
    return None if row.chance is None else shown(row, row.chance)


def value_scale(row: ScoreRow, points: Iterable[Point], chance: float | None) -> Scale:
    """The axis of scores such as the row: whole percent, else numbers, logarithmic if they differ much."""
    found = list(points)
    values = [value for point in found for value in (point.y - point.error, point.y + point.error)]
    values += [] if chance is None else [chance]
    if row.percent:
        top = 100.0 if row.metric.high else float("inf")
        return linear((min(max(value, 0.0), top) for value in values), _plain)
    if not row.notation.hundredfold and min(values) > 0 and max(values) / min(values) >= _WIDE:
        return logarithmic(values, _plain, most=4, room=0.05)
    return linear(values, _plain)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def short_name(number: Decimal) -> str:
    """The name of a large number on an axis: 100M, 10B; beyond that as a power of ten."""
    if number < Decimal(10) ** 15:
        return short(number)
    digits = number.normalize().as_tuple().digits
    first = "" if digits == (1,) else f"{''.join(map(str, digits))}·"
    return f"{first}10{str(number.adjusted()).translate(_RAISED)}"


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


# What words are made of


def way_of(row: ScoreRow) -> Fields:
    """The metric with what else tells two panels of one benchmark from each other."""
    key = row.result
    return Fields(
        subset=key.subset,
        metric=row.metric_name,
        filter=key.filter,
        split=key.split,
        samples=None if key.samples is None else str(key.samples),
        lower=row.direction is Direction.LOWER,
        target=None if row.target is None else row.notation.text(row.target, 2),
    )


def trend(first: ScoreRow, last: ScoreRow) -> str:
    """What happens from one score to another: `up`, `down`, `equal`, or `within-errors`."""
    before, after = first.score.value, last.score.value
    errors = [row.error.value for row in (first, last) if row.error]
    # Two errors of a difference: about 95 % of what chance does stays within.
    if errors and 4 * sum(error * error for error in errors) >= (after - before) ** 2:
        return "within-errors"
    if before == after:
        return "equal"
    return "up" if after > before else "down"


def panel_view(drawing: Drawing, rows: Sequence[tuple[str, ScoreRow]], *, joined: bool = True) -> Fields:
    """A drawing with what is said of it; each of the scores comes with the place where it was measured.

    Where no line joins the points, every one of them is named; otherwise the first, the last and the best.
    """
    (_, first), (_, last) = rows[0], rows[-1]
    best = max(rows, key=lambda pair: pair[1].goodness)
    chance = chance_of(last)
    return Fields(
        drawing=drawing,
        benchmark=last.benchmark.name,
        way=way_of(last),
        each=() if joined else tuple(_place(*pair) for pair in rows),
        trend=trend(first, last),
        start=_place(*rows[0]),
        end=_place(*rows[-1]),
        best=None if best[1].score.value == last.score.value else _place(*best),
        logarithmic=drawing.panel.y.log,
        cut=drawing.panel.y.cut or drawing.panel.x.cut,
        chance=None if chance is None else f"{_plain(Decimal(str(chance)))}{last.notation.sign}",
    )


def notes_on(panels: Sequence[Fields]) -> dict[str, bool]:
    """What a picture's note has to explain: dashed lines for chance, and axes that do not begin at 0."""
    return {"guessing": any(panel.chance for panel in panels), "cut": any(panel.cut for panel in panels)}


def _place(where: str, row: ScoreRow) -> Fields:
    return Fields(place=where, score=score_texts(row).words)
