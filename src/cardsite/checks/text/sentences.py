"""The sentences of texts and cards, and the words by which one compares or gives scores; judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry, Passage
from ..cache import once_per_card
from ..check_context import CheckContext
from .prose import card_text, masked

__all__ = ["BREAK", "COMPARES", "LABEL", "THINGS", "card_sentences", "telling"]

BREAK = "\1"
"""Joins sentences that are searched at once; no card can hold it."""

# A pattern that begins with a set of characters is found many times faster than one with alternatives.
_END = re.compile(
    r"[.!?\n](?:(?<=[.!?])(?<!\bvs\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bal\.)[\"')*_\]]*\s+"
    r"|(?<=\n)\s*\n|(?<=\n)(?=[ \t]*(?:[-*+|#>]|\d{1,3}\.)\s?))"
)
_LONGEST = 1000
"""Searches within a sentence may take the square of its length in time."""

LABEL = r"[\s*_#>+-]{0,12}(?:\*\*[^*\n]{1,40}\*\*:?\s+)?[*_]{0,3}"
"""What may stand before the first word: marks of a list or heading, and a label in bold."""

COMPARES = re.compile(
    r"\b(?:than|unlike|like|against|vs|versus|similar(?:ly)? to|based on|compar(?:ed|able|ison|isons|es?|ing)"
    r"|(?:beat|outperform|surpasse?|exceed|matche?|rival)(?:s|ed|ing)?|on par|ahead of|whereas"
    r"|scor(?:es?|ed|ing)|accuracy|percent|points?)\b|\d ?%",
    re.IGNORECASE,
)
"""Comparisons and scores."""

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
