"""What a card says of a mixture of experts, of which only some work on each token."""

from __future__ import annotations

import re

from ..schema import Card, Parameters, known

__all__ = ["active_parameters", "has_experts"]

_NAMED = re.compile(
    r"moe(?![a-z])|expert|mixtral|\d+x\d|\b\d+E\b|switch.transformer|llama4|deepseek.?v[23]|gpt.oss|dbrx|grok"
    r"|jamba|arctic",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r"mixture[- ]of[- ]experts|\bMoE\b", re.IGNORECASE)
# Rows of the table that makers write: "Activated parameters", "Active parameters per token".
_ACTIVE = re.compile(r"activ(?:e|ated) parameters", re.IGNORECASE)


def has_experts(card: Card) -> bool:
    """Whether fields, name, type, rows of the table, summary or description of the network say so."""
    shape = card.architecture
    if shape and (shape.experts or known(shape.active_parameters)):
        return True
    names = [card.name, (known(shape.type) if shape else None) or ""]
    names += [each.name for each in shape.extra] if shape else []
    texts = (card.summary, (known(shape.description) if shape else None) or "")
    return any(map(_NAMED.search, names)) or any(map(_DESCRIBED.search, texts))


def active_parameters(card: Card) -> Parameters | None:
    """The parameters that work on one token, where the card states them."""
    shape = card.architecture
    if shape is None:
        return None
    stated = known(shape.active_parameters)
    if stated is not None:
        return stated
    for row in shape.extra:
        if _ACTIVE.search(row.name):
            try:
                return Parameters.parse(row.value)
            except ValueError:
                return None
    return None
