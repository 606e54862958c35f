"""Checks that the numbers of the architecture fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import CardEntry
from ...facts.derived import value_of
from ...facts.numbers import grouped
from ...facts.parameter_count import Missing, ParameterCount, parameter_count
from ...problems import Severity
from ..agreement import exactly, written
from ..cache import once_per_card
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]


@once_per_card
def _computed(entry: CardEntry, context: CheckContext) -> ParameterCount | Missing | None:  # noqa: ARG001
    architecture = entry.card.architecture
    return parameter_count(architecture) if architecture else None


def _counted(entry: CardEntry, context: CheckContext) -> ParameterCount | None:
    found = _computed(entry, context)
    return found if isinstance(found, ParameterCount) else None


@check("shape-parameters", Severity.ERROR)
def parameters(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The number of parameters is not the one that the shape of the network gives.

    For `gpt2`, `gpt_neo`, `gpt_neox` and `llama` the number of parameters follows from layers, widths,
    heads, vocabulary, positions and tying, to the last parameter. If the card says another one, then it or
    one of those is another model's. `1.3B` stands for everything that rounds to it.

    To fix it: look up which of the numbers is wrong; the formula shows what each contributes.

    Wrong:

        architecture:
          type: gpt_neox
          parameters: 6.7B
          layers: 12
          hidden_size: 768
          attention_heads: 12
          vocabulary_size: 50_304

    Right:

        architecture:
          type: gpt_neox
          parameters: 162M
          layers: 12
          hidden_size: 768
          attention_heads: 12
          vocabulary_size: 50_304
    """
    architecture = entry.card.architecture
    count = _counted(entry, context)
    stated = architecture.parameters.value if architecture and architecture.parameters else None
    if count and stated and not written(stated).agrees(exactly(count.total)):
        yield Finding(
            ("architecture", "parameters"),
            f"{stated} parameters, but the shape of the network gives {count.formula}",
        )


@check("shape-non-embedding", Severity.ERROR)
def non_embedding(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The number of parameters without embeddings is not the one that the shape of the network gives.

    It is the total without the embedding, the output head and learned positions. For small models the two
    differ by a half, so that one in the place of the other misleads.

    To fix it: write the number that the message gives, or correct the shape.

    Wrong:

        architecture:
          type: gpt_neox
          non_embedding_parameters: 162_322_944
          layers: 12
          hidden_size: 768
          vocabulary_size: 50_304

    Right:

        architecture:
          type: gpt_neox
          non_embedding_parameters: 85_056_000
          layers: 12
          hidden_size: 768
          vocabulary_size: 50_304
    """
    architecture = entry.card.architecture
    count = _counted(entry, context)
    fact = architecture.non_embedding_parameters if architecture else None
    stated = fact.value if fact else None
    if count and stated and not written(stated).agrees(exactly(count.non_embedding)):
        message = (
            f"{stated} parameters, but {grouped(count.total)} - {grouped(count.embedding)} of the embeddings"
        )
        yield Finding(
            ("architecture", "non_embedding_parameters"),
            f"{message} = {grouped(count.non_embedding)}",
            replacement=str(count.non_embedding) if stated.exact else None,
        )


@check("shape-unknown", Severity.NOTE)
def unknown(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The number of parameters cannot be computed, because part of the shape is not there.

    With it, every number of the architecture would be checked against every other.

    To fix it: add the fields; a model's configuration has them.

    Wrong:

        architecture:
          type: llama
          parameters: 6.7B
          layers: 32
          hidden_size: 4096
          attention_heads: 32
          feed_forward_size: 11008
          vocabulary_size: 32_016

    Right:

        architecture:
          type: llama
          parameters: 6.7B
          layers: 32
          hidden_size: 4096
          attention_heads: 32
          kv_heads: 32
          feed_forward_size: 11008
          vocabulary_size: 32_016
    """
    architecture = entry.card.architecture
    found = _computed(entry, context)
    if architecture and architecture.parameters and isinstance(found, Missing):
        names = " and ".join(found.fields)
        verb = "is" if len(found.fields) == 1 else "are"
        message = f"the number of parameters cannot be computed: {names} {verb} missing or not exact"
        yield Finding(("architecture", "parameters"), message)


@check("shape-heads", Severity.ERROR)
def heads(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """Heads and their width do not make up the hidden size.

    In the architectures that cards name, the hidden size is the number of heads times the width of one head,
    and every group of query heads shares one key head. A swapped pair of layers and heads shows here.

    To fix it: compare layers, heads and widths with the configuration.

    Wrong:

        architecture:
          layers: 40
          hidden_size: 5120
          attention_heads: 36

    Right:

        architecture:
          layers: 36
          hidden_size: 5120
          attention_heads: 40
    """
    architecture = entry.card.architecture
    if architecture is None:
        return
    width, count = value_of(architecture.hidden_size), value_of(architecture.attention_heads)
    head, shared = value_of(architecture.head_dimension), value_of(architecture.kv_heads)
    at = ("architecture", "attention_heads")
    if width and count and head is None and width % count:
        message = (
            f"hidden size {grouped(width)} ÷ {grouped(count)} heads = {width / count:.2f}, not a whole number"
        )
        yield Finding(at, message)
    if width and count and head is not None and count * head != width:
        product = f"{grouped(count)} heads × {grouped(head)} = {grouped(count * head)}"
        yield Finding(
            ("architecture", "head_dimension"), f"{product}, but the hidden size is {grouped(width)}"
        )
    if count and shared and count % shared:
        message = f"{grouped(count)} heads cannot share {grouped(shared)} key heads evenly"
        yield Finding(("architecture", "kv_heads"), message)


CHECKS = (parameters, non_embedding, unknown, heads)
