"""Checks of evaluation results."""

from . import questions, scores, uncertainty

__all__ = ["CHECKS"]

CHECKS = (
    *scores.CHECKS,
    *uncertainty.CHECKS,
    *questions.CHECKS,
)
