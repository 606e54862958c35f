"""The check of what a text says about tokens per parameter, against the card's own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ..catalogue import CardEntry
from ..derive import training_tokens
from ..figures import grouped, rounded
from ..formulas import ParameterCount, parameter_count
from ..problems import Severity
from ..schema import Card, Quantity
from .agreement import Range, exactly, known, written
from .base import Finding, check
from .context import Context

__all__ = ["CHECKS", "claims"]


@check("training-ratio", Severity.WARNING)
def ratio(entry: CardEntry, context: Context) -> Iterator[Finding]:
    """A text gives another number of tokens per parameter than the card's numbers.

    Parameters without the embeddings count as well, since scaling laws are often written in them. Sentences
    that compare, or speak of what is best, are left alone.

    To mend it: correct the text, or the number that is wrong.

    Wrong:

        description: It was trained on about 20 tokens per parameter.
        architecture: {parameters: 1.3B}
        training: {tokens: 380B}

    Right:

        description: It was trained on about 290 tokens per parameter.
        architecture: {parameters: 1.3B}
        training: {tokens: 380B}
    """
    card = entry.card
    ratios = _ratios(card)
    if not ratios:
        return
    for passage in context.passages(entry):
        if "arameter" not in passage.text or not passage.prose:
            continue
        for claim, about in claims(passage.text):
            margin = _ABOUT if about else Decimal("0.02")
            claimed = written(Quantity.parse(claim)).wider(margin)
            if not any(claimed.agrees(each) for each in ratios.values()):
                words, found = next(iter(ratios.items()))
                middle = rounded((found.low + found.high) / 2)
                yield Finding(
                    passage.path, f"the text says {claim} tokens per parameter, but {words} = {middle}"
                )


_ABOUT = Decimal("0.2")
_CLAIM = re.compile(
    r"(?P<about>\b(?:about|around|roughly|approximately|nearly|some|circa)\s+|[~≈]\s?)?"
    r"(?<![\d.,×*/-])(?P<number>\d{1,6}(?:,\d{3})?(?:\.\d{1,3})?)\s+(?:training\s+)?"
    r"tokens\s+(?:per|for\s+(?:each|every))\s+(?:model\s+)?parameter\b",
    re.IGNORECASE | re.ASCII,
)
# What a sentence says of other models, or of a rule, is no claim about this one.
_COMPARES = re.compile(
    r"optimal|optimum|chinchilla|\bthan\b|\brule|recommend|\bbelow\b|\babove\b|\bbeyond\b|\bunder\b|\bover\b"
    r"|\bleast\b|\bmost\b|\binstead\b|\bother|\bwhere\b|\bideal|\bsuggest|\bup to\b|\bnot\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?;]\s|\n\s*\n|\n\s*[-*|]")


@lru_cache(maxsize=4096)
def claims(text: str) -> tuple[tuple[str, bool], ...]:
    """The tokens per parameter that a text states, and whether it says about."""
    return tuple(
        (match["number"], bool(match["about"]))
        for match in _CLAIM.finditer(text)
        if not _COMPARES.search(_sentence(text, match.start(), match.end()))
    )


def _sentence(text: str, start: int, stop: int) -> str:
    begin = max((end.end() for end in _END.finditer(text, max(start - 500, 0), start)), default=0)
    end = _END.search(text, stop, stop + 500)
    return text[max(begin, start - 500) : end.start() if end else stop + 500]


def _ratios(card: Card) -> dict[str, Range]:
    """Tokens per parameter, of all and of those without the embeddings, by the words that show them."""
    architecture, training = card.architecture, card.training
    if architecture is None or training is None:
        return {}
    stated, derived = known(training.tokens), training_tokens(card)
    seen = written(stated) if stated else exactly(derived.value) if derived else None
    if seen is None:
        return {}
    words = str(stated) if stated else grouped(derived.value if derived else 0)
    counts: dict[str, Range] = {}
    for fact in (architecture.parameters, architecture.non_embedding_parameters):
        if number := known(fact):
            counts[str(number)] = written(number)
    count = parameter_count(architecture)
    if isinstance(count, ParameterCount):
        counts[grouped(count.non_embedding)] = exactly(count.non_embedding)
    return {f"{words} ÷ {name}": seen / count for name, count in counts.items() if count.low > 0}


CHECKS = (ratio,)
