"""A benchmark's scores: one ranking of those measured alike, and below it the others with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ... import markup
from ...catalogue import CardEntry, RegistryEntry
from ...facts.comparability import PARTS, Key, contrast, in_words, interval, ranks
from ...facts.scores import ScoreRow
from ...markup import Safe
from ...schema import Benchmark
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


@dataclass
class Leaderboard:
    """What the page of a benchmark says about the scores on it."""

    context: RenderContext
    linker: Linker
    entry: RegistryEntry[Benchmark]

    @cached_property
    def _groups(self) -> list[_Group]:
        """The group that is ranked, then the others, those of its metric before those of other metrics."""
        groups = list(self._grouped())
        if not groups:
            return []
        main = min(groups, key=self._before)
        groups.remove(main)
        metric = main.key.metric
        return [
            main,
            *sorted(groups, key=lambda each: (each.key.metric != metric, each.key.metric, each.key.order)),
        ]

    def _grouped(self) -> Iterator[_Group]:
        found: dict[Key, list[tuple[CardEntry, ScoreRow]]] = defaultdict(list)
        for card in by_size(self.context.backlinks.get(("benchmarks", self.entry.id), [])):
            for key, row in self.context.scores[card.id].items():
                if key.benchmark == self.entry.id:
                    found[key].append((card, row))
        yield from (_Group(key, pairs) for key, pairs in found.items())

    def _before(self, group: _Group) -> tuple[object, ...]:
        """Most models, then the benchmark's own metric, then the fewest shots."""
        return (-_number([group]), group.key.metric != self.entry.value.metric, group.key.order)

    @property
    def models(self) -> str:
        """How many models have a score; empty where none has."""
        return _models(self._groups) if self._groups else ""

    @property
    def ways(self) -> int | None:
        """In how many ways they were measured, where there are several."""
        return len(self._groups) if len(self._groups) > 1 else None

    @cached_property
    def _relaxing(self) -> Relaxations:
        keys = (group.key for group in self._groups)
        return Relaxations(keys, self._groups[0].key, self.context.wording, self.context.organization_name)

    @property
    def ranking(self) -> Fields | None:
        """The scores that share a ranking, the best first; None where there are no scores."""
        if not self._groups:
            return None
        main = self._groups[0]
        ranked = zip(ranks([row for _, row in main.pairs]), main.pairs, strict=True)
        best_first = sorted(ranked, key=lambda each: each[1][1].goodness, reverse=True)
        in_title = ("benchmark", "subset", "metric", "shots", "measured_by")
        others = (part for part in PARTS if part not in in_title)
        unstated = (part for part in PARTS if getattr(main.key, part) is None and part not in _OPTIONAL)
        return Fields(
            more=_more(main),
            file=self.file,
            title=self._title(main),
            conditions=tuple(self._stated(main.key, others)),
            unstated=tuple(self.context.wording.names[part] for part in unstated),
            better=main.first.direction.value,
            relaxing=self._relaxing.panel(main.first.direction),
            group=self._relaxing.place(main.key),
            gains=_has_chance(main.first),
            rows=tuple(self._row(card, row, str(rank)) for rank, (card, row) in best_first[:_SHOWN]),
        )

    @property
    def earlier(self) -> tuple[Safe, ...]:
        """Links to the models of which only earlier checkpoints were measured."""
        shown = {card.id for group in self._groups for card, _ in group.pairs}
        measured_on = by_size(self.context.backlinks.get(("benchmarks", self.entry.id), []))
        rest = (card for card in measured_on if card.id not in shown)
        return tuple(self.linker.page("models", card.id, card.label) for card in rest)

    @property
    def others(self) -> tuple[Fields, ...]:
        """Scores that were measured differently, in groups without ranks."""
        groups = self._groups[1 : 1 + _WAYS]
        few = sum(len(group.pairs) for group in groups) <= _OPEN
        return tuple(
            Fields(
                more=_more(group),
                file=self.file,
                title=self._title(group),
                **self._contrast(group),
                models=_models([group]),
                better=group.first.direction.value,
                open=few,
                group=self._relaxing.place(group.key),
                gains=_has_chance(group.first),
                rows=tuple(self._row(card, row) for card, row in _best(group)),
            )
            for group in groups
        )

    @property
    def further(self) -> str:
        """In how many further ways scores were measured that are not shown; empty where all are."""
        rest = len(self._groups) - 1 - _WAYS
        return f"{rest:,}" if rest > 0 else ""

    @property
    def file(self) -> Address:
        """Where the file of all scores is."""
        return self.linker.file("evals.csv")

    def _row(self, card: CardEntry, row: ScoreRow, rank: str = "") -> Fields:
        found = interval(row)
        return Fields(
            rank=rank,
            model=self.linker.page("models", card.id, card.label),
            parameters=parameters_cell(card),
            score=score_cell(row, score=repr(found.score), low=repr(found.low), high=repr(found.high)),
            gain=_gain(row),
            source=_source(card, row),
        )

    def _contrast(self, group: _Group) -> dict[str, tuple[str, ...]]:
        """In what the way of measuring differs from that of the ranking."""
        main = self._worded(self._groups[0])
        ours, theirs = contrast(
            self._worded(group), main, self.context.wording, self.context.organization_name
        )
        return {"ours": ours, "theirs": theirs}

    def _title(self, group: _Group) -> tuple[str, ...]:
        """The metric's name, the number of shots, and who measured."""
        name = self._metric_name(group)
        return (name[:1].upper() + name[1:], *self._stated(group.key, ("subset", "shots", "measured_by")))

    def _worded(self, group: _Group) -> Key:
        """The key with the metric's name in place of its id, for readers."""
        return replace(group.key, metric=self._metric_name(group))

    def _metric_name(self, group: _Group) -> str:
        """The metric's name, with its id where another metric of this page has the same name."""
        name, metric = group.first.metric.name, group.key.metric
        same = {each.key.metric for each in self._groups if each.first.metric.name == name}
        return name if len(same) == 1 else f"{name} ({metric})"

    def _stated(self, key: Key, parts: Iterable[str]) -> Iterator[str]:
        for part in parts:
            if (value := getattr(key, part)) is not None:
                yield in_words(part, value, self.context.wording, self.context.organization_name)


def _best(group: _Group) -> Sequence[tuple[CardEntry, ScoreRow]]:
    """The pairs of a group that are shown, in its order."""
    if len(group.pairs) <= _SHOWN:
        return group.pairs
    least = sorted((row.goodness for _, row in group.pairs), reverse=True)[_SHOWN - 1]
    return [pair for pair in group.pairs if pair[1].goodness >= least][:_SHOWN]


def _more(group: _Group) -> str:
    """How many scores are not shown; empty where all are."""
    rest = len(group.pairs) - _SHOWN
    return f"{rest:,}" if rest > 0 else ""


def _number(groups: Iterable[_Group]) -> int:
    """How many models have a score in any of the groups."""
    return len({card.id for group in groups for card, _ in group.pairs})


def _models(groups: Iterable[_Group]) -> str:
    return f"{_number(groups):,}"


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
