"""A few hundred cards with nothing wrong in them: no check may say that there is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cardsite.catalogue import Catalogue
from cardsite.problems import Severity
from cardsite.report import as_text
from cardsite.site import EVERY_CHECK, read_catalogue
from correct import write_correct_catalogue

SEEDS = pytest.mark.parametrize("seed", [1, 2, 3])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("correct")


@cache
def catalogue(folder: Path, seed: int) -> Catalogue:
    cards = write_correct_catalogue(folder / str(seed), seed)
    return read_catalogue(cards, folder / str(seed), EVERY_CHECK)


def alarms(found: Catalogue) -> str:
    """The first of them: what is compared is shown where it fails, and should not be a book."""
    listed = [problem for problem in found.problems if problem.severity is not Severity.NOTE]
    return as_text(listed[:10])


@SEEDS
def test_no_check_fires_on_cards_that_are_right(seed: int, folder: Path) -> None:
    found = catalogue(folder, seed)
    count, said = len(found.cards), alarms(found)
    assert count >= 300
    assert said == ""


def test_correct_cards_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    one, other = (write_correct_catalogue(tmp_path / name, 3) for name in ("one", "other"))
    assert {path.relative_to(one): path.read_bytes() for path in one.rglob("*.yaml")} == {
        path.relative_to(other): path.read_bytes() for path in other.rglob("*.yaml")
    }
