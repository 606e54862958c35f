"""Where each page lies, and how one page links to another."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ..markup import Resolved, Safe, encoded, page_link, text
from ..site import UNPUBLISHED, SiteInfo

__all__ = ["ALL_MODELS", "COMPARISON", "LICENSES", "Address", "Linker", "page_path"]

ALL_MODELS = "models/index.md"
"""The page with the table of all models."""

LICENSES = "licenses.md"
"""The page with all licences."""

COMPARISON = "compare/index.md"
"""The page that shows models side by side."""


def page_path(kind: str, identity: str) -> str:
    """The path of a page, such as `models/pythia/pythia-160m.md`."""
    return f"{kind}/{identity}.md"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a link leads, seen from the page that it stands on; templates give it its words."""

    path: str
    query: str = ""


class Linker:
    """Makes Markdown links from one page to others; knows which pages there are."""

    def __init__(self, here: str, pages: frozenset[str], site_info: SiteInfo = UNPUBLISHED) -> None:
        self._folder = posixpath.dirname(here)
        own = site_info.folders and posixpath.basename(here) != "index.md"
        self._published = here.removesuffix(".md") if own else self._folder
        self._site_info = site_info
        self.here = here
        self._pages = pages

    def to(self, label: str, path: str, anchor: str = "") -> Safe:
        """A link to a page of the site; the label alone where there is no such page, or it is this one."""
        safe = label if isinstance(label, Safe) else text(label)
        if path not in self._pages or path == self.here:
            return safe
        return _link(safe, path, anchor, self._folder)

    def page(self, kind: str, identity: str, label: str) -> Safe:
        """`to` for the page of a model, a family, an organisation, a benchmark or a dataset."""
        return self.to(label, page_path(kind, identity))

    def address(self, path: str) -> Address | None:
        """Where a page of the site is; None where there is no such page, or it is this one."""
        found = path in self._pages and path != self.here
        return Address(_relative(path, self._folder)) if found else None

    def file(self, path: str) -> Address:
        """Where a file of the site is that is not a page."""
        return Address(_relative(path, self._folder))

    def listed(self, **chosen: str) -> Address:
        """The table of all models with a choice made in it: `license="mit"`."""
        query = "&".join(f"{name}={value}" for name, value in chosen.items())
        return Address(_relative(ALL_MODELS, self._folder), query)

    def image(self, path: str) -> Safe:
        """A decorative image of the site: what it says is in the text next to it."""
        return Safe(f"![]({_relative(path, self._folder)})", "")

    def resolved(self, path: str, anchor: str = "") -> Resolved | None:
        """`to` as it stands in the text of a card, of which there is finished HTML."""
        sign = f"#{encoded(anchor)}" if anchor else ""
        if path == self.here:
            return Resolved(sign) if sign else None
        if path not in self._pages:
            return None
        found = self.published(self._site_info.address(path))
        return Resolved(found.address + sign, plain=_relative(path, self._folder) + sign)

    def published(self, address: str, width: int = 0, height: int = 0) -> Resolved:
        """What has this address, seen from the root of the site, for finished HTML."""
        address = address.removeprefix("./")
        found = _relative(address, self._published) or "./"
        return Resolved(found, width, height, _relative(address, self._folder) or "./")

    def comparison(self, models: Iterable[str]) -> Address:
        """The page that shows these models, named by their ids, side by side."""
        return Address(_relative(COMPARISON, self._folder), f"models={','.join(models)}")

    def asset(self, label: str, path: str) -> Safe:
        """A link to a file of the site that is not a page."""
        return page_link(label, _relative(path, self._folder))


@lru_cache(maxsize=8192)
def _link(label: Safe, path: str, anchor: str, folder: str) -> Safe:
    """Pages of one folder, such as the members of a family, hold the same links again and again."""
    return page_link(label, _relative(path, folder) + (f"#{anchor}" if anchor else ""))


def _relative(path: str, folder: str) -> str:
    """The path seen from a folder; both are relative to the site and have no dots to resolve."""
    if not folder:
        return path
    steps, here = path.split("/"), folder.split("/")
    shared = 0
    while shared < min(len(steps) - 1, len(here)) and steps[shared] == here[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(steps[shared:])
