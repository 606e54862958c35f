"""Licences: what an id stands for, and links to its place on the page of licences."""

from __future__ import annotations

from .. import markup
from ..catalogue import CardEntry
from ..licensing import LicenseView, Stricter, license_view, stricter_bases, stricter_data
from ..markup import Safe
from ..schema import LicenseTerms
from .context import Context
from .paths import Linker
from .shown import View

__all__ = ["LicenseView", "license_link", "license_notices", "license_view"]


def license_link(terms: LicenseTerms | None, context: Context, linker: Linker) -> Safe | None:
    """A link to the licence; an absence in words; None where nothing was filled in."""
    if terms is None:
        return None
    view = license_view(terms, context.catalogue.registries)
    if view:
        return linker.to(view.name, "licenses.md", view.anchor)
    words = terms.absent.words if terms.absent else ""
    reason = markup.text(f": {terms.reason}" if terms.reason else "")
    return Safe(f'<span class="cs-absent">{markup.text(words)}</span>{reason}')


def license_notices(entry: CardEntry, context: Context, linker: Linker) -> tuple[View, ...]:
    """What licences along the lineage ask beyond the card's own, or why the card says that it is in order."""
    catalogue, ignored = context.catalogue, entry.card.ignore
    found = (
        ("license-stricter", "the models it was made from", stricter_bases(entry, catalogue)),
        ("license-data", "its training data", stricter_data(entry, catalogue)),
    )
    return tuple(
        View(
            what=what,
            data=code == "license-data",
            justification=ignored.get(code),
            items=tuple(_notice(each, context, linker) for each in stricter),
        )
        for code, what, stricter in found
        if stricter
    )


def _notice(stricter: Stricter, context: Context, linker: Linker) -> View:
    if stricter.base:
        return View(link=context.model_link(linker, stricter.base.reference), reason=stricter.reason)
    data = context.catalogue.registries.datasets.get(stricter.dataset)
    link = linker.page("datasets", data.id, data.value.name) if data else Safe("The training data")
    return View(link=link, reason=stricter.reason)
