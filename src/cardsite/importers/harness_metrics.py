"""Which of a task's scores is shown: the metric that its benchmark is usually quoted in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

__all__ = ["RENAMED", "Key", "MetricChoice", "choose", "expected_metrics"]

Key = tuple[str, str]
"""A metric and the filter of answers, which is empty where the harness says `none`."""

_QUOTED = {
    "arc-challenge": ("acc_norm",),
    "arc-easy": ("acc_norm",),
    "drop": ("f1",),
    "gsm8k": ("exact_match", "acc"),
    "hellaswag": ("acc_norm",),
    "lambada": ("acc",),
    "lambada-standard": ("acc",),
    "mmlu": ("acc",),
    "openbookqa": ("acc_norm",),
    "piqa": ("acc_norm",),
    "sciq": ("acc",),
    "truthfulqa": ("mc2", "mc1"),
    "winogrande": ("acc",),
}
"""The metrics, best first, that a benchmark's scores are quoted in; the first that the file has is taken.

ARC, HellaSwag, MMLU, TruthfulQA, Winogrande, GSM8K and DROP as the first Open LLM Leaderboard had them, the
others as most reports have them. Versions up to 0.3 of the harness score GSM8K as `acc`.
"""

_USUAL = (
    "acc_norm", "acc", "exact_match", "em", "f1", "mcc", "pass@1", "mc2", "mc1", "prompt_level_strict_acc",
    "word_perplexity", "perplexity", "ppl", "bits_per_byte", "byte_perplexity",
)  # fmt: skip
"""The order for what has neither its quoted metrics nor the benchmark's own."""

_FILTERS = ("", "strict-match", "get-answer", "custom-extract", "flexible-extract")
"""The order of filters; strict before flexible, as leaderboards have it. Others follow by name."""

RENAMED = {("truthfulqa_mc1", "acc"): "mc1", ("truthfulqa_mc2", "acc"): "mc2"}
"""Metrics that the harness names less exactly since 0.4: both of these tasks call theirs `acc`."""


class MetricChoice(NamedTuple):
    """The scores of a task that are shown."""

    keys: tuple[Key, ...]
    """Empty where no metric of the task is known."""
    instead_of: str = ""
    """The metric that was to be expected, where the file has another one only."""


def choose(
    benchmark: str, own: str, keys: Iterable[Key], known: Collection[str] | None, *, every: bool = False
) -> MetricChoice:
    """The score to show of those that a file has for a benchmark; all of known metrics if `every` is set.

    `own` is the benchmark's own metric. `known` are the metrics that pages can explain; None for any.
    """
    usual = {*expected_metrics(benchmark, own), *_USUAL}
    have = sorted(key for key in keys if key[0] in (usual if known is None else known))
    names = {metric for metric, _ in have}
    expected = expected_metrics(benchmark, own)
    order = [*expected, *(metric for metric in _USUAL if metric not in expected)]
    best = next((metric for metric in order if metric in names), None)
    if best is None:
        return MetricChoice(tuple(have) if every else ())
    instead_of = "" if best in expected else expected[0]
    if every:
        return MetricChoice(
            tuple(sorted(have, key=lambda key: (key[0] != best, key[0], _rank(key)))), instead_of
        )
    return MetricChoice((min((key for key in have if key[0] == best), key=_rank),), instead_of)


def expected_metrics(benchmark: str, own: str) -> tuple[str, ...]:
    """The metrics that a benchmark's scores are quoted in, best first."""
    return tuple(dict.fromkeys((*_QUOTED.get(benchmark, ()), own)))


def _rank(key: Key) -> tuple[int, str]:
    filter_ = key[1]
    return (_FILTERS.index(filter_) if filter_ in _FILTERS else len(_FILTERS), filter_)
