"""What checks know beside the card they look at: the catalogue and indexes of it, each made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property, wraps
from itertools import islice
from typing import Any, TypeVar

from ..catalogue import CardEntry, Catalogue, Passage, passages
from ..facts.lineage import bases

__all__ = ["CheckContext", "once_per_card"]

T = TypeVar("T")


class CheckContext:
    """A catalogue under examination."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._passages: dict[str, tuple[Passage, ...]] = {}
        self._made: dict[Callable[[CheckContext], Any], Any] = {}
        self.of_cards: dict[object, dict[str, Any]] = defaultdict(dict)
        """What was found out about each card, by its id; see `once_per_card`."""

    def made(self, maker: Callable[[CheckContext], T]) -> T:
        """What a group of checks needs to know of the whole catalogue; made once, when first asked for."""
        if maker not in self._made:
            self._made[maker] = maker(self)
        found: T = self._made[maker]
        return found

    def passages(self, entry: CardEntry) -> tuple[Passage, ...]:
        """Every text of a card, inherited ones too."""
        if entry.id not in self._passages:
            self._passages[entry.id] = passages(entry.card)
        return self._passages[entry.id]

    @cached_property
    def members(self) -> dict[str, tuple[CardEntry, ...]]:
        """The cards of each family."""
        found: dict[str, list[CardEntry]] = defaultdict(list)
        for entry in self.catalogue.cards.values():
            if entry.family:
                found[entry.family].append(entry)
        return {family: tuple(entries) for family, entries in found.items()}

    def related(self, one: CardEntry, other: CardEntry) -> bool:
        """Whether two cards declare a relation: one family, or either names the other."""
        if one.family and one.family == other.family:
            return True
        return other.id in self._named[one.id] or one.id in self._named[other.id]

    def above(self, entry: CardEntry) -> Iterator[CardEntry]:
        """The cards of the nearest models that a card was made from, over all generations."""
        found = (base.entry for base in bases(entry, self.catalogue.cards) if base.entry)
        return islice(found, _MOST_ABOVE)

    def declared(self, entry: CardEntry) -> tuple[CardEntry, ...]:
        """The cards that a card names as base, successor or relative, and the bases of its bases; by id."""
        cards = self.catalogue.cards
        return tuple(cards[identity] for identity in sorted(self._named[entry.id]) if identity in cards)

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        """For each card, the cards that it declares to be its base, successor or relative.

        Over a chain of bases each is related to all above it: an adapter speaks of what its base was made of.
        Relatives of relatives are not followed, which could lead through the whole catalogue.
        """
        return {
            identity: frozenset((*_models_of(entry), *(base.id for base in self.above(entry))))
            for identity, entry in self.catalogue.cards.items()
        }


_MOST_ABOVE = 32
"""Were all followed, a chain of thousands of models would take its square in time."""


def _models_of(entry: CardEntry) -> Iterator[str]:
    return (each.id for each in entry.card.references() if each.kind == "models")


def once_per_card(make: Callable[[CardEntry, CheckContext], T]) -> Callable[[CardEntry, CheckContext], T]:
    """The function, which is asked once for each card of a run; what it gives must not be changed."""

    @wraps(make)
    def remembered(entry: CardEntry, context: CheckContext) -> T:
        found: dict[str, T] = context.of_cards[make]
        if entry.id not in found:
            found[entry.id] = make(entry, context)
        return found[entry.id]

    return remembered
