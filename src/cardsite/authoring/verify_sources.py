"""Checks cards against the local files that their evidence names: what the card says, what the file says."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..catalogue import CardEntry, Catalogue
from ..importers import Imported
from ..importers.card_merge import Disagreement, merge_readings, under_keys_of
from ..importers.input_files import Refused, read_text
from ..importers.kinds import kind_of
from ..importers.lm_eval import import_lm_eval
from ..importers.model_folder import import_model_config
from ..importers.neox import import_neox
from ..importers.same_value import same_score
from ..importers.step_series import file_at
from ..problems import Problem
from ..schema import Count, Result, Run, Steps

__all__ = ["Verified", "verified"]

_ENDINGS = (".json", ".yaml", ".yml")
"""Those of files that something can be read from."""


@dataclass(slots=True)
class Verified:
    """How one card stands against the files that it names."""

    id: str
    agreed: int = 0
    differences: list[Disagreement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Files that cannot be read."""
    read: list[str] = field(default_factory=list)
    """The files that it was checked against."""
    missing: list[str] = field(default_factory=list)
    """Files that its sources name and that are not here."""
    other: list[str] = field(default_factory=list)
    """Files that are here, of a kind that nothing can be read from."""


class _Files:
    """The files below folders, by their names; looked for once, and only where a whole path is not there."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def path_of(self, name: str) -> Path | None:
        """The file in one of the folders: by its whole path, else by its last part where only one has it."""
        if name.startswith("/") or ".." in Path(name).parts:
            return None
        whole = next((folder / name for folder in self._folders if (folder / name).is_file()), None)
        found = () if whole else self._by_name.get(Path(name).name, ())
        return whole or (found[0] if len(found) == 1 else None)

    @cached_property
    def _by_name(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = defaultdict(list)
        for folder in self._folders:
            for parent, below, names in os.walk(folder):
                below[:] = [each for each in below if not each.startswith(".")]
                for name in names:
                    if name.endswith(_ENDINGS):
                        found[name].append(Path(parent, name))
        return found


def verified(catalogue: Catalogue, identities: Sequence[str], folders: Sequence[Path]) -> Iterator[Verified]:
    """Each card against those of its files that lie below one of the folders."""
    here = _Files(folders)
    for identity in identities:
        entry = catalogue.cards[identity]
        found = Verified(identity)
        for key, source in entry.card.sources.items():
            if source.file and source.file.endswith(_ENDINGS):
                _against(entry, catalogue, key, source.file, here, found)
        yield found


def _against(
    entry: CardEntry, catalogue: Catalogue, key: str, file: str, here: _Files, found: Verified
) -> None:
    runs = [run for run in entry.card.runs if run.source == key]
    steps = (
        sorted({int(run.checkpoint) for run in runs if run.checkpoint is not None})
        if "{step}" in file
        else []
    )
    names = [file_at(file, step) for step in steps] or [file]
    paths = {name: path for name in names if (path := here.path_of(name))}
    found.missing += [name for name in names if name not in paths]
    if not paths:
        return
    files = [(path, name) for name, path in paths.items()]
    imported = _imported(files, catalogue)
    if imported is None:
        found.other += list(paths)
        return
    found.read += list(paths)
    found.problems += imported.problems
    if imported.runs:
        _scores(runs, imported, entry, catalogue, found)
    else:
        _facts(entry, key, imported, found)


def _imported(files: Sequence[tuple[Path, str]], catalogue: Catalogue) -> Imported | None:
    """What the files say, by their kind; None for a kind that nothing can be read from."""
    path, label = files[0]
    try:
        kind = kind_of(read_text(path, label))
    except Refused as refused:
        return Imported({}, problems=(refused.problem,))
    if kind == "lm-eval":
        registries = catalogue.registries
        benchmarks = {identity: entry.value for identity, entry in registries.benchmarks.items()}
        metrics = {identity: entry.value for identity, entry in registries.metrics.items()}
        return import_lm_eval(files, benchmarks, metrics=metrics, every_metric=True)
    # One that does not have a kind may be broken, and then they say where.
    found = import_model_config(path, label) if path.suffix == ".json" else import_neox(files[:1])
    return None if any(problem.code == "import-kind" for problem in found.problems) else found


def _facts(entry: CardEntry, key: str, imported: Imported, found: Verified) -> None:
    """The facts that name this file as their source."""
    same = under_keys_of(entry.card.sources, imported)
    merged = merge_readings("{}\n", entry.located, same, accept=False)
    cited = {each.path for each in same.readings if key in _sources_at(entry, each.path)}
    names = {".".join(path) for path in cited}
    differing = [each for each in merged.differences if each.field in names]
    found.differences += differing
    found.agreed += len([path for path in cited if ".".join(path) not in merged.added]) - len(differing)


def _sources_at(entry: CardEntry, path: tuple[str, ...]) -> Iterator[str]:
    for depth in range(len(path), 0, -1):
        node = entry.located.find(path[:depth])[0]
        source = getattr(node, "entries", {}).get("source")
        if source is not None:
            yield source.text
            return


def _scores(
    runs: Sequence[Run], imported: Imported, entry: CardEntry, catalogue: Catalogue, found: Verified
) -> None:
    """The card's own rows, each against the file's row that measures the same."""
    files = {key: source.get("file", "") for key, source in imported.sources.items()}
    rows: dict[tuple[str, str, str, str], tuple[Mapping[str, str], str]] = {}
    for imported_run in imported.runs:
        fields = imported_run.fields
        step, shots = fields.get("checkpoint", ""), fields.get("shots", "")
        file = files.get(fields.get("source", ""), "")
        for row in imported_run.rows:
            rows[step, shots, row["benchmark"], row.get("metric", "")] = (row, file)
    if len(imported.runs) == 1:  # then a card need not say which step it is
        rows |= {("", *key[1:]): row for key, row in rows.items()}
    for run in runs:
        index = entry.card.evaluation.runs.index(run) if entry.card.evaluation else 0
        for number, result in enumerate(run.results):
            benchmark = catalogue.registries.benchmarks.get(result.benchmark)
            metric = result.metric or (benchmark.value.metric if benchmark else "")
            step, shots = (_whole(result.checkpoint or run.checkpoint), _whole(result.shots or run.shots))
            # Files give scores of whole benchmarks, which one of a subset is not.
            found_row = rows.get((step, shots, result.benchmark, metric)) if result.subset is None else None
            if found_row:
                at = ("evaluation", "runs", index, "results", number)
                _score(entry, at, result, *found_row, found)


def _whole(count: Count | Steps | None) -> str:
    return str(int(count)) if count is not None else ""


def _score(
    entry: CardEntry,
    at: tuple[str | int, ...],
    result: Result,
    row: Mapping[str, str],
    file: str,
    found: Verified,
) -> None:
    for field_name, mine in (("score", result.score), ("error", result.error)):
        theirs = row.get(field_name)
        if mine is None or theirs is None:
            continue
        if same_score(mine.text, theirs):
            found.agreed += 1
        else:
            place = entry.located.place((*at, field_name))
            name = f"{result.benchmark} {row.get('metric', '')} {field_name}"
            found.differences.append(Disagreement(name, mine.text, place, theirs, file))
