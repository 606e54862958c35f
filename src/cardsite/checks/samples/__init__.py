"""Checks of sample inputs and outputs, code and citations."""

from . import citations, sample_outputs, sample_pairs, snippet_tasks, snippets

__all__ = ["CHECKS"]

CHECKS = (
    *sample_outputs.CHECKS,
    *sample_pairs.CHECKS,
    *snippets.CHECKS,
    *snippet_tasks.CHECKS,
    *citations.CHECKS,
)
