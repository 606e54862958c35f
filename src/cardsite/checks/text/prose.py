"""The wording of a catalogue: each text once, its sentences, and what in it is the author's own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from operator import eq

from ...catalogue import CardEntry, Location, Passage
from ..check_context import CheckContext, once_per_card
from .phrases import words_in

__all__ = [
    "LABEL",
    "MASKED",
    "THINGS",
    "CardText",
    "card_sentences",
    "card_text",
    "doubled",
    "masked",
    "telling",
    "without_code",
]

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
        for passage in context.passages(entry):
            if not _is_the_authors(passage.path):
                continue
            place = entry.located.place(passage.path) if entry.family else None
            if place and place.file != entry.file:
                if place in seen:
                    continue
                seen.add(place)
            passages.append(passage)
        text = "\n".join(passage.text for passage in passages)
        words = words_in(text)
        found[entry.id] = CardText(tuple(passages), text, frozenset(words), doubled(words))
    return found


def doubled(words: list[str]) -> frozenset[str]:
    """The words that stand twice in a row."""
    return frozenset(compress(words, map(eq, words, words[1:])))


def _is_the_authors(path: Location) -> bool:
    """Whether a text is the author's own, rather than quoted or a program's."""
    if path[-1] in _NOT_THE_AUTHORS or path[0] in _NOT_THE_AUTHORS:
        return False
    return path[0] != "inference" or len(path) < 4 or path[3] not in _NOT_THE_AUTHORS_BELOW


_QUOTES = re.compile(r'"[^"]{1,500}"|“[^”]{1,500}”|«[^»]{1,500}»')
# Each begins with letters that are quick to look for.
_TARGET = re.compile(r"\]\([^\s()]{1,2000}")
_ADDRESS = re.compile(r"https?://[^\s<>()\0]{1,2000}")
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
    if "`" not in text and "~~~" not in text:
        return text
    runs = list(_FENCES.finditer(text))
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


# A pattern that begins with a set of characters is found many times faster than one with alternatives.
_END = re.compile(
    r"[.!?\n](?:(?<=[.!?])(?<!\bvs\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bal\.)[\"')*_\]]*\s+"
    r"|(?<=\n)\s*\n|(?<=\n)(?=[ \t]*(?:[-*+|#>]|\d{1,3}\.)\s?))"
)
_LONGEST = 1000
"""Searches within a sentence may take the square of its length in time."""

LABEL = r"[\s*_#>+-]{0,12}(?:\*\*[^*\n]{1,40}\*\*:?\s+)?[*_]{0,3}"
"""What may stand before the first word: marks of a list or heading, and a label in bold."""

THINGS = re.compile(
    r"\b(?:code|librar(?:y|ies)|software|scripts?|harness|toolkit|tokenizer|data|datasets?|corpus|corpora|texts?"
    r"|documents?|documentation|papers?|figures?|images?|benchmarks?|prompts?|outputs?|contents?|recordings?)\b",
    re.IGNORECASE,
)
"""What has makers and licences of its own, beside the model."""


def _sentences(text: str) -> tuple[str, ...]:
    """The sentences without code, quotes and addresses; rows of tables are left out."""
    found = _END.split(masked(text))
    if len(text) > _LONGEST:
        found = [each[:_LONGEST] for each in found]
    return tuple([each for each in map(str.strip, found) if each and each[0] != "|"])


@once_per_card
def card_sentences(entry: CardEntry, context: CheckContext) -> tuple[tuple[Passage, tuple[str, ...]], ...]:
    """The sentences of each prose text in which a card speaks for itself."""
    texts = card_text(entry, context).passages
    return tuple((passage, _sentences(passage.text)) for passage in texts if passage.prose)


_OF_OTHERS = frozenset(
    {"notes", "related", "successor", "base_model", "sources", "software", "merge", "distillation"}
)
"""Where a card speaks of what it is not."""


def telling(
    entry: CardEntry,
    context: CheckContext,
    words: frozenset[str] = frozenset(),
    but: frozenset[str] = frozenset(),
) -> Iterator[tuple[Passage, str]]:
    """The sentences in which a card may speak of itself, but for some fields.

    With words there are none if the card has none of them.
    """
    if words and words.isdisjoint(card_text(entry, context).words):
        return
    for passage, found in card_sentences(entry, context):
        if passage.path[0] not in _OF_OTHERS and passage.path[0] not in but:
            yield from ((passage, sentence) for sentence in found)
