"""Finds many names in a text at once, as whole words and longest first; knows nothing of models."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

__all__ = ["PhraseMatch", "Phrases", "words_of"]

V = TypeVar("V")

# `1.3B` is one word. Between the words of a name may stand what people write there: "GPT-Neo (1.3B)".
_WORD = re.compile(r"[^\W_]+(?:\.\d[^\W_]*)*")
_GAP = re.compile(r"(?:[\s\-_/+(]{1,3}|,\s(?=[Vv]ersion)|\.(?=\w))")
_SHORTEST = 4
"""A name of one plain word must be so long, and is found as its makers write it: `meta` is not Meta."""


@dataclass(frozen=True, slots=True)
class PhraseMatch(Generic[V]):
    """A name where it stands in a text."""

    start: int
    end: int
    values: tuple[V, ...]
    """What the name stands for; more than one where several things have it."""


@lru_cache(maxsize=65_536)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, in small letters: `GPT-Neo 1.3B` and `gpt_neo-1.3b` are the same."""
    return tuple(_WORD.findall(text.lower()))


class Phrases(Generic[V]):
    """Names with what they stand for. A search takes time for the words of a text, not for all the names."""

    def __init__(self, names: Iterable[tuple[str, V]]) -> None:
        self._values: dict[tuple[str, ...], list[V]] = defaultdict(list)
        self._exact: dict[str, set[str]] = defaultdict(set)
        for name, value in names:
            words = words_of(name)
            if not words or (
                len(words) == 1 and name.isalpha() and len(name) < _SHORTEST and not name.isupper()
            ):
                continue
            if len(words) == 1 and name.isalpha():
                self._exact[words[0]].add(name)
            if value not in self._values[words]:
                self._values[words].append(value)
        lengths: dict[str, set[int]] = defaultdict(set)
        for words in self._values:
            lengths[words[0]].add(len(words))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        self._parts = {words[:end] for words in self._values for end in range(1, len(words))}
        self._second: dict[str, set[str]] = defaultdict(set)
        """For each first word the second ones, and an empty text where it is a name by itself."""
        for words in self._values:
            first, second = (word.partition(".")[0] for word in (*words, "")[:2])
            self._second[first].add(second)
        self._begin = frozenset(self._second)
        self._next = {first: {word[:1] for word in words} for first, words in self._second.items()}

    def beginnings(self, words: frozenset[str]) -> tuple[str, ...]:
        """Which words of a text begin a name whose next word it has too; without any, no search is needed."""
        found = self._begin & words
        return tuple(sorted(word for word in found if self._goes_on(word, words))) if found else ()

    def _goes_on(self, first: str, words: frozenset[str]) -> bool:
        second = self._second[first]
        return "" in second or not second.isdisjoint(words)

    def may_be_in(self, text: str, beginnings: Iterable[str]) -> bool:
        """Whether a text has one of the words, be it as a part of another, and is worth a search."""
        return any(map(text.lower().__contains__, beginnings))

    def led_to(self) -> dict[str, set[V]]:
        """For each word that can begin a name, what the names that it begins stand for."""
        found: dict[str, set[V]] = defaultdict(set)
        for words, values in self._values.items():
            found[words[0].partition(".")[0]].update(values)
        return found

    def values(self, name: str) -> tuple[V, ...]:
        """What the whole of a name stands for."""
        return tuple(self._values.get(words_of(name), ()))

    def inside(
        self, text: str, beginnings: Iterable[str], *, anyhow: bool = False
    ) -> Iterator[PhraseMatch[V]]:
        """The names in a text, none inside another; with `anyhow`, capitals do not matter: in addresses."""
        lowered = text.lower()
        starts = {start for word in beginnings for start in self._occurrences(lowered, word)}
        done = 0
        # A few letters grow when they are made small, and then positions would not hold.
        for start in sorted(starts) if len(lowered) == len(text) else ():
            if start >= done:
                found = self._longest(text, start, anyhow)
                if found:
                    yield found
                    done = found.end

    def _longest(self, text: str, start: int, anyhow: bool) -> PhraseMatch[V] | None:
        match = _WORD.match(text, start)
        if match is None:
            return None
        lengths = self._lengths.get(match[0].lower(), ())
        words = self._words(match, text, lengths[0]) if lengths else []
        for length in lengths:
            phrase = tuple(word for word, _ in words[:length])
            if len(phrase) < length or phrase not in self._values:
                continue
            if (
                length == 1
                and not anyhow
                and phrase[0] in self._exact
                and match[0] not in self._exact[phrase[0]]
            ):
                continue
            return PhraseMatch(start, words[length - 1][1], tuple(self._values[phrase]))
        return None

    def _words(self, match: re.Match[str], text: str, most: int) -> list[tuple[str, int]]:
        """Words in small letters with their ends, as long as a name can go on so; most do not."""
        words = [(match[0].lower(), match.end())]
        phrase: tuple[str, ...] = (words[0][0],)
        while len(words) < most and phrase in self._parts:
            gap = _GAP.match(text, words[-1][1])
            word = _WORD.match(text, gap.end()) if gap else None
            if word is None:
                break
            words.append((word[0].lower(), word.end()))
            phrase = (*phrase, words[-1][0])
        return words

    def _occurrences(self, lowered: str, word: str) -> Iterator[int]:
        """Where a word begins at the beginning of a word, and what follows it can be a name's second."""
        follows = self._next[word]
        at = lowered.find(word)
        while at >= 0:
            end = at + len(word)
            # The letter after one space or sign tells nearly always; where there are more, the search does.
            after = lowered[end + 1 : end + 2]
            begins = not at or not lowered[at - 1].isalnum()
            if begins and (
                "" in follows or after in follows or not after.isalnum() or lowered[end].isalnum()
            ):
                yield at
            at = lowered.find(word, end)
