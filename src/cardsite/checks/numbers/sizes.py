"""Checks that the sizes and words in a model's names are those of the model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ...catalogue import CardEntry, Location
from ...facts.experts import active_parameters, has_experts
from ...problems import Severity
from ...schema import BaseModelRelation, Card, Parameters, known
from ...yamlio.text import quoted
from ..agreement import Range, written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS", "size_in"]

# Neither 8x7B nor v1b, nor the tokens that some names count; `7b1` is 7.1 billion, `1_6b` is 1.6 billion.
_SIZE = re.compile(
    r"(?<![A-Za-z0-9.])(?P<number>\d{1,4}(?:[._]\d{1,3})?)\s?(?P<unit>[MB])(?P<tenth>\d(?!\d))?"
    r"(?![A-Za-z0-9])(?![ _-]?tok)",
    re.IGNORECASE | re.ASCII,
)
# What the weights of an image model were trained on: `.fb_swsl_ig1b_ft_in1k`, `_6m_in1k`, `LAION-2B`.
_DATA = re.compile(
    r"\.[a-z][a-z0-9]*(?:_\w+)?_(?:ft|in\d{1,2}k)(?![a-z])\w*|[ _-]\d+[MB](?=[ _-](?:ft[ _-])?in\d{1,2}k)"
    r"|(?<![a-z])(?:laion|yfcc|metaclip|datacomp|commonpool|coyo|webli|jft|ig|lvd|dfn)"
    r"[ _-]?\d+(?:\.\d+)?[MB]?",
    re.IGNORECASE | re.ASCII,
)
_MARGIN = Decimal("0.12")
"""Names are rounded generously: models of 6.7 and of 7.2 billion parameters are called 7B."""
_FURTHEST = Decimal("1.4")
"""RecurrentGemma 2B has 2.68 billion parameters; the next size of a family is hardly ever so near."""


class _Size(NamedTuple):
    """A size in a name."""

    text: str
    value: Decimal
    range: Range
    """What the name can stand for."""


@lru_cache(maxsize=8192)
def size_in(name: str) -> _Size | None:
    """The size that a name says; None where it says none, or several."""
    if not _SIZE.search(name):
        return None
    found = {size.value: size for size in map(_size, _SIZE.finditer(_DATA.sub(" ", name)))}
    return next(iter(found.values())) if len(found) == 1 else None


def _size(match: re.Match[str]) -> _Size:
    tenth = f".{match['tenth']}" if match["tenth"] and match["number"].isdigit() else ""
    quantity = Parameters.parse(f"{match['number'].replace('_', '.')}{tenth}{match['unit'].upper()}")
    rounding = written(quantity)
    low, high = quantity.value * (1 - _MARGIN), quantity.value * (1 + _MARGIN)
    return _Size(match[0], quantity.value, Range(min(low, rounding.low), max(high, rounding.high)))


@check("size-name", Severity.WARNING)
def name(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A size in a name is not the model's.

    Names often say how many parameters a model has: all, those without the embeddings, or those that are
    active for one token. What rounds to one of these numbers, or lies within 12 % of it, agrees. Makers round
    further down, too: Gemma 7B has 8.54 billion parameters. Up to 40 % more than the name says are therefore
    a note only, and so are more parameters of a mixture of experts that does not state how many are active.
    Without numbers of its own, a derived model is compared with its base model. An adapter may bear the size
    in its base's name, and a model with components that of one of them.

    Caught: a published card of Code Llama 34B that still has the name Cerebras-GPT 111M.

    To fix it: correct the name, or the number of parameters, whichever is another model's.

    Example:

          name: Tapir 160M
          hub_id: acme/tapir-160m
        - architecture: {parameters: 1.3B}
        + architecture: {parameters: 162M}
    """
    said = _said(entry)
    if not said:
        return
    counts, whose = _counts(entry, context)
    if not counts:
        _, first, size = said[0]
        for path, where, other in said[1:]:
            if not size.range.agrees(other.range):
                yield Finding(path, f"{where} says {other.text}, but {first} says {size.text}")
        return
    parts = entry.card.architecture.components if entry.card.architecture else ()
    if whose == "" and (parts or entry.card.relation is BaseModelRelation.ADAPTER):
        # What is laid over another model, or built around one, is named after it: a draft head for Tapir 7B.
        bases = {size.value for size in _sizes_of_parts(entry, context)}
        said = [each for each in said if each[2].value not in bases]
    wrong = [each for each in said if not any(each[2].range.agrees(written(count)) for count in counts)]
    unclear = whose == "" and has_experts(entry.card) and active_parameters(entry.card) is None
    mild = [_may_be_meant(size, counts, unclear) for _, _, size in wrong]
    if whose == "" and len(wrong) == len(said) > 1:
        names = " and ".join(f"{where} says {size.text}" for _, where, size in wrong)
        severity = Severity.NOTE if all(mild) else None
        message = f"{counts[0]} parameters, but {names}"
        yield Finding(("architecture", "parameters"), message, severity=severity)
        return
    for (path, where, size), is_mild in zip(wrong, mild, strict=True):
        message = f"{where} says {size.text}, but {whose or 'the model'} has {counts[0]} parameters"
        yield Finding(path, message, severity=Severity.NOTE if is_mild else None)


def _may_be_meant(size: _Size, counts: list[Parameters], unclear: bool) -> bool:
    """Whether makers may have rounded further down, or counted the active ones of parameters only."""
    more = [each.value for each in counts if each.value > size.value]
    return any(unclear or value <= _FURTHEST * size.value for value in more)


def _said(entry: CardEntry) -> list[tuple[Location, str, _Size]]:
    """The sizes in the names of a card, with the field to point at."""
    card, repository = entry.card, (known(entry.card.hub_id) or "").rpartition("/")[2]
    names = ((("name",), "the name", card.name), (("hub_id",), "the hub id", repository))
    found = [(path, where, text, size_in(text)) for path, where, text in names]
    return [
        (path, where, size) for path, where, text, size in found if size and not _of_data(size, text, card)
    ]


def _of_data(size: _Size, name: str, card: Card) -> bool:
    """Whether a size is that of the data: Meadow-2B, trained on Meadow-2B, or on two billion pairs."""
    word = _LAST_WORD.search(name[: name.find(size.text)])
    said = f"{word[0] if word else ' '}{size.text}".casefold()
    return any(
        said in (each.name or each.dataset or "").casefold()
        or any(
            count and count.value == size.value
            for count in map(known, (each.examples, each.pairs, each.images))
        )
        for each in card.training_data
    )


_LAST_WORD = re.compile(r"[^\W\d_]+[ _-]?\Z")


def _counts(entry: CardEntry, context: CheckContext) -> tuple[list[Parameters], str]:
    """The numbers of parameters that a name can mean, and whose they are: empty for the card's own."""
    own = _numbers(entry.card)
    if own or entry.card.relation is BaseModelRelation.MERGE:
        return own, ""
    bases = (context.catalogue.cards.get(reference.model or "") for reference in entry.card.bases)
    found = (
        (numbers, f"its base model {base.id}") for base in bases if base and (numbers := _numbers(base.card))
    )
    return next(found, ([], ""))


def _sizes_of_parts(entry: CardEntry, context: CheckContext) -> Iterator[_Size]:
    """The sizes that the names of the base models and of the networks inside the model say."""
    names: list[str | None] = []
    for part in entry.card.architecture.components if entry.card.architecture else ():
        names += [part.name, known(part.base)]
    for reference in entry.card.bases:
        base = context.catalogue.cards.get(reference.model or "")
        names += [reference.title, reference.model, base.card.name if base else None]
    return filter(None, map(size_in, filter(None, names)))


def _numbers(card: Card) -> list[Parameters]:
    if card.architecture is None or known(card.architecture.parameters) is None:
        return []
    facts = (card.architecture.parameters, card.architecture.non_embedding_parameters)
    return [each for each in (*map(known, facts), active_parameters(card)) if each]


@check("name-hub", Severity.WARNING)
def hub(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The model's name and its repository on the hub have no words in common, or the name is only an id.

    A card that was begun as a copy of another keeps the other's name or address. Sizes, and words that every
    second name has, do not count; an alias that is like the repository's name is enough. An id with a hyphen
    in place of its stroke is no name for readers, and loads nothing from the hub.

    Caught: a published card with the name "cerebras-Cerebras-GPT-111M".

    To fix it: correct the name or the hub id, or add the repository's name to `aliases`.

    Example:

          name: Tapir 111M
        - hub_id: globex/OtterCode-34b-hf
        + hub_id: acme/tapir-111m
    """
    card, hub_id = entry.card, known(entry.card.hub_id) or ""
    owner, _, repository = hub_id.rpartition("/")
    plain, hub = (each.casefold().replace("_", "-") for each in (card.name, hub_id))
    makers = [each.casefold() for each in (card.organization, owner) if each]
    if (hub and plain in (hub, hub.replace("/", "-"))) or any(
        plain.startswith(f"{each}-{each}-") for each in makers
    ):
        hint = "write the name that the makers use; an id goes into hub_id"
        yield Finding(("name",), f"{quoted(card.name)} is an id, written as one word", hint)
    names = (card.name, *card.aliases)
    if _words(card.name) and _words(repository) and not any(_share(each, repository) for each in names):
        message = f"{quoted(card.name)} and {quoted(repository)} have no words in common"
        yield Finding(("hub_id",), message)


_SAYS_NOTHING = frozenset(
    """
    the and for model models card example test base instruct chat hf lm llm ai small medium large xl mini tiny
    preview beta alpha final official release v0 v1 v2 v3
    """.split()  # noqa: SIM905  (words read better in rows)
)
_WORD = re.compile(r"[a-z][a-z0-9]+")


@lru_cache(maxsize=8192)
def _words(name: str) -> frozenset[str]:
    """The words of a name that tell it from others, without its size."""
    return frozenset(_WORD.findall(_SIZE.sub(" ", name).casefold())) - _SAYS_NOTHING


def _share(one: str, other: str) -> bool:
    """Whether a word of one stands in the other, however it is joined: Code Llama and CodeLlama."""
    joined = [re.sub(r"[^a-z0-9]", "", each.casefold()) for each in (one, other)]
    return any(word in joined[1] for word in _words(one)) or any(word in joined[0] for word in _words(other))


CHECKS = (name, hub)
