"""The fenced code in Markdown, and in all the prose of a card, as text with its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from textwrap import dedent

from ...catalogue import CardEntry, Location
from ..check_context import CheckContext, once_per_card

__all__ = ["Fence", "blocks", "fences"]


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code; `language` is the first word after the fence, in lower case."""

    language: str
    code: str

    @property
    def first_line(self) -> str:
        """For messages about the block, which stand there."""
        return next(filter(None, map(str.strip, self.code.split("\n"))), "")


# A line scanner rather than one pattern over the whole text: its time grows with the text and no faster.
_OPENING = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(`{3,}|~{3,})([^`]*)$")
_WORD = re.compile(r"[\w+#.-]+")


@lru_cache(maxsize=4096)
def fences(markdown: str) -> tuple[Fence, ...]:
    """The fenced blocks, in order; one that is never closed goes on to the end, as in CommonMark.

    The code comes without the indentation that a list around it gives all of its lines.
    """
    if "```" not in markdown and "~~~" not in markdown:
        return ()
    found, mark, language, lines = [], "", "", list[str]()
    for line in markdown.split("\n"):
        if not mark:
            opening = _OPENING.match(line)
            if opening:
                mark, word, lines = opening[1], _WORD.search(opening[2]), []
                language = word[0].lower() if word else ""
        elif _closes(line.strip(" \t>"), mark):
            found.append(_fence(language, lines))
            mark = ""
        else:
            lines.append(line)
    if mark:
        found.append(_fence(language, lines))
    return tuple(found)


def _closes(line: str, mark: str) -> bool:
    return len(line) >= len(mark) and not line.strip(mark[0])


def _fence(language: str, lines: list[str]) -> Fence:
    return Fence(language, dedent("\n".join(lines)).strip("\n"))


@once_per_card
def blocks(entry: CardEntry, context: CheckContext) -> tuple[tuple[Location, Fence], ...]:
    """The fenced code in the prose of a card, and its quick starts, each with the path of its text."""
    prose = [
        each for each in context.passages(entry) if each.prose and ("`" in each.text or "~" in each.text)
    ]
    fenced = ((passage.path, fence) for passage in prose for fence in fences(passage.text))
    starts = (
        (("quick_start", place, "code"), Fence(each.language.lower(), each.code))
        for place, each in enumerate(entry.card.quick_start)
    )
    return (*fenced, *starts)
