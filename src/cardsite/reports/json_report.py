"""Problems as a JSON list, for programs."""

from __future__ import annotations

from collections.abc import Iterable

from ..problems import Problem
from ..terminal import json_text

__all__ = ["as_json"]


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
