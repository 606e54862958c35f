"""What counts as a repeated paragraph or output, and that many of them cost little."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from cardsite.build import Rules, read_catalogue
from examples import write_example

FIRST, LAST = "ba de fi go hu la mo ne ri su", "ter mil nok sal"
WORDS = [f"{first}{last}" for first in FIRST.split() for last in LAST.split()]


def paragraph(seed: int, words: int = 40) -> list[str]:
    chance = random.Random(seed)
    return [f"{chance.choice(WORDS)}{chance.choice(WORDS)}" for _ in range(words)]


def messages(folder: Path, text: str) -> list[str]:
    problems = read_catalogue(write_example(folder, text), folder, Rules(select=("repeat",))).problems
    return [f"{problem.place} {problem.message}" for problem in problems]


def two(one: str, other: str, more: str = "") -> str:
    return f"# a.yaml\nlimitations: {one}\n# b.yaml\nlimitations: {other}\n{more}"


SAME = " ".join(paragraph(1))
STRANGERS = "and the two cards declare no relation"
REPORTED = f"cards/b.yaml:5:14 40 words are those of a, from cards/a.yaml:5, {STRANGERS}"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (two(SAME, SAME), 1),
        (two(SAME, SAME.replace(" ", "  ").capitalize() + "."), 1),
        (two(f"{SAME} 12 layers", f"{SAME} 24 layers"), 1),
        (two(SAME, SAME, "related: [a]"), 0),
        (two(SAME, SAME, "base_model: a"), 0),
        (two(SAME, " ".join(paragraph(2))), 0),
        (two(" ".join(paragraph(1, 24)), " ".join(paragraph(1, 24))), 0),
        (f"# a.yaml\nlimitations: {SAME}\nbiases: {SAME}\n", 0),
    ],
    ids=["same", "marks", "numbers", "related", "base", "other", "short", "one card"],
)
def test_a_long_paragraph_of_a_stranger_is_reported(text: str, count: int, tmp_path: Path) -> None:
    found = messages(tmp_path, text)
    assert [each.replace("41 words", "40 words") for each in found] == [REPORTED][:count]


def test_a_paragraph_among_others_is_compared_alone(tmp_path: Path) -> None:
    mine = f"|\n  {' '.join(paragraph(3))}\n\n  {SAME}\n\n  {' '.join(paragraph(4))}"
    assert messages(tmp_path, two(SAME, mine)) == [REPORTED.replace("5:14", "8:3", 1)]


def test_what_two_families_share_is_reported_once(tmp_path: Path) -> None:
    shared = f"summary: Some.\nshared:\n  limitations: {SAME}\n"
    families = f"# x/family.yaml\nname: X\n{shared}# y/family.yaml\nname: Y\n{shared}"
    cards = "".join(f"# {family}/{name}.yaml\ntags: t\n" for family in "xy" for name in "ab")
    assert messages(tmp_path, families + cards) == [
        f"cards/y/family.yaml:4:16 40 words are those of x/a, from cards/x/family.yaml:4, {STRANGERS}"
    ]


def test_a_sentence_on_the_cards_of_three_organizations_is_standard_text(tmp_path: Path) -> None:
    registry = "# organizations.yaml\nacme: {name: One}\ntwo: {name: Two}\nthree: {name: Three}\n"
    text = (
        f"{registry}{two(SAME, SAME)}organization: two\n# c.yaml\nlimitations: {SAME}\norganization: three\n"
    )
    assert messages(tmp_path, text) == []


def test_three_hundred_equal_sentences_are_each_compared_with_the_first(tmp_path: Path) -> None:
    text = "".join(f"# c{number}.yaml\nlimitations: {SAME}\n" for number in range(300))
    assert len(messages(tmp_path, text)) == 299


def outputs(one: str, other: str, more: str = "") -> str:
    example = "inference: {{examples: [{{input: {input}, output: {output}}}]}}\n"
    a, b = example.format(input="The sea", output=one), example.format(input="The sea", output=other)
    return f"# base.yaml\n{a}# tuned.yaml\n{b}{more}"


LONG = "is a body of salt water that covers most of the earth"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (outputs(LONG, LONG), 1),
        (outputs(f"The sea {LONG}", LONG), 1),
        (outputs(LONG, f"The sea {LONG}"), 1),
        (outputs(LONG, f'[{{"0": {LONG}}}]'), 1),
        (outputs(LONG, LONG, "related: [base]\n"), 1),
        (outputs(LONG, LONG, "base_model: base\nbase_model_relation: quantized\n"), 0),
        (outputs(LONG, f"{LONG} too"), 0),
        (outputs("is a body of salt water", "is a body of salt water"), 0),
    ],
    ids=[
        "same",
        "echo first",
        "echo",
        "shape",
        "related",
        "quantized",
        "other",
        "short",
    ],
)
def test_an_output_of_another_model_is_reported(text: str, count: int, tmp_path: Path) -> None:
    found = [message.partition(" ")[2] for message in messages(tmp_path, text)]
    assert found == ["the output is verbatim that of the card base (cards/base.yaml:5)"][:count]


def test_an_output_that_a_family_shares_is_reported_once(tmp_path: Path) -> None:
    shared = f"summary: Some.\nshared:\n  inference: {{examples: [{{input: The sea, output: {LONG}}}]}}\n"
    text = (
        f"# x/family.yaml\nname: X\n{shared}# x/a.yaml\ntags: t\n# x/b.yaml\ntags: t\n# x/c.yaml\ntags: t\n"
    )
    assert [message.partition(" ")[2] for message in messages(tmp_path, text)] == [
        "the output is verbatim that of every member of the family"
    ]


def test_a_card_that_was_copied_as_a_whole_is_reported_once(tmp_path: Path) -> None:
    text = "\n\n".join(f"  {' '.join(paragraph(seed))}" for seed in (1, 2, 3))
    more = f"biases: {' '.join(paragraph(4))}\n"
    assert messages(tmp_path, two(f"|\n{text}", f"|\n{text}", more)) == [
        f"cards/b.yaml:6:3 120 words are those of a, from cards/a.yaml:5, {STRANGERS}"
    ]
