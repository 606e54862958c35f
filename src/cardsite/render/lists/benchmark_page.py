"""The page of a benchmark: what it measures and how, and the scores on it."""

from __future__ import annotations

from typing import Any

from ... import markup
from ...catalogue import RegistryEntry
from ...facts.numbers import grouped
from ...facts.scores import in_unit, notation_of
from ...schema import Benchmark, Direction, Metric, Number, Score, TestSize
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
    standings = Leaderboard(context, linker, entry)
    facts = (
        ("Metric", metric.value.name if metric else value.metric),
        ("Better", _better(value, metric.value) if metric else None),
        ("Range", _range(value, metric.value) if metric else None),
        ("Guessing gives", _shown(value.chance, value, metric.value) if metric and value.chance else None),
        ("Test set", "; ".join(map(_examples, value.test_size))),
        ("Results", standings.summary),
    )
    data = ((f"Data ({name})", f"https://huggingface.co/datasets/{name}") for name in entry.value.hub_ids)
    links = (("Home page", entry.value.url), ("Paper", entry.value.paper), *data)
    return {
        "benchmark": entry.value,
        "facts": tuple((label, markup.text(value) if value else None) for label, value in facts),
        "links": tuple(markup.link(title, url) for title, url in links if url),
        "ranking": standings.ranking,
        "others": standings.others,
        "further": standings.further,
        "file": standings.file,
        "earlier": standings.earlier,
    }


def _examples(size: TestSize) -> str:
    """`1,319 examples`, `validation: 2,490 examples`."""
    part = ", ".join(filter(None, (size.subset, size.split)))
    return f"{part}: " * bool(part) + f"{grouped(int(size.examples))} examples"


def _better(benchmark: Benchmark, metric: Metric) -> str:
    """Which scores are better: `higher scores`, `scores near 50 %`."""
    direction = benchmark.direction or metric.direction
    target = benchmark.target or metric.target
    if direction is Direction.TARGET and target:
        return f"scores near {_shown(target, benchmark, metric)}"
    return f"{direction.value} scores"


def _range(benchmark: Benchmark, metric: Metric) -> str | None:
    """The scores that are possible: `0 % to 100 %`, `1 and more`."""
    ends = (benchmark.low or metric.low, benchmark.high or metric.high)
    first, last = (_shown(end, benchmark, metric) if end else None for end in ends)
    return first and (f"{first} to {last}" if last else f"{first} and more")


def _shown(number: Number | Score, benchmark: Benchmark, metric: Metric) -> str:
    """A bound, a target or a chance as scores are printed."""
    notation = notation_of(metric, benchmark)
    value = in_unit(number, notation).value if isinstance(number, Score) else number.value
    shown = (value * 100 if notation.hundredfold else value).normalize()
    return f"{shown:f}".replace("-", "−") + notation.sign
