"""Checks that the error of a score can be a standard error."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry
from ...problems import Severity
from ...schema import Score
from ..check_context import CheckContext
from ..definition import Finding, check
from .results import ResultRow, meant, rows_of, score_words, shown

__all__ = ["CHECKS"]


@check("score-error", Severity.ERROR, "evaluation")
def error(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The error of a score cannot be its standard error.

    It is never negative, and of a share p it is at most √(p × (1 - p)). Most often it was meant in percent.

    Proof: the standard error of a share over n examples is √(p × (1 - p) ÷ (n - 1)), of two at least, and no
    distribution between 0 and 1 spreads more. Half of a 95 % interval is less too from five examples on.

    Caught: in the trial, errors of the Pythia results that were written in percent without the sign.

    To fix it: write the standard error as the harness gives it; percent needs its sign.

    Wrong:

        evaluation:
          runs:
            - results:
                - {benchmark: hellaswag, metric: acc, score: 38.66 %, error: 0.52}
                - {benchmark: piqa, metric: acc, score: 0.7111, error: 1.06}
                - {benchmark: lambada, metric: ppl, score: 7.5, error: -0.2}

    Right:

        evaluation:
          runs:
            - results:
                - {benchmark: hellaswag, metric: acc, score: 38.66 %, error: 0.52 %}
                - {benchmark: piqa, metric: acc, score: 0.7111, error: 1.06 %}
                - {benchmark: lambada, metric: ppl, score: 7.5, error: 0.2}
    """
    for row in rows_of(entry, context):
        error = row.error
        if error is None:
            continue
        if error.value < 0:
            message = f"an error of {score_words(error)}, which is negative"
            yield Finding((*row.path, "error"), message)
        elif row.limits.share and 0 < row.score.value < 1:
            yield from _too_large(row, error)


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


CHECKS = (error,)
