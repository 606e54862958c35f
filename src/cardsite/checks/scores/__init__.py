"""Checks of evaluation results."""

from . import questions, score_values

__all__ = ["CHECKS"]

CHECKS = (
    *score_values.CHECKS,
    *questions.CHECKS,
)
