"""Checks that the error of a score fits the score, its unit and the number of examples."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry
from ...facts.numbers import grouped, rounded
from ...problems import Severity
from ...schema import Direction, Score
from ..agreement import Range
from ..cache import once_per_card
from ..check_context import CheckContext
from ..definition import Finding, check
from .results import ResultRow, meant, rows_of, runs_of, score_words, shown
from .score_values import probably_meant

__all__ = ["CHECKS"]

_HALF = Decimal("0.5")


@check("score-error", Severity.ERROR)
def error(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The error of a score cannot be its standard error.

    An error is written in the unit of its score: both in percent or both plain. It is never negative. Of a
    share p it is at most √(p × (1 - p)), since there are two examples at least, and of n examples at most 0.5
    ÷ √(n - 1).

    To fix it: write the standard error as the harness gives it, in the unit of the score.

    Wrong:

        evaluation:
          runs:
            - results:
                - {benchmark: hellaswag, metric: acc, score: 38.66 %, error: 0.5}
                - {benchmark: piqa, metric: acc, score: 0.7111, error: 0.52}
                - {benchmark: boolq, metric: acc, score: 0.6, error: 0.1, samples: 400}
                - {benchmark: lambada, metric: ppl, score: 7.5, error: -0.2}

    Right:

        evaluation:
          runs:
            - results:
                - {benchmark: hellaswag, metric: acc, score: 38.66 %, error: 0.49 %}
                - {benchmark: piqa, metric: acc, score: 0.7111, error: 0.0106}
                - {benchmark: boolq, metric: acc, score: 0.6, error: 0.0245, samples: 400}
                - {benchmark: lambada, metric: ppl, score: 7.5, error: 0.2}
    """
    for row, stated in _doubtful(entry, context):
        found = _impossible(row, stated) if stated.value and row.possible else None
        if found:
            message, hint = found
            yield Finding((*row.path, "error"), message, hint)


@once_per_card
def _doubtful(entry: CardEntry, context: CheckContext) -> tuple[tuple[ResultRow, Score], ...]:
    """The scores with an error that needs a closer look; hardly any does."""
    stated = ((row, row.result.error) for row in rows_of(entry, context))
    return tuple((row, error) for row, error in stated if error is not None and not _ordinary(row, error))


def _ordinary(row: ResultRow, stated: Score) -> bool:
    """Whether an error is so small that nothing can be wrong with it; in floats, since nearly all are."""
    if row.result.samples is not None or stated.in_percent != row.score.in_percent:
        return False
    p, deviation = float(row.score.value), float(stated.value)
    return deviation > 0 and p * (1 - p) > _MANY * deviation * deviation


_MANY = 20
"""With errors as they are rounded, twice as many examples as a score of a benchmark has at least."""


def _impossible(row: ResultRow, stated: Score) -> tuple[str, str] | None:
    if stated.value < 0:
        return f"an error of {score_words(stated)}, which is negative", ""
    if stated.in_percent != row.score.in_percent:
        return _other_unit(row, stated)
    if not row.limits.share:
        return None
    most, why = _most(row)
    if meant(stated).low <= most:
        return None
    limit = shown(most, percent=stated.in_percent)
    return f"an error of {score_words(stated)} for {score_words(row.score)}, but {why} = {limit}", ""


def _other_unit(row: ResultRow, stated: Score) -> tuple[str, str]:
    score = row.score
    unit = "in percent" if score.in_percent else "plain"
    message = f"the score {score_words(score)} is {unit}, and its error {score_words(stated)} is not"
    # Above five hundredths an error without its sign was meant in percent.
    forgotten = score.in_percent and stated.value >= Decimal("0.05")
    meant_as = f"{score_words(stated)} %" if forgotten else shown(stated.value, percent=score.in_percent)
    deviation = stated.value / 100 if forgotten else stated.value
    fits = not row.limits.share or deviation <= _most(row)[0]
    return message, f"write {meant_as}" if fits else "compare both with the source"


def _most(row: ResultRow) -> tuple[Decimal, str]:
    """The largest error that a share can have, and why."""
    spread = _spread(meant(row.score))
    most, why = spread.high.sqrt(), "of such a share it is at most √(p × (1 - p))"
    count = row.result.samples.value if row.result.samples else Decimal(0)
    if count > 1 and _HALF / (count - 1).sqrt() < most:
        most = _HALF / (count - 1).sqrt()
        why = f"of {grouped(count)} examples it is at most 0.5 ÷ √{grouped(count - 1)}"
    return most, why


def _spread(share: Range) -> Range:
    """The variance p × (1 - p) of an example, for all that a rounded share can be."""
    ends = [min(max(end, Decimal(0)), Decimal(1)) for end in (share.low, share.high)]
    values = [end * (1 - end) for end in ends]
    top = Decimal("0.25") if ends[0] <= _HALF <= ends[1] else max(values)
    return Range(min(values), top)


_NEAR = Decimal("1.25")
"""Errors of mixed subtasks are a little smaller than those of one large task."""
_FEWEST = 5
"""Fewer examples make no benchmark: the error was meant in percent."""


@check("score-samples", Severity.WARNING)
def samples(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The error of a score belongs to another number of examples than the one stated.

    Where each example is right or wrong, the standard error of a share p over n examples is √(p × (1 - p) ÷
    n). So score and error give the number of examples, to about a quarter of it.

    To fix it: compare score, error and `samples` with the source.

    Wrong:

        evaluation:
          runs:
            - results:
                - {benchmark: hellaswag, metric: acc, score: 0.3866, error: 0.0049, samples: 500}

    Right:

        evaluation:
          runs:
            - results:
                - {benchmark: hellaswag, metric: acc, score: 0.3866, error: 0.0218, samples: 500}
    """
    for row, stated in _doubtful(entry, context):
        count = row.result.samples
        if stated.value <= 0 or not row.measured.metric.binary or not 0 < row.score.value < 1:
            continue
        if _impossible(row, stated):
            continue
        fewest, most = _examples(row, stated)
        if count is None and most < _FEWEST:
            hint = f"write {shown(stated.value / 100, percent=stated.in_percent)}"
            message = f"{_quotient(row, stated)}, and no benchmark has so few"
            yield Finding((*row.path, "error"), message, hint)
        elif count and not fewest / _NEAR - 1 <= count.value <= most * _NEAR + 1:
            message = f"{_quotient(row, stated)}, but samples says {count}"
            yield Finding((*row.path, "samples"), message)


def _examples(row: ResultRow, stated: Score) -> tuple[Decimal, Decimal]:
    """The fewest and the most examples that score and error can be of."""
    spread, deviation = _spread(meant(row.score)), meant(stated)
    most = spread.high / deviation.low**2 if deviation.low > 0 else Decimal("Infinity")
    return spread.low / deviation.high**2, most


def _quotient(row: ResultRow, stated: Score) -> str:
    p = row.score.value
    product = f"{shown(p, percent=False)} × {shown(1 - p, percent=False)}"
    implied = p * (1 - p) / stated.value**2
    words = grouped(implied) if implied >= 10 else rounded(implied, 2)
    return f"{product} ÷ {shown(stated.value, percent=False)}² = {words} examples"


_FAR = 3


@check("score-chance", Severity.NOTE)
def chance(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A score is further below guessing than chance explains.

    Three standard errors below what guessing gives, a model is not ignorant but misled: benchmarks that were
    filtered against simple models do that to small models, and so does a wrong prompt, a shifted label or a
    score of something else.

    To fix it: compare the score with the source; where it holds, a note tells readers why.

    Wrong:

        evaluation:
          runs:
            - results:
                - {benchmark: boolq, metric: acc, score: 0.38, error: 0.0085}

    Right:

        evaluation:
          runs:
            - results:
                - {benchmark: boolq, metric: acc, score: 0.48, error: 0.0087}
    """
    for run in runs_of(entry, context):
        for row in run.rows:
            behind = _behind_guessing(row)
            if row.limits.chance and behind > _FAR and not probably_meant(row, run.rows):
                limit = shown(row.limits.chance, percent=row.score.in_percent)
                message = f"{score_words(row.score)} is {rounded(behind, 2)} errors below guessing, {limit}"
                yield Finding((*row.path, "score"), message)


def _behind_guessing(row: ResultRow) -> Decimal:
    """How many errors a score is below what guessing gives; zero where that says nothing or is explained."""
    guessing = row.limits.chance
    if guessing is None or not 0 <= row.score.value < guessing or row.result.note:
        return Decimal(0)
    deviation = _deviation(row)
    if deviation is None:
        return Decimal(0)
    if row.measured.direction is not Direction.HIGHER:
        return Decimal(0)
    return (guessing - row.score.value) / deviation


def _deviation(row: ResultRow) -> Decimal | None:
    """The standard error that is stated, or that follows from the number of examples."""
    stated, count = row.result.error, row.result.samples
    if stated and stated.value > 0:
        return stated.value
    chance = row.limits.chance
    if chance and count and count.value > 1:
        return (chance * (1 - chance) / count.value).sqrt()
    return None


CHECKS = (error, samples, chance)
