"""The page of a benchmark: what it measures, and scores in tables of their own for each way of measuring."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from .. import markup
from ..catalogue import CardEntry, Entry
from ..derive import value_of
from ..markup import Safe
from ..measuring import Measured, measured
from ..schema import Benchmark
from .context import Context, by_size, size_key
from .paths import Linker
from .scores import score_cell
from .shown import View, named_source
from .tables import parameters_cell

__all__ = ["benchmark_values"]


def benchmark_values(context: Context, linker: Linker, entry: Entry[Benchmark]) -> dict[str, Any]:
    """What the template of a benchmark prints."""
    registries = context.catalogue.registries
    metric = registries.metrics.get(entry.value.metric)
    direction = entry.value.direction or (metric.value.direction if metric else None)
    chance = entry.value.chance
    facts = (
        ("Metric", metric.value.name if metric else entry.value.metric),
        ("Better", f"{direction.value} scores" if direction else None),
        ("Guessing gives", str(chance) if chance else None),
    )
    data = ((f"Data ({name})", f"https://huggingface.co/datasets/{name}") for name in entry.value.hub_ids)
    links = (("Home page", entry.value.url), ("Paper", entry.value.paper), *data)
    return {
        "benchmark": entry.value,
        "facts": tuple((label, markup.text(value) if value else None) for label, value in facts),
        "links": tuple(markup.link(title, url) for title, url in links if url),
        "groups": tuple(_score_groups(context, linker, entry.id)),
    }


def _score_groups(context: Context, linker: Linker, identity: str) -> Iterator[View]:
    """Results in tables of their own for each way of measuring: other scores must not be compared."""
    found = [
        (card, row)
        for card in by_size(context.backlinks.get(("benchmarks", identity), []))
        for row in _last_results(card, identity, context)
    ]
    keyed = sorted(
        found, key=lambda pair: (_conditions(pair[1], context), size_key(pair[0].card), pair[0].id)
    )
    for conditions, pairs in groupby(keyed, key=lambda pair: _conditions(pair[1], context)):
        rows = tuple(
            View(
                model=linker.page("models", card.id, card.card.name),
                parameters=parameters_cell(card),
                score=score_cell(row),
                source=_source(card, row),
            )
            for card, row in pairs
        )
        metric, shots, *others, measured_by = conditions
        yield View(
            title=", ".join(part for part in (metric, shots, measured_by) if part),
            conditions=" · ".join(part for part in others if part),
            rows=rows,
        )


def _source(card: CardEntry, row: Measured) -> Safe | None:
    """Where the score was read."""
    key = named_source(row.result.source, row.run.source)
    named = card.card.sources.get(key or "")
    url = named.url if named else key
    return markup.link("source", url) if url else None


def _last_results(card: CardEntry, identity: str, context: Context) -> Iterator[Measured]:
    """The results of the last checkpoint of a model on a benchmark."""
    for run in card.card.evaluation.runs if card.card.evaluation else ():
        for result in run.results:
            row = (
                measured(result, run, context.catalogue.registries) if result.benchmark == identity else None
            )
            if row and _is_last(row, card):
                yield row


def _is_last(row: Measured, card: CardEntry) -> bool:
    last = value_of(card.card.checkpoints.last) if card.card.checkpoints else None
    return row.checkpoint is None or last is None or row.checkpoint == int(last)


def _metric(row: Measured) -> str:
    """The metric's name, its id in the harness, and the filter of answers."""
    name = row.metric.name[:1].upper() + row.metric.name[1:]
    known = name if name.casefold() == row.metric_id.casefold() else f"{name} ({row.metric_id})"
    return known + (f", {row.result.filter}" if row.result.filter else "")


def _conditions(row: Measured, context: Context) -> tuple[str, ...]:
    run = row.run
    version = f"{run.harness} {run.harness_version}" if run.harness and run.harness_version else run.harness
    return (
        _metric(row),
        f"{row.shots}-shot" if row.shots is not None else "",
        f"split {row.result.split or run.split}" if row.result.split or run.split else "",
        f"version {row.version}" if row.version else "",
        version or "",
        f"{row.result.samples} examples only" if row.result.samples is not None else "",
        run.prompt or "",
        f"measured by {context.organization_name(run.measured_by)}" if run.measured_by else "",
    )
