"""Checks of numbers that other numbers of the card imply: shape, training, cost, dates, names."""

from . import adapters, dates, energy, shape, sizes, training_numbers

__all__ = ["CHECKS"]

CHECKS = (
    *shape.CHECKS,
    *training_numbers.CHECKS,
    *adapters.CHECKS,
    *energy.CHECKS,
    *dates.CHECKS,
    *sizes.CHECKS,
)
