"""Cards with mistakes: every message is read here as an author would read it, letter for letter."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cardsite.catalogue import load
from cardsite.report import as_text

CASES = Path(__file__).parent / "broken"
REGISTRIES = Path(__file__).parent / "registries"


def folder_of_cards(case: Path, tmp_path: Path) -> Path:
    """The case's files over the registries that all cases share."""
    cards = tmp_path / "cards"
    shutil.copytree(REGISTRIES, cards)
    shutil.copytree(case, cards, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    return cards


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_each_mistake_is_reported_where_it_is(
    case: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    found = as_text(load(folder_of_cards(CASES / case, tmp_path), "cards").problems) + "\n"
    golden = CASES / case / "expected.txt"
    if request.config.getoption("--update-goldens"):
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text(encoding="utf-8")
