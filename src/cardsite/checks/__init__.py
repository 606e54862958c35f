"""What cannot be true: numbers that contradict each other, other models' text, samples, licences."""

from . import ignoring, shape
from .base import Check, Finding, check
from .context import Context
from .running import Rules, run

__all__ = ["CHECKS", "Check", "Context", "Finding", "Rules", "check", "run"]

CHECKS: dict[str, Check] = {each.code: each for module in (shape, ignoring) for each in module.CHECKS}
"""Every check by its code, group by group."""
