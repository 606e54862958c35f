"""What a card states about each kind of number that texts name: its fields, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ...catalogue import CardEntry, Registries
from ...facts.derived import (
    Derived,
    batch_tokens,
    checkpoint_count,
    head_dimension,
    training_tokens,
    value_of,
)
from ...schema import Card, Date, ExtraRow, Fact, Quantity
from ..agreement import Range, exactly, in_1024s, written

__all__ = ["HOMES", "Stated", "absent", "days", "in_rows", "stated"]


@dataclass(frozen=True, slots=True)
class Stated:
    """One number of a card."""

    field: str
    """Where it stands: `training.tokens`."""
    value: Quantity | Date | str
    """The value that stands there, or the formula that gives it."""
    range: Range

    @property
    def shown(self) -> str:
        """How a message shows it: `training.tokens is 380B`."""
        if isinstance(self.value, str):
            return self.value
        return f"{self.field} is {self.value.text if isinstance(self.value, Date) else self.value}"


HOMES: dict[str, tuple[str, ...]] = {
    "parameters": (
        "architecture.parameters",
        "architecture.non_embedding_parameters",
        "adapter.parameters",
    ),
    "layers": ("architecture.layers",),
    "heads": ("architecture.attention_heads", "architecture.kv_heads"),
    "kv-heads": ("architecture.kv_heads",),
    "width": ("architecture.hidden_size", "architecture.head_dimension", "architecture.feed_forward_size"),
    "head-width": ("architecture.head_dimension",),
    "context": ("architecture.context_length", "training.sequence_length", "adapter.cutoff_length"),
    "sequence": ("training.sequence_length", "architecture.context_length", "adapter.cutoff_length"),
    "vocabulary": ("architecture.vocabulary_size",),
    "tokens": ("training.tokens",),
    "steps": ("training.steps", "checkpoints.last", "checkpoints.interval"),
    "batch": ("training.batch_tokens", "training.batch_sequences", "adapter.batch_size"),
    "batch-tokens": ("training.batch_tokens",),
    "batch-sequences": ("training.batch_sequences",),
    "checkpoints": ("checkpoints.interval",),
    "devices": ("training.hardware.count",),
    "rate": ("training.learning_rate", "training.final_learning_rate", "adapter.learning_rate"),
    "final-rate": ("training.final_learning_rate", "training.learning_rate"),
    "hours": ("training.gpu_hours",),
    "carbon": ("training.energy.carbon_tco2eq",),
    "released": ("release_date",),
    "started": ("training.start",),
    "ended": ("training.end",),
}
"""For each kind of claim the fields it may be about; the first is the one that is asked for."""
_LENGTHS = frozenset({"context", "sequence", "vocabulary", "batch", "batch-tokens", "batch-sequences"})
_NOT_ITSELF = frozenset({"checkpoints"})
"""Kinds whose number follows from their field instead of standing in it."""


def stated(kind: str, entry: CardEntry, registries: Registries) -> tuple[Stated, ...]:
    """All that a card and its data sets state about a kind, most important first."""
    return tuple(_all(kind, entry.card, registries))


def _all(kind: str, card: Card, registries: Registries) -> Iterator[Stated]:
    for home in () if kind in _NOT_ITSELF else HOMES[kind]:
        fact = _fact(card, home)
        if fact is not None and fact.value is not None:
            range_ = _range(kind, fact.value)
            yield Stated(home, fact.value, range_)
            if kind == "vocabulary":
                yield Stated(home, fact.value, _unpadded(range_))
    if kind in _DERIVED:
        derived = _DERIVED[kind](card)
        if derived is not None:
            yield Stated(HOMES[kind][0], derived.formula, exactly(derived.value).wider(_ROUNDING))
    if kind == "tokens":
        yield from _of_data(card, registries)


_ROUNDING = Decimal("0.0005")
"""What follows from fields that may themselves be rounded."""


def _fact(card: Card, home: str) -> Fact[Any] | None:
    part: Any = card
    for name in home.split("."):
        part = getattr(part, name)
        if part is None:
            return None
    return part if isinstance(part, Fact) else None


_PADDING, _MOST_PADDING = 64, 1023


def _unpadded(range_: Range) -> Range:
    """Rows of an embedding are filled up to a round number; a text may state the tokens alone."""
    if range_.low != range_.high or range_.high % _PADDING:
        return range_
    return Range(range_.high - _MOST_PADDING, range_.high)


def _range(kind: str, value: Quantity | Date) -> Range:
    if isinstance(value, Date):
        return days(value)
    return in_1024s(value) if kind in _LENGTHS else written(value)


def days(date: Date) -> Range:
    """The days that a date can mean, counted from the year 1."""
    first = date.first_day
    length = {4: 365, 7: 31, 10: 1}[len(date.text)]
    return Range(Decimal(first.toordinal()), Decimal(first.toordinal() + length - 1))


def _seen(card: Card) -> Derived | None:
    return training_tokens(card)


def _checkpoints(card: Card) -> Derived | None:
    return checkpoint_count(card.checkpoints) if card.checkpoints else None


def _head(card: Card) -> Derived | None:
    return head_dimension(card.architecture) if card.architecture else None


def _batch(card: Card) -> Derived | None:
    """Tokens in one step; from tokens and steps, where a card states neither batch nor sequences."""
    training = card.training
    if training is None or training.batch_tokens is not None or training.batch_sequences is not None:
        return batch_tokens(card)
    seen, steps = value_of(training.tokens), value_of(training.steps)
    if not seen or not steps:
        return None
    return Derived(seen / steps, "", f"training.tokens ÷ training.steps is about {seen / steps:,.0f} tokens")


def _steps(card: Card) -> Derived | None:
    """Steps, where a card states tokens and batch only."""
    training, batch = card.training, batch_tokens(card)
    if training is None or training.steps is not None:
        return None
    seen = value_of(training.tokens)
    size = value_of(training.batch_tokens) or (batch.value if batch else None)
    if not seen or not size:
        return None
    return Derived(seen / size, "", f"training.tokens ÷ batch is about {seen / size:,.0f} steps")


_DERIVED: dict[str, Callable[[Card], Derived | None]] = {
    "tokens": _seen,
    "batch-tokens": _batch,
    "checkpoints": _checkpoints,
    "head-width": _head,
    "width": _head,
    "steps": _steps,
}


def _of_data(card: Card, registries: Registries) -> Iterator[Stated]:
    data = card.training.data if card.training else None
    for index, item in enumerate(data or ()):
        entry = registries.datasets.get(item.dataset) if item.dataset else None
        for fact in (item.tokens, entry.value.tokens if entry else None):
            if fact is not None and fact.value is not None:
                at = f"training.data[{index}].tokens"
                yield Stated(at, fact.value, written(fact.value))


def absent(kind: str, card: Card) -> bool:
    """Whether the card says of a field of the kind that there is no value, which is an answer too."""
    facts = (_fact(card, home) for home in HOMES[kind])
    return any(fact is not None and fact.absent is not None for fact in facts)


def in_rows(card: Card) -> Iterator[str]:
    """What stands in further rows and in fields of words, where numbers may be stated too."""
    rows: list[ExtraRow] = []
    if card.architecture:
        rows += card.architecture.extra
    if card.training:
        rows += card.training.extra
        if card.training.warmup and card.training.warmup.value:
            yield card.training.warmup.value
    yield from (row.value for row in rows)
