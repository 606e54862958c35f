"""The files with the data behind a page, and those of the whole catalogue."""

from __future__ import annotations

from ..catalogue import CardEntry
from ..facts.citation import bibtex
from ..site import FEED, plain_path
from .fields import Fields
from .paths import Linker
from .render_context import RenderContext

__all__ = ["catalogue_files", "model_files"]


def model_files(entry: CardEntry, context: RenderContext, linker: Linker) -> Fields:
    """The addresses of the other forms of a card."""
    path = f"models/{entry.id}"
    return Fields(
        yaml=linker.file(f"{path}.yaml"),
        json=linker.file(f"{path}.json"),
        markdown=linker.file(plain_path(f"{path}.md")),
        bibtex=linker.file(f"{path}.bib") if bibtex(entry, context.catalogue) else None,
        hub=linker.file(f"{path}.huggingface.txt"),
    )


def catalogue_files(context: RenderContext, linker: Linker) -> Fields:
    """The addresses of the files that hold all models, and of those that describe them."""
    return Fields(
        models=linker.file("catalog.json"),
        scores=linker.file("evals.csv"),
        benchmarks=linker.file("benchmarks.json"),
        citations=linker.file("catalog.bib"),
        schema=linker.file("schema/card.json"),
        llms=linker.file("llms.txt"),
        feed=linker.file(FEED) if context.site_info.has_feed else None,
    )
