"""How many parameters a network has, by its parts and their widths; knows nothing of whole cards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from ..schema import Architecture, Fact, Quantity

__all__ = [
    "Decoder",
    "Encoder",
    "EncoderDecoder",
    "ExpertLayers",
    "LatentAttention",
    "Missing",
    "Module",
    "ParameterCount",
    "StateSpace",
    "decoder_count",
    "encoder_count",
    "encoder_decoder_count",
    "modules",
    "parameter_count",
    "state_space_count",
]

Q = TypeVar("Q", bound=Quantity)


@dataclass(frozen=True, slots=True)
class Missing:
    """Why the number cannot be computed."""

    fields: tuple[str, ...]
    """The fields of `architecture` that are not there, or not to the last digit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentAttention:
    """Keys and values that are kept in a narrow form (arXiv:2405.04434)."""

    kv_rank: int
    q_rank: int
    """0 where queries are not compressed."""
    plain: int
    """The part of a query's width without positions."""
    rotary: int
    """The part with positions."""
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertLayers:
    """The layers in which a router sends each token to a few of many feed-forward networks."""

    layers: int
    total: int
    per_token: int
    width: int
    shared_width: int = 0
    """The inner width of those that every token passes through, together."""
    biases: bool = False
    """Whether experts and router have biases."""
    shared_gate: bool = False
    """Whether a vector weighs what the shared one says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoder:
    """A network that predicts the next token: one stack of layers, each of attention and feed-forward."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    kv_heads: int
    head: int
    inner: int
    tied: bool
    gated: bool = False
    norm: int = 2
    """Vectors of one normalisation: two of LayerNorm, one of RMSNorm, or none."""
    norms: int = 2
    """Normalisations in a layer."""
    last_norm: bool = True
    embedding_norm: bool = False
    qkv_bias: bool = False
    output_bias: bool = False
    inner_bias: bool = False
    head_bias: bool = False
    """Whether the output head has a bias for each token."""
    query_norm: str = ""
    """Normalisation of queries and keys: `head` for one of a head's width, `full` for one of all heads'."""
    sinks: bool = False
    """Whether each head has a number that takes what attention is left over."""
    positions: int = 0
    """Rows of learned positions."""
    latent: LatentAttention | None = None
    experts: ExpertLayers | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSpace:
    """A network of Mamba's first kind (arXiv:2312.00752)."""

    vocabulary: int
    width: int
    layers: int
    channels: int
    state: int
    convolution: int
    step_rank: int
    tied: bool
    bias: bool = False
    convolution_bias: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """A network like BERT, with what the class in question adds to it."""

    vocabulary: int
    width: int
    layers: int
    inner: int
    positions: int
    token_types: int
    embedding: int
    """The width of the embeddings, which ALBERT and ELECTRA have narrower than the layers."""
    layers_share: bool = False
    """Whether all layers have the same parameters, as ALBERT's."""
    pooler: bool = False
    masked: bool = False
    """Whether it has the head that fills in words; its matrix is the embedding."""
    pair: bool = False
    """Whether it has the head that says if two texts follow each other."""
    classes: int = 0
    dense_classifier: bool = False
    """Whether a layer as wide as the model stands before the classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderDecoder:
    """Two stacks, of which the second attends to the first too."""

    vocabulary: int
    width: int
    encoder_layers: int
    decoder_layers: int
    heads: int
    head: int
    encoder_inner: int
    decoder_inner: int
    tied: bool
    gated: bool = False
    norm: int = 2
    biases: bool = True
    key_bias: bool = True
    """Whether the matrices of keys have one, where others do."""
    last_norms: bool = True
    embedding_norms: bool = False
    encoder_positions: int = 0
    decoder_positions: int = 0
    relative_buckets: int = 0
    """Rows of the tables of relative positions, of which each stack has one."""
    relative_in_each_layer: bool = False
    mel_bins: int = 0
    """Of a network that hears: the bands that two convolutions of width three read."""


@dataclass(frozen=True, slots=True)
class _Layers:
    number: int
    each: int
    active: int


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """Trainable parameters, of which a tied head is counted once."""

    rows: int
    width: int
    tied: bool
    positions: int
    """Those of learned positions."""
    layers: tuple[_Layers, ...]
    rest: int
    """Those of norms and projections outside of the layers."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.embedding + sum(each.number * each.each for each in self.layers) + self.rest

    @property
    def embedding(self) -> int:
        """Those of the embedding, the output head and learned positions."""
        return (1 if self.tied else 2) * self.rows * self.width + self.positions * self.width

    @property
    def non_embedding(self) -> int:
        """The others."""
        return self.total - self.embedding

    @property
    def active(self) -> int:
        """Those that work on one token, the embedding and the head among them."""
        return self.embedding + sum(each.number * each.active for each in self.layers) + self.rest

    def tied_otherwise(self) -> ParameterCount:
        """The count of the same network with its head untied, or tied where it is not."""
        return replace(self, tied=not self.tied)

    @property
    def formula(self) -> str:
        """The sum with its numbers."""
        return f"{self._sum([(each.number, each.each) for each in self.layers])} = {self.total:,}"

    @property
    def active_formula(self) -> str:
        """The sum of those that work on one token."""
        return f"{self._sum([(each.number, each.active) for each in self.layers])} = {self.active:,}"

    def _sum(self, layers: list[tuple[int, int]]) -> str:
        words = f"{self.rows:,} × {self.width:,}"
        terms = [words if self.tied else f"2 × {words}"]
        terms += [f"{self.positions:,} × {self.width:,}"] if self.positions else []
        terms += [f"{number} layers × {each:,}" for number, each in layers]
        terms += [f"{self.rest:,}"] if self.rest else []
        return " + ".join(terms)


def decoder_count(net: Decoder) -> ParameterCount:
    """The parameters of a decoder, of a mixture of experts those of all experts."""
    d, norm = net.width, net.norm * net.width
    around = _attention(net) + net.norms * norm
    dense = around + _feed_forward(d, net.inner, gated=net.gated, bias=net.inner_bias)
    mixed = net.experts
    layers = [_Layers(net.layers - (mixed.layers if mixed else 0), dense, dense)]
    if mixed:
        one = _feed_forward(d, mixed.width, gated=net.gated, bias=mixed.biases)
        shared = _feed_forward(d, mixed.shared_width, gated=net.gated) + (d if mixed.shared_gate else 0)
        router = mixed.total * (d + (1 if mixed.biases else 0))
        always = around + router + (shared if mixed.shared_width else 0)
        all_, some = always + mixed.total * one, always + mixed.per_token * one
        layers.append(_Layers(mixed.layers, all_, some))
    rest = (net.last_norm + net.embedding_norm) * norm + (net.vocabulary if net.head_bias else 0)
    kept = tuple(each for each in layers if each.number)
    return ParameterCount(net.vocabulary, d, net.tied, net.positions, kept, rest)


def _attention(net: Decoder) -> int:
    d, latent = net.width, net.latent
    if latent:
        query = net.heads * (latent.plain + latent.rotary)
        asked = latent.q_rank * (d + 1 + query) if latent.q_rank else d * query
        kept = d * (latent.kv_rank + latent.rotary) + latent.kv_rank
        opened = latent.kv_rank * net.heads * (latent.plain + latent.value)
        return asked + kept + opened + net.heads * latent.value * d
    queries, keys = net.heads * net.head, net.kv_heads * net.head
    norms = {"": 0, "head": 2 * net.head, "full": queries + keys}[net.query_norm]
    biases = (queries + 2 * keys if net.qkv_bias else 0) + (d if net.output_bias else 0)
    return 2 * d * queries + 2 * d * keys + biases + norms + (net.heads if net.sinks else 0)


def _feed_forward(width: int, inner: int, *, gated: bool, bias: bool = False) -> int:
    inwards = 2 if gated else 1
    return (inwards + 1) * width * inner + (inwards * inner + width if bias else 0)


def state_space_count(net: StateSpace) -> ParameterCount:
    """The parameters of a network without attention."""
    d, c = net.width, net.channels
    inwards = 2 * c * (d + (1 if net.bias else 0)) + c * (
        net.convolution + (1 if net.convolution_bias else 0)
    )
    steps = c * (net.step_rank + 2 * net.state) + c * (net.step_rank + 1)
    states = c * net.state + c
    layer = inwards + steps + states + d * (c + (1 if net.bias else 0)) + d
    layers = (_Layers(net.layers, layer, layer),)
    return ParameterCount(net.vocabulary, d, net.tied, 0, layers, d)


def encoder_count(net: Encoder) -> ParameterCount:
    """The parameters of an encoder with its heads."""
    d, e = net.width, net.embedding
    layer = 4 * (d * d + d) + _feed_forward(d, net.inner, gated=False, bias=True) + 4 * d
    # Matrices outside of the layers: types of tokens, a norm, and what widens a narrow embedding.
    rest = net.token_types * e + 2 * e + (e * d + d if e != d else 0)
    rest += d * d + d if net.pooler else 0
    rest += d * e + e + 2 * e + net.vocabulary if net.masked else 0
    rest += 2 * d + 2 if net.pair else 0
    rest += (d * d + d if net.dense_classifier else 0) + (d + 1) * net.classes
    layers = (_Layers(1 if net.layers_share else net.layers, layer, layer),)
    return ParameterCount(net.vocabulary, e, True, net.positions, layers, rest)


def encoder_decoder_count(net: EncoderDecoder) -> ParameterCount:
    """The parameters of two stacks; tables of relative positions count among the rest."""
    d, all_ = net.width, net.heads * net.head
    norm, bias = net.norm * d, net.biases
    attention = 4 * d * all_ + ((3 if net.key_bias else 2) * all_ + d if bias else 0)
    first = attention + _feed_forward(d, net.encoder_inner, gated=net.gated, bias=bias) + 2 * norm
    second = 2 * attention + _feed_forward(d, net.decoder_inner, gated=net.gated, bias=bias) + 3 * norm
    table = net.relative_buckets * net.heads
    tables = 2
    if net.relative_in_each_layer:
        first, second, tables = first + table, second + table, 0
    rest = tables * table + 2 * (net.last_norms + net.embedding_norms) * norm
    rest += 3 * d * (net.mel_bins + d) + 2 * d if net.mel_bins else 0
    stacks = (_Layers(net.encoder_layers, first, first), _Layers(net.decoder_layers, second, second))
    positions = net.encoder_positions + net.decoder_positions
    return ParameterCount(net.vocabulary, d, net.tied, positions, stacks, rest)


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


def parameter_count(architecture: Architecture) -> ParameterCount | Missing | None:
    """The number of parameters, what is missing to compute it, or None for a type whose cards do not tell.

    Of these four, a card says all that makes a difference; others have biases and norms that it has no field
    for. As PyTorch counts them in the classes of transformers: GPT2LMHeadModel, GPTNeoForCausalLM,
    GPTNeoXForCausalLM, LlamaForCausalLM.
    """
    kind = architecture.type.value if architecture.type else None
    if kind not in _TIED:
        return None
    shape = _shape(architecture, kind)
    if isinstance(shape, Missing):
        return shape
    is_llama = kind == "llama"
    net = Decoder(
        vocabulary=shape.vocabulary,
        width=shape.width,
        layers=shape.layers,
        heads=shape.heads if is_llama else 1,
        kv_heads=shape.kv_heads if is_llama else 1,
        head=shape.head if is_llama else shape.width,
        inner=shape.inner,
        tied=shape.tied,
        gated=is_llama,
        norm=1 if is_llama else 2,
        qkv_bias=kind in {"gpt2", "gpt_neox"},
        output_bias=not is_llama,
        inner_bias=not is_llama,
        positions=shape.positions if kind in {"gpt2", "gpt_neo"} else 0,
    )
    return decoder_count(net)


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
