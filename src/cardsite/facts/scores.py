"""Evaluation results with what they have from their run and the registries, and the mean of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property

from ..catalogue import Registries
from ..schema import Benchmark, Card, Direction, Metric, Result, Run, Score
from .derived import Derived, mean

__all__ = [
    "Notation",
    "ScoreRow",
    "firsts",
    "headline_scores",
    "in_unit",
    "mean_of_run",
    "notation_of",
    "score_row",
]


@dataclass(frozen=True, slots=True)
class Notation:
    """How pages print scores of a metric."""

    hundredfold: bool = False
    """Whether a fraction is printed times 100."""
    sign: str = ""
    """What stands behind the number: ` %`, ` dB`."""
    fraction: bool = False
    """Whether a score may be written times 100 without a sign."""

    @property
    def percent(self) -> bool:
        """Whether scores are shares that are printed in percent."""
        return self.sign == PERCENT

    def text(self, value: Decimal, places: int) -> str:
        """A score with so many decimal places of the stored number at the most."""
        shown, left = (value * 100, max(places - 2, 0)) if self.hundredfold else (value, places)
        return f"{shown.quantize(Decimal(1).scaleb(-left), ROUND_HALF_EVEN):f}{self.sign}"


PERCENT = " %"
_CHOOSING = ("acc", "exact_match", "em")
"""What the ids of metrics begin with that count right answers, of which guessing gives the same share."""
_NOTATIONS = {
    "fraction": Notation(hundredfold=True, sign=PERCENT, fraction=True),
    "hundredths": Notation(hundredfold=True, fraction=True),
    "correlation": Notation(fraction=True),
    "number": Notation(),
}


def notation_of(metric: Metric, benchmark: Benchmark | None = None) -> Notation:
    """How scores are printed: as the metric's unit says, unless the benchmark's range is beyond it."""
    known = _NOTATIONS.get(metric.unit)
    if known is None:
        return Notation(sign=f" {metric.unit}")
    ends = [end.value for end in (benchmark.low, benchmark.high) if end] if benchmark else []
    return _NOTATIONS["number"] if any(abs(end) > 1 for end in ends) else known


def in_unit(score: Score, notation: Notation) -> Score:
    """The score as it is stored: of a fraction that is written times 100 without a sign, the fraction.

    So 84.1, 84.1 % and 0.841 are one correlation, and a word error rate of 16.5 is 0.165.
    """
    if notation.fraction and not score.in_percent and abs(score.value) > 1:
        return _hundredth(score)
    return score


def error_in_unit(error: Score | None, written: Score, stored: Score) -> Score | None:
    """The standard error of a score that is written and stored so, in the unit in which that is stored."""
    if error is None or stored.value == written.value or error.in_percent:
        return error
    return _hundredth(error)


def _hundredth(score: Score) -> Score:
    value = score.value.scaleb(-2)
    return replace(score, value=value, text=f"{value:f}", exact=False)


@dataclass(frozen=True)
class ScoreRow:
    """One result with what it has from its run and from the registries."""

    result: Result
    run: Run
    benchmark: Benchmark
    metric_id: str
    metric: Metric

    @property
    def metric_name(self) -> str:
        """The metric in words, as short as it is known by."""
        return self.metric.short_name or self.metric.name

    @property
    def shots(self) -> int | None:
        """Examples in the prompt."""
        count = self.result.shots or self.run.shots
        return int(count) if count is not None else None

    @property
    def version(self) -> str:
        """The version of the benchmark or task; empty where it is not stated."""
        return self.result.version or self.run.version or ""

    @property
    def checkpoint(self) -> int | None:
        """The training step that was evaluated; None where it is the last or is not stated."""
        step = self.result.checkpoint or self.run.checkpoint
        return int(step) if step is not None else None

    @cached_property  # it is asked for wherever the score is shown
    def notation(self) -> Notation:
        """How pages print the score."""
        found = notation_of(self.metric, self.benchmark if self.own else None)
        percent = self.result.score.in_percent and not found.hundredfold
        return _NOTATIONS["fraction"] if percent else found

    @cached_property
    def score(self) -> Score:
        """The score in the unit of the metric."""
        return in_unit(self.result.score, self.notation)

    @cached_property
    def error(self) -> Score | None:
        """Its standard error in the same unit."""
        return error_in_unit(self.result.error, self.result.score, self.score)

    @property
    def percent(self) -> bool:
        """Whether pages show the score in percent."""
        return self.notation.percent

    @property
    def own(self) -> bool:
        """Whether the metric is the benchmark's, whose range, chance and target then hold."""
        return self.metric_id == self.benchmark.metric

    @property
    def direction(self) -> Direction:
        """Which scores are better."""
        return (self.benchmark.direction if self.own else None) or self.metric.direction

    @cached_property
    def target(self) -> Decimal | None:
        """The ideal score, where those near to it are the better ones."""
        if self.direction is not Direction.TARGET:
            return None
        if self.own and self.benchmark.target:
            return in_unit(self.benchmark.target, self.notation).value
        return self.metric.target.value if self.metric.target else None

    @cached_property
    def chance(self) -> Decimal | None:
        """What guessing gives in the benchmark's metric, or in another that counts right answers."""
        chance = self.benchmark.chance
        choosing = all(each.startswith(_CHOOSING) for each in (self.metric_id, self.benchmark.metric))
        if chance is None or not (self.own or choosing):
            return None
        return in_unit(chance, self.notation).value

    @property
    def goodness(self) -> Decimal:
        """A number that is higher for better scores."""
        value = self.score.value
        if self.target is not None:
            return -abs(value - self.target)
        return value if self.direction is Direction.HIGHER else -value


def score_row(result: Result, run: Run, registries: Registries) -> ScoreRow | None:
    """The result with its benchmark; None where the benchmark is not known (which is reported elsewhere)."""
    entry = registries.benchmarks.get(result.benchmark)
    if entry is None:
        return None
    name = result.metric or entry.value.metric
    known = registries.metric(name)
    metric = known.value if known else Metric.model_validate({"name": name, "direction": "higher"})
    return ScoreRow(result, run, entry.value, known.id if known else name, metric)


def headline_scores(card: Card, registries: Registries) -> list[ScoreRow]:
    """The scores that a card names as those that stand for the model, in its order, as far as it has them."""
    rows = [row for run in card.runs for result in run.results if (row := score_row(result, run, registries))]
    found = []
    for each in card.evaluation.headline if card.evaluation else ():
        metric = registries.metric(each.metric) if each.metric else None
        for row in rows:
            same = row.result.benchmark == each.benchmark and each.subset in (None, row.result.subset)
            if same and (each.metric is None or (metric and row.metric_id == metric.id)):
                found.append(row)
                break
    return found


def firsts(rows: Iterable[ScoreRow]) -> list[ScoreRow]:
    """The first score on each benchmark, or on each subset of it."""
    found: dict[tuple[str, str | None], ScoreRow] = {}
    for row in rows:
        found.setdefault((row.result.benchmark, row.result.subset), row)
    return list(found.values())


def mean_of_run(run: Run, rows: Iterable[ScoreRow]) -> Derived | None:
    """The mean of the first score on each benchmark, where they are shares and were measured alike.

    Over several metrics, numbers of shots or checkpoints, over versions of a benchmark, or where some are of
    a part of the examples, a mean says nothing; where the source states an average, that stands for them.
    """
    first = firsts(rows)
    whole = {row.result.benchmark for row in first if row.result.subset is None}
    # Beside the score on all of a benchmark, those on its parts would count twice.
    first = [row for row in first if row.result.subset is None or row.result.benchmark not in whole]
    benchmarks = {row.result.benchmark for row in first}
    ways = {
        (
            row.shots,
            row.checkpoint,
            row.result.samples is None,
            row.metric_id,
            row.direction,
        )
        for row in first
    }
    versions = {(row.result.benchmark, row.version) for row in first}
    alike = len(ways) == 1 and len(versions) == len(benchmarks)
    if not first or not all(row.percent for row in first) or not alike or run.average:
        return None
    one_for = "benchmark" if len(benchmarks) == len(first) else "subset"
    return mean([row.score.value for row in first], lambda value: first[0].notation.text(value, 4), one_for)
