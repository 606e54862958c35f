"""What stands at the top of a model's page: key facts; and the link for questions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ... import markup
from ...catalogue import CardEntry
from ...facts.derived import data_amount
from ...facts.scores import ScoreRow, headline_scores
from ...markup import Safe, join
from ...schema import Card, known
from ..evidence import Evidence
from ..fields import NOTHING, Fields, RenderedFact, of_link, show_derived, titled
from ..licence_links import commercial_view, license_link
from ..model_rows import spoken
from ..paths import Linker
from ..render_context import RenderContext
from ..score_rows import chance_text, score_texts

__all__ = ["contact_link", "key_facts"]


_OF_THE_SHAPE = (
    *("parameters", "active_parameters", "context_length", "max_output_tokens", "embedding_dimension"),
    *("pooling", "similarity_function", "image_size", "classes", "sampling_rate", "audio_window"),
)


_FEW_LANGUAGES = 12
"""So many are listed beside the title without being folded away."""


def key_facts(
    view: Any, derived: Fields, entry: CardEntry, context: RenderContext, linker: Linker, evidence: Evidence
) -> Fields:
    """The facts that can be shown next to the title; templates choose among them by the kind of model."""
    card = entry.card
    shape, training = view.architecture, view.training
    organization = context.organization_name(card.organization)
    family = context.catalogue.families.get(entry.family)
    bases = [context.model_link(linker, base) for base in card.bases]
    work = shape.forward_pass if shape else None
    languages = known(card.language) or ()
    longer = shape.context_extension if shape else None
    tabular = view.tabular
    has_target = tabular and tabular.target
    return Fields(
        organization=linker.page("organizations", card.organization, organization),
        family=linker.page("families", family.id, family.family.name) if family else None,
        aliases=markup.text(", ".join(card.aliases)) if card.aliases else None,
        base_model=join(bases, Safe(", ")) if bases else None,
        trainable_parameters=_bare(view.adapter and view.adapter.parameters),
        training_tokens=_bare((training and training.tokens) or derived.training_tokens),
        **{f"training_{unit}": _amount(card, unit, evidence) for unit in ("hours", "images", "pairs")},
        license=license_link(card.license, context, linker),
        commercial_use=commercial_view(entry, context, linker),
        release_date=view.release_date,
        language=_unmarked(view.language),
        many_languages=len(languages) if len(languages) > _FEW_LANGUAGES else None,
        scores=tuple(_score(row, context, linker) for row in _headline(entry, context)),
        training_data=_training_data(view, context, linker),
        kind=markup.text(spoken(card.kind.value)) if card.kind else None,
        pipeline_tag=_spoken(_unmarked(view.pipeline_tag)),
        library_name=_unmarked(view.library_name),
        hub_id=_hub_link(view, card),
        extended_context=_bare(longer and longer.length),
        quantization=_bare(view.quantization and view.quantization.method),
        quantization_bits=_unmarked(view.quantization and view.quantization.bits),
        estimator=_bare(tabular and tabular.estimator),
        features=_features(tabular) if tabular else None,
        target=markup.text(", ".join(each.name for each in tabular.target)) if has_target else None,
        macs=_bare(work and work.macs),
        flops=_bare(work and work.flops),
        **{name: _bare(shape and getattr(shape, name)) for name in _OF_THE_SHAPE},
    )


def _amount(card: Card, unit: str, evidence: Evidence) -> Safe | None:
    """How much data it was trained on, in such a unit."""
    return _bare(show_derived(data_amount(card, unit), evidence))


_SCORES = 2
"""How many stand for a model whose card names none."""


def _headline(entry: CardEntry, context: RenderContext) -> list[ScoreRow]:
    """The scores that a card names, else one on each of the benchmarks that most models have a score on."""
    named = headline_scores(entry.card, context.catalogue.registries)
    if named:
        return named
    found: dict[str, ScoreRow] = {}
    # The metric of the benchmark before others, and all of it before its parts.
    rows = context.scores[entry.id].values()
    for row in sorted(rows, key=lambda row: (not row.own, row.result.subset is not None)):
        found.setdefault(row.result.benchmark, row)
    known_best = sorted(found, key=lambda name: -context.models_with_scores[name])
    return [found[name] for name in known_best[:_SCORES]]


def _score(row: ScoreRow, context: RenderContext, linker: Linker) -> Fields:
    """A score that stands for the model; its source stands with the others."""
    texts, run = score_texts(row), row.run
    return Fields(
        benchmark=linker.page("benchmarks", row.result.benchmark, row.benchmark.name),
        subset=row.result.subset,
        metric=row.metric_name,
        score=titled(texts.value, texts.exact),
        error=texts.words.partition(" ± ")[2] or None,
        shots=str(row.shots) if row.shots is not None else None,
        chance=chance_text(row) or None,
        measured_by=context.organization_name(run.measured_by) if run.measured_by else None,
    )


_MOST_DATA = 3
"""So many datasets are named; of more, their number is told."""


def _training_data(view: Any, context: RenderContext, linker: Linker) -> Fields | None:
    """Links to what it was trained on, each once."""
    parts = (view.training, *view.training.stages) if view.training else ()
    used = [(item.dataset, item.name, item.url) for part in parts for item in part.data or ()]
    if view.adapter and view.adapter.data and view.adapter.data.known:
        used = [(view.adapter.data.plain, view.adapter.data.plain, "")]
    links = tuple(dict.fromkeys(_data_link(*each, context, linker) for each in used))
    if not links:
        return None
    shown = links if len(links) <= _MOST_DATA + 1 else links[:_MOST_DATA]
    return Fields(
        links=join(shown, Safe(", ")), more=str(len(links) - len(shown)) if shown != links else None
    )


def _data_link(
    identity: str | None, name: str | None, url: str | None, context: RenderContext, linker: Linker
) -> Safe:
    entry = context.catalogue.registries.datasets.get(identity or "")
    if entry:
        return linker.page("datasets", entry.id, entry.value.name)
    return markup.link(name or identity or "", url or "")


def _features(tabular: Any) -> Safe | None:
    """How many features there are, as stated or as listed."""
    listed = markup.text(f"{len(tabular.features):,}") if tabular.features else None
    return _bare(tabular.feature_count) or listed


def _bare(shown: RenderedFact | None) -> Safe | None:
    """A fact that stands with its note, and with every digit, elsewhere on the page."""
    return shown.brief if shown else None


def _unmarked(shown: RenderedFact | None) -> RenderedFact | None:
    """A fact that anyone can see on the hub."""
    return replace(shown, mark=NOTHING) if shown else None


def _spoken(shown: RenderedFact | None) -> RenderedFact | None:
    """A word of the format as tables of models have it."""
    return replace(shown, value=markup.text(spoken(shown.plain))) if shown and shown.known else shown


def _hub_link(view: Any, card: Card) -> RenderedFact | None:
    hub_id = card.hub_id
    if hub_id is None or hub_id.value is None:
        return _unmarked(view.hub_id)
    shown: RenderedFact = view.hub_id
    link = markup.link(hub_id.value, f"https://huggingface.co/{hub_id.value}")
    return of_link(replace(shown, value=link))


def contact_link(view: Any, card: Card) -> RenderedFact | None:
    """Where questions are answered, under the address itself."""
    contact = card.links.contact if card.links else None
    address = (contact.value or "") if contact else ""
    shown: RenderedFact | None = view.links.contact if contact else None
    if shown is None:
        return None
    if not address:
        return replace(shown, value=markup.around("<span>", shown.value, "</span>"))
    label = address.removeprefix("mailto:").removeprefix("https://")
    return of_link(replace(shown, value=markup.link(label, address)))
