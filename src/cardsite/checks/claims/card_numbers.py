"""What a card states about each kind of number that texts name: its fields, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ...catalogue import CardEntry, Registries
from ...catalogue.validation import dotted
from ...facts.derived import Derived, batch_tokens, head_dimension, training_tokens, value_of
from ...schema import Card, Fact, Quantity
from ..agreement import Range, exactly, in_1024s, written

__all__ = ["HOMES", "Stated", "absent", "has_silent_stage", "stated"]


@dataclass(frozen=True, slots=True)
class Stated:
    """One number of a card."""

    field: str
    """Where it stands: `training.tokens`."""
    value: object
    """What stands there; or the formula that gives it, as a text."""
    range: Range

    @property
    def shown(self) -> str:
        """How a message shows it: `training.tokens is 380B`."""
        return self.value if isinstance(self.value, str) else f"{self.field} is {self.value}"


HOMES: dict[str, tuple[str, ...]] = {
    "parameters": (
        "architecture.parameters",
        "architecture.non_embedding_parameters",
        "adapter.parameters",
    ),
    "layers": ("architecture.layers",),
    "heads": ("architecture.attention_heads", "architecture.kv_heads"),
    "kv-heads": ("architecture.kv_heads",),
    "width": ("architecture.hidden_size",),
    "feed-forward": ("architecture.feed_forward_size",),
    "head-width": ("architecture.head_dimension",),
    "context": (
        *("architecture.context_length", "architecture.context_extension.length"),
        *("training.sequence_length", "adapter.cutoff_length"),
    ),
    "sequence": (
        *("training.sequence_length", "architecture.context_length"),
        *("architecture.context_extension.length", "adapter.cutoff_length"),
    ),
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


def stated(kind: str, entry: CardEntry, registries: Registries) -> tuple[Stated, ...]:
    """All that a card and its data sets state about a kind, most important first."""
    return tuple(_all(kind, entry.card, registries))


def _all(kind: str, card: Card, registries: Registries) -> Iterator[Stated]:
    for home in HOMES[kind]:
        fact = _fact(card, home)
        if fact is not None and fact.value is not None:
            range_ = in_1024s(fact.value) if kind in _LENGTHS else written(fact.value)
            yield Stated(home, fact.value, range_)
            if kind == "vocabulary" and range_.low == range_.high and not range_.high % _PADDING:
                # Rows of an embedding are filled up to a round number; a text may state the tokens alone.
                yield Stated(home, fact.value, Range(range_.high - _MOST_PADDING, range_.high))
    derived = _DERIVED[kind](card) if kind in _DERIVED else None
    if derived is not None:
        yield Stated(HOMES[kind][0], derived.formula, exactly(derived.value).wider(_ROUNDING))
    yield from _of_stages(kind, card)
    if kind == "tokens":
        for path, part in card.training_parts:
            for index, item in enumerate(part.data or ()):
                registered = registries.datasets.get(item.dataset) if item.dataset else None
                for tokens in (item.tokens, registered.value.tokens if registered else None):
                    if tokens is not None and tokens.value is not None:
                        at = f"{dotted(path)}.data[{index}].tokens"
                        yield Stated(at, tokens.value, written(tokens.value))


def _of_stages(kind: str, card: Card) -> Iterator[Stated]:
    """What the stages state; of tokens and steps also what any that follow one another come to."""
    of_each = [tuple(_of_stage(kind, card, place)) for place in range(len(card.stages))]
    for found in of_each:
        yield from found
    if kind not in _ADDED or not all(of_each):
        return
    for first in range(len(of_each)):
        whole = of_each[first][0]
        for last in range(first + 1, len(of_each)):
            whole = Stated(whole.field, whole.value, whole.range + of_each[last][0].range)
            yield whole


_ADDED = frozenset({"tokens", "steps"})
"""What stages come to together, where a rate or a batch is that of one of them."""


def _of_stage(kind: str, card: Card, place: int) -> Iterator[Stated]:
    stage = card.stages[place]
    for home in HOMES[kind]:
        part, _, name = home.partition(".")
        fact = getattr(stage, name) if part == "training" else None
        if fact is not None and fact.value is not None:
            at = f"training.stages[{place}].{name}"
            range_ = in_1024s(fact.value) if kind in _LENGTHS else written(fact.value)
            yield Stated(at, fact.value, range_)
    derived = training_tokens(card, stage) if kind == "tokens" else None
    derived = batch_tokens(card, stage) if kind == "batch-tokens" else derived
    if derived is not None:
        at = f"training.stages[{place}].{kind.replace('-', '_')}"
        yield Stated(at, derived.formula, exactly(derived.value).wider(_ROUNDING))


def has_silent_stage(kind: str, card: Card) -> bool:
    """Whether a text may speak of a stage that does not state such a number."""
    if not any(home.startswith("training.") for home in HOMES[kind]):
        return False
    return any(not any(_of_stage(kind, card, place)) for place in range(len(card.stages)))


def _fact(card: Card, home: str) -> Fact[Quantity] | None:
    part: Any = card
    for name in home.split("."):
        part = getattr(part, name)
        if part is None:
            return None
    return part if isinstance(part, Fact) else None


def _batch(card: Card) -> Derived | None:
    """Tokens in one step; from tokens and steps, where a card states neither batch nor sequences."""
    training = card.training
    if training is None or training.batch_tokens is not None or training.batch_sequences is not None:
        return batch_tokens(card)
    seen, steps = value_of(training.tokens), value_of(training.steps)
    if not seen or not steps:
        return None
    return Derived(seen / steps, "", f"training.tokens ÷ training.steps is about {seen / steps:,.0f} tokens")


_DERIVED: dict[str, Callable[[Card], Derived | None]] = {
    "tokens": training_tokens,
    "batch-tokens": _batch,
    "head-width": lambda card: head_dimension(card.architecture) if card.architecture else None,
}


def absent(kind: str, card: Card) -> bool:
    """Whether the card says of a field of the kind that there is no value, which is an answer too."""
    facts = (_fact(card, home) for home in HOMES[kind])
    return any(fact is not None and fact.absent is not None for fact in facts)
