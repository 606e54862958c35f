"""How much a text repeats itself: the share of four-word sequences that are different; knows no card."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = ["LOOPING", "Repetition", "ending", "most_repetitive", "repetition", "texts_of"]

LOOPING = 0.5
"""Below this share of different sequences a text is said to repeat itself; what people write is above 0.9."""
_FEWEST_WORDS = 20
"""Of fewer words nothing can be said: a refrain is not a loop."""
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Repetition:
    """How a text of at least 20 words repeats itself."""

    words: int
    different_words: int
    sequences: int
    """How many sequences of four words there are."""
    different_sequences: int

    @property
    def share(self) -> float:
        """The share of the four-word sequences that are different: 1 where none comes twice."""
        return self.different_sequences / self.sequences

    @property
    def loops(self) -> bool:
        """Whether the text repeats itself so much that a reader should be told."""
        return self.share < LOOPING

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down: a text that loops never reads as 50 %."""
        return 100 * self.different_sequences // self.sequences


@lru_cache(maxsize=1024)
def repetition(text: str) -> Repetition | None:
    """The measure for a text; None where it has fewer than 20 words."""
    words = text.split()
    if len(words) < _FEWEST_WORDS:
        return None
    sequences = list(zip(*(words[start:] for start in range(_LENGTH)), strict=False))
    return Repetition(len(words), len(set(words)), len(sequences), len(set(sequences)))


_LONGEST_PHRASE = 40
_SHORTEST_PHRASE = 3
"""Rows of one number or one sign are data, not a phrase."""
_FEWEST_TIMES = 4


def ending(text: str) -> tuple[str, int] | None:
    """The phrase that a text ends with four times or more, in 20 words or more, and how often."""
    words = text.split()
    for length in range(_SHORTEST_PHRASE, min(_LONGEST_PHRASE, len(words) // _FEWEST_TIMES) + 1):
        at = len(words) - 1
        while at >= length and words[at] == words[at - length]:
            at -= 1
        repeated = len(words) - 1 - at + length
        times = repeated // length
        if times >= _FEWEST_TIMES and times * length >= _FEWEST_WORDS:
            phrase = words[-length:]
            return (" ".join(phrase), times) if len(set(phrase)) >= _SHORTEST_PHRASE else None
    return None


def most_repetitive(output: Any) -> Repetition | None:
    """The measure for the text of an output, which may be data, that repeats itself most."""
    measured = [found for text in texts_of(output) if (found := repetition(text))]
    return min(measured, key=lambda found: found.share, default=None)


def texts_of(output: Any) -> Iterator[str]:
    """The texts in an output: itself, or those in its data, also where the data are written as JSON."""
    # A list of what is still to do rather than recursion: JSON in a card can be nested thousands deep.
    waiting = [output]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            inner = _data(value) if value.lstrip()[:1] in {"{", "["} else None
            if inner is None:
                yield value
            else:
                waiting.append(inner)
        elif isinstance(value, Mapping):
            waiting += reversed(list(value.values()))
        elif isinstance(value, (list, tuple)):
            waiting += reversed(value)


def _data(text: str) -> Any:
    """The mapping or list that a text is the JSON of; None for any other text."""
    try:
        return json.loads(text, parse_int=str)
    except (ValueError, RecursionError):
        return None
