"""Checks of sample inputs and outputs, code and citations."""

from . import citations, sample_outputs, snippets

__all__ = ["CHECKS"]

CHECKS = (*sample_outputs.CHECKS, *snippets.CHECKS, *citations.CHECKS)
