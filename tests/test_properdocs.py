"""ProperDocs, which continues MkDocs 1.x, builds the same site with the same plugin and settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tinysite import LICENSED, build, catalogue, read, write


def properdocs(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "properdocs", "build", "--strict"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_properdocs_builds_the_catalogue(tmp_path: Path) -> None:
    catalogue(tmp_path, plugins=["search", "cardsite"])
    done = properdocs(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "A tiny model." in read(tmp_path / "site/models/tiny/index.html")
    assert "A tiny model." in (tmp_path / "site/search/search_index.json").read_text()
    assert not list(tmp_path.glob(".site.*"))


def test_properdocs_fails_strict_mode_before_it_replaces_the_site(tmp_path: Path) -> None:
    build(catalogue(tmp_path))
    write(tmp_path / "docs/index.md", "# New home\n\n[gone](gone.md)\n")
    done = properdocs(tmp_path)
    assert done.returncode == 1
    assert "Aborted with 1 warnings in strict mode!" in done.stdout + done.stderr
    assert "New home" not in read(tmp_path / "site/index.html")


def test_properdocs_tells_the_errors_of_cards(tmp_path: Path) -> None:
    catalogue(tmp_path)
    write(tmp_path / "cards/tiny.yaml", LICENSED + "colour: red\n")
    done = properdocs(tmp_path)
    assert done.returncode == 1
    assert "1 error in 1 file\ncards/tiny.yaml:5:1  error: " in done.stderr
    assert "Traceback" not in done.stderr
