"""How cards came to be what they are, as far as the site knows: on their pages and on one of all cards."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from ..catalogue import CardEntry
from ..site import CatalogueChange, PastClaim
from .fields import Fields
from .paths import Linker
from .render_context import RenderContext

__all__ = ["catalogue_changes", "past_versions"]

_FEW = 3
"""So many claims of one change are on the page of all cards."""


def past_versions(entry: CardEntry, context: RenderContext) -> tuple[Fields, ...]:
    """The versions of a card, the newest first; none where nothing is known, or where it never changed."""
    return tuple(
        Fields(
            day=each.day,
            kind=each.kind,
            claims=_claims(each.claims),
            more=each.more,
            besides=len(each.claims[1:]) + each.more,
            previous=each.previous,
        )
        for each in context.site_info.history.cards.get(entry.id, ())
    )


def catalogue_changes(context: RenderContext, linker: Linker) -> dict[str, Any]:
    """What the page of all changes has."""
    by_day = groupby(context.site_info.history.changes, key=lambda change: change.day)
    return {
        "days": tuple(
            Fields(day=day, changes=tuple(_change(each, linker) for each in changes))
            for day, changes in by_day
        )
    }


def _change(each: CatalogueChange, linker: Linker) -> Fields:
    return Fields(
        kind=each.kind,
        cards=tuple(linker.page("models", identity, name) for identity, name in each.cards),
        others=each.others,
        claims=_claims(each.claims[:_FEW]),
        more=len(each.claims[_FEW:]) + each.more,
        previous=each.previous,
    )


def _claims(claims: Iterable[PastClaim]) -> tuple[Fields, ...]:
    return tuple(
        Fields(
            label=each.label,
            old=each.old,
            new=each.new,
            by=each.by,
            better=each.better,
            done=each.done,
            evidence=each.evidence,
        )
        for each in claims
    )
