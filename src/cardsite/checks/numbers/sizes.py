"""Checks that the sizes and words in a model's names are those of the model."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ...catalogue import CardEntry, Location
from ...facts.derived import value_of
from ...facts.numbers import grouped
from ...problems import Severity
from ...schema import Architecture, BaseModelRelation, Parameters, known
from ...yamlio.text import quoted
from ..agreement import Range, written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS", "size_in"]

# Neither 8x7B nor v1b, nor the tokens that some names count; `7b1` is 7.1 billion.
_SIZE = re.compile(
    r"(?<![A-Za-z0-9.])(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?(?P<unit>[MB])(?P<tenth>\d(?!\d))?"
    r"(?![A-Za-z0-9])(?![ _-]?tok)",
    re.IGNORECASE | re.ASCII,
)
_MARGIN = Decimal("0.12")
"""Names are rounded generously: models of 6.7 and of 7.2 billion parameters are called 7B."""


@dataclass(frozen=True, slots=True)
class _Size:
    """A size in a name."""

    text: str
    value: Decimal
    range: Range
    """What the name can stand for."""


@lru_cache(maxsize=8192)
def size_in(name: str) -> _Size | None:
    """The size that a name says; None where it says none, or several."""
    found = {_size(match).value: _size(match) for match in _SIZE.finditer(name)}
    return next(iter(found.values())) if len(found) == 1 else None


def _size(match: re.Match[str]) -> _Size:
    tenth = f".{match['tenth']}" if match["tenth"] and "." not in match["number"] else ""
    quantity = Parameters.parse(f"{match['number']}{tenth}{match['unit'].upper()}")
    rounding = written(quantity)
    low, high = quantity.value * (1 - _MARGIN), quantity.value * (1 + _MARGIN)
    return _Size(match[0], quantity.value, Range(min(low, rounding.low), max(high, rounding.high)))


@check("size-name", Severity.WARNING)
def name(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A size in a name is not the model's.

    The name, the file and the repository on the hub often say how many parameters a model has. What rounds
    to the size, or lies within 12 % of it, agrees, with the embeddings or without. An adapter or another
    derived model without numbers of its own is checked against its base model.

    To fix it: correct the name, or the number of parameters, whichever is another model's.

    Wrong:

        name: Tapir 160M
        hub_id: acme/tapir-160m
        architecture: {parameters: 1.3B}

    Right:

        name: Tapir 160M
        hub_id: acme/tapir-160m
        architecture: {parameters: 162M}
    """
    said = _said(entry)
    if not said:
        return
    counts, whose = _counts(entry, context)
    wrong = [each for each in said if counts and not any(each[2].range.agrees(written(n)) for n in counts)]
    own = whose == ""
    if own and len(wrong) == len(said) > 1:
        names = " and ".join(f"{where} says {size.text}" for _, where, size in wrong)
        yield Finding(("architecture", "parameters"), f"{counts[0]} parameters, but {names}")
        return
    for path, where, size in wrong:
        yield Finding(
            path, f"{where} says {size.text}, but {whose or 'the model'} has {counts[0]} parameters"
        )
    if not counts:
        yield from _among_themselves(said)


def _among_themselves(said: list[tuple[Location, str, _Size]]) -> Iterator[Finding]:
    _, first, size = said[0]
    for path, where, other in said[1:]:
        if not size.range.agrees(other.range):
            yield Finding(path, f"{where} says {other.text}, but {first} says {size.text}")


def _said(entry: CardEntry) -> list[tuple[Location, str, _Size]]:
    """The sizes in the names of a card, with the field to point at."""
    hub = known(entry.card.hub_id)
    names: list[tuple[Location, str, str]] = [
        (("name",), "the name", entry.card.name),
        (("hub_id",), "the hub id", hub.rpartition("/")[2] if hub else ""),
        (("name",), "the file's name", entry.id.rpartition("/")[2]),
    ]
    found = ((path, where, size_in(text)) for path, where, text in names)
    return [(path, where, size) for path, where, size in found if size is not None]


def _counts(entry: CardEntry, context: CheckContext) -> tuple[list[Parameters], str]:
    """The numbers of parameters that a name can mean, and whose they are: empty for the card's own."""
    own = _numbers(entry.card.architecture)
    if own or entry.card.base_model_relation is BaseModelRelation.MERGE:
        return own, ""
    for reference in entry.card.bases:
        base = context.catalogue.cards.get(reference.model or "")
        numbers = _numbers(base.card.architecture) if base else []
        if base and numbers:
            return numbers, f"its base model {base.id}"
    return [], ""


def _numbers(architecture: Architecture | None) -> list[Parameters]:
    if architecture is None or known(architecture.parameters) is None:
        return []
    both = (known(architecture.parameters), known(architecture.non_embedding_parameters))
    return [number for number in both if number]


@check("size-order", Severity.WARNING)
def order(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A member of a family is larger than one whose name says more, or smaller than one whose name says less.

    The sizes in the names of a family are in one order, and so are the numbers of parameters, with and
    without embeddings, and the layers times the square of the width. The member that breaks the order is
    reported.

    To fix it: compare the member's numbers with its configuration; two members may have been swapped.

    Wrong:

        # fam/family.yaml
        name: Tapir
        summary: A family.
        # fam/tapir-70m.yaml
        name: Tapir 70M
        architecture: {layers: 6, hidden_size: 512}
        # fam/tapir-160m.yaml
        name: Tapir 160M
        architecture: {layers: 12, hidden_size: 4_096}
        # fam/tapir-410m.yaml
        name: Tapir 410M
        architecture: {layers: 24, hidden_size: 1_024}

    Right:

        # fam/family.yaml
        name: Tapir
        summary: A family.
        # fam/tapir-70m.yaml
        name: Tapir 70M
        architecture: {layers: 6, hidden_size: 512}
        # fam/tapir-160m.yaml
        name: Tapir 160M
        architecture: {layers: 12, hidden_size: 768}
        # fam/tapir-410m.yaml
        name: Tapir 410M
        architecture: {layers: 24, hidden_size: 1_024}
    """
    if found := context.made(_odd_ones).get(entry.id):
        yield found


Measured = tuple[Decimal, Decimal, str, str]
"""The size in a name, the measure, id and name."""


def _odd_ones(context: CheckContext) -> dict[str, Finding]:
    """The cards that break the order of their family, with what is to be said of each."""
    found: dict[str, Finding] = {}
    for members in context.members.values():
        found |= _odd_ones_of(members)
    return found


def _odd_ones_of(members: tuple[CardEntry, ...]) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    for measure, (words, path) in enumerate(_MEASURES):
        rows: list[Measured] = []
        for entry in members:
            size = size_in(entry.card.name) or size_in(entry.id.rpartition("/")[2])
            value = _measures(entry.card.architecture)[measure]
            if size and value:
                rows.append((size.value, value, entry.id, entry.label))
        rows.sort()
        kept = _longest_rising(rows)
        for row in rows:
            other = None if row in kept else _contradicting(row, rows, kept)
            if other:
                own = words.format(grouped(row[1]))
                than = f"{'more' if row[1] > other[1] else 'less'} than the {grouped(other[1])}"
                message = f"{own}, {than} of {quoted(other[3])}"
                found.setdefault(row[2], Finding(path, message))
    return found


_MEASURES: tuple[tuple[str, Location], ...] = (
    ("{} parameters", ("architecture", "parameters")),
    ("{} parameters without embeddings", ("architecture", "non_embedding_parameters")),
    ("layers × hidden size² is {}", ("architecture", "hidden_size")),
)


def _measures(architecture: Architecture | None) -> tuple[Decimal | None, ...]:
    if architecture is None:
        return (None, None, None)
    layers, width = value_of(architecture.layers), value_of(architecture.hidden_size)
    return (
        value_of(architecture.parameters),
        value_of(architecture.non_embedding_parameters),
        layers * width**2 if layers and width else None,
    )


def _longest_rising(rows: list[Measured]) -> set[Measured]:
    """The most rows whose measure never falls, in the order of their sizes."""
    ends: list[Decimal] = []
    at: list[int] = []
    before: list[int] = []
    for index, row in enumerate(rows):
        position = bisect_right(ends, row[1])
        before.append(at[position - 1] if position else -1)
        ends[position : position + 1] = [row[1]]
        at[position : position + 1] = [index]
    kept, index = set(), at[-1] if at else -1
    while index >= 0:
        kept.add(rows[index])
        index = before[index]
    return kept


def _contradicting(row: Measured, rows: list[Measured], kept: set[Measured]) -> Measured | None:
    """The nearest member in order that this one is on the wrong side of; equal sizes are in no order."""
    larger = (other for other in rows if other in kept and other[0] > row[0] and other[1] < row[1])
    smaller = (other for other in reversed(rows) if other in kept and other[0] < row[0] and other[1] > row[1])
    return next(larger, None) or next(smaller, None)


@check("name-hub", Severity.WARNING)
def hub(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The model's name and its repository on the hub have no words in common, or the name is only an id.

    A card that was begun as a copy of another keeps the other's name or address. Sizes, and words that every
    second name has, do not count; an alias that is like the repository's name is enough. A name is for
    readers: an id with a hyphen in place of its stroke is not a model's name, and loads nothing from the hub.

    To fix it: correct the name or the hub id, or add the repository's name to `aliases`.

    Wrong:

        name: Tapir 111M
        hub_id: globex/OtterCode-34b-hf

    Right:

        name: Tapir 111M
        hub_id: acme/tapir-111m
    """
    hub_id = known(entry.card.hub_id)
    if _is_an_id(entry, hub_id):
        hint = "write the name that the makers use; an id goes into hub_id"
        yield Finding(("name",), f"{quoted(entry.card.name)} is an id, written as one word", hint)
    if hub_id is None:
        return
    repository = hub_id.rpartition("/")[2]
    names = (entry.card.name, *entry.card.aliases)
    if _words(entry.card.name) and _words(repository) and not any(_share(each, repository) for each in names):
        message = f"{quoted(entry.card.name)} and {quoted(repository)} have no words in common"
        yield Finding(("hub_id",), message)


_DOUBLED = re.compile(r"([^\W_]+)[-_/](?=\1[-_])", re.IGNORECASE)


def _is_an_id(entry: CardEntry, hub_id: str | None) -> bool:
    """Whether the name is the hub's id, with or without its stroke, or has its maker twice at its head."""
    name = entry.card.name.casefold()
    if hub_id and name.replace("_", "-") == hub_id.casefold().replace("/", "-").replace("_", "-"):
        return True
    if hub_id and name == hub_id.casefold():
        return True
    found = _DOUBLED.match(name)
    makers = (entry.card.organization or "", hub_id.partition("/")[0] if hub_id else "")
    return found is not None and found[1] in {maker.casefold() for maker in makers}


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


CHECKS = (name, order, hub)
