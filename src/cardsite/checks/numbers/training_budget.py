"""Checks that steps, batches, sequences, tokens and data of a training fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ...catalogue import CardEntry
from ...facts.derived import training_tokens
from ...facts.numbers import short
from ...problems import Severity
from ...schema import Card, Quantity, known
from ..agreement import Range, exactly, in_1024s, result, written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]


@dataclass(frozen=True, slots=True)
class _Batch:
    """The tokens of one step, as a card states them."""

    tokens: Decimal
    range: Range
    words: str
    factors: tuple[Quantity, ...]


def _length(card: Card) -> Quantity | None:
    """The tokens in one sequence."""
    stated = known(card.training.sequence_length) if card.training else None
    return stated or (known(card.architecture.context_length) if card.architecture else None)


def _of_sequences(card: Card) -> _Batch | None:
    """The batch by its sequences."""
    sequences, length = known(card.training.batch_sequences) if card.training else None, _length(card)
    if sequences is None or length is None:
        return None
    return _Batch(
        sequences.value * length.value,
        written(sequences) * in_1024s(length),
        f"{sequences} sequences × {length} tokens",
        (sequences, length),
    )


def _batch(card: Card) -> _Batch | None:
    stated = known(card.training.batch_tokens) if card.training else None
    if stated is None:
        return _of_sequences(card)
    return _Batch(stated.value, in_1024s(stated), f"{stated} tokens", (stated,))


@check("training-tokens", Severity.ERROR)
def tokens(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The number of tokens of the training is not its steps times its batch.

    Every step reads one batch. `380B` stands for everything that rounds to it, and so does a batch of `4M`,
    in which the M may also be 1,048,576.

    To fix it: look up which of the numbers is another run's; leave `tokens` out where it follows.

    Wrong:

        training:
          steps: 143_000
          batch_tokens: 2_097_152
          tokens: 380B

    Right:

        training:
          steps: 143_000
          batch_tokens: 2_097_152
          tokens: 300B
    """
    training, batch = entry.card.training, _batch(entry.card)
    if training is None or batch is None:
        return
    steps, stated = known(training.steps), known(training.tokens)
    if steps and stated and not (written(steps) * batch.range).agrees(written(stated)):
        seen = result(steps.value * batch.tokens, steps, *batch.factors)
        message = f"{steps} steps × {batch.words} = {seen}, but tokens says {stated}"
        yield Finding(("training", "tokens"), message)


@check("training-batch", Severity.ERROR)
def batch(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The number of tokens of a batch is not that of its sequences.

    The length of a sequence is `training.sequence_length`, and the model's context where that is not stated.

    To fix it: correct the batch, or state the `sequence_length` where training used shorter sequences.

    Wrong:

        architecture: {context_length: 2_048}
        training:
          batch_sequences: 512
          batch_tokens: 2_097_152

    Right:

        architecture: {context_length: 2_048}
        training:
          batch_sequences: 1_024
          batch_tokens: 2_097_152
    """
    stated = known(entry.card.training.batch_tokens) if entry.card.training else None
    found = _of_sequences(entry.card)
    if stated and found and not found.range.agrees(in_1024s(stated)):
        seen = result(found.tokens, *found.factors)
        yield Finding(("training", "batch_tokens"), f"{found.words} = {seen}, but batch_tokens says {stated}")


@check("training-sequence", Severity.ERROR)
def sequence(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The model was trained on longer sequences than its context.

    The context is the longest sequence that a model was trained on.

    To fix it: correct the shorter of the two; a longer stage of the training raises `context_length`.

    Wrong:

        architecture: {context_length: 2_048}
        training: {sequence_length: 4_096}

    Right:

        architecture: {context_length: 4_096}
        training: {sequence_length: 4_096}
    """
    card = entry.card
    length = known(card.training.sequence_length) if card.training else None
    longest = known(card.architecture.context_length) if card.architecture else None
    if length and longest and written(length).low > in_1024s(longest).high:
        message = f"sequences of {length} tokens are longer than the context of {longest}"
        yield Finding(("training", "sequence_length"), message)


@check("training-share", Severity.ERROR)
def share(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The shares of the training data add up to more than 100 %.

    Less than the whole is possible, since a card need not list all of it. Shares that were rounded may add
    up to a little more.

    To fix it: compare the shares with the source; those of another stage of the training belong in a note.

    Wrong:

        training:
          data:
            - {name: Code, share: 85 %}
            - {name: Web pages, share: 28 %}

    Right:

        training:
          data:
            - {name: Code, share: 85 %}
            - {name: Web pages, share: 8 %}
    """
    data = entry.card.training_data
    shares = [(index, each) for index, item in enumerate(data) if (each := known(item.share))]
    over = [(index, each) for index, each in shares if each.value > 1]
    for index, each in over:
        yield Finding(("training", "data", index, "share"), f"a share of {each} is more than the whole")
    total = sum((written(each).low for _, each in shares), Decimal(0))
    if shares and not over and total > 1:
        found = sum((each.value for _, each in shares), Decimal(0))
        terms = " + ".join(str(each) for _, each in shares[:_MOST_TERMS])
        terms += " + …" if len(shares) > _MOST_TERMS else ""
        message = f"{terms} = {(found * 100).normalize():f} %"
        yield Finding(("training", "data", shares[-1][0], "share"), message)


_MOST_TERMS = 8
"""Longer sums are cut short in a message."""


@check("training-data", Severity.ERROR)
def data_tokens(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The tokens of a part of the data are more than the training saw, or not its share of them.

    What was seen of each dataset adds up to what was seen in all. A share and a number of tokens say the same
    twice, so they have to agree; a mixture by bytes or documents differs a little, and a tenth is allowed.

    To fix it: state what was seen, not the size of the dataset, and correct the smaller number otherwise.

    Wrong:

        training:
          data:
            - {name: Code, tokens: 500B}
            - {name: Python, tokens: 100B}
          tokens: 500B

    Right:

        training:
          data:
            - {name: Code, tokens: 500B}
            - {name: Python, tokens: 100B}
          tokens: 600B
    """
    training = entry.card.training
    if training is None or not training.data:
        return
    stated, derived = known(training.tokens), training_tokens(entry.card)
    if stated is None and derived is None:
        return
    seen = written(stated) if stated else exactly(derived.value if derived else 0).wider(_ROUNDED)
    words = str(stated) if stated else short(derived.value if derived else 0)
    parts = [(index, each) for index, item in enumerate(training.data) if (each := known(item.tokens))]
    if parts and sum((written(each).low for _, each in parts), Decimal(0)) > seen.high:
        terms = " + ".join(str(each) for _, each in parts[:_MOST_TERMS])
        terms = terms if len(parts) == 1 else f"{terms} = {short(sum(each.value for _, each in parts))}"
        message = f"{terms} tokens of the data are more than the {words} of the training"
        yield Finding(("training", "data", parts[-1][0], "tokens"), message)
    for index, each in parts:
        percent = known(training.data[index].share)
        if percent and not (written(percent) * seen).wider(_UNITS).agrees(written(each)):
            expected = f"{percent} of {words} = {short(percent.value * (seen.low + seen.high) / 2)}"
            yield Finding(("training", "data", index, "tokens"), f"{expected}, but tokens says {each}")


_ROUNDED = Decimal("0.05")
_UNITS = Decimal("0.1")


CHECKS = (tokens, batch, sequence, share, data_tokens)
