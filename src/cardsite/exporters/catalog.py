"""All models in one file, for tables and searches: what one chooses a model by, and no more.

Its shape is described by `schema/catalog.json`, and in the reference of the site's data.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from ..catalogue import CardEntry, Catalogue, RegistryEntry
from ..facts.coverage import DEFAULT, Contents, Pattern, tally
from ..facts.derived import checkpoint_count, fact_at, training_cost, training_tokens, value_of
from ..facts.experts import active_parameters
from ..facts.kind import kind, traits
from ..facts.licences import LICENSE_CLASSES, commercial_use, license_class, license_view
from ..facts.memory import published_precision, shape_of
from ..facts.order import SIZE_RANGES, by_organization
from ..facts.scores import headline_scores
from ..facts.stages import stage_types
from ..facts.weight_files import bits_of
from ..schema import Absence, Architecture, Card, Fact, LicenseTerms, Quantization, known
from ..schema.languages import language_name
from .modalities import modalities

__all__ = ["VERSION", "catalog_entry", "catalog_json"]

VERSION = 2
"""Raised when a reader of the file would have to change; new fields may come without that."""


def catalog_json(catalogue: Catalogue) -> str:
    """The file's text: the models in the catalogue's order, each on a line of its own."""
    coverages: dict[Pattern, dict[str, int]] = {}
    models = [catalog_entry(entry, catalogue, coverages) for entry in by_organization(catalogue)]
    used = {
        each: {name for model in models for name in model[each]}
        for each in ("datasets", "benchmarks", "languages")
    }
    head = {
        "$schema": "schema/catalog.json",
        "version": VERSION,
        "sizes": [
            {"id": each.id, "name": each.name, "below": int(each.below) if each.below.is_finite() else None}
            for each in SIZE_RANGES
        ],
        "license_classes": LICENSE_CLASSES,
        "datasets": _names(catalogue.registries.datasets, used["datasets"]),
        "benchmarks": _names(catalogue.registries.benchmarks, used["benchmarks"]),
        "languages": {code: language_name(code) for code in sorted(used["languages"])},
        "moved_to": {old: new for old, new in sorted(catalogue.moved.items()) if new in catalogue.cards},
    }
    lines = ",\n".join(map(_compact, models))
    return f'{_compact(head)[:-1]},"models":[\n{lines}\n]}}\n'


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _names(entries: dict[str, RegistryEntry[Any]], used: Iterable[str]) -> dict[str, str]:
    return {identity: entries[identity].value.name for identity in sorted(used) if identity in entries}


def catalog_entry(
    entry: CardEntry, catalogue: Catalogue, coverages: dict[Pattern, dict[str, int]]
) -> dict[str, Any]:
    """One model of the file; `coverages` remembers what cards have that fill in the same fields."""
    card, registries = entry.card, catalogue.registries
    family = catalogue.families.get(entry.family)
    maker = registries.organizations.get(card.organization)
    task = _value(card.pipeline_tag)
    return {
        "id": entry.id,
        "name": card.name,
        **({"label": entry.label} if entry.label != card.name else {}),
        "page": f"models/{entry.id}",
        "aliases": card.aliases,
        "hub_id": _value(card.hub_id),
        "summary": card.summary,
        "organization": {"id": card.organization, "name": maker.value.name if maker else card.organization},
        "family": {"id": family.id, "name": family.family.name} if family else None,
        "kind": kind(card),
        "traits": traits(card),
        **_numbers(card),
        **_context_written(card),
        **({"stages": stages} if (stages := stage_types(card)) else {}),
        **({"training_cost": cost} if (cost := _training_cost(card)) else {}),
        "quantization": _quantization(card),
        "license": _license(card.license, catalogue),
        "task": task,
        "modalities": modalities(task) if task else (),
        "languages": _value(card.language) or (),
        "datasets": entry.card.data_ids,
        "library": _value(card.library_name),
        "release_date": card.release_date.value.text
        if card.release_date and card.release_date.value
        else None,
        "status": card.status.value,
        **_results(card, catalogue),
        "coverage": _coverage(card, coverages),
        "tags": card.tags,
        "memory": _memory(card, catalogue),
        "absent": dict(_absences(card)),
    }


def _value(fact: Fact[Any] | None) -> Any:
    return fact.value if fact else None


def _number(value: Decimal | None) -> int | None:
    return int(value) if value is not None else None


def _numbers(card: Card) -> dict[str, int | None]:
    computed = training_tokens(card)
    stated = value_of(card.training.tokens) if card.training else None
    checkpoints = checkpoint_count(card.checkpoints) if card.checkpoints else None
    shape = card.architecture or Architecture()
    active, widths = active_parameters(card), known(shape.embedding_dimension) or ()
    return {
        "parameters": _number(card.parameter_count),
        "active_parameters": _number(active.value if active else None),
        "context_length": _number(value_of(shape.context_length)),
        "embedding_dimension": _number(max((width.value for width in widths), default=None)),
        "macs": _number(value_of(shape.forward_pass.macs) if shape.forward_pass else None),
        "training_tokens": _number(computed.value if computed else stated),
        "checkpoints": _number(checkpoints.value) if checkpoints else None,
    }


def _context_written(card: Card) -> dict[str, str]:
    """The context length as its author and its page write it, where that is not the number: `32K`."""
    stated = known(card.architecture.context_length) if card.architecture else None
    return {"context_written": str(stated)} if stated and not stated.exact else {}


def _memory(card: Card, catalogue: Catalogue) -> dict[str, Any]:
    published = published_precision(card)
    precision = {"precision": published} if published and published != "float16" else {}
    return shape_of(card, catalogue.cards).data() | precision


_COSTS = {
    "gpu_hours": "gpu_hours",
    "energy_mwh": "energy.energy_mwh",
    "carbon_tco2eq": "energy.carbon_tco2eq",
}
"""What a training cost, by the path of the fact below it."""


def _training_cost(card: Card) -> dict[str, Any]:
    """What the training cost, as far as the card has numbers, and those of which it says more than that."""
    training = card.training
    if training is None:
        return {}
    found, qualified = {}, []
    for name, path in _COSTS.items():
        fact, number = fact_at(training, path), training_cost(card, path)
        if number is None:
            continue
        found[name] = int(number) if number == int(number) else float(number)
        covers = path != name and training.energy and known(training.energy.covers)
        if (fact and fact.note) or covers:
            qualified.append(name)
    return {**found, "qualified": qualified} if qualified else found


def _quantization(card: Card) -> dict[str, Any] | None:
    """The method, and what the variants are named by; None for weights as they were trained."""
    how = card.quantization or Quantization()
    variants = [(known(file.quantization), known(file.bits)) for file in card.files]
    types = [name for name, _ in variants if name]
    stated = [known(how.bits), *(bits for _, bits in variants)]
    bits = {each.value for each in stated if each} | {named for name in types if (named := bits_of(name))}
    if not (types or bits or card.quantization):
        return None
    numbers = [int(each) if each == int(each) else float(each) for each in sorted(bits)]
    return {"method": known(how.method), "bits": numbers, "types": list(dict.fromkeys(types))}


def _license(terms: LicenseTerms | None, catalogue: Catalogue) -> dict[str, str] | None:
    view = license_view(terms, catalogue.registries) if terms else None
    if view is None:
        return None
    of_class = license_class(view.id, catalogue.registries)
    return {
        "id": view.id,
        "name": view.name,
        "class": of_class.value,
        "commercial_use": commercial_use(view.id, catalogue.registries).value,
        "anchor": view.anchor,
    }


def _results(card: Card, catalogue: Catalogue) -> dict[str, Any]:
    runs = card.runs
    named = sorted({result.benchmark for run in runs for result in run.results})
    registered = catalogue.registries.benchmarks
    subsets: dict[str, set[str]] = {}
    for run in runs:
        for result in run.results:
            if result.subset and result.benchmark in registered:
                subsets.setdefault(result.benchmark, set()).add(result.subset)
    return {
        "evaluations": sum(len(run.results) for run in runs),
        "benchmarks": [identity for identity in named if identity in registered],
        **({"subsets": {name: sorted(subsets[name]) for name in sorted(subsets)}} if subsets else {}),
        **({"headline": headline} if (headline := _headline(card, catalogue)) else {}),
    }


def _headline(card: Card, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The scores that stand for the model: of each the first row that it can mean."""
    return [
        {
            "benchmark": row.result.benchmark,
            **({"subset": row.result.subset} if row.result.subset else {}),
            "metric": row.metric_id,
            "score": float(row.score.value),
            "written": row.result.score.text,
        }
        for row in headline_scores(card, catalogue.registries)
    ]


def _coverage(card: Card, coverages: dict[Pattern, dict[str, int]]) -> dict[str, int]:
    contents = Contents(card)
    pattern = contents.pattern
    if pattern not in coverages:
        count = tally(contents, DEFAULT)
        coverages[pattern] = {"filled": count.filled, "absent": count.absent, "asked": count.asked}
    return coverages[pattern]


def _absences(card: Card) -> Iterator[tuple[str, Absence]]:
    """The fields of an entry that the card states as absent; what nobody filled in is not among them."""
    architecture, training = card.architecture, card.training
    stated: dict[str, Fact[Any] | LicenseTerms | None] = {
        "hub_id": card.hub_id,
        "parameters": architecture.parameters if architecture else None,
        "active_parameters": architecture.active_parameters if architecture else None,
        "context_length": architecture.context_length if architecture else None,
        "embedding_dimension": architecture.embedding_dimension if architecture else None,
        "quantization": card.quantization.method if card.quantization else None,
        "training_tokens": training.tokens if training else None,
        "license": card.license,
        "task": card.pipeline_tag,
        "languages": card.language,
        "library": card.library_name,
        "release_date": card.release_date,
        "checkpoints": card.checkpoints.interval if card.checkpoints else None,
    }
    if training:
        stated |= {name: fact_at(training, path) for name, path in _COSTS.items()}
    for name, fact in stated.items():
        if fact is not None and fact.absent is not None:
            yield name, fact.absent
