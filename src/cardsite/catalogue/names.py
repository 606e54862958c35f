"""When two models have one name, and how each of them is then shown."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace

from ..schema import Organization
from .entries import CardEntry, RegistryEntry

__all__ = ["labelled", "name_key"]

_BETWEEN = re.compile(r"[\s_-]+")


def name_key(name: str) -> str:
    """Equal for names that readers take for the same: case, spaces and hyphens do not distinguish models."""
    return _BETWEEN.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def labelled(
    cards: Mapping[str, CardEntry], organizations: Mapping[str, RegistryEntry[Organization]]
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
            times = Counter(map(name_key, names.values()))
            for entry in entries:
                maker = entry.card.organization
                name = names.get(maker, maker)
                labels[entry.id] = f"{entry.card.name} ({maker if times[name_key(name)] > 1 else name})"
    return {
        identity: replace(entry, label=labels[identity]) if identity in labels else entry
        for identity, entry in cards.items()
    }
