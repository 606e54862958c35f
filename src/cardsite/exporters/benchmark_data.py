"""The benchmarks of a catalogue as JSON, with the scores that may be compared side by side."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from ..catalogue import Catalogue, RegistryEntry
from ..facts.comparability import Key, key_of
from ..facts.scores import Notation, ScoreRow, in_unit, notation_of, score_row
from ..schema import Benchmark, Direction, Metric, Number, Score, TestSize

__all__ = ["BENCHMARKS_VERSION", "benchmarks_json"]

BENCHMARKS_VERSION = 2
"""Grows when a field changes its meaning or goes away; new fields may come at any time."""

Row = tuple[str, ScoreRow]


def benchmarks_json(catalogue: Catalogue) -> str:
    """The benchmarks that have a result, by id, each on a line of its own.

    Scores are those of last checkpoints, and stand together where they were measured alike.
    """
    rows: dict[str, list[Row]] = defaultdict(list)
    for identity, row in _last_results(catalogue):
        rows[row.result.benchmark].append((identity, row))
    registry = catalogue.registries.benchmarks
    found = [_benchmark(registry[name], rows[name], catalogue) for name in sorted(rows)]
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in found)
    head = f'"$schema":"schema/benchmarks-data.json","version":{BENCHMARKS_VERSION}'
    return f'{{{head},"benchmarks":[\n{lines}\n]}}\n'


def _last_results(catalogue: Catalogue) -> Iterable[Row]:
    for identity, entry in sorted(catalogue.cards.items()):
        card = entry.card
        last = card.checkpoints.last.value if card.checkpoints and card.checkpoints.last else None
        for run in card.runs:
            for result in run.results:
                row = score_row(result, run, catalogue.registries)
                if row and (row.checkpoint is None or last is None or row.checkpoint == int(last)):
                    yield identity, row


def _benchmark(entry: RegistryEntry[Benchmark], rows: list[Row], catalogue: Catalogue) -> dict[str, Any]:
    value = entry.value
    metric = catalogue.registries.metrics.get(value.metric)
    measure = metric.value if metric else None
    direction = value.direction or (measure.direction if measure else None)
    notation = notation_of(measure, value) if measure else Notation()
    target = value.target or (measure.target if measure else None)
    groups: dict[Key, list[Row]] = defaultdict(list)
    for identity, row in rows:
        groups[key_of(row)].append((identity, row))
    return _filled(
        {
            "id": entry.id,
            "name": value.name,
            "measures": value.measures,
            "metric": value.metric,
            "direction": direction.value if direction else None,
            "low": _bound(value, measure, "low"),
            "high": _bound(value, measure, "high"),
            "target": _stored(target, notation) if direction is Direction.TARGET else None,
            "chance": _stored(value.chance, notation),
            "test_size": [_size(each) for each in value.test_size],
            "caveats": value.caveats,
            "url": value.url,
            "paper": value.paper,
            "hub_ids": list(value.hub_ids),
            "groups": [_group(key, groups[key]) for key in sorted(groups, key=lambda key: key.order)],
        }
    )


def _size(size: TestSize) -> dict[str, Any]:
    return _filled({"examples": int(size.examples), "split": size.split, "subset": size.subset})


def _stored(number: Number | Score | None, notation: Notation) -> float | None:
    if number is None:
        return None
    return float(in_unit(number, notation).value if isinstance(number, Score) else number.value)


def _bound(benchmark: Benchmark, metric: Metric | None, name: str) -> float | None:
    own = getattr(benchmark, name) or (getattr(metric, name) if metric else None)
    return float(own.value) if own is not None else None


def _group(key: Key, rows: list[Row]) -> dict[str, Any]:
    parts = {name: value for name, value in asdict(key).items() if name != "benchmark"}
    first = rows[0][1]
    sign = first.notation.sign.strip()
    return _filled(
        {
            "comparability": key.id,
            "measured": _filled(parts),
            "metric_name": first.metric_name,
            "direction": first.direction.value,
            "unit": "fraction" if first.notation.hundredfold else sign or None,
            "sign": sign or None,
            "scores": [_score(identity, row) for identity, row in rows],
        }
    )


def _score(identity: str, row: ScoreRow) -> dict[str, Any]:
    result = row.result
    return _filled(
        {
            "model": identity,
            "score": float(row.score.value),
            "error": float(row.error.value) if row.error else None,
            "written": result.score.text,
            "checkpoint": row.checkpoint,
        }
    )


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != []}
