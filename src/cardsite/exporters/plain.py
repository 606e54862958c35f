"""Pages as plain Markdown, on the site and elsewhere; what links lead to depends on where they are read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from ..markup import END_LINK, LINK, TO, Safe, guarded, settled
from ..site import HERE, HERE_END, UNPUBLISHED, Page, SiteInfo

__all__ = ["plain_elsewhere", "plain_line", "plain_page"]

_LINK = re.compile(f"{LINK}([^{TO}]*){TO}([^{END_LINK}]*){END_LINK}")
_WRITTEN = re.compile(rf"(!?)\[((?:\\.|[^\[\]\\]|\[(?:\\.|[^\[\]\\])*\])*)\]\({TO}([^()\s]*)\)", re.DOTALL)
"""A link or a picture that an author wrote, with at most one pair of brackets in its label."""
# Neither begins with line ends: a pattern that may is tried at every character.
_HERE = re.compile(rf"{HERE}[^{HERE_END}]*{HERE_END}(?:\n*{HERE}[^{HERE_END}]*{HERE_END})*\n*")
_EDGES = re.compile(rf"[{HERE}{HERE_END}][\n{HERE}{HERE_END}]*")


def plain_page(page: Page, site_info: SiteInfo = UNPUBLISHED) -> str:
    """The plain form of the page; such texts link each other by the names they are published under."""

    def address(written: str) -> str:
        return (
            written.removesuffix(".md.txt") + site_info.plain_ending
            if written.endswith(".md.txt")
            else written
        )

    return _linked(_without(_EDGES, page.plain), address)


def plain_elsewhere(page: Page, site_info: SiteInfo, other: Callable[[str], str] = lambda _: "") -> str:
    """The page for readers elsewhere: without what is of use on the site only, and with full addresses.

    Where the address of the site is not known, links lead to the `other` address of a page, or are their
    labels.
    """

    def address(written: str) -> str:
        path, sign, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", written).groups()  # type: ignore[union-attr]
        # Addresses are percent-encoded, and paths are not.
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(path)))
        whole = "" if whole == "." else f"{whole}/" if path.endswith("/") else whole
        found = site_info.page(whole) if whole.endswith(".md") else site_info.file(whole)
        return f"{found}{sign}{rest}" if found else other(whole)

    return _linked(_without(_HERE, page.plain), address)


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text with one empty line in place of each match and the line ends around it."""
    *before, last = pattern.split(text)
    return "\n\n".join([*(piece.rstrip("\n") for piece in before), last])


def plain_line(value: Safe) -> str:
    """A value by itself, in which links to places of the site are their labels."""
    return _linked(settled(value.markdown), lambda _: "").strip()


def _linked(text: str, address: Callable[[str], str]) -> str:
    links = _Links(address)
    text = _LINK.sub(links.link, text)
    # Most pages have none, and every bracket could begin one.
    text = settled(_WRITTEN.sub(links.written, text) if f"]({TO}" in text else text)
    return text.replace(TO, "").strip() + "\n"


class _Links(NamedTuple):
    """Writes links for the place where a text is read. (Functions that name themselves would be cycles.)"""

    address: Callable[[str], str]

    def link(self, match: re.Match[str]) -> str:
        found = self.address(match[2])
        return f"[{match[1]}]({found})" if found else guarded(match[1])

    def written(self, match: re.Match[str]) -> str:
        label, found = _WRITTEN.sub(self.written, match[2]), self.address(match[3])
        return f"{match[1]}[{label}]({found})" if found else guarded(label)
