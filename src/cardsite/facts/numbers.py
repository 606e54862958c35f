"""How numbers look on a page: digits in groups, short forms."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

__all__ = ["grouped", "rounded", "short", "storage"]

_SHORT = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K"))


def grouped(number: Decimal | int) -> str:
    """A whole number with its digits in groups of three: 299,892,736,000."""
    return f"{int(number):,}"


def rounded(number: Decimal, figures: int = 3) -> str:
    """The number to so many significant figures, never in exponent notation."""
    if not number:
        return "0"
    number = Context(prec=figures, rounding=ROUND_HALF_EVEN).plus(number)
    places = max(figures - 1 - number.adjusted(), 0)
    return f"{number:,.{places}f}"


def short(number: Decimal | int) -> str:
    """Three significant figures and a suffix: 162M, 1.41B, 300B; small numbers as they are."""
    value = Decimal(number)
    for unit, suffix in _SHORT:
        if value >= unit * Decimal("0.9995"):
            digits = rounded(value / unit)
            return (digits.rstrip("0").rstrip(".") if "." in digits else digits) + suffix
    return grouped(value)


def storage(size: Decimal) -> str:
    """A size in bytes to three figures, in units of 10⁹ or 10⁶ bytes: 14.5 GB, 325 MB."""
    if size < 999_500_000:
        return f"{rounded(size / 10**6)} MB"
    return f"{rounded(size / 10**9)} GB"
