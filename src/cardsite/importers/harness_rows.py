"""From the tasks of one file to rows of a card, in one metric each, and with what readers should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Any

from ..problems import Severity
from ..schema import Score
from .harness_groups import FoundTasks, Known, Walk
from .harness_metrics import RENAMED, Key, choose
from .harness_remarks import Kind, Remarks, listed
from .harness_shapes import HarnessFile, Task
from .input_files import Literal

__all__ = ["TaskRow", "rows_of"]

_METRICS = Kind("import-unknown", "scores in metrics that cardsite does not know, left out: {names}")
_OTHERS = Kind(
    "import-left-out",
    "left out, since benchmarks are quoted in other metrics: {names}",
    hint="--all-metrics takes them too",
)
_NUMBERS = Kind("import-left-out", "left out, since no card can hold the number: {names}")
_NOT_ASKED = Kind("import-left-out", "left out, since not asked for: {names}")
_INCOMPLETE = Kind("import-left-out", "no mean, since it would not be that of the whole: {names}")
_OTHER = Kind("import-metric", "not the metric that the benchmark is usually quoted in: {names}")
_DIRECTION = Kind(
    "import-differs",
    "the file and cardsite disagree on whether higher scores are better: {names}",
    hint="give the benchmark its direction in benchmarks.yaml",
    severity=Severity.WARNING,
)


_PARTS = {"mmlu": 57}
"""How many tasks make the whole, where a benchmark was once given as tasks without a group."""
_PLACES = Decimal("0.000001")
_SAME_MEAN = Decimal("1e-9")
"""How far apart two calculations of one mean may be; files have some sixteen digits."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One result, with what decides whether it is the same measurement as another."""

    task: str
    shots: str
    fields: Mapping[str, str]
    """In the card's order."""

    @property
    def compared(self) -> tuple[str, ...]:
        """What several tasks have to have in common to be confused."""
        return self.fields["benchmark"], self.fields.get("subset", ""), self.shots

    @property
    def measured(self) -> tuple[str, ...]:
        """What in the row distinguishes two measurements of one model."""
        told = (self.fields.get(name, "") for name in ("benchmark", "metric", "filter", "samples"))
        return (self.task, self.shots, *told)


def rows_of(
    file: HarnessFile, known: Known, remarks: Remarks, unknown: dict[str, str] | None = None
) -> tuple[TaskRow, ...]:
    """The rows of a file, sorted; what they leave out is remarked on.

    Tasks that no benchmark stands for are added to `unknown`, each with a metric.
    """
    rows: list[TaskRow] = []
    file = replace(file, tasks={name: known.named(task) for name, task in file.tasks.items()})
    walk = Walk(file, known, remarks)
    for found in walk:
        if known.asked is None or found.benchmark in known.asked:
            rows += _rows(found, file, known, remarks)
        else:
            remarks.add(_NOT_ASKED, found.benchmark, "results", found.task.name)
    if unknown is not None:
        unknown |= walk.unknown
    tasks: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        tasks.setdefault(row.compared, set()).add(row.task)
    several = {key for key, names in tasks.items() if len(names) > 1}
    named = []
    for row in sorted(rows, key=lambda row: (row.fields["benchmark"], row.shots, row.task)):
        if row.compared in several:
            note = " ".join(filter(None, (f"Task `{row.task}`.", row.fields.get("note"))))
            named.append(replace(row, fields={**row.fields, "note": note}))
        else:
            named.append(row)
    return tuple(named)


def _rows(found: FoundTasks, file: HarnessFile, known: Known, remarks: Remarks) -> Iterator[TaskRow]:
    own = known.benchmarks[found.benchmark].metric
    tasks = found.leaves if found.alias else (found.task,)
    keys = {key for task in tasks for key in task.scores}
    choice = choose(found.benchmark, own, keys, known.metrics, every=known.every_metric)
    name = found.alias or found.task.name
    left = sorted(keys - {*choice.keys})
    strange = sorted(
        {metric for metric, _ in left if known.metrics is not None and metric not in known.metrics}
    )
    others = [_key_text(key) for key in left if key[0] not in strange]
    if not choice.keys or strange:
        what = listed(strange or sorted({metric for metric, _ in keys}), 3)
        remarks.add(_METRICS, f"{name} ({what or 'no scores'})", "results", found.task.name)
    if choice.keys and others:
        remarks.add(_OTHERS, f"{name} ({listed(others, 8)})", "results", found.task.name)
    if choice.instead_of:
        said = f"{choice.keys[0][0]} in place of {choice.instead_of}"
        remarks.add(_OTHER, f"{name} ({said})", "results", found.task.name)
    for key in choice.keys:
        if known.disagrees(found.benchmark, key[0], (found.task.higher or {}).get(key[0])):
            remarks.add(_DIRECTION, f"{name} {key[0]}", "higher_is_better", found.task.name)
        if numbers := _mean(found, key, remarks) if found.alias else _as_written(found, key, file, remarks):
            yield _row(found, key, numbers, file)


def _key_text(key: Key) -> str:
    """A metric with its filter, as the harness writes both: `exact_match,flexible-extract`."""
    return ",".join(filter(None, key))


Numbers = tuple[str, str, tuple[str, ...]]
"""A score, its error or an empty text, and what is to be said of them."""


def _as_written(found: FoundTasks, key: Key, file: HarnessFile, remarks: Remarks) -> Numbers | None:
    """The numbers verbatim."""
    task, metric = found.task, key[0]
    if not (score := _number(task.scores[key])):
        _remark_number(task, metric, task.scores[key], remarks)
        return None
    error = task.errors.get(key, "N/A")
    notes = []
    if found.members:
        said = f"The harness's mean over the {found.members} tasks of the group `{task.name}`"
        if file.pooled or not _number(error):
            notes.append(f"{said}.")
        else:
            error = "N/A"
            notes.append(f"{said}; its error is left out, which versions before 0.4.2 make far too large.")
    if not _number(error) and error != "N/A":
        _remark_number(task, f"{metric}_stderr", error, remarks)
    if found.members and not _number(error) and (combined := _combined(found, key, Decimal(score))):
        return score, combined[0], (*notes, combined[1])
    return score, _number(error), tuple(notes)


def _combined(found: FoundTasks, key: Key, score: Decimal) -> tuple[str, str] | None:
    """The standard error of a group from those of its tasks, and how it was calculated.

    Files do not say how a group was averaged, but one of the two ways gives its score; where neither does,
    or both do and weigh the tasks differently, nothing is calculated.
    """
    means = [_number(task.scores.get(key)) for task in found.leaves]
    errors = [_number(task.errors.get(key)) for task in found.leaves]
    if len(means) != found.members or not all((*means, *errors)):
        return None
    sizes = [task.counts[0] if task.counts else 0 for task in found.leaves]
    ways = [[1] * len(means), *([sizes] if all(sizes) and len(set(sizes)) > 1 else [])]
    fitting = [weights for weights in ways if abs(_weighted(means, weights) - score) < _SAME_MEAN]
    if len(fitting) != 1:
        return None
    (weights,) = fitting
    with localcontext() as context:
        context.prec = 60
        squares = sum(((Decimal(e) * n) ** 2 for e, n in zip(errors, weights, strict=True)), Decimal())
        error = (squares.sqrt() / sum(weights)).quantize(_PLACES)
    way, terms = ("by their examples", "(n × error)²") if weights is sizes else ("equally", "error²")
    how = f"weighted {way}: sqrt(sum of {terms}) / {sum(weights)}."
    return (f"{error:f}", f"The error is calculated from those of the tasks, {how}") if error else None


def _weighted(means: Sequence[str], weights: Sequence[int]) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return sum((Decimal(m) * n for m, n in zip(means, weights, strict=True)), Decimal()) / sum(weights)


def _mean(found: FoundTasks, key: Key, remarks: Remarks) -> Numbers | None:
    """The mean over tasks, each counted alike, as far as it is that of the whole benchmark."""
    scores = [_number(task.scores.get(key)) for task in found.leaves]
    count, whole = len(scores), _PARTS.get(found.benchmark, len(scores))
    if count != whole or not all(scores):
        there = sum(map(bool, scores))
        remarks.add(
            _INCOMPLETE, f"{found.alias} ({there} of {max(count, whole)})", "results", found.task.name
        )
        return None
    with localcontext() as context:
        context.prec = 60
        exact = sum(map(Decimal, scores), Decimal()) / count
        mean = exact.quantize(_PLACES)
    said = f"Calculated from {count} tasks (`{found.alias}`), weighted equally: sum of `{key[0]}` / {count}."
    error, how = _combined(found, key, exact) or ("", "")
    return f"{mean:f}", error, (f"{said} The file does not have a mean or an error.", *filter(None, [how]))


def _row(found: FoundTasks, key: Key, numbers: Numbers, file: HarnessFile) -> TaskRow:
    score, error, notes = numbers
    tasks = found.leaves or (found.task,)
    samples, subset = _subset(tasks if len(tasks) >= found.members else (), file.limit)
    # Some versions give groups no shots, or always 0.
    counts = {task.shots for task in tasks}
    shots = next(iter(counts)) if len(counts) == 1 else ""
    mixed = "Its tasks had different numbers of shots." if len(counts) > 1 else ""
    renamed = {new: old for (task, old), new in RENAMED.items() if task == found.task.name}.get(key[0])
    renamed = renamed or found.task.called.get(key[0])
    called = f"The file calls it `{renamed}`." if renamed else ""
    fields = {
        "benchmark": found.benchmark,
        "subset": found.subset,
        "metric": key[0],
        "score": score,
        "error": error,
        "split": _common(task.split for task in tasks),
        "version": _common(task.version for task in tasks) if found.alias else found.task.version,
        "filter": key[1],
        "samples": samples,
        "note": " ".join(part for part in (*notes, called, mixed, subset) if part),
    }
    return TaskRow(
        found.alias or found.task.name,
        shots or ("" if mixed else found.task.shots),
        {field: value for field, value in fields.items() if value},
    )


def _subset(tasks: Sequence[Task], limit: str) -> tuple[str, str]:
    """How many examples were scored, where it is not all of them, and the words for it."""
    because = f" (`limit: {limit}`)" if limit else ""
    if tasks and all(task.counts for task in tasks):
        scored, every = (sum(task.counts[at] for task in tasks if task.counts) for at in (0, 1))
        if scored < every:
            return str(scored), f"Scored on {scored:,} of {every:,} examples{because}."
        return "", ""
    return "", f"Scored under `limit: {limit}`, so perhaps on a part of the examples." if limit else ""


def _common(values: Iterator[str]) -> str:
    """What all have; empty where they differ."""
    counted = Counter(values)
    return next(iter(counted)) if len(counted) == 1 else ""


def _number(value: Any) -> str:
    """A number as the file writes it, if a card can hold it; empty for NaN, infinities and other things."""
    if not isinstance(value, Literal):
        return ""
    try:
        Score.parse(str(value))
    except ValueError:
        return ""
    return str(value)


def _remark_number(task: Task, metric: str, value: Any, remarks: Remarks) -> None:
    said = str(value) if isinstance(value, str) else "no number"
    remarks.add(_NUMBERS, f"{task.name} {metric} ({said[:40]})", "results", task.name)
