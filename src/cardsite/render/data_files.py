"""Links to the data behind a page, and to those of the whole catalogue."""

from __future__ import annotations

from ..catalogue import CardEntry
from ..facts.citation import bibtex
from ..markup import Safe
from ..site import FEED, plain_path
from .paths import Linker
from .render_context import RenderContext

__all__ = ["catalogue_files", "model_files"]


def model_files(entry: CardEntry, context: RenderContext, linker: Linker) -> tuple[Safe, ...]:
    """Links to the other forms of a card."""
    path = f"models/{entry.id}"
    files = [("YAML", f"{path}.yaml"), ("JSON", f"{path}.json"), ("Markdown", plain_path(f"{path}.md"))]
    if bibtex(entry, context.catalogue):
        files.append(("BibTeX", f"{path}.bib"))
    files.append(("README for the Hugging Face hub", f"{path}.huggingface.txt"))
    return tuple(linker.asset(label, file) for label, file in files)


def catalogue_files(context: RenderContext, linker: Linker) -> tuple[Safe, ...]:
    """Links to the files that hold all models, and to what describes them."""
    files = [
        ("models (JSON)", "catalog.json"),
        ("scores (CSV)", "evals.csv"),
        ("benchmarks (JSON)", "benchmarks.json"),
        ("citations (BibTeX)", "catalog.bib"),
        ("card format (JSON Schema)", "schema/card.json"),
        ("llms.txt", "llms.txt"),
    ]
    if context.site_info.has_feed:
        files.append(("changes (Atom)", FEED))
    return tuple(linker.asset(label, file) for label, file in files)
