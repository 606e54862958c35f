"""Lenses: what a template, a paper or a law asks of a card, read from the files that come with cardsite."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated

from ...catalogue.validation import plain_data
from ...errors import CardsiteError
from ...problems import did_you_mean
from ...schema import Part
from ...schema.base import OneOrMore
from ...schema.identity import KindName
from ...schema.scalars import Date, Name, Prose, Text, Title, Url, choice
from ...yamlio.document import parse

__all__ = [
    "DEFAULT",
    "LENSES",
    "Audience",
    "Item",
    "Lens",
    "LensSection",
    "LensSource",
    "lens",
    "section_titles",
]

DEFAULT = "eleutherai"
LENSES = (DEFAULT, "huggingface", "mitchell2019", "nvidia", "eu-gpai", "cyclonedx")
"""The names of all lenses; that of the pages' own skeleton comes first."""


class Audience(StrEnum):
    """Whom an item of the EU's form is for."""

    AI_OFFICE = "ai-office"
    NATIONAL_AUTHORITIES = "national-authorities"
    DOWNSTREAM_PROVIDERS = "downstream-providers"

    @property
    def words(self) -> str:
        """The audience as a reader knows it: `AI Office`."""
        return "AI Office" if self is Audience.AI_OFFICE else self.value.replace("-", " ")


AudienceName = Annotated[Audience, choice(Audience, "whom an item is for")]


class LensSource(Part):
    """Where a list of items was read."""

    title: Text
    """What it is."""
    url: Url | None = None
    """Where it is."""
    accessed: Date
    """When it was read."""
    note: Prose | None = None
    """What was read of it, and what was written from knowledge."""


class Item(Part):
    """One thing that a lens asks for."""

    item: Name
    """What it asks for, in a few words of our own, or by the lens's own path."""
    fields: OneOrMore[Text] = ()
    """Fields of a card as dotted paths, each of which is an answer; a path may lead through lists."""
    section: Title | None = None
    """The title of a free section that is an answer too: the only one where no field has the place."""
    absence: OneOrMore[Text] = ()
    """Facts whose absence is stated for this too, such as the description of a list."""
    when: OneOrMore[Text] = ()
    """Fields of which one must be there for the question to make sense."""
    unless: OneOrMore[Text] = ()
    """Fields of which none may be there for the question to make sense."""
    kinds: OneOrMore[KindName] = ()
    """The only kinds of model that it makes sense for, where it does not for others."""
    not_kinds: OneOrMore[KindName] = ()
    """Kinds of model that it makes no sense for."""
    point: OneOrMore[Text] = ()
    """The points of the AI Act's annexes that ask for it: `XI.1.2c`."""
    audience: OneOrMore[AudienceName] = ()
    """Whom it is for, where the lens says so."""


class LensSection(Part):
    """Items that a lens puts together."""

    title: Name
    """The section's name."""
    items: tuple[Item, ...]
    """What it asks for."""
    when: OneOrMore[Text] = ()
    """As with an item, for all of them."""
    unless: OneOrMore[Text] = ()
    """As with an item, for all of them."""
    kinds: OneOrMore[KindName] = ()
    """As with an item, for all of them."""
    not_kinds: OneOrMore[KindName] = ()
    """As with an item, for all of them."""


class Lens(Part):
    """A way to look at a card."""

    name: Name
    """What people call it."""
    summary: Prose
    """What it is."""
    notice: Prose | None = None
    """What a reader must know before relying on it."""
    caution: Text | None = None
    """The notice in a few words, for places with little room."""
    read: tuple[LensSource, ...]
    """Where its items were read."""
    sections: tuple[LensSection, ...]
    """Its items, in its own order."""


def section_titles(name: str) -> tuple[str, ...]:
    """The titles of a lens's sections, also of those that not every card is asked for."""
    return tuple(section.title for section in lens(name).sections)


@cache
def lens(name: str) -> Lens:
    """The lens of that name; raises CardsiteError, with the nearest name, where there is none."""
    if name not in LENSES:
        hint = did_you_mean(name, LENSES) or f"one of: {', '.join(LENSES)}"
        raise CardsiteError(f'there is no lens "{name}"; {hint}')
    file = resources.files("cardsite") / "lenses" / f"{name}.yaml"
    root = parse(file.read_bytes(), f"cardsite/lenses/{name}.yaml").root
    if root is None:
        raise CardsiteError(f"cardsite/lenses/{name}.yaml cannot be read; install cardsite again")
    return Lens.model_validate(plain_data(root))
