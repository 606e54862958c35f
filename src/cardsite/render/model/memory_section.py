"""What a model's page says of the memory that the model takes, and what its calculator starts from."""

from __future__ import annotations

import json

from ... import markup
from ...catalogue import CardEntry
from ...facts.memory import PRECISIONS, Requirement, published_precision, requirement, shape_of
from ...facts.numbers import grouped
from ...markup import Safe
from ..evidence import Evidence
from ..fields import Fields
from ..render_context import RenderContext

__all__ = ["memory_view"]

_USUAL_CONTEXT = 2048
"""What is shown where a card states no context length, and then said to be an example."""
_USUAL_PRECISION = "float16"
"""What is shown first where a card does not say in what its weights are published."""


def memory_view(entry: CardEntry, context: RenderContext, evidence: Evidence) -> Fields | None:
    """The section on memory; None where the card does not answer the question."""
    shape = shape_of(entry.card, context.catalogue.cards)
    if shape.empty or shape.missing:
        return None
    length = shape.context_length or _USUAL_CONTEXT
    published = published_precision(entry.card)
    headline_name = published or _USUAL_PRECISION
    names = (*filter(None, [published]), *(name for name in PRECISIONS if name != published))
    asked = {PRECISIONS[name].label: requirement(shape, name, length) for name in names}
    if shape.parameters is None:
        asked = {file.name: requirement(shape, _USUAL_PRECISION, length, file=file) for file in shape.files}
    found = {label: each for label, each in asked.items() if isinstance(each, Requirement)}
    smallest, largest = (choose(found.values(), key=lambda each: each.size) for choose in (min, max))
    headline = smallest if shape.parameters is None else found[PRECISIONS[headline_name].label]
    keeps = "state" if shape.state else "cache" if shape.latent or shape.kv_heads else "nothing"
    # A script makes the calculator from the model's shape, and starts at the precision of its weights.
    data = markup.attribute(json.dumps(shape.data(), ensure_ascii=False))
    start = f' data-precision="{published}"' if published and published != _USUAL_PRECISION else ""
    place = f'<div class="cs-fit" data-cs-script="memory memory-calculator" data-shape="{data}"{start}></div>'
    return Fields(
        keeps=keeps,
        context=grouped(length),
        context_known=shape.context_length is not None,
        as_published=shape.parameters is None,
        headline=headline.text,
        total=_total(headline, evidence),
        most=_total(largest, evidence) if largest is not smallest else None,
        precision=headline_name,
        published=published is not None,
        full_weights=found[full].weights.text if (full := PRECISIONS["float32"].label) in found else None,
        overhead=shape.overhead_percent > 0,
        parts=_formulas(headline),
        rows=tuple(_row(label, each) for label, each in found.items()),
        notes=tuple(f"{note[0].upper()}{note[1:]}." for note in shape.notes),
        overhead_source="https://blog.eleuther.ai/transformer-math/",
        scales_source="https://arxiv.org/abs/2305.14314",
        calculator=Safe(place, ""),
    )


def _total(found: Requirement, evidence: Evidence) -> Safe:
    shares = (found.weights, found.cache, found.overhead)
    sum_of = " + ".join(share.text for share in shares if share.size)
    total = markup.around("<strong>", markup.text(found.text), "</strong>", "**{}**")
    return markup.join((total, evidence.derived(sum_of)))


def _formulas(found: Requirement) -> tuple[Fields, ...]:
    """The parts of the sum, each with its formula and the model's own numbers."""
    parts = (("weights", found.weights), ("cache", found.cache), ("overhead", found.overhead))
    return tuple(Fields(name=name, share=share) for name, share in parts if share.size)


def _row(label: str, found: Requirement) -> Fields:
    return Fields(
        precision=label,
        weights=found.weights.text,
        cache=found.cache.text,
        overhead=found.overhead.text,
        total=found.text,
    )
