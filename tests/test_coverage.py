"""Lenses name fields that there are, and a card's answers are filled, absent with a reason, or missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cardsite.build import read_catalogue
from cardsite.catalogue import CardEntry
from cardsite.errors import CardsiteError
from cardsite.facts.coverage import (
    DEFAULT,
    LENSES,
    Answer,
    Contents,
    Item,
    State,
    Tally,
    coverage,
    field_path,
    lens,
    place_of,
    section_titles,
    tally,
)
from cardsite.schema import Absence, Card
from cardsite.schema.skeleton import HEADINGS, section_id
from fences import ROOT
from published import published_catalogue
from tinysite import TINY, write

EACH_LENS = pytest.mark.parametrize("name", LENSES)


def items(name: str) -> list[Item]:
    return [item for section in lens(name).sections for item in section.items]


# Lenses


@EACH_LENS
def test_every_field_that_a_lens_names_is_in_the_format(name: str) -> None:
    for section in lens(name).sections:
        paths = [*section.when, *section.unless]
        for item in section.items:
            paths += [*item.fields, *item.absence, *item.when, *item.unless]
        assert [path for path in paths if field_path(path).dotted != path] == []


@EACH_LENS
def test_every_item_of_a_lens_can_be_answered(name: str) -> None:
    assert [item.item for item in items(name) if not item.fields and not item.section] == []


@EACH_LENS
def test_a_free_section_that_a_lens_asks_for_may_have_that_title(name: str) -> None:
    titles = {item.section for item in items(name) if item.section}
    assert {title for title in titles if section_id(title) in HEADINGS} == set()


@EACH_LENS
def test_absences_that_count_for_an_item_are_those_of_facts(name: str) -> None:
    assert [path for item in items(name) for path in item.absence if not field_path(path).spec.fact] == []


@EACH_LENS
def test_a_lens_says_where_it_was_read_and_when(name: str) -> None:
    assert lens(name).read
    assert {reading.accessed.text for reading in lens(name).read} == {"2026-11-21"}
    assert all(reading.url or reading.note for reading in lens(name).read)


@EACH_LENS
def test_items_and_sections_of_a_lens_are_told_apart_by_their_names(name: str) -> None:
    titles = section_titles(name)
    assert len(set(titles)) == len(titles)
    for section in lens(name).sections:
        names = [item.item for item in section.items]
        assert len(set(names)) == len(names)


ANNEXES = {
    *(f"XI.1.1{letter}" for letter in "abcdef"),
    *(f"XI.1.2{letter}" for letter in "abcde"),
    *(f"XI.2.{number}" for number in (1, 2, 3)),
    *(f"XII.1{letter}" for letter in "abcdefgh"),
    *(f"XII.2{letter}" for letter in "abc"),
}


def test_every_point_of_the_annexes_is_asked_for_by_an_item() -> None:
    assert {point for item in items("eu-gpai") for point in item.point} == ANNEXES


def test_what_downstream_providers_are_to_know_by_annex_xii_says_that_it_is_for_them() -> None:
    for item in items("eu-gpai"):
        for_them = any(point.startswith("XII.") for point in item.point)
        assert not for_them or "downstream-providers" in item.audience, item.item
        assert item.audience, item.item


def test_the_lens_of_the_law_says_that_it_is_not_legal_advice() -> None:
    assert "not legal advice" in (lens("eu-gpai").notice or "")
    assert lens("eu-gpai").caution == "not legal advice"


def test_an_unknown_lens_is_answered_with_the_nearest() -> None:
    with pytest.raises(CardsiteError, match=r'there is no lens "nvida"; did you mean "nvidia"\?'):
        lens("nvida")


def test_an_unknown_field_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        CardsiteError, match=r'no card has a field "architecture.layer"; did you mean "layers"\?'
    ):
        field_path("architecture.layer")


# Answers


def card(**fields: Any) -> Card:
    return Card.model_validate({"name": "N", "summary": "S", "organization": "o", **fields})


def answers(name: str = DEFAULT, **fields: Any) -> dict[str, Answer]:
    found = coverage(Contents(card(**fields)), name)
    return {answer.item.item: answer for section in found for answer in section.answers}


CASES: dict[str, tuple[str, str, dict[str, Any], State]] = {
    "nothing": (DEFAULT, "Licence", {}, State.MISSING),
    "plain": (DEFAULT, "Licence", {"license": "mit"}, State.FILLED),
    "absent-licence": (DEFAULT, "Licence", {"license": "not_disclosed"}, State.ABSENT),
    "fact": (DEFAULT, "Layers", {"architecture": {"layers": "12"}}, State.FILLED),
    "absent-fact": (DEFAULT, "Layers", {"architecture": {"layers": "unknown"}}, State.ABSENT),
    "a-flag-that-says-no": (
        DEFAULT,
        "Tied embeddings",
        {"architecture": {"tied_embeddings": "no"}},
        State.FILLED,
    ),
    "second-field": (
        DEFAULT,
        "Where the weights are",
        {"links": {"weights": "https://a.example"}},
        State.FILLED,
    ),
    "value-beside-an-absence": (
        DEFAULT,
        "Where the weights are",
        {"hub_id": "not_applicable", "links": {"weights": "https://a.example"}},
        State.FILLED,
    ),
    "empty-list": (DEFAULT, "Scores", {"evaluation": {"runs": []}}, State.MISSING),
    "absence-of-a-list": (DEFAULT, "Scores", {"evaluation": {"commentary": "coming_soon"}}, State.ABSENT),
    "commentary-without-scores": (DEFAULT, "Scores", {"evaluation": {"commentary": "Good."}}, State.MISSING),
    "through-a-list": (
        DEFAULT,
        "Evaluation software",
        {"evaluation": {"runs": [{"results": []}, {"harness": "lm-eval", "results": []}]}},
        State.FILLED,
    ),
    "nowhere-in-a-list": (
        DEFAULT,
        "Evaluation software",
        {"evaluation": {"runs": [{"results": []}]}},
        State.MISSING,
    ),
    "block": ("huggingface", "Hardware", {"training": {"hardware": {"count": "8"}}}, State.FILLED),
    "absent-block": (
        "huggingface",
        "Hardware",
        {"training": {"hardware": {"count": "unknown"}}},
        State.ABSENT,
    ),
    "block-of-a-source-only": ("nvidia", "Input formats", {"prompting": {"source": "x"}}, State.MISSING),
    "free-section": (
        "huggingface",
        "Glossary",
        {"sections": [{"title": "GLOSSARY", "body": "B"}]},
        State.FILLED,
    ),
    "no-free-section": ("huggingface", "Glossary", {}, State.MISSING),
}


@pytest.mark.parametrize(("name", "item", "fields", "state"), CASES.values(), ids=CASES)
def test_an_item_is_filled_absent_or_missing(
    name: str, item: str, fields: dict[str, Any], state: State
) -> None:
    assert answers(name, **fields)[item].state is state


def test_an_absence_comes_with_its_kind_and_reason() -> None:
    found = answers(limitations={"absent": "not_disclosed", "reason": "They do not say."})["Limitations"]
    assert (found.absent, found.reason) == (Absence.NOT_DISCLOSED, "They do not say.")


def test_a_question_that_makes_no_sense_is_not_asked() -> None:
    base = answers()
    adapter = answers(adapter={"rank": "8"})
    assert "Rank" not in base
    assert "Layers" in base
    assert "Rank" in adapter
    assert "Layers" not in adapter


def test_the_field_to_fill_in_is_that_of_a_block_which_is_there() -> None:
    missing = answers(adapter={"rank": "8"})["Learning rate"]
    assert missing.path is not None
    assert missing.path.dotted == "adapter.learning_rate"


@EACH_LENS
def test_the_tally_of_a_lens_is_the_sum_of_its_sections(name: str) -> None:
    for entry in published_catalogue().cards.values():
        contents = Contents(entry.card)
        counts = [section.count for section in coverage(contents, name)]
        total = Tally(*(sum(count[number] for count in counts) for number in range(3)))
        assert tally(contents, name) == total
        assert total.missing == sum(count.missing for count in counts)


# Places


FAMILY = "name: F\nsummary: S\nshared:\n  training:\n    steps: 5\n  links: {paper: 'https://a.example'}\n"
MEMBER = f"""{TINY}architecture:
  layers: 12

evaluation:
  runs:
    - results: []
    - harness: h
      results: []
sections:
  - {{title: Other, body: B}}
  - title: Glossary
    body: B
"""


@pytest.fixture
def member(tmp_path: Path) -> CardEntry:
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "cards/f/family.yaml", FAMILY)
    write(tmp_path / "cards/f/tiny.yaml", MEMBER)
    return read_catalogue(tmp_path / "cards", tmp_path).cards["f/tiny"]


PLACES = {
    "own-field": (DEFAULT, "Layers", "cards/f/tiny.yaml:5"),
    "missing-in-an-own-block": (DEFAULT, "Hidden size", "cards/f/tiny.yaml:4"),
    "missing-at-the-top": (DEFAULT, "Licence", "cards/f/tiny.yaml:1"),
    "inherited": (DEFAULT, "Length of the training", "cards/f/family.yaml:5"),
    "missing-in-a-block-of-the-family": (DEFAULT, "Learning rate", "cards/f/tiny.yaml:1"),
    "inherited-in-braces": (DEFAULT, "Paper", "cards/f/family.yaml:6"),
    "inside-a-list": (DEFAULT, "Evaluation software", "cards/f/tiny.yaml:10"),
    "free-section": ("huggingface", "Glossary", "cards/f/tiny.yaml:14"),
    "missing-free-section": ("huggingface", "Funded by", "cards/f/tiny.yaml:12"),
}


@pytest.mark.parametrize(("name", "item", "place"), PLACES.values(), ids=PLACES)
def test_an_answer_has_its_line_and_a_gap_that_of_the_block_around_it(
    name: str, item: str, place: str, member: CardEntry
) -> None:
    contents = Contents(member.card)
    found = coverage(contents, name)
    (answer,) = [answer for section in found for answer in section.answers if answer.item.item == item]
    at = place_of(member, contents, answer)
    assert f"{at.file}:{at.line}" == place


@EACH_LENS
def test_every_answer_of_every_published_card_has_a_place(name: str) -> None:
    for entry in published_catalogue().cards.values():
        contents = Contents(entry.card)
        for section in coverage(contents, name):
            for answer in section.answers:
                place = place_of(entry, contents, answer)
                assert (ROOT / place.file).is_file()
                assert answer.state is not State.MISSING or place.file == entry.file


def test_what_is_asked_of_a_training_is_answered_by_a_stage(tmp_path: Path) -> None:
    text = """
training:
  schedule: not_disclosed
  stages:
    - {name: SFT, learning_rate: 2.0e-5, data: [{name: Talk, examples: 200_000}]}
    - {name: DPO, schedule: linear, optimizer: {name: not_disclosed}}
"""
    write(tmp_path / "cards/organizations.yaml", "acme: {name: Acme}\n")
    write(tmp_path / "cards/model.yaml", TINY + text)
    entry = read_catalogue(tmp_path / "cards", tmp_path).cards["model"]
    contents = Contents(entry.card)
    found = {answer.item.item: answer for part in coverage(contents, DEFAULT) for answer in part.answers}
    lines = {
        name: (found[name].state, place_of(entry, contents, found[name]).line)
        for name in ("Datasets", "Size", "Learning rate", "Schedule", "Optimizer", "Training library")
    }
    start = len(TINY.splitlines()) + 1
    assert lines == {
        "Datasets": (State.FILLED, start + 4),
        "Size": (State.FILLED, start + 4),
        "Learning rate": (State.FILLED, start + 4),
        "Schedule": (State.FILLED, start + 5),
        "Optimizer": (State.ABSENT, start + 5),
        "Training library": (State.MISSING, start + 1),
    }
