"""Licences: what an id stands for, and links to its place on the page of licences."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from .. import markup
from ..catalogue import CardEntry, Registries
from ..licensing import Stricter, stricter_bases, stricter_data
from ..markup import Safe
from ..schema import LicenseTerms
from ..skeleton import section_id
from .context import Context
from .paths import Linker
from .shown import View

__all__ = ["LicenseView", "license_link", "license_notices", "license_view"]


@dataclass(frozen=True, slots=True)
class LicenseView:
    """A licence in words: its id, its name, where its text is, and what it broadly allows."""

    id: str
    name: str
    url: str
    kind: str

    @property
    def anchor(self) -> str:
        """Where it stands on the page of licences; those without an id of their own go by their name."""
        return f"license-{section_id(self.name if self.id == 'other' else self.id)}"


def license_view(terms: LicenseTerms, registries: Registries) -> LicenseView | None:
    """The licence that the terms name; None where they say that there is none."""
    if terms.id is None:
        return None
    entry = registries.licenses.get(terms.id)
    if entry:
        value = entry.value
        url = terms.link or value.url or (_spdx_page(value.spdx) if value.spdx else "")
        return LicenseView(terms.id, terms.name or value.name, url, value.kind.value)
    spdx = _spdx(terms.id)
    url = _spdx_page(spdx) if spdx and " " not in spdx else ""
    return LicenseView(terms.id, terms.name or spdx or terms.id, terms.link or url, "")


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


def _spdx(identity: str) -> str:
    try:
        return str(canonicalize_license_expression(identity))
    except InvalidLicenseExpression:
        return ""


def _spdx_page(identity: str) -> str:
    return f"https://spdx.org/licenses/{identity}.html"
