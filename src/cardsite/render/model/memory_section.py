"""What a model's page says of the memory that the model takes, and what its calculator starts from."""

from __future__ import annotations

import json

from ... import markup
from ...catalogue import CardEntry
from ...facts.memory import PRECISIONS, CannotCompute, Requirement, requirement, shape_of
from ...facts.numbers import grouped
from ...markup import Safe
from ..evidence import derived_mark
from ..fields import Fields
from ..render_context import RenderContext

__all__ = ["memory_view"]

_USUAL_CONTEXT = 2048
"""What is shown where a card states no context length, and then said to be an example."""
_HEADLINE = "float16"


def memory_view(entry: CardEntry, context: RenderContext) -> Fields | None:
    """The section on memory; None where nobody filled in so much as the number of parameters."""
    shape = shape_of(entry.card, context.catalogue.cards)
    if shape.empty:
        return None
    length = shape.context_length or _USUAL_CONTEXT
    found = {name: requirement(shape, name, length) for name in PRECISIONS}
    headline = found[_HEADLINE]
    # A script makes the calculator from the model's shape.
    data = markup.attribute(json.dumps(shape.data(), ensure_ascii=False))
    place = f'<div class="cs-fit" data-cs-script="memory memory-calculator" data-shape="{data}"></div>'
    return Fields(
        missing="; ".join(shape.missing),
        context=grouped(length),
        context_known=shape.context_length is not None,
        total=_total(headline),
        weights=_weights(headline),
        full_weights=_weights(found["float32"]),
        parts=_formulas(headline),
        rows=tuple(_row(name, each) for name, each in found.items() if each.weights),
        notes=tuple(f"{note[0].upper()}{note[1:]}." for note in shape.notes),
        overhead_source=markup.link("EleutherAI found", "https://blog.eleuther.ai/transformer-math/"),
        scales_source=markup.link("QLoRA", "https://arxiv.org/abs/2305.14314"),
        calculator=Safe(place) if headline.weights else None,
    )


def _weights(found: Requirement | CannotCompute) -> str | None:
    return found.weights.text if found.weights else None


def _total(headline: Requirement | CannotCompute) -> Safe | None:
    if isinstance(headline, CannotCompute):
        return None
    sum_of = " + ".join(share.text for share in (headline.weights, headline.cache, headline.overhead))
    return Safe(f"<strong>{markup.text(headline.text)}</strong>{derived_mark(sum_of)}")


def _formulas(headline: Requirement | CannotCompute) -> tuple[Fields, ...]:
    """The parts of the sum, each with its formula and the model's own numbers."""
    if isinstance(headline, CannotCompute):
        return (Fields(name="Weights", share=headline.weights),) if headline.weights else ()
    return (
        Fields(name="Weights", share=headline.weights),
        Fields(name="Key–value cache", share=headline.cache),
        Fields(name="Overhead", share=headline.overhead),
    )


def _row(name: str, found: Requirement | CannotCompute) -> Fields:
    known = found if isinstance(found, Requirement) else None
    return Fields(
        precision=PRECISIONS[name].label,
        weights=_weights(found),
        cache=known.cache.text if known else None,
        overhead=known.overhead.text if known else None,
        total=known.text if known else None,
    )
