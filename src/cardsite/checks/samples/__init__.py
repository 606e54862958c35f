"""Checks of sample inputs and outputs, code and citations."""

from . import citations, samples, sampling, snippets

__all__ = ["CHECKS"]

CHECKS = (
    *samples.CHECKS,
    *sampling.CHECKS,
    *snippets.CHECKS,
    *citations.CHECKS,
)
