"""An overview of the site for language models, in the format of llmstxt.org: what there is, and where."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from ..catalogue import Catalogue
from ..markup import inline, text
from ..site import FEED, SiteInfo, plain_path
from .plain import plain_line

__all__ = ["llms_txt"]

_READING = """\
Each model has a card with its facts, and each fact says what it rests on. On the pages below, a number in
brackets is that of a source in the list at the end; “calculated” stands before a formula; † marks what is
stated without a source. Scores may be compared only where they were measured in the same way: equal values
of `comparability` in the data say so."""

Line = tuple[str, str, str]
"""A title, a path, and what is to be said of it; titles and remarks are Markdown."""


def llms_txt(catalogue: Catalogue, pages: Container[str], site_info: SiteInfo) -> str:
    """The text, with those of the catalogue that have one of the `pages`, which are paths."""
    benchmarks = catalogue.registries.benchmarks.values()
    shown = [entry for entry in benchmarks if f"benchmarks/{entry.id}.md" in pages]
    sections = (
        ("Data of all models", _data()),
        ("Models", _entries("models", catalogue.cards.values())),
        ("Families", _entries("families", catalogue.families.values())),
        ("Benchmarks", _entries("benchmarks", shown)),
        ("Datasets", _entries("datasets", catalogue.registries.datasets.values())),
        ("Organisations", _entries("organizations", catalogue.registries.organizations.values())),
        ("Optional", _optional(site_info)),
    )
    parts = [f"# {_title(site_info.name)}", f"> {_title(site_info.about)}", _READING]
    for title, lines in sections:
        listed = "\n".join(
            f"- [{name}]({site_info.link(path)}){f': {remark}' if remark else ''}"
            for name, path, remark in lines
        )
        if listed:
            parts.append(f"## {title}\n\n{listed}")
    return "\n\n".join(parts) + "\n"


def _data() -> Iterator[Line]:
    yield "catalog.json", "catalog.json", "every model, with what one chooses it by"
    yield "evals.csv", "evals.csv", "every score, with how it was measured and where it was read"
    yield "benchmarks.json", "benchmarks.json", "every benchmark, with the scores that may be compared"
    yield "catalog.bib", "catalog.bib", "how the models are cited, as BibTeX"


def _optional(site_info: SiteInfo) -> Iterator[Line]:
    yield "All models in one table", plain_path("models/index.md"), ""
    yield "Licences", plain_path("licenses.md"), "which licence allows what, and who has it"
    yield "Coverage", plain_path("coverage.md"), "what cards fill in, and what they lack"
    for name, about in (
        ("catalog", "catalog.json"),
        ("benchmarks-data", "benchmarks.json"),
        ("card-data", "the JSON of a card, which is next to its page"),
    ):
        yield f"schema/{name}.json", f"schema/{name}.json", f"the JSON Schema of {about}"
    if site_info.has_feed:
        yield FEED, FEED, "cards that changed lately"


def _entries(kind: str, entries: Iterable[Any]) -> Iterator[Line]:
    for entry in entries:
        value = getattr(entry, "card", None) or getattr(entry, "family", None) or entry.value
        summary = getattr(value, "summary", None) or getattr(value, "measures", None) or ""
        name = getattr(entry, "label", value.name)
        yield _title(name), plain_path(f"{kind}/{entry.id}.md"), plain_line(inline(summary))


def _title(name: str) -> str:
    return plain_line(text(name))
