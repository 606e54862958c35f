"""Checks that a score can be what it says: in its range, above chance, once, and in its average."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal

from ...catalogue import CardEntry, Location
from ...facts.scores import in_unit
from ...problems import Severity
from ...schema import Score
from ..agreement import Range
from ..check_context import CheckContext
from ..definition import Finding, check
from .results import SHARE, Limits, ResultRow, meant, runs_of, score_words, shown

__all__ = ["CHECKS"]


@check("score-range", Severity.ERROR, "evaluation")
def in_range(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A score is outside of what its metric allows, or its error cannot be a standard error.

    Each metric has its range, and a benchmark can narrow it. An accuracy of 57.23 is read as 57.23 %, with a
    note. Other fractions, such as word error rates, may be written times 100 without a sign; but where a run
    does so, 0.9 may be meant as 0.9 %, and is asked for.

    Proof: the range follows from the definition of the metric: right answers are at most all answers, and a
    correlation is at most 1. Metrics without such a bound, like Elo or a word error rate, have none here. The
    standard error of a share over n examples is √(p × (1 - p) ÷ (n - 1)), of two at least, and no
    distribution between 0 and 1 spreads more. Half of a 95 % interval is less too from five examples on.

    Caught: in the trial, scores ten times as high (84.9 % as 849 %), and scores and errors of the Pythia
    results that lost their percent sign.

    To fix it: compare the number and its metric with the source; percent needs its sign.

    Example:

          evaluation:
            runs:
              - results:
        -         - {benchmark: lambada, metric: acc, score: 57.23}
        +         - {benchmark: lambada, metric: acc, score: 57.23 %}
        -         - {benchmark: piqa, metric: acc, score: 138 %}
        +         - {benchmark: piqa, metric: acc, score: 0.7111}
        -         - {benchmark: lambada, metric: ppl, score: 0.75}
        +         - {benchmark: lambada, metric: ppl, score: 7.5}
        -         - {benchmark: hellaswag, metric: acc, score: 38.66 %, error: 0.52}
        +         - {benchmark: hellaswag, metric: acc, score: 38.66 %, error: 0.52 %}
    """
    for rows in runs_of(entry, context):
        scaled = {row.measured.metric_id for row in rows if row.is_scaled}
        for row in rows:
            metric, written = row.measured.metric_id, row.measured.result.score
            if not row.possible:
                yield _out_of_range(row.path, row.score, row.limits, metric)
            elif row.is_scaled and row.limits == SHARE and row.measured.metric.binary:
                yield _without_sign(row.path, written, metric, row.measured.result.error)
            elif metric in scaled and 0 < abs(written.value) <= 1 and not written.in_percent:
                yield _perhaps_percent(row.path, written, metric)
            if row.error:
                yield from _too_large(row, row.error)
        fact = rows[0].measured.run.average
        if fact and fact.value and (average := _average(rows)):
            at = (*rows[0].path[:3], "average")
            if not 0 <= average.value <= 1:
                yield _out_of_range(at, average, SHARE, "an average of shares")
            elif average.value != fact.value.value:
                yield _without_sign(at, fact.value, "an average of shares")


def _average(rows: Collection[ResultRow]) -> Score | None:
    """The average that a run of shares states, in their unit."""
    first, *_ = (row.measured for row in rows)
    stated = first.run.average.value if first.run.average else None
    return in_unit(stated, first.notation) if stated and all(row.limits == SHARE for row in rows) else None


def _perhaps_percent(path: Location, score: Score, metric: str) -> Finding:
    """A fraction among others that are written times 100: 0.9 may be 0.9 %."""
    meaning = shown(score.value, percent=True)
    message = f"{score} is read as {meaning}, but other scores in {metric} are times 100"
    hint = f"write {score} % or {meaning}, whichever is meant"
    return Finding(path, message, hint, severity=Severity.WARNING)


def _without_sign(path: Location, score: Score, what: str, error: Score | None = None) -> Finding:
    """A share that is written in percent, but without the sign: what is meant is certain."""
    message = f"{score} is more than 1, the highest that {what} can be, and is read as {score} %"
    # With the sign at the score alone, the two would be in different units.
    if error and not error.in_percent:
        hint, replacement = f"write {score} %, and its error as {error} %", None
    else:
        hint, replacement = f"write {score} %", f"{score} %"
    return Finding(path, message, hint, replacement, severity=Severity.NOTE)


def _out_of_range(path: Location, score: Score, limits: Limits, what: str) -> Finding:
    low, high = limits
    if low is None or score.value >= low:
        bound, more, end = high, "more", "highest"
    else:
        bound, more, end = low, "less", "lowest"
    limit = shown(bound or Decimal(0), percent=score.in_percent)
    return Finding(path, f"{score_words(score)} is {more} than {limit}, the {end} that {what} can be")


def _too_large(row: ResultRow, error: Score) -> Iterator[Finding]:
    at = (*row.path[:-1], "error")
    if error.value < 0:
        yield Finding(at, f"an error of {score_words(error)}, which is negative")
    # In floats first, since nearly all errors are far smaller.
    p = float(row.score.value)
    if row.limits != SHARE or not 0 < p < 1 or float(error.value) ** 2 < p * (1 - p) / 4:
        return
    score = meant(row.score)
    likeliest = min(max(Decimal("0.5"), score.low), score.high, Decimal(1))
    most = (likeliest * (1 - likeliest)).sqrt()
    if meant(error).low > most:
        limit = shown(most, percent=error.in_percent)
        what = f"an error of {score_words(error)} for {score_words(row.score)}"
        hint = "" if error.in_percent or error.value > most * 100 else f"write {score_words(error)} %"
        yield Finding(at, f"{what}, but of such a share it is at most √(p × (1 - p)) = {limit}", hint)


@check("score-average", Severity.WARNING, "evaluation")
def average(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The average of a run is not the mean of its scores.

    The mean is taken over all rows, or over one of each benchmark, whichever agrees. A source can weigh the
    scores, or average others too, so nothing is said where a note at the average or the run tells of it.

    Caught: in the trial, wrong digits in the scores and averages of Cerebras-GPT and Mamba, which no
    other check sees.

    To fix it: look for a row that is wrong or missing, or take the average from the same source as the rows.

    Example:

          evaluation:
            runs:
        -     - average: 42.5 %
        +     - average: 39.85 %
                results:
                  - {benchmark: arc-challenge, score: 31.23 %}
                  - {benchmark: hellaswag, score: 48.47 %}
    """
    for rows in runs_of(entry, context):
        run, stated = rows[0].measured.run, _average(rows)
        # With a row of an unknown benchmark nothing can be said.
        if not stated or len(rows) < len(run.results) or not all(row.possible for row in rows):
            continue
        notes = (run.note, run.average.note if run.average else None)
        scores: dict[tuple[str, str | None], list[Range]] = defaultdict(list)
        for row in rows:
            scores[row.measured.result.benchmark, row.measured.result.subset].append(meant(row.score))
        if len(scores) < 2 or any(note and _ANOTHER_MEAN.search(note) for note in notes):
            continue
        every = [each for found in scores.values() for each in found]
        possible = (
            Range(_mean(each.low for each in every), _mean(each.high for each in every)),
            Range(
                _mean(min(each.low for each in found) for found in scores.values()),
                _mean(max(each.high for each in found) for found in scores.values()),
            ),
        )
        if 0 <= stated.value <= 1 and not any(meant(stated).agrees(mean) for mean in possible):
            mean = shown(_mean(found[0].middle for found in scores.values()), percent=True)
            message = f"the mean of {len(scores)} scores is {mean}, but average says {score_words(stated)}"
            yield Finding((*rows[0].path[:3], "average"), message)


_ANOTHER_MEAN = re.compile(
    r"(?i)\b(?:weigh\w+|micro|subset|normali[sz]ed)\b|average.{0,40}\b(?:other|more|also|some|without|includ)"
)


def _mean(numbers: Iterator[Decimal]) -> Decimal:
    found = list(numbers)
    return sum(found, Decimal(0)) / len(found)


@check("score-twice", Severity.WARNING, "evaluation")
def twice(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """Two rows give different scores for the same measurement.

    The same benchmark, subset and metric, with the same shots, split, version, filter, checkpoint and prompt,
    measured by the same people with the same software, have one score. Either one of them is wrong, or the
    rows do not say in what they differ: `subset: fr` and `subset: sw` are two measurements. Where no field
    says it, a note on one of them is enough.

    Caught: in the trial, wrong benchmarks that make two rows of a run the same measurement, which no other
    check sees.

    To fix it: delete the wrong row, or say what differs: `subset`, `metric`, `shots`, `filter`, `version`, or
    a note.

    Example:

          evaluation:
            runs:
              - shots: 0
                results:
                  - {benchmark: hellaswag, metric: acc, score: 38.66 %}
        -         - {benchmark: hellaswag, metric: acc, score: 48.47 %}
        +         - {benchmark: hellaswag, metric: acc_norm, score: 48.47 %}
    """
    alike: dict[tuple[object, ...], list[ResultRow]] = defaultdict(list)
    for row in (row for rows in runs_of(entry, context) for row in rows):
        # Most rows differ in these already.
        result = row.measured.result
        alike[result.benchmark, result.subset, row.measured.metric_id, row.measured.shots].append(row)
    for (benchmark, _, metric, _), rows in alike.items():
        seen: dict[tuple[object, ...], ResultRow] = {}
        for row in rows if len(rows) > 1 else ():
            other = seen.setdefault(_conditions(row), row)
            if other is not row and not meant(other.score).agrees(meant(row.score)):
                here, there = (score_words(each.measured.result.score) for each in (row, other))
                mine, first = (entry.located.place(each.path) for each in (row, other))
                where = f"line {first.line}" + (f" of {first.file}" if first.file != mine.file else "")
                yield Finding(row.path, f"{benchmark}, {metric}: {here} here, {there} in {where}")


def _conditions(row: ResultRow) -> tuple[object, ...]:
    """All that two scores on one benchmark must have in common to be of one measurement."""
    found, run, result = row.measured, row.measured.run, row.measured.result
    told = run.measured_by and run.harness and found.shots is not None
    return (
        *(result.split or run.split, found.version),
        *(result.filter, result.samples and result.samples.value, result.note, found.checkpoint),
        *(run.revision, run.prompt, run.settings, run.date, result.source or run.source),
        *(run.harness, run.harness_version, run.measured_by),
        # Runs that say little of their conditions are kept apart by their titles.
        None if told or not run.title else run.title.casefold(),
    )


@check("score-chance", Severity.WARNING, "evaluation")
def chance(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A score is far below what guessing gives.

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
    for row in (row for rows in runs_of(entry, context) for row in rows):
        found, result, value = row.measured, row.measured.result, row.score.value
        if result.subset or result.note or found.run.note or not 0 <= value < _HALF:
            continue
        guess = found.chance if found.metric.binary else None
        if guess is None or not _LEAST_CHANCE <= guess < 1 or value >= guess * _HALF:
            continue
        test_sizes = (each.examples.value for each in found.benchmark.test_size)
        count = result.samples.value if result.samples else min(test_sizes, default=None)
        if count and guess - value > _ERRORS * (guess * (1 - guess) / count).sqrt():
            what = f"{score_words(result.score)} is less than half of chance"
            yield Finding(row.path, f"{what}, which is {shown(guess, percent=found.percent)}")


_ERRORS, _HALF = 4, Decimal("0.5")
_LEAST_CHANCE = Decimal("0.05")
"""Of hundreds of classes, pictures that were chosen because they mislead leave less: ImageNet-A."""


CHECKS = (in_range, average, twice, chance)
