"""Where the files of a catalogue come from: a folder of a disk, or contents that somebody has read."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from errno import ENOENT
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, TypeVar, cast

from ..yamlio.document import MAX_BYTES, Document, parse, unreadable

__all__ = ["DiskTree", "Kept", "Nothing", "StoredTree", "Tree", "TreeItem"]

T = TypeVar("T")
Kind = Literal["file", "folder", "link", "other"]


class TreeItem(NamedTuple):
    """What lies in a folder; a link is never followed."""

    name: str
    kind: Kind


class Tree(Protocol):
    """A folder with all that lies below it, by paths with slashes that begin there."""

    def items(self, folder: str = "") -> Sequence[TreeItem] | None:
        """What lies in the folder, by name; None where it is none."""

    def read(self, path: str, most: int = -1) -> bytes:
        """The content of a file, or so many bytes of it; raises OSError where it cannot be read."""


class DiskTree:
    """A folder of a disk."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def items(self, folder: str = "") -> Sequence[TreeItem] | None:
        """See `Tree`."""
        path = self._root / folder
        if not path.is_dir() or (folder and path.is_symlink()):
            return None
        with os.scandir(path) as entries:
            return sorted(TreeItem(entry.name, _kind(entry)) for entry in entries)

    def read(self, path: str, most: int = -1) -> bytes:
        """See `Tree`."""
        with (self._root / path).open("rb") as stream:
            return stream.read(most)


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return "link"
    # A pipe would be waited for.
    return "folder" if entry.is_dir() else "file" if entry.is_file() else "other"


class StoredTree:
    """Files whose contents are known by their paths, with what else lies among them."""

    def __init__(self, files: Mapping[str, bytes], others: Mapping[str, Kind] | None = None) -> None:
        self._files = files
        self._items: dict[str, dict[str, Kind]] = defaultdict(dict)
        kinds: dict[str, Kind] = dict.fromkeys(files, "file")
        kinds |= others or {}
        for path, kind in kinds.items():
            parts = path.split("/")
            self._items["/".join(parts[:-1])][parts[-1]] = kind
            for length in range(1, len(parts)):
                self._items["/".join(parts[: length - 1])][parts[length - 1]] = "folder"

    def items(self, folder: str = "") -> Sequence[TreeItem] | None:
        """See `Tree`."""
        found = self._items.get(folder)
        return None if found is None else sorted(TreeItem(name, kind) for name, kind in found.items())

    def read(self, path: str, most: int = -1) -> bytes:
        """See `Tree`."""
        content = self._files.get(path)
        if content is None:
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT), path)
        return content if most < 0 else content[:most]


class Nothing:
    """Remembers nothing: each file is read for the one catalogue that is made of it."""

    def document(self, tree: Tree, path: str, label: str) -> Document:
        """The document in a file, which problems call `label`; a file that cannot be read is a problem."""
        try:
            return parse(tree.read(path, MAX_BYTES + 1), label)
        except OSError as error:
            return unreadable(label, error)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:  # noqa: ARG002  (see Kept)
        """What `make` gives."""
        return make()


class Kept(Nothing):
    """Remembers what was made of files, for a second catalogue in which most of them are the same.

    Of one content under one name there is one document, and what is made of the same documents is the same.
    """

    def __init__(self) -> None:
        self._documents: dict[tuple[str, bytes], Document] = {}
        self._made: dict[Hashable, Any] = {}

    def document(self, tree: Tree, path: str, label: str) -> Document:
        """See `Nothing`."""
        try:
            content = tree.read(path, MAX_BYTES + 1)
        except OSError as error:
            return unreadable(label, error)
        if (label, content) not in self._documents:
            self._documents[label, content] = parse(content, label)
        return self._documents[label, content]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave for the key, in which `id` may stand for documents, which stay."""
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])
