"""Finds many names in a text at once, as whole words and longest first; knows nothing of models."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

__all__ = ["PhraseMatch", "Phrases", "word_set", "words_in", "words_of"]

V = TypeVar("V")

# `1.3B` is one word. Between the words of a name may stand what people write there: "GPT-Neo (1.3B)".
_WORD = re.compile(r"[^\W_]+(?:\.\d[^\W_]*)*")
_GAP = re.compile(r"[\s\-_/+(]{1,3}|\.")
_SHORTEST = 4
"""A name of one plain word must be so long, and is found as its makers write it: `meta` is not Meta."""
_SIGNS = (*range(0x3040), *range(0xFE30, 0xFFF0))
"""Where signs stand among the characters, those of full width too."""
_BETWEEN = {code: " " for code in _SIGNS if not chr(code).isalnum()}


@lru_cache(maxsize=65_536)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, in small letters: `GPT-Neo 1.3B` and `gpt_neo-1.3b` are the same."""
    return tuple(_WORD.findall(text.lower()))


def words_in(text: str) -> list[str]:
    """The words of a long text in small letters, many times faster; numbers with a point are two."""
    return text.lower().translate(_BETWEEN).split()


@lru_cache(maxsize=1024)
def word_set(text: str) -> frozenset[str]:
    """The words of a sentence, each once."""
    return frozenset(words_in(text))


class PhraseMatch(NamedTuple, Generic[V]):
    """A name where it stands in a text."""

    start: int
    end: int
    values: tuple[V, ...]
    """What the name stands for; more than one where several things have it."""


class Phrases(Generic[V]):
    """Names with what they stand for. A search takes time for the words of a text, not for all the names."""

    def __init__(self, names: Iterable[tuple[str, V]]) -> None:
        self._values: dict[tuple[str, ...], list[V]] = defaultdict(list)
        self._exact: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for name, value in names:
            words = words_of(name)
            if len(words) == 1 and name.isalpha():
                if len(name) < _SHORTEST and not name.isupper():
                    continue
                self._exact[words].add(name)
            if words and value not in self._values[words]:
                self._values[words].append(value)
        self._lengths: dict[str, list[int]] = defaultdict(list)
        """For each first word how many the names have that it begins, the longest first."""
        self._second: dict[str, set[str]] = defaultdict(set)
        """For each first word the second ones, and an empty text where it is a name by itself."""
        for words in sorted(self._values, key=len, reverse=True):
            if len(words) not in self._lengths[words[0]]:
                self._lengths[words[0]].append(len(words))
            first, second = (word.partition(".")[0] for word in (*words, "")[:2])
            self._second[first].add(second)
        self._first = frozenset(self._second)

    def beginnings(self, words: frozenset[str]) -> Collection[str]:
        """Which words of a text begin a name whose next word it has too; without any, no search is needed."""
        found = self._first & words
        return [
            word for word in found if "" in self._second[word] or not self._second[word].isdisjoint(words)
        ]

    def values(self, name: str) -> tuple[V, ...]:
        """What the whole of a name stands for."""
        return tuple(self._values.get(words_of(name), ()))

    def inside(self, text: str, *, anyhow: bool = False) -> Iterator[PhraseMatch[V]]:
        """The names in a text, none inside another; with `anyhow`, capitals do not matter: in addresses."""
        if not self.beginnings(word_set(text)):
            return
        found = list(_WORD.finditer(text))
        words = [match[0].lower() for match in found]
        done = 0
        for at, word in enumerate(words):
            for length in self._lengths.get(word, ()) if at >= done else ():
                name = tuple(words[at : at + length])
                if (
                    name in self._values
                    and (anyhow or name not in self._exact or found[at][0] in self._exact[name])
                    and all(
                        _GAP.fullmatch(text, one.end(), other.start())
                        for one, other in pairwise(found[at : at + length])
                    )
                ):
                    done = at + len(name)
                    yield PhraseMatch(found[at].start(), found[done - 1].end(), tuple(self._values[name]))
                    break
