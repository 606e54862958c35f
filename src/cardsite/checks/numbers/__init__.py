"""Checks of numbers that other numbers of the card imply: shape, training, cost, dates, names."""

from . import adapters, checkpoints, dates, energy, optimizer, shape, sizes, training_tokens, widths

__all__ = ["CHECKS"]

CHECKS = (
    *shape.CHECKS,
    *widths.CHECKS,
    *training_tokens.CHECKS,
    *optimizer.CHECKS,
    *checkpoints.CHECKS,
    *adapters.CHECKS,
    *energy.CHECKS,
    *dates.CHECKS,
    *sizes.CHECKS,
)
