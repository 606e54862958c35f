"""How much memory a model takes to run, from what its card says of its architecture, and from nothing else.

The sum is weights, key–value cache and an overhead, each with its formula. Where a number is missing, the
answer names it; nothing is guessed. `assets/scripts/memory.js` is the same sum for the browser.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from ..catalogue import CardEntry
from ..schema import (
    Architecture,
    Attention,
    AttentionKind,
    BaseModelRelation,
    Card,
    Fact,
    ModelKind,
    Quantity,
    known,
)
from .derived import head_dimension, value_of
from .kind import kind
from .numbers import grouped, storage
from .weight_files import WeightFile, bits_of, weight_files

__all__ = [
    "OVERHEAD_PERCENT",
    "PRECISIONS",
    "CannotCompute",
    "MemoryShape",
    "Precision",
    "Requirement",
    "Share",
    "published_precision",
    "requirement",
    "shape_of",
]

Q = TypeVar("Q", bound=Quantity)


@dataclass(frozen=True, slots=True)
class Precision:
    """A number format for weights, and that of the key–value cache beside them."""

    label: str
    weight_bytes: Decimal
    """Bytes for each parameter, with the scales that go with it."""
    cache_bytes: int
    """Bytes for each number of the cache: that of computation, which is in 16 bits for weights of 8 or 4."""
    bits: int
    """Bits per weight, without scales."""


PRECISIONS: Mapping[str, Precision] = MappingProxyType(
    {
        "float32": Precision("float32", Decimal(4), 4, 32),
        "float16": Precision("float16, bfloat16", Decimal(2), 2, 16),
        "int8": Precision("int8, float8", Decimal(1), 2, 8),
        # A scale of 32 bits for each 64 weights, as in QLoRA (arXiv:2305.14314, section 3).
        "int4": Precision("int4", Decimal("0.5625"), 2, 4),
    }
)
"""The formats that can be chosen, by the name that an address gives them."""

_PUBLISHED = {32: "float32", 16: "float16", 8: "int8", 4: "int4"}


def published_precision(card: Card) -> str | None:
    """The format of `PRECISIONS` that a card's weights are published in; None where it does not say."""
    stated = known(card.architecture.precision) if card.architecture else None
    bits = bits_of(stated or "")
    return _PUBLISHED.get(int(bits)) if bits else None


OVERHEAD_PERCENT = 20
"""What a forward pass takes besides weights and cache, in percent of the weights: EleutherAI found at most
that (https://blog.eleuther.ai/transformer-math/)."""

_STATE_BYTES = 4
"""States are kept in 32 bits, whatever the weights are in."""

_UNGROUPED = frozenset({"bloom", "gpt2", "gpt_neo", "gpt_neox", "gptj", "opt"})
"""Architectures of transformers in which each attention head has keys and values of its own."""


@dataclass(frozen=True, slots=True)
class MemoryShape:
    """What of a model decides how much memory it takes."""

    parameters: int | None = None
    """All parameters, for all of them are loaded: every expert of a mixture, and an adapter with its base.
    None also where weights are there in the formats of `files` only."""
    layers: int | None = None
    kv_heads: int | None = None
    head_dimension: int | None = None
    context_length: int | None = None
    latent: int | None = None
    """With latent attention, the numbers that each layer keeps of a token, whatever the heads."""
    window: int | None = None
    """How many tokens a layer with a window keeps."""
    windowed: int = 0
    """How many of the layers have that window."""
    state: int = 0
    """Numbers in 32 bits that a state-space model keeps of a sequence, however long."""
    overhead_percent: int = OVERHEAD_PERCENT
    """What a forward pass takes besides, in percent of the weights; 0 where only the weights are known."""
    files: tuple[WeightFile, ...] = ()
    """The files with weights whose sizes are published."""
    missing: tuple[str, ...] = ()
    """What the sum cannot be computed without, in words: `key–value heads not disclosed`."""
    empty: bool = False
    """Whether nobody filled in so much as the number of parameters; an absence is filled in."""
    notes: tuple[str, ...] = ()
    """Where numbers come from that the card does not state itself, in words."""

    def data(self) -> dict[str, Any]:
        """The shape for a script, as plain data."""
        names = (
            *("parameters", "layers", "kv_heads", "head_dimension", "context_length"),
            *("latent", "window", "windowed", "state", "overhead_percent"),
        )
        files = {"files": [file.data() for file in self.files]} if self.files else {}
        return {name: getattr(self, name) for name in names} | files | {"missing": list(self.missing)}


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the memory: `size` in bytes, `formula` in words and numbers."""

    size: int
    formula: str

    @property
    def text(self) -> str:
        """The size for a page: `14.5 GB`, in units of 10⁹ bytes, or `325 MB`."""
        return storage(Decimal(self.size))


@dataclass(frozen=True, slots=True)
class Requirement:
    """The memory that a model takes, in its three parts."""

    weights: Share
    cache: Share
    overhead: Share

    @property
    def size(self) -> int:
        """The sum, in bytes."""
        return self.weights.size + self.cache.size + self.overhead.size

    @property
    def text(self) -> str:
        """The sum for a page."""
        return storage(Decimal(self.size))


@dataclass(frozen=True, slots=True)
class CannotCompute:
    """Why there is no sum, and the weights where at least they are known."""

    missing: tuple[str, ...]
    weights: Share | None = None


def requirement(
    shape: MemoryShape,
    precision: str = "float16",
    context: int = 1,
    batch: int = 1,
    file: WeightFile | None = None,
) -> Requirement | CannotCompute:
    """The memory for so many sequences of so many tokens at once, in a format of `PRECISIONS` or with a file.

    A sequence is never longer than the model's context length, whatever is asked for.
    """
    chosen = PRECISIONS[precision]
    context = min(context, shape.context_length or context)
    weights = _weights(shape, chosen, file or _file(shape, chosen))
    if weights is None or shape.missing:
        return CannotCompute(shape.missing, weights)
    percent = shape.overhead_percent
    overhead = Share(math.ceil(Decimal(weights.size * percent) / 100), f"{percent} % of the weights")
    return Requirement(weights, _cache(shape, chosen, context, batch), overhead)


def _file(shape: MemoryShape, precision: Precision) -> WeightFile | None:
    """The file in a format. Where there are files only, the one of most bits within it, else the smallest."""
    exact = [file for file in shape.files if file.bits == precision.bits]
    if exact or shape.parameters is not None or not shape.files:
        return max(exact, key=_size, default=None)
    within = [file for file in shape.files if file.bits is not None and file.bits <= precision.bits]
    return max(within, key=_size) if within else min(shape.files, key=_size)


def _size(file: WeightFile) -> int:
    return file.size


def _weights(shape: MemoryShape, precision: Precision, file: WeightFile | None) -> Share | None:
    if file:
        return Share(file.size, f"the published size of {file.name}")
    if shape.parameters is None:
        return None
    formula = f"{grouped(shape.parameters)} parameters × {_bytes(precision.weight_bytes)}"
    return Share(math.ceil(shape.parameters * precision.weight_bytes), formula)


def _cache(shape: MemoryShape, precision: Precision, context: int, batch: int) -> Share:
    """Keys and values, hence twice, of every token in every layer; or what the kind keeps in their place."""
    if shape.state:
        size, numbers = shape.state * batch * _STATE_BYTES, _many(shape.state, "number")
        formula = f"{numbers} × {_many(batch, 'sequence')} × {_bytes(Decimal(_STATE_BYTES))}"
        return Share(size, formula)
    layers, heads, width = shape.layers or 0, shape.kv_heads or 0, shape.head_dimension or 0
    each = precision.cache_bytes
    of_token = shape.latent or 2 * heads * width
    if not of_token:
        return Share(0, "nothing is kept from one token to the next")
    seen = min(context, shape.window or context)
    size = of_token * ((layers - shape.windowed) * context + shape.windowed * seen) * batch * each
    twice, of_layer = ("2 × ", f"{_many(heads, 'key–value head')} × {grouped(width)} wide")
    if shape.latent:
        twice, of_layer = ("", f"{grouped(shape.latent)} numbers")
    groups = ((layers - shape.windowed, context), (shape.windowed, seen))
    parts = [f"{_many(count, 'layer')} × {_many(tokens, 'token')}" for count, tokens in groups if count]
    if not shape.windowed:
        formula = f"{twice}{_many(layers, 'layer')} × {of_layer} × {_many(context, 'token')}"
    elif len(parts) == 1:
        formula = f"{twice}{_many(layers, 'layer')} × {of_layer} × {_many(seen, 'token')}"
    else:
        formula = f"{twice}{of_layer} × ({' + '.join(parts)})"
    return Share(size, f"{formula} × {_many(batch, 'sequence')} × {_bytes(Decimal(each))}")


def _many(count: int, what: str) -> str:
    return f"{grouped(count)} {what}" + ("" if count == 1 else "s")


def _bytes(count: Decimal) -> str:
    return f"{count} byte" + ("" if count == 1 else "s")


def shape_of(card: Card, cards: Mapping[str, CardEntry] = MappingProxyType({})) -> MemoryShape:
    """The shape that a card states.

    An adapter has that of its base, if it is among `cards`, and more; a quantised model has it in place of
    what its card leaves out.
    """
    asked = card
    derived: list[Card] = []
    seen: set[str] = set()
    label = card.name
    while _has_shape_of_base(card) and (base := _base(card, cards)) and base.id not in seen:
        seen.add(base.id)
        derived.append(card)
        card, label = base.card, base.label
    if _is_adapter(card) and card.architecture is None:
        return MemoryShape(missing=("the base model has no card here",))
    shape = _stated(card.architecture or Architecture(), kind(card), files=bool(weight_files(asked)))
    if derived:
        shape = replace(shape, notes=(f"the shape is that of {label}", *shape.notes))
    for adapter in filter(_is_adapter, reversed(derived)):
        shape = _with_adapter(shape, adapter)
    return _with_files(shape, asked)


def _is_adapter(card: Card) -> bool:
    return card.relation is BaseModelRelation.ADAPTER


def _has_shape_of_base(card: Card) -> bool:
    if card.relation is BaseModelRelation.QUANTIZED:
        return bool(_stated(card.architecture or Architecture(), kind(card), files=True).missing)
    return _is_adapter(card)


def _with_files(shape: MemoryShape, card: Card) -> MemoryShape:
    """What was published of the weights; those of an adapter are only a part of what is loaded."""
    if _is_adapter(card):
        return shape
    parameters = shape.parameters or None
    files = weight_files(card, parameters)
    if card.relation is BaseModelRelation.QUANTIZED:
        # How many bits the scales take, only the files tell.
        parameters = None
        if not files:
            shape = replace(shape, missing=(*shape.missing, "sizes of the files not filled in"))
    return replace(shape, parameters=parameters, files=files, empty=shape.empty and not files)


def _base(card: Card, cards: Mapping[str, CardEntry]) -> CardEntry | None:
    found = (cards.get(reference.model or "") for reference in card.bases)
    return next((entry for entry in found if entry), None)


def _with_adapter(shape: MemoryShape, card: Card) -> MemoryShape:
    own = value_of(card.adapter.parameters) if card.adapter else None
    if own is None:
        return replace(shape, notes=(*shape.notes, "the adapter's own parameters are not stated"))
    if shape.parameters is None:
        return shape
    note = f"{grouped(own)} parameters of the adapter are on top"
    return replace(shape, parameters=shape.parameters + int(own), notes=(*shape.notes, note))


_LATENT = frozenset("deepseek_v2 deepseek_v3 deepseek_v32 kimi_k2 longcat_flash minicpm3".split())  # noqa: SIM905
"""Types with latent attention, which keeps neither keys nor values of the heads."""
_PARTLY_WINDOWED = frozenset(
    "cohere2 exaone4 gemma2 gemma3 gemma3_text gemma3n gpt_oss llama4 llama4_text olmo3".split()  # noqa: SIM905
)
"""Types in which most layers see a window only."""
_ONE_STATE = frozenset({"mamba", "falcon_mamba"})
"""State-space types of the first generation, for which the formula of the state holds."""
_OTHER_STATES = frozenset(
    """
    bamba falcon_h1 granitemoehybrid jamba lfm2 mamba2 nemotron_h qwen3_next recurrent_gemma rwkv zamba zamba2
    """.split()  # noqa: SIM905
)
"""Types with other states, or with attention in some of the layers."""
_LEFT_OUT = ("what it holds while it works (activations) is left out, since it grows with the input",)
_OF_TEXT = "it reads a text at once and keeps nothing of it, so that there is no cache"
_OF_DECODER = "what a decoder keeps while it writes (keys and values) is left out"
_ONLY_WEIGHTS = {
    ModelKind.ENCODER: (_OF_TEXT, *_LEFT_OUT),
    ModelKind.EMBEDDING: (_OF_TEXT, *_LEFT_OUT),
    ModelKind.ENCODER_DECODER: (_OF_DECODER, *_LEFT_OUT),
    ModelKind.SPEECH: (_OF_DECODER, *_LEFT_OUT),
    ModelKind.TIME_SERIES: (_OF_DECODER, *_LEFT_OUT),
    ModelKind.VISION: _LEFT_OUT,
}
"""Kinds of which nothing but the weights is calculated, with what is to be said of the rest."""
_WRITE_TOKENS = frozenset({ModelKind.LANGUAGE_MODEL, ModelKind.VISION_LANGUAGE, ModelKind.MULTIMODAL})


def _stated(architecture: Architecture, of_kind: ModelKind | None, *, files: bool) -> MemoryShape:
    """The shape; with `files` nobody needs to know how many parameters there are, which are then 0."""
    shape = MemoryShape(
        parameters=_number(architecture.parameters) or (0 if files else None),
        layers=_number(architecture.layers),
        context_length=_number(architecture.context_length),
        empty=architecture.parameters is None,
    )
    if of_kind in _ONLY_WEIGHTS:
        return _weights_alone(shape, architecture, *_ONLY_WEIGHTS[of_kind])
    if of_kind is ModelKind.DIFFUSION:
        return _with_components(_weights_alone(shape, architecture, *_LEFT_OUT), architecture, files=files)
    if of_kind not in _WRITE_TOKENS:
        unknown = "it is not known what kind of model it is"
        return replace(shape, missing=("no formula holds for this kind of model" if of_kind else unknown,))
    attention = architecture.attention or Attention()
    how, named = known(attention.kind), known(architecture.type) or ""
    if how is AttentionKind.LINEAR or named in _OTHER_STATES:
        return replace(shape, missing=("no formula holds for its kind of attention",))
    if named not in _ONE_STATE and architecture.state_size is not None and _has_attention(architecture):
        return replace(shape, missing=("how many layers have attention",))
    if how is AttentionKind.NONE or named in _ONE_STATE or architecture.state_size is not None:
        return _with_state(shape, architecture)
    if how is AttentionKind.MULTI_HEAD_LATENT or named in _LATENT or _number(attention.kv_rank):
        return _with_latent_attention(shape, architecture, attention)
    return _with_window(_with_heads(shape, architecture), architecture, attention)


def _weights_alone(shape: MemoryShape, architecture: Architecture, *notes: str) -> MemoryShape:
    """Of what keeps nothing from one token to the next, only the weights are known."""
    missing = _lacks(architecture, {"parameters": shape.parameters})
    return replace(shape, overhead_percent=0, missing=missing, notes=notes)


def _with_components(shape: MemoryShape, architecture: Architecture, *, files: bool) -> MemoryShape:
    """A model that draws is loaded with all its networks, of which cards count the one that was trained."""
    if files:
        return shape
    counts = [_number(each.parameters) for each in architecture.components]
    lacking = [each.role for each in architecture.components if _number(each.parameters) is None]
    if lacking or not counts:
        which = f" of the {_series(lacking)}" if lacking else " of all components"
        return replace(shape, missing=(f"parameters{which} not filled in",))
    total = sum(count for count in counts if count)
    note = f"{grouped(total)} parameters are those of all {len(counts)} components"
    return replace(shape, parameters=total, missing=(), notes=(note, *shape.notes))


def _has_attention(architecture: Architecture) -> bool:
    how = known(architecture.attention.kind) if architecture.attention else None
    heads = _number(architecture.attention_heads) or _number(architecture.kv_heads)
    return how not in {None, AttentionKind.NONE} or bool(heads)


def _with_heads(shape: MemoryShape, architecture: Architecture) -> MemoryShape:
    heads, of_heads = _kv_heads(architecture)
    width, of_width = _width(architecture)
    needed = {"parameters": shape.parameters, "layers": shape.layers}
    return replace(
        shape,
        kv_heads=heads,
        head_dimension=width,
        missing=_lacks(architecture, needed | {"kv_heads": heads, "head_dimension": width}),
        notes=tuple(note for note in (of_heads, of_width) if note),
    )


_REPEATED = re.compile(r"(\d{1,3}) ?: ?(\d{1,3})(?!\d)")
"""So many layers with a window, then so many without."""


def _with_window(shape: MemoryShape, architecture: Architecture, attention: Attention) -> MemoryShape:
    """Layers with a window keep no more tokens than it has."""
    how, window = known(attention.kind), _number(attention.window)
    if (known(architecture.type) or "") in _PARTLY_WINDOWED and window is None and how is None:
        return replace(shape, missing=(*shape.missing, "attention window not filled in"))
    if how is not AttentionKind.SLIDING_WINDOW:
        return shape
    if window is None or shape.layers is None:
        return replace(shape, missing=(*shape.missing, "attention window not filled in"))
    pattern = known(attention.pattern) or ""
    found = _REPEATED.match(pattern)
    if pattern and found is None:
        return replace(shape, missing=(*shape.missing, "how many layers have the window"))
    windowed = shape.layers
    if found and int(found[1]) + int(found[2]):
        local, period = int(found[1]), int(found[1]) + int(found[2])
        windowed = sum(layer % period < local for layer in range(shape.layers))
    note = f"{_many(windowed, 'layer')} of {grouped(shape.layers)} see {grouped(window)} tokens back"
    return replace(shape, window=window, windowed=windowed, notes=(*shape.notes, note))


def _with_latent_attention(
    shape: MemoryShape, architecture: Architecture, attention: Attention
) -> MemoryShape:
    """Each layer keeps one vector for all heads, and the rotary part of a key (arXiv:2405.04434, 2.1)."""
    rank, rotary = _number(attention.kv_rank), _number(attention.rope_dimension)
    needed = {"parameters": shape.parameters, "layers": shape.layers}
    lacking = {"kv_rank": rank, "rope_dimension": rotary}
    missing = (*_lacks(architecture, needed), *_lacks(attention, lacking))
    if rank is None or rotary is None:
        return replace(shape, missing=missing)
    note = f"latent attention keeps {grouped(rank)} + {grouped(rotary)} numbers of a token in each layer"
    return replace(shape, latent=rank + rotary, missing=missing, notes=(note,))


def _with_state(shape: MemoryShape, architecture: Architecture) -> MemoryShape:
    """Each channel of each layer keeps states and what the convolution looks back at (arXiv:2312.00752)."""
    if (known(architecture.type) or "") not in _ONE_STATE:
        return replace(shape, missing=("no formula holds for its kind of state",))
    hidden, states = _number(architecture.hidden_size), _number(architecture.state_size)
    # The blocks of Mamba work at twice the model's width, unless a card says otherwise.
    inner = _number(architecture.feed_forward_size) or (hidden and hidden * 2)
    width = _number(architecture.convolution_width)
    needed = {"parameters": shape.parameters, "layers": shape.layers, "hidden_size": inner}
    missing = _lacks(architecture, needed | {"state_size": states, "convolution_width": width})
    if missing or not (shape.layers and inner and states and width):
        return replace(shape, missing=missing)
    note = (
        f"the state is {_many(shape.layers, 'layer')} × {grouped(inner)} channels × "
        f"({grouped(states)} states + {grouped(width)} of the convolution), however long the text is"
    )
    return replace(shape, state=shape.layers * inner * (states + width), notes=(note,))


_NAMES = {
    "parameters": "parameters",
    "layers": "layers",
    "kv_heads": "key–value heads",
    "head_dimension": "head dimension",
    "hidden_size": "hidden size",
    "state_size": "state size",
    "convolution_width": "convolution width",
    "kv_rank": "rank of keys and values",
    "rope_dimension": "rotary part of a key",
}


def _lacks(part: Architecture | Attention, found: Mapping[str, int | None]) -> tuple[str, ...]:
    """What is missing, in which way: an author who said so is not one who left the field empty."""
    ways: dict[str, list[str]] = defaultdict(list)
    for name in (name for name, value in found.items() if value is None):
        fact: Fact[Any] | None = getattr(part, name)
        ways[fact.absent.words if fact and fact.absent else "not filled in"].append(_NAMES[name])
    return tuple(f"{_series(lacking)} {way}" for way, lacking in ways.items())


def _series(words: list[str]) -> str:
    """`a, b and c`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else words[0]


def _number(fact: Fact[Q] | None) -> int | None:
    """The number of a fact; None for zero as well, of which nothing follows."""
    value = value_of(fact)
    return int(value) if value and value > 0 else None


def _kv_heads(architecture: Architecture) -> tuple[int | None, str]:
    """The heads with keys and values of their own, and how they follow where the card does not state them."""
    stated, heads = _number(architecture.kv_heads), _number(architecture.attention_heads)
    kind = architecture.type.value if architecture.type else None
    if stated or architecture.kv_heads is not None or heads is None or kind not in _UNGROUPED:
        return stated, ""
    return heads, f"one key–value head for each of the {grouped(heads)} attention heads, as in {kind}"


def _width(architecture: Architecture) -> tuple[int | None, str]:
    """The width of a head, and how it follows."""
    stated, derived = _number(architecture.head_dimension), head_dimension(architecture)
    if stated or derived is None:
        return stated, ""
    return int(derived.value), f"heads {derived.text} wide: {derived.formula}"
