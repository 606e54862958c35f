"""Imports results of lm-evaluation-harness: from files, perhaps many of one model, to runs of a card."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from ..errors import CardsiteError
from ..problems import Place, Problem, Severity, did_you_mean, in_order
from ..schema import Benchmark, Metric
from .harness_groups import Known
from .harness_remarks import Kind, Remarks, listed, said_once
from .harness_rows import TaskRow, rows_of
from .harness_shapes import HarnessFile, read_results
from .input_files import Refused
from .readings import Imported, ImportedRun

__all__ = ["CHECKPOINT", "import_lm_eval", "result_files"]

CHECKPOINT = r"step(\d+)"
"""Where a checkpoint's step stands in the name of a file, or in the revision, unless one says otherwise."""

_STEPS = Kind(
    "import-differs",
    "the file's name and its revision name different checkpoints: {names}",
    hint="the name is taken; rename the file, or give a pattern that finds the step",
    severity=Severity.WARNING,
)


@dataclass(slots=True)
class _File:
    """A file that was read, with the rows that are left of it."""

    path: Path
    label: str
    said: HarnessFile
    checkpoint: str
    rows: tuple[TaskRow, ...]
    key: str = ""
    lost: list[_File] = field(default_factory=list)
    """For each result that is not taken, the file that has it too."""

    def measurement(self, row: TaskRow) -> tuple[str, ...]:
        """The same for two rows that measure the same thing in the same way."""
        said = self.said
        return (said.identity, self.checkpoint, said.revision, said.prompt, *row.measured)


def import_lm_eval(
    files: Sequence[tuple[Path, str]],
    benchmarks: Mapping[str, Benchmark],
    *,
    checkpoint_pattern: str | None = None,
    tasks: Collection[str] | None = None,
    metrics: Mapping[str, Metric] | None = None,
    every_metric: bool = False,
) -> Imported:
    """The results in files of one model: a run for each file and number of shots, sorted by shots and step.

    The second part of each file is how messages and sources name it. `benchmarks` and `metrics` are the
    registries; without metrics, those that harnesses usually write are taken. `tasks` are the ids of the
    benchmarks to take, None for all. A score is given in the metric that its benchmark is usually quoted
    in, or with `every_metric` in all that are known. Raises CardsiteError for an invalid pattern.
    """
    step = _pattern(checkpoint_pattern)
    known = Known(benchmarks, metrics, tasks, every_metric=every_metric)
    read: list[_File] = []
    problems: list[Problem] = []
    unknown: dict[str, str] = {}
    for path, label in sorted(dict.fromkeys(files), key=lambda file: _natural(file[1])):
        try:
            said, remarks = read_results(path, label)
        except Refused as refused:
            problems.append(refused.problem)
            continue
        checkpoint = _checkpoint(path, label, said, step, remarks)
        read.append(_File(path, label, said, checkpoint, rows_of(said, known, remarks, unknown)))
        problems += remarks.problems()
    if read:
        problems += _models(read)
        problems += _missing(read, tasks, benchmarks)
    _drop_repeated(read)
    problems += _repeated(read)
    left = [file for file in read if file.rows]
    _give_keys(left)
    return Imported(
        sources={file.key: {"title": _title(file), "file": file.label} for file in left},
        runs=tuple(run for _, run in sorted(_runs(left), key=lambda pair: pair[0])),
        problems=in_order(said_once(problems)),
        models=tuple(dict.fromkeys(file.said.model for file in left if file.said.model)),
        unknown_tasks=unknown,
    )


def result_files(path: Path) -> list[Path]:
    """The file, or the `.json` files of a folder and below it, step 2 before step 10, without links."""
    if not path.is_dir() or path.is_symlink():
        return [path]
    found = [
        Path(folder, name)
        for folder, _, names in os.walk(path)
        for name in names
        if name.endswith(".json") and not Path(folder, name).is_symlink()
    ]
    return sorted(found, key=lambda each: _natural(each.as_posix()))


def _natural(text: str) -> tuple[tuple[str, Decimal, str], ...]:
    """Sorts `step2` before `step10`."""
    return tuple(
        (word, Decimal(digits or 0), digits) for word, digits in re.findall(r"([^0-9]*)([0-9]*)", text)
    )


def _pattern(given: str | None) -> re.Pattern[str]:
    try:
        pattern = re.compile(given or CHECKPOINT)
    except re.error as error:
        raise CardsiteError(f'the pattern "{given}" is not a regular expression: {error}') from None
    if not pattern.groups:
        raise CardsiteError(
            f'the pattern "{given}" does not have a group for the step; for example: {CHECKPOINT}'
        )
    return pattern


def _checkpoint(path: Path, label: str, said: HarnessFile, pattern: re.Pattern[str], remarks: Remarks) -> str:
    """The step by the file's name, then by its folders if one gave a pattern, then by the revision."""
    folders = label if pattern.pattern != CHECKPOINT else ""
    named = _step(pattern, path.name) or _step(pattern, folders)
    revision = _step(pattern, said.revision)
    if named and revision and named != revision:
        remarks.add(_STEPS, f"{named} and {revision}", "model_args")
    return named or revision


def _step(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    digits = (found[1] or "") if found else ""
    return str(int(digits)) if re.fullmatch(r"[0-9]{1,15}", digits) else ""


def _drop_repeated(files: Sequence[_File]) -> None:
    """Of two measurements of the same keeps the newer one, and says so at the file that loses."""
    newest: dict[tuple[str, ...], _File] = {}
    # Files without a date come first; of equals the first stays.
    for file in sorted(files, key=lambda file: file.said.moment or 0):
        for row in file.rows:
            measurement = file.measurement(row)
            before = newest.get(measurement)
            if before is None or (before.said.moment or 0) < (file.said.moment or 0):
                newest[measurement] = file
    for file in files:
        kept = []
        for row in file.rows:
            winner = newest[file.measurement(row)]
            if winner is file:
                kept.append(row)
            else:
                file.lost.append(winner)
        file.rows = tuple(kept)


def _repeated(files: Sequence[_File]) -> Iterator[Problem]:
    for file in files:
        winners = {winner.label: winner for winner in file.lost}
        counts = Counter(winner.label for winner in file.lost)
        for label, winner in winners.items():
            what = "a result is" if counts[label] == 1 else f"{counts[label]} results are"
            newer = winner.said.moment != file.said.moment
            why = f", of {winner.said.date} and newer" if newer else ", and no date says which is newer"
            message = f"{what} also in {label}{why}: what that file says is taken"
            yield Problem("import-twice", Place(file.label), message, severity=Severity.WARNING)


def _models(files: Sequence[_File]) -> Iterator[Problem]:
    """Two models in what is to be one card."""
    models = {file.said.identity: file for file in files if file.said.identity}
    if len(models) > 1:
        last = list(models.values())[-1]
        shown = sorted({file.said.model or "a model without a public name" for file in models.values()})
        yield Problem(
            "import-differs",
            Place(last.label),
            f"the files are of {len(models)} models: {listed(shown)}",
            hint="import the files of one model at a time",
            severity=Severity.WARNING,
        )


def _missing(
    files: Sequence[_File], tasks: Collection[str] | None, benchmarks: Mapping[str, Benchmark]
) -> Iterator[Problem]:
    """What was asked for and is in no file."""
    there = {row.fields["benchmark"] for file in files for row in file.rows}
    for name in sorted(set(tasks or ()) - there):
        hint = "" if name in benchmarks else did_you_mean(name, benchmarks)
        reason = "no file has a score of" if name in benchmarks else "there is no benchmark"
        yield Problem(
            "import-unknown", Place(files[0].label), f'{reason} "{name}"', hint=hint, severity=Severity.NOTE
        )


def _give_keys(files: Sequence[_File]) -> None:
    """Keys for `sources` by the names of files, with the folder's where two have the same."""
    stems = [_slug(file.path.stem) for file in files]
    taken: set[str] = set()
    for file, stem in zip(files, stems, strict=True):
        key = stem if stems.count(stem) == 1 else _slug(f"{file.path.parent.name}-{stem}")
        count = 1
        while (file_key := key if count == 1 else f"{key}-{count}") in taken:
            count += 1
        file.key = file_key
        taken.add(file_key)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", name)[:80].strip("-_") or "results"


def _title(file: _File) -> str:
    of = f" of {file.said.model}" if file.said.model else ""
    shots = {row.shots for row in file.rows}
    parts = (
        f"step {int(file.checkpoint):,}" if file.checkpoint else "",
        f"{next(iter(shots))}-shot" if len(shots) == 1 and "" not in shots else "",
    )
    return ", ".join((f"Evaluation results{of}", *(part for part in parts if part)))


def _runs(files: Sequence[_File]) -> Iterator[tuple[tuple[int, int, int], ImportedRun]]:
    """The runs, each with what they are sorted by."""
    for at, file in enumerate(files):
        for shots in dict.fromkeys(row.shots for row in file.rows):
            rows = tuple(row.fields for row in file.rows if row.shots == shots)
            order = (int(shots or -1), int(file.checkpoint or -1), at)
            yield order, ImportedRun(_common_fields(file, shots), rows)


def _common_fields(file: _File, shots: str) -> dict[str, str]:
    said = file.said
    notes = (
        f"Weights at commit `{said.commit}`." if said.commit not in ("", said.revision) else "",
        f"Loaded with {', '.join(f'`{each}`' for each in said.loaded)}." if said.loaded else "",
    )
    fields = {
        "harness": said.program,
        "harness_version": said.harness,
        "date": said.date,
        "shots": shots,
        "checkpoint": file.checkpoint,
        "revision": said.revision,
        "prompt": said.prompt,
        "source": file.key,
        "note": " ".join(note for note in notes if note),
    }
    return {name: value for name, value in fields.items() if value}
