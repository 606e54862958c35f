"""Where a field belongs that the format does not have under this name, or not in this place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from ..schema import (
    Benchmark,
    Card,
    Dataset,
    EvaluationFile,
    Family,
    LicenseEntry,
    Metric,
    Organization,
    Part,
    fields_of,
    homes_of,
    model_at,
)
from ..yamlio.document import MappingNode, ScalarNode, parse

__all__ = ["ELSEWHERE", "ROOTS", "elsewhere", "place_for"]

_Path = tuple[str | int, ...]

ELSEWHERE = "names_elsewhere.yaml"
"""The file of what fields are called in other formats."""
ROOTS: dict[str, type[Part]] = {
    "datasets": Dataset,
    "benchmarks": Benchmark,
    "metrics": Metric,
    "licenses": LicenseEntry,
    "organizations": Organization,
}
"""What paths of that file lead through first where they are not those of a card."""
_ROOT_OF: dict[type[Part], str] = {
    EvaluationFile: "evaluation",
    **{model: root for root, model in ROOTS.items()},
}
_MOST_LISTED = 13
"""So many fields of a part are named in a hint."""


@cache
def elsewhere() -> dict[str, str]:
    """By name in other formats, perhaps with its place before it, the path here, perhaps with a remark."""
    file = resources.files("cardsite") / "catalogue" / ELSEWHERE
    root = parse(file.read_bytes(), ELSEWHERE).root
    entries = root.entries if isinstance(root, MappingNode) else {}
    return {name: node.text for name, node in entries.items() if isinstance(node, ScalarNode)}


def place_for(model: type[Part], path: _Path) -> str:
    """What to write in place of the unknown field at a path of the model; empty where nothing is known."""
    name, place = str(path[-1]), tuple(step for step in path[:-1] if isinstance(step, str))
    parent = model_at(model, path[:-1])
    return (
        _called_elsewhere(model, name, place)
        or _other_place(model, name, ".".join((*place, name)))
        or _misspelt(model, parent, name)
        or _no_field(model, parent, path)
    )


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[^a-z0-9]+")


def _plain(name: str) -> str:
    """The name in small letters, with underscores: `numHiddenLayers`, `num-hidden-layers`."""
    return _BETWEEN.sub("_", _CAMEL.sub("_", name).casefold()).strip("_")


def _called_elsewhere(model: type[Part], name: str, place: tuple[str, ...]) -> str:
    root = _ROOT_OF.get(model, "")
    prefix = f"{root}." if root else ""
    plain, here = _plain(name), prefix + "".join(f"{step}." for step in place)
    found = elsewhere().get(here + plain)
    if model not in ROOTS.values() and not _in_item(model, place):
        found = found or elsewhere().get(plain)
    if found is None or found.split()[0] == here + name:
        return ""
    target, _, remark = found.partition(" ")
    before, _, last = target.rpartition(".")
    if last in ("extra", "sections") and not remark:
        return _row_or_section(model, target)
    # In the same part the name is enough; a file that holds one part only has no name for it.
    shown = last if f"{before}." == here else target.removeprefix(prefix)
    if model is Family:
        shown = _in_family(target)
    return f"write it as {shown} {remark}".rstrip()


def _in_item(model: type[Part], place: tuple[str, ...]) -> bool:
    """Whether the place is in an item of a list, which has names of its own: the `seed` of a score."""
    part: type[Part] | None = model
    for step in place:
        spec = fields_of(part).get(step) if part else None
        if spec is None or spec.many:
            return True
        part = spec.part
    return False


def _other_place(model: type[Part], name: str, written: str) -> str:
    """Where a field of this very name belongs, if it belongs somewhere else."""
    homes = [home for home in _homes(model).get(name, ()) if home != written]
    if homes and homes[0] == name:
        return (
            f"{name} belongs to the {model.__name__.lower()} as a whole: write it at the beginning of a line"
        )
    if not homes and model is Family and name in _homes(Card):
        return f"{name} is for members: write it as shared.{_homes(Card)[name][0]}"
    return f"{name} belongs elsewhere: write it as {homes[0]}" if homes else ""


def _in_family(path: str) -> str:
    return path if path in fields_of(Family) else f"shared.{path}"


def _misspelt(model: type[Part], parent: type[Part] | None, name: str) -> str:
    """The field of this place whose name is nearly the same, or else that of another place."""
    if parent and (near := _nearest(name, parent)):
        return f'did you mean "{near}"?'
    near = _nearest(name, model, below=True)
    return f"did you mean {_homes(model)[near][0]}?" if near else ""


@cache
def _homes(model: type[Part]) -> dict[str, tuple[str, ...]]:
    """Where fields of each name may stand below the model, the nearest place first."""
    names = {name for path in _paths(model) if (name := path.rpartition(".")[2])}
    return {name: tuple(homes_of(model, name)) for name in sorted(names)}


def _paths(model: type[Part], prefix: str = "") -> Iterator[str]:
    for spec in fields_of(model).values():
        yield prefix + spec.name
        if spec.part and not spec.many:
            yield from _paths(spec.part, f"{prefix}{spec.name}.")


def _nearest(word: str, model: type[Part], *, below: bool = False) -> str:
    """The field of a part, or of all `below` it, that was probably meant; empty where there is none.

    Case and signs between words do not count, and a letter or two of a longer word may be wrong, missing, too
    many or in the wrong place.
    """
    written = _letters(word)
    by_length = _by_length(model, below)
    lengths = range(len(written[0]) - _MOST_SLIPS, len(written[0]) + _MOST_SLIPS + 1)
    names = (each for length in lengths for each in by_length.get(length, ()))
    found = ((_slips(written, letters), name) for letters, name in names)
    return min(((slips, name) for slips, name in found if slips is not None), default=(0, ""))[1]


_MOST_SLIPS = 2
_Letters = tuple[str, frozenset[str]]


def _letters(name: str) -> _Letters:
    """The name without signs between words, and the letters that occur in it."""
    folded = _plain(name).replace("_", "")
    return folded, frozenset(folded)


@cache
def _by_length(model: type[Part], below: bool) -> dict[int, list[tuple[_Letters, str]]]:
    """Names of fields with their letters: files of very many mistakes are to be answered soon as well."""
    found: dict[int, list[tuple[_Letters, str]]] = {}
    for name in _homes(model) if below else fields_of(model):
        letters = _letters(name)
        found.setdefault(len(letters[0]), []).append((letters, name))
    return found


def _slips(written: _Letters, known: _Letters) -> int | None:
    """How many slips of the hand lie between two words; None if so many are no accident in words so long."""
    (word, letters), (name, others) = written, known
    length = max(len(word), len(name))
    most = 0 if length < 4 else 1 if length < 8 else _MOST_SLIPS
    # What one slip changes is two letters at most; most words differ in more, and are not looked at closely.
    if len(letters ^ others) > 2 * most or abs(len(word) - len(name)) > most:
        return None
    slips = _edits(word, name)
    # Among short words one letter for another makes a word of its own: `date` and `data`.
    other_word = slips == 1 and length < 6 and sorted(word) != sorted(name) and len(word) == len(name)
    other_beginning = slips > 1 and word[:1] != name[:1]
    return None if slips > most or other_word or other_beginning else slips


def _edits(word: str, name: str) -> int:
    """The letters to insert, delete, replace or exchange with the next one (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(name) + 1))
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, other in enumerate(name, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == name[j - 2] and word[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _no_field(model: type[Part], parent: type[Part] | None, path: _Path) -> str:
    """What is known in the place, if that is not much, and where a card says what has no field."""
    known = fields_of(parent) if parent else {}
    listed = f"known here: {', '.join(known)}" if 0 < len(known) <= _MOST_LISTED else ""
    other = _row_or_section(model, _room(model, path))
    return "; ".join(filter(None, (listed, other)))


def _room(model: type[Part], path: _Path) -> str:
    """The nearest field around a place that takes what has no field of its own; empty where there is none."""
    for end in range(len(path) - 1, -1, -1):
        part = model_at(model, path[:end])
        for name in ("extra", "note", "sections"):
            if part and name in fields_of(part):
                return ".".join([*(step for step in path[:end] if isinstance(step, str)), name])
    return "sections" if model is Family else ""


def _row_or_section(model: type[Part], target: str) -> str:
    shown = _in_family(target) if model is Family and target else target
    match target.rpartition(".")[2]:
        case "extra":
            return f"what has no field is a row of {shown} (name and value)"
        case "sections":
            return f"what has no field is one of the {shown} (title and body)"
        case "note":
            return f"what has no field can be said in {shown}"
        case _:
            return ""
