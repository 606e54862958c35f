"""Checks of what a model was made from and under which licences."""

from . import contamination, licenses, lineage

__all__ = ["CHECKS"]

CHECKS = (
    *licenses.CHECKS,
    *lineage.CHECKS,
    *contamination.CHECKS,
)
