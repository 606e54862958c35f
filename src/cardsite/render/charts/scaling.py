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
from ...markup import Safe
from ..fields import Fields, titled
from ..model_rows import DASH
from ..paths import Linker
from ..render_context import RenderContext
from ..score_rows import score_cell
from . import Drawing, Panel, Scale, logarithmic
from .score_charts import chance_of, notes_on, panel_view, point_of, short_name, value_scale, way_of

__all__ = ["scaling"]

_FEWEST = 3
"""So many members that were measured alike are a row worth drawing."""
_MOST_KEYS = 12
"""The style sheet has a rule for each of so many models, which shows it in all drawings at once."""


@dataclass(frozen=True, slots=True)
class _Member:
    entry: CardEntry
    label: str
    size: Decimal
    tokens: Decimal | None
    compute: Decimal | None


@dataclass(frozen=True, slots=True)
class _Conditions:
    """How scores were measured that stand in one table; None is what is not stated."""

    shots: str | None
    harness: str | None
    harness_version: str | None
    measured_by: str | None
    prompt: str | None
    settings: str | None


Series = Sequence[tuple[_Member, ScoreRow]]


def scaling(family: str, context: RenderContext, linker: Linker) -> Fields | None:
    """Pictures and tables of a family's scores; None where too few members were measured alike."""
    members = list(_members(context.members.get(family, []), context))
    groups = _groups(members, context)
    if not groups:
        return None
    drawn = {member.entry.id for found in groups.values() for series in found for member, _ in series}
    keyed = [member for member in members if member.entry.id in drawn]
    keys = {member.entry.id: number for number, member in enumerate(keyed, start=1)}
    keys = keys if len(keys) <= _MOST_KEYS else {}
    return Fields(
        panes=tuple(filter(None, (_picture(axis, groups, keys) for axis in _axes(members)))),
        keys=tuple(linker.page("models", each.entry.id, each.label) for each in keyed if keys),
        remarks=_remarks(members),
        tables=tuple(_table(alike, found, context, linker) for alike, found in groups.items()),
    )


def _members(entries: Sequence[CardEntry], context: RenderContext) -> Iterator[_Member]:
    for entry in entries:
        size = entry.card.parameter_count
        if size:
            tokens, compute = whole_training_tokens(entry.card), training_compute(entry.card)
            yield _Member(entry, context.member_label(entry), size, tokens, compute)


def _groups(members: Sequence[_Member], context: RenderContext) -> dict[_Conditions, list[Series]]:
    """For each way of measuring, the scores on each benchmark that enough members have."""
    alike: dict[Key, list[tuple[_Member, ScoreRow]]] = defaultdict(list)
    for member in members:
        for key, row in context.scores[member.entry.id].items():
            alike[key].append((member, row))
    groups: dict[_Conditions, list[Series]] = defaultdict(list)
    for series in alike.values():
        if len(series) >= _FEWEST:
            groups[_conditions(series[0][1], context)].append(series)
    return dict(groups)


def _conditions(row: ScoreRow, context: RenderContext) -> _Conditions:
    run = row.run
    return _Conditions(
        shots=None if row.shots is None else str(row.shots),
        harness=run.harness,
        harness_version=run.harness_version if run.harness else None,
        measured_by=context.organization_name(run.measured_by) if run.measured_by else None,
        prompt=run.prompt,
        settings=run.settings,
    )


# Pictures


@dataclass(frozen=True, slots=True)
class _Axis:
    """What scores are drawn against."""

    name: str
    identity: str
    """What stands for it in ids."""
    value: Callable[[_Member], Decimal | None]


_AXES = (
    _Axis("parameters", "parameters", lambda member: member.size),
    _Axis("tokens", "tokens", lambda member: member.tokens),
    _Axis("compute", "FLOP", lambda member: member.compute),
)


def _axes(members: Sequence[_Member]) -> Iterator[_Axis]:
    """Those against which there is something to see: a quantity that differs."""
    for axis in _AXES:
        if len({axis.value(member) for member in members} - {None}) > 1:
            yield axis


def _picture(axis: _Axis, groups: dict[_Conditions, list[Series]], keys: dict[str, int]) -> Fields | None:
    """The panels of each group; None where too few scores have a place on the axis."""
    parts = []
    for number, (alike, found) in enumerate(groups.items(), start=1):
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
        panels = (
            _panel(axis, series, across, f"Scaling-{axis.identity}-{number}-{place}", keys)
            for place, series in enumerate(enough, start=1)
        )
        parts.append(Fields(conditions=alike, panels=tuple(panels)))
    known = any(row.result.error for found in groups.values() for series in found for _, row in series)
    views = [view for part in parts for view in part.panels]
    return Fields(axis=axis.name, groups=tuple(parts), errors=known, **notes_on(views)) if parts else None


def _panel(axis: _Axis, series: Series, across: Scale, identity: str, keys: dict[str, int]) -> Fields:
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
            key=keys.get(member.entry.id),
        )
        for member, row in ordered
    )
    chance = chance_of(last)
    y = value_scale(last, points, chance)
    panel = Panel("", "", points, x=across, y=y, reference=chance, joined=joined)
    return panel_view(
        Drawing(panel, identity), [(member.label, row) for member, row in ordered], joined=joined
    )


# Remarks and the table


def _remarks(members: Sequence[_Member]) -> Fields:
    """Whether compute was calculated, and why there is no picture for a quantity."""
    tokens = {member.tokens for member in members} - {None}
    same = len(tokens) == 1 and all(member.tokens for member in members)
    return Fields(
        compute=any(member.compute for member in members),
        same_tokens=grouped(tokens.pop() or 0) if same else None,
        derived=any(member.entry.card.bases for member in members),
    )


def _table(alike: _Conditions, found: Sequence[Series], context: RenderContext, linker: Linker) -> Fields:
    """A column for each model, the smallest first, and a row for each benchmark."""
    members = list({id(member): member for series in found for member, _ in series}.values())
    order = {entry.id: place for place, entry in enumerate(context.members[members[0].entry.family])}
    members.sort(key=lambda member: order[member.entry.id])
    return Fields(
        conditions=alike,
        models=tuple(linker.page("models", member.entry.id, member.label) for member in members),
        rows=(*_quantities(members), *(_row(series, members, linker) for series in found)),
        dashes=Safe("|---" + "|--:" * len(members) + "|"),
    )


def _quantities(members: Sequence[_Member]) -> Iterator[Fields]:
    for axis in _AXES:
        values = [axis.value(member) for member in members]
        if any(values):
            cells = tuple(_quantity(axis, value) for value in values)
            yield Fields(quantity=axis.name, link=None, way=None, cells=cells)


def _quantity(axis: _Axis, value: Decimal | None) -> Safe:
    if value is None:
        return DASH
    if axis.name == "compute":
        # Three figures and a power of ten: 1.53 × 10²⁰.
        power = Decimal(1).scaleb(value.adjusted())
        return markup.text(f"{rounded(value / power)} × {short_name(power)}")
    return titled(short(value), grouped(value))


def _row(series: Series, members: Sequence[_Member], linker: Linker) -> Fields:
    rows = {id(member): row for member, row in series}
    first = series[0][1]
    return Fields(
        quantity=None,
        link=linker.page("benchmarks", first.result.benchmark, first.benchmark.name),
        way=way_of(first),
        cells=tuple(score_cell(rows[id(m)]) if id(m) in rows else DASH for m in members),
    )
