"""Problems as SARIF: what the published schema allows, and nothing that a card could act with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from cardsite.build import read_catalogue
from cardsite.checks import CHECKS, Rules
from cardsite.problems import Place, Problem, Severity
from cardsite.reports.sarif import as_sarif
from examples import write_example

SCHEMA = Path(__file__).parent / "third_party/sarif/sarif-2.1.0-rtm.4.json"
VALID = Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def log(*problems: Problem) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_sarif(problems))
    VALID.validate(found)
    return found


def results(*problems: Problem) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = log(*problems)["runs"][0]["results"]
    return found


def test_no_problems_are_a_run_without_results() -> None:
    assert results() == []


def test_a_result_stands_at_its_line_and_names_its_rule() -> None:
    problem = Problem("value", Place("cards/a b.yaml", 11, 5), "expected a number", "steps", "write 12")
    (run,) = log(problem)["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "value"
    assert result["level"] == "error"
    assert result["message"]["text"] == "steps: expected a number (write 12)"
    place = result["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "cards/a%20b.yaml"},
        "region": {"startLine": 11, "startColumn": 5},
    }


def test_what_is_certain_comes_with_a_fix() -> None:
    problem = Problem(
        "score-range", Place("a.yaml", 3, 8), "too high", replaced="57.23", replacement="57.23 %"
    )
    (result,) = results(problem)
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 8, "endColumn": 13},
            "insertedContent": {"text": "57.23 %"},
        }
    ]


def test_a_message_holds_no_link_that_a_card_could_choose() -> None:
    (result,) = results(Problem("value", Place("a.yaml"), 'found "[here](https://evil.example)"'))
    assert result["message"]["text"] == r'found "\[here\](https://evil.example)"'


@given(st.text(), st.text(), st.text())
def test_whatever_a_card_says_is_a_valid_log(message: str, field: str, file: str) -> None:
    results(Problem("value", Place(file), message, field, severity=Severity.NOTE))


def test_every_check_gives_a_valid_rule(tmp_path: Path) -> None:
    problems: list[Problem] = []
    for code, each in CHECKS.items():
        problems += read_catalogue(
            write_example(tmp_path / code, each.wrong), tmp_path / code, Rules()
        ).problems
    (run,) = log(*problems)["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert set(CHECKS) <= set(rules)
    assert all(rules[code]["help"]["text"] for code in CHECKS)
