"""Which models, organisations and licences a card names, and which of them it declares; judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from ...catalogue import CardEntry
from ...schema import Card
from ..check_context import CheckContext
from ..passages import Passage
from .phrases import Phrases, words_of
from .texts import Written, said, written

__all__ = [
    "FAMILY",
    "LICENSE",
    "MODEL",
    "ORGANIZATION",
    "Key",
    "Mention",
    "Names",
    "mentions",
    "names",
]

MODEL, FAMILY, ORGANIZATION, LICENSE = "model", "family", "organization", "license"
Key = tuple[str, str]
"""A kind and an id."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a card's text."""

    passage: Passage
    inherited: bool
    start: int
    end: int
    keys: tuple[Key, ...]
    """Everything that has this name."""

    @property
    def name(self) -> str:
        """As it is written, on one line."""
        return " ".join(self.passage.text[self.start : self.end].split())


class Names:
    """The names of a catalogue."""

    def __init__(self, context: CheckContext) -> None:
        catalogue = context.catalogue
        self._context = context
        self._mentions: dict[str, tuple[Mention, ...]] = {}
        own = [(name, (MODEL, entry.id)) for entry in catalogue.cards.values() for name in _names(entry.card)]
        ids = [
            (entry.card.hub_id.value, (MODEL, entry.id))
            for entry in catalogue.cards.values()
            if entry.card.hub_id and entry.card.hub_id.value
        ]
        families = [(entry.family.name, (FAMILY, entry.id)) for entry in catalogue.families.values()]
        makers = [
            (entry.value.name, (ORGANIZATION, entry.id))
            for entry in catalogue.registries.organizations.values()
        ]
        licenses = [
            (name, (LICENSE, entry.id))
            for entry in catalogue.registries.licenses.values()
            for name in _license_names(entry.id, entry.value.name, entry.value.spdx)
        ]
        self.models = Phrases(own)
        """Models by name and alias alone."""
        self.models_and_families = Phrases([*own, *ids, *families])
        self.organizations = Phrases((name, key[1]) for name, key in makers)
        self.licenses = Phrases((name, key[1]) for name, key in licenses)
        self.all = Phrases([*own, *ids, *families, *makers, *licenses])
        self.makers = frozenset(
            chain(
                (entry.card.organization for entry in catalogue.cards.values()),
                (entry.value.organization or "" for entry in catalogue.registries.datasets.values()),
            )
        )
        """Organisations that made something in this catalogue."""
        members = context.members
        self._makers_of = {
            **{(MODEL, entry.id): {entry.card.organization} for entry in catalogue.cards.values()},
            **{
                (FAMILY, entry.id): {entry.family.organization or ""}
                | {member.card.organization for member in members.get(entry.id, ())}
                for entry in catalogue.families.values()
            },
        }
        self._families = _related_families(context)
        cards = catalogue.cards
        self._homes = {
            word: {(cards[name].family or name) if kind == MODEL else name for kind, name in keys}
            for word, keys in self.all.led_to().items()
            if all(kind in {MODEL, FAMILY} for kind, _ in keys)
        }
        """For words that begin names of models only, the families of these."""

    def ambiguous(self, keys: Iterable[Key]) -> bool:
        """Whether no organisation has all the models of a name: nobody can say then which one is meant."""
        makers = [self._makers_of[key] for key in keys if key in self._makers_of]
        return bool(makers) and not set.intersection(*makers)

    def related(self, entry: CardEntry, key: Key, *, inherited: bool) -> bool:
        """Whether a card, or for what its family shares a member of that, declares a relation to a model."""
        kind, identity = key
        cards = self._context.catalogue.cards
        mine = self._context.members[entry.family] if inherited else (entry,)
        family = identity if kind == FAMILY else cards[identity].family
        if family:
            return any(family in self._families[each.id] for each in mine)
        return any(each.id == identity or self._context.related(each, cards[identity]) for each in mine)

    def mentions(self, entry: CardEntry) -> tuple[Mention, ...]:
        """The names in the texts of a card, but for those that only its own family has."""
        if entry.id not in self._mentions:
            texts, home = written(entry, self._context), {entry.family or entry.id}
            # A card names its own family all the time, and nobody asks for that.
            words = (word for word in self.all.beginnings(texts.words) if self._homes.get(word) != home)
            self._mentions[entry.id] = tuple(_mentions(self, texts, tuple(words)))
        return self._mentions[entry.id]


def _related_families(context: CheckContext) -> Mapping[str, frozenset[str]]:
    """For each card, its own family, and those with whose members either declares a relation."""
    found = {identity: {entry.family} for identity, entry in context.catalogue.cards.items()}
    for entry in context.catalogue.cards.values():
        for other in context.declared(entry):
            found[entry.id].add(other.family)
            found[other.id].add(entry.family)
    return {identity: frozenset(families) for identity, families in found.items()}


def names(context: CheckContext) -> Names:
    """The names of the catalogue, made once."""
    return context.made(Names)


def mentions(entry: CardEntry, context: CheckContext, *kinds: str) -> Iterator[Mention]:
    """The names of some kinds in the card's texts."""
    for mention in names(context).mentions(entry):
        if any(each in kinds for each, _ in mention.keys):
            yield mention


# The names of what a card declares, what others say of it, and words that are not about this model.
_DECLARING = frozenset(
    {"related", "successor", "base_model", "sources", "notes", "software", "family", "ignore"}
)


def _mentions(names: Names, texts: Written, beginnings: tuple[str, ...]) -> Iterator[Mention]:
    if not beginnings:
        return
    for passage in texts.passages:
        if passage.path[0] not in _DECLARING and names.all.may_be_in(passage.text, beginnings):
            inherited = passage.path in texts.inherited
            for found in names.all.inside(said(passage.text), beginnings):
                yield Mention(passage, inherited, found.start, found.end, found.values)


def _names(card: Card) -> tuple[str, ...]:
    return (card.name, *card.aliases)


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
