"""Checks of wording, of other models' names, links and texts, and of what a model is said to do."""

from . import (
    addresses,
    capabilities,
    hardware,
    licenses,
    models,
    owners,
    repeats,
    wording,
    written_markup,
)

__all__ = ["CHECKS"]

CHECKS = (
    *models.CHECKS,
    *owners.CHECKS,
    *licenses.CHECKS,
    *hardware.CHECKS,
    *addresses.CHECKS,
    *repeats.CHECKS,
    *capabilities.CHECKS,
    *wording.CHECKS,
    *written_markup.CHECKS,
)
