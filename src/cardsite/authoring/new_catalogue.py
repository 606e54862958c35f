"""The files of a new catalogue, which can be checked, built and published as it is."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from ..errors import CardsiteError
from ..files import create_tree
from ..markup import settled, text
from .editor_schemas import FOLDER, write_schemas

__all__ = ["catalogue_files", "edit_address"]

_CARDS = "cards/"
_FILLED_IN = ".tmpl"
"""Ends the name of a file in which `$name` and its like are filled in."""
_EDITED_AT = {
    "github.com": "/edit/main/docs/",
    "gitlab.com": "/-/edit/main/docs/",
    "codeberg.org": "/_edit/main/docs/",
}


def catalogue_files(
    name: str, requirement: str, edit_uri: str = "", without: Collection[str] = ()
) -> dict[str, bytes]:
    """The files by their paths, with the schemas for editors.

    `requirement` is the line of requirements.txt; `without` has files, and folders with all that is in them.
    Raises CardsiteError for one that a catalogue does not have.
    """
    values = {
        "name": json.dumps(name, ensure_ascii=False),
        "heading": settled(text(name).markdown),
        "requirement": requirement,
        "edit_uri": json.dumps(edit_uri),
    }
    shipped = dict(_shipped(resources.files("cardsite") / "authoring" / "catalogue_files", values))
    files = {path: content for path, content in shipped.items() if not _is_below(path, without)}
    schemas = _schemas({path: content for path, content in files.items() if path.startswith(_CARDS)})
    for part in without:
        if not any(_is_below(path, [part]) for path in (*shipped, *schemas)):
            raise CardsiteError(f"a new catalogue has no {part} that could be left out")
    return files | {path: content for path, content in schemas.items() if not _is_below(path, without)}


def edit_address(repository: str) -> str | None:
    """Where the pages of a repository are edited, as `edit_uri` has it; None for a host that is not known."""
    found = re.fullmatch(r"https://([a-z.]+)((?:/[\w.-]+){2,})", repository.rstrip("/").removesuffix(".git"))
    ending = _EDITED_AT.get(found[1]) if found else None
    return f"{found[0]}{ending}" if found and ending else None


def _shipped(folder: Traversable, values: Mapping[str, str], above: str = "") -> Iterator[tuple[str, bytes]]:
    """The files of the package; names that begin with a dot are written `dot-` there."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = above + re.sub(r"^dot-", ".", entry.name)
        if entry.is_dir():
            yield from _shipped(entry, values, f"{path}/")
        elif path.endswith(_FILLED_IN):
            text = Template(entry.read_text(encoding="utf-8")).substitute(values)
            yield path.removesuffix(_FILLED_IN), text.encode()
        else:
            yield path, entry.read_bytes()


def _is_below(path: str, parts: Collection[str]) -> bool:
    return any(path == part or path.startswith(f"{part}/") for part in parts)


def _schemas(cards: Mapping[str, bytes]) -> dict[str, bytes]:
    """The schemas that editors complete from; they know the ids of these cards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / _CARDS).mkdir()
        create_tree(cards, folder)
        write_schemas(folder / _CARDS / FOLDER, folder / _CARDS)
        written = sorted((folder / _CARDS / FOLDER).iterdir())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in written}
