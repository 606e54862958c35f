"""Check that the widths of a network have the proportions of one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry
from ...facts.derived import value_of
from ...facts.experts import has_experts
from ...facts.numbers import grouped, rounded
from ...problems import Severity
from ...schema import Architecture, known
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]

_WIDEST = 32_768
"""The widest published network, Megatron-Turing NLG 530B, has a hidden size of 20,480."""
_MOST_INNER, _MOST_HEADS = 10, 4
"""T5 aside, whose 11B has 64 and 16, published networks have at most 8 and 3."""
_LONG_CONTEXT, _FEWEST_TOKENS = 16_384, 512
_ROUND = (1_000, 1_024)
"""Contexts of that length are written as multiples of these; vocabularies are what came out."""
_NEVER_ZERO = ("parameters", "layers", "hidden_size", "head_dimension", "context_length", "vocabulary_size")
"""Without attention or feed-forward layers a network may say 0 of those."""


@check("shape-widths", Severity.WARNING, "architecture")
def widths(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """Two sizes of a network are out of proportion: swapped, or one of them is another model's.

    The feed-forward layers are at least as wide as the hidden size and at most ten times as wide, all heads
    together have from a quarter of the hidden size to four times it, no hidden size is above 32,768, and a
    long context is a multiple of 1,000 or 1,024, while a vocabulary that is a power of two is none. None of
    these sizes is 0. Nothing is said of the proportions of experts, which are narrow, and of T5, whose 11B
    has feed-forward layers 64 times as wide.

    Caught: the configurations of Llama that GPT-NeoX once had, with feed-forward layers of 86,016 in place of
    28,672 beside a hidden size of 8,192 (its issue 1319).

    To fix it: compare both numbers with the configuration; they are easily swapped.

    Example:

        - architecture: {layers: 24, hidden_size: 4_096, feed_forward_size: 1_024}
        + architecture: {layers: 24, hidden_size: 1_024, feed_forward_size: 4_096}
    """
    shape = entry.card.architecture
    for name in _NEVER_ZERO if shape else ():
        if value_of(getattr(shape, name)) == 0:
            yield Finding(("architecture", name), "it is 0, and a network has at least 1")
    if shape is None or "t5" in (known(shape.type) or ""):
        return
    width, inner = value_of(shape.hidden_size), value_of(shape.feed_forward_size)
    if width and width > _WIDEST:
        message = f"hidden size {grouped(width)}, wider than any network"
        yield Finding(("architecture", "hidden_size"), message)
    elif width and inner and not has_experts(entry.card) and not width <= inner <= _MOST_INNER * width:
        times = f"{rounded(inner / width, 3)} times the hidden size of {grouped(width)}"
        yield Finding(("architecture", "feed_forward_size"), f"a width of {grouped(inner)} is {times}")
    yield from _heads(shape, width)
    rows, length = value_of(shape.vocabulary_size), value_of(shape.context_length)
    if rows and length and _look_swapped(rows, length):
        message = f"vocabulary {grouped(rows)} and context {grouped(length)} look swapped"
        yield Finding(("architecture", "vocabulary_size"), message)


def _look_swapped(rows: Decimal, length: Decimal) -> bool:
    if not rows < length or length <= _LONG_CONTEXT or rows < _FEWEST_TOKENS:
        return False
    return int(rows).bit_count() == 1 and all(int(length) % each for each in _ROUND)


def _heads(shape: Architecture, width: Decimal | None) -> Iterator[Finding]:
    heads, head = value_of(shape.attention_heads), value_of(shape.head_dimension)
    if width and heads and head and not width <= _MOST_HEADS * heads * head <= _MOST_HEADS**2 * width:
        product = f"{grouped(heads)} heads × {grouped(head)} = {grouped(heads * head)}"
        message = f"{product}, out of proportion to the hidden size of {grouped(width)}"
        yield Finding(("architecture", "head_dimension"), message)


CHECKS = (widths,)
