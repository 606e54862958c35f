"""A check that a score and its error belong to a whole number of questions, as those of one task must."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import ceil, floor, sqrt

from ...catalogue import CardEntry
from ...problems import Severity
from ...schema import Score
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .results import ResultRow, runs_of, score_words, shown

__all__ = ["CHECKS", "fit"]

_FIGURES = 5
"""With fewer figures of an error, nearly every score fits some number of questions."""
_MOST = 2000
"""So many numbers of questions with their right answers are tried at most."""
_LARGEST = 1e7
"""No benchmark has so many questions, and floats could not distinguish them."""
_ROUNDING = 1e-11
"""What floats lose; harnesses write them with sixteen digits."""
_SHARP = 1e-6
"""An error that is known so well does not fit a whole number by accident."""


def fit(score: float, by: float, error: float, error_by: float) -> int | None:
    """Looks for questions n and right answers k with k ÷ n = score and √(p × (1 - p) ÷ (n - 1)) = error.

    `by` and `error_by` are how much either may be off by rounding. Some harnesses divide by n, which fits
    too. Gives n, 0 where none fits, and None where either is written too roughly to tell.
    """
    spread = [max(end * (1 - end), 0.0) for end in (score - by, score + by)]
    if score - by < 0.5 < score + by:
        spread.append(0.25)
    if error <= error_by:
        return None
    fewest, most = min(spread) / (error + error_by) ** 2, max(spread) / (error - error_by) ** 2
    tried = (most - fewest + 1) * (2 * by * most + 1)
    if most > _LARGEST or tried > _MOST or (most - fewest > 1 and error_by > _SHARP * error):
        return None
    slack = most * _ROUNDING * 100
    for less in (1, 0):
        for n in range(max(ceil(fewest - slack) + less, 2), floor(most + slack) + less + 1):
            for k in range(ceil((score - by) * n - slack), floor((score + by) * n + slack) + 1):
                share = min(max(k / n, 0.0), 1.0)
                if abs(sqrt(share * (1 - share) / (n - less)) - error) <= error_by + error * _ROUNDING:
                    return n
    return 0


def _unit(score: Score) -> float:
    """One of the last place that is written: twice what rounding takes, and all that cutting off does."""
    return float(10.0 ** int(score.value.as_tuple().exponent))


_Misfit = tuple[ResultRow, Score, int, int]
"""A score that fits no whole number of questions, its error, the number that most others on the benchmark
fit, and how many these are."""


def _misfits(context: CheckContext) -> Mapping[str, list[_Misfit]]:
    """Those of each card; how many questions a benchmark has, the scores of all cards say."""
    whole: dict[str, Counter[int]] = defaultdict(Counter)
    others: dict[str, list[tuple[str, ResultRow, Score]]] = defaultdict(list)
    for entry in context.catalogue.cards.values():
        for row in (row for run in runs_of(entry, context) for row in run):
            score, error = row.score, row.error
            if error is None or error.figures < _FIGURES or not row.measured.metric.binary:
                continue
            if error.in_percent != score.in_percent or error.value <= 0 or not 0 < score.value < 1:
                continue
            found = fit(float(score.value), _unit(score), float(error.value), _unit(error))
            if found:
                whole[row.measured.result.benchmark][found] += 1
            elif found is not None:
                others[row.measured.result.benchmark].append((entry.id, row, error))
    misfits: dict[str, list[_Misfit]] = defaultdict(list)
    for benchmark, rows in others.items():
        # The mean of several tasks has no whole number; then none of the scores on it fits one.
        if whole[benchmark].total() >= len(rows):
            most, count = min(whole[benchmark].items(), key=lambda each: (-each[1], each[0]))
            for identity, row, error in rows:
                misfits[identity].append((row, error, most, count))
    return misfits


@check("score-whole", Severity.WARNING, "evaluation")
def whole(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A score and its error do not fit any whole number of questions.

    Where each of n questions is answered right or wrong, the score is a whole number of right answers ÷ n,
    and harnesses give √(p × (1 - p) ÷ (n - 1)) as its error, some with n in place of n - 1. So a score and an
    error with many digits give n exactly, and one wrong digit in either shows. Only scores on benchmarks
    where other scores do fit are held to it: means over several tasks never do, nor does what a note calls
    a mean.

    Caught: in the trial, nearly every wrong digit in the scores and errors of the Pythia results, which no
    other check sees.

    To fix it: copy score and error from the source again, both from the same line.

    Example:

          evaluation:
            runs:
            - results:
              - {benchmark: arc-easy, metric: acc, score: 0.4351851851851852, error: 0.010173216430370908}
              - benchmark: arc-easy
                metric: acc_norm
                score: 0.396464646464646
        -       error: 0.010077412763064519
        +       error: 0.010037412763064519
    """
    for row, error, most, count in context.made(_misfits).get(entry.id, ()):
        notes = (row.measured.result.note, row.measured.run.note)
        if any(note and _OF_SEVERAL.search(note) for note in notes):
            continue
        others = "another score fits" if count == 1 else f"{count:,} other scores fit"
        p = float(row.score.value)
        implied = p * (1 - p) / float(error.value) ** 2 + 1
        message = (
            f"{score_words(row.score)} ± {score_words(error)} fits no whole number of questions: "
            f"p × (1 - p) ÷ error² + 1 = {_fraction(implied)}, but on "
            f"{quoted(row.measured.benchmark.name)} {others} {most:,}"
        )
        right = p * most
        # Where the score is one of the number of questions that others have, the error is wrong.
        if abs(right - round(right)) <= (_unit(row.score) + _ROUNDING) * most:
            expected = shown(Decimal(sqrt(p * (1 - p) / (most - 1))), percent=row.score.in_percent)
            hint = f"{round(right):,} right answers of {most:,} are this score, and its error is {expected}"
            yield Finding((*row.path[:-1], "error"), message, hint)
        else:
            hint = f"copy the score from the source again: it would be {right:,.2f} right answers of {most:,}"
            yield Finding(row.path, message, hint)


_OF_SEVERAL = re.compile(
    r"(?i)\b(?:mean|average|averaged|macro|micro|group|weighted|pooled|bootstrap|cluster)"
)


def _fraction(number: float) -> str:
    """A number that is not whole, with as many decimals as it takes to see that."""
    texts = (f"{number:,.{places}f}" for places in range(2, 7))
    return next((text for text in texts if text.rpartition(".")[2].strip("0")), f"about {number:,.0f}")


CHECKS = (whole,)
