"""A check that a model has the size of the one that it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry
from ...facts.derived import fact_at
from ...facts.numbers import short
from ...problems import Severity
from ...schema import BaseModelRelation, Card, known
from ...yamlio.text import quoted
from ..agreement import written
from ..check_context import CheckContext
from ..definition import Finding, check
from ..numbers.sizes import size_in

__all__ = ["CHECKS"]

_SHAPE = {
    "layers": "{} layers",
    "hidden_size": "hidden size {}",
    "attention_heads": "{} attention heads",
    "kv_heads": "{} key heads",
    "head_dimension": "heads of a width of {}",
    "feed_forward_size": "feed-forward layers of a width of {}",
    "vocabulary_size": "a vocabulary of {}",
}
"""Of what stays as it is, how a message says it."""
_FEWER_ROWS = Decimal("0.98")
"""Tokens are added, but none are taken away; the padding of some cards is counted by others."""
_FAR = Decimal("1.5")
"""Added words and a small encoder stay below; the sizes of a family are farther apart."""
_SMALLER = re.compile(r"(?i)distil|prun|shear|compress")
_LARGER = re.compile(r"(?i)up-?cycl|up-?scal|expan|stack|mixture|multi-?modal|vision|speech|encoder")


@check("lineage-size", Severity.WARNING, "base_model", "merge")
def size(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A model has another size than the base model that it was made from.

    Adapting, fine-tuning and quantizing keep layers, heads and widths, and take no tokens from the
    vocabulary. Where they differ, or one model has half as many parameters again as the other, the base or
    the numbers are wrong. Sizes in the names count for bases that have no card. Nothing is said of merges, of
    models with several bases, and of those whose summary or description speaks of what changes the size:
    distilling or pruning, upcycling or another encoder.

    Caught: in the trial, base models exchanged for another size of the same family.

    To fix it: name the base of this size, or correct the numbers.

    Example:

          base_model: other
          base_model_relation: finetune
          architecture:
        -   layers: 40
        +   layers: 32
        -   hidden_size: 5120
        +   hidden_size: 4096
          # other.yaml
          architecture:
            layers: 32
            hidden_size: 4096
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
    if shape or not mine or not theirs or max(mine, theirs) <= _FAR * min(mine, theirs):
        return
    if not _is_meant(mine, theirs, said):
        message = f"{short(mine)} parameters, but the base model {name} has {short(theirs)}"
        yield Finding(("base_model",), message)


def _is_meant(mine: Decimal, theirs: Decimal, said: str) -> bool:
    return (_SMALLER if mine < theirs else _LARGER).search(said) is not None


def _count(card: Card) -> Decimal | None:
    # What the card of an adapter or a quantized model counts may be what is stored.
    stored = card.relation in (BaseModelRelation.ADAPTER, BaseModelRelation.QUANTIZED)
    return None if stored else card.parameter_count


def _other_shape(card: Card, base: Card, name: str, said: str) -> Iterator[Finding]:
    for field, words in _SHAPE.items():
        mine, theirs = (known(fact_at(each, f"architecture.{field}")) for each in (card, base))
        if mine is None or theirs is None or written(mine).agrees(written(theirs)):
            continue
        if field == "vocabulary_size" and mine.value >= _FEWER_ROWS * theirs.value:
            continue
        if not _is_meant(mine.value, theirs.value, said):
            message = f"{words.format(mine)}, but the base model {name} has {theirs}"
            yield Finding(("architecture", field), message)


CHECKS = (size,)
