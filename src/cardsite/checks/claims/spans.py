"""The sentences of a Markdown text and the cells of its tables; knows no numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Cell", "cells", "sentences"]


class Cell(NamedTuple):
    """A cell of a table with what its row and its column are called."""

    text: str
    row: str
    column: str
    lone: bool
    """Whether the table has two columns: names and values."""


_FENCE = re.compile(r"^ {0,3}(```|~~~)(?:.|\n)*?(?:^ {0,3}\1|\Z)", re.MULTILINE)
# Patterns that begin with a set of characters are found many times faster than those with alternatives.
_TARGET = re.compile(r"[\]<](?:(?<=\])\([^\s()]{1,400}\)|(?<=<)[^<>\n]{1,400}>)")
_ADDRESS = re.compile(r"https?://\S+")
_EMPHASIS = re.compile(r"[*`](?!(?<= \*) )(?:(?<!\d[*`])[*`]*|[*`]*(?!\d))")
_STAR = re.compile(r"^( {0,12})\*(?= )", re.MULTILINE)
"""The mark of an item, which is no emphasis."""
_END = re.compile(
    r"[.!?:;\n](?:(?<=[.!?:])[)\"”’]?\s+(?=[A-Z(\[\"“])|(?<=;)\s|(?<=\n)\s*\n"
    r"|(?<=\n)\s*(?=[-+#|>]|\d{1,2}[.)]\s))"
)
_ABBREVIATED = ("e.g.", "i.e.", "vs.", "approx.", " ca.", " cf.", " al.", "resp.", "Fig.", "Eq.", "No.")
_ROW = re.compile(r"^[ \t]*\|?(.*\|.*)$", re.MULTILINE)
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")


@lru_cache(maxsize=2048)
def _blanked(text: str) -> str:
    if "```" in text or "~~~" in text:
        text = _FENCE.sub(_spaces, text)
    if "* " in text:
        text = _STAR.sub(r"\1-", text)
    if "](" in text or "<" in text:
        text = _TARGET.sub(_spaces, text)
    if "://" in text:
        text = _ADDRESS.sub(_spaces, text)
    return _EMPHASIS.sub(_spaces, text) if "*" in text or "`" in text else text


def _spaces(match: re.Match[str]) -> str:
    found = match[0]
    return re.sub(r"[^\n]", " ", found) if "\n" in found else " " * len(found)


@lru_cache(maxsize=2048)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences, headings and items of a text, without its tables.

    Code, addresses and emphasis are spaces, and items begin with `-`.
    """
    plain = _blanked(text)
    if "|" in plain:
        plain = _ROW.sub("\n", plain)
    ends = [
        end
        for end in (match.end() for match in _END.finditer(plain))
        if not plain[max(0, end - 12) : end].rstrip().endswith(_ABBREVIATED)
    ]
    found = (plain[start:end] for start, end in pairwise([0, *ends, len(plain)]))
    return tuple(each for each in found if not each.isspace())


@lru_cache(maxsize=2048)
def cells(text: str) -> tuple[Cell, ...]:
    """The cells of the tables of a text, without headers."""
    return tuple(_cells(_blanked(text))) if "|" in text else ()


def _cells(plain: str) -> Iterator[Cell]:
    header: list[str] = []
    end = -1
    for line in _ROW.finditer(plain):
        if line.start() != end + 1:
            header = []
        end = line.end()
        names = [name.strip() for name in line[1].rstrip().removesuffix("|").split("|")]
        if not header:
            header = names
        elif not _RULE.fullmatch(line[1]):
            for column, text in zip(header[1:], names[1:], strict=False):
                yield Cell(text, names[0], column, lone=len(names) == 2)
