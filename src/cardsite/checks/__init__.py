"""What cannot be true: numbers that contradict each other, other models' text, samples, licences."""

from . import claims, lineage, numbers, samples, scores, text
from .check_context import CheckContext
from .definition import Check, Finding, check, explained
from .runner import UNUSED_IGNORE, Rules, run

__all__ = ["CHECKS", "Check", "CheckContext", "Finding", "Rules", "check", "explained", "run"]

_GROUPS = (numbers, scores, claims, text, samples, lineage)
CHECKS: dict[str, Check] = {
    each.code: each for each in (*(each for group in _GROUPS for each in group.CHECKS), UNUSED_IGNORE)
}
"""Every check by its code, group by group."""
