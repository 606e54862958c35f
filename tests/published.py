"""The catalogue that this repository publishes, read and built once for all the tests that look at it."""

from __future__ import annotations

from functools import cache

from cardsite.build import build_site, read_catalogue
from cardsite.catalogue import Catalogue
from cardsite.site import Site
from fences import ROOT


@cache
def published_catalogue() -> Catalogue:
    return read_catalogue(ROOT / "cards", ROOT)


@cache
def published_site() -> Site:
    return build_site(ROOT / "cards", ROOT / "templates", ROOT)


@cache
def published_pages() -> dict[str, str]:
    """The Markdown of each page, by its path."""
    return {page.path: page.markdown for page in published_site().pages}


@cache
def published_files() -> dict[str, str]:
    """The text of each file beside the pages, by its path; fonts are left out."""
    assets = published_site().assets
    return {asset.path: asset.content.decode() for asset in assets if "/fonts/" not in asset.path}
