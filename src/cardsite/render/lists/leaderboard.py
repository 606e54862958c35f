"""A benchmark's scores: for each metric a ranking of those measured alike, and the others with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ... import markup
from ...catalogue import CardEntry, RegistryEntry
from ...facts.comparability import FIXED, PARTS, Interval, Key, contrast, in_words, interval, ranks
from ...facts.kind import kind
from ...facts.numbers import grouped
from ...facts.scores import ScoreRow
from ...markup import Safe
from ...schema import Benchmark, Direction, ModelKind
from ..fields import Fields, named_source
from ..model_rows import parameters_cell
from ..paths import Address, Linker
from ..render_context import RenderContext, by_size
from ..score_rows import score_cell
from .relaxations import Relaxations

__all__ = ["Leaderboard"]

_SHOWN = 100
"""So many scores of a group are shown, the best: they keep their ranks whatever groups are laid together."""
_WAYS = 40
"""So many groups are shown, so that a page does not grow with the catalogue."""
_OPTIONAL = ("subset", "settings", "samples")
"""Parts of a key that need not be stated: without them, all of the benchmark was scored in the usual way."""
_OF_PROMPTS = ("shots", "filter", "prompt")
"""Parts of a key that nobody asks for where models get no prompt."""
_UNPROMPTED = frozenset(
    {
        *(ModelKind.ENCODER, ModelKind.EMBEDDING, ModelKind.SPEECH, ModelKind.VISION, ModelKind.DIFFUSION),
        *(ModelKind.TIME_SERIES, ModelKind.TABULAR),
    }
)
_OPEN = 60
"""So many scores that were measured differently are shown at once; more are opened group by group."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Scores of one key, those of the smallest model first."""

    key: Key
    pairs: Sequence[tuple[CardEntry, ScoreRow]]

    @property
    def first(self) -> ScoreRow:
        return self.pairs[0][1]

    @property
    def prompted(self) -> bool:
        """Whether any of the models may have been asked in words."""
        return any(kind(card.card) not in _UNPROMPTED for card, _ in self.pairs)


@dataclass
class Leaderboard:
    """What the page of a benchmark says about the scores on it."""

    context: RenderContext
    linker: Linker
    entry: RegistryEntry[Benchmark]

    @cached_property
    def _groups(self) -> list[_Group]:
        found: dict[Key, list[tuple[CardEntry, ScoreRow]]] = defaultdict(list)
        for card in by_size(self.context.backlinks.get(("benchmarks", self.entry.id), [])):
            for key, row in self.context.scores[card.id].items():
                if key.benchmark == self.entry.id:
                    found[key].append((card, row))
        return [_Group(key, pairs) for key, pairs in found.items()]

    @cached_property
    def _quantities(self) -> list[list[_Group]]:
        """The groups by what was measured, a metric on a subset, that of most models first.

        Of each, the group that is ranked comes first: that of most models, then with the fewest shots.
        """
        found: dict[tuple[object, ...], list[_Group]] = defaultdict(list)
        for group in self._groups:
            found[tuple(getattr(group.key, part) for part in sorted(FIXED))].append(group)
        for groups in found.values():
            main = min(groups, key=lambda each: (-_number([each]), each.key.order))
            groups.sort(key=lambda each: (each is not main, each.key.order))
        return sorted(found.values(), key=self._before)

    def _before(self, groups: list[_Group]) -> tuple[object, ...]:
        """Most models, then the benchmark's own metric, then the whole of it, then the fewest shots."""
        first = groups[0].key
        another = first.metric != self.entry.value.metric
        return (-_number(groups), another, first.subset is not None, first.order)

    @property
    def models(self) -> str:
        """How many models have a score; empty where none has."""
        return _models(self._groups) if self._groups else ""

    @property
    def ways(self) -> int | None:
        """In how many ways they were measured, where there are several."""
        return len(self._groups) if len(self._groups) > 1 else None

    @property
    def standings(self) -> tuple[Fields, ...]:
        """For each quantity that was measured, that of most models first: a ranking, and the other scores."""
        room, found = _WAYS, []
        few = len(self._groups) <= _WAYS and sum(len(group.pairs) for group in self._groups) <= _OPEN
        for groups in self._quantities:
            shown, room = groups[: max(room, 0)], room - len(groups)
            if shown:
                found.append(self._standing(shown, few=few))
        return tuple(found)

    def _standing(self, groups: Sequence[_Group], *, few: bool) -> Fields:
        main, *others = groups
        context = self.context
        relaxing = Relaxations(
            (group.key for group in groups), main.key, context.wording, context.organization_name
        )
        best = _best(main)
        ranked = list(zip(self._ranks([row for _, row in best]), best, strict=True))
        ranked.sort(key=lambda each: each[1][1].goodness, reverse=True)
        in_title = ("benchmark", "subset", "metric", "shots", "measured_by")
        rest = (part for part in PARTS if part not in in_title)
        unasked = (*_OPTIONAL, *(() if main.prompted else _OF_PROMPTS))
        places = [rank for rank, _ in ranked if rank]
        counts = {found.examples for group in groups for _, row in _best(group) if (found := interval(row))}
        (count,) = counts if len(counts) == 1 else (None,)
        unstated = (part for part in PARTS if getattr(main.key, part) is None and part not in unasked)
        return Fields(
            id=" ".join(filter(None, (main.key.subset, main.key.metric))),
            quantity=self._capital(main, ("subset",)),
            of_quantity=_models(groups),
            models=_models([main]),
            more=_more(main),
            file=self.file,
            title=self._capital(main, ("subset", "shots", "measured_by")),
            conditions=tuple(self._stated(main.key, rest)),
            unstated=tuple(context.wording.names[part] for part in unstated),
            better=main.first.direction.value,
            relaxing=relaxing.panel(main.first.direction),
            group=relaxing.place(main.key),
            gains=_has_chance(main.first),
            ranked=bool(places),
            whole=len(places) == len(ranked),
            widest=any(found.widest for _, row in best if (found := interval(row))),
            intervals=any(_interval(row, interval(row)) for group in groups for _, row in _best(group)),
            examples=grouped(count) if count and places else None,
            sized=any(_sized(card) for group in groups for card, _ in _best(group)),
            sourced=any(_source(card, row) for group in groups for card, row in _best(group)),
            rows=tuple(self._row(card, row, str(rank or "–")) for rank, (card, row) in ranked[:_SHOWN]),
            others=tuple(
                Fields(
                    more=_more(group),
                    file=self.file,
                    title=self._capital(group, ("subset", "shots", "measured_by")),
                    **self._contrast(group, main),
                    models=_models([group]),
                    open=few,
                    group=relaxing.place(group.key),
                    gains=_has_chance(group.first),
                    rows=tuple(self._row(card, row) for card, row in _in_order(group)[:_SHOWN]),
                )
                for group in others
            ),
        )

    def _ranks(self, rows: Sequence[ScoreRow]) -> Sequence[int | None]:
        return [None] * len(rows) if self.entry.value.unranked else ranks(rows)

    @property
    def earlier(self) -> tuple[Safe, ...]:
        """Links to the models of which only earlier checkpoints were measured."""
        shown = {card.id for group in self._groups for card, _ in group.pairs}
        measured_on = by_size(self.context.backlinks.get(("benchmarks", self.entry.id), []))
        rest = (card for card in measured_on if card.id not in shown)
        return tuple(self.linker.page("models", card.id, card.label) for card in rest)

    @property
    def further(self) -> str:
        """In how many further ways scores were measured that are not shown; empty where all are."""
        rest = len(self._groups) - _WAYS
        return f"{rest:,}" if rest > 0 else ""

    @property
    def file(self) -> Address:
        """Where the file of all scores is."""
        return self.linker.file("evals.csv")

    def _row(self, card: CardEntry, row: ScoreRow, rank: str = "") -> Fields:
        found = interval(row)
        compared = float(row.goodness if row.direction is Direction.HIGHER else -row.goodness)
        bounds = {"low": repr(found.low), "high": repr(found.high)} if found else {}
        return Fields(
            rank=rank,
            model=self.linker.page("models", card.id, card.label),
            parameters=parameters_cell(card),
            score=score_cell(row, score=repr(compared), **bounds),
            interval=_interval(row, found),
            gain=_gain(row),
            source=_source(card, row),
        )

    def _contrast(self, group: _Group, main: _Group) -> dict[str, tuple[str, ...]]:
        """In what the way of measuring differs from that of the ranking."""
        ours, theirs = contrast(group.key, main.key, self.context.wording, self.context.organization_name)
        return {"ours": ours, "theirs": theirs}

    def _capital(self, group: _Group, parts: Iterable[str]) -> tuple[str, ...]:
        """The metric's name, and what is stated of some parts."""
        name = self._metric_name(group)
        # A name such as pass@1 begins with no word.
        shown = name[:1].upper() + name[1:] if name.partition(" ")[0].strip(",").isalpha() else name
        return (shown, *self._stated(group.key, parts))

    def _metric_name(self, group: _Group) -> str:
        """The metric's name, with its id where another metric of this page has the same name."""
        name, metric = group.first.metric.name, group.key.metric
        same = {each.key.metric for each in self._groups if each.first.metric.name == name}
        return name if len(same) == 1 else f"{name} ({metric})"

    def _stated(self, key: Key, parts: Iterable[str]) -> Iterator[str]:
        for part in parts:
            if (value := getattr(key, part)) is not None:
                yield in_words(part, value, self.context.wording, self.context.organization_name)


def _sized(card: CardEntry) -> bool:
    """Whether the card says how many parameters the model has."""
    return bool(card.card.architecture and card.card.architecture.parameters)


def _best(group: _Group) -> Sequence[tuple[CardEntry, ScoreRow]]:
    """The pairs of a group that are shown, in its order, with those that are as good as the last."""
    if len(group.pairs) <= _SHOWN:
        return group.pairs
    least = sorted((row.goodness for _, row in group.pairs), reverse=True)[_SHOWN - 1]
    return [pair for pair in group.pairs if pair[1].goodness >= least]


def _in_order(group: _Group) -> Sequence[tuple[CardEntry, ScoreRow]]:
    return sorted(_best(group), key=lambda pair: pair[1].goodness, reverse=True)


def _more(group: _Group) -> str:
    """How many scores are not shown; empty where all are."""
    rest = len(group.pairs) - _SHOWN
    return f"{rest:,}" if rest > 0 else ""


def _number(groups: Iterable[_Group]) -> int:
    """How many models have a score in any of the groups."""
    return len({card.id for group in groups for card, _ in group.pairs})


def _models(groups: Iterable[_Group]) -> str:
    return f"{_number(groups):,}"


def _interval(row: ScoreRow, found: Interval | None) -> Fields | None:
    """The ends of an interval as scores are printed, and what it was calculated from."""
    if found is None or row.target is not None:
        return None
    places = 3 if row.notation.hundredfold else 4
    ends = (row.notation.text(Decimal(repr(end)), places) for end in (found.low, found.high))
    low, high = (end.replace("-", "−") for end in ends)
    examples = grouped(found.examples) if found.examples else None
    return Fields(low=low.removesuffix(row.notation.sign), high=high, examples=examples, widest=found.widest)


def _has_chance(row: ScoreRow) -> bool:
    """Whether guessing has a score in this metric, which others can be compared with."""
    return bool(row.chance is not None and row.metric.binary and row.percent and row.target is None)


def _gain(row: ScoreRow) -> Safe | None:
    """By how many points a score is above guessing."""
    if not _has_chance(row) or row.chance is None:
        return None
    above = row.score.value - row.chance
    points = row.notation.text(abs(above), 3).removesuffix(row.notation.sign)
    sign = "" if not float(points) else "−" if above < 0 else "+"
    return markup.text(sign + points)


def _source(card: CardEntry, row: ScoreRow) -> str | None:
    """The address where the score was read."""
    key = named_source(row.result.source, row.run.source)
    named = card.card.sources.get(key or "")
    return (named.url if named else key) or None
