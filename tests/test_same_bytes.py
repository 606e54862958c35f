"""The same cards give the same bytes, wherever and whenever they are built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from fences import ROOT

BUILD = """
import hashlib, sys
from pathlib import Path
from cardsite.build import build_site
from cardsite.files import write_tree

base, out = map(Path, sys.argv[1:])
site = build_site(base / "cards", base / "templates", base)
for page in site.pages:
    print(page.path, page.title, page.source, page.listed, hashlib.sha256(page.markdown.encode()).hexdigest())
for asset in site.assets:
    print(asset.path, hashlib.sha256(asset.content).hexdigest())
print(site.problems)
write_tree(site.files, out)
"""


class Built(NamedTuple):
    """A catalogue as a process of its own built it."""

    listing: list[str]
    """The name and the hash of everything."""
    out: Path
    """The folder with what was written."""


def build(base: Path, out: Path, **variables: str) -> Built:
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(base), str(out)],
        cwd=base,
        env={**os.environ, **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Built(done.stdout.splitlines(), out)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """This project, built where it is."""
    settings = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "0"}
    return build(ROOT, tmp_path_factory.mktemp("here"), **settings)


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A copy of it in another folder, built under other settings.

    Its files are written in another order, in which many file systems then list them.
    """
    base = tmp_path_factory.mktemp("a project")
    originals = [path for name in ("cards", "templates") for path in (ROOT / name).rglob("*")]
    for path in sorted(originals, reverse=True):
        if path.is_file():
            target = base / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    settings = {
        "PYTHONHASHSEED": "4242",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "de_DE",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "utf-8",
        "SOURCE_DATE_EPOCH": "2000000000",
    }
    return build(base, tmp_path_factory.mktemp("there"), **settings)


def test_a_catalogue_is_built_to_the_same_bytes_everywhere(here: Built, there: Built) -> None:
    assert len(here.listing) > 100
    assert here.listing == there.listing


def test_what_is_written_is_the_same_everywhere(here: Built, there: Built) -> None:
    one, other = (
        {path.relative_to(built.out): path.read_bytes() for path in built.out.rglob("*") if path.is_file()}
        for built in (here, there)
    )
    assert len(one) > 100
    assert one == other
