"""What cannot be true: numbers that contradict each other, other models' text, samples, licences."""

from . import (
    abilities,
    adapters,
    addresses,
    checkpoints,
    citations,
    complete,
    contamination,
    dates,
    energy,
    foreign,
    ignoring,
    licenses,
    lineage,
    optimizing,
    prose,
    questions,
    quotes,
    ratios,
    repeats,
    samples,
    sampling,
    scores,
    shape,
    sizes,
    snippets,
    training,
    uncertainty,
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
        scores,
        uncertainty,
        questions,
        licenses,
        lineage,
        contamination,
        samples,
        sampling,
        prose,
        quotes,
        foreign,
        addresses,
        citations,
        repeats,
        abilities,
        complete,
        snippets,
        ignoring,
    )
    for each in module.CHECKS
}
"""Every check by its code, group by group."""
