"""Checks that steps, batches, sequences, tokens and data of a training fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ...catalogue import CardEntry, Location
from ...facts.derived import fills_sequences, training_tokens
from ...facts.numbers import short
from ...problems import Severity
from ...schema import Card, Quantity, TrainingData, TrainingFacts, TrainingStage, known
from ..agreement import Range, exactly, in_1024s, result, written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]


_ROUNDED = Decimal("0.03")
"""What ends in three zeros was rounded, and often counted in 1,024s: 256 × 512 tokens are called 128,000."""
_GROWING = Decimal("1.3")
"""A batch that grows at the beginning makes a training of so many fewer tokens, at the most."""


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
    shape, stage = card.architecture, isinstance(part, TrainingStage)
    sequences, stated = known(part.batch_sequences), known(part.sequence_length)
    length = stated or (known(shape.context_length) if shape and not stage else None)
    if sequences is None or length is None or (isinstance(part, TrainingStage) and not fills_sequences(part)):
        return None
    range_, words = written(sequences) * in_1024s(length), f"{sequences} sequences × {length} tokens"
    at_most = stated is None and length.value > _LONG
    return _Batch(sequences.value * length.value, range_, words, (sequences, length), at_most)


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

    Every step reads one batch, a batch is its sequences times their length, no sequence is longer than the
    context, and what was seen of each dataset adds up to at most what was seen in all. The length of a
    sequence is `training.sequence_length`, and the model's context where that is not stated, except in a
    stage. Numbers that end in zeros may be rounded by 3 %, and the M in a batch of `4M` may be 1,048,576. Up
    to 30 % more steps are a note only, since a batch that grows at the beginning explains them, and so are
    fewer tokens than sequences of a context of more than 4,096 have, which are often reached after the
    training. Each stage is compared with its own numbers; conversations, which do not fill their sequences,
    are left alone.

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
    for path, part in card.training_parts:
        sequences = _of_sequences(card, part)
        yield from _of_steps(part, sequences, path)
        yield from _of_batch(part, sequences, path)
        length = known(part.sequence_length)
        longest = known(card.architecture.context_length) if card.architecture else None
        if length and longest and written(length).low > in_1024s(longest).high:
            message = f"sequences of {length} tokens are longer than the context of {longest}"
            yield Finding((*path, "sequence_length"), message)
        if part.data:
            yield from _of_data(part, part.data, path, card)


def _of_steps(part: TrainingFacts, sequences: _Batch | None, path: Location) -> Iterator[Finding]:
    steps, stated, size = known(part.steps), known(part.tokens), known(part.batch_tokens)
    batch = _Batch(size.value, in_1024s(size), f"{size} tokens", (size,)) if size else sequences
    if steps and stated and batch and not (written(steps) * batch.range).agrees(_stated(stated)):
        product = steps.value * batch.tokens
        seen = result(product, steps, *batch.factors)
        message = f"{steps} steps × {batch.words} = {seen}, but tokens says {stated}"
        mild = stated.value < product and (batch.at_most or product <= stated.value * _GROWING)
        yield Finding((*path, "tokens"), message, severity=Severity.NOTE if mild else None)


def _of_batch(part: TrainingFacts, found: _Batch | None, path: Location) -> Iterator[Finding]:
    stated = known(part.batch_tokens)
    if stated and found and not found.range.agrees(_stated(stated)):
        seen = result(found.tokens, *found.factors)
        message = f"{found.words} = {seen}, but batch_tokens says {stated}"
        mild = stated.value < found.tokens and found.at_most
        yield Finding((*path, "batch_tokens"), message, severity=Severity.NOTE if mild else None)


_MOST_TERMS = 8
"""Longer sums are cut short in a message."""
_DERIVED = Decimal("0.05")


def _of_data(
    part: TrainingFacts, data: tuple[TrainingData, ...], path: Location, card: Card
) -> Iterator[Finding]:
    """What the data of a training or of a stage add up to, against the tokens that it saw."""
    parts = [(index, each) for index, item in enumerate(data) if (each := known(item.tokens))]
    stage = part if isinstance(part, TrainingStage) else None
    # Data next to a list of stages may be those of any stage.
    stated = known(part.tokens)
    derived = None if stage is None and card.stages else training_tokens(card, stage)
    if not parts or (stated is None and derived is None):
        return
    seen = written(stated) if stated else exactly(derived.value if derived else 0).wider(_DERIVED)
    if sum((written(each).low for _, each in parts), Decimal(0)) > seen.high:
        terms = " + ".join(str(each) for _, each in parts[:_MOST_TERMS])
        terms = terms if len(parts) == 1 else f"{terms} = {short(sum(each.value for _, each in parts))}"
        words = str(stated) if stated else short(derived.value if derived else 0)
        message = (
            f"{terms} tokens of the data are more than the {words} of the {'stage' if stage else 'training'}"
        )
        yield Finding((*path, "data", parts[-1][0], "tokens"), message)


CHECKS = (tokens,)
