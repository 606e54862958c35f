"""What can be wrong with a card, and where: plain values that know nothing of files or schemas."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Place", "Problem", "Severity", "at_least", "did_you_mean", "has_errors", "in_order"]


class Severity(StrEnum):
    """How much a problem matters; only an error keeps a card from being published."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Place(NamedTuple):
    """A position in a file.

    `file` is a POSIX path as the author would type it (relative to where cardsite runs);
    `line` and `column` count characters from 1.
    """

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: what was found at which place, and what to do about it."""

    code: str
    """A stable short name, such as `unknown-field`."""
    place: Place
    message: str
    """What was expected and what was found, in one line, without a full stop."""
    field: str = ""
    """The dotted path of the field, such as `training.data[2].tokens`; empty for a whole file."""
    hint: str = ""
    """What to do, in one line; empty where the message already says it."""
    excerpt: str = ""
    """The source line at `place`, so that a report can show it with a caret."""
    severity: Severity = Severity.ERROR
    replaced: str = ""
    """What stands at `place` and is certain to be wrong; empty where it is not certain."""
    replacement: str = ""
    """What to write in its place."""

    def replacing(self, replaced: str, replacement: str) -> Problem:
        """The problem with what to write for a text; as it is where its line does not have the text there."""
        there = replacement and self.excerpt.startswith(replaced, self.place.column - 1)
        return replace(self, replaced=replaced, replacement=replacement) if there else self


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems without repeats, by file, line and column."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.field, p.code, p.message)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems keeps something from being published."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def at_least(problems: Iterable[Problem], severity: Severity) -> tuple[Problem, ...]:
    """The problems that matter so much or more."""
    levels = list(Severity)
    return tuple(problem for problem in problems if levels.index(problem.severity) <= levels.index(severity))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean "layers"?` for the nearest known name, or an empty text where none is near."""
    by_folded = {name.casefold(): name for name in sorted(known)}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f'did you mean "{by_folded[near[0]]}"?' if near else ""
