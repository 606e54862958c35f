"""Problems as SARIF 2.1.0, which code-scanning services read; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..checks import CHECKS
from ..problems import Problem
from ..terminal import json_text, one_line

__all__ = ["as_sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(problems: Iterable[Problem]) -> str:
    """A log with one run: the rules that found something, and a result for each problem.

    Columns count code points. What is certain comes with a fix.
    """
    listed = list(problems)
    codes = sorted({problem.code for problem in listed})
    driver = {
        "name": "cardsite",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes) for problem in listed],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    each = CHECKS.get(code)
    if each is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": _plain(f"{each.title}.")},
        "fullDescription": {"text": _plain(each.why)},
        "help": {"text": _plain(f"{each.advice}."), "markdown": f"{each.why}\n\n{each.advice}."},
        "defaultConfiguration": {"level": each.severity.value},
    }


def _result(problem: Problem, codes: Sequence[str]) -> dict[str, Any]:
    field = f"{problem.field}: " if problem.field else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    fixes = {"fixes": [_fix(problem)]} if problem.replaced else {}
    return {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": problem.severity.value,
        "message": {"text": _plain(f"{field}{problem.message}{hint}")},
        "locations": [{"physicalLocation": {"artifactLocation": _file(problem), "region": _region(problem)}}],
        **fixes,
    }


def _plain(text: str) -> str:
    """A message in brackets would be a link, whose target a card could choose."""
    return one_line(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _file(problem: Problem) -> dict[str, str]:
    return {"uri": quote(problem.place.file, safe="/", errors="replace")}


def _region(problem: Problem) -> dict[str, int]:
    region = {"startLine": problem.place.line, "startColumn": problem.place.column}
    return (
        {**region, "endColumn": problem.place.column + len(problem.replaced)} if problem.replaced else region
    )


def _fix(problem: Problem) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(problem), "insertedContent": {"text": problem.replacement}}
    return {
        "description": {"text": _plain(f"write {problem.replacement}")},
        "artifactChanges": [{"artifactLocation": _file(problem), "replacements": [replacement]}],
    }
