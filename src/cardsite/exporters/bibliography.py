"""All entries by which the models of a catalogue are cited, as one file."""

from __future__ import annotations

import re

from ..catalogue import Catalogue
from ..facts.citation import bibtex

__all__ = ["catalogue_bib"]

_KEY = re.compile(r"@\w+\s*[{(]\s*([^\s,]+)")


def catalogue_bib(catalogue: Catalogue) -> str:
    """Each entry once, in the order of the cards' ids; of entries with one key the first, for BibTeX takes
    a key once."""
    entries: dict[str, str] = {}
    for _, entry in sorted(catalogue.cards.items()):
        found = bibtex(entry, catalogue)
        if found:
            key = _KEY.match(found)
            entries.setdefault(key[1].casefold() if key else found, found)
    return "\n".join(entries.values())
