"""Which addresses a page may point to, and links to them; it looks nothing up."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from .escape import Safe, attribute, clean, text
from .plain_markdown import TO, in_address, page_address

__all__ = [
    "Lookup",
    "Resolved",
    "Resolver",
    "destination",
    "encoded",
    "from_page",
    "link",
    "lookup",
    "page_link",
    "safe_path",
    "safe_url",
]

# No "@" before the first slash: https://huggingface.co@evil.example is a page of evil.example. A backslash
# is a slash to browsers and not to anybody else.
_URL = re.compile(
    r"""https?://[^\s\\/?#@<>"'`]+(?:[/?#][^\s\\<>"]*)?|mailto:[^\s\\<>"/?#@]+@[^\s\\<>"/?#@]+(?:\?[^\s\\<>"]*)?""",
    re.IGNORECASE,
)
_PATH = re.compile(r"""(?!//|$)[^\s\\:/?#<>"]*(?:[/?#][^\s\\<>"]*)?""")


def safe_url(url: str) -> bool:
    """Whether the text is a whole http, https or mailto address without tricks: no user name, no white
    space, no backslash, no control or bidirectional character."""
    return _URL.fullmatch(url) is not None and clean(url) == url


def safe_path(url: str) -> bool:
    """Whether the text is an address relative to the page: no scheme and not `//host`."""
    return _PATH.fullmatch(url) is not None and clean(url) == url


_IN_ADDRESSES = "!#$%&'*+()-,./:;=?@_~"
"""What stands in an address as it is, as in CommonMark's own examples; all else is percent-encoded."""


class Resolved(NamedTuple):
    """What an address in a text of a card stands for on the page where it is shown."""

    address: str
    """From the page as it is published, or on another site; percent-encoded."""
    width: int = 0
    height: int = 0
    """Of a picture, in pixels; one without a size is shown as a link."""
    plain: str = ""
    """The same from the page as a file of Markdown, where that is another."""


Resolver = Callable[[str, str], Resolved | None]
"""From an address that is not a whole one, and the text that has it, to what it stands for on a page; None
if that is nothing."""

Lookup = Callable[[str], Resolved | None]
"""The same for the addresses of one text."""


def lookup(text: str, resolve: Resolver | None) -> Lookup | None:
    """What the addresses of a text stand for."""
    return None if resolve is None else lambda written: resolve(written, text)


def encoded(written: str) -> str:
    """An address, or a part of one, with what cannot stand in it percent-encoded."""
    return quote(written, safe=_IN_ADDRESSES)


def destination(written: str, find: Lookup | None) -> Resolved | None:
    """Where a link in a text of a card leads; None where it leads nowhere.

    What is not a whole address means what `find` says, and nothing without it: a relative address would
    hold on one page, in one style of addresses, and texts are shown on several pages.
    """
    address = encoded(written)
    if safe_url(address):
        return Resolved(address)
    return find(written) if find else None


def from_page(written: str, find: Lookup | None) -> Resolved | None:
    """As `destination`, with a sign before a path that holds only where the page itself is read."""
    found = destination(written, find)
    if found is None or safe_url(found.address) or found.address.startswith("#"):
        return found
    return found._replace(address=f"{TO}{found.plain or found.address}", plain="")


_PLAIN_PATH = re.compile(r"[A-Za-z0-9._~/#-]+")


def _label(label: str) -> Safe:
    return label if isinstance(label, Safe) else text(label)


def link(label: str, url: str) -> Safe:
    """A link to another site, as HTML; the label alone if `safe_url` does not hold.

    A plain label is escaped, a `Safe` one stands as it is.
    """
    if not safe_url(url):
        return _label(label)
    shown = _label(label)
    plain = f"[{shown.markdown}]({in_address(url)})"
    return Safe(f'<a href="{attribute(url)}" rel="noopener">{shown}</a>', plain, shown.searched)


def page_link(label: str, path: str, query: str = "") -> Safe:
    """A Markdown link to another page of the site, so that the site engine resolves and checks it.

    The path is relative (`../pythia/pythia-160m.md#evaluation`); what is outside `A-Za-z0-9._~/#-` is
    percent-encoded, and so is what is not a word, `=`, `&`, `,` or `/` in a query. A `ValueError` for an
    empty or absolute path.
    """
    if not path or path.startswith("/"):
        raise ValueError(f"not a relative path: {path!r}")
    address = path if _PLAIN_PATH.fullmatch(path) else quote(clean(path), safe="/#~")
    asked = f"?{quote(clean(query), safe='=&,/')}" if query else ""
    shown, address = _label(label), f"{address}{asked}"
    return Safe(f"[{shown}]({address})", page_address(shown.markdown, address), shown.searched)
