"""Checks that the numbers of the architecture fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry
from ...facts.derived import ALWAYS_DIVIDED, DIVIDED, value_of
from ...facts.experts import has_experts
from ...facts.numbers import grouped, rounded, short
from ...facts.parameter_count import ParameterCount, parameter_count
from ...problems import Severity
from ...schema import Architecture, AttentionKind, known
from ..agreement import Range, cut, exactly, written
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]

_UNDERSTOOD = frozenset(
    """
    description type parameters non_embedding_parameters layers hidden_size attention_heads kv_heads
    head_dimension feed_forward_size context_length vocabulary_size tokenizer position_embedding activation
    normalization tied_embeddings attention max_output_tokens forward_pass precision embedding_dimension
    pooling similarity_function classes extra source
    """.split()  # noqa: SIM905  (names read better in rows)
)
"""With any other field the number of parameters may be another."""
_OF_PICTURES = frozenset({"image_size", "image_channels", "patch_size"})
"""Of a `vit` they say how large the embedding of patches is, which is next to nothing."""
# Other rows of the table may stand for matrices.
_HARMLESS = re.compile(
    r"rotary|rope|residual|epsilon|dropout|context|sequence|window|initiali|cache|outputs?\b", re.IGNORECASE
)
_OTHER_ATTENTION = frozenset({AttentionKind.MULTI_HEAD_LATENT, AttentionKind.LINEAR, AttentionKind.NONE})
"""The rest have a matrix each for queries, keys, values and the output, and no others."""


def _is_understood(shape: Architecture) -> bool:
    others = shape.model_fields_set - _UNDERSTOOD
    attention = known(shape.attention.kind) if shape.attention else None
    # A narrower vector is made by a matrix of its own.
    vectors = {each.value for each in known(shape.embedding_dimension) or ()}
    return (
        not (others - _OF_PICTURES if known(shape.type) == "vit" else others)
        and (attention is None or attention not in _OTHER_ATTENTION)
        and (not vectors or value_of(shape.hidden_size) in vectors)
        and all(_HARMLESS.search(row.name) for row in shape.extra)
    )


def _counts(shape: Architecture) -> tuple[ParameterCount, ...]:
    """What the shape gives, and what it gives with the head tied or untied, where the card does not say."""
    width, heads, head = map(value_of, (shape.hidden_size, shape.attention_heads, shape.head_dimension))
    if shape.classes is not None or (head is not None and (not heads or head * heads != width)):
        return ()
    if known(shape.type) != "llama" and value_of(shape.kv_heads) not in (None, heads):
        # The others have a key for each query; a model with fewer is one of another class.
        return ()
    count = parameter_count(shape)
    if not isinstance(count, ParameterCount):
        return ()
    return (count,) if known(shape.tied_embeddings) is not None else (count, count.tied_otherwise())


_ENCODERS = frozenset({"bert", "distilbert", "roberta", "xlm-roberta"})
"""Types with a key for each query, and a head that shares the embedding or is not there."""
_PLAIN = _ENCODERS | frozenset(
    "bloom codegen falcon gpt_bigcode gptj mpt opt phi starcoder2 vit".split()  # noqa: SIM905
)
"""Types whose feed-forward layers have two matrices."""
_GATED = frozenset("gemma gemma2 llama mistral olmo olmo2 phi3 qwen2 qwen3 smollm3 stablelm".split())  # noqa: SIM905
"""Types with a third one, the gate."""
_LEARNED = _ENCODERS | {"gpt_bigcode", "opt"}
"""Types with a matrix of positions."""
_TWO_STACKS = Decimal("2.5")
"""A decoder beside an encoder has as many layers, with attention to the encoder in each."""


def _about(shape: Architecture) -> tuple[Range, ...]:
    """Between which numbers the parameters of a transformer without experts lie, by its matrices alone.

    Twice for gated layers, of which makers give the inner width of one half or of both.
    """
    kind, tied = known(shape.type), known(shape.tied_embeddings)
    if kind in _PLAIN and "glu" in (known(shape.activation) or "").lower():
        kind = None
    layers, width, heads = map(value_of, (shape.layers, shape.hidden_size, shape.attention_heads))
    inner, rows = value_of(shape.feed_forward_size), value_of(shape.vocabulary_size)
    if not (layers and width and heads) or not (inner or kind in _PLAIN) or not (rows or kind == "vit"):
        return ()
    head, shared = value_of(shape.head_dimension) or width / heads, value_of(shape.kv_heads)
    inner, rows, classes = inner or 4 * width, rows or Decimal(0), value_of(shape.classes) or 0
    if kind not in _PLAIN | _GATED:
        # One stack or two, gates or none, one or several embeddings.
        narrow, broad = min(width, heads * head), max(width, heads * head)
        least, most = 2 * width * (narrow + inner), width * (4 * broad + 3 * inner)
        return (Range(layers * least, layers * most * _TWO_STACKS + 3 * (rows + classes) * width),)
    # What tells classes or fills gaps has a small matrix in place of the head, or one more, and is published
    # with it or without.
    optional = width * classes
    if kind in _ENCODERS:
        shared, tied, optional = heads, True, optional + width * width
    keys = Range(shared or Decimal(1), shared or heads)
    attention = exactly(2 * width * head) * (exactly(heads) + keys)
    heads_and_embeddings = Range(Decimal(1 if tied is not False or classes else 2), Decimal(1 if tied else 2))
    forward = (2 * width * inner,) if kind in _PLAIN else (3 * width * inner, 3 * width * inner / 2)
    positions = width * (value_of(shape.context_length) or 0) if kind in _LEARNED else Decimal(0)
    outside = exactly(width * rows) * heads_and_embeddings + Range(positions, positions + optional)
    return tuple(exactly(layers) * (attention + exactly(each)) + outside for each in forward)


_UNSTATED = 100
"""Biases, norms and padded rows that a card need not state are less than a hundredth of a network."""
_ABOUT, _LESS_ABOUT = Decimal("0.03"), Decimal("0.08")
"""The second for `opt`, whose embedding can be narrower than the layers, and `vit` with its patches."""


@check("shape-parameters", Severity.ERROR, "architecture.parameters", "architecture.non_embedding_parameters")
def parameters(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The number of parameters is not the one that the shape of the network gives.

    For `gpt2`, `gpt_neo`, `gpt_neox` and `llama` it follows from layers, widths, heads, vocabulary, positions
    and tying; `65.2B` stands for everything within one unit of its last digit. It is a warning where the
    width of the feed-forward layers is not stated, or where a tied head, biases or padding could explain the
    difference, and so is another number without embeddings. For other transformers it is a warning if the
    number departs by more than 3 % from what the matrices give, or if no arrangement of such layers has it.
    Experts, and rows that may stand for further matrices, are not calculated.

    Proof: the classes of transformers with these names have the matrices of the formula and no others.

    Caught: the published configuration of Pythia 12B deduped, in which layers and heads are swapped.

    To fix it: look up which of the numbers is wrong; the formula shows what each contributes.

    Example:

          architecture:
            type: gpt_neox
        -   parameters: 6.7B
        +   parameters: 162M
            layers: 12
            hidden_size: 768
            attention_heads: 12
            feed_forward_size: 3_072
            vocabulary_size: 50_304
    """
    shape = entry.card.architecture
    if shape is None or not _is_understood(shape):
        return
    counts, stated, kind = _counts(shape), known(shape.parameters), known(shape.type) or ""
    if counts:
        yield from _non_embedding(shape, counts[0])
    if stated is None:
        return
    at, range_ = ("architecture", "parameters"), cut(written(stated))
    if not counts:
        # The layers of ALBERT share their matrices.
        about = () if "albert" in kind or has_experts(entry.card) else _about(shape)
        near = range_.wider(_LESS_ABOUT if kind in {"opt", "vit"} else _ABOUT)
        if about and not any(map(near.agrees, about)):
            low, high = about[0].low, about[0].high
            given = f"{short(low)} to {short(high)}" if low < high else short(low)
            message = f"{stated} parameters, but layers, widths and vocabulary give about {given}"
            yield Finding(at, message, severity=Severity.WARNING)
        return
    usual, *others = counts
    otherwise = any(range_.agrees(exactly(count.total)) for count in others)
    # Heads of llama are tied so often that nothing is said of those that may be.
    if not range_.agrees(exactly(usual.total)) and not (otherwise and kind == "llama"):
        unstated = abs(stated.value - usual.total) * _UNSTATED < usual.total
        mild = unstated or otherwise or known(shape.feed_forward_size) is None
        message = f"{stated} parameters, but the shape of the network gives {usual.formula}"
        yield Finding(at, message, severity=Severity.WARNING if mild else None)


def _non_embedding(shape: Architecture, count: ParameterCount) -> Iterator[Finding]:
    """What the shape gives without embeddings and head, with learned positions or without."""
    stated = known(shape.non_embedding_parameters)
    learned = (value_of(shape.context_length) or 0) * (value_of(shape.hidden_size) or 0)
    possible = [exactly(count.non_embedding + positions) for positions in (0, learned)]
    if stated and not any(cut(written(stated)).agrees(each) for each in possible):
        given = f"{grouped(count.total)} - {grouped(count.embedding)} of the embeddings"
        yield Finding(
            ("architecture", "non_embedding_parameters"),
            f"{stated} parameters, but {given} = {grouped(count.non_embedding)}",
            replacement=str(count.non_embedding) if stated.exact else None,
            severity=Severity.WARNING,
        )


@check("shape-heads", Severity.ERROR, "architecture.attention_heads")
def heads(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """Heads do not divide the hidden size, or key heads not the heads.

    In `bert`, `bloom`, `codegen`, `falcon`, `gpt2`, `gpt_bigcode`, `gpt_neo`, `gpt_neox`, `gptj`, `opt`,
    `roberta` and `vit` the width of a head is always the hidden size divided by the heads. In `llama`,
    `mistral`, `mixtral`, `phi`, `phi3`, `qwen2` and `starcoder2` it is where a configuration does not state
    it, so that there a remainder is a warning. In others it is independent.

    Proof: the configurations of the first group have no width of a head, and their classes in transformers
    refuse a hidden size that the heads do not divide. Every key head is shared by a whole number of heads.

    Caught: the Model Zoo's README of Cerebras-GPT, which gives 2.7B 20 heads in place of 32; the published
    configuration of Pythia 12B deduped, in which layers and heads are swapped.

    To fix it: compare layers, heads and widths with the configuration.

    Example:

          architecture:
            type: gpt_neox
            hidden_size: 5120
        -   attention_heads: 36
        +   attention_heads: 40
    """
    shape = entry.card.architecture
    if shape is None:
        return
    kind, width, count = known(shape.type), value_of(shape.hidden_size), value_of(shape.attention_heads)
    head, shared = value_of(shape.head_dimension), value_of(shape.kv_heads)
    if width and count and head is None and width % count and kind in DIVIDED:
        quotient = f"{grouped(width)} ÷ {grouped(count)} heads = {width / count:.2f}"
        message = f"hidden size {quotient}, not a whole number"
        severity = None if kind in ALWAYS_DIVIDED else Severity.WARNING
        yield Finding(("architecture", "attention_heads"), message, severity=severity)
    if width and count and head is not None and count * head != width and kind in ALWAYS_DIVIDED:
        message = f"{_product(count, head)}, but the hidden size is {grouped(width)}"
        yield Finding(("architecture", "head_dimension"), message)
    if count and shared and count % shared:
        message = f"{grouped(count)} heads cannot share {grouped(shared)} key heads evenly"
        yield Finding(("architecture", "kv_heads"), message)


def _product(count: Decimal, head: Decimal) -> str:
    return f"{grouped(count)} heads × {grouped(head)} = {grouped(count * head)}"


_WIDEST = 32_768
"""The widest published network, Megatron-Turing NLG 530B, has a hidden size of 20,480."""
_MOST_INNER, _MOST_HEADS = 10, 4
"""T5 aside, whose 11B has 64 and 16, published networks have at most 8 and 3."""
_LONG_CONTEXT, _FEWEST_TOKENS = 16_384, 512
_NEVER_ZERO = ("parameters", "layers", "hidden_size", "head_dimension", "context_length", "vocabulary_size")
"""Without attention or feed-forward layers a network may say 0 of those."""


@check("shape-widths", Severity.WARNING, "architecture")
def widths(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """Two sizes of a network are out of proportion: swapped, or one of them is another model's.

    The feed-forward layers are at least as wide as the hidden size and at most ten times as wide, all heads
    together have from a quarter of the hidden size to four times it, no hidden size is above 32,768, and a
    long context is a multiple of 1,000 or 1,024, while a vocabulary that is a power of two is none. None of
    these sizes is 0. Experts, which are narrow, and T5, whose 11B is very wide, are left alone.

    Caught: the configurations of Llama that GPT-NeoX once had, with feed-forward layers of 86,016 in place of
    28,672 beside a hidden size of 8,192 (its issue 1319).

    To fix it: compare both numbers with the configuration; they are easily swapped.

    Example:

        - architecture: {layers: 24, hidden_size: 4_096, feed_forward_size: 1_024}
        + architecture: {layers: 24, hidden_size: 1_024, feed_forward_size: 4_096}
    """
    shape = entry.card.architecture
    if shape is None:
        return
    for name in _NEVER_ZERO:
        if value_of(getattr(shape, name)) == 0:
            yield Finding(("architecture", name), "it is 0, and a network has at least 1")
    if "t5" in (known(shape.type) or ""):
        return
    width, inner = value_of(shape.hidden_size), value_of(shape.feed_forward_size)
    count, head = value_of(shape.attention_heads), value_of(shape.head_dimension)
    if width and width > _WIDEST:
        yield Finding(
            ("architecture", "hidden_size"), f"hidden size {grouped(width)}, wider than any network"
        )
    elif width and inner and not width <= inner <= _MOST_INNER * width and not has_experts(entry.card):
        times = f"{rounded(inner / width, 3)} times the hidden size of {grouped(width)}"
        yield Finding(("architecture", "feed_forward_size"), f"a width of {grouped(inner)} is {times}")
    if width and count and head and not width <= _MOST_HEADS * count * head <= _MOST_HEADS**2 * width:
        message = f"{_product(count, head)}, out of proportion to the hidden size of {grouped(width)}"
        yield Finding(("architecture", "head_dimension"), message)
    rows, length = value_of(shape.vocabulary_size), value_of(shape.context_length)
    # Contexts of that length are written as multiples of these; vocabularies are what came out.
    odd = length and length > _LONG_CONTEXT and length % 1_000 and length % 1_024
    if rows and length and odd and _FEWEST_TOKENS <= rows < length and int(rows).bit_count() == 1:
        message = f"vocabulary {grouped(rows)} and context {grouped(length)} look swapped"
        yield Finding(("architecture", "vocabulary_size"), message)


CHECKS = (parameters, heads, widths)
