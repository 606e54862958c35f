"""Checks that compare a card's texts and quotes with its fields."""

from . import prose_numbers, quotes

__all__ = ["CHECKS"]

CHECKS = (
    *prose_numbers.CHECKS,
    *quotes.CHECKS,
)
