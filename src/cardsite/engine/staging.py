"""Builds a folder next to its target and swaps it in when it is whole; it knows nothing of what is in it."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import CardsiteError

if sys.platform != "win32":
    import fcntl

__all__ = ["PREVIEW", "Staging", "begin", "discard", "no_preview", "swap"]

PREVIEW = "cardsite-preview.txt"
"""What a folder holds that the next preview may replace; no published site does."""

_PREFIX = ".cardsite-"
_OLD = "-old"
_MARKS = ("index.html", "404.html", "sitemap.xml")


@dataclass(frozen=True, slots=True)
class Staging:
    """A folder that is being filled, and the target whose place it takes when it is whole."""

    folder: Path
    target: Path
    lock: int
    """An open descriptor of `folder`; -1 where the system cannot lock one."""


def _lock(folder: Path) -> int | None:
    """Lock a folder while this process lives; None if somebody else has it or it is gone.

    The kernel lets go of the lock when its process dies, however it does, and unlike a process id it is
    never given to a stranger, nor does it mean another process in another container.
    """
    if sys.platform == "win32":
        return -1
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), folder.stat()):
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:  # a file system without locks
        os.close(descriptor)
        return -1
    os.close(descriptor)
    return None


def _unlock(descriptor: int) -> None:
    if descriptor >= 0:
        os.close(descriptor)


def _abandoned(target: Path) -> Iterator[Path]:
    """The folders that killed runs left beside the target."""
    beside = (entry for entry in target.parent.iterdir() if entry.name.startswith(f".{target.name}{_PREFIX}"))
    for folder in sorted(beside):
        # What cannot be locked may still be in use.
        descriptor = _lock(folder) if folder.is_dir() and not folder.is_symlink() else None
        if descriptor is not None and descriptor >= 0:
            yield folder
            _unlock(descriptor)


def _sweep(target: Path) -> None:
    for folder in _abandoned(target):
        if folder.name.endswith(_OLD) and not target.exists():
            folder.rename(target)  # killed between the two renames of a swap: this is the last good site
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _check(target: Path) -> None:
    if target.is_symlink():
        raise CardsiteError(
            f"site_dir is a symbolic link: {target}; name the folder that it leads to instead"
        )
    if not target.exists():
        return
    if not target.is_dir():
        raise CardsiteError(f"site_dir is not a folder: {target}; remove the file or name another folder")
    shown = [entry.name for entry in target.iterdir() if not entry.name.startswith(".")]
    if shown and not any(mark in shown for mark in _MARKS):
        raise CardsiteError(
            f"site_dir holds files but no built site: {target}; empty it or name another folder"
            f" (a build replaces all that is in it, and none of {', '.join(_MARKS)} is there)"
        )


def no_preview(target: Path) -> str:
    """Why a preview must not be written into the folder; empty where it is empty, or holds an earlier one."""
    try:
        there = {entry.name for entry in target.iterdir()}
    except (FileNotFoundError, NotADirectoryError):
        return ""  # what is wrong with a file there, `begin` says
    except OSError as error:
        return f"site_dir cannot be read: {error}"
    if not there or PREVIEW in there:
        return ""
    return (
        f"site_dir holds files that are not of a preview: {target}; broken_cards: show writes to an empty"
        " folder, or over an earlier preview; name another folder (mkdocs build --site-dir FOLDER)"
    )


def begin(target: Path) -> Staging | None:
    """A fresh folder beside the target, on the same file system; None where there cannot be one.

    Removes what killed runs left there, and puts the last good site back if one had just moved it away.
    Raises CardsiteError if the target is a symbolic link, a file, or a folder with something else in it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # A mounted folder, such as a container's volume, cannot be renamed.
    if target.is_mount() or not os.access(target.parent, os.W_OK):
        return None
    if not target.is_symlink():
        _sweep(target)
    _check(target)
    while True:
        folder = target.with_name(f".{target.name}{_PREFIX}{secrets.token_hex(4)}")
        folder.mkdir()
        # Another run may have taken the folder for an abandoned one before it was locked.
        if (descriptor := _lock(folder)) is not None:
            return Staging(folder, target, descriptor)


def _keep_hidden(staging: Staging) -> None:
    """Bring what MkDocs leaves alone in a site it builds again: `.git` of a worktree, `.well-known`."""
    for entry in staging.target.iterdir():
        copy = staging.folder / entry.name
        if not entry.name.startswith(".") or copy.exists():
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, copy, symlinks=True)
        else:
            shutil.copy2(entry, copy, follow_symlinks=False)


def swap(staging: Staging) -> None:
    """Put the folder in the target's place and delete what was there.

    If anything fails the target is as it was, and the folder is still there to be discarded.
    """
    target, old = staging.target, staging.folder.with_name(staging.folder.name + _OLD)
    if not target.exists():
        staging.folder.rename(target)
        _unlock(staging.lock)
        return
    _keep_hidden(staging)
    shutil.copymode(target, staging.folder)
    lock = _lock(target)  # so that no other run takes it for abandoned while it stands aside
    try:
        target.rename(old)
        try:
            staging.folder.rename(target)
        except BaseException:
            old.rename(target)
            raise
    finally:
        _unlock(-1 if lock is None else lock)
    _unlock(staging.lock)
    shutil.rmtree(old, ignore_errors=True)


def discard(staging: Staging) -> None:
    """Delete a folder that was not swapped in; the target is left as it is."""
    _unlock(staging.lock)
    shutil.rmtree(staging.folder, ignore_errors=True)
