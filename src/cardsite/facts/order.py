"""In which order pages and files list models, by size or by who made them, and the ranges of sizes."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ..catalogue import CardEntry, Catalogue
from ..schema import Card

__all__ = ["SIZE_RANGES", "SizeRange", "by_organization", "by_size", "size_key", "size_range"]


class SizeRange(NamedTuple):
    """A range of numbers of parameters that readers choose by."""

    id: str
    """Its name in addresses."""
    name: str
    below: Decimal
    """Where the next range begins."""


SIZE_RANGES = (
    SizeRange("under-10m", "Under 10M", Decimal("1e7")),
    SizeRange("10m-30m", "10M to 30M", Decimal("3e7")),
    SizeRange("30m-100m", "30M to 100M", Decimal("1e8")),
    SizeRange("100m-1b", "100M to 1B", Decimal("1e9")),
    SizeRange("1b-3b", "1B to 3B", Decimal("3e9")),
    SizeRange("3b-10b", "3B to 10B", Decimal("1e10")),
    SizeRange("10b-30b", "10B to 30B", Decimal("3e10")),
    SizeRange("30b-100b", "30B to 100B", Decimal("1e11")),
    SizeRange("over-100b", "100B and more", Decimal("Infinity")),
)
"""All of them, the smallest first; scripts read them from `catalog.json`."""

_ROUGHLY = decimal.Context(prec=2)


def size_key(card: Card) -> Decimal:
    """The size to two figures, so that variants of one size stand together; without one, the last."""
    count = card.parameter_count
    return _ROUGHLY.plus(count) if count is not None else Decimal("Infinity")


def by_size(entries: Iterable[CardEntry]) -> list[CardEntry]:
    """Cards by their number of parameters, then by name; those that state none come last."""

    def key(entry: CardEntry) -> tuple[Decimal, str]:
        return size_key(entry.card), entry.id

    return sorted(entries, key=key)


def by_organization(catalogue: Catalogue) -> list[CardEntry]:
    """All cards: by organisation, then by family, those without one last, then by size."""
    organizations = catalogue.registries.organizations

    def key(entry: CardEntry) -> tuple[str, bool, str, Decimal, str]:
        maker = organizations.get(entry.card.organization)
        name = maker.value.name if maker else entry.card.organization
        return name.casefold(), not entry.family, entry.family, size_key(entry.card), entry.id

    return sorted(catalogue.cards.values(), key=key)


def size_range(count: Decimal | None) -> str:
    """The id of the range that a number of parameters lies in; empty where none is stated."""
    return next((each.id for each in SIZE_RANGES if count < each.below), "") if count is not None else ""
