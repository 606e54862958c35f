"""Merges what files say into a card: what is missing is added, what agrees is left, what differs is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..catalogue import Located
from ..problems import Place
from ..schema import Card, EvaluationFile, Fact, Source, fields_of, model_at
from ..yamlio.document import MappingNode as YamlMapping
from ..yamlio.document import Node, ScalarNode
from ..yamlio.document import SequenceNode as YamlSequence
from ..yamlio.editor import Editor, quoted_text
from .readings import Imported, Reading
from .same_value import said, same

__all__ = ["Disagreement", "Merged", "card_order", "evaluation_order", "merge_readings", "under_keys_of"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field of which the card says something else than the file."""

    field: str
    card: str
    place: Place
    file: str
    source: str
    """The file, and its words."""


@dataclass(slots=True)
class Merged:
    """A card's text with what was imported, and what was done."""

    text: str
    added: list[str] = field(default_factory=list)
    agreed: int = 0
    differences: list[Disagreement] = field(default_factory=list)
    accepted: int = 0


def card_order(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The fields that a card may have at a path, in the format's order."""
    model = model_at(Card, path) if path else Card
    return tuple(fields_of(model)) if model else ()


def evaluation_order(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The same for a file of results."""
    model = model_at(EvaluationFile, path) if path else EvaluationFile
    return tuple(fields_of(model)) if model else ()


def merge_readings(text: str, located: Located, imported: Imported, *, accept: bool) -> Merged:
    """The card's `text` with every reading that it lacks, and with those that differ where they are accepted.

    `located` is the card's with what it inherits, which counts as said. Sources are added as far as something
    rests on them. The keys of the sources have to be the card's: see `under_keys_of`.
    """
    editor = Editor(text, card_order)
    merged = Merged(text)
    cited = [fields for run in imported.runs for fields in (run.fields, *run.rows)]
    used = dict.fromkeys(fields["source"] for fields in cited if "source" in fields)
    for reading in sorted(imported.readings, key=lambda each: each.calculated):
        if reading.calculated and merged.differences:
            # A card that has other numbers has another sum.
            continue
        node, place = _there(located, reading.path)
        if node is None:
            _write(editor, located, reading)
            merged.added.append(".".join(reading.path))
        elif same(reading.path, said(node), reading.value):
            merged.agreed += 1
            continue
        elif accept:
            _write(editor, located, reading)
            merged.accepted += 1
        else:
            field, file = ".".join(reading.path), imported.sources.get(reading.source, {}).get("file", "")
            words = reading.quote or (f"= {reading.formula}" if reading.formula else reading.note)
            found = f"{file}: {words}".rstrip(": ")
            merged.differences.append(Disagreement(field, said(node), place, reading.value, found))
            continue
        if reading.source:
            used[reading.source] = None
    for key in used:
        if editor.at(("sources", key)) is None:
            editor.put(("sources", key), dict(imported.sources[key]))
    merged.text = editor.text()
    return merged


def _there(located: Located, path: tuple[str, ...]) -> tuple[Node | None, Place]:
    """What the card says at a path, itself or through its family, and where."""
    node: Node | None = located.node
    for depth, step in enumerate(path):
        short = _short_for(path[:depth], said(node)) if _is_short(node) else ""
        node = node if short == step else _below(node, step)
        if node is None:
            return None, located.node.place
    place = node.place if node else located.node.place
    if isinstance(node, YamlMapping) and "value" in node.entries:
        place = node.entries["value"].place
    return node, place


def _is_short(node: Node | None) -> bool:
    """Whether a value stands there, plain or with its evidence."""
    if isinstance(node, YamlMapping):
        return not _STATED.isdisjoint(node.entries)
    return isinstance(node, ScalarNode)


_STATED = frozenset({"value", "absent"})


def _short_for(path: tuple[str, ...], value: str) -> str:
    """The field that a value stands for where a part may be written short, as in `attention: dense`."""
    part = model_at(Card, path) if path else None
    if part is None or issubclass(part, Fact):
        return ""
    try:
        return next(iter(part.model_validate(value).model_fields_set), "")
    except ValueError:
        return ""


def _below(node: Node | None, step: str) -> Node | None:
    """A field of a mapping, or the row of a list that has such a name."""
    if isinstance(node, YamlMapping):
        return node.entries.get(step)
    if isinstance(node, YamlSequence):
        named = (row for row in _rows(node) if _name(row).casefold() == step.casefold())
        return next(named, None)
    return None


def _name(row: YamlMapping) -> str:
    """What a row is called: of a component, its role."""
    return said(row.entries.get("name") or row.entries.get("role"))


def _rows(node: Node | None) -> list[YamlMapping]:
    items = node.items if isinstance(node, YamlSequence) else ()
    return [item for item in items if isinstance(item, YamlMapping)]


def _write(editor: Editor, located: Located, reading: Reading) -> None:
    value: object = reading.value
    if reading.value.startswith("["):
        value = [item.strip() for item in reading.value.strip("[]").split(",")]
    given = {
        "source": reading.source,
        "quote": reading.quote,
        "formula": reading.formula,
        "note": reading.note,
    }
    evidence = {name: text for name, text in given.items() if text}
    if "components" in reading.path:
        *path, role, name = reading.path
        rows = [str(row.get("role", "")).casefold() for row in editor.at(tuple(path)) or ()]
        fact = {"value": value, **evidence}
        if role.casefold() in rows:
            editor.put((*path, rows.index(role.casefold()), name), fact)
        else:
            _write_row(editor, located, tuple(path), {"role": role, name: fact}, "role")
        return
    if "extra" not in reading.path:
        around = reading.path[:-1]
        there = editor.at(around)
        plain = there.get("value", there.get("absent")) if isinstance(there, Mapping) else there
        if isinstance(plain, str) and (short := _short_for(around, plain)):
            editor.wrap(around, short)
        # A field that cannot carry evidence comes without any.
        editor.put(reading.path, {"value": value, **evidence} if evidence else value)
        return
    # A row has no formula of its own.
    row = {"name": reading.path[-1], "value": quoted_text(reading.value), **evidence}
    _write_row(
        editor, located, reading.path[:-1], {key: text for key, text in row.items() if key != "formula"}
    )


def _write_row(
    editor: Editor, located: Located, path: tuple[str, ...], row: Mapping[str, Any], key: str = "name"
) -> None:
    """A row of a table, in place of the one with its name."""
    if editor.at(path) is None:
        # A card's own list stands in place of the family's, whose rows would be lost.
        for inherited in _rows(_there(located, path)[0]):
            editor.append(path, {key: _as_written(node) for key, node in inherited.entries.items()})
    names = [str(mine.get(key, "")).casefold() for mine in editor.at(path) or ()]
    if row[key].casefold() in names:
        editor.put((*path, names.index(row[key].casefold())), row)
    else:
        editor.append(path, row)


def _as_written(node: Node) -> str:
    return quoted_text(node.text) if isinstance(node, ScalarNode) and node.quoted else said(node)


# Sources


def under_keys_of(sources: Mapping[str, Source], imported: Imported) -> Imported:
    """The same under the keys that a card has for the files, or under new ones where it has none."""
    keys: dict[str, str] = {}
    theirs = Counter(_last(source.get("file", "")) for source in imported.sources.values())
    for key, source in imported.sources.items():
        file = source.get("file", "")
        mine = _key_of_path(file, sources)
        # A file that lies elsewhere is known by its name, where that is the name of one only.
        if not mine and theirs[_last(file)] == 1:
            named = [name for name, own in sources.items() if file and _last(own.file or "") == _last(file)]
            mine = named[0] if len(named) == 1 else ""
        keys[key] = mine or _free(key, {*sources, *keys.values()})
    return Imported(
        {keys[key]: source for key, source in imported.sources.items()},
        tuple(replace(each, source=keys.get(each.source, "")) for each in imported.readings),
        tuple(
            replace(
                run, fields=_renamed(run.fields, keys), rows=tuple(_renamed(row, keys) for row in run.rows)
            )
            for run in imported.runs
        ),
        imported.problems,
        imported.models,
        imported.unknown_tasks,
    )


def _key_of_path(file: str, sources: Mapping[str, Source]) -> str:
    return next((key for key, each in sources.items() if file and each.file == file), "")


def _renamed(fields: Mapping[str, str], keys: Mapping[str, str]) -> dict[str, str]:
    return {name: keys.get(value, value) if name == "source" else value for name, value in fields.items()}


def _last(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _free(key: str, taken: set[str]) -> str:
    number = 2
    found = key
    while found in taken:
        found, number = f"{key}-{number}", number + 1
    return found
