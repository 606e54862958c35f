"""How many parameters a network of a known architecture and its parts have; knows nothing of whole cards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from ..schema import Architecture, Fact, Quantity

__all__ = [
    "Missing",
    "Module",
    "ParameterCount",
    "module_names",
    "modules",
    "parameter_count",
]

Q = TypeVar("Q", bound=Quantity)


@dataclass(frozen=True, slots=True)
class Missing:
    """Why the number cannot be computed."""

    fields: tuple[str, ...]
    """The fields of `architecture` that are not there, or not to the last digit."""


_TIED = {"gpt2": True, "gpt_neo": True, "gpt_neox": False, "llama": False}
"""Whether transformers ties the head to the embedding where a configuration does not say."""


@dataclass(frozen=True, slots=True)
class _Shape:
    layers: int
    width: int
    vocabulary: int
    inner: int
    heads: int
    kv_heads: int
    head: int
    positions: int
    tied: bool


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """Trainable parameters of a causal language model, of which a tied head is counted once."""

    total: int
    embedding: int
    """Those of the embedding, the output head and learned positions."""
    _shape: _Shape
    _layer: int
    """Those of one layer."""
    _learned: int
    """Those of learned positions."""
    _last_norm: int

    @property
    def non_embedding(self) -> int:
        """The others."""
        return self.total - self.embedding

    def tied_otherwise(self) -> ParameterCount:
        """The count of the same network with its head untied, or tied where it is not."""
        return _sum(
            replace(self._shape, tied=not self._shape.tied), self._layer, self._last_norm, self._learned
        )

    @property
    def formula(self) -> str:
        """The sum with its numbers."""
        shape = self._shape
        words = (
            f"{shape.vocabulary:,} × {shape.width:,}"
            if shape.tied
            else f"2 × {shape.vocabulary:,} × {shape.width:,}"
        )
        positions = f" + {shape.positions:,} × {shape.width:,}" if self._learned else ""
        layers = f"{shape.layers} layers × {self._layer:,}"
        return f"{words}{positions} + {layers} + {self._last_norm:,} = {self.total:,}"


def parameter_count(architecture: Architecture) -> ParameterCount | Missing | None:
    """The number of parameters, what is missing to compute it, or None for an architecture without a formula.

    Formulas as PyTorch counts them in the classes of transformers: GPT2LMHeadModel, GPTNeoForCausalLM,
    GPTNeoXForCausalLM, LlamaForCausalLM.
    """
    kind = architecture.type.value if architecture.type else None
    if kind not in _TIED:
        return None
    shape = _shape(architecture, kind)
    if isinstance(shape, Missing):
        return shape
    return _llama(shape) if kind == "llama" else _gpt(kind, shape)


@dataclass(frozen=True, slots=True)
class Module:
    """A matrix of a network, by the name that transformers gives it."""

    name: str
    """The end of its path, from the layer down: `attn.c_attn`."""
    inputs: int
    outputs: int
    copies: int
    """How many there are: one in each layer, or one in all."""
    in_layers: bool


_IN_LAYERS = {
    "gpt2": {
        "attn.c_attn": ("d", "3d"),
        "attn.c_proj": ("d", "d"),
        "mlp.c_fc": ("d", "f"),
        "mlp.c_proj": ("f", "d"),
    },
    "gpt_neo": {
        **{f"attn.attention.{name}": ("d", "d") for name in ("k_proj", "v_proj", "q_proj", "out_proj")},
        "mlp.c_fc": ("d", "f"),
        "mlp.c_proj": ("f", "d"),
    },
    "gpt_neox": {
        "attention.query_key_value": ("d", "3d"),
        "attention.dense": ("d", "d"),
        "mlp.dense_h_to_4h": ("d", "f"),
        "mlp.dense_4h_to_h": ("f", "d"),
    },
    "llama": {
        "self_attn.q_proj": ("d", "q"),
        "self_attn.k_proj": ("d", "kv"),
        "self_attn.v_proj": ("d", "kv"),
        "self_attn.o_proj": ("q", "d"),
        "mlp.gate_proj": ("d", "f"),
        "mlp.up_proj": ("d", "f"),
        "mlp.down_proj": ("f", "d"),
    },
}
"""The matrices of a layer: d is the width, f the inner one, q that of all heads, kv that of all key heads."""
_ONCE = {
    "gpt2": {"wte": ("V", "d"), "wpe": ("P", "d"), "lm_head": ("d", "V")},
    "gpt_neo": {"wte": ("V", "d"), "wpe": ("P", "d"), "lm_head": ("d", "V")},
    "gpt_neox": {"embed_in": ("V", "d"), "embed_out": ("d", "V")},
    "llama": {"embed_tokens": ("V", "d"), "lm_head": ("d", "V")},
}
"""The matrices outside of the layers: V is the vocabulary, P the positions."""


def module_names(kind: str) -> tuple[str, ...]:
    """The names of the matrices of an architecture, from the layer down; none where it is not known."""
    return (*_IN_LAYERS.get(kind, ()), *_ONCE.get(kind, ()))


def modules(architecture: Architecture) -> tuple[Module, ...] | Missing | None:
    """The matrices of the network, what is missing to know them, or None for an architecture without them."""
    kind = architecture.type.value if architecture.type else None
    if kind not in _TIED:
        return None
    shape = _shape(architecture, kind)
    if isinstance(shape, Missing):
        return shape
    d, width_of_heads = shape.width, shape.heads * shape.head
    size = {"d": d, "3d": 3 * d, "f": shape.inner, "q": width_of_heads, "kv": shape.kv_heads * shape.head}
    size |= {"V": shape.vocabulary, "P": shape.positions}
    return tuple(
        Module(name, size[inputs], size[outputs], copies, in_layers)
        for table, copies, in_layers in ((_IN_LAYERS, shape.layers, True), (_ONCE, 1, False))
        for name, (inputs, outputs) in table[kind].items()
    )


def _shape(architecture: Architecture, kind: str) -> _Shape | Missing:
    layers, width = _number(architecture.layers), _number(architecture.hidden_size)
    vocabulary, positions = _number(architecture.vocabulary_size), _number(architecture.context_length)
    heads, inner = _number(architecture.attention_heads), _number(architecture.feed_forward_size)
    kv_heads = _number(architecture.kv_heads)
    needed = {"layers": layers, "hidden_size": width, "vocabulary_size": vocabulary}
    if kind == "llama":
        # Neither follows from the width: the inner width is not four times it, and keys are often shared.
        needed |= {"attention_heads": heads, "feed_forward_size": inner, "kv_heads": kv_heads}
    if kind in {"gpt2", "gpt_neo"}:
        needed["context_length"] = positions
    missing = tuple(name for name, value in needed.items() if not value)
    if missing or not (layers and width and vocabulary):
        return Missing(missing)
    stated = _number(architecture.head_dimension)
    tied = architecture.tied_embeddings.value if architecture.tied_embeddings else None
    return _Shape(
        layers=layers,
        width=width,
        vocabulary=vocabulary,
        inner=inner or 4 * width,
        heads=heads or 1,
        kv_heads=kv_heads or heads or 1,
        head=stated or width // (heads or 1),
        positions=positions or 0,
        tied=_TIED[kind] if tied is None else tied,
    )


def _number(fact: Fact[Q] | None) -> int | None:
    """A number that is written in full; from `50K` nothing exact follows."""
    return int(fact.value) if fact is not None and fact.value is not None and fact.value.exact else None


def _gpt(kind: str, shape: _Shape) -> ParameterCount:
    d, inner = shape.width, shape.inner
    attention = 4 * d * d + (d if kind == "gpt_neo" else 4 * d)
    layer = attention + 2 * d * inner + inner + d + 4 * d
    learned = shape.positions * d if kind in {"gpt2", "gpt_neo"} else 0
    return _sum(shape, layer, 2 * d, learned)


def _llama(shape: _Shape) -> ParameterCount:
    d = shape.width
    attention = 2 * d * shape.heads * shape.head + 2 * d * shape.kv_heads * shape.head
    return _sum(shape, attention + 3 * d * shape.inner + 2 * d, d, 0)


def _sum(shape: _Shape, layer: int, last_norm: int, learned: int) -> ParameterCount:
    embedding = (1 if shape.tied else 2) * shape.vocabulary * shape.width + learned
    total = embedding + shape.layers * layer + last_norm
    return ParameterCount(total, embedding, shape, layer, learned, last_norm)
