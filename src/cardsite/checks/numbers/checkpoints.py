"""Checks that the checkpoints of a training fit its steps and its scores."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import CardEntry, Location
from ...facts.numbers import grouped
from ...problems import Severity
from ...schema import Checkpoints, Quantity, known
from ..agreement import written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]


@check("checkpoint-steps", Severity.ERROR, "checkpoints", "training.steps")
def steps(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A checkpoint or a score is for a step that the training did not have, or of which nothing was kept.

    The first checkpoint comes before the last, the last is a step of the training, and those that were kept
    beside the grid lie between the first and the last. It is a warning where it rests on the steps of the
    training, which may be those of one stage, and at a score. Where first, last and interval are known, so is
    every step that can be evaluated; what departs from the grid stands among `extra_steps`, or in
    `exceptions`.

    Proof: of all checkpoints none comes before the first or after the last.

    Caught: in the project's trial, a wrong digit in the last checkpoint, in the interval, or in the steps of
    the training.

    To fix it: compare steps, first and last checkpoint with the configuration, and the steps of scores with
    the file of the results.

    Example:

        - training: {steps: 100_000}
        + training: {steps: 143_000}
          checkpoints: {first: 0, last: 143_000, interval: 1_000}
          evaluation:
            runs:
        -     - checkpoint: 13_500
        +     - checkpoint: 13_000
                results: [{benchmark: lambada, score: 0.33}]
    """
    checkpoints, training = entry.card.checkpoints, entry.card.training
    trained = known(training.steps) if training else None
    if checkpoints is not None:
        yield from _of_grid(checkpoints, trained)
    yield from _of_scores(entry, checkpoints, trained)


def _of_grid(checkpoints: Checkpoints, trained: Quantity | None) -> Iterator[Finding]:
    """What the checkpoints say against each other, and against the steps of the training."""
    first, last = known(checkpoints.first), known(checkpoints.last)
    if first and last and first.value > last.value:
        message = f"the first checkpoint, {first}, comes after the last, {last}"
        yield Finding(("checkpoints", "first"), message)
    if last and trained and written(last).low > written(trained).high:
        message = f"the last checkpoint is of step {last}, but the training has {trained} steps"
        yield Finding(("checkpoints", "last"), message, severity=Severity.WARNING)
    end, mild = last or trained, None if last else Severity.WARNING
    beside = known(checkpoints.extra_steps) or ()
    for index, extra in enumerate(beside):
        # A fact that is written in full has its list at `value`; otherwise that step is passed over.
        path = ("checkpoints", "extra_steps", "value", index)
        if end and extra.value > written(end).high:
            yield Finding(path, f"step {extra} comes after the last, {end}", severity=mild)
    earliest = min(beside, key=lambda step: step.value, default=None)
    if first and earliest and written(earliest).high < written(first).low:
        message = f"step {earliest}, an extra one, comes before the first checkpoint, {first}"
        yield Finding(("checkpoints", "first"), message)


def _of_scores(
    entry: CardEntry, checkpoints: Checkpoints | None, trained: Quantity | None
) -> Iterator[Finding]:
    """The scores of steps of which no checkpoint was kept."""
    end = (known(checkpoints.last) if checkpoints else None) or trained
    schedule = _schedule(checkpoints) if checkpoints else None
    kept = {int(step) for step in (known(checkpoints.extra_steps) if checkpoints else None) or ()}
    exceptions = ((known(checkpoints.exceptions) if checkpoints else None) or "").replace(",", "")
    for path, step in _evaluated(entry):
        number, message = int(step), ""
        if end and written(step).low > written(end).high:
            message = f"step {step} was evaluated, but the last is {end}"
        elif schedule and step.exact and number not in kept and str(number) not in exceptions:
            first, last, interval = schedule
            if number != last and (number < first or (number - first) % interval):
                below = max(number - (number - first) % interval, first)
                near = f"{grouped(below)} and {grouped(min(below + interval, last))}"
                message = f"step {step} was evaluated, but the checkpoints next to it are {near}"
        if message:
            yield Finding(path, message, severity=Severity.WARNING)


def _schedule(checkpoints: Checkpoints) -> tuple[int, int, int] | None:
    """First, last and interval, where all three are known to the last digit."""
    first, last = known(checkpoints.first), known(checkpoints.last)
    interval = known(checkpoints.interval)
    if not (first and last and interval and interval.value and first.value <= last.value):
        return None
    if not (first.exact and last.exact and interval.exact):
        return None
    return int(first), int(last), int(interval)


def _evaluated(entry: CardEntry) -> Iterator[tuple[Location, Quantity]]:
    """The steps that scores are of."""
    evaluation = entry.card.evaluation
    for index, run in enumerate(evaluation.runs if evaluation else ()):
        at: Location = ("evaluation", "runs", index)
        if run.checkpoint is not None:
            yield (*at, "checkpoint"), run.checkpoint
        for number, row in enumerate(run.results):
            if row.checkpoint is not None:
                yield (*at, "results", number, "checkpoint"), row.checkpoint


CHECKS = (steps,)
