"""Checks that scores can be those of one model: above chance, and in order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from ...catalogue import CardEntry
from ...problems import Severity
from ..check_context import CheckContext
from ..definition import Finding, check
from .results import ResultRow, runs_of, score_words, shown

__all__ = ["CHECKS"]

_FAR = Decimal("0.5")
_ERRORS = 4
_LEAST_CHANCE = Decimal("0.05")
"""Of hundreds of classes, pictures that were chosen because they mislead leave less: ImageNet-A."""


@check("score-chance", Severity.WARNING, "evaluation")
def chance(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A score is far below what guessing gives.

    A model that knows nothing guesses, and one that always gives the same answer gets that class's share.
    Less than half of chance, and four standard errors below it, is what a harness gives that reads no
    answers, or a slip in the number. Only metrics that count right answers are looked at, and only benchmarks
    with a known number of examples and at most twenty answers. A subset may be harder, and a note on the row
    or the run may say why.

    Caught: an accuracy of 0 % on MMLU, from an evaluation that compared letters with numbers (issue 1341 of
    Qwen).

    To fix it: compare the score with its source; if it is right, say in a note what the model answered.

    Example:

          evaluation:
            runs:
              - results:
        -         - {benchmark: hellaswag, metric: acc, score: 3.86 %}
        +         - {benchmark: hellaswag, metric: acc, score: 38.6 %}
    """
    for run in runs_of(entry, context):
        for row in run.rows if not run.run.note else ():
            guess = row.limits.chance
            if (
                guess is None
                or guess < _LEAST_CHANCE
                or not row.measured.metric.binary
                or row.result.subset
                or row.result.note
            ):
                continue
            value, count = row.score.value, _examples(row)
            error = (guess * (1 - guess) / count).sqrt() if count and 0 < guess < 1 else None
            if error and 0 <= value < guess * _FAR and guess - value > _ERRORS * error:
                what = f"{score_words(row.result.score)} is less than half of chance"
                message = f"{what}, which is {shown(guess, percent=row.measured.percent)}"
                yield Finding((*row.path, "score"), message)


def _examples(row: ResultRow) -> Decimal | None:
    """How many examples there were at least."""
    if row.result.samples:
        return row.result.samples.value
    return min((each.examples.value for each in row.measured.benchmark.test_size), default=None)


_AT = re.compile(r"(pass@|recall_at_|top)(\d+)")
_PARTIAL = {"em": "f1", "exact_match": "f1"}
"""Metrics of which the second gives each example at least what the first gives it."""


@check("score-order", Severity.WARNING, "evaluation")
def order(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A score with more tries, or with partial answers, is lower than the one without.

    Who may try ten times solves at least what is solved at the first try: pass@10 is at least pass@1, and so
    it is with the right answer among the first five or the first ten. F1 over words is at least the share of
    exact matches, since an exact match has an F1 of 1. Rows of one run are compared that share benchmark,
    subset, split, version, filter, shots and checkpoint. It is a warning because each of the two may have
    been sampled at a temperature of its own.

    Caught: in the project's trial, scores of two numbers of tries that had changed places.

    To fix it: compare both rows with the source; they are easily swapped.

    Example:

          evaluation:
            runs:
              - results:
                  - {benchmark: humaneval, metric: pass@1, score: 48.8 %}
        -         - {benchmark: humaneval, metric: pass@10, score: 7.68 %}
        +         - {benchmark: humaneval, metric: pass@10, score: 76.8 %}
    """
    for run in runs_of(entry, context):
        groups: dict[tuple[object, ...], dict[str, ResultRow]] = defaultdict(dict)
        for row in run.rows:
            found, result = row.measured, row.result
            if result.note is None and (_AT.fullmatch(found.metric_id) or found.metric_id in _WITH_PARTIAL):
                key = (result.benchmark, result.subset, result.split, found.version, result.filter)
                groups[(*key, found.shots, found.checkpoint)][found.metric_id] = row
        for rows in groups.values() if groups else ():
            for less, more in _pairs(rows):
                if more.score.value < less.score.value:
                    here, there = more.measured.metric.name, less.measured.metric.name
                    both = f"{score_words(more.result.score)}, lower than {score_words(less.result.score)}"
                    yield Finding((*more.path, "score"), f"{here} is {both} in {there}")


_WITH_PARTIAL = frozenset({*_PARTIAL, *_PARTIAL.values()})


def _pairs(rows: dict[str, ResultRow]) -> Iterator[tuple[ResultRow, ResultRow]]:
    """Each score with the next that cannot be lower."""
    series: dict[str, list[tuple[int, ResultRow]]] = defaultdict(list)
    for name, row in rows.items():
        if match := _AT.fullmatch(name):
            series[match[1]].append((int(match[2]), row))
        elif name in _PARTIAL and _PARTIAL[name] in rows:
            yield row, rows[_PARTIAL[name]]
    for each in series.values():
        ordered = [row for _, row in sorted(each, key=lambda pair: pair[0])]
        yield from pairwise(ordered)


CHECKS = (chance, order)
