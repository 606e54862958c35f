"""A few hundred cards with nothing wrong in them: no check may say that there is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cardsite.build import EVERY_CHECK, read_catalogue
from cardsite.catalogue import Catalogue
from cardsite.problems import Severity
from cardsite.reports.text_report import as_text
from correct import write_correct_catalogue


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("correct")


@cache
def written(folder: Path, seed: int) -> Path:
    return write_correct_catalogue(folder / str(seed), seed)


def alarms(found: Catalogue) -> str:
    """The first of them: what is compared is shown where it fails, and should not be a book."""
    listed = [problem for problem in found.problems if problem.severity is not Severity.NOTE]
    return as_text(listed[:10])


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in (2, 3))])
def test_no_check_fires_on_cards_that_are_right(seed: int, folder: Path) -> None:
    found = read_catalogue(written(folder, seed), folder / str(seed), EVERY_CHECK)
    count, said = len(found.cards), alarms(found)
    assert count >= 300
    assert said == ""


def test_correct_cards_are_the_same_for_the_same_seed(folder: Path, tmp_path: Path) -> None:
    one, other = written(folder, 1), write_correct_catalogue(tmp_path, 1)
    assert {path.relative_to(one): path.read_bytes() for path in one.rglob("*.yaml")} == {
        path.relative_to(other): path.read_bytes() for path in other.rglob("*.yaml")
    }
