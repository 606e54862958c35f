"""The check of what a text says about tokens per parameter, against the card's own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ...catalogue import CardEntry, Location
from ...facts.derived import training_tokens
from ...facts.numbers import grouped, rounded
from ...facts.parameter_count import ParameterCount, parameter_count
from ...problems import Severity
from ...schema import Card, Quantity, known
from ..agreement import Range, exactly, written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS", "claims"]


@check("training-ratio", Severity.WARNING)
def ratio(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text gives another number of tokens per parameter than the card's numbers.

    Parameters without the embeddings count as well, since scaling laws are often written in them. Sentences
    that compare, or speak of what is best, are left alone.

    To fix it: correct the text, or the number that is wrong.

    Wrong:

        description: It was trained on about 20 tokens per parameter.
        architecture: {parameters: 1.3B}
        training: {tokens: 380B}

    Right:

        description: It was trained on about 290 tokens per parameter.
        architecture: {parameters: 1.3B}
        training: {tokens: 380B}
    """
    found = [(*each, claimed) for each in _texts(entry, context) for claimed in claims(each[1])]
    ratios = _ratios(entry.card) if found else {}
    if ratios:
        for path, _, whose, (claim, about) in found:
            claimed = written(Quantity.parse(claim)).wider(_ABOUT if about else _EXACTLY)
            if not any(claimed.agrees(each) for each, _ in ratios.values()):
                words, (_, given) = next(iter(ratios.items()))
                message = f"the {whose} says {claim} tokens per parameter, but {words} = {rounded(given)}"
                yield Finding(path, message, words=claim)


def _texts(entry: CardEntry, context: CheckContext) -> Iterator[tuple[Location, str, str]]:
    """The texts that can speak of it: the card's, and its family's where that speaks of every member."""
    for passage in context.passages(entry):
        if passage.prose and "arameter" in passage.text:
            yield passage.path, passage.text, "text"
    family = context.catalogue.families.get(entry.family)
    shared = known(family.family.description) if family else None
    if shared and _is_of_each(shared):
        # The text stands in another file, so the number is pointed at.
        yield ("training", "tokens" if _states_tokens(entry.card) else "steps"), shared, "family's text"


@lru_cache(maxsize=1024)
def _is_of_each(text: str) -> bool:
    return bool(_OF_EACH.search(text))


_OF_EACH = re.compile(r"\b(?:each|every|all)\b[^.;]{0,80}\btokens\s+per\s+parameter", re.IGNORECASE)


def _states_tokens(card: Card) -> bool:
    return card.training is not None and known(card.training.tokens) is not None


_EXACTLY = Decimal("0.02")
_ABOUT = Decimal("0.2")
_CLAIM = re.compile(
    r"(?P<about>\b(?:about|around|roughly|approximately|nearly|some|circa)\s+|[~≈]\s?)?"
    r"(?<![\d.,×*/-])(?P<number>\d{1,6}(?:,\d{3})?(?:\.\d{1,3})?)\s+(?:training\s+)?"
    r"tokens\s+(?:per|for\s+(?:each|every))\s+(?:model\s+)?parameter\b",
    re.IGNORECASE | re.ASCII,
)
# What a sentence says of other models, or of a rule, is not a claim about this one.
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


def _ratios(card: Card) -> dict[str, tuple[Range, Decimal]]:
    """Tokens per parameter, of all and of those without the embeddings, by the words that show them."""
    architecture, training = card.architecture, card.training
    if architecture is None or training is None:
        return {}
    stated, derived = known(training.tokens), training_tokens(card)
    number = stated.value if stated else derived.value if derived else None
    if number is None:
        return {}
    seen = written(stated) if stated else exactly(number)
    counts: dict[str, tuple[Range, Decimal]] = {}
    for fact in (architecture.parameters, architecture.non_embedding_parameters):
        if count := known(fact):
            counts[str(count)] = (written(count), count.value)
    computed = parameter_count(architecture)
    if isinstance(computed, ParameterCount):
        rest = Decimal(computed.non_embedding)
        counts[grouped(rest)] = (exactly(rest), rest)
    words = str(stated) if stated else grouped(number)
    return {
        f"{words} ÷ {name}": (seen / range_, number / value)
        for name, (range_, value) in counts.items()
        if range_.low > 0
    }


CHECKS = (ratio,)
