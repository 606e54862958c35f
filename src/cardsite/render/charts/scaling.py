"""How scores grow within a family, against parameters, tokens and compute, with a table of the numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ... import markup
from ...catalogue import CardEntry
from ...facts.comparability import Key
from ...facts.derived import training_compute, whole_training_tokens
from ...facts.numbers import grouped, rounded, short
from ...facts.order import size_key
from ...facts.scores import ScoreRow
from ...markup import Safe, join
from ..fields import Fields
from ..model_rows import DASH
from ..paths import Linker
from ..render_context import RenderContext
from ..score_rows import score_cell, score_texts
from . import Panel, Scale, draw_panel, logarithmic
from .score_charts import chance_of, figure, in_words, panels, point_of, short_name, value_scale, way_of

__all__ = ["scaling"]

_FEWEST = 3
"""So many members that were measured alike are a row worth drawing."""


@dataclass(frozen=True, slots=True)
class _Member:
    entry: CardEntry
    label: str
    size: Decimal
    tokens: Decimal | None
    compute: Decimal | None


Series = Sequence[tuple[_Member, ScoreRow]]


def scaling(family: str, context: RenderContext, linker: Linker) -> Fields | None:
    """Pictures and tables of a family's scores; None where too few members were measured alike."""
    members = list(_members(context.members.get(family, []), context))
    groups = _groups(members, context)
    if not groups:
        return None
    drawn = [(axis, _picture(axis, groups)) for axis in _axes(members)]
    return Fields(
        panes=tuple(Fields(title=axis.title, content=picture) for axis, picture in drawn if picture),
        remarks=tuple(_remarks(members)),
        tables=tuple(_table(title, found, context, linker) for title, found in groups.items()),
    )


def _members(entries: Sequence[CardEntry], context: RenderContext) -> Iterator[_Member]:
    for entry in entries:
        size = entry.card.parameter_count
        if size:
            tokens, compute = whole_training_tokens(entry.card), training_compute(entry.card)
            yield _Member(entry, context.member_label(entry), size, tokens, compute)


def _groups(members: Sequence[_Member], context: RenderContext) -> dict[str, list[Series]]:
    """For each way of measuring, the scores on each benchmark that enough members have."""
    alike: dict[Key, list[tuple[_Member, ScoreRow]]] = defaultdict(list)
    for member in members:
        for key, row in context.scores[member.entry.id].items():
            alike[key].append((member, row))
    groups: dict[str, list[Series]] = defaultdict(list)
    for series in alike.values():
        if len(series) >= _FEWEST:
            groups[_conditions(series[0][1], context)].append(series)
    return dict(groups)


def _conditions(row: ScoreRow, context: RenderContext) -> str:
    run = row.run
    version = f" {run.harness_version}" if run.harness and run.harness_version else ""
    parts = [
        f"{row.shots}-shot" if row.shots is not None else "",
        f"measured with {run.harness}{version}" if run.harness else "",
        f"measured by {context.organization_name(run.measured_by)}" if run.measured_by else "",
        f"prompt: {run.prompt}" if run.prompt else "",
        run.settings or "",
    ]
    return " · ".join(part for part in parts if part)


# Pictures


@dataclass(frozen=True, slots=True)
class _Axis:
    """What scores are drawn against."""

    title: str
    name: str
    """How sentences call it."""
    value: Callable[[_Member], Decimal | None]
    words: str
    """What stands below the panels."""


_AXES = (
    _Axis("Parameters", "parameters", lambda member: member.size, "Score against all parameters"),
    _Axis("Training tokens", "tokens", lambda member: member.tokens, "Score against training tokens"),
    _Axis(
        "Compute",
        "FLOP",
        lambda member: member.compute,
        "Score against the compute of the training in FLOP, C ≈ 6ND",
    ),
)


def _axes(members: Sequence[_Member]) -> Iterator[_Axis]:
    """Those against which there is something to see: a quantity that differs."""
    for axis in _AXES:
        if len({axis.value(member) for member in members} - {None}) > 1:
            yield axis


def _picture(axis: _Axis, groups: dict[str, list[Series]]) -> Safe | None:
    parts = []
    for number, (title, found) in enumerate(groups.items(), start=1):
        placed = [[pair for pair in series if axis.value(pair[0]) is not None] for series in found]
        enough = [series for series in placed if len(series) >= _FEWEST]
        if not enough:
            continue
        across = logarithmic(
            (float(axis.value(member) or 0) for series in enough for member, _ in series),
            short_name,
            most=5,
            room=0.04,
        )
        drawn = (
            (series[0][1], _panel(axis, series, across, f"Scaling-{axis.name}-{number}-{place}"))
            for place, series in enumerate(enough, start=1)
        )
        parts += [
            Safe(f'<p class="cs-conditions">{markup.text(title)}</p>') if title else Safe(""),
            panels(drawn),
        ]
    known = any(row.result.error for found in groups.values() for series in found for _, row in series)
    errors = ", with one standard error to both sides where it is known" if known else ""
    words = f"{axis.words}, on a logarithmic axis{errors}."
    return figure(*parts, Safe(f'<p class="cs-note">{markup.text(words)}</p>')) if parts else None


def _panel(axis: _Axis, series: Series, across: Scale, identity: str) -> Safe:
    ordered = sorted(series, key=lambda pair: axis.value(pair[0]) or 0)
    last = ordered[-1][1]
    # Through variants of one size a line would go up and down.
    joined = len({size_key(member.entry.card) for member, _ in ordered}) == len(ordered)
    points = tuple(
        point_of(
            row,
            float(axis.value(member) or 0),
            member.label,
            chief=row is last,
            labelled=joined and row is last,
        )
        for member, row in ordered
    )
    chance = chance_of(last)
    panel = Panel(
        title=f"{last.benchmark.name} against {axis.title.lower()}",
        description=_words(ordered, joined),
        points=points,
        x=across,
        y=value_scale(last, points, chance),
        reference=chance,
        joined=joined,
    )
    return draw_panel(panel, identity)


# Words and the table


def _words(series: Series, joined: bool) -> str:
    """From the smallest member to the largest, or one by one where there are several of a size."""
    last = series[-1][1]
    if joined:
        return in_words(last, [(f"for {member.label}", row) for member, row in series])
    each = ", ".join(f"{member.label} {score_texts(row).words}" for member, row in series)
    return f"{last.benchmark.name} ({way_of(last)}): {each}."


def _remarks(members: Sequence[_Member]) -> Iterator[Safe]:
    """How compute was calculated, and why there is no picture for a quantity."""
    if any(member.compute for member in members):
        source = markup.link("Kaplan et al. 2020, arXiv:2001.08361", "https://arxiv.org/abs/2001.08361")
        yield join((markup.text(_FORMULA), Safe(" "), source, Safe(".")))
    tokens = {member.tokens for member in members} - {None}
    if len(tokens) == 1 and all(member.tokens for member in members):
        (number,) = tokens
        yield markup.text(f"All models saw the same {grouped(number or 0)} tokens: no chart against tokens.")
    if any(member.entry.card.bases for member in members):
        yield markup.text(
            "Models that were made from another one are not drawn against tokens and compute,"
            " of which their own training is only a part."
        )


_FORMULA = (
    "Compute is C ≈ 6ND in FLOP, with N the parameters, without embeddings where the card states them,"
    " and D the training tokens:"
)


def _table(title: str, found: Sequence[Series], context: RenderContext, linker: Linker) -> Fields:
    """A column for each model, the smallest first, and a row for each benchmark."""
    members = list({id(member): member for series in found for member, _ in series}.values())
    order = {entry.id: place for place, entry in enumerate(context.members[members[0].entry.family])}
    members.sort(key=lambda member: order[member.entry.id])
    return Fields(
        title=title,
        models=tuple(linker.page("models", member.entry.id, member.label) for member in members),
        rows=(*_quantities(members), *(_row(series, members, linker) for series in found)),
        dashes=Safe("|---" + "|--:" * len(members) + "|"),
    )


def _quantities(members: Sequence[_Member]) -> Iterator[Fields]:
    for axis in _AXES:
        values = [axis.value(member) for member in members]
        if any(values):
            name = Safe("Compute, FLOP") if axis.name == "FLOP" else markup.text(axis.title)
            yield Fields(name=name, way=None, cells=tuple(_quantity(axis, value) for value in values))


def _quantity(axis: _Axis, value: Decimal | None) -> Safe:
    if value is None:
        return DASH
    if axis.name == "FLOP":
        # Three figures and a power of ten: 1.53 × 10²⁰.
        power = Decimal(1).scaleb(value.adjusted())
        return markup.text(f"{rounded(value / power)} × {short_name(power)}")
    return Safe(f'<span title="{grouped(value)}">{short(value)}</span>')


def _row(series: Series, members: Sequence[_Member], linker: Linker) -> Fields:
    rows = {id(member): row for member, row in series}
    first = series[0][1]
    return Fields(
        name=linker.page("benchmarks", first.result.benchmark, first.benchmark.name),
        way=way_of(first),
        cells=tuple(score_cell(rows[id(m)]) if id(m) in rows else DASH for m in members),
    )
