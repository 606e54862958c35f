"""A card as the README.md of a repository on the Hugging Face hub: its metadata, then the page's text.

Fields and rules: the hub's documentation of model cards, of widgets and of evaluation results, and
`huggingface_hub`'s `ModelCardData` and `EvalResultEntry`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from ..catalogue import CardEntry, Catalogue
from ..catalogue.packaged import packaged
from ..facts.derived import stages_total, value_of
from ..facts.hub import dataset_id_at, hub_id_of
from ..facts.scores import ScoreRow, score_row
from ..schema import Benchmark, Card, Example, LicenseTerms, known
from ..site import UNPUBLISHED, Page, SiteInfo
from .plain import plain_elsewhere

__all__ = ["eval_results_text", "hub_metadata", "hub_readme"]

_GRAMS_PER_TONNE = 1_000_000
_TEXT_TASKS = frozenset(
    {
        *(
            "text-generation",
            "text2text-generation",
            "text-classification",
            "token-classification",
            "fill-mask",
        ),
        *(
            "translation",
            "summarization",
            "text-to-image",
            "text-to-video",
            "text-to-audio",
            "text-to-speech",
        ),
    }
)
"""The tasks whose widget takes one text. A text that is the input of another model describes what it took."""
_WIDGET_INPUTS = frozenset(
    {
        *("text", "messages", "src", "prompt", "question", "context", "table", "structured_data"),
        *("source_sentence", "sentences", "candidate_labels", "multi_class"),
    }
)
"""The fields in which widgets take their input."""


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
    # What an organisation is called there is any text.
    place = quote(f"{'datasets/' if kind == 'datasets' else ''}{hub_id}", safe="/")
    return f"https://huggingface.co/{place}" if hub_id else ""


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
        "widget": [sample for each in card.examples if (sample := _widget(each, card))],
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
    # Those of the hub come with cardsite; a catalogue can describe more.
    of_hub = packaged("licenses").entries
    if terms.id in of_hub:
        return {"license": terms.id}
    registries = catalogue.registries
    by_spdx = {e.value.spdx: e.id for e in registries.licenses.values() if e.value.spdx and e.id in of_hub}
    if terms.id in by_spdx:
        return {"license": by_spdx[terms.id]}
    own = registries.licenses.get(terms.id)
    url = terms.link or (own.value.url if own else None)
    link = {"license_link": url} if url else {}
    return {"license": "other", "license_name": terms.name or (own.value.name if own else terms.id), **link}


def _datasets(card: Card, catalogue: Catalogue) -> list[str]:
    """The hub ids of registered data, then those of data that the card alone names, by their pages."""
    entries = map(catalogue.registries.datasets.get, card.data_ids)
    registered = [entry.value.hub_id for entry in entries if entry and entry.value.hub_id]
    named = [dataset_id_at(data.url) for data in card.training_data if data.url]
    return list(dict.fromkeys([*registered, *filter(None, named)]))


def _widget(example: Example, card: Card) -> dict[str, Any] | None:
    """An example as a sample of the hub's widget; None where its input is not what the widget takes."""
    given, made = example.input, example.output
    if isinstance(given, str):
        taken = {"text": given} if (known(card.pipeline_tag) or "") in _TEXT_TASKS else None
    else:
        taken = dict(given) if isinstance(given, Mapping) and given.keys() <= _WIDGET_INPUTS else None
    if not taken:
        return None
    title = {"example_title": example.title} if example.title else {}
    parameters = {"parameters": dict(example.parameters)} if example.parameters else {}
    output = {"output": {"text": made}} if isinstance(made, str) else {}
    return {**taken, **title, **parameters, **output}


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


def _rows(card: Card, catalogue: Catalogue) -> Iterator[ScoreRow]:
    """The scores of the model as it is published, not of checkpoints on the way."""
    last = card.checkpoints.last.value if card.checkpoints and card.checkpoints.last else None
    for run in card.runs:
        if run.checkpoint is None or last is None or run.checkpoint.value == last.value:
            rows = (score_row(result, run, catalogue.registries) for result in run.results)
            yield from filter(None, rows)


def _model_index(card: Card, catalogue: Catalogue) -> list[dict[str, Any]]:
    """One block for each result: the hub merges blocks that differ in their arguments only."""
    holding = Counter(e.value.hub_ids[0] for e in catalogue.registries.benchmarks.values() if e.value.hub_ids)
    results = [_block(row, card, holding) for row in _rows(card, catalogue)]
    return [{"name": card.name, "results": results}] if results else []


def _block(row: ScoreRow, card: Card, holding: Mapping[str, int]) -> dict[str, Any]:
    result, benchmark = row.result, row.benchmark
    hub_id = _data_on_hub(benchmark, holding)
    config = result.subset or (benchmark.hub_config if hub_id else None)
    split = result.split or row.run.split
    shots = result.shots if result.shots is not None else row.run.shots
    return {
        "task": {"type": known(card.pipeline_tag) or "text-generation"},
        "dataset": {
            "type": hub_id or result.benchmark,
            "name": benchmark.name,
            **({"config": config} if config else {}),
            **({"split": split} if split else {}),
            **({"args": {"num_few_shot": int(shots)}} if shots is not None else {}),
        },
        "metrics": [{"type": result.metric or benchmark.metric, "value": _number(row)}],
        **_source(result.source or row.run.source, card),
    }


def _data_on_hub(benchmark: Benchmark, holding: Mapping[str, int]) -> str | None:
    """The repository that stands for the benchmark: none that holds several, unless its part is named."""
    hub_id = next(iter(benchmark.hub_ids), None)
    return hub_id if hub_id and (benchmark.hub_config or holding[hub_id] == 1) else None


def _number(row: ScoreRow) -> float:
    """The score in the unit in which pages show it, without a sign: shares in percent."""
    return float(row.score.value * 100 if row.notation.hundredfold else row.score.value)


def eval_results_text(entry: CardEntry, catalogue: Catalogue) -> str:
    """A file for `.eval_results` of the model's repository; empty where no leaderboard takes a score."""
    return "".join(f"- {_json(result)}\n" for result in _eval_results(entry.card, catalogue))


def _eval_results(card: Card, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The scores that leaderboards of the hub take.

    Such a file has a value for a whole task; everything else that matters to it goes into the notes.
    """
    return [
        {
            "dataset": {"id": row.benchmark.hub_ids[0], "task_id": row.benchmark.hub_task},
            "value": _number(row),
            **({"date": row.run.date.text} if row.run.date and row.run.date.text.count("-") == 2 else {}),
            **_source(row.result.source or row.run.source, card),
            "notes": _notes(row),
        }
        for row in _rows(card, catalogue)
        if row.benchmark.hub_task
        and row.benchmark.hub_ids
        and row.result.subset is None
        and row.result.samples is None
    ]


def _notes(row: ScoreRow) -> str:
    result, run = row.result, row.run
    shots = result.shots if result.shots is not None else run.shots
    said = {
        "metric": row.metric_id,
        "filter": result.filter,
        "num_few_shot": None if shots is None else int(shots),
        "split": result.split or run.split,
        "version": row.version,
        "error": result.error.text if result.error else None,
        "harness": " ".join(filter(None, (run.harness, run.harness_version))),
        "settings": run.settings,
    }
    return ", ".join(f"{name}={value}" for name, value in said.items() if value not in (None, ""))


def _source(name: str | None, card: Card) -> dict[str, Any]:
    source = card.sources.get(name or "")
    if source and source.url:
        return {"source": {"name": source.title, "url": source.url}}
    return {"source": {"url": name}} if name and name.startswith("http") else {}
