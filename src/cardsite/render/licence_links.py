"""Licences: what an id stands for, and links to its place on the page of licences."""

from __future__ import annotations

from collections.abc import Iterator

from .. import markup
from ..catalogue import CardEntry
from ..facts.licences import LicenseView, Stricter, license_view, stricter_bases, stricter_data
from ..markup import Safe
from ..schema import LicenseTerms
from .evidence import Evidence
from .fields import Fields, absent
from .paths import Linker
from .render_context import RenderContext

__all__ = ["LicenseView", "Notices", "license_link", "license_rows", "license_view"]


def license_link(terms: LicenseTerms | None, context: RenderContext, linker: Linker) -> Safe | None:
    """A link to the licence; an absence in words; None where nothing was filled in."""
    if terms is None:
        return None
    view = license_view(terms, context.catalogue.registries)
    if view:
        return linker.to(view.name, "licenses.md", view.anchor)
    words = terms.absent.words if terms.absent else ""
    reason = markup.text(f": {terms.reason}" if terms.reason else "")
    return markup.join((absent(words), reason))


def license_rows(
    entry: CardEntry, context: RenderContext, linker: Linker, evidence: Evidence, *, drawn: bool
) -> tuple[Fields, ...]:
    """The licences of a model, its bases and its data; where these are `drawn`, only those with remarks."""
    card = entry.card
    mark = _mark(card.license, evidence)
    rows = [_row("model", Safe(""), card.license, mark, context, linker)]
    for reference in card.bases:
        base = context.catalogue.cards.get(reference.model or "")
        link = context.model_link(linker, reference)
        # The sources of another card are listed on its own page, one click away.
        if base and base.card.license:
            if drawn and base.card.license == card.license:
                continue
            rows.append(_row("base", link, base.card.license, None, context, linker))
        else:
            mark = _mark(card.base_model_license, evidence)
            rows.append(_row("base", link, card.base_model_license, mark, context, linker))
    for link, terms in _data_terms(entry, context, linker):
        rows.append(_row("data", link, terms, _mark(terms, evidence), context, linker))
    found = [row for row in rows if row]
    return tuple(row for row in found if not drawn or not row.link or row.any("mark", "note"))


def _data_terms(
    entry: CardEntry, context: RenderContext, linker: Linker
) -> Iterator[tuple[Safe, LicenseTerms | None]]:
    if entry.card.data_license:
        yield Safe(""), entry.card.data_license
        return
    datasets = context.catalogue.registries.datasets
    for data in (datasets[name] for name in entry.card.data_ids if name in datasets):
        yield linker.page("datasets", data.id, data.value.name), data.value.license


def _mark(terms: LicenseTerms | None, evidence: Evidence) -> Safe | None:
    return evidence.mark(terms.source, terms.quote, "licence") if terms and terms.source else None


def _row(
    of: str,
    link: Safe,
    terms: LicenseTerms | None,
    mark: Safe | None,
    context: RenderContext,
    linker: Linker,
) -> Fields | None:
    if terms is None:
        return None
    return Fields(
        of=of,
        link=link,
        license=license_link(terms, context, linker),
        url=terms.link,
        mark=mark,
        note=terms.note,
    )


class Notices:
    """What licences along the lineage of a card ask beyond the card's own."""

    def __init__(self, entry: CardEntry, context: RenderContext) -> None:
        registries = context.catalogue.registries
        self._bases = stricter_bases(entry, context.licenses_above[entry.id], registries)
        self._data = stricter_data(entry, registries)
        self._ignored = entry.card.ignore

    @property
    def unsettled(self) -> tuple[Stricter, ...]:
        """Those that the card does not say are in order."""
        found = (("license-stricter", self._bases), ("license-data", self._data))
        return tuple(each for code, stricter in found if code not in self._ignored for each in stricter)

    def views(self, context: RenderContext, linker: Linker) -> tuple[Fields, ...]:
        """All of them with their reasons, or with why the card says that it is in order."""
        found = (
            ("license-stricter", self._bases),
            ("license-data", self._data),
        )
        return tuple(
            Fields(
                data=code == "license-data",
                justification=self._ignored.get(code),
                items=tuple(_notice(each, context, linker) for each in stricter),
            )
            for code, stricter in found
            if stricter
        )


def _notice(stricter: Stricter, context: RenderContext, linker: Linker) -> Fields:
    if stricter.base:
        return Fields(link=context.model_link(linker, stricter.base.reference), reason=stricter.reason)
    data = context.catalogue.registries.datasets.get(stricter.dataset)
    link = linker.page("datasets", data.id, data.value.name) if data else None
    return Fields(link=link, reason=stricter.reason)
