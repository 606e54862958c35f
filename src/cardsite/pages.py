"""What a built catalogue consists of: pages, assets and problems, for any site engine to place."""

from __future__ import annotations

from dataclasses import dataclass

from .problems import Problem, has_errors

__all__ = ["Asset", "Page", "Site"]


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown page.

    `path` is relative to the site's root and ends in `.md`; `markdown` begins with front matter.
    """

    path: str
    title: str
    markdown: str
    source: str = ""
    """The YAML file that the page is made from, relative to where cardsite runs; empty for lists."""
    names: tuple[str, ...] = ()
    """What else the page is looked for by: the aliases of a model, and its name on the hub."""
    listed: bool = False
    """Whether it belongs into a site's navigation; model pages do not, or every page would list them all."""
    structured: str = ""
    """What it is about as JSON-LD, ready to stand in a script element; empty where nothing is known."""
    report: str = ""
    """A link to report a mistake on it, as HTML; empty where nobody knows where."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that goes into the site as it is."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that cardsite makes of a catalogue; the same cards give the same bytes."""

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    problems: tuple[Problem, ...]

    @property
    def publishable(self) -> bool:
        """Whether no problem is an error."""
        return not has_errors(self.problems)
