"""Pictures that cards show: files beside them, known by their bytes, with their sizes."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote

import imagesize

from ..problems import Place, Problem, Severity
from ..terminal import one_line
from .discovery import is_file_name, renaming
from .trees import Tree

__all__ = ["Picture", "picture_path", "read_pictures"]

# No SVG: opened by its own address, it would run what is written in it as a page of the site.
_BEGINNINGS = {
    ".png": (b"\x89PNG\r\n\x1a\n", 0),
    ".jpg": (b"\xff\xd8\xff", 0),
    ".jpeg": (b"\xff\xd8\xff", 0),
    ".webp": (b"WEBP", 8),
    ".avif": (b"ftypavi", 4),
}
_MOST_BYTES = 1024 * 1024
_MOST_PIXELS = 4096


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture below the folder of cards."""

    path: str
    """Where the site puts it."""
    content: bytes
    width: int
    """In pixels, as it is shown."""
    height: int
    """In pixels too."""


def picture_path(written: str, file: str) -> str:
    """The path of a picture as messages name it, from one that a file has: `![…](figures/loss.png)`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(written)))


def read_pictures(cards: Tree, label: str) -> tuple[dict[str, Picture], list[Problem]]:
    """The pictures in `cards` but the logos, by paths as messages name them; problems of the others."""
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    for path in _files(cards):
        place = Place(f"{label}/{one_line(path)}")
        content = cards.read(path)
        if problem := _problem(path, content, place):
            problems.append(problem)
            continue
        width, height = _size(content)
        if not 0 < width <= _MOST_PIXELS or not 0 < height <= _MOST_PIXELS:
            message = f"the picture has {width:,} × {height:,} pixels, more than {_MOST_PIXELS:,} on a side"
            hint = "save it smaller"
            if width <= 0 or height <= 0:
                message, hint = "the size of the picture cannot be read", "save it again, as PNG for example"
            problems.append(Problem("figure", place, message, hint=hint))
            continue
        if _has_place(content):
            message, hint = "the picture says where it was taken", "remove its metadata before you publish it"
            problems.append(Problem("figure", place, message, hint=hint, severity=Severity.WARNING))
        found[f"{label}/{path}"] = Picture(f"figures/{path}", content, width, height)
    return found, problems


def _files(cards: Tree, folder: str = "") -> Iterator[str]:
    for name, kind in cards.items(folder) or ():
        # Links are reported with those of cards, and never followed.
        if name.startswith(".") or (not folder and name == "logos"):
            continue
        path = f"{folder}/{name}".removeprefix("/")
        if kind == "folder":
            yield from _files(cards, path)
        elif kind == "file" and name.lower().endswith(tuple(_BEGINNINGS)):
            yield path


def _problem(path: str, content: bytes, place: Place) -> Problem | None:
    beginning, at = _BEGINNINGS[posixpath.splitext(path)[1].lower()]
    if odd := next((part for part in path.split("/") if not is_file_name(part)), None):
        message, hint = f'"{one_line(odd)}" cannot be part of the address of a picture', renaming(odd)
    elif not content.startswith(beginning, at):
        message = f"this is not a picture in the format of {posixpath.splitext(path)[1]}"
        hint = "save it as PNG, JPEG, WebP or AVIF, with the ending of its format"
    elif len(content) > _MOST_BYTES:
        message = f"the picture has {len(content) // 1024:,} KiB, more than {_MOST_BYTES // 1024:,}"
        hint = "save it smaller"
    else:
        return None
    return Problem("figure", place, message, hint=hint)


def _size(content: bytes) -> tuple[int, int]:
    """Width and height as they are shown; 0 where they cannot be read."""
    try:
        info = imagesize.get_info(BytesIO(content))
    except Exception:  # whatever crafted bytes bring about
        return 0, 0
    return info.width, info.height


_GPS = 0x8825
"""The tag of EXIF that leads to the place, in the first directory."""


_MOST_HEADERS = 20
"""More places that look like the beginning of EXIF are not looked at; it stands near that of the file."""


def _has_place(content: bytes) -> bool:
    """Whether metadata say where a picture was taken, in EXIF or in XMP."""
    if b"GPSLatitude" in content:
        return True
    for header, order in ((b"II*\0", "<"), (b"MM\0*", ">")):
        start = -1
        for _ in range(_MOST_HEADERS):
            start = content.find(header, start + 1)
            if start < 0:
                break
            if _leads_to_place(content, start, order):
                return True
    return False


def _leads_to_place(content: bytes, start: int, order: str) -> bool:
    try:
        (first,) = struct.unpack_from(f"{order}I", content, start + 4)
        (count,) = struct.unpack_from(f"{order}H", content, start + first)
        entries = range(start + first + 2, start + first + 2 + 12 * min(count, 100), 12)
        return any(struct.unpack_from(f"{order}HHI", content, at) == (_GPS, 4, 1) for at in entries)
    except struct.error:
        return False
