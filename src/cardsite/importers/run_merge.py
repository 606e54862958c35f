"""Merges runs of results into those of a card: new rows are added, scores that differ are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import CardsiteError
from ..problems import has_errors
from ..yamlio.document import MappingNode as YamlMapping
from ..yamlio.document import Node, parse
from ..yamlio.document import SequenceNode as YamlSequence
from ..yamlio.editor import Editor
from .card_merge import Disagreement, Merged, card_order, evaluation_order
from .readings import Imported, ImportedRun
from .same_value import said, same_score
from .step_series import file_at

__all__ = ["compare_runs", "merge_runs"]

_OF_A_RUN = ("harness", "harness_version", "shots", "checkpoint", "revision", "prompt", "settings")
"""What tells one run from another; a run that leaves one out may be any."""
_OF_A_ROW = ("benchmark", "metric", "filter", "shots", "split", "samples")
_SCORES = ("score", "error")


@dataclass(slots=True)
class _Runs:
    """The runs of a text, at the path where they stand, and what is done to them."""

    editor: Editor
    merged: Merged
    path: tuple[str, ...]
    there: list[YamlMapping]
    sources: Mapping[str, Mapping[str, str]]
    accept: bool
    last: int
    """The last step of the files: what a run means that names no checkpoint."""

    def at(self, run: ImportedRun) -> int | None:
        """The number of the run that this is, of several the one that says most of it."""
        alike = []
        for number, known in enumerate(self.there):
            at_step = "checkpoint" in known.entries or _step(run) in {None, self.last}
            if at_step and _is_same(known, run.fields, _OF_A_RUN):
                both_say = sum(name in known.entries and name in run.fields for name in _OF_A_RUN)
                alike.append((both_say, -number))
        return -max(alike)[1] if alike else None

    def compare(self, number: int, run: ImportedRun) -> list[Mapping[str, str]]:
        """Checks the rows of a run against those of the file; gives the rows that the run there lacks."""
        rows = list(_items(self.there[number].entries.get("results")))
        lacking = []
        for row in run.rows:
            # A score of a whole benchmark is not one of a subset.
            index = next(
                (
                    index
                    for index, mine in enumerate(rows)
                    if said(mine.entries.get("subset")) == row.get("subset", "")
                    and _is_same(mine, row, _OF_A_ROW)
                ),
                None,
            )
            if index is None:
                lacking.append(row)
                continue
            for field in _SCORES:
                self._score((*self.path, number, "results", index, field), rows[index], run, row)
        return lacking

    def _score(
        self, path: tuple[str | int, ...], mine: YamlMapping, run: ImportedRun, row: Mapping[str, str]
    ) -> None:
        """One score or error of a row that both have; an error that only the file has is added."""
        field = str(path[-1])
        if field not in row:
            return
        node = mine.entries.get(field)
        if node is None:
            self.editor.put(path, row[field])
            self.merged.added.append(f"{row['benchmark']} {field}")
        elif same_score(said(node), row[field]):
            self.merged.agreed += 1
        elif self.accept:
            self.editor.put(path, row[field])
            self.merged.accepted += 1
        else:
            file = self.sources.get(run.fields.get("source", ""), {}).get("file", "")
            name = f"{row['benchmark']} {row.get('metric', '')} {field}".replace("  ", " ")
            where = file_at(file, _step(run))
            self.merged.differences.append(Disagreement(name, said(node), node.place, row[field], where))


def merge_runs(text: str, label: str, imported: Imported, *, accept: bool) -> Merged:
    """The text of a file of results, which may be empty, with every row that it lacks."""
    document = parse(text.encode(), label)
    if has_errors(problem for problem in document.problems if problem.code != "yaml-empty"):
        raise CardsiteError(f"{label} has mistakes, which cardsite check shows; nothing was written")
    root = document.root
    entries = root.entries if isinstance(root, YamlMapping) else {}
    there = list(_items(entries.get("runs")))
    whole = text if "runs" in entries else f"{text.rstrip()}\nruns: []\n".lstrip()
    runs = _of(Editor(whole, evaluation_order), text, ("runs",), there, imported, accept=accept)
    for run in imported.runs:
        at = runs.at(run)
        if at is None:
            runs.editor.append_block(("runs",), {**run.fields, "results": [dict(row) for row in run.rows]})
            lacking: Sequence[Mapping[str, str]] = run.rows
        else:
            lacking = runs.compare(at, run)
            for row in lacking:
                runs.editor.append(("runs", at, "results"), row)
        step = f" at step {run.fields['checkpoint']}" if "checkpoint" in run.fields else ""
        names = (f"{row['benchmark']} {row.get('metric', '')}{step}" for row in lacking)
        runs.merged.added += [name.replace("  ", " ") for name in names]
    runs.merged.text = runs.editor.text()
    return runs.merged


def compare_runs(text: str, label: str, imported: Imported, *, accept: bool) -> tuple[Merged, Imported]:
    """The text of a card whose own runs were checked against the files, and the rows that they lack."""
    root = parse(text.encode(), label).root
    evaluation = root.entries.get("evaluation") if isinstance(root, YamlMapping) else None
    there = list(_items(evaluation.entries.get("runs") if isinstance(evaluation, YamlMapping) else None))
    runs = _of(Editor(text, card_order), text, ("evaluation", "runs"), there, imported, accept=accept)
    rest = []
    for run in imported.runs:
        at = runs.at(run)
        lacking = run.rows if at is None else tuple(runs.compare(at, run))
        if lacking:
            rest.append(replace(run, rows=lacking))
    runs.merged.text = runs.editor.text()
    return runs.merged, replace(imported, runs=tuple(rest))


def _of(
    editor: Editor,
    text: str,
    path: tuple[str, ...],
    there: list[YamlMapping],
    imported: Imported,
    *,
    accept: bool,
) -> _Runs:
    last = max((_step(run) or 0 for run in imported.runs), default=0)
    return _Runs(editor, Merged(text), path, there, imported.sources, accept, last)


def _step(run: ImportedRun) -> int | None:
    step = run.fields.get("checkpoint", "")
    return int(step) if step.isdigit() else None


def _items(node: Node | None) -> Iterator[YamlMapping]:
    if isinstance(node, YamlSequence):
        yield from (item for item in node.items if isinstance(item, YamlMapping))


def _is_same(mine: YamlMapping, theirs: Mapping[str, str], names: tuple[str, ...]) -> bool:
    """Whether two rows or runs agree in every one of these fields that both have."""
    pairs = ((said(mine.entries.get(name)), theirs.get(name, "")) for name in names)
    return all(_plain(one) == _plain(other) for one, other in pairs if one and other)


def _plain(text: str) -> str:
    return text.replace("_", "").replace(",", "").casefold() if text[:1].isdigit() else text.casefold()
