"""All pages and files of a catalogue, in a stable order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from ..catalogue import Catalogue
from ..markup import distinct_footnotes
from ..schema import SCHEMAS, json_schema_text
from ..site import CHANGES, UNPUBLISHED, Asset, Page, SiteInfo
from .environment import make_environment, render_template
from .fields import Fields
from .lists.list_pages import list_pages
from .model.model_page import model_page
from .paths import COMPARISON, LICENSES, page_path
from .problem_pages import broken_pages, with_problem_pages
from .render_context import RenderContext

__all__ = ["contents", "not_found", "render_catalogue", "rendered_pages", "shown_with"]

_GAPS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


def render_catalogue(
    catalogue: Catalogue, templates: Path | None, site_info: SiteInfo = UNPUBLISHED
) -> tuple[tuple[Page, ...], tuple[Asset, ...]]:
    """The pages of `rendered_pages`, and what they are shown with."""
    return tuple(rendered_pages(catalogue, templates, site_info)), tuple(shown_with(catalogue))


def rendered_pages(
    catalogue: Catalogue, templates: Path | None, site_info: SiteInfo = UNPUBLISHED
) -> Iterator[Page]:
    """The pages of all cards that follow the format, then the pages around them, one after the other.

    Of a preview, also pages of what is wrong with cards.
    Raises CardsiteError where a template does not compile or asks for something that is not there.
    """
    broken = frozenset(broken_pages(catalogue)) if site_info.preview else frozenset()
    paths = frozenset(_paths(catalogue, site_info)) | broken
    context = RenderContext(catalogue, make_environment(templates), paths, site_info, broken)
    of_models = (model_page(entry, context) for entry in catalogue.cards.values())
    # One empty line between blocks, whatever templates leave around absent sections.
    tidied = (
        replace(page, stored=_tidied(page.markdown).encode())
        for page in chain(of_models, list_pages(context))
    )
    yield from with_problem_pages(tidied, context) if site_info.preview else tidied


def shown_with(catalogue: Catalogue) -> Iterator[Asset]:
    """The files that the pages are shown with."""
    yield from _assets()
    yield from (Asset(logo.path, logo.content) for logo in catalogue.logos.values())
    yield from (Asset(picture.path, picture.content) for picture in catalogue.pictures.values())


def not_found(templates: Path | None, site_info: SiteInfo) -> str:
    """What the page for addresses where nothing is has below its title, as HTML.

    It is shown at any address: links begin at the root of the host. Raises CardsiteError as above.
    """
    root = urlsplit(site_info.url).path or "/"
    lists = ("models", "families", "organizations", "benchmarks", "datasets")
    addresses = {name: root + site_info.address(f"{name}/index.md") for name in lists}
    values = {
        "ending": "/" if site_info.folders else ".html",
        "lists": Fields(**addresses, licenses=root + site_info.address(LICENSES)),
    }
    return render_template(make_environment(templates), "not-found.html.j2", values).page.strip()


def contents(templates: Path | None) -> str:
    """What opens the contents of a page on a phone, as HTML. Raises CardsiteError as above."""
    return render_template(make_environment(templates), "contents.html.j2", {}).page.strip()


def _tidied(markdown: str) -> str:
    return distinct_footnotes(_GAPS.sub("\n\n", markdown).strip() + "\n")


def _assets() -> Iterator[Asset]:
    """The files that pages are shown with: one style sheet, scripts, and the schemas of the data."""
    # Every page asks for the styles, so that they are one file; `base` comes first by its name.
    styles = [style.read_bytes() for style in _shipped("styles")]
    yield Asset("assets/cardsite/cardsite.css", b"\n".join(styles))
    for script in _shipped("scripts"):
        # Pages load the first one, and that one what a page has a use for.
        folder = "assets/cardsite" if script.name == "cardsite.js" else "assets/cardsite/parts"
        yield Asset(f"{folder}/{script.name}", script.read_bytes())
    for kind in SCHEMAS:
        yield Asset(f"schema/{kind}.json", json_schema_text(kind).encode())
    for schema in _shipped("schemas"):
        yield Asset(f"schema/{schema.name}", schema.read_bytes())


def _shipped(folder: str) -> list[Traversable]:
    found = (resources.files("cardsite") / "assets" / folder).iterdir()
    kept = (file for file in found if file.name.endswith((".css", ".js", ".json")))
    return sorted(kept, key=lambda file: file.name)


def _paths(catalogue: Catalogue, site_info: SiteInfo) -> Iterator[str]:
    registries = catalogue.registries
    kinds: dict[str, Iterable[str]] = {
        "models": catalogue.cards,
        "families": catalogue.families,
        "organizations": registries.organizations,
        "benchmarks": registries.benchmarks,
        "datasets": registries.datasets,
    }
    yield from ("index.md", LICENSES, "coverage.md", COMPARISON)
    if site_info.history.changes:
        yield CHANGES
    yield from (page_path("models", old) for old in catalogue.moved)
    for kind, entries in kinds.items():
        yield f"{kind}/index.md"
        yield from (page_path(kind, identity) for identity in entries)
