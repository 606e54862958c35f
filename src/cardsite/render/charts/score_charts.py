"""What pictures of scores have in common: axes, points and sentences made from measured rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from ... import markup
from ...facts.numbers import short
from ...facts.scores import ScoreRow
from ...markup import Safe, join
from ...schema import Direction
from ..score_rows import score_texts
from . import Point, Scale, linear, logarithmic

__all__ = [
    "chance_of",
    "figure",
    "in_words",
    "panels",
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


def point_of(row: ScoreRow, x: float, where: str, *, chief: bool = False, labelled: bool = False) -> Point:
    """The score at a place, which `where` says in words."""
    texts, error = score_texts(row), row.error
    return Point(
        x,
        shown(row, row.score.value),
        shown(row, error.value) if error else 0.0,
        # The number is digits and signs of ours, and the page its place: it need not be escaped.
        Safe(f"{markup.attribute(where)}: {texts.words}"),
        texts.title,
        texts.value if labelled else "",
        chief,
    )


def chance_of(row: ScoreRow) -> tuple[float, str] | None:
    """What guessing gives on the benchmark, where it is known and the metric is its own."""
    return None if row.chance is None else (shown(row, row.chance), "guessing")


def value_scale(row: ScoreRow, points: Iterable[Point], chance: tuple[float, str] | None) -> Scale:
    """The axis of scores such as the row: whole percent, else numbers, logarithmic if they differ much."""
    found = list(points)
    values = [value for point in found for value in (point.y - point.error, point.y + point.error)]
    values += [chance[0]] if chance else []
    if row.percent:
        top = 100.0 if row.metric.high else float("inf")
        scale = linear((min(max(value, 0.0), top) for value in values), _plain)
        return _of_percent(scale)
    if not row.notation.hundredfold and min(values) > 0 and max(values) / min(values) >= _WIDE:
        return logarithmic(values, _plain, most=4, room=0.05)
    return linear(values, _plain)


@lru_cache(maxsize=256)  # scores in percent have few axes
def _of_percent(scale: Scale) -> Scale:
    top = scale.ticks[-1]
    return replace(scale, ticks=(*scale.ticks[:-1], replace(top, label=Safe(f"{top.label} %"))))


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


# Words


def way_of(row: ScoreRow) -> str:
    """The metric with what else tells two panels of one benchmark from each other."""
    key = row.result
    parts = [key.subset or "", row.metric_id, key.filter or "", f"split {key.split}" if key.split else ""]
    parts += [f"{key.samples} examples" if key.samples is not None else ""]
    parts += ["lower is better"] if row.direction is Direction.LOWER else []
    parts += [f"near {row.notation.text(row.target, 2)} is better"] if row.target is not None else []
    return ", ".join(part for part in parts if part)


def trend(rows: Sequence[tuple[str, ScoreRow]]) -> str:
    """What happens from the first of the scores to the last; each comes with where it was measured."""
    (start, first), (end, last) = rows[0], rows[-1]
    before, after = first.score.value, last.score.value
    errors = [row.error.value for row in (first, last) if row.error]
    # Two errors of a difference: about 95 % of what chance does stays within.
    within = (
        4 * sum(error * error for error in errors) >= (after - before) ** 2 if errors else before == after
    )
    span = f"from {score_texts(first).words} {start} to {score_texts(last).words} {end}"
    if within:
        return f"hardly moves, {span}, which is within two standard errors" if errors else f"stays, {span}"
    return f"{'rises' if after > before else 'falls'} {span}"


def in_words(row: ScoreRow, rows: Sequence[tuple[str, ScoreRow]]) -> str:
    """A description for who does not see the panel."""
    words = [f"{row.benchmark.name} ({way_of(row)}) {trend(rows)}"]
    where, best = max(rows, key=lambda pair: pair[1].goodness)
    if best.score.value != rows[-1][1].score.value:
        words.append(f"The best is {score_texts(best).words} {where}")
    if row.chance is not None:
        words.append(f"Guessing gives {_plain(Decimal(str(shown(row, row.chance))))}{row.notation.sign}")
    return ". ".join(words) + "."


# HTML


def panels(drawn: Iterable[tuple[ScoreRow, Safe]]) -> Safe:
    """Small drawings side by side, each under the name of its benchmark."""
    parts = (
        join(
            (
                Safe('<figure class="cs-panel"><figcaption>'),
                markup.text(row.benchmark.name),
                Safe(" <small>"),
                markup.text(way_of(row)),
                Safe("</small></figcaption>"),
                picture,
                Safe("</figure>"),
            )
        )
        for row, picture in drawn
    )
    return Safe(f'<div class="cs-panels">{join(parts)}</div>')


def figure(*parts: Safe) -> Safe:
    """Drawings and their words as one line of HTML, which searches leave out."""
    # In one line, because Python-Markdown then leaves it alone; plain Markdown has the table of the numbers.
    return Safe(f'<div class="cs-picture">{join(parts)}</div>', "")
