"""Checks that a score can be what it says: in range, in its unit, once, and the average of its run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce

from ...catalogue import CardEntry, Location
from ...facts.scores import firsts, in_unit
from ...problems import Severity
from ...schema import Run, Score
from ..agreement import Range, exactly
from ..check_context import CheckContext
from ..definition import Finding, check
from .results import Limits, ResultRow, RunOfRows, meant, rows_of, runs_of, score_words, shown

__all__ = ["CHECKS"]


@check("score-range", Severity.ERROR, "evaluation")
def in_range(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A score is outside of what its metric allows, or its error cannot be a standard error.

    An accuracy is a share: it lies between 0 and 1, which is the same as 0 % and 100 %. A perplexity is at
    least 1. Each metric has its range, and a benchmark can narrow it. An accuracy of 57.23 is read as
    57.23 %, since nothing else can be meant, with a note. Other fractions, such as word error rates, nDCG
    and correlations, may be written times 100 without a sign; but where a run does so, 0.9 may be meant as
    0.9 %, and is asked for. An error is never negative, and of a share p it is at most √(p × (1 - p)); most
    often a larger one was meant in percent.

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
    for run in runs_of(entry, context):
        for row in run.rows:
            if not row.possible:
                at: Location = (*row.path, "score")
                yield _out_of_range(at, row.score, row.limits, row.measured.metric_id)
            elif row.measured.metric.binary and row.limits.share and row.is_scaled:
                at = (*row.path, "score")
                yield _without_sign(at, row.result.score, row.measured.metric_id, row.result.error)
        yield from _perhaps_percent(run)
        yield from _errors(run)
        average, written = _stated(run), run.run.average
        if average and written and written.value and run.rows and _shares(run):
            at = ("evaluation", "runs", run.index, "average")
            if not 0 <= average.value <= 1:
                yield _out_of_range(at, average, run.rows[0].limits, "an average of shares")
            elif average.value != written.value.value:
                yield _without_sign(at, written.value, "an average of shares")


def _perhaps_percent(run: RunOfRows) -> Iterator[Finding]:
    """Fractions below 1 among others of the same metric that are written times 100: 0.9 may be 0.9 %."""
    scaled = {row.measured.metric_id for row in run.rows if row.is_scaled}
    for row in run.rows if scaled else ():
        score = row.result.score
        if row.measured.metric_id in scaled and 0 < abs(score.value) <= 1 and not score.in_percent:
            meaning = shown(score.value, percent=True)
            message = (
                f"{score} is read as {meaning}, but other scores in {row.measured.metric_id} are times 100"
            )
            hint = f"write {score} % or {meaning}, whichever is meant"
            yield Finding((*row.path, "score"), message, hint, severity=Severity.WARNING)


def _stated(run: RunOfRows) -> Score | None:
    """The average that a run states, in the unit of its scores."""
    average = run.run.average.value if run.run.average else None
    return in_unit(average, run.rows[0].measured.notation) if average and run.rows else average


def _shares(run: RunOfRows) -> bool:
    return all(row.limits.share for row in run.rows)


def _without_sign(path: Location, score: Score, what: str, error: Score | None = None) -> Finding:
    """A share that is written in percent, but without the sign: what is meant is certain."""
    message = f"{score} is more than 1, the highest that {what} can be, and is read as {score} %"
    # With the sign at the score alone, the two would be in different units.
    if error and not error.in_percent:
        hint, replacement = f"write {score} %, and its error as {error} %", ""
    else:
        hint, replacement = f"write {score} %", f"{score} %"
    return Finding(path, message, hint, replacement or None, severity=Severity.NOTE)


def _out_of_range(path: Location, score: Score, limits: Limits, what: str) -> Finding:
    low, high = limits.low, limits.high
    bound, word = (high, "highest") if low is None or score.value >= low else (low, "lowest")
    limit = shown(bound or Decimal(0), percent=score.in_percent)
    more = "more" if word == "highest" else "less"
    message = f"{score_words(score)} is {more} than {limit}, the {word} that {what} can be"
    return Finding(path, message)


_ANOTHER_MEAN = re.compile(
    r"(?i)\b(?:weigh\w+|micro|subset|normali[sz]ed)\b|average.{0,40}\b(?:other|more|also|some|without|includ)"
)


def _errors(run: RunOfRows) -> Iterator[Finding]:
    """The errors that cannot be the standard error of their score."""
    for row in run.rows:
        if row.error and row.error.value < 0:
            message = f"an error of {score_words(row.error)}, which is negative"
            yield Finding((*row.path, "error"), message)
        elif row.error and row.limits.share and 0 < row.score.value < 1:
            yield from _too_large(row, row.error)


def _too_large(row: ResultRow, stated: Score) -> Iterator[Finding]:
    # In floats first, since nearly all errors are far smaller.
    p = float(row.score.value)
    if float(stated.value) ** 2 < p * (1 - p) / 4:
        return
    ends = [min(max(end, Decimal(0)), Decimal(1)) for end in (meant(row.score).low, meant(row.score).high)]
    likeliest = min(max(Decimal("0.5"), ends[0]), ends[1])
    most = (likeliest * (1 - likeliest)).sqrt()
    if meant(stated).low > most:
        limit = shown(most, percent=stated.in_percent)
        what = f"an error of {score_words(stated)} for {score_words(row.score)}"
        hint = "" if stated.in_percent or stated.value > most * 100 else f"write {score_words(stated)} %"
        message = f"{what}, but of such a share it is at most √(p × (1 - p)) = {limit}"
        yield Finding((*row.path, "error"), message, hint)


@check("score-average", Severity.WARNING, "evaluation")
def average(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The average of a run is not the mean of its scores.

    The mean is taken over all rows, or over one of each benchmark, whichever. It must agree with the average
    to the digits that were written: 29.44 % agrees with 29.444 %. A source can weigh the scores, or average
    others too, so nothing is said where a note at the average or the run tells of it.

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
    for run in runs_of(entry, context):
        fact, every = run.run.average, [row.score for row in run.rows]
        # With a row of an unknown benchmark, or of a perplexity, nothing can be said.
        if fact is None or len(every) < len(run.run.results) or not _shares(run):
            continue
        if any(note and _ANOTHER_MEAN.search(note) for note in (fact.note, run.run.note)):
            continue
        stated = _stated(run)
        first = [row.score for row in firsts(row.measured for row in run.rows)]
        if stated is None or len(first) < 2 or not all(row.possible for row in run.rows):
            continue
        lowest, highest = (_mean(each) for each in _extremes(run))
        possible = (_mean(every), Range(lowest.low, highest.high))
        if 0 <= stated.value <= 1 and not any(meant(stated).agrees(mean) for mean in possible):
            mean = shown(sum((score.value for score in first), Decimal(0)) / len(first), percent=True)
            message = f"the mean of {len(first)} scores is {mean}, but average says {score_words(stated)}"
            yield Finding(("evaluation", "runs", run.index, "average"), message)


def _extremes(run: RunOfRows) -> tuple[list[Score], list[Score]]:
    """The lowest and the highest score of each benchmark: an average takes one of its metrics."""
    scores: dict[tuple[str, str | None], list[Score]] = {}
    for row in run.rows:
        scores.setdefault((row.result.benchmark, row.result.subset), []).append(row.score)
    lowest = [min(each, key=lambda score: score.value) for each in scores.values()]
    return lowest, [max(each, key=lambda score: score.value) for each in scores.values()]


def _mean(scores: Sequence[Score]) -> Range:
    return reduce(Range.__add__, map(meant, scores)) / exactly(len(scores))


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
    alike: dict[tuple[object, ...], list[ResultRow]] = {}
    for row in rows_of(entry, context):
        # Most rows differ in these already.
        key = (row.result.benchmark, row.result.subset, row.measured.metric_id, row.measured.shots)
        alike.setdefault(key, []).append(row)
    for rows in alike.values():
        seen: dict[tuple[object, ...], ResultRow] = {}
        for row in rows if len(rows) > 1 else ():
            other = seen.setdefault(_measurement(row), row)
            if other is not row and not meant(other.score).agrees(meant(row.score)):
                what = f"{row.result.benchmark}, {row.measured.metric_id}"
                where = _line(entry, other, row)
                here, there = score_words(row.result.score), score_words(other.result.score)
                message = f"{what}: {here} here, {there} in {where}"
                yield Finding((*row.path, "score"), message)


def _line(entry: CardEntry, other: ResultRow, row: ResultRow) -> str:
    """Where another row stands, as seen from this one."""
    place, here = (entry.located.place((*each.path, "score")) for each in (other, row))
    return f"line {place.line}" + (f" of {place.file}" if place.file != here.file else "")


def _measurement(row: ResultRow) -> tuple[object, ...]:
    """All that two rows must have in common to be of one measurement."""
    found, run, result = row.measured, row.measured.run, row.result
    told = run.measured_by and run.harness and found.shots is not None
    return (
        *(result.benchmark, found.metric_id, found.shots, result.split or run.split, found.version),
        *(result.filter, found.checkpoint, run.revision, run.prompt, run.settings, run.date, _samples(row)),
        *(result.note, result.source or run.source),
        *(run.harness, run.harness_version, run.measured_by),
        # Runs that say little of their conditions are kept apart by their titles.
        None if told else _title(run),
    )


def _title(run: Run) -> str | None:
    return run.title and run.title.casefold()


def _samples(row: ResultRow) -> Decimal | None:
    return row.result.samples.value if row.result.samples else None


CHECKS = (in_range, average, twice)
