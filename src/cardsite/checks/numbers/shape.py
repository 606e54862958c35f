"""Checks that the numbers of the architecture fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry
from ...facts.derived import ALWAYS_DIVIDED, DIVIDED, value_of
from ...facts.experts import has_experts
from ...facts.numbers import grouped, short
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
    pooling similarity_function extra source
    """.split()  # noqa: SIM905  (names read better in rows)
)
"""With any other field the number of parameters may be another."""
_OF_PICTURES = frozenset({"image_size", "image_channels", "patch_size"})
"""Of a `vit` they say how large the embedding of patches is, which is next to nothing."""
# Other rows of the table may stand for matrices.
_HARMLESS = re.compile(
    r"rotary|rope|residual|epsilon|dropout|context|sequence|window|initiali|cache|outputs?\b", re.IGNORECASE
)
_UNSTATED = 100
"""Biases, norms and padded rows that a card need not state are less than a hundredth of a network."""


_WITH_HEADS = frozenset(AttentionKind) - {
    *(AttentionKind.MULTI_HEAD_LATENT, AttentionKind.LINEAR, AttentionKind.NONE),
}
"""Attention that has a matrix for queries, keys, values and the output, and no others."""


def _is_understood(shape: Architecture, more: frozenset[str] = frozenset()) -> bool:
    attention = known(shape.attention.kind) if shape.attention else None
    if attention and attention not in _WITH_HEADS:
        return False
    # A narrower vector is made by a matrix of its own.
    vectors = known(shape.embedding_dimension) or ()
    if vectors and value_of(shape.hidden_size) not in {each.value for each in vectors}:
        return False
    return not shape.model_fields_set - _UNDERSTOOD - more and all(
        _HARMLESS.search(row.name) for row in shape.extra
    )


def _counts(shape: Architecture) -> tuple[ParameterCount, ...]:
    """What the shape gives, and what it gives with the head tied or untied, where the card does not say."""
    if not _is_understood(shape):
        return ()
    width, heads, head = map(value_of, (shape.hidden_size, shape.attention_heads, shape.head_dimension))
    if head is not None and (not heads or head * heads != width):
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
_ABOUT, _LESS_ABOUT = Decimal("0.03"), Decimal("0.08")
"""The second for `opt`, whose embedding can be narrower than the layers, and `vit` with its patches."""
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
    inner, rows = inner or 4 * width, rows or Decimal(0)
    if kind not in _PLAIN | _GATED:
        # One stack or two, gates or none, one or several embeddings.
        narrow, broad = min(width, heads * head), max(width, heads * head)
        least, most = 2 * width * (narrow + inner), width * (4 * broad + 3 * inner)
        several = 3 * (rows + (value_of(shape.classes) or 0))
        return (Range(layers * least, layers * most * _TWO_STACKS + several * width),)
    if kind in _ENCODERS:
        shared, tied = heads, True
    keys = Range(shared or Decimal(1), shared or heads)
    attention = exactly(2 * width * head) * (exactly(heads) + keys)
    classes = value_of(shape.classes)
    # What tells classes has a small matrix in the place of the head, and is published with it or without.
    matrices = Range(Decimal(1 if tied is not False or classes else 2), Decimal(1 if tied else 2))
    forward = (2 * width * inner,) if kind in _PLAIN else (3 * width * inner, 3 * width * inner / 2)
    positions = value_of(shape.context_length) if kind in _LEARNED else None
    embedding = exactly(width * rows) * matrices + exactly(width * (positions or 0))
    embedding += Range(Decimal(0), width * (classes or 0))
    if kind in _ENCODERS:
        # What fills gaps has one more matrix, and is published with it or without; in small models it counts.
        embedding += Range(Decimal(0), width * width)
    return tuple(exactly(layers) * (attention + exactly(each)) + embedding for each in forward)


@check("shape-parameters", Severity.ERROR, "architecture.parameters", "architecture.non_embedding_parameters")
def parameters(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The number of parameters is not the one that the shape of the network gives.

    For `gpt2`, `gpt_neo`, `gpt_neox` and `llama` the number of parameters follows from layers, widths,
    heads, vocabulary, positions and tying. `65.2B` stands for everything within one unit of its last digit,
    since makers round and cut off. A shape with experts, with heads of a width of their own or with rows that
    may stand for further matrices is not calculated. It is a warning where the width of the feed-forward
    layers is not stated, or where a tied head, biases or padding could explain the difference; heads of llama
    are tied so often that nothing is said there. For other types of one stack of layers, such as `bert`,
    `bloom`, `falcon`, `gemma`, `mistral`, `opt`, `phi3`, `qwen3` and `vit`, a number that departs by more
    than 3 % from what the matrices give is a warning, and for other transformers without experts one that no
    arrangement of such layers can have. What tells classes has a matrix for them in place of the head, or
    none in what makers publish. The number without embeddings is the total without the embedding and the
    output head, and with or without learned positions; another one is a warning.

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
    counts = _counts(shape) if shape else ()
    if shape and counts:
        yield from _non_embedding(shape, counts[0])
    stated = known(shape.parameters) if shape else None
    if shape is None or stated is None:
        return
    at = ("architecture", "parameters")
    kind = known(shape.type) or ""
    shared = "albert" in kind
    range_ = cut(written(stated))
    more = frozenset({"classes"}) | (_OF_PICTURES if kind == "vit" else frozenset())
    skipped = counts or shared or has_experts(entry.card) or not _is_understood(shape, more)
    about = () if skipped else _about(shape)
    near = range_.wider(_LESS_ABOUT if kind in {"opt", "vit"} else _ABOUT) if about else range_
    if about and not any(near.agrees(each) for each in about):
        low, high = about[0].low, about[0].high
        given = f"{short(low)} to {short(high)}" if low < high else short(low)
        message = f"{stated} parameters, but layers, widths and vocabulary give about {given}"
        yield Finding(at, message, severity=Severity.WARNING)
    if not counts:
        return
    usual, *others = counts
    otherwise = any(range_.agrees(exactly(count.total)) for count in others)
    if range_.agrees(exactly(usual.total)) or (otherwise and kind == "llama"):
        return
    unstated = abs(stated.value - usual.total) * _UNSTATED < usual.total
    mild = unstated or otherwise or known(shape.feed_forward_size) is None
    message = f"{stated} parameters, but the shape of the network gives {usual.formula}"
    severity = Severity.WARNING if mild else None
    yield Finding(at, message, severity=severity)


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

    In most architectures the width of a head is independent of the hidden size. In `bert`, `bloom`,
    `codegen`, `falcon`, `gpt2`, `gpt_bigcode`, `gpt_neo`, `gpt_neox`, `gptj`, `opt`, `roberta` and `vit` it
    is always the hidden size divided by the heads; in `llama`, `mistral`, `mixtral`, `phi`, `phi3`, `qwen2`
    and `starcoder2` it is where a configuration does not state it, so that there a remainder is a warning. A
    swapped pair of layers and heads shows here.

    Proof: the configurations of the first group have no width of a head, and their classes in transformers
    refuse a hidden size that the heads do not divide. Every key head is shared by a whole number of heads.

    Caught: the Model Zoo's README of Cerebras-GPT, which gives 2.7B 20 heads in place of 32; the published
    configuration of Pythia 12B deduped, in which layers and heads are swapped.

    To fix it: compare layers, heads and widths with the configuration.

    Example:

          architecture:
            type: gpt_neox
        -   layers: 40
        +   layers: 36
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
        yield Finding(
            ("architecture", "attention_heads"),
            f"hidden size {quotient}, not a whole number",
            severity=None if kind in ALWAYS_DIVIDED else Severity.WARNING,
        )
    if width and count and head is not None and count * head != width and kind in ALWAYS_DIVIDED:
        product = f"{grouped(count)} heads × {grouped(head)} = {grouped(count * head)}"
        message = f"{product}, but the hidden size is {grouped(width)}"
        yield Finding(("architecture", "head_dimension"), message)
    if count and shared and count % shared:
        message = f"{grouped(count)} heads cannot share {grouped(shared)} key heads evenly"
        yield Finding(("architecture", "kv_heads"), message)


CHECKS = (parameters, heads)
