"""Whether two numbers can be the same, given how precisely each was written; knows nothing of cards."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from ..facts.numbers import grouped, short
from ..schema import Quantity

__all__ = ["Range", "cut", "exactly", "in_1024s", "result", "written"]

T = TypeVar("T")

_ROUND = 6
"""A whole number that ends in so many zeros is taken for a rounded one: 300_000_000_000."""
_FEWEST = 2
"""Zeros at the end may be rounding, but whoever writes 300B means no 250B."""
_IN_1024S = {"K": Decimal("1.024"), "M": Decimal("1.048576"), "B": Decimal("1.073741824")}


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

    @property
    def middle(self) -> Decimal:
        """The number in the middle, which is the one that was written."""
        return (self.low + self.high) / 2

    def agrees(self, other: Range) -> bool:
        """Whether some number can be meant by both."""
        return self.low <= other.high and other.low <= self.high

    def same(self, other: Range) -> bool:
        """Whether the more precise of two numbers rounds to the other: 38.66 is 38.7, but 38.67 is not 38.66.

        Narrower than `agrees`: two numbers that were rounded to the same place have to be equal.
        """
        return self.low <= other.middle <= self.high or other.low <= self.middle <= other.high

    def wider(self, share: Decimal) -> Range:
        """The range with a margin: `share` of each end, 0.01 for one percent."""
        return Range(self.low - abs(self.low) * share, self.high + abs(self.high) * share)


def written(quantity: Quantity) -> Range:
    """What a quantity can stand for: `1.3B` is anything that rounds to it, `2048` is itself."""
    value = quantity.value
    if not value:
        return Range(value, value)
    if quantity.exact and value % 10**_ROUND:
        return Range(value, value)
    half = Decimal(5).scaleb(value.adjusted() - _figures(quantity))
    return Range(value - half, value + half)


_LESS_THAN_A_UNIT, _MOST_CUT = Decimal("0.998"), Decimal("0.1")


def cut(rounded: Range) -> Range:
    """What a rounded number can stand for where makers cut digits off as well: 65.2B for 65.286B.

    That is less than a unit of its last figure either way; of a single figure half a unit, as nobody cuts
    off half of a number.
    """
    reach = (rounded.high - rounded.low) / 2
    reach = max(reach, min(2 * reach * _LESS_THAN_A_UNIT, abs(rounded.middle) * _MOST_CUT))
    return Range(rounded.middle - reach, rounded.middle + reach)


def _figures(quantity: Quantity) -> int:
    """The significant figures; zeros before a suffix or at the end of a long number may be rounding."""
    if "." in quantity.text or abs(quantity.value) < 1000:
        return quantity.figures
    digits = str(abs(int(quantity.value)))
    return min(max(len(digits.rstrip("0")), _FEWEST), max(quantity.figures, 1))


def in_1024s(quantity: Quantity) -> Range:
    """What a length or a batch can stand for: in `32K` a K is often 1,024."""
    found = written(quantity)
    factor = _IN_1024S.get(quantity.text[-1:].upper())
    return Range(found.low, found.high * factor) if factor else found


def exactly(number: Decimal | int) -> Range:
    """A number that is known to the last digit."""
    value = Decimal(number)
    return Range(value, value)


def result(number: Decimal, *factors: Quantity) -> str:
    """The result of a calculation for a message: to the last digit where the factors are."""
    return grouped(number) if all(factor.exact for factor in factors) else short(number)
