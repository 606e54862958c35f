"""Remembers what was found out about a card, so that several checks can ask for it; knows no check."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from ..catalogue import CardEntry
from .check_context import CheckContext

__all__ = ["once_per_card"]

T = TypeVar("T")


def once_per_card(make: Callable[[CardEntry, CheckContext], T]) -> Callable[[CardEntry, CheckContext], T]:
    """The function, which is asked once for each card of a run; what it gives must not be changed."""

    @wraps(make)
    def remembered(entry: CardEntry, context: CheckContext) -> T:
        found: dict[str, T] = context.of_cards[make]
        if entry.id not in found:
            found[entry.id] = make(entry, context)
        return found[entry.id]

    return remembered
