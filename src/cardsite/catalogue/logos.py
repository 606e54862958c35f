"""Images that stand for organisations: files below `logos/`, each named after the organisation's id."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from ..problems import Place, Problem, did_you_mean
from ..terminal import one_line
from .entries import Logo
from .trees import Tree

__all__ = ["read_logos"]

# No SVG: opened by its own address, it would run what is written in it as a page of the site.
_BEGINNINGS = {
    ".png": (b"\x89PNG\r\n\x1a\n", 0),
    ".jpg": (b"\xff\xd8\xff", 0),
    ".webp": (b"WEBP", 8),
}
_MOST = 100 * 1024


def read_logos(
    cards: Tree, label: str, organizations: Iterable[str]
) -> tuple[dict[str, Logo], list[Problem]]:
    """The logos in `cards`, by the id of the organisation, and what is wrong with the others."""
    known = frozenset(organizations)
    found: dict[str, Logo] = {}
    problems: list[Problem] = []
    for name, kind in cards.items("logos") or ():
        # Links are reported with those of cards, and never followed.
        if name.startswith(".") or kind != "file":
            continue
        file = PurePosixPath("logos", name)
        place = Place(f"{label}/logos/{one_line(name)}")
        content = cards.read(str(file))
        if problem := _problem(file, content, known, place):
            problems.append(problem)
        elif file.stem in found:
            message = f"there is another logo of {file.stem}"
            problems.append(Problem("logo", place, message, hint="keep one of the two"))
        else:
            found[file.stem] = Logo(str(file), content)
    return found, problems


def _problem(
    file: PurePosixPath, content: bytes, organizations: frozenset[str], place: Place
) -> Problem | None:
    beginning, at = _BEGINNINGS.get(file.suffix, (None, 0))
    if beginning is None:
        message, hint = f'a logo cannot be "{one_line(file.suffix)}"', "use .png, .jpg or .webp"
    elif not content.startswith(beginning, at):
        message, hint = f"this is not a {file.suffix[1:]} image", "save it in that format"
    elif len(content) > _MOST:
        message = f"the logo has {len(content) // 1024} KiB, more than {_MOST // 1024}"
        hint = "make it smaller: pages show it 3 cm wide"
    elif file.stem not in organizations:
        message = f'there is no organisation "{one_line(file.stem)}"'
        hint = did_you_mean(file.stem, organizations) or "name the file after an id of organizations.yaml"
    else:
        return None
    return Problem("logo", place, message, hint=hint)
