"""Rows of the tables that list models, as lists and pages of families, datasets and licences share them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from .. import markup
from ..catalogue import CardEntry
from ..facts.derived import training_tokens, value_of
from ..facts.experts import active_parameters
from ..facts.kind import kind
from ..facts.numbers import grouped, short
from ..markup import Safe
from ..schema import Absence, Architecture, Fact, LicenseTerms, Quantity, known
from .fields import Fields, absent, titled
from .licence_links import license_link
from .paths import Linker
from .render_context import RenderContext

__all__ = ["DASH", "model_rows", "parameters_cell", "some_models", "spoken", "usual_columns"]

DASH = Safe("–")


def _model_row(context: RenderContext, linker: Linker, entry: CardEntry) -> Fields:
    card = entry.card
    family = context.catalogue.families.get(entry.family)
    organization = context.organization_name(card.organization)
    shape = card.architecture or Architecture()
    length, released = known(shape.context_length), known(card.release_date)
    computed, stated = training_tokens(card), card.training.tokens if card.training else None
    return Fields(
        model=linker.page("models", entry.id, entry.label),
        organization=linker.page("organizations", card.organization, organization),
        family=linker.page("families", family.id, family.family.name) if family else DASH,
        kind=markup.text(spoken(of_kind)) if (of_kind := kind(card)) else DASH,
        parameters=parameters_cell(entry),
        active=_short(active.value)
        if (active := active_parameters(card))
        else _short_fact(shape.active_parameters),
        embedding=_widest(shape.embedding_dimension),
        macs=_operations(shape.forward_pass.macs if shape.forward_pass else None),
        context=titled(str(length), grouped(length.value)) if length else _short_fact(shape.context_length),
        license=license_link(card.license, context, linker) or DASH,
        tokens=_short(computed.value) if computed else _short_fact(stated),
        released=markup.text(released.text) if released else _short_fact(card.release_date),
        has_license=_says(card.license),
        has_released=_says(card.release_date),
        status=card.status.value,
        summary=card.summary,
    )


def _says(stated: Fact[Any] | LicenseTerms | None) -> bool:
    """Whether something is said; that it is unknown says nothing."""
    return stated is not None and stated.absent is not Absence.UNKNOWN


def _short_fact(fact: Fact[Any] | None) -> Safe:
    if fact is None:
        return DASH
    if isinstance(fact.value, Quantity):
        return _short(fact.value.value)
    words = fact.absent.words if fact.absent else ""
    return absent(words)


_HYPHENS = re.compile(r"(-to-|-(?=(?:\w+-)?to-|shot|decoder|language$|training|tuning))|-")
"""Hyphens, and before them those that words of English keep: text-to-image, zero-shot, fine-tuning."""


def spoken(word: str) -> str:
    """A word of the format as pages have it, `Language model`; `columns.js` has the same rule."""
    return _HYPHENS.sub(lambda hyphen: hyphen[1] or " ", word[:1].upper() + word[1:])


def _widest(fact: Fact[Any] | None) -> Safe:
    widths = known(fact)
    return markup.text(grouped(max(width.value for width in widths))) if widths else _short_fact(fact)


def _operations(fact: Fact[Any] | None) -> Safe:
    """Operations are counted in G, where parameters are counted in B."""
    number = value_of(fact)
    if number is None:
        return _short_fact(fact)
    return titled(short(number).replace("B", "G"), grouped(number))


@lru_cache(maxsize=8192)
def _short(number: Decimal) -> Safe:
    return titled(short(number), grouped(number))


def parameters_cell(entry: CardEntry) -> Safe:
    """The number of parameters, shortened; the title has every digit."""
    architecture = entry.card.architecture
    return _short_fact(architecture.parameters if architecture else None)


def model_rows(context: RenderContext, linker: Linker, entries: Iterable[CardEntry]) -> tuple[Fields, ...]:
    """A row for each card, in the order given."""
    return tuple(_model_row(context, linker, entry) for entry in entries)


_WHERE_SEVERAL = ("organization", "kind")
_WHERE_FILLED = ("family", "active", "context", "tokens", "embedding", "macs")


def usual_columns(rows: Sequence[Fields]) -> Fields:
    """Which columns there are beside the parameters.

    The organisation and the kind where there are several, the licence and the date where any model has one,
    others where a third of models have something to say. The family is left out where there is no room.
    `columns.js` has the same rule, and follows it for the kinds that a reader chooses.
    """
    filled = {
        name: 3 * sum(getattr(row, name) is not DASH for row in rows) >= len(rows) for name in _WHERE_FILLED
    }
    several = {name: len({getattr(row, name) for row in rows}) > 1 for name in _WHERE_SEVERAL}
    stated = {name: any(getattr(row, f"has_{name}") for row in rows) for name in ("license", "released")}
    found = {**several, **stated, **filled}
    if sum(found.values()) > _ROOM:
        found["family"] = False
    return Fields(**found)


_ROOM = 6
"""So many columns fit beside the name and the parameters."""


_MOST = 100
"""So many models a page lists that is about something else; the table of all models shows the others."""


def some_models(
    context: RenderContext, linker: Linker, entries: Sequence[CardEntry], **chosen: str
) -> Fields:
    """Rows for the first cards, and where all of them are: the table of all models with a choice made."""
    rows = model_rows(context, linker, entries[:_MOST])
    return Fields(
        rows=rows,
        columns=usual_columns(rows),
        count=f"{len(entries):,}",
        all=linker.listed(**chosen) if len(entries) > _MOST else None,
    )
