"""Checks of numbers that other numbers of the card imply: shape, training, cost, dates, names."""

from . import adapters, checkpoints, dates, energy, optimizing, ratios, shape, sizes, training

__all__ = ["CHECKS"]

CHECKS = (
    *shape.CHECKS,
    *training.CHECKS,
    *optimizing.CHECKS,
    *ratios.CHECKS,
    *checkpoints.CHECKS,
    *adapters.CHECKS,
    *energy.CHECKS,
    *dates.CHECKS,
    *sizes.CHECKS,
)
