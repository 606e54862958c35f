"""Checks of sample inputs and outputs, code and citations."""

from . import citations, sample_outputs, sample_remarks, snippets

__all__ = ["CHECKS"]

CHECKS = (
    *sample_outputs.CHECKS,
    *sample_remarks.CHECKS,
    *snippets.CHECKS,
    *citations.CHECKS,
)
