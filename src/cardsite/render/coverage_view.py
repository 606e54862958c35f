"""What a card fills in, section by section: on its own page, and on the page that compares all cards."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from .. import markup
from ..catalogue import CardEntry
from ..facts.coverage import (
    DEFAULT,
    LENSES,
    Contents,
    Covered,
    State,
    Tally,
    coverage,
    lens,
    section_titles,
    tally,
)
from ..markup import Safe
from .fields import Fields
from .paths import Linker
from .render_context import RenderContext, by_size

__all__ = ["coverage_view", "covered", "dashboard"]

_SIGNS = ("■", "▨", "□")
"""Filled, absent, missing: distinguished by shape, with the words next to them."""


def coverage_view(entry: CardEntry, context: RenderContext, linker: Linker) -> Fields:
    """What the page of a card says of its coverage."""
    return Fields(
        **vars(_coverage_of(entry, context)),
        ignored=tuple(entry.card.ignore.items()),
        all_models=linker.address("coverage.md"),
    )


def covered(entry: CardEntry, context: RenderContext) -> Tally:
    """How many items a card fills in, states as absent, or leaves out, over all sections."""
    count: Tally = _coverage_of(entry, context).count
    return count


def _coverage_of(entry: CardEntry, context: RenderContext) -> Fields:
    if entry.id not in context.coverages:
        contents = Contents(entry.card)
        pattern = contents.pattern
        if pattern not in context.patterns:
            context.patterns[pattern] = _coverage(contents)
        context.coverages[entry.id] = context.patterns[pattern]
    found: Fields = context.coverages[entry.id]
    return found


def _coverage(contents: Contents) -> Fields:
    """What all cards have in common that fill in the same fields, as most of a family do."""
    sections = coverage(contents, DEFAULT)
    return Fields(
        count=tally(contents, DEFAULT),
        sections=tuple(_section(section.title, section.count) for section in sections),
        missing=tuple(_missing(section) for section in sections if section.count.missing),
        lenses=tuple(_lens(name, tally(contents, name)) for name in LENSES[1:]),
        cells={section.title: Fields(**_numbers(section.count)) for section in sections},
    )


def _section(title: str, count: Tally) -> Fields:
    signs = zip(_SIGNS, (count.filled, count.absent, count.missing), strict=True)
    bar = "".join(sign * number for sign, number in signs)
    return Fields(title=markup.text(title), bar=Safe(bar), **_numbers(count))


def _numbers(count: Tally) -> dict[str, str | None]:
    """How many items are asked for, filled in and stated as absent; None instead of 0 for the last."""
    absent = str(count.absent) if count.absent else None
    return {"asked": str(count.asked), "filled": str(count.filled), "absent": absent}


def _lens(name: str, count: Tally) -> Fields:
    found = lens(name)
    answered = str(count.filled + count.absent)
    return Fields(name=found.name, answered=answered, caution=found.caution or None, **_numbers(count))


def _missing(section: Covered) -> Fields:
    items = ", ".join(answer.item.item for answer in section.of(State.MISSING))
    return Fields(title=markup.text(section.title), items=markup.text(items))


# All cards


def dashboard(context: RenderContext, linker: Linker) -> dict[str, Any]:
    """The values of the page that compares all cards: a table for each family, and one for the rest."""
    titles = section_titles(DEFAULT)
    # Families in the order of their ids, the smallest model first; the cards that have none come last.
    entries = sorted(
        by_size(context.catalogue.cards.values()), key=lambda entry: (not entry.family, entry.family)
    )
    groups = []
    for identity, members in groupby(entries, key=lambda entry: entry.family):
        family = context.catalogue.families.get(identity)
        name = family.family.name if family else None
        models = tuple(members)
        # A section that applies to none of them has no column.
        asked = tuple(
            title for title in titles if any(title in _coverage_of(each, context).cells for each in models)
        )
        rows = tuple(_row(each, asked, context, linker) for each in models)
        groups.append(Fields(name=name, columns=tuple(map(markup.text, asked)), rows=rows))
    return {"groups": tuple(groups)}


def _row(entry: CardEntry, titles: tuple[str, ...], context: RenderContext, linker: Linker) -> Fields:
    cells = _coverage_of(entry, context).cells
    return Fields(
        model=linker.page("models", entry.id, entry.label),
        status=entry.card.status.value,
        cells=tuple(cells.get(title) for title in titles),
    )
