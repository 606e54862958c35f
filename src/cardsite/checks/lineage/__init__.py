"""Checks of what a model was made from and under which licences."""

from . import base_sizes, licence_terms

__all__ = ["CHECKS"]

CHECKS = (
    *licence_terms.CHECKS,
    *base_sizes.CHECKS,
)
