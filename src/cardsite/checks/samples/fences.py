"""The fenced code in Markdown, and in all the prose of a card, as text with its language."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from textwrap import dedent
from typing import NamedTuple

from ...catalogue import CardEntry, Location
from ...markup.commonmark import parse
from ..check_context import CheckContext, once_per_card

__all__ = ["Fence", "blocks", "fences"]


class Fence(NamedTuple):
    """A block of code; `language` is the first word after the fence, in lower case."""

    language: str
    code: str

    @property
    def first_line(self) -> str:
        """For messages about the block, which stand there."""
        return next(filter(None, map(str.strip, self.code.split("\n"))), "")


_WORD = re.compile(r"[\w+#.-]+")


@lru_cache(maxsize=4096)
def fences(markdown: str) -> tuple[Fence, ...]:
    """The fenced blocks, in order, without an indentation that all of their lines have."""
    if "```" not in markdown and "~~~" not in markdown:
        return ()
    found = []
    for token, inner in pairwise(parse(markdown).tokens):
        # Of indented code the value is None.
        if token.kind == "code_block" and token.nesting == 1 and token.value is not None:
            word = _WORD.search(token.value)
            code = dedent(inner.value).strip("\n") if inner.kind == "text" else ""
            found.append(Fence(word[0].lower() if word else "", code))
    return tuple(found)


@once_per_card
def blocks(entry: CardEntry, context: CheckContext) -> tuple[tuple[Location, Fence], ...]:
    """The fenced code in the prose of a card, and its quick starts, each with the path of its text."""
    prose = (each for each in context.passages(entry) if each.prose)
    fenced = ((passage.path, fence) for passage in prose for fence in fences(passage.text))
    starts = (
        (("quick_start", place, "code"), Fence(each.language.lower(), each.code))
        for place, each in enumerate(entry.card.quick_start)
    )
    return (*fenced, *starts)
