"""Finds paragraphs that nearly repeat, among many thousands; knows nothing of cards.

Paragraphs are compared by their runs of three words, but only pairs that have something rare in common. That
is looked for in pieces: each paragraph is cut behind some of its letters, wherever they stand, so that a
changed word changes the piece that it is in and leaves the others as they were. Of the longest pieces, two
paragraphs that share most of their runs nearly always share several, and others hardly ever do. Cutting takes
a few calls on the whole paragraph instead of several for each word.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

__all__ = ["Near", "Sketches", "runs"]

V = TypeVar("V")

_PIECES = 7
_COMMON = 2
"""Of them two must agree before paragraphs are compared: one also does where both use a common phrase."""
_FEW = 4
"""So many paragraphs are kept for a piece: what stands on all cards is compared with the first few."""
_SIGNS = b".,;:!?()[]{}<>\"'*`|#=+&~/_"
_MARKS = bytes.maketrans(_SIGNS, b" " * len(_SIGNS))
_CUTS = b"bgjkpv" + bytes(range(0x87, 0xC0, 8))
"""Every twelfth letter or so, in most languages; those beyond ASCII by the last byte of their UTF-8."""
_CUT = bytes.maketrans(_CUTS, b" " * len(_CUTS))
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


@lru_cache(maxsize=1024)
def runs(text: str) -> frozenset[bytes]:
    """The runs of three words in a text without marks, capitals and digits: "12 layers" is "24 layers"."""
    words = text.lower().encode().translate(_MARKS, b"0123456789").split()
    return frozenset(map(b" ".join, zip(words, words[1:], words[2:], strict=False)))


def _pieces(text: str) -> Collection[bytes]:
    """The longest pieces of a text, which are the rarest; where it has the same runs, they are the same."""
    pieces = text.lower().encode().translate(_CUT, _NO_LETTERS).split()
    return dict.fromkeys(sorted(pieces, key=len)[-_PIECES:])


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
        self._holders: dict[bytes, list[int]] = {}
        """For each piece the first few paragraphs that have it, by their numbers."""

    def add(self, text: str, value: V) -> list[Near[V]]:
        """What the paragraph nearly repeats, nearest and earliest first; it is kept for those to come."""
        number, pieces = len(self._paragraphs), _pieces(text)
        self._paragraphs.append((text, value))
        agreeing: list[int] = []
        for piece in pieces:
            holders = self._holders.get(piece)
            if holders is None:
                self._holders[piece] = [number]
                continue
            agreeing += holders
            if len(holders) < _FEW:
                holders.append(number)
        # What has only one piece, in whatever script, can agree in no more.
        return self._near(text, agreeing, min(_COMMON, len(pieces))) if agreeing else []

    def _near(self, text: str, agreeing: list[int], least: int) -> list[Near[V]]:
        near = []
        for other in sorted({other for other in agreeing if agreeing.count(other) >= least}):
            theirs, held = self._paragraphs[other]
            share = _share(runs(text), runs(theirs))
            if share >= self._least:
                near.append(Near(held, share))
        return sorted(near, key=lambda each: -each.share)


def _share(mine: frozenset[bytes], theirs: frozenset[bytes]) -> float:
    return len(mine & theirs) / (len(mine | theirs) or 1)
