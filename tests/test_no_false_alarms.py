"""A few hundred cards with nothing wrong in them: no check may say that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.problems import Severity
from cardsite.report import as_text
from cardsite.site import EVERY_CHECK, read_catalogue
from correct import write_correct_catalogue


@pytest.mark.parametrize("seed", [1, 2])
def test_no_check_fires_on_cards_that_are_right(seed: int, tmp_path: Path) -> None:
    catalogue = read_catalogue(write_correct_catalogue(tmp_path, seed), tmp_path, EVERY_CHECK)
    assert len(catalogue.cards) >= 300
    assert as_text(problem for problem in catalogue.problems if problem.severity is not Severity.NOTE) == ""


def test_correct_cards_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    one, other = (write_correct_catalogue(tmp_path / name, 3) for name in ("one", "other"))
    assert {path.relative_to(one): path.read_bytes() for path in one.rglob("*.yaml")} == {
        path.relative_to(other): path.read_bytes() for path in other.rglob("*.yaml")
    }
