"""Scores over the training: the runs of earlier checkpoints in one table, a line for each step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from ... import markup
from ...catalogue import CardEntry
from ...facts.comparability import Key, conditions_of, in_words, key_of
from ...facts.numbers import grouped
from ...facts.scores import ScoreRow, score_row
from ...markup import Safe, join
from ...schema import Card, Run
from ..charts.training_curves import training_curves
from ..evidence import Evidence
from ..fields import Fields
from ..paths import Linker
from ..render_context import RenderContext
from ..score_rows import score_texts

__all__ = ["histories", "latest_runs"]


_SERIES = 3
"""So many checkpoints and more are a series, of which a table shows more than a table for each."""


def latest_runs(card: Card) -> tuple[Run, ...]:
    """The runs that pages show one by one: all but the earlier ones of a series of checkpoints."""
    earlier = {id(run) for series in _series(card) for run in series[:-1]}
    return tuple(run for run in _runs(card) if id(run) not in earlier)


def histories(
    entry: CardEntry, context: RenderContext, evidence: Evidence, linker: Linker
) -> tuple[Fields, ...]:
    """A table for each series of checkpoints that were measured alike."""
    series = enumerate(_series(entry.card), start=1)
    return tuple(_history(runs, number, context, evidence, linker) for number, runs in series)


def _runs(card: Card) -> tuple[Run, ...]:
    return card.runs


def _series(card: Card) -> Iterator[list[Run]]:
    """Runs that differ in their checkpoint only, the first step first."""
    staged = [(conditions_of(run), run) for run in _runs(card) if run.checkpoint is not None]
    alike = sorted(staged, key=lambda pair: (pair[0].order, int(pair[1].checkpoint or 0)))
    for _, pairs in groupby(alike, key=lambda pair: pair[0]):
        found = [run for _, run in pairs]
        if len({int(run.checkpoint or 0) for run in found}) >= _SERIES:
            yield found


def _history(
    runs: Sequence[Run], number: int, context: RenderContext, evidence: Evidence, linker: Linker
) -> Fields:
    rows = []
    for run in runs:
        measured = (score_row(result, run, context.catalogue.registries) for result in run.results)
        rows.append((run, {key_of(row): row for row in measured if row}))
    # What was measured at the last step only stands in that step's own table.
    times = Counter(key for _, scores in rows for key in scores)
    columns = [key for key, number in times.items() if number >= _SERIES]
    first = runs[0]
    return Fields(
        shots=str(int(first.shots)) if first.shots is not None else None,
        count=str(len({int(run.checkpoint or 0) for run in runs})),
        columns=tuple(_column(key, conditions_of(first), context, linker) for key in columns),
        rows=tuple(_row(run, scores, columns) for run, scores in rows),
        picture=training_curves(
            [_curve(rows, column) for column in columns],
            None if first.shots is None else str(int(first.shots)),
            number,
        ),
        mark=join(evidence.mark(source) for source in dict.fromkeys(run.source for run in runs) if source),
        dashes=Safe("|--:" * (len(columns) + 1) + "|"),
    )


def _curve(rows: Sequence[tuple[Run, Mapping[Key, ScoreRow]]], column: Key) -> list[tuple[int, ScoreRow]]:
    """The scores of a column by their step, one for each step."""
    return sorted(
        {int(run.checkpoint or 0): scores[column] for run, scores in rows if column in scores}.items()
    )


_OWN = ("subset", "shots", "filter", "split", "samples")


def _column(key: Key, conditions: Key, context: RenderContext, linker: Linker) -> Fields:
    """The head of a column, with what sets its scores apart from the others of the runs."""
    name = context.catalogue.registries.benchmarks[key.benchmark].value.name
    own = [part for part in _OWN if getattr(key, part) not in (None, getattr(conditions, part))]
    metric = context.catalogue.registries.metrics[key.metric].value
    how = (in_words(part, getattr(key, part), context.wording) for part in own)
    words = [metric.short_name or metric.name, *how]
    return Fields(benchmark=linker.page("benchmarks", key.benchmark, name), metric=", ".join(words))


def _row(run: Run, scores: Mapping[Key, ScoreRow], columns: Sequence[Key]) -> Fields:
    cells = (
        score_texts(scores[column]).shown if column in scores else markup.text("–") for column in columns
    )
    return Fields(step=markup.text(grouped(int(run.checkpoint or 0))), cells=tuple(cells))
