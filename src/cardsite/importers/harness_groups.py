"""What of a file's tasks is a benchmark: tasks, groups with their tasks folded, tasks to be averaged."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..catalogue.entries import metric_names, spelling
from ..schema import Benchmark, Metric
from .harness_metrics import expected_metrics
from .harness_remarks import Kind, Remarks
from .harness_shapes import HarnessFile, Task

__all__ = ["FoundTasks", "Known", "Walk"]

_TASKS = Kind(
    "import-unknown",
    "no benchmark for {count} of its tasks: {names}",
    hint="name them as aliases in benchmarks.yaml; --register adds entries to fill in",
)
_COLLECTIONS = Kind(
    "import-left-out", "groups left out, since their tasks are benchmarks themselves: {names}"
)


SUBSET = "{subset}"
"""Stands in an alias for the part of a task's name that says which subset of the benchmark it is."""


def _is_pattern(alias: str) -> bool:
    return "*" in alias or SUBSET in alias


def _of_subsets(alias: str) -> re.Pattern[str]:
    before, _, after = alias.partition(SUBSET)
    return re.compile(rf"{re.escape(before)}([A-Za-z0-9][\w-]*){re.escape(after)}", re.ASCII)


class Known:
    """What the registries know: benchmarks by the names of tasks, and metrics."""

    def __init__(
        self,
        benchmarks: Mapping[str, Benchmark],
        metrics: Mapping[str, Metric] | None = None,
        asked: Collection[str] | None = None,
        *,
        every_metric: bool = False,
    ) -> None:
        """Metrics None takes any; benchmarks asked for None takes all."""
        self.benchmarks, self.metrics = benchmarks, metrics
        self.asked, self.every_metric = asked, every_metric
        aliases = [(alias, name) for name, each in benchmarks.items() for alias in each.aliases]
        self._whole = {alias: name for alias, name in reversed(aliases) if not _is_pattern(alias)}
        self._whole |= {name: name for name in benchmarks}
        self._parts = [
            (re.compile(fnmatch.translate(alias)), alias, name) for alias, name in aliases if "*" in alias
        ]

        self._metric_names = metric_names(metrics) if metrics else {}
        self._subsets = [(_of_subsets(alias), name) for alias, name in aliases if SUBSET in alias]

    def benchmark(self, task: str) -> str:
        """The benchmark that a task is; empty for none."""
        return self._whole.get(task, "")

    def part_of(self, task: str) -> tuple[str, str]:
        """The benchmark that a task is a part of and the alias that says so: `mmlu`, `hendrycksTest-*`."""
        if task in self._whole:
            return "", ""
        return next(((name, alias) for pattern, alias, name in self._parts if pattern.match(task)), ("", ""))

    def subset_of(self, task: str) -> tuple[str, str]:
        """The benchmark and the subset of it that a task is: `xnli` and `fr` for `xnli_fr`."""
        if task in self._whole:
            return "", ""
        found = ((pattern.fullmatch(task), name) for pattern, name in self._subsets)
        return next(((name, match[1]) for match, name in found if match), ("", ""))

    def named(self, task: Task) -> Task:
        """The task with its metrics under the ids of the registry, as far as these are free."""
        called = {
            identity: metric
            for metric in dict.fromkeys(metric for metric, _ in task.scores)
            if self.metrics and metric not in self.metrics
            if (identity := self._metric_names.get(spelling(metric)))
            and identity not in {other for other, _ in task.scores}
        }
        ids = {metric: identity for identity, metric in called.items()}
        return (
            replace(
                task,
                scores={
                    (ids.get(metric, metric), filter_): it for (metric, filter_), it in task.scores.items()
                },
                errors={
                    (ids.get(metric, metric), filter_): it for (metric, filter_), it in task.errors.items()
                },
                higher={ids.get(metric, metric): it for metric, it in (task.higher or {}).items()},
                called=called,
            )
            if called
            else task
        )

    def disagrees(self, benchmark: str, metric: str, higher: bool | None) -> bool:
        """Whether the registries have it the other way round which scores are better."""
        registered = self.metrics.get(metric) if self.metrics else None
        direction = self.benchmarks[benchmark].direction or (registered.direction if registered else None)
        return None not in (higher, direction) and higher != (direction == "higher")


@dataclass(frozen=True, slots=True)
class FoundTasks:
    """A task, a group with the tasks folded into it, or tasks to be averaged under an alias."""

    benchmark: str
    task: Task
    leaves: tuple[Task, ...] = ()
    members: int = 0
    alias: str = ""
    subset: str = ""


class Walk:
    """Goes from groups down to what is a benchmark; a group and its tasks are never both given."""

    def __init__(self, file: HarnessFile, known: Known, remarks: Remarks) -> None:
        self.file, self.known, self.remarks = file, known, remarks
        self.seen: set[str] = set()
        self.unknown: dict[str, str] = {}
        """Tasks that no benchmark stands for, each with a metric that it has."""
        self.parts: dict[tuple[str, str], list[Task]] = {}
        members = (name for inner in file.groups.values() for name in inner)
        self.of = {
            name: known.benchmark(name) or known.subset_of(name)[0] or known.part_of(name)[0]
            for name in members
        }
        """The benchmark that a member of a group is, or is a subset or a part of."""

    def __iter__(self) -> Iterator[FoundTasks]:
        def order(name: str) -> tuple[bool, bool, str]:
            """First what no group leads to, benchmarks before others; what is left stands in a circle."""
            return name in self.of, not self.known.benchmark(name), name

        ahead = sorted({**self.file.groups, **self.file.tasks}, key=order, reverse=True)
        while ahead:
            name = ahead.pop()
            if name in self.seen:
                continue
            self.seen.add(name)
            if name not in self.file.groups:
                yield from self._leaf(name)
                continue
            found, further = self._group(name)
            yield from found
            ahead += reversed(further)
        for (benchmark, alias), tasks in self.parts.items():
            yield FoundTasks(benchmark, tasks[0], tuple(tasks), len(tasks), alias)

    def _leaf(self, name: str) -> Iterator[FoundTasks]:
        task = self.file.tasks.get(name)
        part = self.known.part_of(name)
        if task is None:
            return
        if benchmark := self.known.benchmark(name):
            yield FoundTasks(benchmark, task)
        elif (subset := self.known.subset_of(name))[0]:
            yield FoundTasks(subset[0], task, subset=subset[1])
        elif part[0]:
            # Up to version 0.3 there are no groups: the mean is taken when all are there.
            self.parts.setdefault(part, []).append(task)
        else:
            self.remarks.add(_TASKS, name, "results", name)
            self.unknown[name] = next((metric for metric, _ in task.scores), "")

    def _group(self, name: str) -> tuple[list[FoundTasks], Sequence[str]]:
        """The group as a benchmark, or where to look on."""
        below = self._below(name)
        leaves = [each for each in below if each not in self.file.groups]
        task, benchmark = self.file.tasks.get(name), self.known.benchmark(name)
        inner = {self.of[each] for each in below} - {""}
        if (
            benchmark
            and task
            and leaves
            and inner <= {benchmark}
            and self._has_expected(benchmark, task, inner)
        ):
            # Scores of subsets are compared with those of the same subset, and are shown next to that of all.
            apart = [each for each in leaves if self.known.subset_of(each)[0]]
            self.seen.update(each for each in below if each not in apart)
            scored = tuple(self.file.tasks[each] for each in leaves if each in self.file.tasks)
            return [FoundTasks(benchmark, task, scored, len(leaves))], apart
        if inner or not leaves:
            if task and task.scores:
                self.remarks.add(_COLLECTIONS, name, "results", name)
            return [], self.file.groups[name]
        self.seen.update(below)
        self.remarks.add(_TASKS, f"{name} (a group of {len(leaves)})", "results", name)
        if task and task.scores:
            self.unknown[name] = next(metric for metric, _ in task.scores)
        return [], ()

    def _has_expected(self, benchmark: str, task: Task, inner: Collection[str]) -> bool:
        """Whether the group's score is the benchmark's: the mean over MC1 and MC2 of TruthfulQA is not."""
        expected = expected_metrics(benchmark, self.known.benchmarks[benchmark].metric)
        return not inner or any(metric in expected for metric, _ in task.scores)

    def _below(self, name: str) -> list[str]:
        """All that is below a group and was not seen yet."""
        found: dict[str, None] = {}
        ahead = list(reversed(self.file.groups[name]))
        while ahead:
            each = ahead.pop()
            if each not in found and each not in self.seen:
                found[each] = None
                ahead += reversed(self.file.groups.get(each, ()))
        return list(found)
