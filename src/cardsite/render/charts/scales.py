"""Where a value stands on an axis, and which values the axis names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

__all__ = ["Scale", "Tick", "linear", "logarithmic"]


@dataclass(frozen=True, slots=True)
class Tick:
    """A value that the axis names, and its name."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` at 0 to `high` at 1, with its ticks from low to high."""

    low: float
    high: float
    ticks: tuple[Tick, ...]
    log: bool = False
    zero: bool = False
    """Whether 0 stands left of a break in a logarithmic axis, which does not have a place for it."""

    @property
    def cut(self) -> bool:
        """Whether it leaves out what lies between 0 and its values, which a reader may not expect."""
        return not self.log and self.low > 0

    def at(self, value: float) -> float:
        """The share of the axis that lies before the value, between 0 and 1."""
        if not self.log:
            return (value - self.low) / (self.high - self.low)
        if self.zero and value <= 0:
            return 0.0
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return _AFTER_ZERO + share * (1 - _AFTER_ZERO) if self.zero else share


_AFTER_ZERO = 0.1
"""The share of a logarithmic axis that is left for 0 and for the break."""

Namer = Callable[[Decimal], str]


_LITTLE = 1e-9


def linear(values: Iterable[float], name: Namer, most: int = 4) -> Scale:
    """The axis of all the values, between two round numbers, in about `most` steps."""
    found = list(values)
    low, high = min(found), max(found)
    if low == high:
        room = abs(low) / 10 or 1.0
        low, high = low - room, high + room
    # The smallest of 1, 2 and 5 times a power of ten that gives no more steps.
    least = (high - low) / most
    power = math.floor(math.log10(least))
    step = next(
        step
        for exponent in (power, power + 1)
        for digit in (1, 2, 5)
        if float(step := Decimal(digit).scaleb(exponent)) >= least * (1 - _LITTLE)
    )
    # A rounding error must not add a step.
    first, last = math.floor(low / float(step) + _LITTLE), math.ceil(high / float(step) - _LITTLE)
    return _even(step, first, last, name)


@lru_cache(maxsize=1024)  # round numbers are few, and most axes between them are the same
def _even(step: Decimal, first: int, last: int, name: Namer) -> Scale:
    """The axis from the first to the last multiple of a step."""
    named = [step * number for number in range(first, last + 1)]
    return Scale(float(named[0]), float(named[-1]), tuple(Tick(float(each), name(each)) for each in named))


def logarithmic(values: Iterable[float], name: Namer, most: int = 7, room: float = 0.0) -> Scale:
    """The axis of values above 0 and, left of a break, of 0 itself; `room` is left free at both ends.

    Ticks are powers of ten; 1, 2 and 5 times these, where there would be fewer than two.
    """
    found = sorted(set(values))
    positive = [value for value in found if value > 0]
    low, high = positive[0], positive[-1]
    if low == high:
        low, high = low / 2, high * 2
    margin = (high / low) ** room
    low, high = low / margin, high * margin
    zero = found[0] <= 0
    ticks = _powers(low, high, (1,))
    if len(ticks) < 2:
        ticks = _powers(low, high, (1, 2, 5)) or [Decimal(repr(low)), Decimal(repr(high))]
    shown = ticks[:: math.ceil(len(ticks) / most)]
    before = (Tick(0.0, name(Decimal(0))),) if zero else ()
    return Scale(
        low, high, (*before, *(Tick(float(each), name(each)) for each in shown)), log=True, zero=zero
    )


def _powers(low: float, high: float, digits: tuple[int, ...]) -> list[Decimal]:
    """The given multiples of powers of ten from `low` to `high`."""
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    every = (Decimal(digit).scaleb(exponent) for exponent in exponents for digit in digits)
    return [each for each in every if low * (1 - _LITTLE) <= float(each) <= high * (1 + _LITTLE)]
