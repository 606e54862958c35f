"""The scores of a card as checks look at them: each with its place and its range."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ...catalogue import CardEntry, Location
from ...facts.numbers import rounded
from ...facts.scores import Notation, ScoreRow, error_in_unit, in_unit, score_row
from ...schema import Run, Score
from ..agreement import Range, written
from ..check_context import CheckContext, once_per_card

__all__ = ["SHARE", "Limits", "ResultRow", "meant", "runs_of", "score_words", "shown"]

_MOST_DIGITS = 8


class Limits(NamedTuple):
    """The lowest and the highest score that a benchmark and a metric allow."""

    low: Decimal | None
    high: Decimal | None


SHARE = Limits(Decimal(0), Decimal(1))
"""The limits of a share of one, which can be written in percent."""


class ResultRow(NamedTuple):
    """One score on a known benchmark in a known metric."""

    path: Location
    """Where it stands: ("evaluation", "runs", 0, "results", 2, "score")."""
    measured: ScoreRow
    score: Score
    """In the unit of the metric."""
    error: Score | None
    """Its standard error in the same unit."""
    limits: Limits

    @property
    def possible(self) -> bool:
        """Whether the score lies in its range."""
        value, (low, high) = self.score.value, self.limits
        return (low is None or value >= low) and (high is None or value <= high)

    @property
    def is_scaled(self) -> bool:
        """Whether a fraction is written times 100 without a sign."""
        return self.score is not self.measured.result.score


@once_per_card
def runs_of(entry: CardEntry, context: CheckContext) -> tuple[tuple[ResultRow, ...], ...]:
    """The rows of each run that has any, without those whose benchmark or metric is reported as unknown."""
    runs = enumerate(entry.card.evaluation.runs if entry.card.evaluation else ())
    return tuple(rows for index, run in runs if (rows := tuple(_rows(index, run, context))))


def _rows(index: int, run: Run, context: CheckContext) -> Iterator[ResultRow]:
    registries, scales = context.catalogue.registries, context.made(_scales)
    for position, result in enumerate(run.results):
        key = (result.benchmark, result.metric, result.score.in_percent)
        if key not in scales:
            found = score_row(result, run, registries)
            known = found is not None and found.metric_id in registries.metrics
            scales[key] = (found, _limits(found), found.notation) if found and known else None
        if scale := scales[key]:
            like, limits, notation = scale
            score = in_unit(result.score, notation)
            yield ResultRow(
                ("evaluation", "runs", index, "results", position, "score"),
                ScoreRow(result, run, like.benchmark, like.metric_id, like.metric),
                score,
                error_in_unit(result.error, result.score, score),
                limits,
            )


def _scales(_: CheckContext) -> dict[tuple[str, str | None, bool], tuple[ScoreRow, Limits, Notation] | None]:
    """A row of each benchmark and metric, in percent or not, with what holds for all of them."""
    return {}


def _limits(found: ScoreRow) -> Limits:
    low, high = found.metric.low, found.metric.high
    if found.own:
        low, high = found.benchmark.low or low, found.benchmark.high or high
    return Limits(low.value if low else None, high.value if high else None)


def meant(score: Score) -> Range:
    """What a score can stand for; 0.00 too is a rounded number."""
    if score.value or score.exact:
        return written(score)
    half = Decimal(5).scaleb(int(score.value.as_tuple().exponent) - 1)
    return Range(-half, half)


def score_words(score: Score) -> str:
    """A score for a message: as it is written, without a tail of digits."""
    return str(score) if len(score.text) <= _MOST_DIGITS else shown(score.value, percent=score.in_percent)


def shown(value: Decimal, *, percent: bool) -> str:
    """A number for a message, to four figures, in percent or plain."""
    text = rounded(abs(value) * (100 if percent else 1), 4)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{'-' if value < 0 else ''}{text}{' %' if percent else ''}"
