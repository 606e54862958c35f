"""How much memory a model takes to run, from what its card says of its architecture, and from nothing else.

The sum is weights, key–value cache and an overhead, each with its formula. Where a number is missing, the
answer names it; nothing is guessed. `assets/scripts/memory.js` is the same sum for the browser.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from ..catalogue import CardEntry
from ..schema import Architecture, Card, Fact, Quantity
from .derived import head_dimension, value_of
from .numbers import gigabytes, grouped

__all__ = [
    "OVERHEAD_PERCENT",
    "PRECISIONS",
    "CannotCompute",
    "MemoryShape",
    "Precision",
    "Requirement",
    "Share",
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


PRECISIONS: Mapping[str, Precision] = MappingProxyType(
    {
        "float32": Precision("float32", Decimal(4), 4),
        "float16": Precision("float16, bfloat16", Decimal(2), 2),
        "int8": Precision("int8", Decimal(1), 2),
        # A scale of 32 bits for each 64 weights, as in QLoRA (arXiv:2305.14314, section 3).
        "int4": Precision("int4", Decimal("0.5625"), 2),
    }
)
"""The formats that can be chosen, by the name that an address gives them."""

OVERHEAD_PERCENT = 20
"""What a forward pass takes besides weights and cache, in percent of the weights: EleutherAI found at most
that (https://blog.eleuther.ai/transformer-math/)."""

_UNGROUPED = frozenset({"bloom", "gpt2", "gpt_neo", "gpt_neox", "gptj", "opt"})
"""Architectures of transformers in which each attention head has keys and values of its own."""


@dataclass(frozen=True, slots=True)
class MemoryShape:
    """What of a model decides how much memory it takes."""

    parameters: int | None = None
    """All parameters, for all of them are loaded: every expert of a mixture, and an adapter with its base."""
    layers: int | None = None
    kv_heads: int | None = None
    head_dimension: int | None = None
    context_length: int | None = None
    missing: tuple[str, ...] = ()
    """What the sum cannot be computed without, in words: `key–value heads not disclosed`."""
    empty: bool = False
    """Whether nobody filled in so much as the number of parameters; an absence is filled in."""
    notes: tuple[str, ...] = ()
    """Where numbers come from that the card does not state itself, in words."""

    def data(self) -> dict[str, Any]:
        """The shape for a script, as plain data."""
        names = ("parameters", "layers", "kv_heads", "head_dimension", "context_length")
        return {name: getattr(self, name) for name in names} | {"missing": list(self.missing)}


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the memory: `size` in bytes, `formula` in words and numbers."""

    size: int
    formula: str

    @property
    def text(self) -> str:
        """The size for a page: `0.325 GB`, in units of 10⁹ bytes."""
        return gigabytes(Decimal(self.size))


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
        return gigabytes(Decimal(self.size))


@dataclass(frozen=True, slots=True)
class CannotCompute:
    """Why there is no sum, and the weights where at least they are known."""

    missing: tuple[str, ...]
    weights: Share | None = None


def requirement(
    shape: MemoryShape, precision: str = "float16", context: int = 1, batch: int = 1
) -> Requirement | CannotCompute:
    """The memory for so many sequences of so many tokens at once, in a format of `PRECISIONS`.

    A sequence is never longer than the model's context length, whatever is asked for.
    """
    chosen = PRECISIONS[precision]
    context = min(context, shape.context_length or context)
    weights = _weights(shape, chosen)
    if weights is None or shape.missing:
        return CannotCompute(shape.missing, weights)
    overhead = Share(
        math.ceil(Decimal(weights.size * OVERHEAD_PERCENT) / 100), f"{OVERHEAD_PERCENT} % of the weights"
    )
    return Requirement(weights, _cache(shape, chosen, context, batch), overhead)


def _weights(shape: MemoryShape, precision: Precision) -> Share | None:
    if shape.parameters is None:
        return None
    formula = f"{grouped(shape.parameters)} parameters × {_bytes(precision.weight_bytes)}"
    return Share(math.ceil(shape.parameters * precision.weight_bytes), formula)


def _cache(shape: MemoryShape, precision: Precision, context: int, batch: int) -> Share:
    """Keys and values, hence twice, of every token in every layer."""
    layers, heads, width = shape.layers or 0, shape.kv_heads or 0, shape.head_dimension or 0
    each = precision.cache_bytes
    formula = (
        f"2 × {_many(layers, 'layer')} × {_many(heads, 'key–value head')} × {grouped(width)} wide"
        f" × {_many(context, 'token')} × {_many(batch, 'sequence')} × {_bytes(Decimal(each))}"
    )
    return Share(2 * layers * heads * width * context * batch * each, formula)


def _many(count: int, what: str) -> str:
    return f"{grouped(count)} {what}" + ("" if count == 1 else "s")


def _bytes(count: Decimal) -> str:
    return f"{count} byte" + ("" if count == 1 else "s")


def shape_of(card: Card, cards: Mapping[str, CardEntry] = MappingProxyType({})) -> MemoryShape:
    """The shape that a card states; an adapter has that of its base, if it is among `cards`, and more."""
    adapters: list[Card] = []
    seen: set[str] = set()
    label = card.name
    while _is_adapter(card) and (base := _base(card, cards)) and base.id not in seen:
        seen.add(base.id)
        adapters.append(card)
        card, label = base.card, base.label
    if _is_adapter(card) and card.architecture is None:
        return MemoryShape(missing=("the base model has no card here",))
    shape = _stated(card.architecture or Architecture())
    if adapters:
        shape = replace(shape, notes=(f"the shape is that of {label}", *shape.notes))
    for adapter in reversed(adapters):
        shape = _with_adapter(shape, adapter)
    return shape


def _is_adapter(card: Card) -> bool:
    relation = card.base_model_relation
    return relation.value == "adapter" if relation else card.adapter is not None


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


def _stated(architecture: Architecture) -> MemoryShape:
    heads, of_heads = _kv_heads(architecture)
    width, of_width = _width(architecture)
    known = {
        "parameters": _number(architecture.parameters),
        "layers": _number(architecture.layers),
        "kv_heads": heads,
        "head_dimension": width,
    }
    return MemoryShape(
        **known,
        context_length=_number(architecture.context_length),
        missing=_lacks(architecture, [name for name, value in known.items() if value is None]),
        empty=architecture.parameters is None,
        notes=tuple(note for note in (of_heads, of_width) if note),
    )


_NAMES = {
    "parameters": "parameters",
    "layers": "layers",
    "kv_heads": "key–value heads",
    "head_dimension": "head dimension",
}


def _lacks(architecture: Architecture, names: Iterable[str]) -> tuple[str, ...]:
    """What is missing, in which way: an author who said so is not one who left the field empty."""
    ways: dict[str, list[str]] = defaultdict(list)
    for name in names:
        fact: Fact[Any] | None = getattr(architecture, name)
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
    return heads, f"{grouped(heads)} key–value heads, since {kind} has one for each attention head"


def _width(architecture: Architecture) -> tuple[int | None, str]:
    """The width of a head, and how it follows."""
    stated, derived = _number(architecture.head_dimension), head_dimension(architecture)
    if stated or derived is None:
        return stated, ""
    return int(derived.value), f"heads {derived.text} wide: {derived.formula}"
