"""Checks that hold a card's texts and quotes against its fields."""

from . import prose, quotes

__all__ = ["CHECKS"]

CHECKS = (
    *prose.CHECKS,
    *quotes.CHECKS,
)
