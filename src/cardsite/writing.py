"""Writes files whole or not at all, and only where their bytes change."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .errors import CardsiteError
from .pages import Site

__all__ = ["create_file", "write_file", "write_site"]

_MANIFEST = ".cardsite-files.json"
"""Lists what the last run wrote, so that the next one can take away what is no longer made."""


def write_file(path: Path, content: bytes) -> bool:
    """Puts the content there in one step; False where it already is, and then nothing is touched."""
    try:
        if path.read_bytes() == content and not path.is_symlink():
            return False
    except OSError:
        pass
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
        raise CardsiteError(f"{path} is there already; nothing was written") from None


def write_site(site: Site, out: Path) -> tuple[int, int]:
    """Writes the pages and assets below `out`: how many files changed, and how many were taken away.

    Files that cardsite did not write are left alone. Raises CardsiteError where a file of the site would
    have to replace one of them, or where a folder leads out of `out`.
    """
    files = {page.path: page.markdown.encode() for page in site.pages}
    files |= {asset.path: asset.content for asset in site.assets}
    before = _written_before(out)
    _refuse_strangers(out, files.keys() - before)
    changed = sum([write_file(out / path, content) for path, content in sorted(files.items())])
    stale = sorted(before - files.keys())
    for path in stale:
        (out / path).unlink(missing_ok=True)
    write_file(out / _MANIFEST, (json.dumps(sorted(files), indent=0) + "\n").encode())
    return changed, len(stale)


def _written_before(out: Path) -> set[str]:
    try:
        listed = json.loads((out / _MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return set()
    except (OSError, ValueError):
        raise CardsiteError(f"{out / _MANIFEST} cannot be read; delete it to begin anew") from None
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    return {name for name in names if _inside(out, name)}


def _inside(out: Path, name: str) -> bool:
    """Whether the path stays below `out`, also where folders are links."""
    parent = (out / name).parent.resolve()
    return parent.is_relative_to(out.resolve()) and ".." not in Path(name).parts


def _refuse_strangers(out: Path, names: Iterable[str]) -> None:
    for name in sorted(names):
        if not _inside(out, name):
            raise CardsiteError(f"{out / name} leads out of {out} by a link; nothing was written")
        if (out / name).exists():
            raise CardsiteError(
                f"{out / name} is not from cardsite and would be replaced; nothing was written"
            )
