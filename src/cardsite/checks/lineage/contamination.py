"""A check that a model was not trained on the data of the benchmarks that it is scored on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...catalogue import CardEntry, Location, components
from ...facts.lineage import Base, nearest
from ...problems import Severity
from ...schema import Benchmark, Dataset
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]

_HUB_PAGE = re.compile(r"https://huggingface\.co/datasets/([\w.-]+/[\w.-]+)/?")
_SHORT = 4
"""Ids of so few letters are also plain words (`race`, `math`, `drop`), and say nothing by themselves."""


def _benchmarks(context: CheckContext) -> Mapping[str, frozenset[str]]:
    """The benchmarks that a hub id, a name or an id of data stands for."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in context.catalogue.registries.benchmarks.values():
        for key in _keys_of_benchmark(entry.id, entry.value, context):
            found[key].add(entry.id)
    return {key: frozenset(identities) for key, identities in found.items()}


def _keys_of_benchmark(identity: str, benchmark: Benchmark, context: CheckContext) -> Iterator[str]:
    yield from (hub_id.casefold() for hub_id in benchmark.hub_ids)
    yield from _hub_id(benchmark.url)
    # A likelihood is measured on a part that was kept back from what goes by the same name.
    metric = context.catalogue.registries.metrics.get(benchmark.metric)
    if metric is not None and metric.value.percent:
        yield f"name {benchmark.name}"
        for name in (identity, *benchmark.aliases):
            yield f"name {name}"
            yield f"id {name}"


def _hub_id(url: str | None) -> Iterator[str]:
    match = _HUB_PAGE.fullmatch(url or "")
    if match:
        yield match[1].casefold()


@dataclass(frozen=True, slots=True)
class _Data:
    """Something a model was trained on, as its card names it, and the benchmarks whose data it holds."""

    path: Location
    name: str
    benchmarks: frozenset[str]


def _data(entry: CardEntry, context: CheckContext) -> Iterator[_Data]:
    card, benchmarks, registered = entry.card, context.made(_benchmarks), context.made(_of_datasets)
    for index, item in enumerate(card.training_data):
        path: Location = ("training", "data", index)
        if item.dataset:
            yield _Data((*path, "dataset"), item.dataset, registered.get(item.dataset, frozenset()))
        elif item.name:
            yield _Data((*path, "name"), item.name, benchmarks.get(f"name {item.name}", frozenset()))
    if card.adapter and card.adapter.data and (name := card.adapter.data.value):
        yield _Data(("adapter", "data"), name, registered.get(name, frozenset()))


def _of_datasets(context: CheckContext) -> Mapping[str, frozenset[str]]:
    """For each dataset of the registry the benchmarks whose data it is, or was made from."""
    benchmarks, datasets = context.made(_benchmarks), context.catalogue.registries.datasets
    links = {identity: [entry.value.derived_from or ""] for identity, entry in datasets.items()}
    found: dict[str, frozenset[str]] = {}
    for group in components(links):
        keys = [key for identity in group for key in _keys_of_dataset(identity, datasets[identity].value)]
        origins = [origin for identity in group for origin in links[identity]]
        held = frozenset[str]().union(
            *(benchmarks.get(key, ()) for key in keys), *(found.get(origin, ()) for origin in origins)
        )
        found.update(dict.fromkeys(group, held))
    return found


def _keys_of_dataset(identity: str, dataset: Dataset) -> Iterator[str]:
    if len(identity) > _SHORT:
        yield f"id {identity}"
    yield f"name {dataset.name}"
    yield from (hub_id.casefold() for hub_id in (dataset.hub_id,) if hub_id)
    yield from _hub_id(dataset.url)


def _seen_above(context: CheckContext) -> Mapping[str, Mapping[str, Base]]:
    """For each card, by benchmark, the nearest model that it was made from and that has seen its data."""

    def seen(base: Base) -> Iterator[str]:
        for data in _data(base.entry, context) if base.entry else ():
            yield from sorted(data.benchmarks)

    return nearest(context.catalogue.cards, seen)


@check("lineage-contamination", Severity.WARNING)
def contamination(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A model is scored on a benchmark whose data it, or a base model of it, was trained on.

    A model that has seen the answers scores by memory, and the score says nothing about what it can do. Data
    are checked against benchmarks by their repository on the Hugging Face hub (`hub_ids` of a benchmark) and
    by name, over `derived_from` and over all base models.

    To fix it: take the score away, or tell readers under `ignore` why it still counts, such as that only the
    training split was used.

    Wrong:

        training:
          data: [science-questions]
        evaluation:
          runs:
            - results:
                - {benchmark: arc-challenge, score: 93.2 %}
        # datasets.yaml
        science-questions:
          name: Science questions
          summary: Questions of school examinations.
          hub_id: allenai/ai2_arc

    Right:

        training:
          data: [science-books]
        evaluation:
          runs:
            - results:
                - {benchmark: arc-challenge, score: 43.2 %}
        # datasets.yaml
        science-books:
          name: Science books
          summary: Books for schools.
          hub_id: acme/science-books
    """
    evaluation = entry.card.evaluation
    if evaluation is None or not evaluation.runs:
        return
    scored = dict.fromkeys(result.benchmark for run in evaluation.runs for result in run.results)
    for data in _data(entry, context):
        for benchmark in scored:
            if benchmark in data.benchmarks:
                message = f"trained on {quoted(data.name)}, the data of {benchmark}, on which it is scored"
                yield Finding(data.path, message)
    for benchmark, base in context.made(_seen_above)[entry.id].items():
        if benchmark in scored and base.entry:
            data = next(data for data in _data(base.entry, context) if benchmark in data.benchmarks)
            trained = f"the base model {quoted(base.name)} was trained on {quoted(data.name)}"
            message = f"{trained}, the data of {benchmark}, on which this one is scored"
            yield Finding(("base_model",), message)


CHECKS = (contamination,)
