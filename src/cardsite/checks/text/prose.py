"""The wording of a catalogue: each text once, and what in it is the author's own; judges nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from operator import eq

from ...catalogue import CardEntry, Location, Passage
from ..check_context import CheckContext

__all__ = ["MASKED", "CardText", "card_text", "masked", "without_code", "word_set"]

MASKED = "\0"
"""Stands for each character that is not the author's wording; no card can hold it."""


@dataclass(frozen=True, slots=True)
class CardText:
    """The texts of one card that stand at no card before it."""

    passages: tuple[Passage, ...]
    """All of them, what a family shares at its first member."""
    text: str
    """All of them in one, so that most searches need not begin."""
    words: frozenset[str]
    """All words in them, in small letters."""
    doubled: frozenset[str]
    """The words among them that stand twice in a row, across whatever marks."""


_SIGNS = (*range(0x3040), *range(0xFE30, 0xFFF0))
"""Where signs stand among the characters, those of full width too."""
_BETWEEN = {code: " " for code in _SIGNS if not chr(code).isalnum()}
_NOT_THE_AUTHORS = frozenset({"quote", "formula", "citation", "template", "chat_template"})
_NOT_THE_AUTHORS_BELOW = frozenset({"input", "output", "parameters"})
"""Below examples: what went into the model and came out of it."""


def card_text(entry: CardEntry, context: CheckContext) -> CardText:
    """What the card says in its author's words, inherited texts at the first card that shows them."""
    return context.made(_card_texts)[entry.id]


def _card_texts(context: CheckContext) -> Mapping[str, CardText]:
    """Every text at the first card that shows it: else each member would repeat its family's mistakes."""
    seen: set[object] = set()
    found: dict[str, CardText] = {}
    for entry in sorted(context.catalogue.cards.values(), key=lambda each: each.id):
        passages = []
        inherits = context.inherits(entry)
        for passage in context.passages(entry):
            if not _is_the_authors(passage.path):
                continue
            place = entry.located.place(passage.path) if inherits else None
            if place and place.file != entry.file:
                if place in seen:
                    continue
                seen.add(place)
            passages.append(passage)
        text = "\n".join(passage.text for passage in passages)
        words = text.lower().translate(_BETWEEN).split()
        doubled = frozenset(compress(words, map(eq, words, words[1:])))
        found[entry.id] = CardText(tuple(passages), text, frozenset(words), doubled)
    return found


def word_set(text: str) -> frozenset[str]:
    """The words of a text in small letters, numbers with a point in two."""
    return frozenset(text.lower().translate(_BETWEEN).split())


def _is_the_authors(path: Location) -> bool:
    """Whether a text is the author's own, rather than quoted or a program's."""
    if path[-1] in _NOT_THE_AUTHORS or path[0] in _NOT_THE_AUTHORS:
        return False
    return path[0] != "inference" or len(path) < 4 or path[3] not in _NOT_THE_AUTHORS_BELOW


_QUOTES = re.compile(r'"[^"]{1,500}"|“[^”]{1,500}”|«[^»]{1,500}»')
# Each begins with letters that are quick to look for.
_TARGET = re.compile(r"\]\([^\s()]{1,2000}")
_ADDRESS = re.compile(r"https?://[^\s<>()\0]{1,2000}")
_TICKS = re.compile(r"`+")
_FENCES = re.compile(r"`+|^~~~+", re.MULTILINE)


@lru_cache(maxsize=4096)
def masked(text: str) -> str:
    """The text with code, quotes and addresses masked, each character at its place."""
    text = without_code(text)
    if '"' in text or "“" in text or "«" in text:
        text = _QUOTES.sub(_mask, text)
    if "](" in text:
        text = _TARGET.sub(lambda match: f"]({_mask(match)[2:]}", text)
    return _ADDRESS.sub(_mask, text) if "http" in text else text


def _mask(match: re.Match[str]) -> str:
    return MASKED * len(match[0])


def without_code(text: str) -> str:
    """The text with Markdown's code, spans and fences, masked; in one pass, whatever the text."""
    tildes = "~~~" in text
    if "`" not in text and not tildes:
        return text
    runs = list((_FENCES if tildes else _TICKS).finditer(text))
    closing: dict[str, list[int]] = defaultdict(list)
    for number, run in enumerate(runs):
        closing[run[0]].append(number)
    parts, kept, number = [], 0, 0
    while number < len(runs):
        run = runs[number]
        same = closing[run[0]]
        after = bisect_left(same, number + 1)
        start, line = run.start(), text.rfind("\n", 0, run.start()) + 1
        if after < len(same):
            end, number = runs[same[after]].end(), same[after] + 1
        elif len(run[0]) >= 3 and not text[line:start].strip():
            end, number = len(text), len(runs)
        else:
            number += 1
            continue
        parts += [text[kept:start], MASKED * (end - start)]
        kept = end
    return "".join([*parts, text[kept:]])
