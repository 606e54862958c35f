"""Checks of what a model was made from and under which licences."""

from . import contamination, licence_terms, relations

__all__ = ["CHECKS"]

CHECKS = (
    *licence_terms.CHECKS,
    *relations.CHECKS,
    *contamination.CHECKS,
)
