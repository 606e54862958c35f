"""Models of one name: two organisations may each have one, and wherever models are listed, whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.catalogue import load
from cardsite.checks import Rules
from cardsite.site import read_catalogue
from examples import write_example
from fences import ROOT


def problems(folder: Path, text: str) -> list[str]:
    return [str(each.message) for each in load(write_example(folder, text), "cards").problems]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "# a.yaml\nname: Zebu\n# b.yaml\nname: Zebu\norganization: globex\n", None, id="two organisations"
        ),
        pytest.param(
            "# a.yaml\nname: Zebu\n# b.yaml\nname: Zebu\n",
            'name "Zebu" is already that of cards/a.yaml',
            id="one organisation",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu\n# b.yaml\nname: Zebu\norganization: globex\n# c.yaml\nname: zebu\n",
            'name "zebu" is already that of cards/a.yaml, where it is written "Zebu"',
            id="one organisation beside another",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu 1B\n# b.yaml\nname: ZEBU-1b\n",
            'name "ZEBU-1b" is already that of cards/a.yaml, where it is written "Zebu 1B"',
            id="case, spaces and hyphens",
        ),
        pytest.param("# a.yaml\nname: Zebu R\n# b.yaml\nname: Zebu R+\n", None, id="a sign more"),
        pytest.param("# a.yaml\nname: Zebu 1.0\n# b.yaml\nname: Zebu 10\n", None, id="a dot more"),
        pytest.param(
            "# a.yaml\nname: Zebu v1\naliases: [Zebu]\n# b.yaml\nname: Zebu v2\naliases: [Zebu]\n",
            None,
            id="an alias of two versions",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu\nhub_id: acme/zebu\n"
            "# b.yaml\nname: Zebu\norganization: globex\nhub_id: Acme/ZEBU\n",
            'hub_id "Acme/ZEBU" is already that of cards/a.yaml, where it is written "acme/zebu"',
            id="one repository",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu\nhub_id: acme/zebu-1\n# b.yaml\nname: Gnu\nhub_id: acme/zebu_1\n",
            None,
            id="repositories that differ by a hyphen",
        ),
    ],
)
def test_one_organisation_may_not_use_a_name_twice_and_nobody_a_repository(
    text: str, message: str | None, tmp_path: Path
) -> None:
    assert problems(tmp_path, text) == ([message] if message else [])


ZEBUS = """\
# a/zebu.yaml
name: Zebu
description: Zebu was trained for a week.
# b/zebu.yaml
name: zebu
organization: globex
description: zebu was trained for a day.
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ZEBUS, id="of each other"),
        pytest.param(
            ZEBUS + "# c.yaml\nname: Gnu\ndescription: Zebu was trained for a week.\n", id="a third"
        ),
        pytest.param(
            ZEBUS + "# c.yaml\nname: Gnu\nlinks: {repository: 'https://example.org/gnu/zebu-7b'}\n",
            id="in an address",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu Two\naliases: [Zebu]\n# b.yaml\nname: Zebu\norganization: globex\n"
            "# c.yaml\nname: Gnu\ndescription: Zebu was trained for a week.\n",
            id="an alias of another organisation's",
        ),
        pytest.param(
            "# a/family.yaml\nname: Zebu\nsummary: Cattle.\n# a/one.yaml\nname: Gnu One\n"
            "# b.yaml\nname: Zebu\norganization: globex\n"
            "# c.yaml\nname: Yak\ndescription: Zebu was trained for a week.\n",
            id="a family of another organisation",
        ),
        pytest.param("# a.yaml\nname: Zebu R\n# b.yaml\nname: Zebu R+\n", id="a sign more"),
    ],
)
def test_checks_are_silent_about_a_name_that_two_organisations_use(text: str, tmp_path: Path) -> None:
    rules = Rules(select=("foreign-model", "foreign-link"))
    found = read_catalogue(write_example(tmp_path, text), tmp_path, rules).problems
    assert [each.message for each in found] == []


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param(
            "# a.yaml\nname: Zebu v1\naliases: [Zebu 7B]\n# b.yaml\nname: Zebu v2\naliases: [Zebu 7B]\n"
            "# c.yaml\nname: Gnu\ndescription: Zebu 7B was trained for a week.\n",
            ['the text names "Zebu 7B", and the card declares no relation to the card a'],
            id="an alias of two models of one organisation",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu Two\naliases: [Zebu 7B]\n# b.yaml\nname: Zebu 7B\n",
            ['"Zebu 7B" is an alias of the card a too'],
            id="an alias that is another model's name, in one organisation",
        ),
    ],
)
def test_within_one_organisation_a_name_still_says_which_models_are_meant(
    text: str, messages: list[str], tmp_path: Path
) -> None:
    rules = Rules(select=("foreign-model",))
    found = read_catalogue(write_example(tmp_path, text), tmp_path, rules).problems
    assert [each.message for each in found] == messages


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        pytest.param(
            "# a.yaml\nname: Zebu\n# b.yaml\nname: zebu\norganization: globex\n# c.yaml\nname: Gnu\n",
            {"a": "Zebu (Acme)", "b": "zebu (Globex)", "c": "Gnu"},
            id="two organisations",
        ),
        pytest.param(
            "# organizations.yaml\nacme: {name: One}\nglobex: {name: one}\n"
            "# a.yaml\nname: Zebu\n# b.yaml\nname: Zebu\norganization: globex\n",
            {"a": "Zebu (acme)", "b": "Zebu (globex)"},
            id="organisations of one name too",
        ),
        pytest.param(
            "# a.yaml\nname: Zebu v1\naliases: [Zebu]\n# b.yaml\nname: Zebu\norganization: globex\n",
            {"a": "Zebu v1", "b": "Zebu"},
            id="an alias is not shown",
        ),
    ],
)
def test_a_name_that_is_not_the_only_one_is_shown_with_its_organisation(
    text: str, labels: dict[str, str], tmp_path: Path
) -> None:
    found = load(write_example(tmp_path, text), "cards")
    assert {identity: entry.label for identity, entry in found.cards.items()} == labels


def test_our_own_models_are_shown_by_their_names_alone() -> None:
    assert all(entry.label == entry.card.name for entry in load(ROOT / "cards", "cards").cards.values())
