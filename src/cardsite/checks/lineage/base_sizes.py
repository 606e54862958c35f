"""A check that a model has the size of the one that it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry
from ...facts.derived import value_of
from ...facts.numbers import short
from ...problems import Severity
from ...schema import BaseModelRelation, Card
from ...yamlio.text import quoted
from ..agreement import written
from ..check_context import CheckContext
from ..definition import Finding, check
from ..numbers.sizes import size_in

__all__ = ["CHECKS"]

_SHAPE = (("layers", "layers"), ("hidden_size", "hidden size"))
_FAR = Decimal("1.5")
"""Added words and a small encoder stay below; the sizes of a family are farther apart."""
_SMALLER = re.compile(r"(?i)distil|prun|shear|compress")
_LARGER = re.compile(r"(?i)up-?cycl|up-?scal|expan|stack|mixture|multi-?modal|vision|speech|encoder")


@check("lineage-size", Severity.WARNING, "base_model", "merge")
def size(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A model has another size than the base model that it was made from.

    Adapting, fine-tuning and quantizing keep layers and widths. Where they differ, or one model has half as
    many parameters again as the other, the base is the wrong one, or the numbers are another model's. Sizes
    in the names count for bases that have no card. Nothing is said of merges, of models with several bases,
    of smaller ones whose summary or description speaks of distilling or pruning, and of larger ones that
    were upcycled or have an encoder added.

    Caught: in the trial, base models exchanged for another size of the same family.

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
    card = entry.card
    if card.relation in (None, BaseModelRelation.MERGE) or len(card.bases) != 1:
        return
    base = context.catalogue.cards.get(card.bases[0].model or "")
    name = quoted(base.label if base else card.bases[0].title or "")
    said = f"{card.name} {card.summary} {card.description.value if card.description else ''}"
    shape = list(_other_shape(card, base.card, name, said)) if base else []
    yield from shape
    named = size_in(card.name), size_in(base.card.name if base else name)
    mine, theirs = (each.value if each else None for each in named)
    if mine is None or theirs is None:
        mine, theirs = _count(card), _count(base.card) if base else theirs
    if shape or not mine or not theirs or _is_meant(mine, theirs, said):
        return
    if max(mine, theirs) > _FAR * min(mine, theirs):
        message = f"{short(mine)} parameters, but the base model {name} has {short(theirs)}"
        yield Finding(("base_model",), message)


def _is_meant(mine: Decimal, theirs: Decimal, said: str) -> bool:
    return (_SMALLER if mine < theirs else _LARGER).search(said) is not None


def _count(card: Card) -> Decimal | None:
    # What the card of an adapter or a quantized model counts may be what is stored.
    stored = card.relation in (BaseModelRelation.ADAPTER, BaseModelRelation.QUANTIZED)
    return value_of(card.architecture.parameters) if card.architecture and not stored else None


def _other_shape(card: Card, base: Card, name: str, said: str) -> Iterator[Finding]:
    for field, words in _SHAPE:
        mine, theirs = getattr(card.architecture, field, None), getattr(base.architecture, field, None)
        if mine is None or theirs is None or mine.value is None or theirs.value is None:
            continue
        agrees = written(mine.value).agrees(written(theirs.value))
        if not agrees and not _is_meant(mine.value.value, theirs.value.value, said):
            message = f"{mine.value} {words}" if field == "layers" else f"{words} {mine.value}"
            yield Finding(("architecture", field), f"{message}, but the base model {name} has {theirs.value}")


CHECKS = (size,)
