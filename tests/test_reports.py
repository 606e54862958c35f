"""Problems in the styles that people and machines read."""

from __future__ import annotations

import json

import pytest

from cardsite.problems import Place, Problem, Severity, has_errors, in_order
from cardsite.reports.github import as_github
from cardsite.reports.json_report import as_json
from cardsite.reports.text_report import as_text, by_check, summary

PROBLEM = Problem(
    "value",
    Place("cards/a, b:100%.yaml", 11, 5),
    'expected a whole number, found "twelve"',
    "architecture.layers",
    "write 12",
    "\tláyers: twelve",
)
WARNING = Problem("odd", Place("b.yaml"), "odd", severity=Severity.WARNING)
NOTE = Problem("note", Place("b.yaml", 2, 1), "100 % sure", severity=Severity.NOTE)


def test_text_shows_the_line_and_a_caret_under_the_place() -> None:
    assert as_text([PROBLEM, WARNING]) == (
        "cards/a, b:100%.yaml:11:5  error: "
        'architecture.layers: expected a whole number, found "twelve"  [value]\n'
        "  | \tláyers: twelve\n"
        "  | \t   ^\n"
        "    → write 12\n"
        "b.yaml:1:1  warning: odd  [odd]"
    )


def test_text_has_errors_first_then_warnings_then_notes() -> None:
    lines = as_text([NOTE, WARNING, PROBLEM]).splitlines()
    assert [line.split("  ")[1].split()[0] for line in lines if line[0] != " "] == [
        "error:",
        "warning:",
        "note:",
    ]


LONG = "description: " + " ".join(f"word{number}" for number in range(60))


@pytest.mark.parametrize(
    ("line", "words", "shown"),
    [
        ("layers: twelve", "twelve", "layers: twelve"),
        (LONG, "word0 ", LONG[:98] + "…"),
        (LONG, "word59", "…" + LONG[-98:]),
        (LONG, "word30", "…" + LONG[LONG.index("word30") - 49 :][:98] + "…"),
        (f"{'漢' * 60}x{'漢' * 60}", "x", f"…{'漢' * 24}x{'漢' * 24}…"),
        (f"{'a' * 200}\tx{'é' * 100}", "x", f"…{'a' * 41}\tx{'é' * 48}…"),
    ],
    ids=["short", "beginning", "end", "middle", "wide", "tab"],
)
def test_of_a_long_line_the_part_around_the_caret_is_shown(line: str, words: str, shown: str) -> None:
    place = Place("b.yaml", 1, line.index(words) + 1)
    excerpt, caret = as_text([Problem("odd", place, "odd", excerpt=line)]).splitlines()[1:]
    assert excerpt == f"  | {shown}"
    before = shown[: shown.index(words.strip())]
    assert caret == "  | " + before.translate({ord("漢"): "  "} | dict.fromkeys(range(33, 0x3000), " ")) + "^"


def test_the_count_by_check_has_the_most_frequent_first_and_at_most_two_lines() -> None:
    assert by_check([PROBLEM, WARNING, PROBLEM]) == "2 value, 1 odd"
    many = [Problem(f"some-check-{number}", Place("b.yaml"), "odd") for number in range(40)]
    assert by_check(many).splitlines()[1].endswith(", 1 some-check-11, …")


def test_github_gets_a_workflow_command_with_its_separators_escaped() -> None:
    assert as_github([PROBLEM, NOTE]) == (
        "::error file=cards/a%2C b%3A100%25.yaml,line=11,col=5,title=value::"
        'architecture.layers: expected a whole number, found "twelve"%0Awrite 12\n'
        "::notice file=b.yaml,line=2,col=1,title=note::100 %25 sure"
    )


def test_json_is_a_list_of_plain_objects() -> None:
    (row,) = json.loads(as_json([PROBLEM]))
    assert row == {
        "code": "value",
        "severity": "error",
        "file": "cards/a, b:100%.yaml",
        "line": 11,
        "column": 5,
        "field": "architecture.layers",
        "message": 'expected a whole number, found "twelve"',
        "hint": "write 12",
        "replaced": "",
        "replacement": "",
    }
    assert as_json([]) == "[]"


@pytest.mark.parametrize(
    ("problems", "text"),
    [
        ([], "no problems"),
        ([PROBLEM], "1 error in 1 file"),
        ([PROBLEM, PROBLEM, WARNING], "2 errors and 1 warning in 2 files"),
        ([PROBLEM, WARNING, NOTE, NOTE], "1 error and 1 warning and 2 notes in 2 files"),
    ],
)
def test_the_summary_counts_by_severity(problems: list[Problem], text: str) -> None:
    assert summary(problems) == text


def test_problems_stand_in_the_order_of_files_and_lines_and_each_once() -> None:
    later = Problem("x", Place("b.yaml", 10, 1), "x")
    assert in_order([later, NOTE, PROBLEM, later]) == (NOTE, later, PROBLEM)


def test_only_errors_keep_from_publishing() -> None:
    assert has_errors([WARNING, PROBLEM])
    assert not has_errors([WARNING, NOTE])
    assert not has_errors([])


def test_a_card_cannot_give_commands_to_the_runner_that_prints_its_line() -> None:
    line = "::error file=x::##[group]"
    text = as_text([Problem("value", Place("a.yaml"), "odd", excerpt=line)])
    assert not any(each.lstrip().startswith("::") for each in text.splitlines())
    assert "##[" not in text
