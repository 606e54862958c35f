"""The feed of changed cards (Atom, RFC 4287): what was committed lately."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree

from ..catalogue import CardEntry, Catalogue
from ..markup import words
from ..markup.escape import one_line
from ..site import FEED, CardDates, PastClaim, SiteInfo

__all__ = ["atom_feed"]

_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 50


def atom_feed(catalogue: Catalogue, site_info: SiteInfo) -> str | None:
    """The newest changes, the last one first; None where addresses or dates are not known."""
    changed = site_info.changed
    cards = [entry for entry in catalogue.cards.values() if entry.id in changed]
    if not cards or not site_info.has_feed:
        return None
    cards.sort(key=lambda entry: (-changed[entry.id].last.timestamp(), entry.id))
    feed = ElementTree.Element("feed", {"xmlns": _ATOM})
    _add(feed, "title", f"{site_info.name}: changed cards")
    _add(feed, "id", site_info.file(FEED))
    _add(feed, "link", rel="self", type="application/atom+xml", href=site_info.file(FEED))
    _add(feed, "link", rel="alternate", type="text/html", href=site_info.url)
    _add(feed, "updated", _time(changed[cards[0].id].last))
    _add(_add(feed, "author"), "name", site_info.name)
    for entry in cards[:_MOST]:
        _entry(feed, entry, changed[entry.id], site_info)
    ElementTree.indent(feed, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _entry(feed: ElementTree.Element, entry: CardEntry, change: CardDates, site_info: SiteInfo) -> None:
    address = site_info.page(f"models/{entry.id}.md")
    element = _add(feed, "entry")
    _add(element, "title", entry.label)
    _add(element, "id", address)
    _add(element, "link", rel="alternate", type="text/html", href=address)
    # A card is older than its file where that was renamed.
    before = (site_info.changed.get(each, change) for each in entry.card.previous_ids)
    _add(element, "published", _time(min([change.added, *(each.added for each in before)])))
    _add(element, "updated", _time(change.last))
    _add(element, "summary", words(entry.card.summary))
    versions = site_info.history.cards.get(entry.id)
    if versions and versions[0].claims:
        _add(element, "content", "; ".join(map(_in_words, versions[0].claims)), type="text")


def _in_words(claim: PastClaim) -> str:
    if claim.done:
        return f"{claim.label}{': evidence' if claim.evidence else ''} {claim.done}"
    values = " → ".join(each or "–" for each in (claim.old, claim.new))
    return f"{claim.label}: {values}" + (f" ({claim.by})" if claim.by else "")


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = one_line(text) or None
    return element


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
