"""What cannot be true: numbers that contradict each other, other models' text, samples, licences."""

from . import (
    adapters,
    addresses,
    checkpoints,
    citations,
    contamination,
    dates,
    energy,
    foreign,
    ignoring,
    licenses,
    lineage,
    optimizing,
    ratios,
    samples,
    sampling,
    shape,
    sizes,
    training,
    wording,
)
from .base import Check, Finding, check, explained
from .context import Context
from .running import Rules, run

__all__ = ["CHECKS", "Check", "Context", "Finding", "Rules", "check", "explained", "run"]

CHECKS: dict[str, Check] = {
    each.code: each
    for module in (
        shape,
        training,
        optimizing,
        ratios,
        checkpoints,
        adapters,
        energy,
        dates,
        sizes,
        wording,
        licenses,
        lineage,
        contamination,
        samples,
        sampling,
        foreign,
        addresses,
        citations,
        ignoring,
    )
    for each in module.CHECKS
}
"""Every check by its code, group by group."""
