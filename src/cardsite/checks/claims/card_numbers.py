"""What a card states about each kind of number that texts name: its fields, and what follows from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, islice
from typing import Any, NamedTuple

from ...catalogue import CardEntry
from ...catalogue.validation import dotted
from ...facts.derived import Derived, batch_tokens, fact_at, head_dimension, training_tokens
from ...schema import Card, Fact
from ..agreement import Range, cut, exactly, in_1024s, written
from ..check_context import CheckContext
from .numerals import NUMBER, SCALE, number

__all__ = ["HOMES", "Stated", "has_silent_stage", "stated"]


class Stated(NamedTuple):
    """One number of a card."""

    field: str
    """Where it stands: `training.tokens`."""
    shown: str
    """How a message shows it: `training.tokens is 380B`; or the formula that gives it."""
    range: Range


_CONTEXT = ("architecture.context_length", "architecture.context_extension.length")
_SEQUENCE = ("training.sequence_length",)
HOMES: dict[str, tuple[str, ...]] = {
    "parameters": (
        "architecture.parameters",
        "architecture.non_embedding_parameters",
        "architecture.active_parameters",
        "adapter.parameters",
    ),
    "layers": ("architecture.layers",),
    "heads": ("architecture.attention_heads", "architecture.kv_heads"),
    "kv-heads": ("architecture.kv_heads",),
    "width": ("architecture.hidden_size",),
    "feed-forward": ("architecture.feed_forward_size",),
    "head-width": ("architecture.head_dimension",),
    "context": (*_CONTEXT, *_SEQUENCE, "adapter.cutoff_length"),
    "sequence": (*_SEQUENCE, *_CONTEXT, "adapter.cutoff_length"),
    "vocabulary": ("architecture.vocabulary_size",),
    "tokens": ("training.tokens",),
    "steps": ("training.steps", "checkpoints.last", "checkpoints.interval"),
    "batch-tokens": ("training.batch_tokens",),
    "batch-sequences": ("training.batch_sequences", "adapter.batch_size"),
    "gpu-hours": ("training.gpu_hours",),
    "rate": ("training.learning_rate", "training.final_learning_rate", "adapter.learning_rate"),
}
"""For each kind of statement the fields it may be about; the first is the one that is asked for."""
_LENGTHS = frozenset({"context", "sequence", "vocabulary", "batch-tokens", "batch-sequences"})
_ROUNDING = Decimal("0.0005")
"""What follows from fields that may themselves be rounded."""
_PADDING, _MOST_PADDING = 64, 1023
_IN_NOTE = re.compile(rf"(?<![\w.,])({NUMBER})\s?({SCALE})")


def stated(kind: str, entry: CardEntry, context: CheckContext) -> tuple[Stated, ...]:
    """All that a card and its data sets state about a kind, most important first; looked up once."""
    found: dict[str, tuple[Stated, ...]] = context.of_cards[stated, kind]
    if entry.id not in found:
        data = _of_data(entry.card, context) if kind == "tokens" else ()
        found[entry.id] = (*_of_part(kind, entry.card), *_of_stages(kind, entry.card), *data)
    return found[entry.id]


def _of_part(kind: str, card: Card, place: int | None = None) -> Iterator[Stated]:
    """What a card states outside of the stages of its training; or what the stage at a place does."""
    stage, at = (None, "training") if place is None else (card.stages[place], f"training.stages[{place}]")
    for field in HOMES[kind]:
        name = field.removeprefix("training.")
        if stage is None:
            yield from _written(kind, field, fact_at(card, field))
        elif name != field:
            yield from _written(kind, f"{at}.{name}", fact_at(stage, name))
    derived: Derived | None = None
    if kind == "tokens":
        derived = training_tokens(card, stage)
    elif kind == "batch-tokens":
        derived = batch_tokens(card, stage)
    elif kind == "head-width" and card.architecture and stage is None:
        derived = head_dimension(card.architecture)
    if derived is not None:
        field = HOMES[kind][0] if stage is None else f"{at}.{kind.replace('-', '_')}"
        yield Stated(field, derived.formula, exactly(derived.value).wider(_ROUNDING))


def _written(kind: str, field: str, fact: Fact[Any] | None) -> Iterator[Stated]:
    if fact is None or fact.value is None:
        return
    range_ = in_1024s(fact.value) if kind in _LENGTHS else written(fact.value)
    yield Stated(field, f"{field} is {fact.value}", range_)
    # "Published as 1.3B": a note may say that makers write another number.
    for found in _IN_NOTE.finditer(fact.note or "") if kind == "parameters" else ():
        yield Stated(field, f"{field} is {fact.value}", cut(written(number(found[1], found[2]))))
    if kind == "vocabulary" and range_.low == range_.high and not range_.high % _PADDING:
        # Rows of an embedding are filled up to a round number; a text may state the tokens alone.
        yield Stated(field, f"{field} is {fact.value}", Range(range_.high - _MOST_PADDING, range_.high))


def _of_stages(kind: str, card: Card) -> Iterator[Stated]:
    """What the stages state; of tokens and steps also what any that follow one another come to."""
    of_each = [tuple(_of_part(kind, card, place)) for place in range(len(card.stages))]
    for found in of_each:
        yield from found
    # A rate or a batch is that of one of them.
    if kind in {"tokens", "steps"} and all(of_each):
        for first, (whole, *_) in enumerate(of_each):
            ranges = (later[0].range for later in of_each[first + 1 :])
            totals = islice(accumulate(ranges, initial=whole.range), 1, None)
            yield from (whole._replace(range=total) for total in totals)


def has_silent_stage(kind: str, card: Card) -> bool:
    """Whether a text may speak of a stage that does not state such a number."""
    if not any(field.startswith("training.") for field in HOMES[kind]):
        return False
    return any(not any(_of_part(kind, card, place)) for place in range(len(card.stages)))


def _of_data(card: Card, context: CheckContext) -> Iterator[Stated]:
    for path, part in card.training_parts:
        for index, item in enumerate(part.data or ()):
            registered = context.catalogue.registries.datasets.get(item.dataset or "")
            for fact in (item.tokens, registered.value.tokens if registered else None):
                yield from _written("tokens", f"{dotted(path)}.data[{index}].tokens", fact)
