"""Checks that a score and its error belong to a whole number of questions, as those of one task must."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, sqrt

from ...catalogue import CardEntry
from ...problems import Severity
from ...schema import Score
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .results import ResultRow, rows_of, score_words, shown

__all__ = ["CHECKS", "Fit", "fit"]

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


@dataclass(frozen=True, slots=True)
class Fit:
    """What score and error say about the number of questions."""

    implied: float
    """p × (1 - p) ÷ error² + 1."""
    whole: int | None
    """The whole number of questions that fits; None where none does."""


def fit(score: float, by: float, error: float, error_by: float) -> Fit | None:
    """Looks for questions n and right answers k with k ÷ n = score and √(p × (1 - p) ÷ (n - 1)) = error.

    `by` and `error_by` are how much either may be off by rounding. Some harnesses divide by n, which fits
    too. None where either is written too roughly to tell.
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
    implied = score * (1 - score) / error**2 + 1
    slack = most * _ROUNDING * 100
    for less in (1, 0):
        for n in range(max(ceil(fewest - slack) + less, 2), floor(most + slack) + less + 1):
            for k in range(ceil((score - by) * n - slack), floor((score + by) * n + slack) + 1):
                share = min(max(k / n, 0.0), 1.0)
                if abs(sqrt(share * (1 - share) / (n - less)) - error) <= error_by + error * _ROUNDING:
                    return Fit(implied, n)
    return Fit(implied, None)


def _unit(score: Score) -> float:
    """One of the last place that is written: twice what rounding takes, and all that cutting off does."""
    return float(10.0 ** int(score.value.as_tuple().exponent))


@dataclass(frozen=True, slots=True)
class _Misfit:
    """A score that fits no whole number of questions."""

    row: ResultRow
    error: Score
    implied: float


@dataclass(frozen=True, slots=True)
class _Benchmark:
    """What the scores on a benchmark say about its number of questions, over all cards."""

    whole: Counter[int]
    """How many scores fit each number of questions."""
    misfits: list[tuple[str, _Misfit]]
    """The scores that fit none, each with its card."""

    def add(self, identity: str, row: ResultRow, error: Score) -> None:
        """Looks at one more score."""
        found = fit(float(row.score.value), _unit(row.score), float(error.value), _unit(error))
        if found is not None and found.whole is not None:
            self.whole[found.whole] += 1
        elif found is not None:
            self.misfits.append((identity, _Misfit(row, error, found.implied)))


def _benchmarks(context: CheckContext) -> Mapping[str, _Benchmark]:
    found: dict[str, _Benchmark] = defaultdict(lambda: _Benchmark(Counter(), []))
    for identity, entry in context.catalogue.cards.items():
        for row in rows_of(entry, context) if entry.card.evaluation else ():
            error = row.error
            if error is None or error.figures < _FIGURES or not row.measured.metric.binary:
                continue
            one_unit = error.in_percent == row.score.in_percent
            if one_unit and error.value > 0 and 0 < row.score.value < 1:
                found[row.result.benchmark].add(identity, row, error)
    return found


_Clear = tuple[_Misfit, int, int]
"""A misfit, the number of questions that most others fit, and how many these are."""


def _clear(context: CheckContext) -> Mapping[str, tuple[_Clear, ...]]:
    """For each card the scores that fit no whole number where others on the benchmark do."""
    found: dict[str, list[_Clear]] = defaultdict(list)
    for benchmark in context.made(_benchmarks).values():
        # The mean of several tasks has no whole number; then none of the scores on it fits one.
        if benchmark.whole.total() >= max(len(benchmark.misfits), 1):
            most = min(benchmark.whole, key=lambda n: (-benchmark.whole[n], n))
            for identity, misfit in benchmark.misfits:
                found[identity].append((misfit, most, benchmark.whole[most]))
    return {identity: tuple(each) for identity, each in found.items()}


_OF_SEVERAL = re.compile(
    r"(?i)\b(?:mean|average|averaged|macro|micro|group|weighted|pooled|bootstrap|cluster)"
)


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
    for misfit, most, count in context.made(_clear).get(entry.id, ()):
        notes = (misfit.row.result.note, misfit.row.measured.run.note)
        if not any(note and _OF_SEVERAL.search(note) for note in notes):
            yield _finding(misfit, most, count)


def _finding(misfit: _Misfit, most: int, count: int) -> Finding:
    """It stands at the score, unless the score fits the number of questions that others have."""
    score, row = misfit.row.score, misfit.row
    p = float(score.value)
    right = p * most
    others = "another score fits" if count == 1 else f"{count:,} other scores fit"
    message = (
        f"{score_words(score)} ± {score_words(misfit.error)} fits no whole number of questions: "
        f"p × (1 - p) ÷ error² + 1 = {_fraction(misfit.implied)}, but on "
        f"{quoted(row.measured.benchmark.name)} {others} {most:,}"
    )
    if abs(right - round(right)) <= (_unit(score) + _ROUNDING) * most:
        error = shown(Decimal(sqrt(p * (1 - p) / (most - 1))), percent=score.in_percent)
        hint = f"{round(right):,} right answers of {most:,} are this score, and its error is {error}"
        return Finding((*row.path, "error"), message, hint)
    hint = f"copy the score from the source again: it would be {right:,.2f} right answers of {most:,}"
    return Finding((*row.path, "score"), message, hint)


def _fraction(number: float) -> str:
    """A number that is not whole, with as many decimals as it takes to see that."""
    for places in range(2, 7):
        text = f"{number:,.{places}f}"
        if text.rpartition(".")[2].strip("0"):
            return text
    return f"about {number:,.0f}"


CHECKS = (whole,)
