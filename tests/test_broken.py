"""Cards with mistakes: every message is tested verbatim, as an author reads it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cardsite.catalogue import load
from cardsite.reports.text_report import as_text
from tinysite import write

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


def test_check_and_mkdocs_report_the_same_mistakes_in_the_same_words(tmp_path: Path) -> None:
    folder_of_cards(CASES / "ten-mistakes", tmp_path)
    write(tmp_path / "docs/index.md", "# Home\n")
    write(
        tmp_path / "mkdocs.yml",
        "site_name: S\ntheme: {name: mkdocs, highlightjs: false}\nplugins: [cardsite]\n",
    )
    expected = (CASES / "ten-mistakes" / "expected.txt").read_text(encoding="utf-8")
    check = run("from cardsite.cli import main; main(['check'])", tmp_path)
    assert (check.returncode, check.stdout) == (1, expected)
    *counts, last = check.stderr.splitlines()
    assert counts[0].startswith("5 value, ")
    assert last == "1 card read: 11 errors in 1 file; 1 card that broke the format not checked further"
    build = run("from mkdocs.__main__ import cli; cli(['build'])", tmp_path)
    assert build.returncode == 1
    assert expected in build.stderr + build.stdout
    assert not (tmp_path / "site").exists()


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
