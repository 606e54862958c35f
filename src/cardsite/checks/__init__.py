"""What cannot be true: numbers that contradict each other, other models' text, samples, licences."""

from . import arithmetic, complete, ignoring, lineage, prose, samples, scoring, words
from .base import Check, Finding, check, explained
from .context import Context
from .running import Rules, run

__all__ = ["CHECKS", "Check", "Context", "Finding", "Rules", "check", "explained", "run"]

CHECKS: dict[str, Check] = {
    each.code: each
    for group in (arithmetic, scoring, prose, words, samples, lineage, complete, ignoring)
    for each in group.CHECKS
}
"""Every check by its code, group by group."""
