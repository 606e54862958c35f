"""When two models have one name, and how each of them is then shown."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from ..schema import Organization
from .model import CardEntry, Entry

__all__ = ["labelled", "name_key"]

_BETWEEN = re.compile(r"[\s_-]+")


def name_key(name: str) -> str:
    """Equal for names that readers take for the same: case, spaces and hyphens do not distinguish models."""
    return _BETWEEN.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def labelled(
    cards: Mapping[str, CardEntry], organizations: Mapping[str, Entry[Organization]]
) -> dict[str, CardEntry]:
    """The cards, with labels that name the organisation where models of several have one name.

    Organisations that themselves have one name are shown by their ids.
    """
    same: dict[str, list[CardEntry]] = defaultdict(list)
    for entry in cards.values():
        same[name_key(entry.card.name)].append(entry)
    labels: dict[str, str] = {}
    for entries in same.values():
        makers = {entry.card.organization for entry in entries}
        if len(makers) > 1:
            names = {maker: organizations[maker].value.name for maker in makers if maker in organizations}
            distinct = len({name_key(name) for name in names.values()}) == len(names)
            for entry in entries:
                maker = entry.card.organization
                labels[entry.id] = f"{entry.card.name} ({names.get(maker, maker) if distinct else maker})"
    return {
        identity: replace(entry, label=labels[identity]) if identity in labels else entry
        for identity, entry in cards.items()
    }
