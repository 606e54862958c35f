"""Which scores may be compared, why others may not, and the ranks of those that may; knows no pages.

Two scores may be compared where their keys are equal: the same benchmark, measured in the same way. What a
card does not state is a value of its own: it may be the same as a stated one, and nobody can tell.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ..catalogue import Registries
from ..schema import Card, Direction, Run, Score
from .derived import value_of
from .scores import ScoreRow, score_row

__all__ = [
    "FIXED",
    "PARTS",
    "Interval",
    "Key",
    "Wording",
    "conditions_of",
    "contrast",
    "examples_of",
    "in_words",
    "interval",
    "key_of",
    "latest_scores",
    "rank_intervals",
    "ranks",
    "surely_better",
]

PARTS = (
    "benchmark",
    "subset",
    "shots",
    "metric",
    "filter",
    "harness",
    "harness_version",
    "split",
    "version",
    "prompt",
    "settings",
    "samples",
    "measured_by",
)
"""The parts of a key, in the order in which words name them."""

FIXED = frozenset({"benchmark", "subset", "metric"})
"""Parts that nothing can be compared across: with another subset or metric it is another quantity."""


@dataclass(frozen=True, slots=True)
class Key:
    """How a score was measured. None is what the card does not state.

    Without a subset, the whole benchmark was scored, and without a number of samples, all examples.
    """

    benchmark: str
    metric: str
    subset: str | None = None
    shots: int | None = None
    filter: str | None = None
    harness: str | None = None
    harness_version: str | None = None
    split: str | None = None
    version: str | None = None
    prompt: str | None = None
    settings: str | None = None
    samples: int | None = None
    measured_by: str | None = None

    @property
    def id(self) -> str:
        """A short text that is the same wherever the key is the same, and stands for nothing else."""
        return _digest(self)

    @property
    def order(self) -> tuple[tuple[bool, int, str], ...]:
        """What keys are sorted by: few shots before many, what is not stated last."""
        values = (getattr(self, part) for part in PARTS)
        return tuple(
            (value is None, value if isinstance(value, int) else 0, str(value or "")) for value in values
        )

    def ignoring(self, parts: Collection[str]) -> Key:
        """The key without parts (none of them FIXED), for scores that are compared although these differ."""
        nothing: dict[str, Any] = dict.fromkeys(parts)
        return replace(self, **nothing) if parts else self


_LATER = frozenset({"subset", "settings"})


@lru_cache(maxsize=8192)
def _digest(key: Key) -> str:
    # Parts that came later are left out where nothing is stated, so that ids stay as they were.
    values = ((part, getattr(key, part)) for part in PARTS)
    parts = tuple(value for part, value in values if part not in _LATER or value is not None)
    text = repr(parts)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def key_of(row: ScoreRow) -> Key:
    """The key of a score, with what it has from its run."""
    result, run = row.result, row.run
    return Key(
        benchmark=result.benchmark,
        metric=row.metric_id,
        subset=result.subset,
        shots=row.shots,
        filter=result.filter,
        harness=run.harness,
        harness_version=_major(run.harness_version),
        split=result.split or run.split,
        version=row.version or None,
        prompt=run.prompt,
        settings=run.settings,
        samples=int(result.samples) if result.samples is not None else None,
        measured_by=run.measured_by,
    )


def conditions_of(run: Run) -> Key:
    """What the keys of a run's scores have in common, unless a row says otherwise; names no benchmark."""
    return Key(
        benchmark="",
        metric="",
        shots=int(run.shots) if run.shots is not None else None,
        harness=run.harness,
        harness_version=_major(run.harness_version),
        split=run.split,
        version=run.version,
        prompt=run.prompt,
        settings=run.settings,
        measured_by=run.measured_by,
    )


_RELEASE = re.compile(r"v?(\d+)\.(\d+)(?!\d).*", re.ASCII)


@lru_cache(maxsize=1024)
def _major(version: str | None) -> str | None:
    """`0.4` for 0.4.12, `2` for 2.1, since 0.4 is to 0.3 what 2 is to 1; a commit as it is."""
    match = _RELEASE.fullmatch(version or "")
    if match is None:
        return version
    return f"0.{match[2]}" if int(match[1]) == 0 else match[1]


# In words


Namer = Callable[[str], str]
"""From the id of an organisation to its name."""


@dataclass(frozen=True, eq=False)
class Wording:
    """How readers are told of the parts of a key; each has the words for every part."""

    names: Mapping[str, str]
    """What a part is called: `number of shots`."""
    phrases: Mapping[str, str]
    """A value of it, in the place of `{}`: `{}-shot`."""
    unstated: Mapping[str, str]
    """That a card does not state it: `shots not stated`."""
    unstated_alone: Mapping[str, str]
    """The same beside the name of the part: `not stated`."""


def contrast(a: Key, b: Key, wording: Wording, name: Namer = str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parts in which two keys differ, in words: those of the first, and those of the second.

    The shots stand before the metric: `5-shot acc_norm`. Both are empty where the scores may be compared.
    """
    parts = [part for part in PARTS if getattr(a, part) != getattr(b, part)]
    return _worded(a, parts, wording, name), _worded(b, parts, wording, name)


def _worded(key: Key, parts: Sequence[str], wording: Wording, name: Namer) -> tuple[str, ...]:
    words = {part: in_words(part, getattr(key, part), wording, name) for part in parts}
    if key.shots is not None and "shots" in words and "metric" in words:
        words["metric"] = f"{words.pop('shots')} {words['metric']}"
    return tuple(words.values())


_LONG = 60
"""Characters of a value that are named; prompts can be longer."""


def in_words(part: str, value: str | int | None, wording: Wording, name: Namer = str) -> str:
    """One part of a key as a phrase: `5-shot`, `harness not stated`."""
    if value is None:
        return wording.unstated[part]
    text = name(str(value)) if part == "measured_by" else str(value)
    if len(text) > _LONG:  # no number or name that ends too early could be taken for a whole one
        text = f"{(text[:_LONG].rpartition(' ')[0] or text[:_LONG]).rstrip(' ,;')}…"
    return wording.phrases[part].replace("{}", text)


# Ranks


_SURE = Decimal("1.96")
"""So many standard errors to either side hold the true score in 95 of 100 cases."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a true score lies in 95 of 100 cases, as the same numbers that a script reads from the page."""

    score: float
    low: float
    high: float
    examples: int | None = None
    """The number of examples that the interval was calculated from; None where the error is stated."""
    widest: bool = False
    """Whether it is the widest that there can be, since scores of single examples may lie between 0 and 1."""

    @property
    def mirrored(self) -> Interval:
        """The same where lower scores are better."""
        return replace(self, score=-self.score, low=-self.high, high=-self.low)


def interval(row: ScoreRow) -> Interval | None:
    """The score ± 1.96 standard errors or, without a stated error, Wilson's interval for so many examples.

    That holds for shares of right answers, and is too wide rather than too narrow for other means of what
    each example gets. None where there is neither an error nor a number of examples. Where scores near a
    target are better, their distance from it stands in their place, and less is better.
    """
    value, error, count = row.score.value, row.error, examples_of(row)
    calculated = error is None or (not error.value and count is not None)
    if error is not None and not calculated:
        low, high = value - _SURE * error.value, value + _SURE * error.value
    elif count is not None:
        low, high = _wilson(value, count)
        # A score was rounded when it was written, which for many examples is more than their chance.
        half = _half_unit(row.score)
        low, high = max(min(low, value - half), Decimal(0)), min(max(high, value + half), Decimal(1))
    elif error is not None:
        low = high = value
    else:
        return None
    if row.target is not None:
        value, low, high = _distances(value, low, high, row.target)
    # Exact first and floats last: two decimals then have the same float in Python and in a script.
    found = Interval(float(value), float(low), float(high))
    return replace(found, examples=count, widest=not row.metric.binary) if calculated and count else found


def examples_of(row: ScoreRow) -> int | None:
    """How many examples a score is the mean of; None where that is not known, or where it is no such mean."""
    metric = row.metric
    if not (metric.binary or metric.mean_of_examples) or not row.percent or not 0 <= row.score.value <= 1:
        return None
    if row.result.samples is not None:
        return int(row.result.samples)
    split, subset = row.result.split or row.run.split, row.result.subset
    sizes = [each for each in row.benchmark.test_size if each.subset == subset]
    named = [each for each in sizes if (each.split or "test") == split] if split else sizes
    return int(named[0].examples) if len(named) == 1 else None


def _wilson(share: Decimal, count: int) -> tuple[Decimal, Decimal]:
    """Wilson's score interval of a share, which does not shrink to nothing at 0 and 1.

    E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927.
    """
    square = _SURE * _SURE
    middle = share + square / (2 * count)
    half = _SURE * (share * (1 - share) / count + square / (4 * count * count)).sqrt()
    whole = 1 + square / count
    return (middle - half) / whole, (middle + half) / whole


def _distances(
    value: Decimal, low: Decimal, high: Decimal, target: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """How far a score and the ends of its interval are from a target."""
    ends = sorted((abs(low - target), abs(high - target)))
    return abs(value - target), Decimal(0) if low <= target <= high else ends[0], ends[1]


def _half_unit(score: Score) -> Decimal:
    """Half a unit of the last digit that was written: 0.005 for 57 % and for 0.50."""
    if score.value:
        return Decimal(5).scaleb(score.value.adjusted() - score.figures)
    places = sum(character.isdigit() for character in score.text.partition(".")[2])
    return Decimal(5).scaleb(-1 - places - (2 if score.in_percent else 0))


def ranks(rows: Sequence[ScoreRow]) -> tuple[int | None, ...]:
    """The rank of each row among rows of one key, in the order given; None without an interval."""
    found = [interval(row) for row in rows]
    lower = bool(rows) and rows[0].direction is not Direction.HIGHER
    known = [each.mirrored if lower else each for each in found if each]
    places = iter(rank_intervals(known))
    return tuple(next(places) if each else None for each in found)


def rank_intervals(found: Sequence[Interval]) -> tuple[int, ...]:
    """The rank of each interval, in the order given; higher is better.

    A score's rank is 1 plus the number of scores that are surely better, and never ahead of a better score:
    one that was measured roughly gains nothing from it.
    """
    best_first = sorted(found, key=lambda each: (-each.score, each.high))
    taken: dict[float, int] = {}
    worst = 1
    for number, each in enumerate(best_first):
        worst = max(worst, 1 + sum(surely_better(other, each) for other in best_first[:number]))
        taken.setdefault(each.score, worst)
    return tuple(taken[each.score] for each in found)


def surely_better(one: Interval, other: Interval) -> bool:
    """Whether a score is higher than another by more than the error of their difference.

    The two errors add up as squares, which takes the scores for independent of each other. For intervals that
    are not symmetrical, the ends that face each other count (R. G. Newcombe, Interval Estimation for the
    Difference between Independent Proportions, 1998, method 10).
    """
    apart, below, above = one.score - other.score, one.score - one.low, other.high - other.score
    return apart > 0 and apart * apart > below * below + above * above


def latest_scores(card: Card, registries: Registries) -> dict[Key, ScoreRow]:
    """The scores of a model's last checkpoint that was evaluated, one for each way of measuring.

    Where the card states the last step of the training, those of earlier ones are left out.
    """
    last = value_of(card.checkpoints.last) if card.checkpoints else None
    found: dict[Key, ScoreRow] = {}
    for run in card.runs:
        for result in run.results:
            step = result.checkpoint or run.checkpoint
            if last is not None and step is not None and step.value != last:
                continue
            row = score_row(result, run, registries)
            if row is not None and _later(row, found.get(key := key_of(row))):
                found[key] = row
    return found


def _later(row: ScoreRow, other: ScoreRow | None) -> bool:
    if other is None:
        return True
    return other.checkpoint is not None and (row.checkpoint is None or row.checkpoint > other.checkpoint)
