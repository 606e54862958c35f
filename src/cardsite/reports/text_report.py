"""Problems as text for a terminal: each with its source line and a caret, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..problems import Problem, Severity
from ..terminal import one_line

__all__ = ["as_text", "counted", "summary"]


def as_text(problems: Iterable[Problem]) -> str:
    """Each problem with its code, its source line and a caret under the place."""
    return "\n".join(_text(problem) for problem in problems)


def _text(problem: Problem) -> str:
    field = f"{problem.field}: " if problem.field else ""
    severity = "" if problem.severity is Severity.ERROR else f"{problem.severity}: "
    lines = [f"{problem.place}  {severity}{field}{problem.message}  [{problem.code}]"]
    if problem.excerpt.strip():
        # The caret stands after as much as is printed before the place; tabs stay tabs.
        before = one_line(problem.excerpt[: problem.place.column - 1])
        spaces = "".join("\t" if character == "\t" else " " for character in before)
        lines += [f"  | {problem.excerpt}", f"  | {spaces}^"]
    if problem.hint:
        lines.append(f"    → {problem.hint}")
    return "\n".join(map(one_line, lines))


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
