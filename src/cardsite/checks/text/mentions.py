"""The names of a catalogue's models, families, organisations and licences, to be found in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from ..check_context import CheckContext
from .phrases import Phrases, words_of

__all__ = ["FAMILY", "MODEL", "Key", "Names", "names"]

MODEL, FAMILY = "model", "family"
Key = tuple[str, str]
"""A kind and an id."""


class Names:
    """The names of a catalogue."""

    def __init__(self, context: CheckContext) -> None:
        self._catalogue = context.catalogue
        self._own = [
            (name, entry.id)
            for entry in context.catalogue.cards.values()
            for name in (entry.card.name, *entry.card.aliases)
        ]
        self._ids = [
            (entry.card.hub_id.value, entry.id)
            for entry in context.catalogue.cards.values()
            if entry.card.hub_id and entry.card.hub_id.value
        ]

    # Each index takes its time for every card, and few catalogues need all of them.

    @cached_property
    def models(self) -> Phrases[str]:
        """The ids of models by name and alias alone."""
        return Phrases(self._own)

    @cached_property
    def models_and_hub_ids(self) -> Phrases[str]:
        """The ids of models by all their names."""
        return Phrases([*self._own, *self._ids])

    @cached_property
    def models_and_families(self) -> Phrases[Key]:
        """Models by all their names, and families."""
        families = [(each.family.name, (FAMILY, each.id)) for each in self._catalogue.families.values()]
        return Phrases(
            [*((name, (MODEL, identity)) for name, identity in (*self._own, *self._ids)), *families]
        )

    @cached_property
    def organizations(self) -> Phrases[str]:
        """The ids of organisations."""
        entries = self._catalogue.registries.organizations.values()
        return Phrases((entry.value.name, entry.id) for entry in entries)

    @cached_property
    def licenses(self) -> Phrases[str]:
        """The ids of licences by all the ways to write them."""
        return Phrases(
            (name, entry.id)
            for entry in self._catalogue.registries.licenses.values()
            for name in _license_names(entry.id, entry.value.name, entry.value.spdx)
        )


def names(context: CheckContext) -> Names:
    """The names of the catalogue, made once."""
    return context.made(Names)


_LICENSE_WORD = re.compile(
    r"\s*\b(?:licen[cs]e|community|family|public domain dedication and)\b", re.IGNORECASE
)
_NOT_IN_TEXT = frozenset({"other", "unknown", "cc", "openrail", "openrail++"})
_SHORT = {
    "apache-2.0": ("Apache 2", "Apache license", "Apache licence"),
    "llama2": ("Llama 2 license", "Llama 2 licence"),
    "llama3": ("Llama 3 Community License", "Llama 3 license", "Llama 3 licence"),
    "gpl": ("GPL license", "GPL licence"),
    "bsd": ("BSD license", "BSD licence"),
}


def _license_names(key: str, name: str, spdx: str | None) -> Iterator[str]:
    """The ways to write a licence; a single word, such as `mit`, needs the word licence beside it."""
    if key in _NOT_IN_TEXT:
        return
    bare = _LICENSE_WORD.sub("", name).strip()
    number = re.search(r"\d[\d.]*c?$", bare)
    # Without an SPDX id the name alone is a model's: Llama 2, Gemma.
    for each in (key, (spdx or "").removesuffix("-only"), bare if spdx else ""):
        if len(words_of(each)) > 1:
            yield each
        elif spdx and each.isalpha():
            yield from (f"{each} license", f"{each} licence", f"licensed under {each}")
    # Nor are names that begin like any sentence.
    if not name.startswith(("The ", "Do ")):
        yield name
    if spdx and number:
        stem = bare[: number.start()].strip()
        yield from (f"{stem} {word}Version {number[0]}" for word in ("License ", "Licence ", ""))
        yield f"{stem} License {number[0]}"
        yield f"{stem} Licence {number[0]}"
    yield from _SHORT.get(key, ())
