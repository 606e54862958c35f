"""How much a text repeats itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.facts.repetition import LOOPING, ending, most_repetitive, repetition, texts_of

LOOP = "the meaning of life is that" + " the person who is in the position of" * 12 + " the person who"
PROSE = (
    "A language model continues a text with the words that are likely to come next, and what is likely "
    "depends on all that it has read before, in which order, and how often it came back to it."
)


def test_a_loop_has_few_different_sequences_of_words() -> None:
    found = repetition(LOOP)
    assert found is not None
    assert (found.words, found.different_words) == (105, 10)
    assert (found.sequences, found.different_sequences, found.percent) == (102, 14, 13)
    assert found.loops


def test_sentences_of_people_do_not_loop() -> None:
    found = repetition(PROSE)
    assert found is not None
    assert found.share > 0.9
    assert not found.loops


@pytest.mark.parametrize(
    "text", ["", "no", "ha " * 19, "a\n" * 19], ids=["empty", "one", "nineteen", "lines"]
)
def test_of_fewer_than_twenty_words_nothing_is_said(text: str) -> None:
    assert repetition(text) is None


def test_a_share_below_a_half_is_never_shown_as_a_half() -> None:
    for size in range(20, 400):
        found = repetition(" ".join(str(number % 97) for number in range(size)))
        assert found is not None
        assert found.loops == (found.percent < 100 * LOOPING)


@pytest.mark.parametrize(
    ("output", "texts"),
    [
        ("a", ["a"]),
        ([{"0": "a"}, {"0": "b"}], ["a", "b"]),
        ({"outputs": ["a", 1, None, {"score": 0.5, "text": "b"}]}, ["a", "b"]),
        ('[{"0": "a"}]', ["a"]),
        ("[x] done", ["[x] done"]),
        ("{" * 5_000, ["{" * 5_000]),
        ("[" * 50_000, ["[" * 50_000]),
        ("[" * 900 + "]" * 900, []),
        ("[" + "9" * 5_000 + "]", ["9" * 5_000]),
        (None, []),
    ],
    ids=[
        "text",
        "list",
        "nested",
        "JSON",
        "no JSON",
        "braces",
        "deep",
        "deep and whole",
        "a long number",
        "none",
    ],
)
def test_the_texts_of_an_output_are_found_in_its_data(output: Any, texts: list[str]) -> None:
    assert list(texts_of(output)) == texts


def test_the_worst_text_of_an_output_counts() -> None:
    assert most_repetitive([{"0": PROSE}, {"0": LOOP}]) == repetition(LOOP)
    assert most_repetitive({"score": 1}) is None


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=20))
def test_any_output_can_be_measured(output: Any) -> None:
    measured = [most_repetitive(output), most_repetitive(json.dumps(output))]
    assert all(found is None or 0 < found.share <= 1 for found in measured)


CODE = (
    "def fibonacci(n): if n == 0: return 0 elif n == 1: return 1 else: return fibonacci(n-1) + fibonacci(n-2)"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{CODE} {' '.join(['if n == 0: return 0'] * 5)}", ("if n == 0: return 0", 5)),
        (f"{PROSE} {' '.join(['so it goes on'] * 5)}", ("so it goes on", 5)),
        (f"{PROSE} {' '.join(['so it goes on'] * 3)}", None),
        (f"{PROSE} {' '.join(['so it goes on'] * 4)}", None),
        (f"{CODE} {'0 ' * 40}", None),
        (f"{CODE} {'0 1 ' * 40}", None),
        (CODE, None),
        ("", None),
    ],
    ids=["code", "prose", "three times", "few words", "zeros", "two signs", "none", "empty"],
)
def test_a_text_may_end_with_one_phrase_again_and_again(text: str, found: tuple[str, int] | None) -> None:
    assert ending(text) == found


@given(st.text(alphabet="ab \n", max_size=200))
def test_any_ending_can_be_looked_at(text: str) -> None:
    found = ending(text)
    assert found is None or found[1] >= 4
