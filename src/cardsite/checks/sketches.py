"""Finds paragraphs that nearly repeat, among many thousands; knows nothing of cards.

Each paragraph is seen as the set of its runs of three words. The few runs with the smallest check sums are
its sketch (a bottom-k MinHash): two paragraphs that share most of their runs nearly always share one of
these, and only such pairs are compared in full. CRC-32 gives the same sums on every machine and under every
hash seed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar
from zlib import crc32

__all__ = ["Near", "Sketches", "runs"]

V = TypeVar("V")

_RUN = 3
_SUMS = 6
_FEW = 4
"""So many paragraphs are kept for a sum: what stands on ten thousand cards is compared with the first few."""
# Only where a word begins, so that a long one is looked through once.
_NUMBER = re.compile(r"(?<!\S)(?=[^\s\d]*\d)\S+")
_MARKS = str.maketrans(dict.fromkeys(".,;:!?()[]{}<>\"'*`|“”‘’«»#=+&~/_", " "))


@lru_cache(maxsize=1024)
def runs(text: str) -> frozenset[str]:
    """The runs of three words in a text, without its marks and capitals; one number counts as another."""
    words = _NUMBER.sub("0", text.lower()).translate(_MARKS).split()
    return frozenset(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


@dataclass(frozen=True, slots=True)
class Near(Generic[V]):
    """A paragraph that another one nearly repeats."""

    value: V
    share: float
    """The runs that both have, of those that either has."""


class Sketches(Generic[V]):
    """Paragraphs seen so far, each with a value."""

    def __init__(self, least: float) -> None:
        self._least = least
        self._holders: dict[int, list[tuple[str, V]]] = defaultdict(list)

    def add(self, text: str, value: V) -> Iterator[Near[V]]:
        """What the paragraph nearly repeats, nearest first; it is kept for those to come."""
        mine = runs(text)
        near: dict[str, Near[V]] = {}
        seen: set[str] = set()
        for total in sorted({crc32(run.encode()) for run in mine})[:_SUMS]:
            holders = self._holders[total]
            for other, held in holders:
                if other not in seen:
                    seen.add(other)
                    theirs = runs(other)
                    share = len(mine & theirs) / len(mine | theirs)
                    if share >= self._least:
                        near[other] = Near(held, share)
            if len(holders) < _FEW:
                holders.append((text, value))
        return iter(sorted(near.values(), key=lambda each: -each.share))
