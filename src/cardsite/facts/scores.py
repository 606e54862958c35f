"""Evaluation results with what they have from their run and the registries, and the mean of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..catalogue import Registries
from ..schema import Benchmark, Direction, Metric, Result, Run
from .derived import Derived, mean
from .numbers import score_text

__all__ = ["ScoreRow", "firsts", "mean_of_run", "score_row"]


@dataclass(frozen=True)
class ScoreRow:
    """One result with what it has from its run and from the registries."""

    result: Result
    run: Run
    benchmark: Benchmark
    metric_id: str
    metric: Metric

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
    def percent(self) -> bool:
        """Whether pages show the score in percent."""
        return self.result.score.in_percent or bool(self.metric.percent)

    @property
    def direction(self) -> Direction:
        """Which scores are better."""
        own = self.metric_id == self.benchmark.metric
        return (self.benchmark.direction if own else None) or self.metric.direction


def score_row(result: Result, run: Run, registries: Registries) -> ScoreRow | None:
    """The result with its benchmark; None where the benchmark is not known (which is reported elsewhere)."""
    entry = registries.benchmarks.get(result.benchmark)
    if entry is None:
        return None
    metric_id = result.metric or entry.value.metric
    known = registries.metrics.get(metric_id)
    metric = known.value if known else Metric.model_validate({"name": metric_id, "direction": "higher"})
    return ScoreRow(result, run, entry.value, metric_id, metric)


def firsts(rows: Iterable[ScoreRow]) -> list[ScoreRow]:
    """The first score on each benchmark."""
    found: dict[str, ScoreRow] = {}
    for row in rows:
        found.setdefault(row.result.benchmark, row)
    return list(found.values())


def mean_of_run(run: Run, rows: Iterable[ScoreRow]) -> Derived | None:
    """The mean of the first score on each benchmark, where they are shares and were measured alike.

    Over several metrics, numbers of shots or checkpoints, or where some are of a part of the examples, a mean
    says nothing, unless the source states one itself.
    """
    first = firsts(rows)
    ways = {
        (row.shots, row.checkpoint, row.result.samples is None, row.metric_id.startswith("acc"))
        for row in first
    }
    alike = len(ways) == 1
    if not first or not all(row.percent for row in first) or not (alike or run.average):
        return None
    scores = [row.result.score.value for row in first]
    return mean(scores, lambda value: score_text(value, percent=True, places=4))
