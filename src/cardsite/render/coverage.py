"""What a card fills in, section by section: on its own page, and on the page that compares all cards."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Any

from .. import markup
from ..catalogue import CardEntry
from ..completeness import (
    DEFAULT,
    LENSES,
    Contents,
    Count,
    Covered,
    State,
    coverage,
    lens,
    section_titles,
    tally,
)
from ..markup import Safe, join
from .context import Context, by_size
from .paths import Linker
from .shown import View
from .tables import DASH

__all__ = ["coverage_view", "dashboard"]

_SIGNS = ("■", "▨", "□")
"""Filled, absent, missing: told apart by shape, and the words stand beside them."""


def coverage_view(entry: CardEntry, context: Context, linker: Linker) -> View:
    """What the page of a card says of its coverage."""
    contents = Contents(entry.card)
    sections = context.coverages[entry.id] = coverage(contents, DEFAULT)
    return View(
        sections=tuple(_section(section.title, section.count) for section in sections),
        missing=tuple(_missing(section) for section in sections if section.count.missing),
        lenses=tuple(_lens(name, tally(contents, name)) for name in LENSES[1:]),
        ignored=tuple(entry.card.ignore.items()),
        all_models=linker.to("Coverage of all models", "coverage.md"),
    )


# Few cards differ in all sections, and a family's often in none.


@lru_cache(maxsize=4096)
def _section(title: str, count: Count) -> View:
    signs = zip(_SIGNS, (count.filled, count.absent, count.missing), strict=True)
    bar = "".join(sign * number for sign, number in signs)
    return View(title=markup.text(title), bar=Safe(bar), words=markup.text(_words(count)))


def _words(count: Count) -> str:
    return f"{count.filled} of {count.asked}" + (f", {count.absent} absent" if count.absent else "")


@lru_cache(maxsize=4096)
def _lens(name: str, count: Count) -> View:
    found = lens(name)
    answered = f"{count.filled + count.absent} of {count.asked} items answered"
    absent = f", {count.absent} of them as absent" if count.absent else ""
    caution = f" ({found.caution})" if found.caution else ""
    return View(name=markup.text(found.name), words=markup.text(f"{answered}{absent}{caution}"))


def _missing(section: Covered) -> View:
    return _names(section.title, tuple(answer.item.item for answer in section.of(State.MISSING)))


@lru_cache(maxsize=4096)
def _names(title: str, items: tuple[str, ...]) -> View:
    return View(title=markup.text(title), items=markup.text(", ".join(items)))


# All cards


def dashboard(context: Context, linker: Linker) -> dict[str, Any]:
    """The values of the page that compares all cards: a table for each family, and one for the rest."""
    titles = section_titles(DEFAULT)
    # Families in the order of their ids, the smallest model first; the cards that have none come last.
    entries = sorted(
        by_size(context.catalogue.cards.values()), key=lambda entry: (not entry.family, entry.family)
    )
    groups = groupby(entries, key=lambda entry: entry.family)
    return {
        "columns": tuple(markup.text(title) for title in titles),
        "groups": tuple(
            View(name=_family(family, context), rows=tuple(_row(e, titles, context, linker) for e in members))
            for family, members in groups
        ),
    }


def _family(identity: str, context: Context) -> Safe:
    family = context.catalogue.families.get(identity)
    return markup.heading(family.family.name if family else "Single models")


def _row(entry: CardEntry, titles: tuple[str, ...], context: Context, linker: Linker) -> View:
    sections = context.coverages.get(entry.id) or coverage(Contents(entry.card), DEFAULT)
    cells = {section.title: _cell(section.count) for section in sections}
    return View(
        model=linker.page("models", entry.id, entry.card.name),
        status=entry.card.status.value,
        cells=tuple(cells.get(title, DASH) for title in titles),
    )


@lru_cache(maxsize=4096)
def _cell(count: Count) -> Safe:
    shown = Safe(f"{count.filled}/{count.asked}")
    absent = Safe(f'<br><small class="cs-note">{count.absent} absent</small>')
    return join([shown, absent]) if count.absent else shown
