"""The content security policy of a finished page: it runs the theme's scripts and nobody else's."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from selectolax.lexbor import LexborHTMLParser

__all__ = ["in_head", "policy", "with_policy"]

# What a browser runs; other types, such as Material's configuration in application/json, are data.
_RUN = frozenset({"", "module", "application/javascript", "text/javascript"})

# In Chromium 'self' also stands for file:, so the page works when it is opened from a disk. `data:` and
# `blob:` carry nothing in from elsewhere: icons and fonts inside style sheets, and the worker that searches.
# What themes load from elsewhere is held back too, and the page works without it: MkDocs' own theme wants
# highlight.js from a CDN (`highlightjs: false` stops the attempt), Material the stars of a repo on GitHub.
# Themes write style attributes, and scripts of theirs do, so styles cannot be distinguished by a hash.
_RULES = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
)
# The elements with all in them; up to the end where one is left open.
_SCRIPT = re.compile(r"<script\b.*?(?:</script\b[^>]*>|\Z)", re.IGNORECASE | re.DOTALL)
_HEAD = re.compile(r"<head\b[^>]*>(?:\s*<meta charset=[^>]*>)?", re.IGNORECASE)


def policy(html: str, content: str, said: Iterable[str] = ()) -> str:
    """The policy for a page; `content` is its part that was made from cards, `said` are titles and the like.

    A script inside the page is allowed by its hash, unless it is found in what the cards said.
    """
    # Taken out before parsing: a tag left open in it would swallow the theme's HTML and hide there.
    theme = html.replace(content, "") if content else html
    parts = [content, *said]
    elements = "".join(_SCRIPT.findall(theme))
    # In a script, `<!--` moves its end.
    scripts = _run(theme if "<!--" in elements else elements)
    own = [script for script in scripts if not any(script in part for part in parts)]
    return "; ".join((*_RULES[:1], " ".join(["script-src 'self'", *map(_hash, own)]), *_RULES[1:]))


@lru_cache(maxsize=64)
def _run(html: str) -> tuple[str, ...]:
    """The scripts in HTML that a browser would run; those of a theme are the same on most pages."""
    nodes = LexborHTMLParser(html).css("script:not([src])")
    run = (node for node in nodes if (node.attributes.get("type") or "").strip().lower() in _RUN)
    return tuple(dict.fromkeys(node.text() for node in run))


@lru_cache(maxsize=64)
def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def with_policy(html: str, content: str, said: Iterable[str] = ()) -> str:
    """The page with its policy as the first thing in its head, behind the declaration of its characters."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(html, content, said)}">'
    return in_head(html, meta)


def in_head(html: str, markup: str) -> str:
    """The page with this as the first thing in its head, behind the declaration of its characters."""
    return _HEAD.sub(lambda head: head[0] + markup, html, count=1)
