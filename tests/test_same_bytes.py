"""The same cards give the same bytes, wherever and whenever they are built."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fences import ROOT

BUILD = """
import hashlib, sys
from pathlib import Path
from cardsite.site import build_site

base = Path(sys.argv[1])
site = build_site(base / "cards", base / "templates", base)
for page in site.pages:
    print(page.path, page.title, page.source, page.listed, hashlib.sha256(page.markdown.encode()).hexdigest())
for asset in site.assets:
    print(asset.path, hashlib.sha256(asset.content).hexdigest())
print(site.problems)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this project's cards and templates, at another path."""
    folder = tmp_path_factory.mktemp("a project")
    for name in ("cards", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def built(base: Path, cwd: Path, **variables: str) -> list[str]:
    """What a build in a process of its own makes: the name and the hash of everything."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(base)],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_catalogue_is_built_to_the_same_bytes_everywhere(project: Path, tmp_path: Path) -> None:
    here = built(ROOT, ROOT, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8", SOURCE_DATE_EPOCH="0")
    there = built(
        project,
        tmp_path,
        PYTHONHASHSEED="4242",
        TZ="Pacific/Kiritimati",
        LC_ALL="C",
        LANG="de_DE",
        PYTHONUTF8="0",
        PYTHONIOENCODING="utf-8",
        SOURCE_DATE_EPOCH="2000000000",
    )
    assert len(here) > 100
    assert here == there


def test_the_order_in_which_a_disk_lists_files_does_not_matter(project: Path, tmp_path: Path) -> None:
    """Files written in another order are listed in another order by many file systems."""
    copy = tmp_path / "copy"
    for path in sorted(project.rglob("*"), reverse=True):
        if path.is_file():
            target = copy / path.relative_to(project)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    assert built(copy, tmp_path) == built(project, tmp_path)


def test_what_render_writes_is_the_same_whatever_the_locale(project: Path, tmp_path: Path) -> None:
    call = "import sys; from cardsite.cli import main; main(sys.argv[1:])"
    hashes = []
    for name, locale in (("one", "C"), ("two", "C.UTF-8")):
        command = [sys.executable, "-c", call, "render", "--cards", "cards", "--out", str(tmp_path / name)]
        environment = {**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        subprocess.run(command, cwd=project, env=environment, check=True, stdout=subprocess.DEVNULL)
        paths = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        hashes.append(
            [
                (path.relative_to(tmp_path / name), hashlib.sha256(path.read_bytes()).digest())
                for path in paths
            ]
        )
    assert hashes[0] == hashes[1]
