"""Licences: what an id stands for, and links to its place on the page of licences."""

from __future__ import annotations

from collections.abc import Iterator

from .. import markup
from ..catalogue import CardEntry
from ..facts.licences import (
    LicenseView,
    Stricter,
    commercial_use,
    license_answers,
    license_view,
    stricter_bases,
    stricter_data,
)
from ..markup import Safe
from ..schema import LicenseAnswer, LicenseTerms, Permission
from .evidence import Evidence
from .fields import Fields, absent
from .paths import Linker
from .render_context import RenderContext

__all__ = [
    "LicenseView",
    "Notices",
    "answers_view",
    "commercial_view",
    "license_link",
    "license_rows",
    "license_view",
]


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


def answers_view(identity: str, context: RenderContext) -> Fields | None:
    """What a licence allows and asks; None where nobody read its text. What is left out is unknown."""
    answers = license_answers(identity, context.catalogue.registries)
    if answers is None:
        return None
    others = ("text", "dated")
    found = {name: _answer(value) for name, value in answers if name not in others}
    return Fields(**found, text=answers.text, dated=answers.dated)


def _answer(said: LicenseAnswer | None) -> Fields:
    return Fields(answer=(said.answer if said else Permission.UNKNOWN).value, **_parts(said))


def commercial_view(entry: CardEntry, context: RenderContext, linker: Linker) -> Fields | None:
    """Whether the licence of a model allows commercial use, and a base whose licence allows less of it.

    None where the card names no licence. Of a base nothing is said where the card says that it is in order.
    """
    registries = context.catalogue.registries
    view = license_view(entry.card.license, registries) if entry.card.license else None
    if view is None:
        return None
    answers = license_answers(view.id, registries)
    own = commercial_use(view.id, registries)
    above = {} if "license-stricter" in entry.card.ignore else context.licenses_above[entry.id]
    of_bases = [(base, commercial_use(identity, registries)) for identity, base in above.items()]
    least_first = [word for word in Permission if word is not Permission.UNKNOWN]
    allows_less = least_first[: least_first.index(own)] if own in least_first else []
    stricter = next(((base, word) for word in allows_less for base, its in of_bases if its is word), None)
    return Fields(
        answer=own.value,
        **_parts(answers.commercial_use if answers else None),
        base=context.model_link(linker, stricter[0].reference) if stricter else None,
        base_answer=stricter[1].value if stricter else None,
    )


def _parts(said: LicenseAnswer | None) -> dict[str, str | None]:
    return {"clause": said.clause if said else None, "note": said.note if said else None}


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
