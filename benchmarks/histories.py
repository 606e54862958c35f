"""What the history of a catalogue takes: cards with commits, of which each changes one card or a family.

    python benchmarks/histories.py 1000 5000

makes a repository of so many cards and so many commits, and prints in seconds of the processor, with those of
git, what one reading of the catalogue and what its history take, and how many versions are told.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from catalogue import ROOT, write_project

sys.path.insert(0, str(ROOT / "src"))

from cardsite.build import read_catalogue
from cardsite.changes import card_histories
from cardsite.checks.reading import without_collecting

_NUMBER = re.compile(r"(?<=layers: )\d+|(?<=score: )[\d.]+|(?<=\nsummary: )\S+")
_FAMILY = 50
"""Each of so many commits changes a family."""


def _stream(cards: Path, commits: int) -> Iterator[bytes]:
    """What `git fast-import` makes the repository of."""
    files = {path.relative_to(cards).as_posix(): path.read_text("utf-8") for path in cards.rglob("*.yaml")}
    own = sorted(name for name in files if "/" in name or _NUMBER.search(files[name]))
    families = [name for name in own if name.endswith("family.yaml")]
    own = [name for name in own if _NUMBER.search(files[name]) and name not in families]
    yield b"".join(_commit(0, files))
    for number in range(1, commits + 1):
        name = own[number * 7919 % len(own)]
        found = [*_NUMBER.finditer(files[name])]
        one = found[number % len(found)]
        new = f"{number % 90 + 1}" if one[0].isdigit() else f"0.{number % 9000 + 1000}"
        new = new if one[0][0].isdigit() else f"The{number}"
        files[name] = files[name][: one.start()] + new + files[name][one.end() :]
        if families and number % _FAMILY == 0:
            name = families[number // _FAMILY % len(families)]
            files[name] = re.sub(r"(?m)^summary: .*", f"summary: Models of the year {number}.", files[name])
        yield b"".join(_commit(number, {name: files[name]}))


def _commit(number: int, files: dict[str, str]) -> Iterator[bytes]:
    yield f"commit refs/heads/main\ncommitter x <x@y> {1_700_000_000 + 3600 * number} +0000\n".encode()
    yield b"data 1\nx\n"
    for name, text in files.items():
        content = text.encode()
        yield f"M 100644 inline cards/{name}\ndata {len(content)}\n".encode() + content + b"\n"


def _seconds() -> float:
    return sum(os.times()[:4])


def main(cards: int, commits: int) -> None:
    """Make the repository, and time what is made of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_project(folder, cards)
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", name], check=True)
        made = b"".join(_stream(folder / "cards", commits))
        subprocess.run(["git", "-C", name, "fast-import", "--quiet"], input=made, check=True)
        subprocess.run(["git", "-C", name, "reset", "--quiet", "--hard"], check=True)
        start = _seconds()
        catalogue = read_catalogue(folder / "cards")
        read = _seconds()
        with without_collecting():  # as in a build
            found = card_histories(folder / "cards", catalogue)
        end = _seconds()
    versions = sum(len(each) for each in found.cards.values())
    print(f"{cards:,} cards, {commits:,} commits: reading {read - start:.1f} s, history {end - read:.1f} s")
    print(f"{versions:,} versions of {len(found.cards):,} cards, {len(found.changes):,} changes")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
