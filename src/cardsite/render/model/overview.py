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
from ..fields import NOTHING, Fields, RenderedFact, of_link, show_derived
from ..licence_links import commercial_view, license_link
from ..model_rows import spoken
from ..paths import Linker
from ..render_context import RenderContext
from ..score_rows import score_texts

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
        scores=tuple(_score(row) for row in headline_scores(card, context.catalogue.registries)),
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


def _score(row: ScoreRow) -> Fields:
    """A score that stands for the model; its conditions and its source stand with the others."""
    return Fields(
        benchmark=row.benchmark.name,
        subset=row.result.subset,
        metric=row.metric_name,
        score=score_texts(row).cell,
    )


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
