"""Which checks run, what a card sets aside, and that no text of a card acts through a message."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite import build
from cardsite.build import read_catalogue
from cardsite.catalogue import CardEntry, Catalogue
from cardsite.checks import CHECKS, CheckContext, Finding, Rules, check, run
from cardsite.errors import CardsiteError
from cardsite.problems import Problem, Severity
from examples import write_example
from published import published_catalogue

HEADS = "architecture:\n  type: gpt_neox\n  layers: 40\n  hidden_size: 5120\n  attention_heads: {attention}\n"
WRONG, RIGHT = HEADS.format(attention=36), HEADS.format(attention=40)
FAMILY = "# fam/family.yaml\nname: Fam\nsummary: A family.\n"
IGNORED = "shared:\n  ignore: {shape-heads: The makers say so.}\n"


def problems(folder: Path, text: str, rules: Rules = Rules(select=("shape", "ignore"))) -> list[Problem]:  # noqa: B008
    return list(read_catalogue(write_example(folder, text), folder, rules).problems)


def codes(folder: Path, text: str) -> list[str]:
    return [problem.code for problem in problems(folder, text)]


def test_a_card_sets_a_check_aside(tmp_path: Path) -> None:
    assert codes(tmp_path, WRONG) == ["shape-heads"]
    assert codes(tmp_path, WRONG + "ignore: {shape-heads: The makers say so.}\n") == []


def test_an_ignore_that_nothing_needs_is_reported_at_its_name(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, RIGHT + "ignore:\n  shape-heads: The makers say so.\n")
    assert (problem.code, problem.place.column, problem.field) == ("ignore-unused", 3, "ignore.shape-heads")
    assert problem.place.line == 11


def test_an_ignore_of_a_family_is_used_if_one_member_needs_it(tmp_path: Path) -> None:
    both = f"{FAMILY}{IGNORED}# fam/one.yaml\n{WRONG}# fam/two.yaml\n{RIGHT}"
    assert codes(tmp_path / "one", both) == []
    (problem,) = problems(
        tmp_path / "none", f"{FAMILY}{IGNORED}# fam/one.yaml\n{RIGHT}# fam/two.yaml\n{RIGHT}"
    )
    assert problem.code == "ignore-unused"
    assert str(problem.place) == "cards/fam/family.yaml:4:12"


def test_an_ignore_is_not_called_unused_when_its_check_was_not_run(tmp_path: Path) -> None:
    text = RIGHT + "ignore: {shape-heads: The makers say so.}\n"
    assert problems(tmp_path, text, Rules(ignore=("shape",))) == []


@pytest.mark.parametrize("word", ["shape-head", "shap", "heads", "", "-"])
def test_a_word_that_no_code_begins_with_is_an_error(word: str) -> None:
    with pytest.raises(CardsiteError, match="there is no check"):
        Rules(select=(word,)).chosen(CHECKS)


def test_a_finding_about_a_fact_in_full_stands_at_its_value(tmp_path: Path) -> None:
    full = WRONG.replace("36", "{value: 36, source: none}")
    (problem,) = problems(tmp_path, full)
    assert problem.excerpt[problem.place.column - 1 :].startswith("36")
    assert problem.field == "architecture.attention_heads"


def shouting(words: str) -> Problem:
    @check("loud-check", Severity.NOTE)
    def loud(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
        """A title.

        Why.

        To fix it: nothing.

        Example:

            - a: b
            + a: c
        """
        yield Finding(("name",), words, words)

    return run(published_catalogue(), {"loud-check": loud}, Rules())[0]


@given(st.text(min_size=1, max_size=2000))
def test_whatever_a_check_takes_over_from_a_card_is_one_short_line_of_plain_text(words: str) -> None:
    problem = shouting(words)
    for text in (problem.message, problem.hint):
        assert len(text) <= 600
        assert len(text.splitlines()) <= 1
        assert not any(character in text for character in "\x1b\x07\u202e\u2066\x9b")


COUNTED = """\
architecture:
  type: gpt_neox
  non_embedding_parameters: 162_322_944
  layers: 12
  hidden_size: 768
  vocabulary_size: 50_304
"""


def test_what_is_certain_says_what_to_write_in_its_place(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, COUNTED)
    assert (problem.replaced, problem.replacement) == ("162_322_944", "85056000")


def test_what_cannot_be_found_on_its_line_is_not_replaced(tmp_path: Path) -> None:
    text = COUNTED.replace("162_322_944", "\n    162_322_944")
    (problem,) = problems(tmp_path, text)
    assert problem.replaced == "162_322_944"


LONG = """\
description: |
  The first line says nothing.
  Here nobody filled in {Model
  Name} and went on.
architecture:
  layers: 12
"""


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("{Model", "7:25"),
        ("{Model Name}", "7:25"),
        ("says nothing", "6:18"),
        ("layers", "5:14"),
        ("nowhere", "5:14"),
    ],
)
def test_a_message_about_words_of_a_text_stands_at_their_line(words: str, place: str, tmp_path: Path) -> None:
    @check("loud-check", Severity.NOTE)
    def loud(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
        """A title.

        Why.

        To fix it: nothing.

        Example:

            - a: b
            + a: c
        """
        yield Finding(("description",), "odd", words=words)

    catalogue = read_catalogue(write_example(tmp_path, LONG), tmp_path)
    (problem,) = run(catalogue, {"loud-check": loud}, Rules())
    assert str(problem.place) == f"cards/card.yaml:{place}"


def test_a_run_leaves_nothing_of_the_catalogue_behind(tmp_path: Path) -> None:
    """A preview reads the catalogue again at each change, for hours."""
    catalogue = read_catalogue(write_example(tmp_path, WRONG), tmp_path, Rules())
    entry = weakref.ref(catalogue.cards["card"].card)
    del catalogue
    gc.collect()
    assert entry() is None


def test_a_built_site_keeps_no_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine that puts the pages together needs the room."""
    cards = []

    def read(*arguments: Any) -> Catalogue:
        catalogue = read_catalogue(*arguments)
        cards.append(weakref.ref(catalogue.cards["card"].card))
        return catalogue

    monkeypatch.setattr(build, "read_catalogue", read)
    folder = write_example(tmp_path, RIGHT)
    gc.disable()
    try:
        site = build.build_site(folder, base=tmp_path)
        kept = [card() for card in cards]
    finally:
        gc.enable()
    assert site.pages
    assert kept == [None]
