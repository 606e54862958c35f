"""A card that lies under another id is found by what its file says."""

from __future__ import annotations

from itertools import combinations

import pytest

from cardsite.catalogue.renames import alike, renames
from cardsite.yamlio.document import Node, parse
from fences import ROOT

CARD = """\
name: Tiny
summary: A model with little to say, which says it well enough for a test.
organization: lab
hub_id: lab/tiny
architecture:
  layers: 12
  parameters: 124M
limitations: >
  It was trained on very little text, and repeats itself after a few sentences.
"""


def node(text: str) -> Node:
    root = parse(text.encode(), "card.yaml").root
    assert root is not None
    return root


def test_a_file_is_like_itself_and_not_like_another() -> None:
    assert alike(node(CARD), node(CARD)) == 1
    assert alike(node(CARD), node("name: Other\nsummary: Else.\norganization: lab2\n")) == 0


@pytest.mark.parametrize(
    "changed",
    [
        CARD,
        CARD.replace("name: Tiny", "name: Small"),
        CARD.replace("lab/tiny", "lab/small"),
        "# moved\n" + CARD.replace("layers: 12", "layers: {value: 13, note: Counted again.}"),
        CARD.replace("name: Tiny", "name: Small").replace("lab/tiny", "lab/small"),
    ],
    ids=["as it was", "another name", "another repository", "an edit", "name and repository"],
)
def test_a_card_is_found_under_its_new_id(changed: str) -> None:
    other = node("name: Other\nsummary: Else.\norganization: lab\nhub_id: lab/other\n")
    assert renames({"tiny": node(CARD)}, {"other": other, "small": node(changed)}) == {"tiny": "small"}


def test_another_size_is_another_model() -> None:
    larger = CARD.replace("Tiny", "Large").replace("tiny", "large").replace("124M", "1.3B")
    assert alike(node(CARD), node(larger)) > 0.6
    assert renames({"tiny": node(CARD)}, {"large": node(larger)}) == {}


def test_each_card_is_in_one_pair_and_the_nearest_come_first() -> None:
    edited = CARD.replace("layers: 12", "layers: 13")
    gone = {"a": node(CARD), "b": node(edited)}
    assert renames(gone, {"c": node(edited), "d": node(CARD)}) == {"a": "d", "b": "c"}
    assert renames(gone, {"c": node(edited)}) == {"b": "c"}


def test_no_two_cards_of_this_repository_are_one() -> None:
    texts = {
        path.stem: node(path.read_text(encoding="utf-8"))
        for path in (ROOT / "cards").glob("*/*.yaml")
        if path.name != "family.yaml"
        and not path.name.endswith(".evals.yaml")
        and path.parent.name != "cards"
    }
    assert len(texts) > 20
    assert [pair for pair in combinations(texts, 2) if renames(*({name: texts[name]} for name in pair))] == []
