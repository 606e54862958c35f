"""Text and code as Markdown for other readers than a site engine: as it was written, and inert.

What a character means depends on where it stands, which is known once the page is whole. Until then the signs
below, which no text of a card holds, stand for what is decided there.
"""

from __future__ import annotations

import re

__all__ = [
    "END_LINK",
    "FOOTNOTES",
    "GUARD",
    "LINK",
    "PIPE",
    "TO",
    "escaped",
    "fenced",
    "guarded",
    "in_address",
    "in_code",
    "inert",
    "page_address",
    "settled",
]

PIPE = "\x01"
"""A pipe inside of code or a formula, which needs a backslash in a table cell and may have none elsewhere."""
GUARD = "\x04"
"""Before a character that begins a block, if it is the first of a line."""
LINK, TO, END_LINK = "\x05", "\x06", "\x07"
"""Around the label and the address of a link to another page or file of the site."""
FOOTNOTES = "\x08"
"""In the labels of a text's footnotes, for the number of the text on its page."""

# A backslash would become a part of a bare address before a `<`.
_ACTIVE = re.compile(r"[\\`\[\]|~$<]|(?<! )\*|\*(?! )|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|(?:(?<= )|^)#+$")
_AS = {"<": "&lt;", "&": "&amp;"}
_BEGINS = re.compile(
    r"(?P<number>\d{1,9})(?=[.)](?:\s|$))|(?=[-+](?:\s|$)|(?:-+|=+)\s*$|(?:- *){3,}$|#{1,6}(?:\s|$)|>)"
)


def _inert(match: re.Match[str]) -> str:
    return _AS.get(match[0]) or f"\\{match[0]}"


def inert(line: str) -> str:
    """A part of a line in which no character means anything."""
    return _ACTIVE.sub(_inert, line)


def guarded(line: str) -> str:
    """Markdown for one line that may begin no block, wherever it comes to stand."""
    begins = _BEGINS.match(line)
    return line if begins is None else f"{begins['number'] or ''}{GUARD}{line[begins.end() :]}"


def escaped(line: str) -> str:
    """One line of text in which no character means anything, for any place in a line."""
    return guarded(inert(line))


def in_code(source: str) -> str:
    """One line between as many backticks as it takes."""
    if not source:
        return ""
    ticks = "`" * (_longest_run(source) + 1)
    padded = f" {source} " if source[0] in "` " or source[-1] in "` " else source
    return f"{ticks}{padded.replace('|', PIPE)}{ticks}"


_LANGUAGE = re.compile(r"[\w+#.-]+", re.ASCII)


def fenced(source: str, language: str) -> str:
    """Lines of code between fences, with their language."""
    fence = "`" * max(3, _longest_run(source) + 1)
    named = _LANGUAGE.match(language)
    return f"{fence}{named[0] if named and language != 'text' else ''}\n{source}\n{fence}"


def _longest_run(source: str) -> int:
    return max(map(len, re.findall("`+", source)), default=0)


_NOT_IN_ADDRESSES = {ord(character): f"%{ord(character):02X}" for character in " ()<>[]\\|`*"}


def in_address(url: str) -> str:
    """An address in which nothing can end the link."""
    return url.translate(_NOT_IN_ADDRESSES)


def page_address(label: str, address: str) -> str:
    """A link to a place of the site: of what becomes of it, the reader's place decides."""
    return f"{LINK}{label}{TO}{address}{END_LINK}"


_AT_START = re.compile(rf"^((?:[ >]|- |#+ |\d+\. )*\d*){GUARD}", re.MULTILINE)
_ROW = re.compile(rf"^\|.*{PIPE}.*", re.MULTILINE)


def settled(page: str) -> str:
    """The page with the signs for pipes and first characters decided."""
    if GUARD in page:
        page = _AT_START.sub(r"\1\\", page).replace(GUARD, "")
    if PIPE in page:
        page = _ROW.sub(lambda row: row[0].replace(PIPE, r"\|"), page).replace(PIPE, "|")
    return page
