"""What counts as a repeated paragraph or output, and that many of them cost little."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cardsite.build import Rules, read_catalogue
from cardsite.checks.text.sketches import Sketches, runs
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
REPORTED = f"cards/b.yaml:5:14 all of a paragraph is that of a, at cards/a.yaml:5, {STRANGERS}"


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
    assert messages(tmp_path, text) == [REPORTED][:count]


def test_a_paragraph_among_others_is_compared_alone(tmp_path: Path) -> None:
    mine = f"|\n  {' '.join(paragraph(3))}\n\n  {SAME}\n\n  {' '.join(paragraph(4))}"
    assert messages(tmp_path, two(SAME, mine)) == [REPORTED.replace("5:14", "8:3", 1)]


def test_what_two_families_share_is_reported_once(tmp_path: Path) -> None:
    shared = f"summary: Some.\nshared:\n  limitations: {SAME}\n"
    families = f"# x/family.yaml\nname: X\n{shared}# y/family.yaml\nname: Y\n{shared}"
    cards = "".join(f"# {family}/{name}.yaml\ntags: t\n" for family in "xy" for name in "ab")
    assert messages(tmp_path, families + cards) == [
        f"cards/y/family.yaml:4:16 all of a paragraph is that of x/a, at cards/x/family.yaml:4, {STRANGERS}"
    ]


def test_what_a_family_says_of_itself_is_not_for_strangers(tmp_path: Path) -> None:
    family = f"# fam/family.yaml\nname: Fam\nsummary: Some.\ndescription: {SAME}\n"
    text = f"{family}# fam/a.yaml\ntags: t\n# b.yaml\nlimitations: {SAME}\n"
    assert messages(tmp_path, text) == [
        f"cards/b.yaml:5:14 all of a paragraph is that of fam, at cards/fam/family.yaml:3, {STRANGERS}"
    ]


def shares(changed: int) -> list[float]:
    words = paragraph(5, 60)
    other = [
        f"{word}x" if number in range(5, 5 + 10 * changed, 10) else word for number, word in enumerate(words)
    ]
    sketches: Sketches[str] = Sketches(0.7)
    assert sketches.add(" ".join(words), "first") == []
    return [near.share for near in sketches.add(" ".join(other), "second")]


def test_a_paragraph_with_a_few_changed_words_is_still_the_same() -> None:
    assert shares(1) == [55 / 61]
    assert shares(3) == [49 / 67]
    assert shares(5) == []


LATIN = "abcdefghijklmnopqrstuvwxyz"
SCRIPTS = {"latin": LATIN, "cyrillic": "абвгдежзийклмнопрстуфхцчшя", "greek": "αβγδεζηθικλμνξοπρστυφχψωςέ"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_nearly_every_changed_paragraph_is_found_again(script: str) -> None:
    letters = str.maketrans(LATIN, SCRIPTS[script])
    sketches: Sketches[int] = Sketches(0.7)
    for number in range(1000):
        sketches.add(" ".join(paragraph(number)).translate(letters), number)
    found = 0
    for number in range(1000):
        words = paragraph(number)
        words[number % 40] = "changed"
        text = " ".join(words).translate(letters)
        found += any(near.value == number for near in sketches.add(text, -1))
    assert found >= 995


def test_paragraphs_at_the_threshold_are_found_too() -> None:
    sketches: Sketches[int] = Sketches(0.7)
    for number in range(1000):
        sketches.add(" ".join(paragraph(number, 60)), number)
    found = 0
    for number in range(1000):
        words = paragraph(number, 60)
        for at in range(number % 20, 60, 20):
            words[at] = "changed"
        found += any(near.value == number for near in sketches.add(" ".join(words), -1))
    assert found >= 995


def test_what_has_hardly_a_letter_is_compared_as_well() -> None:
    sketches: Sketches[int] = Sketches(0.7)
    texts = ("a " * 30, "a " * 30, f"a {'1 ' * 30}", "1 " * 30, "e a i " * 9, "e a i " * 9)
    assert [len(sketches.add(text, 0)) for text in texts] == [0, 1, 0, 0, 0, 1]


def test_ten_thousand_equal_paragraphs_are_compared_with_the_first_few_only() -> None:
    sketches: Sketches[int] = Sketches(0.7)
    began = time.process_time()
    for number in range(10_000):
        sketches.add(f"{SAME} {number % 7 and WORDS[number % 40]}", number)
    assert time.process_time() - began < 4


def test_the_same_paragraphs_are_found_under_every_hash_seed() -> None:
    program = (
        "from cardsite.checks.text.sketches import Sketches\n"
        "s = Sketches(0.1)\n"
        "for n in range(40):\n"
        "    text = ' '.join(str(chr(97 + i * n % 23)) for i in range(30))\n"
        "    print([near.value for near in s.add(text, n)])\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().strip()


def test_runs_leave_out_marks_and_capitals_and_take_numbers_as_one() -> None:
    assert runs("It has 12 layers, see *Table 3*.") == runs("it has 1,024 layers see table 9")
    assert runs("two words") == frozenset()


def outputs(one: str, other: str, more: str = "") -> str:
    example = "inference: {{examples: [{{input: {input}, output: {output}}}]}}\n"
    a, b = example.format(input="The sea", output=one), example.format(input="The sea", output=other)
    return f"# base.yaml\n{a}# tuned.yaml\n{b}{more}"


def echoed(more: str = "") -> str:
    """A card that was given the other's output, which repeats the other's input; `more` makes it long."""
    end = "and it is not"
    return (
        f"# base.yaml\ninference: {{examples: [{{input: A fish, output: {ECHO} {end}{more}}}]}}\n"
        f"# tuned.yaml\ninference: {{examples: [{{input: {ECHO}, output: {ECHO} {end}{more}}}]}}\n"
    )


ECHO = "The sea is said to be deep"
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
        (echoed(" for all that we know"), 1),
        (echoed(), 0),
        (echoed(" so").replace("A fish", ECHO), 0),
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
        "other input",
        "too short",
        "input alone",
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
        "cards/b.yaml:6:3 3 of its 4 long paragraphs are those of a, the first at cards/a.yaml:5, "
        f"{STRANGERS}"
    ]
