"""Checks of evaluation results."""

from . import plausible, questions, score_values

__all__ = ["CHECKS"]

CHECKS = (
    *score_values.CHECKS,
    *questions.CHECKS,
    *plausible.CHECKS,
)
