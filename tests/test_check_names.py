"""`cardsite check` with names: whose problems are shown, and which names there are for them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cardsite.cli import main
from tinysite import LICENSED, write

Run = Callable[..., Result]
EVERY = {
    "cards/lone.yaml",
    "cards/lone.evals.yaml",
    "cards/stone/family.yaml",
    "cards/stone/a.yaml",
    "cards/stone/b.yaml",
    "cards/organizations.yaml",
    "cards/broken.yaml",
    "cards/old.yml",
    "cards/link.yaml",
}
"""The files, of which each has one problem."""
RUN = "runs:\n  - results: [{benchmark: piqa, metric: acc, score: 157 %}]\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `cardsite` in a folder with a catalogue that has a problem in each file."""
    monkeypatch.chdir(tmp_path)
    write(Path("cards/organizations.yaml"), "acme: {name: Acme}\nglobex: {nam: Globex}\n")
    write(Path("cards/lone.yaml"), LICENSED.replace("Tiny", "Lone").replace("acme", "acmee"))
    write(Path("cards/lone.evals.yaml"), RUN)
    shared = "shared:\n  organization: acme\n  license: mit\n  architecture: {layers: twelve}\n"
    write(Path("cards/stone/family.yaml"), f"name: Stone\nsummary: Stones.\norganization: acme\n{shared}")
    for name in "ab":
        write(Path(f"cards/stone/{name}.yaml"), f"name: Stone {name}\nsummary: A stone.\nwings: 2\n")
    write(Path("cards/broken.yaml"), "name: [\n")
    write(Path("cards/old.yml"), LICENSED)
    write(Path("cards/good.yaml"), LICENSED)
    write(Path("cards/README.md"), "Cards.\n")
    Path("cards/link.yaml").symlink_to("good.yaml")
    write(Path("mkdocs.yml"), "site_name: x\n")

    def call(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


def shown(run: Run, *names: str) -> set[str]:
    result = run("check", "--format", "json", *names)
    return {problem["file"] for problem in json.loads(result.stdout)}


LONE = {"cards/lone.yaml", "cards/lone.evals.yaml"}
STONE = {"cards/stone/family.yaml", "cards/stone/a.yaml", "cards/stone/b.yaml"}


def test_without_names_every_problem_is_shown(run: Run) -> None:
    assert shown(run) == EVERY


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("lone", LONE),
        ("cards/lone.yaml", LONE),
        ("./cards/lone.yaml", LONE),
        ("cards/stone/../lone.yaml", LONE),
        (r"cards\lone.yaml", LONE),
        ("cards/lone.evals.yaml", LONE),
        ("lone.evals", LONE),
        ("stone/a", {"cards/stone/a.yaml", "cards/stone/family.yaml"}),
        ("cards/stone/a.yaml", {"cards/stone/a.yaml", "cards/stone/family.yaml"}),
        (r"stone\a", {"cards/stone/a.yaml", "cards/stone/family.yaml"}),
        ("cards/stone/family.yaml", STONE),
        ("stone/family", STONE),
        ("cards/stone", STONE),
        ("cards/stone/", STONE),
        ("stone", STONE),
        ("cards/organizations.yaml", {"cards/organizations.yaml"}),
        ("organizations", {"cards/organizations.yaml"}),
        ("broken", {"cards/broken.yaml"}),
        ("cards/old.yml", {"cards/old.yml"}),
        ("cards/link.yaml", {"cards/link.yaml"}),
        ("cards/good.yaml", set()),
        ("cards", EVERY),
        ("./cards/", EVERY),
        (".", EVERY),
        ("..", EVERY),
    ],
)
def test_a_name_is_an_id_a_file_or_a_folder(name: str, files: set[str], run: Run) -> None:
    assert shown(run, name) == files


def test_several_names_are_shown_together(run: Run) -> None:
    assert shown(run, "cards/lone.yaml", "broken", "cards/organizations.yaml", "lone") == LONE | {
        "cards/broken.yaml",
        "cards/organizations.yaml",
    }


def test_a_whole_path_is_a_name_and_so_is_a_link_from_elsewhere(run: Run, tmp_path: Path) -> None:
    assert shown(run, str(tmp_path / "cards/lone.yaml")) == LONE
    Path("here.yaml").symlink_to("cards/lone.yaml")
    Path("there").symlink_to("cards/stone")
    assert shown(run, "here.yaml") == LONE
    assert shown(run, "there") == STONE


def test_the_folder_of_cards_may_be_named_in_another_way_than_the_files(run: Run, tmp_path: Path) -> None:
    Path("linked").symlink_to("cards")
    assert shown(run, "--cards", "linked", "cards/lone.yaml") == {
        "linked/lone.yaml",
        "linked/lone.evals.yaml",
    }
    assert shown(run, "--cards", str(tmp_path / "cards"), "cards/lone.yaml") == LONE


@pytest.mark.parametrize(
    ("folder", "name"), [("cards/stone", "a.yaml"), ("cards", "stone"), ("cards/stone", "..")]
)
def test_files_are_named_from_where_one_is(folder: str, name: str, run: Run, tmp_path: Path) -> None:
    os.chdir(folder)
    found = shown(run, "--cards", str(tmp_path / "cards"), name)
    names = {Path(file).name for file in found}
    assert "a.yaml" in names
    assert ("lone.yaml" in names) == (name == "..")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("lnoe", 'did you mean "lone"?'),
        ("cards/loan.yaml", 'did you mean "cards/lone.yaml"?'),
        ("cards/stone/c.yaml", 'did you mean "cards/stone/b.yaml"?'),
        ("deleted/entirely/elsewhere.json", "an id is the path below that folder, without .yaml"),
        ("../lone", 'did you mean "lone"?'),
        ("", "an id is the path below that folder, without .yaml"),
    ],
)
def test_what_is_not_in_the_catalogue_is_an_error_with_the_nearest_name(
    name: str, hint: str, run: Run
) -> None:
    result = run("check", "lone", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f'cardsite: there is no card, file or folder "{name}" in cards; {hint}\n'


@pytest.mark.parametrize("name", ["mkdocs.yml", "cards/README.md", "cards/empty", "/dev/null"])
def test_what_is_there_but_is_not_read_is_an_error(name: str, run: Run) -> None:
    Path("cards/empty").mkdir()
    result = run("check", "lone", name)
    assert (result.exit_code, result.stdout) == (2, "")
    said = "nothing in it belongs to the cards in cards"
    assert result.stderr == f"cardsite: {name}: {said}\n"


def test_the_summary_and_the_exit_status_are_of_what_is_named(run: Run) -> None:
    result = run("check", "good")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == ("5 cards read: no problems; elsewhere 10 errors in 9 files\n")
    result = run("check", "broken")
    assert result.exit_code == 1
    assert result.stderr == (
        "5 cards read: 1 error in 1 file; 1 card that broke the format not checked further;"
        " elsewhere 9 errors in 8 files\n"
    )


def test_a_member_is_shown_with_a_family_that_cannot_be_read(run: Run) -> None:
    write(Path("cards/stone/family.yaml"), "name: [\n")
    assert shown(run, "stone/a") == {"cards/stone/a.yaml", "cards/stone/family.yaml"}


def test_a_family_that_is_extended_is_shown_with_the_members_of_the_other(run: Run) -> None:
    write(
        Path("cards/pebble/family.yaml"),
        "name: Pebble\nsummary: Small.\norganization: acme\nextends: stone\n",
    )
    write(Path("cards/pebble/p.yaml"), "name: Pebble\nsummary: A pebble.\nwings: 2\n")
    write(Path("cards/far.yaml"), "name: Far\nsummary: Far.\nfamily: pebble\nwings: 2\n")
    assert shown(run, "pebble/p") == {"cards/pebble/p.yaml", "cards/stone/family.yaml"}
    assert shown(run, "far") == {"cards/far.yaml", "cards/stone/family.yaml"}
    assert shown(run, "stone/family") == STONE | {"cards/pebble/p.yaml", "cards/far.yaml"}
    assert shown(run, "pebble") == {"cards/pebble/p.yaml", "cards/far.yaml", "cards/stone/family.yaml"}
