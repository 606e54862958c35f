"""Every check fires on its own wrong example, with the words of its golden file, and not on its right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import read_catalogue
from cardsite.checks import CHECKS, Check, Rules
from cardsite.problems import Problem, Severity
from cardsite.reports.text_report import as_text
from examples import write_example

GOLDENS = Path(__file__).parent / "checks"
EACH = pytest.mark.parametrize("each", CHECKS.values(), ids=list(CHECKS))


def found(folder: Path, text: str, rules: Rules) -> tuple[Problem, ...]:
    return read_catalogue(write_example(folder, text), folder, rules).problems


@EACH
def test_a_check_fires_on_its_wrong_example(
    each: Check, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    problems = [problem for problem in found(tmp_path, each.wrong, Rules()) if problem.code == each.code]
    assert problems != []
    golden, words = GOLDENS / f"{each.code}.txt", as_text(problems) + "\n"
    if request.config.getoption("--update-goldens"):
        golden.write_text(words, encoding="utf-8", newline="\n")
    assert words == golden.read_text(encoding="utf-8")


@EACH
def test_no_check_fires_on_the_right_example_of_any(each: Check, tmp_path: Path) -> None:
    problems = found(tmp_path, each.right, Rules())
    assert [
        problem for problem in problems if problem.severity is not Severity.NOTE or problem.code == each.code
    ] == []


@EACH
def test_the_wrong_example_of_a_check_follows_the_format(each: Check, tmp_path: Path) -> None:
    assert [
        problem
        for problem in found(tmp_path, each.wrong, Rules(select=(each.code,)))
        if problem.code not in CHECKS
    ] == []
