"""A check that a model was not trained on the part of a benchmark that it is scored on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from ...catalogue import CardEntry, Location
from ...problems import Severity
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]


@check("lineage-contamination", Severity.WARNING, "training.data")
def contamination(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A model is scored on a split of a benchmark that it was trained on.

    A model that has seen the answers scores by memory. Training on the training split and testing on another
    is what everybody does, so only data that name a test or validation split are compared, with the `split`
    of the results; where results name none, they are of the test split. The benchmark is known by its name,
    its id or its repository on the Hugging Face hub (`hub_ids`).

    Caught: no published card says so of itself; AquilaChat2 34B, whose makers found the test set of GSM8K in
    its training data and took the score from its README, is the case that the check is made for.

    To fix it: take the score away, or tell readers under `ignore` why it still counts.

    Wrong:

        training:
          data: [{name: GSM8K test set}]
        evaluation:
          runs:
            - results:
                - {benchmark: gsm8k, score: 93.2 %}

    Right:

        training:
          data: [{name: GSM8K training set}]
        evaluation:
          runs:
            - results:
                - {benchmark: gsm8k, score: 43.2 %}
    """
    for path, name, benchmark, split in _trained(entry, context):
        if any(
            each.benchmark == benchmark and _plain(each.split or run.split) == split
            for run in entry.card.runs
            for each in run.results
        ):
            message = f"trained on {quoted(name)}, the {split} split of {benchmark}, on which it is scored"
            yield Finding(path, message)


_SPLIT = re.compile(r"(?i)[\W_]*(?<![^\W_])(test|validation|dev)(?![^\W_])(?:[ -](?:set|split|data))?[\W_]*")


def _plain(split: str | None) -> str:
    found = _SPLIT.fullmatch(split or "test")
    return (found[1] if found else split or "").lower().replace("dev", "validation")


def _trained(entry: CardEntry, context: CheckContext) -> Iterator[tuple[Location, str, str, str]]:
    """The test and validation splits that a model was trained on: where, in its words, of which benchmark."""
    benchmarks, datasets = context.made(_benchmarks), context.catalogue.registries.datasets
    trained_on = [
        ((*path, "data", place), item)
        for path, part in entry.card.training_parts
        for place, item in enumerate(part.data or ())
    ]
    for path, item in trained_on:
        registered = datasets.get(item.dataset or "")
        names = [name for name in (item.name, item.dataset) if name]
        names += [registered.value.name, registered.value.hub_id or ""] if registered else []
        match = next(filter(None, map(_SPLIT.search, names)), None)
        if match:
            found = {each for name in names for each in benchmarks.get(_SPLIT.sub("", name).casefold(), ())}
            for benchmark in sorted(found):
                yield path, names[0], benchmark, _plain(match[1])


def _benchmarks(context: CheckContext) -> Mapping[str, frozenset[str]]:
    """The benchmarks that a name, an id or a repository stands for."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in context.catalogue.registries.benchmarks.values():
        value = entry.value
        for key in (entry.id, value.name, *value.aliases, *value.hub_ids):
            found[key.casefold()].add(entry.id)
    return {key: frozenset(identities) for key, identities in found.items()}


CHECKS = (contamination,)
