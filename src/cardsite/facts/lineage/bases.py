"""What a card was made from, over all generations; a loop, which is reported elsewhere, ends the walk."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ...catalogue import CardEntry, components
from ...schema import ModelReference

__all__ = ["Ancestry", "Base", "ancestries", "bases", "nearest"]

K = TypeVar("K", bound=Hashable)


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
            for reference in child.card.bases:
                base = cards.get(reference.model or "")
                if base is None:
                    yield Base(reference, None, child)
                elif base.id not in seen:
                    seen.add(base.id)
                    above.append(base)
                    yield Base(reference, base, child)
        generation = above


def nearest(
    cards: Mapping[str, CardEntry], keys_of: Callable[[Base], Iterable[K]]
) -> dict[str, dict[K, Base]]:
    """For each card, the nearest model that it was made from for each key, the nearest first.

    What a card has above it is put together from what its bases have, so that a long chain is walked once
    and not again for each card in it.
    """
    found: dict[str, dict[K, tuple[int, Base]]] = {}
    for entry in _bases_first(cards):
        mine: dict[K, tuple[int, Base]] = {}
        for base in _direct(entry, cards):
            further = found.get(base.entry.id, {}) if base.entry else {}
            reached = [(key, 1, base) for key in keys_of(base)]
            reached += [(key, steps + 1, model) for key, (steps, model) in further.items()]
            for key, steps, model in reached:
                if model.entry is not entry and (key not in mine or steps < mine[key][0]):
                    mine.pop(key, None)
                    mine[key] = (steps, model)
        found[entry.id] = dict(sorted(mine.items(), key=lambda item: item[1][0]))
    return {identity: {key: base for key, (_, base) in mine.items()} for identity, mine in found.items()}


@dataclass(frozen=True, slots=True)
class Ancestry:
    """How many generations of models a card was made from, and what the longest line of them begins with."""

    generations: int
    root: Base | None
    """None for a card that was made from no other model."""


def ancestries(cards: Mapping[str, CardEntry]) -> dict[str, Ancestry]:
    """The ancestry of each card."""
    found: dict[str, Ancestry] = {}
    for entry in _bases_first(cards):
        longest = Ancestry(0, None)
        for base in _direct(entry, cards):
            above = found.get(base.entry.id) if base.entry else None
            generations = above.generations + 1 if above else 1
            if generations > longest.generations:
                longest = Ancestry(generations, above.root or base if above else base)
        found[entry.id] = longest
    return found


def _bases_first(cards: Mapping[str, CardEntry]) -> Iterator[CardEntry]:
    """The cards, each after those that it was made from; in a loop some has to begin."""
    links = {identity: [base.model or "" for base in entry.card.bases] for identity, entry in cards.items()}
    return (cards[identity] for group in components(links) for identity in group)


def _direct(entry: CardEntry, cards: Mapping[str, CardEntry]) -> Iterator[Base]:
    """The models that a card names as its bases, without itself."""
    for reference in entry.card.bases:
        base = cards.get(reference.model or "")
        if base is not entry:
            yield Base(reference, base, entry)
