"""In which order pages and files list models: by size, or as a catalogue by who made them."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from decimal import Decimal

from ..catalogue import CardEntry, Catalogue
from ..schema import Card
from .derived import parameters

__all__ = ["by_organization", "by_size", "size_key"]

_ROUGHLY = decimal.Context(prec=2)


def size_key(card: Card) -> Decimal:
    """The size to two figures, so that variants of one size stand together; without one, the last."""
    count = parameters(card)
    return _ROUGHLY.plus(count) if count is not None else Decimal("Infinity")


def by_size(entries: Iterable[CardEntry]) -> list[CardEntry]:
    """Cards by their number of parameters, then by name; those that state none come last."""

    def key(entry: CardEntry) -> tuple[Decimal, str]:
        return size_key(entry.card), entry.id

    return sorted(entries, key=key)


def by_organization(catalogue: Catalogue) -> list[CardEntry]:
    """All cards: by organisation, then by family, then by size."""
    organizations = catalogue.registries.organizations

    def key(entry: CardEntry) -> tuple[str, str, Decimal, str]:
        maker = organizations.get(entry.card.organization)
        name = maker.value.name if maker else entry.card.organization
        return name.casefold(), entry.family, size_key(entry.card), entry.id

    return sorted(catalogue.cards.values(), key=key)
