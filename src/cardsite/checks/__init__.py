"""What cannot be true: numbers that contradict each other, other models' text, samples, licences."""

from . import adapters, checkpoints, ignoring, optimizing, ratios, samples, sampling, shape, training, wording
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
        wording,
        samples,
        sampling,
        ignoring,
    )
    for each in module.CHECKS
}
"""Every check by its code, group by group."""
