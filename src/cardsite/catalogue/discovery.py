"""Which files a folder of cards holds, what each is, and which ids their paths give."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import CardsiteError
from ..problems import Place, Problem
from ..terminal import one_line
from .trees import Tree

__all__ = [
    "REGISTRIES",
    "CardFile",
    "Folder",
    "discover",
    "is_card_id",
    "is_file_name",
    "is_page_path",
    "renaming",
]

_LONGEST = 80
_SEGMENT = re.compile(rf"[a-z0-9](?:[a-z0-9._-]{{0,{_LONGEST - 2}}}[a-z0-9])?")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "index", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))}
)
"""Names that Windows keeps for devices, and the one that every list page has."""
_FILES_OF_A_PAGE = (".html", ".json", ".md", ".yaml", ".yml")
"""A page called `a.json` would be a folder where the page `a` has a file."""


@dataclass(frozen=True, slots=True)
class CardFile:
    """One YAML file: its id, where it is, and what a message calls it."""

    id: str
    path: str
    """Below the folder of cards."""
    label: str


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a catalogue by their kind, each sorted by path."""

    cards: tuple[CardFile, ...]
    families: tuple[CardFile, ...]
    evaluations: tuple[CardFile, ...]
    registries: dict[str, CardFile]
    problems: tuple[Problem, ...]


REGISTRIES = ("organizations", "benchmarks", "datasets", "metrics", "licenses")


def discover(cards: Tree, label: str) -> Folder:
    """The YAML files in `cards`; raises CardsiteError where there is no such folder.

    Names that begin with a dot are passed over; symbolic links are never followed.
    """
    if cards.items() is None:
        raise CardsiteError(f"{label}: there is no such folder; cards live in it, one YAML file per model")
    problems: list[Problem] = []
    files = sorted(_walk(cards, label, problems), key=lambda file: file.id)
    kinds: dict[str, list[CardFile]] = {"card": [], "family": [], "evaluation": []}
    registries: dict[str, CardFile] = {}
    for file in files:
        if file.id in REGISTRIES:
            registries[file.id] = file
        elif misplaced := _misplaced(file):
            problems.append(misplaced)
        else:
            kind, named = _kind(file)
            problems += _bad_id(kind, named)
            kinds[kind].append(named)
    problems += _equal_but_for_case(kinds["card"])
    return Folder(
        tuple(kinds["card"]), tuple(kinds["family"]), tuple(kinds["evaluation"]), registries, tuple(problems)
    )


def _walk(cards: Tree, label: str, problems: list[Problem], folder: str = "") -> Iterator[CardFile]:
    for name, kind in cards.items(folder) or ():
        path, shown = f"{folder}/{name}".removeprefix("/"), f"{label}/{one_line(name)}"
        if name.startswith("."):
            continue
        if kind == "link":
            hint = "put the file itself here"
            message = "symbolic links are not followed"
            problems.append(Problem("symbolic-link", Place(shown), message, hint=hint))
        elif kind == "folder":
            yield from _walk(cards, shown, problems, path)
        elif kind == "other":
            problems.append(
                Problem("file-name", Place(shown), "neither a file nor a folder", hint="remove it")
            )
        elif name.endswith(".yaml"):
            yield CardFile(path.removesuffix(".yaml"), path, shown)
        elif name.lower().endswith((".yml", ".yaml")):
            stem, _, ending = one_line(name).rpartition(".")
            message, hint = f"cards end in .yaml, not .{ending}", f"rename it to {stem}.yaml"
            problems.append(Problem("file-name", Place(shown), message, hint=hint))


def _kind(file: CardFile) -> tuple[str, CardFile]:
    folder, _, name = file.id.rpartition("/")
    if name == "family" and folder:
        return "family", CardFile(folder, file.path, file.label)
    if name.endswith(".evals"):
        return "evaluation", CardFile(file.id.removesuffix(".evals"), file.path, file.label)
    return "card", file


def _misplaced(file: CardFile) -> Problem | None:
    """The problem of a file whose name has a meaning in another folder."""
    name = file.id.rpartition("/")[2]
    if file.id == "family":
        message = "a family.yaml belongs in the folder of the family's members"
        return Problem(
            "file-name", Place(file.label), message, hint="make a folder for them, and move it there"
        )
    if name in REGISTRIES:
        message = f"{name}.yaml is a registry, and there is one for all cards"
        return Problem(
            "file-name", Place(file.label), message, hint="move its entries up to the folder of cards"
        )
    return None


def is_card_id(identity: str) -> bool:
    """Whether the text can be the id of a card: its path below the folder of cards, without `.yaml`."""
    special = identity.rpartition("/")[2] == "family" or identity.endswith(".evals") or identity in REGISTRIES
    return not special and not list(_bad_id("card", CardFile(identity, "", "")))


def is_file_name(segment: str) -> bool:
    """Whether the text can be the name of a page, or of a folder of pages, on every file system."""
    reserved = segment.partition(".")[0] in _RESERVED or segment.endswith(_FILES_OF_A_PAGE)
    return _SEGMENT.fullmatch(segment) is not None and not reserved


def is_page_path(identity: str) -> bool:
    """Whether every part of an id can be the name of a page or a folder."""
    return all(map(is_file_name, identity.split("/")))


def renaming(segment: str) -> str:
    """What to do about a name that cannot be that of a page."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", segment) if not unicodedata.combining(c))
    word = re.sub(r"[^a-z0-9._-]+", "-", plain.lower()).strip("-._")
    if _SEGMENT.fullmatch(word) and not is_file_name(word):
        return "rename it: lists of the site, files of a page or devices of Windows have that name"
    rule = "lower-case letters, digits, dots, hyphens, underscores"
    if segment != segment.strip("-._"):
        rule += ", the first and the last a letter or a digit"
    if len(segment) > _LONGEST:
        rule += f", at most {_LONGEST} characters"
    return f"rename it: {rule}, such as {word}" if is_file_name(word) else f"rename it: {rule}"


def _bad_id(kind: str, file: CardFile) -> Iterator[Problem]:
    segments = file.id.split("/")
    for segment in segments:
        if not is_file_name(segment):
            message, hint = f'"{one_line(segment)}" cannot be part of an id', renaming(segment)
            yield Problem("card-id", Place(file.label), message, hint=hint)
    if len(segments) > 4:
        message = f"the {kind} lies {len(segments) - 1} folders deep; at most 3 are read"
        yield Problem("card-id", Place(file.label), message, hint="move it up")


def _equal_but_for_case(files: list[CardFile]) -> Iterator[Problem]:
    first: dict[str, CardFile] = {}
    for file in sorted(files, key=lambda file: (not file.id.islower(), file.id)):
        other = first.setdefault(file.id.casefold(), file)
        if other is not file:
            message = f"the id differs only by case from that of {other.label}"
            yield Problem("card-id", Place(file.label), message, hint="rename one of the two files")
