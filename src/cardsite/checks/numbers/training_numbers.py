"""Checks that steps, batches, data, rates and checkpoints of a training fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ...catalogue import CardEntry, Location
from ...facts.derived import fills_sequences, training_tokens
from ...facts.numbers import short
from ...problems import Severity
from ...schema import Card, Optimizer, Quantity, TrainingFacts, TrainingStage, known
from ..agreement import Range, exactly, in_1024s, result, written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]

# Tokens


@dataclass(frozen=True, slots=True)
class _Batch:
    """The tokens of one step, as a card states them."""

    tokens: Decimal
    range: Range
    words: str
    factors: tuple[Quantity, ...]
    at_most: bool = False
    """Whether the sequences may have been shorter."""


_LONG = 4096
"""A longer context is often reached by an extension, after a training on shorter sequences."""


def _of_sequences(card: Card, part: TrainingFacts) -> _Batch | None:
    """The batch by its sequences, which are as long as the context where the card states no other length.

    Those of a stage need a length of their own, and are full only where the stage reads a stream of text.
    """
    sequences, stated = known(part.batch_sequences), known(part.sequence_length)
    if isinstance(part, TrainingStage):
        length = stated if fills_sequences(part) else None
    else:
        length = stated or (known(card.architecture.context_length) if card.architecture else None)
    if sequences is None or length is None:
        return None
    range_, words = written(sequences) * in_1024s(length), f"{sequences} sequences × {length} tokens"
    at_most = stated is None and length.value > _LONG
    return _Batch(sequences.value * length.value, range_, words, (sequences, length), at_most)


_ROUNDED = Decimal("0.03")
"""What ends in three zeros was rounded, and often counted in 1,024s: 256 × 512 tokens are called 128,000."""
_GROWING = Decimal("1.3")
"""A batch that grows at the beginning makes a training of so many fewer tokens, at the most."""


def _stated(quantity: Quantity) -> Range:
    """What a number of tokens can stand for."""
    range_ = in_1024s(quantity)
    return range_.wider(_ROUNDED) if quantity.value % 1000 == 0 else range_


@check(
    "training-tokens",
    Severity.WARNING,
    *("training.tokens", "training.batch_tokens", "training.sequence_length", "training.data"),
)
def tokens(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The tokens of a training are not its steps times its batch, or the batch not its sequences.

    Nor is a sequence longer than the context, or what was seen of the datasets more than what was seen in
    all. Sequences are as long as the context where `training.sequence_length` is not stated. Numbers that end
    in zeros may be rounded by 3 %, and the M in a batch of `4M` may be 1,048,576. Up to 30 % more steps are a
    note only, since a batch that grows at the beginning explains them, and so are fewer tokens than sequences
    of a context of more than 4,096 have. Each stage is compared with its own numbers; conversations, which do
    not fill their sequences, are left alone.

    Caught: in the project's trial, a digit too many in the steps, a wrong one in a batch, and ten times the
    length of a sequence or the tokens of a dataset, which no quote contradicts.

    To fix it: look up which of the numbers is another run's; leave `tokens` and `batch_tokens` out where they
    follow.

    Example:

          training:
            steps: 143_000
            batch_tokens: 2_097_152
        -   tokens: 380B
        +   tokens: 300B
    """
    card = entry.card
    longest = known(card.architecture.context_length) if card.architecture else None
    for path, part in card.training_parts:
        sequences, stated = _of_sequences(card, part), known(part.batch_tokens)
        if stated and sequences and not sequences.range.agrees(_stated(stated)):
            seen = result(sequences.tokens, *sequences.factors)
            message = f"{sequences.words} = {seen}, but batch_tokens says {stated}"
            mild = stated.value < sequences.tokens and sequences.at_most
            severity = Severity.NOTE if mild else None
            yield Finding((*path, "batch_tokens"), message, severity=severity)
        if stated:
            sequences = _Batch(stated.value, in_1024s(stated), f"{stated} tokens", (stated,))
        if sequences:
            yield from _of_steps(part, sequences, path)
        length = known(part.sequence_length)
        if length and longest and written(length).low > in_1024s(longest).high:
            message = f"sequences of {length} tokens are longer than the context of {longest}"
            yield Finding((*path, "sequence_length"), message)
        yield from _of_data(part, path, card)


def _of_steps(part: TrainingFacts, batch: _Batch, path: Location) -> Iterator[Finding]:
    steps, stated = known(part.steps), known(part.tokens)
    if steps and stated and not (written(steps) * batch.range).agrees(_stated(stated)):
        product = steps.value * batch.tokens
        seen = result(product, steps, *batch.factors)
        message = f"{steps} steps × {batch.words} = {seen}, but tokens says {stated}"
        mild = stated.value < product and (batch.at_most or product <= stated.value * _GROWING)
        yield Finding((*path, "tokens"), message, severity=Severity.NOTE if mild else None)


_MOST_TERMS = 8
"""Longer sums are cut short in a message."""
_DERIVED = Decimal("0.05")


def _of_data(part: TrainingFacts, path: Location, card: Card) -> Iterator[Finding]:
    """What the data of a training or of a stage add up to, against the tokens that it saw."""
    parts = [(index, each) for index, item in enumerate(part.data or ()) if (each := known(item.tokens))]
    if not parts:
        return
    stage = part if isinstance(part, TrainingStage) else None
    # Data next to a list of stages may be those of any stage.
    stated = known(part.tokens)
    derived = training_tokens(card, stage) if stage or not card.stages else None
    if stated:
        seen, words = written(stated), str(stated)
    elif derived:
        seen, words = exactly(derived.value).wider(_DERIVED), short(derived.value)
    else:
        return
    if sum((written(each).low for _, each in parts), Decimal(0)) > seen.high:
        terms = " + ".join(str(each) for _, each in parts[:_MOST_TERMS])
        terms = terms if len(parts) == 1 else f"{terms} = {short(sum(each.value for _, each in parts))}"
        whole = "stage" if stage else "training"
        message = f"{terms} tokens of the data are more than the {words} of the {whole}"
        yield Finding((*path, "data", parts[-1][0], "tokens"), message)


# Rates

_USUAL = {
    "learning_rate": (Decimal("0.1"), True),
    "final_learning_rate": (Decimal("0.1"), True),
    "weight_decay": (Decimal(1), False),
    "dropout": (Decimal("0.9"), False),
    "beta1": (Decimal("0.99999"), False),
    "beta2": (Decimal("0.99999"), False),
    "epsilon": (Decimal("0.01"), True),
}
"""The largest usual value, and whether it is so with Adam only."""


@check("training-rate", Severity.ERROR, "training", "adapter")
def rate(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The learning rate ends above its peak, or a parameter of the training is implausible.

    What is only implausible is a warning: decays of moments and dropout are from 0 to under 1, a weight decay
    is at most 1, and no learning rate is 0. With Adam, or an optimizer that is not named, a learning rate
    above 0.1 or an epsilon above 0.01 is nearly always a lost exponent, and a first moment that decays more
    slowly than the second means two numbers swapped.

    Proof: `learning_rate` is the peak by the card's format, and no rate of a schedule is above its peak.

    Caught: in the project's trial, a wrong exponent of the final rate, and a point lost in `beta1`.

    To fix it: compare them with the configuration; a sign or a digit of an exponent is easily lost.

    Example:

          training:
            learning_rate: 6.0e-4
        -   final_learning_rate: 6.0e-3
        +   final_learning_rate: 6.0e-5
        -   optimizer: {beta1: 0.95, beta2: 0.9}
        +   optimizer: {beta1: 0.9, beta2: 0.95}
    """
    card = entry.card
    whole = card.training.optimizer if card.training else None
    for at, part in (*card.training_parts, (("adapter",), card.adapter)):
        optimizer = part.optimizer if isinstance(part, TrainingFacts) else None
        adam = _is_adam(optimizer or whole)
        found: dict[str, tuple[Location, Quantity]] = {
            name: ((*path, name), number)
            for holder, path in ((part, at), (optimizer, (*at, "optimizer")))
            for name in (_USUAL.keys() & holder.model_fields_set if holder else ())
            if (number := known(getattr(holder, name)))
        }
        peak, final, first, second = (
            found[name][1] if name in found else None
            for name in ("learning_rate", "final_learning_rate", "beta1", "beta2")
        )
        if peak and final and written(final).low > written(peak).high:
            message = f"the final rate {final} is higher than the peak, {peak}"
            yield Finding((*at, "final_learning_rate"), message)
        for name, (path, number) in found.items():
            high, of_adam = _USUAL[name]
            lowest = number.value == 0 and name == "learning_rate"
            if lowest or number.value < 0 or (number.value > high and (adam or not of_adam)):
                message = f"{name} is {number}, and is hardly ever outside of 0 to {high}"
                yield Finding(path, message, severity=Severity.WARNING)
        if adam and first and second and second.value < first.value < 1:
            message = f"beta2, {second}, is smaller than beta1, {first}; they seem to be swapped"
            yield Finding((*at, "optimizer", "beta2"), message, severity=Severity.WARNING)


def _is_adam(optimizer: Optimizer | None) -> bool:
    """Whether it is Adam or a kin of it, or is not named."""
    return "adam" in ((known(optimizer.name) if optimizer else None) or "adam").lower()


# Checkpoints


@check("checkpoint-steps", Severity.ERROR, "checkpoints", "training.steps")
def steps(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A checkpoint or a score is for a step that the training did not have.

    The first checkpoint comes before the last, the last is a step of the training, and `extra_steps` lie
    between the first and the last. It is a warning where it rests on the steps of the training, which may be
    those of one stage, and at a score.

    Proof: of all checkpoints none comes before the first or after the last.

    Caught: in the project's trial, a wrong digit in the last checkpoint, or in the steps of the training.

    To fix it: compare steps, first and last checkpoint with the configuration, and the steps of scores with
    the file of the results.

    Example:

        - training: {steps: 100_000}
        + training: {steps: 143_000}
          checkpoints: {first: 0, last: 143_000}
    """
    checkpoints, training, evaluation = entry.card.checkpoints, entry.card.training, entry.card.evaluation
    trained = known(training.steps) if training else None
    first, last = (known(checkpoints.first), known(checkpoints.last)) if checkpoints else (None, None)
    extra = (known(checkpoints.extra_steps) if checkpoints else None) or ()
    if first and last and first.value > last.value:
        message = f"the first checkpoint, {first}, comes after the last, {last}"
        yield Finding(("checkpoints", "first"), message)
    if last and trained and written(last).low > written(trained).high:
        message = f"the last checkpoint is of step {last}, but the training has {trained} steps"
        yield Finding(("checkpoints", "last"), message, severity=Severity.WARNING)
    earliest = min(extra, key=lambda step: step.value, default=None)
    if first and earliest and written(earliest).high < written(first).low:
        message = f"step {earliest}, an extra one, comes before the first checkpoint, {first}"
        yield Finding(("checkpoints", "first"), message)
    end = last or trained
    if end is None:
        return
    for index, kept in enumerate(extra):
        if kept.value > written(end).high:
            # A fact that is written in full has its list at `value`; otherwise that step is passed over.
            path = ("checkpoints", "extra_steps", "value", index)
            severity = None if last else Severity.WARNING
            yield Finding(path, f"step {kept} comes after the last, {end}", severity=severity)
    for index, run in enumerate(evaluation.runs if evaluation else ()):
        at: Location = ("evaluation", "runs", index)
        scored = [(at, run.checkpoint)]
        scored += [((*at, "results", number), row.checkpoint) for number, row in enumerate(run.results)]
        for place, step in scored:
            if step and written(step).low > written(end).high:
                message = f"step {step} was evaluated, but the last is {end}"
                yield Finding((*place, "checkpoint"), message, severity=Severity.WARNING)


CHECKS = (tokens, rate, steps)
