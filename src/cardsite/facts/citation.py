"""How a model is cited: the entry that its card gives, or one made from what the card states."""

from __future__ import annotations

import re

from ..catalogue import CardEntry, Catalogue
from ..schema import Card, known

__all__ = ["bibtex"]

_KEY = re.compile(r"[^a-z0-9.-]+")
# What TeX acts on; a brace that has no partner would swallow the entries that follow.
_ACTIVE = {
    "\\": r"{\textbackslash}",
    "{": r"\{",
    "}": r"\}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{character: f"\\{character}" for character in "#$%&_"},
}
_ACTIVE_CHARACTERS = re.compile(r"[\\{}~^#$%&_]")


def bibtex(entry: CardEntry, catalogue: Catalogue) -> str | None:
    """The BibTeX entry of a model; None where the card says that there is none, or too little to make one.

    An entry that is made has the card's own words only, and needs a date and an address.
    """
    card = entry.card
    if card.citation is not None:
        return f"{card.citation.value.strip()}\n" if card.citation.value else None
    date = known(card.release_date)
    url = _address(card)
    if date is None or url is None:
        return None
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in _makers(card, catalogue)),
        "title": f"{{{_tex(card.name)}}}",
        "year": date.text[:4],
        # Cards cannot hold an address with a brace, and BibTeX takes the rest as it is.
        "url": url,
    }
    lines = [f"  {name:<6} = {{{value}}}" for name, value in fields.items()]
    key = _KEY.sub("-", entry.id)
    return "\n".join([f"@misc{{{key},", ",\n".join(lines), "}", ""])


def _makers(card: Card, catalogue: Catalogue) -> list[str]:
    """The authors, or the organisation."""
    if card.authors:
        return [author.name for author in card.authors]
    organization = catalogue.registries.organizations.get(card.organization)
    return [organization.value.name if organization else card.organization]


def _address(card: Card) -> str | None:
    links = card.links
    facts = (links.paper, links.weights, links.repository) if links else ()
    stated = next((fact.value for fact in facts if fact and fact.value), None)
    if stated or card.hub_id is None or card.hub_id.value is None:
        return stated
    return f"https://huggingface.co/{card.hub_id.value}"


def _tex(text: str) -> str:
    return _ACTIVE_CHARACTERS.sub(lambda found: _ACTIVE[found[0]], " ".join(text.split()))
