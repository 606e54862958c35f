"""Problems as text for a terminal: each with its source line and a caret, and a summary."""

from __future__ import annotations

import textwrap
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from ..problems import Problem, Severity
from ..terminal import one_line

__all__ = ["as_text", "by_check", "counted", "summary"]

_COLUMNS = 100
"""A source line is shown so far and no further, and the count by check is broken into such lines."""


def as_text(problems: Iterable[Problem]) -> str:
    """Each problem with its code, its source line and a caret under the place; errors first, notes last."""
    order = list(Severity)
    return "\n".join(
        _text(problem) for problem in sorted(problems, key=lambda each: order.index(each.severity))
    )


def _text(problem: Problem) -> str:
    field = f"{problem.field}: " if problem.field else ""
    lines = [f"{problem.place}  {problem.severity}: {field}{problem.message}  [{problem.code}]"]
    if problem.excerpt.strip():
        text, at = _window(
            one_line(problem.excerpt), len(one_line(problem.excerpt[: problem.place.column - 1]))
        )
        # Spaces as wide as what is printed before the place; tabs stay tabs.
        before = "".join("\t" if sign == "\t" else " " * _width(sign) for sign in text[:at])
        lines += [f"  | {text}", f"  | {before}^"]
    if problem.hint:
        lines.append(f"    → {problem.hint}")
    return "\n".join(map(one_line, lines))


def _window(line: str, at: int) -> tuple[str, int]:
    """What is shown of a line around a place, with `…` where it is cut off, and the place in that."""
    starts = [*accumulate(map(_width, line), initial=0)]
    if starts[-1] <= _COLUMNS:
        return line, at
    room = _COLUMNS - 2
    first = (
        bisect_left(starts, min(starts[at] - room // 2, starts[-1] - room))
        if starts[at] > room * 2 // 3
        else 0
    )
    last = bisect_right(starts, starts[first] + room) - 1
    before, after = "…" if first else "", "…" if last < len(line) else ""
    return f"{before}{line[first:last]}{after}", at - first + len(before)


def _width(sign: str) -> int:
    """The columns that a character takes in a terminal; of a tab, the most."""
    if sign == "\t":
        return 8
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def by_check(problems: Iterable[Problem]) -> str:
    """`12 foreign-model, 3 size-name`, in at most two lines."""
    counts = Counter(problem.code for problem in problems).most_common()
    # Lines break between checks, not between a number and its check.
    words = ", ".join(f"{number}\0{code}" for code, number in counts)
    lines = textwrap.wrap(words, _COLUMNS, max_lines=2, placeholder=" …", break_on_hyphens=False)
    return "\n".join(lines).replace("\0", " ")


def summary(problems: Iterable[Problem]) -> str:
    """`2 errors and 1 warning in 2 files`."""
    listed = list(problems)
    counts = Counter(problem.severity for problem in listed)
    parts = [counted(counts[severity], severity.value) for severity in Severity if counts[severity]]
    files = counted(len({problem.place.file for problem in listed}), "file")
    return f"{' and '.join(parts)} in {files}" if parts else "no problems"


def counted(number: int, word: str) -> str:
    """`1 card`, `2 cards`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
