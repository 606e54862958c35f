"""The scores of a card as checks look at them: each with its place, its run and its range."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..catalogue import CardEntry, Location
from ..figures import rounded
from ..measuring import Measured, measured
from ..schema import Result, Run, Score
from .agreement import Range, written
from .context import Context

__all__ = ["Row", "by_run", "meant", "rows_of", "score_words", "shown"]

_MOST_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One score on a known benchmark in a known metric."""

    path: Location
    """Where the row stands: ("evaluation", "runs", 0, "results", 2)."""
    measured: Measured

    @property
    def result(self) -> Result:
        """The row itself."""
        return self.measured.result

    @property
    def run(self) -> Run:
        """The run that it belongs to."""
        return self.measured.run

    @property
    def score(self) -> Score:
        """The score."""
        return self.measured.result.score

    @property
    def low(self) -> Decimal | None:
        """The lowest possible score."""
        stated = self.measured.benchmark.low or self.measured.metric.low
        return stated.value if stated else None

    @property
    def high(self) -> Decimal | None:
        """The highest possible score."""
        stated = self.measured.benchmark.high or self.measured.metric.high
        return stated.value if stated else None

    @property
    def share(self) -> bool:
        """Whether the score is a share of one, which can be written in percent."""
        return self.low == 0 and self.high == 1

    @property
    def possible(self) -> bool:
        """Whether the score lies in its range."""
        value = self.score.value
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def chance(self) -> Decimal | None:
        """The share that guessing gets right; None where that is not known of this metric."""
        metric, benchmark = self.measured.metric, self.measured.benchmark
        return benchmark.chance.value if benchmark.chance and metric.binary else None


def rows_of(entry: CardEntry, context: Context) -> tuple[Row, ...]:
    """The scores of a card; without those whose benchmark or metric is reported as unknown."""
    if entry.card.evaluation is None:
        return ()
    cache = context.made(_cache)
    if entry.id not in cache:
        cache[entry.id] = _rows(entry, context)
    return cache[entry.id]


def _cache(context: Context) -> dict[str, tuple[Row, ...]]:  # noqa: ARG001
    return {}


def _rows(entry: CardEntry, context: Context) -> tuple[Row, ...]:
    registries = context.catalogue.registries
    found: list[Row] = []
    for i, run in enumerate(entry.card.evaluation.runs if entry.card.evaluation else ()):
        for j, result in enumerate(run.results):
            row = measured(result, run, registries)
            if row and row.metric_id in registries.metrics:
                found.append(Row(("evaluation", "runs", i, "results", j), row))
    return tuple(found)


def by_run(entry: CardEntry, context: Context) -> Iterator[tuple[int, Run, tuple[Row, ...]]]:
    """The runs of a card with their positions and their rows."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows_of(entry, context):
        found[row.path[2]].append(row)
    for index, run in enumerate(entry.card.evaluation.runs if entry.card.evaluation else ()):
        yield index, run, tuple(found[index])


def meant(score: Score) -> Range:
    """What a score can stand for; 0.00 too is a rounded number."""
    if score.value or score.exact:
        return written(score)
    exponent = score.value.as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    return Range(-half, half)


def score_words(score: Score) -> str:
    """A score for a message: as it is written, without a tail of digits."""
    return str(score) if len(score.text) <= _MOST_DIGITS else shown(score.value, percent=score.in_percent)


def shown(value: Decimal, *, percent: bool) -> str:
    """A number for a message, to four figures, in percent or plain."""
    return f"{_plain(value * 100)} %" if percent else _plain(value)


def _plain(value: Decimal) -> str:
    text = rounded(abs(value), 4)
    sign = "-" if value < 0 else ""
    return sign + (text.rstrip("0").rstrip(".") if "." in text else text)
