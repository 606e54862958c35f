"""Where words of a text stand in its file: on which line, and in which column."""

from __future__ import annotations

from dataclasses import replace

from ..problems import Place, Problem
from ..yamlio.document import MappingNode
from .validation import Located, Location

__all__ = ["Lines", "at_words", "lines_of_text", "to_value"]

Lines = tuple[tuple[Place, str], ...]
"""The lines of a text with the place from which each is looked at."""

_LONGEST = 600


def at_words(lines: Lines, problem: Problem, words: str) -> Problem:
    """The problem at the line that has the words, or their beginning where they go over two lines."""
    parts = words[:_LONGEST].split()[:_MOST_WORDS]
    for length in range(len(parts), 0, -1):
        wanted = " ".join(parts[:length])
        for place, line in lines:
            column = line.find(wanted, place.column - 1)
            # A part of the words stands at the end of its line, where the rest goes on in the next one.
            if column >= 0 and (length == len(parts) or line.rstrip().endswith(wanted)):
                return replace(problem, place=place._replace(column=column + 1), excerpt=line)
    return problem


_MOST_LINES, _MOST_EMPTY, _MOST_WORDS = 2_000, 20, 8


def lines_of_text(located: Located, place: Place) -> Lines:
    """The lines of the value that begins at a place: those below it that stand deeper than its own."""
    first = located.excerpt(place)
    lines = [(place, first)]
    indent, empty = len(first) - len(first.lstrip(" ")), 0
    for number in range(place.line + 1, place.line + _MOST_LINES):
        here = Place(place.file, number)
        line = located.excerpt(here)
        empty = 0 if line else empty + 1
        # Below a value at the end of the file, too, there is nothing.
        if empty > _MOST_EMPTY or (line.strip() and len(line) - len(line.lstrip(" ")) <= indent):
            break
        lines.append((here, line))
    return tuple(lines)


def to_value(located: Located, path: Location) -> Location:
    """A fact that is written in full is pointed at where its value stands."""
    node, walked = located.find(path)
    if isinstance(node, MappingNode) and "value" in node.entries and len(walked) == len(path):
        return (*path, "value")
    return path
