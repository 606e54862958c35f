"""Lays runs of results into a card's file of results: new rows are added, scores that differ are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..yamledit import Editor
from ..yamlfile import Mapping as YamlMapping
from ..yamlfile import Node, parse
from ..yamlfile import Sequence as YamlSequence
from .base import ImportedRun
from .comparing import said, same_score
from .merging import Difference, Merged, evaluation_order

__all__ = ["merge_runs"]

_OF_A_RUN = ("harness", "harness_version", "shots", "checkpoint", "revision", "prompt")
"""What tells one run from another; a run that leaves one out may be any."""
_OF_A_ROW = ("benchmark", "metric", "filter", "shots", "split", "samples")
_SCORES = ("score", "error")


def merge_runs(text: str, label: str, runs: tuple[ImportedRun, ...], *, accept: bool) -> Merged:
    """The text of a file of results, which may be empty, with every row that it lacks."""
    merged = Merged(text)
    root = parse(text.encode(), label).root if text.strip() else None
    there = list(_items(root.entries.get("runs") if isinstance(root, YamlMapping) else None))
    editor = Editor(text if there else f"{text.rstrip()}\nruns: []\n".lstrip(), evaluation_order)
    for run in runs:
        at = next(
            (number for number, known in enumerate(there) if _is_same(known, run.fields, _OF_A_RUN)), None
        )
        if at is None:
            editor.append_block(("runs",), {**run.fields, "results": [dict(row) for row in run.rows]})
            merged.added += [_name(run.fields, row) for row in run.rows]
        else:
            _rows(editor, merged, at, there[at], run, accept=accept)
    merged.text = editor.text()
    return merged


def _rows(
    editor: Editor, merged: Merged, at: int, known: YamlMapping, run: ImportedRun, *, accept: bool
) -> None:
    rows = list(_items(known.entries.get("results")))
    for row in run.rows:
        number = next((index for index, mine in enumerate(rows) if _is_same(mine, row, _OF_A_ROW)), None)
        if number is None:
            editor.append(("runs", at, "results"), row)
            merged.added.append(_name(run.fields, row))
            continue
        for field in _SCORES:
            _score(editor, merged, ("runs", at, "results", number, field), rows[number], row, accept=accept)


def _score(
    editor: Editor,
    merged: Merged,
    path: tuple[str | int, ...],
    mine: YamlMapping,
    row: Mapping[str, str],
    *,
    accept: bool,
) -> None:
    """One score or error of a row that both have; an error that only the file has is added."""
    field = str(path[-1])
    if field not in row:
        return
    node = mine.entries.get(field)
    if node is None:
        editor.put(path, row[field])
        merged.added.append(f"{row['benchmark']} {field}")
    elif same_score(said(node), row[field]):
        merged.agreed += 1
    elif accept:
        editor.put(path, row[field])
        merged.accepted += 1
    else:
        name = f"{row['benchmark']} {row.get('metric', '')} {field}".replace("  ", " ")
        merged.differences.append(Difference(name, said(node), node.place, row[field], ""))


def _items(node: Node | None) -> Iterator[YamlMapping]:
    if isinstance(node, YamlSequence):
        yield from (item for item in node.items if isinstance(item, YamlMapping))


def _is_same(mine: YamlMapping, theirs: Mapping[str, str], names: tuple[str, ...]) -> bool:
    """Whether two rows or runs agree in every one of these fields that both have."""
    pairs = ((said(mine.entries.get(name)), theirs.get(name, "")) for name in names)
    return all(_plain(one) == _plain(other) for one, other in pairs if one and other)


def _plain(text: str) -> str:
    return text.replace("_", "").replace(",", "").casefold() if text[:1].isdigit() else text.casefold()


def _name(fields: Mapping[str, str], row: Mapping[str, str]) -> str:
    step = f" at step {fields['checkpoint']}" if "checkpoint" in fields else ""
    return f"{row['benchmark']} {row.get('metric', '')}{step}".replace("  ", " ")
