"""Checks that a score can be what it says: in range, in its unit, once, and the average of its run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..catalogue import CardEntry, Location
from ..measuring import firsts
from ..problems import Severity
from ..schema import Run, Score
from .agreement import Range, exactly, written
from .base import Finding, check
from .context import Context
from .results import Row, by_run, meant, rows_of, score_words, shown

__all__ = ["CHECKS", "probably_meant"]


@check("score-range", Severity.ERROR)
def in_range(entry: CardEntry, context: Context) -> Iterator[Finding]:
    """A score is outside of what its metric allows.

    An accuracy is a share: it lies between 0 and 1, which is the same as 0 % and 100 %. A perplexity is at
    least 1. Each metric has its range, and a benchmark can narrow it. Most often the percent sign was left
    out.

    To mend it: compare the number and its metric with the source; percent needs its sign.

    Wrong:

        evaluation:
          runs:
            - results:
                - {benchmark: lambada, metric: acc, score: 57.23}
                - {benchmark: piqa, metric: acc, score: 138 %}
                - {benchmark: lambada, metric: ppl, score: 0.75}

    Right:

        evaluation:
          runs:
            - results:
                - {benchmark: lambada, metric: acc, score: 57.23 %}
                - {benchmark: piqa, metric: acc, score: 0.7111}
                - {benchmark: lambada, metric: ppl, score: 7.5}
    """
    for index, run, rows in by_run(entry, context):
        for row in rows:
            if not row.possible:
                bounds = (row.low, row.high)
                at: Location = (*row.path, "score")
                yield _out_of_range(at, row.score, bounds, row.measured.metric_id, share=row.share)
        average = run.average.value if run.average else None
        if average and rows and all(row.share for row in rows) and not 0 <= average.value <= 1:
            at = ("evaluation", "runs", index, "average")
            yield _out_of_range(at, average, (Decimal(0), Decimal(1)), "an average of shares", share=True)


def _out_of_range(
    path: Location, score: Score, bounds: tuple[Decimal | None, Decimal | None], what: str, *, share: bool
) -> Finding:
    low, high = bounds
    bound, word = (high, "highest") if low is None or score.value >= low else (low, "lowest")
    limit = shown(bound or Decimal(0), percent=score.in_percent)
    more = "more" if word == "highest" else "less"
    message = f"{score_words(score)} is {more} than {limit}, the {word} that {what} can be"
    if share and not score.in_percent and 1 < score.value <= 100:
        written_out = f"{score} %"
        return Finding(path, message, f"write {written_out}", written_out)
    return Finding(path, message)


@check("score-percent", Severity.WARNING)
def percent(entry: CardEntry, context: Context) -> Iterator[Finding]:
    """A score is a hundredth of what it must be: a fraction was taken for a percentage.

    `0.31 %` is 0.0031. Where guessing gets a quarter right, no model gets so little, and a hundred times as
    much would be an ordinary score. Where nothing is known of guessing, the digits tell: among scores like
    `57.23 %`, one of `0.5501 %` has two more decimals than any other. A score that is really so small has
    fewer figures.

    To mend it: write `31 %` or `0.31`.

    Wrong:

        evaluation:
          runs:
            - results:
                - {benchmark: arc-challenge, metric: acc_norm, score: 0.31 %}
                - {benchmark: hellaswag, metric: acc_norm, score: 0.0048}

    Right:

        evaluation:
          runs:
            - results:
                - {benchmark: arc-challenge, metric: acc_norm, score: 31 %}
                - {benchmark: hellaswag, metric: acc_norm, score: 0.48}
                - {benchmark: gsm8k, metric: acc, score: 0.45 %}
    """
    for _, _, rows in by_run(entry, context):
        for row in rows:
            likely = probably_meant(row, rows)
            if likely:
                why = (
                    f"guessing gives {shown(row.chance, percent=row.score.in_percent)}"
                    if row.chance
                    else "the other scores of the run have two decimals less"
                )
                message = f"{score_words(row.score)} is a hundredth of an ordinary score, and {why}"
                yield Finding((*row.path, "score"), message, f"write {likely}")


_SMALL = Decimal("0.01")
_TELLING_FIGURES = range(4, 7)
"""Of fewer, a small score has as many; more are written by programs, which count figures and not decimals."""


def probably_meant(row: Row, run: Sequence[Row]) -> str:
    """What should stand in the place of a score that is a hundredth of it; empty where it can be right."""
    score = row.score
    if not row.share or not 0 < score.value <= _SMALL:
        return ""
    if row.chance:
        # Half of what guessing gives is already out of reach for chance and for small models alike.
        odd = score.value < row.chance / 5 and score.value * 100 >= row.chance / 2
    else:
        odd = _has_odd_decimals(row, run)
    return shown(score.value * 100, percent=score.in_percent) if odd else ""


def _has_odd_decimals(row: Row, run: Sequence[Row]) -> bool:
    if not row.score.in_percent or row.score.figures not in _TELLING_FIGURES:
        return False
    others = [other.score for other in run if other.share and other.score.value > _SMALL]
    alike = [score for score in others if score.in_percent]
    return len(alike) > 1 and _decimals(row.score) >= max(map(_decimals, alike)) + 2


def _decimals(score: Score) -> int:
    exponent = score.value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


@check("score-average", Severity.ERROR)
def average(entry: CardEntry, context: Context) -> Iterator[Finding]:
    """The average of a run is not the mean of its scores.

    The mean is taken over the first score of each benchmark, as pages do, or over all rows. It must agree
    with the average to the digits that were written: 29.44 % agrees with 29.444 %.

    To mend it: look for a row that is wrong or missing, or take the average from the same source as the rows.

    Wrong:

        evaluation:
          runs:
            - average: 42.5 %
              results:
                - {benchmark: arc-challenge, score: 31.23 %}
                - {benchmark: hellaswag, score: 48.47 %}

    Right:

        evaluation:
          runs:
            - average: 39.85 %
              results:
                - {benchmark: arc-challenge, score: 31.23 %}
                - {benchmark: hellaswag, score: 48.47 %}
    """
    for index, run, of_run in by_run(entry, context):
        stated = run.average.value if run.average else None
        # With a row of an unknown benchmark, or of a perplexity, nothing can be said.
        if stated is None or len(of_run) < len(run.results) or not all(row.share for row in of_run):
            continue
        one_each = [row.measured for row in of_run]
        first = [row.result.score for row in firsts(one_each)]
        if len(first) < 2 or not 0 <= stated.value <= 1 or not all(row.possible for row in of_run):
            continue
        yield from _not_the_mean(index, stated, first, [row.score for row in of_run])


def _not_the_mean(
    index: int, stated: Score, first: Sequence[Score], every: Sequence[Score]
) -> Iterator[Finding]:
    if any(meant(stated).agrees(_mean(scores)) for scores in (first, every)):
        return
    mean = sum((score.value for score in first), Decimal(0)) / len(first)
    ours = shown(mean, percent=True)
    message = f"the mean of {len(first)} scores is {ours}, but average says {score_words(stated)}"
    hundredth = (written(stated) * exactly(100)).agrees(_mean(first))
    hint = f"write {shown(stated.value * 100, percent=stated.in_percent)}" if hundredth else ""
    yield Finding(("evaluation", "runs", index, "average"), message, hint)


def _mean(scores: Sequence[Score]) -> Range:
    total = exactly(0)
    for score in scores:
        total = total + meant(score)
    return total / exactly(len(scores))


@check("score-twice", Severity.ERROR)
def twice(entry: CardEntry, context: Context) -> Iterator[Finding]:
    """Two rows give different scores for the same measurement.

    The same benchmark and metric, with the same shots, split, version, filter, checkpoint and prompt,
    measured by the same people with the same software, cannot have two scores. Either one of them is wrong,
    or the rows do not say in what they differ.

    To mend it: delete the wrong row, or say what differs: `metric`, `shots`, `filter`, `version`, `samples`.

    Wrong:

        evaluation:
          runs:
            - shots: 0
              results:
                - {benchmark: hellaswag, metric: acc, score: 38.66 %}
                - {benchmark: hellaswag, metric: acc, score: 48.47 %}

    Right:

        evaluation:
          runs:
            - shots: 0
              results:
                - {benchmark: hellaswag, metric: acc, score: 38.66 %}
                - {benchmark: hellaswag, metric: acc_norm, score: 48.47 %}
    """
    seen: dict[tuple[object, ...], Row] = {}
    for row in rows_of(entry, context):
        other = seen.setdefault(_measurement(row), row)
        if other is not row and not meant(other.score).agrees(meant(row.score)):
            what = f"{row.result.benchmark}, {row.measured.metric_id}"
            where = _line(entry, other, row)
            message = f"{what}: {score_words(row.score)} here, {score_words(other.score)} in {where}"
            yield Finding((*row.path, "score"), message)


def _line(entry: CardEntry, other: Row, row: Row) -> str:
    """Where another row stands, as seen from this one."""
    place, here = (entry.located.place((*each.path, "score")) for each in (other, row))
    return f"line {place.line}" + (f" of {place.file}" if place.file != here.file else "")


def _measurement(row: Row) -> tuple[object, ...]:
    """All that two rows must have in common to be of one measurement."""
    found, run, result = row.measured, row.run, row.result
    told = run.measured_by and run.harness and found.shots is not None
    return (
        *(result.benchmark, found.metric_id, found.shots, result.split or run.split, found.version),
        *(result.filter, found.checkpoint, run.revision, run.prompt, run.date, _samples(row)),
        *(run.harness, run.harness_version, run.measured_by),
        # Runs that say little of their conditions are kept apart by their titles.
        None if told else _title(run),
    )


def _title(run: Run) -> str | None:
    return run.title and run.title.casefold()


def _samples(row: Row) -> Decimal | None:
    return row.result.samples.value if row.result.samples else None


CHECKS = (in_range, percent, average, twice)
