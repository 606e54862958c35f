"""The scores of a card as checks look at them: each with its place, its run and its range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from ...catalogue import CardEntry, Location
from ...facts.numbers import rounded
from ...facts.scores import Notation, ScoreRow, error_in_unit, in_unit, score_row
from ...schema import Result, Run, Score
from ..agreement import Range, written
from ..check_context import CheckContext

__all__ = ["Limits", "ResultRow", "RunOfRows", "meant", "rows_of", "runs_of", "score_words", "shown"]

_MOST_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """What a benchmark and a metric allow."""

    low: Decimal | None
    """The lowest possible score."""
    high: Decimal | None
    """The highest possible score."""
    share: bool
    """Whether a score is a share of one, which can be written in percent."""
    chance: Decimal | None
    """What guessing gives."""


class ResultRow(NamedTuple):
    """One score on a known benchmark in a known metric."""

    path: Location
    """Where the row stands: ("evaluation", "runs", 0, "results", 2)."""
    measured: ScoreRow
    result: Result
    """The row itself."""
    score: Score
    """Its score, in the unit of the metric."""
    error: Score | None
    """Its standard error in the same unit."""
    limits: Limits
    possible: bool
    """Whether the score lies in its range."""

    @property
    def is_scaled(self) -> bool:
        """Whether a fraction is written times 100 without a sign."""
        return self.score is not self.result.score


@dataclass(frozen=True, slots=True)
class RunOfRows:
    """A run with its position and its rows."""

    index: int
    run: Run
    rows: tuple[ResultRow, ...]
    """Without those whose benchmark or metric is reported as unknown."""


def runs_of(entry: CardEntry, context: CheckContext) -> tuple[RunOfRows, ...]:
    """The runs of a card, each card looked at once for all checks."""
    if entry.card.evaluation is None:
        return ()
    known = context.made(_Known)
    if entry.id not in known.runs:
        known.runs[entry.id] = tuple(
            RunOfRows(index, run, tuple(known.rows(index, run)))
            for index, run in enumerate(entry.card.evaluation.runs)
        )
    return known.runs[entry.id]


def rows_of(entry: CardEntry, context: CheckContext) -> Iterator[ResultRow]:
    """The scores of a card."""
    return chain.from_iterable(run.rows for run in runs_of(entry, context))


class _Known:
    """What was looked up already in a catalogue."""

    def __init__(self, context: CheckContext) -> None:
        self.registries = context.catalogue.registries
        self.runs: dict[str, tuple[RunOfRows, ...]] = {}
        self.scales: dict[tuple[str, str | None, bool], tuple[ScoreRow, Limits, Notation] | None] = {}
        """A row of each benchmark and metric, in percent or not, with what holds for all of them."""

    def rows(self, index: int, run: Run) -> Iterator[ResultRow]:
        for position, result in enumerate(run.results):
            key = (result.benchmark, result.metric, result.score.in_percent)
            if key not in self.scales:
                found = score_row(result, run, self.registries)
                known = found is not None and found.metric_id in self.registries.metrics
                self.scales[key] = (found, _limits(found), found.notation) if found and known else None
            scale = self.scales[key]
            if scale is None:
                continue
            like, limits, notation = scale
            found = ScoreRow(result, run, like.benchmark, like.metric_id, like.metric)
            score = in_unit(result.score, notation)
            value, low, high = score.value, limits.low, limits.high
            possible = (low is None or value >= low) and (high is None or value <= high)
            path = ("evaluation", "runs", index, "results", position)
            error = error_in_unit(result.error, result.score, score)
            yield ResultRow(path, found, result, score, error, limits, possible)


def _limits(found: ScoreRow) -> Limits:
    metric = found.metric
    low, high = metric.low, metric.high
    if found.own:
        low, high = found.benchmark.low or low, found.benchmark.high or high
    return Limits(
        low=low.value if low else None,
        high=high.value if high else None,
        share=bool(low and high and low.value == 0 and high.value == 1),
        chance=found.chance,
    )


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
