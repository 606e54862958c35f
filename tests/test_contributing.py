"""The guides for contributors: who does what they say, and no more, has a check or a section that works."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from fences import ROOT, fences
from walkthrough import follow

GUIDES = sorted((ROOT / "docs/contributing").glob("*.md"))
FOLDERS = ("cards", "docs", "src", "templates", "tests", "tools")
FILES = ("CHANGELOG.md", "mkdocs.yml", "pyproject.toml")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of this repository, with the environment that these tests run in."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def test_the_changes_that_guides_show_fit_the_files_and_each_other(copy: Path) -> None:
    for guide in GUIDES:
        follow(guide, copy, run_commands=False)


@pytest.mark.parametrize(
    "name", ["add-a-check", "add-a-section", "add-a-benchmark-or-metric", "add-a-quick-start"]
)
def test_who_follows_a_guide_gets_what_it_promises(name: str, copy: Path) -> None:
    follow(ROOT / f"docs/contributing/{name}.md", copy)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_file_that_a_guide_names_is_there(guide: Path) -> None:
    made = {fence.title for fence in fences(guide)}
    names = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", guide.read_text(encoding="utf-8"))
    assert [name for name in names if name not in made and not (ROOT / name).exists()] == []
