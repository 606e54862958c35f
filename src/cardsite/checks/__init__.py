"""What cannot be true: numbers that contradict each other, other models' text, samples, licences."""

from . import claims, ignores, lineage, numbers, samples, scores, text
from .check_context import CheckContext
from .definition import Check, Finding, check, explained
from .runner import Rules, run

__all__ = ["CHECKS", "Check", "CheckContext", "Finding", "Rules", "check", "explained", "run"]

CHECKS: dict[str, Check] = {
    each.code: each
    for group in (numbers, scores, claims, text, samples, lineage, ignores)
    for each in group.CHECKS
}
"""Every check by its code, group by group."""
