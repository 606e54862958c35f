"""Every file that a site publishes for machines: beside each page, and for all models together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..catalogue import Catalogue
from ..facts.citation import bibtex
from ..site import FEED, Asset, Page, SiteInfo, plain_path
from .benchmark_data import benchmarks_json
from .bibliography import catalogue_bib
from .catalog import catalog_json
from .data import card_json, card_schema_text
from .feed import atom_feed
from .huggingface import eval_results_text, hub_readme
from .llms import llms_txt
from .plain import plain_page
from .score_table import evals_csv
from .structured import structured_data

__all__ = ["exports", "with_structured_data"]


def exports(catalogue: Catalogue, all_pages: Iterable[Page], site_info: SiteInfo) -> Iterator[Asset]:
    """The files, with those beside the pages first."""
    pages = {page.path: page for page in all_pages}
    readmes = {f"models/{entry.id}.md": entry for entry in catalogue.cards.values()}
    yield from (_text(path, text) for path, text in _beside_models(catalogue))
    for path, page in pages.items():
        if path in readmes:
            readme = hub_readme(readmes[path], catalogue, page, site_info)
            yield _text(path.removesuffix(".md") + ".huggingface.txt", readme)
        yield _text(plain_path(path), plain_page(page, site_info))
    yield from (_text(path, text) for path, text in _of_all(catalogue, pages, site_info))


def with_structured_data(
    catalogue: Catalogue, pages: Iterable[Page], site_info: SiteInfo
) -> tuple[Page, ...]:
    """The pages, each with what it says of its subject in the words of schema.org."""
    known = structured_data(catalogue, site_info)
    return tuple(replace(page, structured=known[page.path]) if page.path in known else page for page in pages)


def _text(path: str, text: str) -> Asset:
    return Asset(path, text.encode())


def _beside_models(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for entry in catalogue.cards.values():
        path = f"models/{entry.id}"
        yield f"{path}.yaml", entry.yaml
        yield f"{path}.json", card_json(entry)
        if citation := bibtex(entry, catalogue):
            yield f"{path}.bib", citation
        if results := eval_results_text(entry, catalogue):
            yield f"{path}.eval_results.yaml", results


def _of_all(catalogue: Catalogue, pages: dict[str, Page], site_info: SiteInfo) -> Iterator[tuple[str, str]]:
    yield "catalog.json", catalog_json(catalogue)
    yield "evals.csv", evals_csv(catalogue)
    yield "benchmarks.json", benchmarks_json(catalogue)
    yield "catalog.bib", catalogue_bib(catalogue)
    yield "llms.txt", llms_txt(catalogue, pages, site_info)
    yield "schema/card-data.json", card_schema_text()
    if feed := atom_feed(catalogue, site_info):
        yield FEED, feed
