"""All pages and files of a catalogue, in a stable order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from ..catalogue import CardEntry, Catalogue
from ..pages import Asset, Page
from ..schema import SCHEMAS, json_schema_text
from .context import Context
from .environment import make_environment
from .lists import list_pages
from .models import model_page
from .paths import page_path

__all__ = ["render_catalogue"]

_GAPS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


def render_catalogue(
    catalogue: Catalogue, templates: Path | None
) -> tuple[tuple[Page, ...], tuple[Asset, ...]]:
    """The pages of all cards that follow the format, the pages around them, and the files they link to.

    Raises CardsiteError where a template does not compile or asks for something that is not there.
    """
    context = Context(catalogue, make_environment(templates), _all_paths(catalogue))
    pages = [*(model_page(entry, context) for entry in catalogue.cards.values()), *list_pages(context)]
    return tuple(_tidied(page) for page in pages), tuple(_assets(catalogue))


def _assets(catalogue: Catalogue) -> Iterator[Asset]:
    """The files that pages link to: styles, the format's schemas, and each card as data."""
    styles = resources.files("cardsite") / "assets" / "cardsite.css"
    yield Asset("assets/cardsite/cardsite.css", styles.read_bytes())
    for kind in SCHEMAS:
        yield Asset(f"schema/{kind}.json", json_schema_text(kind).encode())
    for entry in catalogue.cards.values():
        yield Asset(f"models/{entry.id}.yaml", entry.yaml.encode())
        yield Asset(f"models/{entry.id}.json", _card_json(entry).encode())


def _card_json(entry: CardEntry) -> str:
    """The card with everything it inherits, quantities as they were written."""
    card = entry.card.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return json.dumps({"id": entry.id, **card}, indent=1, ensure_ascii=False) + "\n"


def _tidied(page: Page) -> Page:
    """One empty line between blocks, whatever templates leave around absent sections."""
    markdown = _GAPS.sub("\n\n", page.markdown).strip() + "\n"
    return Page(page.path, page.title, markdown, page.source, page.listed)


def _all_paths(catalogue: Catalogue) -> frozenset[str]:
    return frozenset(_paths(catalogue))


def _paths(catalogue: Catalogue) -> Iterator[str]:
    registries = catalogue.registries
    kinds: dict[str, Iterable[str]] = {
        "models": catalogue.cards,
        "families": catalogue.families,
        "organizations": registries.organizations,
        "benchmarks": registries.benchmarks,
        "datasets": registries.datasets,
    }
    yield from ("index.md", "licenses.md")
    for kind, entries in kinds.items():
        yield f"{kind}/index.md"
        yield from (page_path(kind, identity) for identity in entries)
