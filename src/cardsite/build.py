"""From a folder of cards to a Site: the one function that the plugin and the command line share."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .catalogue import Catalogue, Renamed, nobody_knows
from .checks import Rules
from .checks.reading import EVERY_CHECK, read_catalogue, without_collecting
from .exporters import exports, with_structured_data
from .render import banner, broken_pages, render_catalogue
from .site import UNPUBLISHED, History, Site, SiteInfo

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
    with without_collecting():
        catalogue = read_catalogue(cards, base, rules, site_info.docs, renamed)
        site_info = replace(site_info, history=history(catalogue)) if history else site_info
        site = _site(catalogue, templates, site_info)
    # What pages leave behind refers to all cards, whose room the engine needs.
    gc.collect()
    return site


def _site(catalogue: Catalogue, templates: Path | None, site_info: SiteInfo) -> Site:
    pages, assets = render_catalogue(catalogue, templates, site_info)
    files = (*assets, *exports(catalogue, pages, site_info))
    whole = with_structured_data(catalogue, pages, site_info)
    above = banner(catalogue, templates, site_info.preview) if site_info.preview else ""
    # Of what cannot be read, a preview has a page without the places that texts lead to.
    broken = broken_pages(catalogue)
    expected = tuple(each for each in catalogue.links.expected if each.path not in broken)
    return Site(whole, files, catalogue.problems, expected, above)
