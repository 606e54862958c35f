"""Finds paragraphs that nearly repeat, among many thousands; knows nothing of cards.

Each paragraph is seen as the set of its runs of three words. The few runs with the smallest check sums are
its sketch (a bottom-k MinHash): two paragraphs that share most of their runs nearly always share one of
these, and only such pairs are compared in full. CRC-32 gives the same sums on every machine and under every
hash seed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar
from zlib import crc32

__all__ = ["Near", "Sketches", "runs"]

V = TypeVar("V")

_SUMS = 8
_COMMON = 2
"""Of them two must agree before paragraphs are compared: one also does where both use a common phrase."""
_FEW = 4
"""So many paragraphs are kept for a sum: what stands on ten thousand cards is compared with the first few."""
_SIGNS = b".,;:!?()[]{}<>\"'*`|#=+&~/_"
_MARKS = bytes.maketrans(_SIGNS, b" " * len(_SIGNS))


@lru_cache(maxsize=1024)
def runs(text: str) -> frozenset[bytes]:
    """The runs of three words in a text without marks, capitals and digits: "12 layers" is "24 layers"."""
    words = text.lower().encode().translate(_MARKS, b"0123456789").split()
    return frozenset(map(b" ".join, zip(words, words[1:], words[2:], strict=False)))


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
        self._paragraphs: list[tuple[str, V]] = []
        self._holders: dict[int, list[int]] = {}
        """For each sum the first few paragraphs that have it, by their numbers."""

    def add(self, text: str, value: V) -> list[Near[V]]:
        """What the paragraph nearly repeats, nearest first; it is kept for those to come."""
        mine = runs(text)
        agreeing: dict[int, int] = defaultdict(int)
        number = len(self._paragraphs)
        self._paragraphs.append((text, value))
        for total in sorted(map(crc32, mine))[:_SUMS]:
            holders = self._holders.get(total)
            if holders is None:
                self._holders[total] = [number]
                continue
            for other in holders:
                agreeing[other] += 1
            if len(holders) < _FEW:
                holders.append(number)
        near = []
        for other, sums in agreeing.items():
            if sums >= _COMMON:
                theirs, held = self._paragraphs[other]
                share = _share(mine, runs(theirs))
                if share >= self._least:
                    near.append(Near(held, share))
        return sorted(near, key=lambda each: -each.share)


def _share(mine: frozenset[bytes], theirs: frozenset[bytes]) -> float:
    return len(mine & theirs) / len(mine | theirs)
