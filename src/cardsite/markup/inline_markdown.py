"""Contributors' Markdown on one line of Markdown, for other readers than a site engine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .commonmark import Token, parse
from .escape import clean
from .links import Lookup, from_page
from .plain_markdown import PIPE, guarded, in_address, in_code, inert

__all__ = ["inline_markdown", "words"]

_SPACES = (
    "soft_break",
    "hard_break",
    "paragraph",
    "heading",
    "item",
    "cell",
    "code_block",
    "html_block",
    "rule",
)
_ELEMENT = re.compile("<(?=[A-Za-z/!?])")
_PAIRS = ("emphasis", "strong", "strikethrough")


def inline_markdown(markdown: str, find: Lookup | None = None) -> str:
    """Emphasis, code, formulas and links; blocks become text with a space between them."""
    parsed = parse(clean(markdown))
    if all(token.kind in ("paragraph", "text") for token in parsed.tokens):
        return guarded(inert(_joined(token.value or " " for token in parsed.tokens)))
    return guarded(_joined(_written(parsed.source, parsed.tokens, find)))


def words(markdown: str) -> str:
    """What a reader sees of it on one line, without any markup, and without tables and blocks of code."""
    return _joined(_words(parse(clean(markdown)).tokens))


def _words(tokens: list[Token]) -> Iterator[str]:
    left_out = 0
    for token in tokens:
        if token.kind in ("table", "code_block"):
            left_out += token.nesting
        elif not left_out and token.kind not in (*_PAIRS, "link", "picture"):
            yield token.value if _has_words(token) else " "


def _has_words(token: Token) -> bool:
    return token.kind in ("text", "code", "formula", "display_formula", "html")


def _joined(parts: Iterator[str]) -> str:
    return " ".join("".join(parts).split())


def _written(source: bytes, tokens: list[Token], find: Lookup | None) -> Iterator[str]:
    ends: list[str] = []
    """What closes each link around."""
    code = False
    for token in tokens:
        if token.kind in ("link", "picture"):
            yield _link(token, ends, find)
            continue
        if token.kind == "code_block":
            code = token.nesting > 0
        yield _one(source, token, code=code)


def _one(source: bytes, token: Token, *, code: bool) -> str:
    kind, text = token.kind, ""
    if kind in _SPACES:
        text = " "
    elif kind == "code" or (code and kind == "text"):
        text = in_code(" ".join(token.value.split()))
    elif kind in ("formula", "display_formula"):
        # A space means nothing in a formula, but keeps "<" from beginning an element.
        formula = source[token.start : token.end].decode("utf-8")
        text = _ELEMENT.sub("< ", formula).replace("|", PIPE)
    elif kind in ("text", "html"):
        text = inert(token.value)
    elif kind in _PAIRS:
        text = _sign(source, token)
    elif kind == "footnote_mark" or (kind == "footnote" and token.nesting > 0):
        text = inert(f" [{token.value}] ")
    return text


def _link(token: Token, ends: list[str], find: Lookup | None) -> str:
    """The beginning or the end of a link, which may hold no other."""
    if token.nesting < 0:
        return ends.pop()
    found = None if any(ends) else from_page(token.value.address, find)
    ends.append(f"]({in_address(found.address)})" if found else "")
    return "[" if found else ""


def _sign(source: bytes, token: Token) -> str:
    """The author's own sign, since two signs in place of others may mean something else together."""
    sign = source[token.start : token.start + 1].decode("utf-8")
    doubled = source[token.start + 1 : token.start + 2] == sign.encode() and token.kind != "emphasis"
    return sign * 2 if doubled else sign
