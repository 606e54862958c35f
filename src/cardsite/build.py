"""From a folder of cards to a Site: the one function that the plugin and the command line share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .catalogue import Catalogue, Renamed, nobody_knows, without_places
from .checks import Rules
from .checks.reading import EVERY_CHECK, read_catalogue, without_collecting
from .exporters import exports, exports_beside, with_structured_data
from .files import Shelf
from .render import banner, broken_pages, rendered_pages, shown_with
from .site import UNPUBLISHED, Asset, History, Page, Site, SiteInfo

__all__ = ["EVERY_CHECK", "Rules", "build_site", "read_catalogue"]


def build_site(
    cards: Path,
    templates: Path | None = None,
    base: Path | None = None,
    rules: Rules = EVERY_CHECK,
    site_info: SiteInfo = UNPUBLISHED,
    renamed: Renamed = nobody_knows,
    history: Callable[[Catalogue], History] | None = None,
) -> Site:
    """The catalogue below `cards`, rendered with the site's own `templates` before the shipped ones.

    Reads files and nothing else: what `site_info` says of the site, an adapter has found out, and so have
    `renamed`, where cards are now that had another id, and `history`, how those of a catalogue came to be
    what they are. Raises CardsiteError where there is no such folder or check, or a template fails.
    """
    # What pages leave behind has no cycles: the room of the cards is free as soon as the site is made.
    with without_collecting():
        catalogue = read_catalogue(cards, base, rules, site_info.docs, renamed)
        site_info = replace(site_info, history=history(catalogue)) if history else site_info
        return _site(catalogue, templates, site_info)


def _site(catalogue: Catalogue, templates: Path | None, site_info: SiteInfo) -> Site:
    # Only messages need to know what stands on which line.
    catalogue = without_places(catalogue)
    pages: list[Page] = []
    files: list[Asset] = [*shown_with(catalogue)]
    # In memory, they would take as much as the cards.
    shelf = Shelf()
    for page in rendered_pages(catalogue, templates, site_info):
        beside = exports_beside(page, catalogue, site_info)
        files += (replace(each, stored=shelf.keep(each.content)) for each in beside)
        pages.append(replace(page, stored=shelf.keep(page.content), plain=""))
    files += exports(catalogue, pages, site_info)
    whole = with_structured_data(catalogue, pages, site_info)
    above = banner(catalogue, templates, site_info.preview) if site_info.preview else ""
    # Of what cannot be read, a preview has a page without the places that texts lead to.
    broken = broken_pages(catalogue)
    expected = tuple(each for each in catalogue.links.expected if each.path not in broken)
    return Site(whole, tuple(files), catalogue.problems, expected, above)
