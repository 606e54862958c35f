"""A card as the README.md of a repository on the Hugging Face hub: its metadata, then the page's text.

Fields and rules: the hub's documentation of model cards, and `huggingface_hub`'s `ModelCardData`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from ..catalogue import CardEntry, Catalogue
from ..facts.derived import stages_total, value_of
from ..facts.hub import hub_id_of
from ..schema import Card, LicenseTerms, Run, known
from ..site import UNPUBLISHED, Page, SiteInfo
from .plain import plain_elsewhere

__all__ = ["hub_metadata", "hub_readme"]

_GRAMS_PER_TONNE = 1_000_000


def hub_readme(entry: CardEntry, catalogue: Catalogue, page: Page, site_info: SiteInfo = UNPUBLISHED) -> str:
    """The README made of a card and its page as plain Markdown."""
    metadata = hub_metadata(entry, catalogue)
    lines = [line for name, value in metadata.items() for line in _lines(name, value)]
    return "\n".join(
        ["---", *lines, "---", "", plain_elsewhere(page, site_info, partial(_hub_page, catalogue))]
    )


def _hub_page(catalogue: Catalogue, path: str) -> str:
    """The page on the hub of what a page is about; empty where it has none."""
    kind, _, identity = path.removesuffix(".md").partition("/")
    if kind == "models":
        entry = catalogue.cards.get(identity)
        hub_id = known(entry.card.hub_id) if entry else None
    else:
        entries = getattr(catalogue.registries, kind) if kind in ("organizations", "datasets") else {}
        hub_id = entries[identity].value.hub_id if identity in entries else None
    return f"https://huggingface.co/{'datasets/' if kind == 'datasets' else ''}{hub_id}" if hub_id else ""


def _lines(name: str, value: Any) -> Iterator[str]:
    """A field as YAML, with a line for each score."""
    if name != "model-index":
        yield f"{name}: {_json(value)}"
        return
    yield f"{name}:"
    for index in value:
        yield f"- name: {_json(index['name'])}"
        yield "  results:"
        yield from (f"  - {_json(result)}" for result in index["results"])


def _json(value: Any) -> str:
    """The value as JSON that is also YAML: cards hold none of the characters that YAML takes for more."""
    return json.dumps(value, ensure_ascii=False)


def hub_metadata(entry: CardEntry, catalogue: Catalogue) -> dict[str, Any]:
    """The hub's metadata of a card, in the hub's order; what the card does not say is left out."""
    card = entry.card
    languages = _value(card.language) or []
    fields: dict[str, Any] = {
        # The hub refuses a language tag such as zh-Hant as a language, and has a field of its own for it.
        "language": list(dict.fromkeys(code.partition("-")[0] for code in languages)),
        "language_bcp47": [code for code in languages if "-" in code],
        **_license(card.license, catalogue),
        "library_name": _value(card.library_name),
        "pipeline_tag": _value(card.pipeline_tag),
        "tags": list(card.tags),
        "datasets": _datasets(card, catalogue),
        "base_model": [hub for hub in (hub_id_of(base, catalogue.cards) for base in card.bases) if hub],
        "base_model_relation": card.relation.value if card.relation else None,
        "new_version": hub_id_of(card.successor, catalogue.cards) if card.successor else None,
        "co2_eq_emissions": _emissions(card),
        "model-index": _model_index(card, catalogue),
    }
    if not fields["base_model"]:
        fields["base_model_relation"] = None
    return {name: value for name, value in fields.items() if value not in (None, [], ())}


def _value(fact: Any) -> Any:
    """The plain value of a fact; None where there is none."""
    value = fact.value if fact else None
    return list(value) if isinstance(value, tuple) else value


def _license(terms: LicenseTerms | None, catalogue: Catalogue) -> dict[str, str]:
    """The hub's own id, or `other` with the name and the link that it then asks for."""
    if terms is None or terms.id is None:
        return {}
    if terms.id in catalogue.registries.licenses:
        return {"license": terms.id}
    by_spdx = {e.value.spdx: e.id for e in catalogue.registries.licenses.values() if e.value.spdx}
    if terms.id in by_spdx:
        return {"license": by_spdx[terms.id]}
    link = {"license_link": terms.link} if terms.link else {}
    return {"license": "other", "license_name": terms.name or terms.id, **link}


def _datasets(card: Card, catalogue: Catalogue) -> list[str]:
    entries = map(catalogue.registries.datasets.get, card.data_ids)
    return [entry.value.hub_id for entry in entries if entry and entry.value.hub_id]


def _emissions(card: Card) -> dict[str, Any] | None:
    """Emissions in grams; none where the figure is that of several models together."""
    energy = card.training.energy if card.training else None
    total = stages_total(card, "energy.carbon_tco2eq")
    tonnes = total.value if total else value_of(energy.carbon_tco2eq) if energy else None
    if tonnes is None or (energy and energy.covers):
        return None
    grams = tonnes * _GRAMS_PER_TONNE
    place = known(energy.region) if energy else None
    return {"emissions": float(grams), **({"geographical_location": place} if place else {})}


def _model_index(card: Card, catalogue: Catalogue) -> list[dict[str, Any]]:
    """One block for each result: the hub merges blocks that differ in their arguments only."""
    last = card.checkpoints.last.value if card.checkpoints and card.checkpoints.last else None
    runs = card.runs
    results = [
        block
        for run in runs
        if run.checkpoint is None or last is None or run.checkpoint.value == last.value
        for block in _blocks(run, card, catalogue)
    ]
    return [{"name": card.name, "results": results}] if results else []


def _blocks(run: Run, card: Card, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    task = known(card.pipeline_tag)
    for result in run.results:
        entry = catalogue.registries.benchmarks.get(result.benchmark)
        if entry is None:
            continue
        shots = result.shots if result.shots is not None else run.shots
        arguments = {"args": {"num_few_shot": int(shots)}} if shots is not None else {}
        split = result.split or run.split
        # The score as written: percent stay percent.
        score = float(result.score.value * 100 if result.score.in_percent else result.score.value)
        yield {
            "task": {"type": task or "text-generation"},
            "dataset": {
                "type": result.benchmark,
                "name": entry.value.name,
                **({"config": result.subset} if result.subset else {}),
                **({"split": split} if split else {}),
                **arguments,
            },
            "metrics": [{"type": result.metric or entry.value.metric, "value": score}],
            **_source(result.source or run.source, card),
        }


def _source(name: str | None, card: Card) -> dict[str, Any]:
    source = card.sources.get(name or "")
    if source and source.url:
        return {"source": {"name": source.title, "url": source.url}}
    return {"source": {"url": name}} if name and name.startswith("http") else {}
