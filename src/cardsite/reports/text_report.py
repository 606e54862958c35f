"""Problems in the styles that people and machines read; decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..problems import Problem, Severity
from ..terminal import json_text, one_line

__all__ = ["as_github", "as_json", "as_text", "counted", "summary"]


def as_text(problems: Iterable[Problem]) -> str:
    """Each problem with its code, its source line and a caret under the place."""
    return "\n".join(_text(problem) for problem in problems)


def _text(problem: Problem) -> str:
    field = f"{problem.field}: " if problem.field else ""
    severity = "" if problem.severity is Severity.ERROR else f"{problem.severity}: "
    lines = [f"{problem.place}  {severity}{field}{problem.message}  [{problem.code}]"]
    if problem.excerpt.strip():
        lines += [f"  | {problem.excerpt}", f"  | {_caret(problem)}"]
    if problem.hint:
        lines.append(f"    → {problem.hint}")
    return "\n".join(map(one_line, lines))


def _caret(problem: Problem) -> str:
    """Spaces as wide as what is printed before the place; tabs stay tabs."""
    before = one_line(problem.excerpt[: problem.place.column - 1])
    return "".join("\t" if character == "\t" else " " for character in before) + "^"


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands that put each problem on its line of a pull request."""
    return "\n".join(_github(problem) for problem in problems)


def _github(problem: Problem) -> str:
    kind = "notice" if problem.severity is Severity.NOTE else str(problem.severity)
    place = problem.place
    properties = f"file={_property(place.file)},line={place.line},col={place.column},title={problem.code}"
    field = f"{problem.field}: " if problem.field else ""
    hint = f"%0A{_data(problem.hint)}" if problem.hint else ""
    return f"::{kind} {properties}::{_data(field + problem.message)}{hint}"


def _data(text: str) -> str:
    return one_line(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_json(problems: Iterable[Problem]) -> str:
    """A list of objects: code, severity, file, line, column, field, message, hint, and what to replace.

    `replaced` is the text at the place that is certain to be wrong, `replacement` what to write for it; both
    are empty where nothing is certain.
    """
    rows = [
        {
            "code": problem.code,
            "severity": problem.severity.value,
            "file": problem.place.file,
            "line": problem.place.line,
            "column": problem.place.column,
            "field": problem.field,
            "message": problem.message,
            "hint": problem.hint,
            "replaced": problem.replaced,
            "replacement": problem.replacement,
        }
        for problem in problems
    ]
    return json_text(rows)


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
