"""The page of a benchmark: what it measures and how, and the scores on it."""

from __future__ import annotations

from typing import Any

from ...catalogue import RegistryEntry
from ...facts.numbers import grouped
from ...facts.scores import in_unit, notation_of
from ...schema import Benchmark, Direction, Metric, Number, Score, TestSize
from ..fields import Fields
from ..paths import Linker
from ..render_context import RenderContext
from .leaderboard import Leaderboard

__all__ = ["benchmark_values"]


def benchmark_values(
    context: RenderContext, linker: Linker, entry: RegistryEntry[Benchmark]
) -> dict[str, Any]:
    """What the template of a benchmark prints."""
    registries = context.catalogue.registries
    value = entry.value
    metric = registries.metrics.get(value.metric)
    leaderboard = Leaderboard(context, linker, entry)
    return {
        "benchmark": entry.value,
        "facts": Fields(
            metric=metric.value.name if metric else value.metric,
            test_size=tuple(map(_examples, value.test_size)),
            models=leaderboard.models,
            ways=leaderboard.ways,
            **_scale(value, metric.value if metric else None),
        ),
        "data": tuple(
            Fields(name=name, url=f"https://huggingface.co/datasets/{name}") for name in value.hub_ids
        ),
        "standings": leaderboard.standings,
        "further": leaderboard.further,
        "file": leaderboard.file,
        "earlier": leaderboard.earlier,
    }


def _examples(size: TestSize) -> Fields:
    """The number of examples, and of which part: `validation`; empty for the whole test set."""
    part = ", ".join(filter(None, (size.subset, size.split)))
    return Fields(part=part, examples=grouped(int(size.examples)))


def _scale(benchmark: Benchmark, metric: Metric | None) -> dict[str, str | None]:
    """Which scores are better, and what they lie between, as scores are printed; None without a metric."""
    if metric is None:
        return dict.fromkeys(("direction", "target", "low", "high", "chance"))
    direction = benchmark.direction or metric.direction
    target = benchmark.target or metric.target
    found = {
        "target": target if direction is Direction.TARGET else None,
        "low": benchmark.low or metric.low,
        "high": benchmark.high or metric.high,
        "chance": benchmark.chance,
    }
    shown = {name: _shown(value, benchmark, metric) if value else None for name, value in found.items()}
    return {"direction": direction.value, **shown}


def _shown(number: Number | Score, benchmark: Benchmark, metric: Metric) -> str:
    """A bound, a target or a chance as scores are printed."""
    notation = notation_of(metric, benchmark)
    value = in_unit(number, notation).value if isinstance(number, Score) else number.value
    shown = (value * 100 if notation.hundredfold else value).normalize()
    return f"{shown:f}".replace("-", "−") + notation.sign
