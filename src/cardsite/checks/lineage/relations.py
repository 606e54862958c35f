"""Checks of what a model was made from and what comes after it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry, Location
from ...facts.derived import value_of
from ...facts.numbers import short
from ...problems import Severity
from ...schema import BaseModelRelation, Card, Status
from ...yamlio.text import quoted
from ..agreement import written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]


def _bases(entry: CardEntry, context: CheckContext) -> Iterator[tuple[Location, CardEntry]]:
    """The base models that have a card, and where each is named."""
    for index, reference in enumerate(entry.card.bases):
        base = context.catalogue.cards.get(reference.model or "")
        if base is not None and base is not entry:
            yield entry.located.find(("base_model", index, "model"))[1], base


@check("lineage-relation", Severity.WARNING)
def relation(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A base model is named, but not how the model was made from it.

    An adapter must be loaded over its base, a quantized model in place of it, and a fine-tune stands alone.
    Readers and the Hugging Face hub cannot distinguish these without the relation.

    To fix it: add `base_model_relation:` with adapter, finetune, merge or quantized.

    Wrong:

        base_model: other
        # other.yaml
        description: The base.

    Right:

        base_model: other
        base_model_relation: finetune
        # other.yaml
        description: The base.
    """
    if entry.card.base_model and entry.card.base_model_relation is None:
        yield Finding(("base_model",), "a base model without base_model_relation", at_key=True)


@check("lineage-merge", Severity.WARNING)
def merge(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The number of base models does not fit the relation.

    A merge has several parents. An adapter, a fine-tune or a quantized model has one: the models further up
    are named by the base's own card.

    To fix it: name all parents of a merge, and only the nearest base of anything else.

    Wrong:

        base_model: other
        base_model_relation: merge
        # other.yaml
        description: The base.

    Right:

        base_model: [other, another]
        base_model_relation: merge
        # other.yaml
        description: One parent.
        # another.yaml
        description: The other parent.
    """
    kind, count = entry.card.base_model_relation, len(entry.card.bases)
    if kind is BaseModelRelation.MERGE and count == 1:
        yield Finding(("base_model_relation",), "a merge, but base_model names one model only")
    elif kind not in (None, BaseModelRelation.MERGE) and count > 1:
        message = f"the relation is {kind.value}, but base_model names {count} models"
        yield Finding(("base_model_relation",), message)


_SHAPE = (("layers", "layers"), ("hidden_size", "hidden size"))
_FAR = Decimal("1.25")
"""With so many times the parameters of another, a model is not a fine-tune of it, whatever words it adds."""


@check("lineage-size", Severity.ERROR)
def size(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A model has another shape than the base model that it was made from.

    Adapting, fine-tuning and quantizing keep layers and widths; only the vocabulary may grow a little. Where
    they differ, the base is the wrong one, or the numbers are another model's. Merges may have any shape.

    To fix it: name the base of this size, or correct the numbers.

    Wrong:

        base_model: other
        base_model_relation: finetune
        architecture:
          layers: 40
          hidden_size: 5120
        # other.yaml
        architecture:
          layers: 32
          hidden_size: 4096

    Right:

        base_model: other
        base_model_relation: finetune
        architecture:
          layers: 32
          hidden_size: 4096
          vocabulary_size: 32_016
        # other.yaml
        architecture:
          layers: 32
          hidden_size: 4096
          vocabulary_size: 32_000
    """
    if entry.card.base_model_relation in (None, BaseModelRelation.MERGE) or not entry.card.architecture:
        return
    for _, base in _bases(entry, context):
        found = tuple(_other_shape(entry.card, base))
        yield from found or _other_size(entry.card, base)


def _other_shape(card: Card, base: CardEntry) -> Iterator[Finding]:
    for field, words in _SHAPE:
        mine, theirs = getattr(card.architecture, field), getattr(base.card.architecture, field, None)
        if mine and theirs and mine.value and theirs.value:
            if written(mine.value).agrees(written(theirs.value)):
                continue
            message = f"{mine.value} {words}" if field == "layers" else f"{words} {mine.value}"
            yield Finding(
                ("architecture", field), f"{message}, but the base model {_has(base, theirs.value)}"
            )


def _has(base: CardEntry, value: object) -> str:
    return f"{quoted(base.label)} has {value}"


def _other_size(card: Card, base: CardEntry) -> Iterator[Finding]:
    # What an adapter's card calls its parameters may be those of the adapter alone.
    if card.architecture is None or card.base_model_relation is BaseModelRelation.ADAPTER:
        return
    mine = value_of(card.architecture.parameters)
    theirs = value_of(base.card.architecture.parameters) if base.card.architecture else None
    if mine and theirs and max(mine, theirs) > _FAR * min(mine, theirs):
        message = f"{short(mine)} parameters, but the base model {_has(base, short(theirs))}"
        yield Finding(("architecture", "parameters"), message)


_ENDED = (Status.DEPRECATED, Status.RETIRED)


@check("lineage-successor", Severity.WARNING)
def successor(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The status and the successor do not go together.

    A reader of a deprecated or retired model wants to know what to use instead, or why there is nothing. A
    model that has a successor is no longer the one to choose. And a successor that was itself retired helps
    nobody.

    To fix it: add `successor` or `status_note`, change `status`, or name the successor's successor.

    Wrong:

        status: retired

    Right:

        status: deprecated
        successor: other
        # other.yaml
        description: The newer model.
    """
    card = entry.card
    if card.status in _ENDED and card.successor is None and card.status_note is None:
        yield Finding(
            ("status",), f"the status is {card.status.value}, but there is no successor and no note"
        )
    if card.successor is None:
        return
    if card.status not in _ENDED:
        yield Finding(("status",) if _is_written(entry, "status") else ("successor",), _still(card))
    after = context.catalogue.cards.get(card.successor.model or "")
    if after and after.card.status in _ENDED:
        message = f"the successor {quoted(after.label)} is itself {after.card.status.value}"
        at = entry.located.find(("successor", "model"))[1]
        hint = _next_hint(after.card, context)
        yield Finding(at, message, hint)


def _is_written(entry: CardEntry, field: str) -> bool:
    return entry.located.find((field,))[1] != ()


def _still(card: Card) -> str:
    return f"the status is {card.status.value}, but there is a successor"


def _next_hint(after: Card, context: CheckContext) -> str:
    following = after.successor.model if after.successor else None
    return f"name its successor instead: {following}" if following in context.catalogue.cards else ""


CHECKS = (relation, merge, size, successor)
