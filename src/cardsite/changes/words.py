"""Two texts word by word, and how far two numbers are apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from ..facts.numbers import rounded

__all__ = ["Change", "Stretch", "change_of", "word_changes"]

_WORDS = re.compile(r"\S+")
_MOST = 4_000_000
"""So many pairs of words are compared; of longer texts only what both begin and end with is found."""
_AROUND = 5
"""So many words stand before and after a change."""
_LONGEST = 60
"""Of a longer stretch of words its ends are shown."""


class Stretch(NamedTuple):
    """A stretch of a text: the same in both, or only in the old or the new one."""

    kind: Literal["same", "old", "new"]
    text: str


def word_changes(old: str, new: str) -> tuple[Stretch, ...]:
    """What changed between two texts, with a few words around each change; white space does not count."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    return tuple(_shown(list(_stretches(before, after))))


def _stretches(before: Sequence[str], after: Sequence[str]) -> Iterator[Stretch]:
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    yield Stretch("same", " ".join(before[:start]))
    if len(old) * len(new) > _MOST:
        yield Stretch("old", " ".join(old))
        yield Stretch("new", " ".join(new))
    else:
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                yield Stretch("same", " ".join(old[a:b]))
            else:
                yield Stretch("old", " ".join(old[a:b]))
                yield Stretch("new", " ".join(new[c:d]))
    yield Stretch("same", " ".join(before[len(before) - end :]))


def _shown(found: list[Stretch]) -> Iterator[Stretch]:
    """The stretches that are not empty, long ones with their ends only."""
    kept = [each for each in found if each.text]
    for number, each in enumerate(kept):
        words = each.text.split(" ")
        if each.kind != "same":
            if len(words) > _LONGEST:
                words = [*words[: _LONGEST // 2], "…", *words[-_LONGEST // 2 :]]
            yield Stretch(each.kind, " ".join(words))
            continue
        first, last = number == 0, number == len(kept) - 1
        head = [] if first else words[:_AROUND]
        tail = [] if last else words[-_AROUND:]
        if len(words) <= (0 if first or last else 1) + len(head) + len(tail):
            yield each
        else:
            yield Stretch("same", " ".join([*head, "…", *tail]))


@dataclass(frozen=True, slots=True)
class Change:
    """How far a number is from the one before."""

    relative: str
    """`+6.9 %`, or `× 1,000` where it is another order of magnitude; empty where it was 0."""
    points: str = ""
    """Of a share that is printed in percent, the difference in percentage points: `+2.26`."""
    better: bool | None = None
    """Of a score, whether the new one is the better one."""


def change_of(old: Decimal, new: Decimal, *, percent: bool = False, better: bool | None = None) -> Change:
    """How the new number differs from the old one."""
    points = _signed((new - old) * 100) if percent else ""
    if not old:
        return Change("", points, better)
    ratio = new / old
    if ratio >= 10 or 0 < ratio <= Decimal("0.1"):
        return Change(f"× {rounded(ratio)}", points, better)
    return Change(f"{_signed((new - old) / abs(old) * 100, 2)} %", points, better)


def _signed(number: Decimal, figures: int = 3) -> str:
    if not number:
        return "±0"
    return f"{'−' if number < 0 else '+'}{rounded(abs(number), figures)}"
