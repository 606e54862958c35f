"""Every check fires on its own wrong example, with the words of its golden file, and not on its right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import read_catalogue
from cardsite.catalogue import load
from cardsite.checks import CHECKS, Check, CheckContext, Rules
from cardsite.checks.definition import filled_in
from cardsite.problems import Problem, Severity
from cardsite.reports.text_report import as_text
from cardsite.schema import Card, fields_of, model_at
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


PARTS = {name.partition(".")[0] for each in CHECKS.values() for name in each.of if "." in name}


@EACH
def test_a_check_has_nothing_to_say_of_a_card_without_its_fields(each: Check, tmp_path: Path) -> None:
    catalogue = load(write_example(tmp_path, each.wrong), "cards")
    context = CheckContext(catalogue)
    for entry in catalogue.cards.values():
        filled = filled_in(entry.card, PARTS)
        passed_over = [other for other in CHECKS.values() if other.of and other.of.isdisjoint(filled)]
        assert len(passed_over) > 5
        assert [(other.code, *other.find(entry, context)) for other in passed_over] == [
            (other.code,) for other in passed_over
        ]


@EACH
def test_the_fields_of_a_check_are_those_of_the_format(each: Check) -> None:
    for name in each.of:
        first, _, inner = name.partition(".")
        part = model_at(Card, (first,))
        assert first in fields_of(Card)
        assert not inner or (part and inner in fields_of(part))


def test_what_a_stage_states_counts_as_stated_by_the_training(tmp_path: Path) -> None:
    text = "training: {stages: [{name: One, tokens: 3B}, {name: Two, data: [{name: Books}]}]}\n"
    (entry,) = load(write_example(tmp_path, text), "cards").cards.values()
    filled = filled_in(entry.card, {"training", "adapter"})
    assert {"training", "training.stages", "training.tokens", "training.data"} <= filled
    assert filled.isdisjoint({"adapter", "training.steps"})


def test_members_of_a_family_that_has_mistakes_are_checked(tmp_path: Path) -> None:
    family = "# fam/family.yaml\nname: Fam\nsummary: Some.\nno_field: x\nshared: {tags: [x]}\n"
    problems = found(tmp_path, f"{family}# fam/one.yaml\nlimitations: TODO\n", Rules())
    assert {problem.code for problem in problems} == {"text-placeholder", "unknown-field"}
