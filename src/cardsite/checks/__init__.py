"""What cannot be true: numbers that contradict each other, other models' text, samples, licences."""

from . import ancestry, arithmetic, complete, ignores, prose, samples, scoring, words
from .check_context import CheckContext
from .definition import Check, Finding, check, explained
from .runner import Rules, run

__all__ = ["CHECKS", "Check", "CheckContext", "Finding", "Rules", "check", "explained", "run"]

CHECKS: dict[str, Check] = {
    each.code: each
    for group in (arithmetic, scoring, prose, words, samples, ancestry, complete, ignores)
    for each in group.CHECKS
}
"""Every check by its code, group by group."""
