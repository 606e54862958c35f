"""What a card was made from, over all generations; a loop, which is reported elsewhere, ends the walk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..catalogue import CardEntry
from ..schema import ModelReference

__all__ = ["Base", "bases", "named_data"]


@dataclass(frozen=True, slots=True)
class Base:
    """A model that a card was made from, directly or not."""

    reference: ModelReference
    entry: CardEntry | None
    """Its card; None where it has none here."""
    child: CardEntry
    """The card that names it."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.entry.label if self.entry else self.reference.title or self.reference.model or ""


def bases(entry: CardEntry, cards: Mapping[str, CardEntry]) -> Iterator[Base]:
    """All models that a card was made from, the nearest generation first, each once."""
    seen = {entry.id}
    generation = [entry]
    while generation:
        above: list[CardEntry] = []
        for child in generation:
            for reference in child.card.base_model or ():
                base = cards.get(reference.model or "")
                if base is None:
                    yield Base(reference, None, child)
                elif base.id not in seen:
                    seen.add(base.id)
                    above.append(base)
                    yield Base(reference, base, child)
        generation = above


def named_data(entry: CardEntry) -> tuple[str, ...]:
    """The ids of the datasets that a card says it was trained or tuned on, each once."""
    card = entry.card
    named = [data.dataset for data in (card.training and card.training.data) or ()]
    named += [card.adapter.data.value] if card.adapter and card.adapter.data else []
    return tuple(dict.fromkeys(name for name in named if name))
