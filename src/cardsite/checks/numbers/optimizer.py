"""Checks of what steers a training: learning rates, the optimizer's parameters, dropout, warm-up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry, Location
from ...facts.derived import batch_tokens, training_tokens, value_of
from ...facts.numbers import grouped, rounded, short
from ...problems import Severity
from ...schema import Card, Quantity, known
from ..agreement import Range, exactly, written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]


@check("training-rate", Severity.ERROR)
def rate(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The learning rate at the end is higher than the peak.

    Cards give the highest rate of the schedule and the one that it ends with.

    To fix it: compare both with the configuration; a sign or a digit of an exponent is easily lost.

    Wrong:

        training:
          learning_rate: 6.0e-4
          final_learning_rate: 6.0e-3

    Right:

        training:
          learning_rate: 6.0e-4
          final_learning_rate: 6.0e-5
    """
    training = entry.card.training
    peak, final = (
        (known(training.learning_rate), known(training.final_learning_rate)) if training else (None,) * 2
    )
    if peak and final and written(final).low > written(peak).high:
        message = f"the final rate {final} is higher than the peak, {peak}"
        yield Finding(("training", "final_learning_rate"), message)


@check("training-decay", Severity.WARNING)
def decay(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The learning rate falls to another part of its peak than in the rest of the family.

    Families are trained with one schedule, which falls to a tenth of the peak, say. Where at least three
    other members agree on that part and this one departs, one of its two rates is probably another's.

    To fix it: compare both rates with the configuration.

    Wrong:

        # fam/family.yaml
        name: Tapir
        summary: A family.
        # fam/a.yaml
        training: {learning_rate: 6.0e-4, final_learning_rate: 6.0e-5}
        # fam/b.yaml
        training: {learning_rate: 3.0e-4, final_learning_rate: 3.0e-5}
        # fam/c.yaml
        training: {learning_rate: 3.0e-4, final_learning_rate: 2.5e-5}
        # fam/d.yaml
        training: {learning_rate: 2.0e-4, final_learning_rate: 2.0e-5}

    Right:

        # fam/family.yaml
        name: Tapir
        summary: A family.
        # fam/a.yaml
        training: {learning_rate: 6.0e-4, final_learning_rate: 6.0e-5}
        # fam/b.yaml
        training: {learning_rate: 3.0e-4, final_learning_rate: 3.0e-5}
        # fam/c.yaml
        training: {learning_rate: 2.5e-4, final_learning_rate: 2.5e-5}
        # fam/d.yaml
        training: {learning_rate: 2.0e-4, final_learning_rate: 2.0e-5}
    """
    own = _decay(entry.card)
    if own is None or not entry.family:
        return
    others = context.made(_decays)[entry.family] - Counter([own[0]])
    (usual, number), *more = others.most_common(2) or [("", 0)]
    if not more and number >= _ENOUGH and not own[1].wider(_ROUNDED).agrees(exactly(Decimal(usual))):
        message = f"{own[2]} = {own[0]} of the peak, but {usual} in {number} other members of the family"
        yield Finding(("training", "learning_rate"), message)


_ENOUGH = 3
_ROUNDED = Decimal("0.01")


def _decays(context: CheckContext) -> dict[str, Counter[str]]:
    """How often each part of the peak is reached in each family."""
    return {
        family: Counter(each[0] for entry in members if (each := _decay(entry.card)))
        for family, members in context.members.items()
    }


def _decay(card: Card) -> tuple[str, Range, str] | None:
    """The part of the peak that the learning rate falls to: in figures, as a range, as a formula."""
    training = card.training
    peak, final = (
        (known(training.learning_rate), known(training.final_learning_rate)) if training else (None,) * 2
    )
    if not peak or not final or peak.value <= 0 or final.value <= 0:
        return None
    return rounded(final.value / peak.value), written(final) / written(peak), f"{final} ÷ {peak}"


@check("training-range", Severity.ERROR)
def bounds(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A parameter of the training has an impossible value.

    The decay of a moment is from 0 to under 1, dropout from 0 to under 1, a learning rate above 0; epsilon,
    weight decay and the largest norm of a gradient are not negative.

    To fix it: compare it with the configuration.

    Wrong:

        training:
          optimizer: {beta1: 0.9, beta2: 9.5}
          dropout: 10

    Right:

        training:
          optimizer: {beta1: 0.9, beta2: 0.95}
          dropout: 0.1
    """
    for path, number in _numbers(entry.card):
        low, high, words = _POSSIBLE[path[-1]]
        outside = number.value < low or (high is not None and number.value >= high)
        if outside or (path[-1] == "learning_rate" and not number.value):
            yield Finding(path, f"{path[-1]} is {number}, and can only be {words}")


_POSSIBLE: dict[int | str, tuple[int, int | None, str]] = {
    "beta1": (0, 1, "from 0 to under 1"),
    "beta2": (0, 1, "from 0 to under 1"),
    "dropout": (0, 1, "from 0 to under 1"),
    "epsilon": (0, None, "0 or more"),
    "weight_decay": (0, None, "0 or more"),
    "gradient_clipping": (0, None, "0 or more"),
    "learning_rate": (0, None, "above 0"),
    "final_learning_rate": (0, None, "0 or more"),
}


_STATED: tuple[tuple[Location, tuple[str, ...]], ...] = (
    (
        ("training",),
        ("learning_rate", "final_learning_rate", "weight_decay", "gradient_clipping", "dropout"),
    ),
    (("training", "optimizer"), ("beta1", "beta2", "epsilon")),
    (("adapter",), ("learning_rate", "dropout")),
)


def _numbers(card: Card) -> Iterator[tuple[Location, Quantity]]:
    """The parameters that a card states, with their paths."""
    training = card.training
    parts = (training, training.optimizer if training else None, card.adapter)
    for part, (path, names) in zip(parts, _STATED, strict=True):
        for name in names if part else ():
            fact = getattr(part, name)
            if fact is not None and fact.value is not None:
                yield (*path, name), fact.value


@check("training-unusual", Severity.WARNING)
def unusual(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A parameter of the training has an implausible value.

    A learning rate above 0.1, an epsilon above 0.01, a weight decay above 1, or a first moment that decays
    more slowly than the second: possible, but nearly always a lost exponent, or two numbers swapped.

    To fix it: compare it with the configuration.

    Wrong:

        training:
          learning_rate: 6.0
          optimizer: {beta1: 0.95, beta2: 0.9}

    Right:

        training:
          learning_rate: 6.0e-4
          optimizer: {beta1: 0.9, beta2: 0.95}
    """
    found = dict(_numbers(entry.card))
    for path, number in found.items():
        most = _USUAL.get(path[-1])
        if most is not None and number.value > most:
            yield Finding(path, f"{path[-1]} is {number}, and is hardly ever above {most}")
    first, second = (found.get(("training", "optimizer", name)) for name in ("beta1", "beta2"))
    if first and second and second.value < first.value < 1:
        message = f"beta2, {second}, is smaller than beta1, {first}; they seem to be swapped"
        yield Finding(("training", "optimizer", "beta2"), message)


_USUAL: dict[int | str, Decimal] = {
    "learning_rate": Decimal("0.1"),
    "epsilon": Decimal("0.01"),
    "weight_decay": Decimal(1),
}


@check("training-warmup", Severity.ERROR)
def warmup(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The warm-up is as long as the training, or longer.

    It can be stated in steps, in tokens or in percent; other words are not looked at.

    To fix it: compare it with the configuration.

    Wrong:

        training:
          steps: 9_000
          warmup: 30,000 steps

    Right:

        training:
          steps: 9_000
          warmup: 300 steps
    """
    card = entry.card
    text = known(card.training.warmup) if card.training else None
    match = _WARMUP.match(text) if text else None
    if card.training is None or match is None:
        return
    number = Decimal(match["number"].replace(",", "")) * _SUFFIX[(match["suffix"] or "")[:1].lower()]
    limit = _most(card, match["unit"].lower())
    if limit and number >= limit[0]:
        yield Finding(("training", "warmup"), f"a warm-up of {match[0].strip()} in a training of {limit[1]}")


_WARMUP = re.compile(
    r"(?:about |the first |first |over )?(?P<number>\d{1,3}(?:,\d{3}){1,4}|\d{1,15}(?:\.\d{1,6})?)\s?"
    r"(?P<suffix>[KMB]|thousand|million|billion)?\s?(?P<unit>steps?|iterations?|updates?|tokens|%|percent)",
    re.IGNORECASE | re.ASCII,
)
_SUFFIX = {"": 1, "k": 10**3, "t": 10**3, "m": 10**6, "b": 10**9}


def _most(card: Card, unit: str) -> tuple[Decimal, str] | None:
    """What the warm-up is part of, in its own unit."""
    training, derived = card.training, training_tokens(card)
    if unit in {"%", "percent"}:
        return Decimal(100), "100 %"
    steps = value_of(training.steps) if training else None
    seen = (value_of(training.tokens) if training else None) or (derived.value if derived else None)
    if unit == "tokens":
        return (seen, f"{short(seen)} tokens") if seen else None
    size = (value_of(training.batch_tokens) if training else None) or getattr(
        batch_tokens(card), "value", None
    )
    if steps is None and seen and size:
        steps = seen / size
    return (steps, f"{grouped(steps)} steps") if steps else None


CHECKS = (rate, decay, bounds, unusual, warmup)
