"""Problems as workflow commands, which GitHub shows on their lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable

from ..problems import Problem, Severity
from ..terminal import one_line

__all__ = ["as_github"]


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands that put each problem on its line of a pull request."""
    return "\n".join(_github(problem) for problem in problems)


def _github(problem: Problem) -> str:
    kind = "notice" if problem.severity is Severity.NOTE else str(problem.severity)
    place = problem.place
    file = _data(place.file).replace(":", "%3A").replace(",", "%2C")
    properties = f"file={file},line={place.line},col={place.column},title={problem.code}"
    field = f"{problem.field}: " if problem.field else ""
    hint = f"%0A{_data(problem.hint)}" if problem.hint else ""
    return f"::{kind} {properties}::{_data(field + problem.message)}{hint}"


def _data(text: str) -> str:
    return one_line(text).replace("%", "%25")
