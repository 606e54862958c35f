"""A model's scores among those of models of similar size that were measured in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from .. import markup
from ..catalogue import CardEntry
from ..comparability import Key
from ..drawing import Point, Strip, draw_strip
from ..figures import short
from ..markup import Safe, join
from ..measuring import Measured
from .alike import Scored
from .context import Context
from .paths import Linker
from .pictures import chance_of, figure, point_of, value_scale, way_of
from .scores import score_cell, score_texts
from .shown import View

__all__ = ["peers"]

_MOST = 6
"""More models than this say no more about one."""
_FEWEST = 2
_STRIPS = 6
"""More benchmarks are not drawn: each of them has a page that ranks all models."""


def peers(entry: CardEntry, context: Context, linker: Linker) -> View | None:
    """The models near in size, and a strip for each benchmark; None where there are too few."""
    own = context.scores.of(entry)
    near = {key: context.scores.nearest(entry, key, _MOST) for key in own}
    chosen = _chosen(near)
    rows = {key: [scored for scored in found if scored.entry.id in chosen] for key, found in near.items()}
    rows = {key: found for key, found in rows.items() if len(found) >= _FEWEST}
    if not rows:
        return None
    left_out = max(len(rows) - _STRIPS, 0)
    rows = dict(islice(rows.items(), _STRIPS))
    models = {scored.entry.id: scored for found in rows.values() for scored in found}
    ordered = sorted(models.values(), key=lambda scored: (scored.size, scored.entry.id))
    return View(
        models=join((_link(scored, linker) for scored in ordered), Safe(", ")),
        picture=figure(_strips(entry, own, rows, context)),
        table=_table(entry, own, rows, ordered),
        more=f"Not shown: {left_out} more benchmarks, which have pages of their own." if left_out else None,
    )


def _chosen(near: dict[Key, list[Scored]]) -> frozenset[str]:
    """The models that share most ways of measuring; of those that share as many, the nearest."""
    times: Counter[str] = Counter()
    for found in near.values():
        times.update(scored.entry.id for scored in found)
    # `most_common` keeps the order in which they were met, which is that of nearness.
    return frozenset(identity for identity, _ in times.most_common(_MOST))


def _link(scored: Scored, linker: Linker) -> Safe:
    link = linker.page("models", scored.entry.id, scored.entry.label)
    return join((link, Safe(f" ({short(scored.size)})")))


# The strips


def _strips(
    entry: CardEntry, own: dict[Key, Measured], rows: dict[Key, list[Scored]], context: Context
) -> Safe:
    lines = (
        _line(own[key], _strip(entry, own[key], found, f"Strip-{number}", context))
        for number, (key, found) in enumerate(rows.items(), start=1)
    )
    head = '<div class="cs-strips">'
    return Safe(f"{head}{join(lines)}</div>")


def _line(row: Measured, strip: Safe) -> Safe:
    return join(
        (
            Safe('<div class="cs-compared"><span>'),
            markup.text(row.benchmark.name),
            Safe(" <small>"),
            markup.text(_way(row)),
            Safe("</small></span>"),
            strip,
            Safe("<span>"),
            score_cell(row),
            Safe("</span></div>"),
        )
    )


def _way(row: Measured) -> str:
    return way_of(row) + (f", {row.shots}-shot" if row.shots is not None else "")


def _strip(
    entry: CardEntry, row: Measured, others: Sequence[Scored], identity: str, context: Context
) -> Safe:
    points = (point_of(row, 0, entry.label, chief=True), *(_point(scored, context) for scored in others))
    chance = chance_of(row)
    scale = value_scale(row, points, chance)
    strip = Strip(
        title=f"{row.benchmark.name} among models of similar size",
        description=_words(entry, row, others, context),
        points=points,
        x=scale,
        reference=chance[0] if chance else None,
    )
    return draw_strip(strip, identity)


def _point(scored: Scored, context: Context) -> Point:
    points = context.scores.points
    if scored not in points:
        points[scored] = point_of(scored.row, 0, scored.entry.label)
    return points[scored]


def _words(entry: CardEntry, row: Measured, others: Sequence[Scored], context: Context) -> str:
    """This model's score, and between which of the others it lies."""
    ordered = sorted(others, key=lambda scored: (_point(scored, context).y, scored.entry.id))
    ends = " and ".join(
        f"{score_texts(scored.row).words} ({scored.entry.label})" for scored in (ordered[0], ordered[-1])
    )
    own = f"{row.benchmark.name} ({_way(row)}): {entry.label} {score_texts(row).words}"
    return f"{own}; {len(others)} models of similar size lie between {ends}."


# The table


def _table(
    entry: CardEntry, own: dict[Key, Measured], rows: dict[Key, list[Scored]], models: Sequence[Scored]
) -> Safe:
    """The same numbers as one line of HTML, which costs Markdown less than a table of its own."""
    names = [entry.label, *(scored.entry.label for scored in models)]
    head = join(Safe(f'<th scope="col">{markup.text(name)}</th>') for name in ("Benchmark", *names))
    body = join(_cells(own[key], found, models) for key, found in rows.items())
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return Safe(f'<div class="cs-scroll cs-numbers">{table}</div>')


def _cells(row: Measured, found: Sequence[Scored], models: Sequence[Scored]) -> Safe:
    scores = {scored.entry.id: scored.row for scored in found}
    cells = [score_cell(row)]
    cells += [score_cell(scores[m.entry.id]) if m.entry.id in scores else Safe("–") for m in models]
    name = markup.text(row.benchmark.name)
    first = f'<th scope="row">{name} <small class="cs-note">{markup.text(_way(row))}</small></th>'
    return Safe(f"<tr>{first}{join(Safe(f'<td>{cell}</td>') for cell in cells)}</tr>")
