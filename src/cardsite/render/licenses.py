"""Licences: what an id stands for, and links to its place on the page of licences."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from .. import markup
from ..catalogue import Registries
from ..markup import Safe
from ..schema import LicenseTerms
from ..skeleton import section_id
from .context import Context
from .paths import Linker

__all__ = ["LicenseView", "license_link", "license_view"]


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


def _spdx(identity: str) -> str:
    try:
        return str(canonicalize_license_expression(identity))
    except InvalidLicenseExpression:
        return ""


def _spdx_page(identity: str) -> str:
    return f"https://spdx.org/licenses/{identity}.html"
