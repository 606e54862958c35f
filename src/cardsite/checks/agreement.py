"""Whether two numbers can be the same, given how precisely each was written; knows nothing of cards."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from ..schema import Quantity

__all__ = ["Range", "exactly", "product", "written"]

_ROUND = 6
"""A whole number that ends in so many zeros is taken for a rounded one: 300_000_000_000."""


@dataclass(frozen=True, slots=True)
class Range:
    """All the numbers that what was written can stand for, in base units; both ends belong to it."""

    low: Decimal
    high: Decimal

    def __mul__(self, other: Range) -> Range:
        ends = [mine * theirs for mine in (self.low, self.high) for theirs in (other.low, other.high)]
        return Range(min(ends), max(ends))

    def __truediv__(self, other: Range) -> Range:
        """Both of positive numbers; raises ZeroDivisionError where the divisor can be zero."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor can be zero")
        ends = [mine / theirs for mine in (self.low, self.high) for theirs in (other.low, other.high)]
        return Range(min(ends), max(ends))

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def agrees(self, other: Range) -> bool:
        """Whether some number can be meant by both."""
        return self.low <= other.high and other.low <= self.high

    def wider(self, share: Decimal) -> Range:
        """The range with a margin: `share` of each end, 0.01 for one percent."""
        return Range(self.low - abs(self.low) * share, self.high + abs(self.high) * share)


def written(quantity: Quantity) -> Range:
    """What a quantity can stand for: `1.3B` is anything that rounds to it, `2048` is itself."""
    value = quantity.value
    if not value:
        return Range(value, value)
    figures = quantity.figures
    if quantity.exact:
        digits = str(abs(int(value)))
        zeros = len(digits) - len(digits.rstrip("0"))
        if zeros < _ROUND:
            return Range(value, value)
        figures = len(digits) - zeros
    half = Decimal(5).scaleb(value.adjusted() - figures)
    return Range(value - half, value + half)


def exactly(number: Decimal | int) -> Range:
    """A number that is known to the last digit."""
    value = Decimal(number)
    return Range(value, value)


def product(*quantities: Quantity) -> Range:
    """What the product of quantities can be."""
    return reduce(Range.__mul__, map(written, quantities))
