"""Checks of wording, of other models' names, links and texts, and of what a model is said to do."""

from . import abilities, addresses, foreign, repeats, unfinished

__all__ = ["CHECKS"]

CHECKS = (
    *foreign.CHECKS,
    *addresses.CHECKS,
    *repeats.CHECKS,
    *abilities.CHECKS,
    *unfinished.CHECKS,
)
