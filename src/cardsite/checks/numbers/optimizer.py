"""A check of what steers a training: learning rates, the optimizer's parameters, dropout."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry, Location
from ...problems import Severity
from ...schema import Adapter, Optimizer, Quantity, TrainingFacts, known
from ..agreement import written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]


@check("training-rate", Severity.ERROR, "training", "adapter")
def rate(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The learning rate ends above its peak, or a parameter of the training is implausible.

    Cards give the highest rate of the schedule and the one that it ends with. What is only implausible is a
    warning: decays of moments and dropout are from 0 to under 1. With Adam, or an optimizer that is not
    named, a learning rate above 0.1 or an epsilon above 0.01 is nearly always a lost exponent, and a first
    moment that decays more slowly than the second means two numbers swapped. So is a weight decay above 1, or
    a rate of 0, with any optimizer.

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
    for at, part in card.training_parts:
        optimizer = part.optimizer
        adam = _is_adam(optimizer) and (optimizer is not None or _is_adam(whole))
        found = dict(_numbers(part, at))
        peak, final = (found.get((*at, name)) for name in ("learning_rate", "final_learning_rate"))
        if peak and final and written(final).low > written(peak).high:
            message = f"the final rate {final} is higher than the peak, {peak}"
            yield Finding((*at, "final_learning_rate"), message)
        yield from _outside(found, adam=adam)
        first, second = (found.get((*at, "optimizer", name)) for name in ("beta1", "beta2"))
        if adam and first and second and second.value < first.value < 1:
            message = f"beta2, {second}, is smaller than beta1, {first}; they seem to be swapped"
            yield Finding((*at, "optimizer", "beta2"), message, severity=Severity.WARNING)
    yield from _outside(dict(_numbers(card.adapter, ("adapter",))), adam=_is_adam(whole))


def _is_adam(optimizer: Optimizer | None) -> bool:
    """Whether it is Adam or a kin of it, or is not named."""
    return "adam" in ((known(optimizer.name) if optimizer else None) or "adam").lower()


def _outside(found: dict[Location, Quantity], *, adam: bool) -> Iterator[Finding]:
    for path, number in found.items():
        high, of_adam = _USUAL[str(path[-1])]
        lowest = number.value == 0 and path[-1] == "learning_rate"
        if lowest or number.value < 0 or (number.value > high and (adam or not of_adam)):
            message = f"{path[-1]} is {number}, and is hardly ever outside of 0 to {high}"
            yield Finding(path, message, severity=Severity.WARNING)


_USUAL: dict[str, tuple[Decimal, bool]] = {
    "beta1": (Decimal("0.99999"), False),
    "beta2": (Decimal("0.99999"), False),
    "dropout": (Decimal("0.9"), False),
    "weight_decay": (Decimal(1), False),
    "learning_rate": (Decimal("0.1"), True),
    "final_learning_rate": (Decimal("0.1"), True),
    "epsilon": (Decimal("0.01"), True),
}
"""The largest usual value, and whether it is so with Adam only."""
_RATES = ("learning_rate", "final_learning_rate", "weight_decay", "dropout")
_MOMENTS = ("beta1", "beta2", "epsilon")


def _numbers(part: TrainingFacts | Adapter | None, at: Location) -> Iterator[tuple[Location, Quantity]]:
    """The parameters that a training, a stage or an adapter states, with their paths."""
    optimizer = part.optimizer if isinstance(part, TrainingFacts) else None
    for holder, path, names in ((part, at, _RATES), (optimizer, (*at, "optimizer"), _MOMENTS)):
        for name in names if holder else ():
            if number := known(getattr(holder, name, None)):
                yield (*path, name), number


CHECKS = (rate,)
