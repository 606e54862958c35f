"""Contributors' Markdown as Markdown for other readers: as it was written, but for what acts beyond it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .commonmark import Parsed, Token, is_enormous, parse
from .escape import clean
from .links import Lookup, destination

__all__ = ["marked_markdown", "prose_markdown"]

_Edit = tuple[int, int, bytes]
"""What stands instead of the bytes from one place to another."""

_ACTIVE = re.compile(rb"\\(?!\|)|[`*_\[\]~$&]")
# A backslash would become a part of a bare address before it, and leave what follows as HTML.
_LESS_THAN = b"&lt;"
_PUNCTUATION = re.compile(rb"[!-/:-@\[-`{-~]")
_MAY_BEGIN = re.compile(rb"(?<!\\)<(?=[A-Za-z/!?])|\${2,}")
"""What other readers of Markdown could take for HTML, or for a formula that goes on in the next text."""
_ELEMENT = re.compile(rb"<(?=[A-Za-z/!?])")
"""In a formula; a space behind it means nothing there, and makes it begin no element."""
_ATX = re.compile(rb"#{1,6}(?![^ \t\r\n])")
_FENCE = re.compile(rb" {0,3}(`{3,}|~{3,})")
_CLOSING_FENCE = re.compile(_FENCE.pattern + rb"[ \t]*")
_LAST_LEVEL = 6
_ROUNDS = 4


def prose_markdown(markdown: str, *, below: int = 0, key: str = "", find: Lookup | None = None) -> str:
    """The text as blocks of Markdown, without an empty line at its ends.

    It stays as it was written, except that raw HTML is text as on the page, headings stand `below` the level
    of the section around, links that are no whole addresses lead where `find` says and otherwise are
    their labels, definitions of links and labels of footnotes (which get the `key`) hold for this text
    only, and a fence that is left open is closed. Text for which that fails, or that is nested over 100
    levels deep or has tables of over 50,000 cells, has every character of Markdown escaped.
    """
    text = clean(markdown).strip("\n")
    if not text.strip():
        return ""
    if is_enormous(text):
        return _literal(text)
    parsed = parse(text)
    if _deepest(parsed.tokens) > _DEEPEST:
        return _literal(text)
    edits = list(_edits(parsed, below, key, find))
    result = _edited(parsed.source, edits).decode("utf-8").strip("\n")
    for _ in range(_ROUNDS):
        again = parse(result)
        if any(token.kind == "html" for token in again.tokens):
            break
        if not again.definitions:
            return f"{result}\n{fence}" if (fence := _open_fence(again)) else result
        # Of two definitions with one label the library names the first.
        backslashes = [(place, place + 1) for place in again.backslashes]
        removed = [(start, end, b"") for start, end in (*again.definitions, *backslashes)]
        result = _edited(again.source, removed).decode("utf-8").strip("\n")
    return _literal(text)


_DEEPEST = 100


def _deepest(tokens: list[Token]) -> int:
    depth = deepest = 0
    for token in tokens:
        depth += token.nesting
        deepest = max(deepest, depth)
    return deepest


def _literal(text: str) -> str:
    """Every line as words, each paragraph apart."""
    lines = (line.strip().encode("utf-8", "replace") for line in text.split("\n"))
    return b"\n".join(_PUNCTUATION.sub(rb"\\\g<0>", line) for line in lines).decode("utf-8")


def _edited(source: bytes, edits: list[_Edit]) -> bytes:
    parts, kept = [], 0
    for start, end, words in sorted(edits):
        if start >= kept:
            parts += [source[kept:start], words]
            kept = end
    return b"".join([*parts, source[kept:]])


def _edits(parsed: Parsed, below: int, key: str, find: Lookup | None) -> Iterator[_Edit]:
    source, tokens = parsed.source, parsed.tokens
    yield from ((place, place + 1, b"") for place in parsed.backslashes)
    yield from ((start, end, b"") for start, end in parsed.definitions)
    added, verbatim, block = frozenset(parsed.backslashes), 0, 0
    for number, token in enumerate(tokens):
        kind, start, end = token.kind, token.start, token.end
        if kind == "text":
            for match in _MAY_BEGIN.finditer(source, max(start, verbatim), end):
                yield match.start(), match.end(), _inactive(match, added)
        elif kind == "html":
            yield start, end, _as_text(source[start:end], block=start < block)
        elif kind in ("formula", "display_formula"):
            yield from ((at.end(), at.end(), b" ") for at in _ELEMENT.finditer(source, start, end))
        elif token.nesting < 0:
            continue
        elif kind == "heading":
            yield from _heading(source, tokens, number, below)
        elif kind in ("footnote", "footnote_mark"):
            yield start + 2, start + 2, f"{key}-".encode() if key else b""
        elif kind in ("link", "picture"):
            yield from _link(source, tokens, number, find)
        block = end if kind == "html_block" else block
        verbatim = end if kind == "code_block" or _is_automatic(token) else verbatim


def _inactive(match: re.Match[bytes], added: frozenset[int]) -> bytes:
    """A sign that could begin something, as one that cannot."""
    if match[0] == b"<":
        return _LESS_THAN
    before = match.start() - 1
    escaped = match.string[before : before + 1] == b"\\" and before not in added
    return rb"\$" * len(match[0]) if not escaped else b"$" + rb"\$" * (len(match[0]) - 1)


def _is_automatic(token: Token) -> bool:
    return token.kind == "link" and token.value.written == "automatic"


def _as_text(raw: bytes, *, block: bool) -> bytes:
    """Raw HTML as words; a line of a block could begin anything."""
    if not block:
        return _ACTIVE.sub(rb"\\\g<0>", raw).replace(b"<", _LESS_THAN)
    end = b"\n" if raw.endswith(b"\n") else b""
    return _PUNCTUATION.sub(rb"\\\g<0>", raw.strip()) + end


def _last_of(tokens: list[Token], number: int) -> int:
    """The place in the list of the end of what begins at a place."""
    depth = 0
    for last in range(number, len(tokens)):
        depth += tokens[last].nesting
        if not depth:
            return last
    return len(tokens) - 1


def _heading(source: bytes, tokens: list[Token], number: int, below: int) -> Iterator[_Edit]:
    """The heading with one or more `#`, as far down as it belongs."""
    token, last = tokens[number], _last_of(tokens, number)
    sign = b"#" * min(token.value + below, _LAST_LEVEL)
    if written := _ATX.match(source, token.start):
        yield token.start, written.end(), sign
        return
    # An underlined one may have several lines.
    yield token.start, token.start, sign + b" "
    inside = tokens[number + 1 : last]
    for each, after in pairwise(inside):
        if each.kind in ("soft_break", "hard_break"):
            yield each.start, after.start, b" "
    end = max((each.end for each in inside), default=token.start)
    yield end, token.end, b"\n"


def _link(source: bytes, tokens: list[Token], number: int, find: Lookup | None) -> Iterator[_Edit]:
    """The link with the address that holds where the text stands, or its label."""
    token, last = tokens[number], _last_of(tokens, number)
    target, found = token.value, destination(token.value.address, find)
    same = found is not None and found.address == target.address
    if same and target.written != "reference":
        return
    address = found.address.replace("(", "%28").replace(")", "%29").encode() if found else b""
    if target.written == "automatic":
        if not found:
            yield token.start, token.start + 1, _LESS_THAN
        else:
            label = _ACTIVE.sub(rb"\\\g<0>", source[token.start + 1 : token.end - 1])
            yield token.start, token.end, b"[" + label + b"](" + address + b")"
        return
    inside = tokens[number + 1 : last]
    begin = token.start + (2 if token.kind == "picture" else 1)
    close = max((each.end for each in inside), default=source.find(b"]", begin, token.end))
    if found:
        yield close, token.end, b"](" + address + b")"
    else:
        yield token.start, begin, b""
        yield close, token.end, b""


def _open_fence(parsed: Parsed) -> str:
    """The line that closes the fence with which the text ends; empty if there is none to close."""
    if not parsed.tokens or parsed.tokens[-1].kind != "code_block":
        return ""
    block = parsed.source[parsed.tokens[-1].start : parsed.tokens[-1].end]
    first, _, rest = block.partition(b"\n")
    opened = _FENCE.match(first)
    if opened is None:
        return ""
    closed = _CLOSING_FENCE.fullmatch(rest.rstrip().rpartition(b"\n")[2]) if rest else None
    whole = closed and closed[1][:1] == opened[1][:1] and len(closed[1]) >= len(opened[1])
    return "" if whole else opened[1].decode()


def marked_markdown(markdown: str, mark: str) -> str:
    """The mark behind the last word of lines of Markdown, or below where they end with no words."""
    if not mark or ("\n" not in markdown and not markdown.endswith(("`", "$", "-", "|"))):
        return f"{markdown}{mark}"
    tail = [token.kind for token in parse(markdown).tokens if token.kind not in ("item", "list", "quote")][
        -1:
    ]
    apart = not tail or tail[0] not in ("paragraph", "heading", "text")
    return f"{markdown}\n\n{mark.strip()}" if apart else f"{markdown}{mark}"
