"""Writes files whole or not at all, and only where their bytes change; keeps what waits to be written."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from .errors import CardsiteError

__all__ = ["Kept", "Shelf", "create_file", "create_tree", "in_the_way", "write_file", "write_tree"]

_MANIFEST = ".cardsite-files.json"
"""Lists what the last run wrote, so that the next one can take away what is no longer made."""


def write_file(path: Path, content: bytes) -> bool:
    """Puts the content there in one step; False where it already is, and then nothing is touched."""
    if _holds(path, content):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".cardsite-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        # What mkstemp makes is readable by its owner only.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def create_file(path: Path, content: str) -> None:
    """Writes a new file; raises CardsiteError where there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        raise CardsiteError(f"{path} already exists; nothing was written") from None


def in_the_way(files: Iterable[str], out: Path) -> list[str]:
    """What is where files are to be created below `out`: files, and folders of theirs that lead elsewhere."""
    root, found = out.resolve(), set()
    for name in files:
        for path in reversed((Path(name), *Path(name).parents)):
            there = out / path
            leads_on = path != Path(name) and there.is_dir() and there.resolve().is_relative_to(root)
            if os.path.lexists(there) and not leads_on:
                found.add(path.as_posix())
                break
    return sorted(found)


def create_tree(files: Mapping[str, bytes], out: Path) -> None:
    """Writes new files by their paths below `out`: all of them, or none if one cannot be written.

    Raises FileExistsError where there is one already.
    """
    done: list[str] = []
    try:
        for name, content in sorted(files.items()):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            with (out / name).open("xb") as file:
                done.append(name)
                file.write(content)
    except BaseException:
        for name in done:
            _take_away(out, name)
        raise


def write_tree(files: Mapping[str, bytes], out: Path) -> tuple[int, int]:
    """Writes files by their paths below `out`: how many changed, and how many of the last run were removed.

    Files that cardsite did not write are left alone. Raises CardsiteError where a new file would have to
    replace one of them, or where a folder leads out of `out`.
    """
    before = _written_before(out)
    _refuse_strangers(out, {path: content for path, content in files.items() if path not in before})
    # Before the files themselves: a run that is stopped half-way must not take them for somebody else's.
    _list(out, before | files.keys())
    changed = sum([write_file(out / path, content) for path, content in sorted(files.items())])
    stale = sorted(before - files.keys())
    for path in stale:
        _take_away(out, path)
    _list(out, files)
    return changed, len(stale)


def _list(out: Path, names: Iterable[str]) -> None:
    write_file(out / _MANIFEST, (json.dumps(sorted(names), indent=0) + "\n").encode())


def _take_away(out: Path, name: str) -> None:
    """Deletes a file, and the folders that are empty without it."""
    (out / name).unlink(missing_ok=True)
    for parent in Path(name).parents[:-1]:
        try:
            (out / parent).rmdir()
        except OSError:
            return


def _written_before(out: Path) -> set[str]:
    try:
        listed = json.loads((out / _MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return set()
    except ValueError:
        message = f"{out / _MANIFEST} cannot be read; delete it and what cardsite wrote beside it"
        raise CardsiteError(message) from None
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    return {name for name in names if _inside(out, name)}


def _inside(out: Path, name: str) -> bool:
    """Whether the path stays below `out`, also where folders are links."""
    parent = (out / name).parent.resolve()
    return parent.is_relative_to(out.resolve()) and ".." not in Path(name).parts


def _refuse_strangers(out: Path, files: dict[str, bytes]) -> None:
    for name, content in sorted(files.items()):
        if not _inside(out, name):
            raise CardsiteError(f"{out / name} leads out of {out} by a link; nothing was written")
        if os.path.lexists(out / name) and not _holds(out / name, content):
            raise CardsiteError(
                f"{out / name} is not from cardsite and would be replaced; nothing was written"
            )


def _holds(path: Path, content: bytes) -> bool:
    """Whether the file is there already, byte for byte."""
    try:
        return not path.is_symlink() and path.read_bytes() == content
    except OSError:
        return False


# Contents without a place


class Shelf:
    """Keeps contents in a file without a name, which ends with whoever may still ask for one of them."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (it is closed at the end)

    def __del__(self) -> None:
        self._file.close()

    def keep(self, content: bytes) -> Kept:
        """Put a content aside."""
        return Kept(self, self._file.seek(0, os.SEEK_END), self._file.write(content))

    def read(self, start: int, length: int) -> bytes:
        """What was put aside at a place."""
        self._file.seek(start)
        return self._file.read(length)


class Kept(NamedTuple):
    """A content that was put aside."""

    shelf: Shelf
    start: int
    length: int

    @property
    def content(self) -> bytes:
        """What was put aside."""
        return self.shelf.read(self.start, self.length)
