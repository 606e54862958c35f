"""Checks of evaluation results."""

from . import plausible, questions, score_values, uncertainty

__all__ = ["CHECKS"]

CHECKS = (
    *score_values.CHECKS,
    *uncertainty.CHECKS,
    *questions.CHECKS,
    *plausible.CHECKS,
)
