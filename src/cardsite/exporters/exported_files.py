"""Every file that a site publishes for machines: beside each page, and for all models together."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from ..catalogue import CardEntry, Catalogue
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

__all__ = ["exports", "exports_beside", "with_structured_data"]


def exports_beside(page: Page, catalogue: Catalogue, site_info: SiteInfo) -> Iterator[Asset]:
    """The other forms of a page."""
    kind, _, identity = page.path.removesuffix(".md").partition("/")
    if kind == "models" and (entry := catalogue.cards.get(identity)):
        for ending, text in _of_model(entry, catalogue):
            yield _text(f"models/{identity}.{ending}", text)
        readme = hub_readme(entry, catalogue, page, site_info)
        yield _text(f"models/{identity}.huggingface.txt", readme)
    yield _text(plain_path(page.path), plain_page(page, site_info))


def exports(catalogue: Catalogue, pages: Iterable[Page], site_info: SiteInfo) -> Iterator[Asset]:
    """The files about all models."""
    paths = frozenset(page.path for page in pages)
    yield from (_text(path, text) for path, text in _of_all(catalogue, paths, site_info))


def with_structured_data(
    catalogue: Catalogue, pages: Iterable[Page], site_info: SiteInfo
) -> tuple[Page, ...]:
    """The pages, each with what it says of its subject in the words of schema.org."""
    known = structured_data(catalogue, site_info)
    return tuple(replace(page, structured=known[page.path]) if page.path in known else page for page in pages)


def _text(path: str, text: str) -> Asset:
    return Asset(path, text.encode())


def _of_model(entry: CardEntry, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    yield "yaml", entry.yaml
    yield "json", card_json(entry)
    if citation := bibtex(entry, catalogue):
        yield "bib", citation
    if results := eval_results_text(entry, catalogue):
        yield "eval_results.yaml", results


def _of_all(catalogue: Catalogue, pages: Container[str], site_info: SiteInfo) -> Iterator[tuple[str, str]]:
    yield "catalog.json", catalog_json(catalogue)
    yield "evals.csv", evals_csv(catalogue)
    yield "benchmarks.json", benchmarks_json(catalogue)
    yield "catalog.bib", catalogue_bib(catalogue)
    yield "llms.txt", llms_txt(catalogue, pages, site_info)
    yield "schema/card-data.json", card_schema_text()
    if feed := atom_feed(catalogue, site_info):
        yield FEED, feed
