"""The page of a benchmark: what it measures and how, and the scores on it."""

from __future__ import annotations

from typing import Any

from ... import markup
from ...catalogue import RegistryEntry
from ...schema import Benchmark, Metric, Number
from ..paths import Linker
from ..render_context import RenderContext
from .leaderboard import Leaderboard

__all__ = ["benchmark_values"]


def benchmark_values(
    context: RenderContext, linker: Linker, entry: RegistryEntry[Benchmark]
) -> dict[str, Any]:
    """What the template of a benchmark prints."""
    registries = context.catalogue.registries
    metric = registries.metrics.get(entry.value.metric)
    direction = entry.value.direction or (metric.value.direction if metric else None)
    chance = entry.value.chance
    standings = Leaderboard(context, linker, entry)
    facts = (
        ("Metric", metric.value.name if metric else entry.value.metric),
        ("Better", f"{direction.value} scores" if direction else None),
        ("Range", _range(entry.value.low, entry.value.high, metric.value if metric else None)),
        ("Guessing gives", str(chance) if chance else None),
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


def _range(low: Number | None, high: Number | None, metric: Metric | None) -> str | None:
    """The scores that are possible: `0 % to 100 %`, `1 and more`."""
    ends = [low or (metric.low if metric else None), high or (metric.high if metric else None)]
    percent = bool(metric and metric.percent)
    first, last = (_bound(end, percent) if end else None for end in ends)
    return first and (f"{first} to {last}" if last else f"{first} and more")


def _bound(number: Number, percent: bool) -> str:
    value = number.value * 100 if percent else number.value
    text = f"{value.normalize():f}".replace("-", "−")
    return f"{text} %" if percent else text
