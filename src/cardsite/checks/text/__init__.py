"""Checks of wording, of other models' names, links and texts, and of what a model is said to do."""

from . import addresses, capabilities, contradictions, models, repeats, wording, written_markup

__all__ = ["CHECKS"]

CHECKS = (
    *models.CHECKS,
    *addresses.CHECKS,
    *contradictions.CHECKS,
    *repeats.CHECKS,
    *capabilities.CHECKS,
    *wording.CHECKS,
    *written_markup.CHECKS,
)
