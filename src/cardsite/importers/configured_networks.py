"""From a configuration to the network that transformers makes of it, and the number of its parameters.

What a type has that no key says (how many normalisations, which biases) is in the tables below, each row of
which is checked against transformers by `make parameter-counts`. A key that may change the network and that
nothing here reads means that there is no count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..facts.parameter_count import (
    Decoder,
    Encoder,
    EncoderDecoder,
    ExpertLayers,
    LatentAttention,
    ParameterCount,
    StateSpace,
    decoder_count,
    encoder_count,
    encoder_decoder_count,
    state_space_count,
)
from .configuration import Configuration, plain, text_of

__all__ = ["COUNTED", "count_of"]


class _NotKnown(Exception):  # noqa: N818  (no error: a network without a formula)
    """Something of the network is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What the decoders of a type have; a text is the key that says it."""

    norm: int = 1
    norms: int = 2
    gated: bool = True
    qkv_bias: bool | str = False
    output_bias: bool | str = False
    inner_bias: bool | str = False
    head_bias: bool | str = False
    query_norm: str = ""
    embedding_norm: bool = False
    learned: int | None = None
    """Of learned positions, how many rows there are beyond the longest text."""
    sinks: bool = False
    experts: bool = False
    expert_biases: bool = False
    refused: tuple[str, ...] = ()
    """Flags under which the network is another one."""


_ALL: dict[str, Any] = {"qkv_bias": True, "output_bias": True, "inner_bias": True}
_ATTENTION: dict[str, Any] = {"qkv_bias": "attention_bias", "output_bias": "attention_bias"}
_LLAMA: dict[str, Any] = {**_ATTENTION, "inner_bias": "mlp_bias"}

_DECODERS = {
    "arcee": _Kind(gated=False, **_LLAMA),
    "bloom": _Kind(norm=2, gated=False, embedding_norm=True, **_ALL),
    "codegen": _Kind(norm=2, norms=1, gated=False, inner_bias=True, head_bias=True),
    "cohere": _Kind(norms=1, refused=("use_qk_norm",), **_ATTENTION),
    "cohere2": _Kind(norms=1, **_ATTENTION),
    "deepseek_v2": _Kind(experts=True, refused=("attention_bias",)),
    "deepseek_v3": _Kind(experts=True, refused=("attention_bias",)),
    "falcon": _Kind(norm=2, gated=False, qkv_bias="bias", output_bias="bias", inner_bias="bias"),
    "gemma": _Kind(**_ATTENTION),
    "gemma2": _Kind(norms=4, **_ATTENTION),
    "gemma3_text": _Kind(norms=4, query_norm="head", **_ATTENTION),
    "glm": _Kind(qkv_bias="attention_bias"),
    "glm4": _Kind(norms=4, qkv_bias="attention_bias"),
    "gpt2": _Kind(norm=2, gated=False, learned=0, **_ALL),
    "gpt_bigcode": _Kind(norm=2, gated=False, learned=0, **_ALL),
    "gpt_neo": _Kind(norm=2, gated=False, learned=0, output_bias=True, inner_bias=True),
    "gpt_neox": _Kind(norm=2, gated=False, inner_bias=True, **_ATTENTION),
    "gpt_oss": _Kind(experts=True, expert_biases=True, sinks=True, **_ATTENTION),
    "gptj": _Kind(norm=2, norms=1, gated=False, inner_bias=True, head_bias=True),
    "granite": _Kind(**_LLAMA),
    "granitemoe": _Kind(experts=True, **_ATTENTION),
    "llama": _Kind(**_LLAMA),
    "mistral": _Kind(),
    "mixtral": _Kind(experts=True),
    "mpt": _Kind(gated=False),
    "nemotron": _Kind(norm=2, gated=False, **_LLAMA),
    "olmo": _Kind(norm=0, **_ATTENTION),
    "olmo2": _Kind(query_norm="full", **_ATTENTION),
    "olmo3": _Kind(query_norm="full", **_ATTENTION),
    "olmoe": _Kind(query_norm="full", experts=True, **_ATTENTION),
    "opt": _Kind(
        norm=2,
        gated=False,
        learned=2,
        qkv_bias="enable_bias",
        output_bias="enable_bias",
        inner_bias="enable_bias",
    ),
    "phi": _Kind(norm=2, norms=1, gated=False, head_bias=True, refused=("qk_layernorm",), **_ALL),
    "phi3": _Kind(),
    "phimoe": _Kind(norm=2, experts=True, head_bias="lm_head_bias", **_ATTENTION),
    "qwen2": _Kind(qkv_bias=True),
    "qwen2_moe": _Kind(qkv_bias="qkv_bias", experts=True),
    "qwen3": _Kind(query_norm="head", **_ATTENTION),
    "qwen3_moe": _Kind(query_norm="head", experts=True, **_ATTENTION),
    "smollm3": _Kind(**_LLAMA),
    "stablelm": _Kind(norm=2, qkv_bias="use_qkv_bias", refused=("qk_layernorm",)),
    "starcoder2": _Kind(
        norm=2, gated=False, qkv_bias="use_bias", output_bias="use_bias", inner_bias="use_bias"
    ),
}

_FOUR_TIMES = frozenset("bloom codegen falcon gpt2 gpt_bigcode gpt_neo gptj mpt".split())  # noqa: SIM905

_WITHOUT_EFFECT = frozenset(
    """
    activation activation_function add_bias_logits add_final_layer_norm alibi
    apply_residual_connection_post_layernorm apply_spec_augment attention_chunk_size attention_dropout
    attention_layers attention_multiplier attention_types attn_config attn_logit_softcapping attn_scale
    clip_qkv dense_act_fn down_scale_factor dtype embedding_multiplier final_logit_softcapping floor_scale
    force_bos_token_to_be_generated gap_size hidden_act hidden_activation hidden_size_per_layer_input
    id2label input_jitter_noise is_gated_act label2id layer_norm_eps layer_norm_epsilon layer_types
    logit_scale logits_scaling max_position_embeddings max_sequence_length max_window_layers
    median_filter_width model_max_length multi_query n_ctx n_group n_positions net_structure_type
    no_rope_layer_interval no_rope_layers norm_eps norm_epsilon normalize_before normalize_embedding
    num_labels num_memory_blocks num_nextn_predict_layers offset_alibi original_max_position_embeddings
    parallel_attn partial_rotary_factor position_embedding_type qk_head_dim quantization_config
    query_pre_attn_scalar relative_attention_max_distance reorder_and_upcast_attn rescale_prenorm_residual
    residual_in_fp32 residual_multiplier rms_norm_eps rope_interleave rope_local_base_freq rope_parameters
    rope_scaling rope_theta rotary rotary_dim rotary_emb_base rotary_pct routed_scaling_factor
    router_jitter_noise scale_attn_by_inverse_layer_idx scale_attn_weights scale_embedding scoring_func
    seq_length sinusoidal_pos_embds sliding_window sliding_window_pattern static_position_embeddings
    swiglu_limit time_step_floor time_step_init_scheme time_step_max time_step_min time_step_scale
    topk_group topk_method torch_dtype use_bidirectional_attention use_parallel_residual
    use_sliding_window use_weighted_layer_sum window_size
    """.split()  # noqa: SIM905  (words read better as words)
)
"""Keys that change what a network does, or how it was made, and none of its matrices."""


def count_of(data: Mapping[str, Any], text: str) -> ParameterCount | None:
    """The parameters of the class that a configuration is for; None where not all of it is understood."""
    config = Configuration(data, text)
    maker = _MAKERS.get(config.network)
    # A model that also sees has parts that nothing here counts.
    if maker is None or config.own is not data:
        return None
    reader = _Reader(config)
    try:
        count = maker(reader)
    except _NotKnown:
        return None
    config.used |= _WITHOUT_EFFECT
    parts = [
        key
        for key, value in config.own.items()
        if isinstance(value, dict) and value and key not in config.used | _PLAIN_MAPPINGS
    ]
    return None if config.unread() or parts else count


_PLAIN_MAPPINGS = frozenset({"auto_map", "generation_config", "init_config", "task_specific_params"})


class _Reader:
    """Numbers of a configuration that a formula cannot do without."""

    def __init__(self, config: Configuration) -> None:
        self.config, self.kind = config, config.network
        names = config.whole.get("architectures")
        classes = [text_of(each) for each in names] if isinstance(names, list) else []
        self.head = _head_of(classes[0]) if classes else ""
        """What the class adds: `CausalLM`, `MaskedLM`, `Model`; empty where it is not named."""
        config.used |= {"is_decoder"}

    def number(self, field: str, otherwise: int | None = None) -> int:
        found = self.config.find(field)
        own = {key: self.config.own.get(key) for key in self.config.keys_of(field)}
        if len({plain(value) for value in own.values() if isinstance(value, str)}) > 1:
            # Which of two names counts depends on their order.
            raise _NotKnown
        value = self.config.whole_number(field) if found else otherwise
        if value is None:
            raise _NotKnown
        return value

    def flag(self, said: bool | str) -> bool:
        """What a table says, or the key that it names; what neither file nor type says is not known."""
        if isinstance(said, bool):
            return said
        value = self.config.says(said)
        if value is None:
            raise _NotKnown
        return value

    def no(self, key: str) -> None:
        """Nothing is known where this is set."""
        self.config.used.add(key)
        if self.config.get(key):
            raise _NotKnown

    @property
    def tied(self) -> bool:
        return self.flag("tied_embeddings")


def _head_of(name: str) -> str:
    if name.endswith("LMHeadModel"):
        return "CausalLM"
    return name.partition("For")[2] or ("Model" if name.endswith("Model") else name)


def _decoder(read: _Reader) -> ParameterCount:
    kind, config = _DECODERS[read.kind], read.config
    # Without a class it is the one that writes, for which such files are made.
    if read.head not in {"", "CausalLM", "Model"}:
        raise _NotKnown
    for flag in kind.refused:
        read.no(flag)
    width, heads = read.number("hidden_size"), read.number("attention_heads")
    inner = read.number("feed_forward_size", 4 * width if read.kind in _FOUR_TIMES else None)
    latent = _latent(read)
    if not latent and not config.find("head_dimension") and width % heads:
        raise _NotKnown
    net = Decoder(
        vocabulary=read.number("vocabulary_size"),
        width=width,
        layers=read.number("layers"),
        heads=heads,
        kv_heads=_kv_heads(read, heads),
        head=read.number("head_dimension", width // heads),
        inner=inner,
        tied=read.tied if read.head != "Model" else True,
        gated=kind.gated,
        norm=kind.norm,
        norms=_norms(read, kind.norms),
        embedding_norm=kind.embedding_norm,
        qkv_bias=read.flag(kind.qkv_bias),
        output_bias=read.flag(kind.output_bias),
        inner_bias=read.flag(kind.inner_bias),
        head_bias=read.flag(kind.head_bias) and read.head != "Model",
        query_norm=kind.query_norm,
        sinks=kind.sinks,
        positions=0 if kind.learned is None else read.number("context_length") + kind.learned,
        latent=latent,
        experts=_experts(read, kind) if kind.experts else None,
    )
    _refuse_other_layouts(read, net)
    return decoder_count(net)


def _kv_heads(read: _Reader, heads: int) -> int:
    if read.kind == "gpt_bigcode":
        return 1 if read.flag("multi_query") else heads
    if read.kind == "falcon" and not read.flag("new_decoder_architecture"):
        read.config.find("kv_heads")
        return 1 if read.flag("multi_query") else heads
    return read.number("kv_heads", heads)


def _norms(read: _Reader, usual: int) -> int:
    if read.kind == "stablelm":
        return 1 if read.flag("use_parallel_residual") else 2
    if read.kind == "falcon":
        parallel = read.flag("parallel_attn")
        newer = read.flag("new_decoder_architecture")
        stated = read.config.whole_number("num_ln_in_parallel_attn")
        return (stated or (2 if newer else 1)) if parallel else 2
    return usual


def _refuse_other_layouts(read: _Reader, net: Decoder) -> None:
    """What the classes can also be told to be."""
    config = read.config
    if read.kind == "opt":
        narrow = read.number("word_embed_proj_dim", net.width)
        if narrow != net.width or not read.flag("do_layer_norm_before"):
            raise _NotKnown
        if not read.flag("layer_norm_elementwise_affine"):
            raise _NotKnown
    if read.kind == "mpt":
        attention = config.get("attn_config")
        plain = isinstance(attention, dict) and not (attention.get("qk_ln") or attention.get("kv_n_heads"))
        if not plain or attention.get("alibi") is not True or config.get("no_bias") is not True:
            raise _NotKnown
        config.used |= {"learned_pos_emb", "embedding_fraction", "norm_type", "no_bias"}
        if read.number("expansion_ratio", 4) != 4:
            raise _NotKnown


def _latent(read: _Reader) -> LatentAttention | None:
    if not read.config.find("attention.kv_rank"):
        return None
    return LatentAttention(
        kv_rank=read.number("attention.kv_rank"),
        q_rank=read.number("attention.q_rank", 0),
        plain=read.number("qk_nope_head_dim"),
        rotary=read.number("attention.rope_dimension"),
        value=read.number("v_head_dim"),
    )


def _experts(read: _Reader, kind: _Kind) -> ExpertLayers | None:
    """The layers with experts; None where the file describes a dense network of such a type."""
    config, layers = read.config, read.number("layers")
    total, step = read.number("experts.total"), read.number("decoder_sparse_step", 1)
    if config.get("mlp_only_layers") or step != 1 or read.number("moe_layer_freq", 1) != 1:
        raise _NotKnown
    own = config.find("experts.width")
    width = read.number("experts.width") if own else read.number("feed_forward_size")
    several = read.number("experts.shared", 0) * width
    one = read.number("shared_expert_intermediate_size", 0)
    if one and read.kind != "qwen2_moe":
        raise _NotKnown
    return ExpertLayers(
        layers=layers - min(layers, read.number("first_k_dense_replace", 0)),
        total=total,
        per_token=read.number("experts.per_token"),
        width=width,
        shared_width=several or one,
        biases=kind.expert_biases,
        shared_gate=bool(one),
    )


def _state_space(read: _Reader) -> ParameterCount:
    width = read.number("hidden_size")
    rank = read.config.get("time_step_rank")
    channels = read.number("expand") * width
    if read.head not in {"", "CausalLM", "Model"} or read.number("feed_forward_size", channels) != channels:
        raise _NotKnown
    net = StateSpace(
        vocabulary=read.number("vocabulary_size"),
        width=width,
        layers=read.number("layers"),
        channels=channels,
        state=read.number("state_size"),
        convolution=read.number("convolution_width"),
        step_rank=-(-width // 16) if rank in (None, "auto") else read.number("time_step_rank"),
        tied=read.tied if read.head != "Model" else True,
        bias=bool(read.config.says("use_bias")),
        convolution_bias=read.flag("use_conv_bias"),
    )
    return state_space_count(net)


_ENCODERS: dict[str, dict[str, dict[str, Any]]] = {
    "albert": {"Model": {"pooler": True}, "MaskedLM": {"masked": True}},
    "bert": {
        "Model": {"pooler": True},
        "MaskedLM": {"masked": True},
        "PreTraining": {"pooler": True, "masked": True, "pair": True},
        "SequenceClassification": {"pooler": True, "classes": True},
        "TokenClassification": {"classes": True},
        "QuestionAnswering": {"classes": 2},
    },
    "distilbert": {
        "Model": {},
        "MaskedLM": {"masked": True},
        "SequenceClassification": {"dense_classifier": True, "classes": True},
        "TokenClassification": {"classes": True},
        "QuestionAnswering": {"classes": 2},
    },
    "roberta": {
        "Model": {"pooler": True},
        "MaskedLM": {"masked": True},
        "SequenceClassification": {"dense_classifier": True, "classes": True},
        "TokenClassification": {"classes": True},
        "QuestionAnswering": {"classes": 2},
    },
    "electra": {
        "Model": {},
        "PreTraining": {"dense_classifier": True, "classes": 1},
        "SequenceClassification": {"dense_classifier": True, "classes": True},
        "TokenClassification": {"classes": True},
    },
}
"""What each class has beside the layers."""
_ENCODERS |= {"xlm-roberta": _ENCODERS["roberta"], "camembert": _ENCODERS["roberta"]}


def _encoder(read: _Reader) -> ParameterCount:
    config = read.config
    parts = _ENCODERS[read.kind].get(read.head)
    if parts is None or config.says("add_cross_attention"):
        raise _NotKnown
    width = read.number("hidden_size")
    named = config.whole.get("id2label")
    classes = parts.get("classes", 0)
    if classes is True:
        if not isinstance(named, dict):
            raise _NotKnown
        classes = len(named)
    if read.kind == "albert" and (
        read.number("num_hidden_groups") != 1 or read.number("inner_group_num") != 1
    ):
        raise _NotKnown
    if config.own.get("position_embedding_type", "absolute") != "absolute":
        raise _NotKnown
    read.number("attention_heads")
    net = Encoder(
        vocabulary=read.number("vocabulary_size"),
        width=width,
        layers=read.number("layers"),
        inner=read.number("feed_forward_size"),
        positions=read.number("context_length"),
        token_types=0 if read.kind == "distilbert" else read.number("type_vocab_size"),
        embedding=read.number("embedding_size", width),
        layers_share=read.kind == "albert",
        pooler=bool(parts.get("pooler")),
        masked=bool(parts.get("masked")),
        pair=bool(parts.get("pair")),
        classes=int(classes),
        dense_classifier=bool(parts.get("dense_classifier")),
    )
    return encoder_count(net)


def _t5(read: _Reader) -> ParameterCount:
    if read.head not in {"ConditionalGeneration", "Model"}:
        raise _NotKnown
    layers, activation = read.number("layers"), text_of(read.config.get("feed_forward_proj"))
    net = EncoderDecoder(
        vocabulary=read.number("vocabulary_size"),
        width=read.number("hidden_size"),
        encoder_layers=layers,
        decoder_layers=read.number("decoder_layers", layers),
        heads=read.number("attention_heads"),
        head=read.number("head_dimension"),
        encoder_inner=read.number("feed_forward_size"),
        decoder_inner=read.number("feed_forward_size"),
        tied=read.tied if read.head != "Model" else True,
        gated=activation.startswith("gated-"),
        norm=1,
        biases=False,
        relative_buckets=read.number("relative_attention_num_buckets"),
        relative_in_each_layer=read.kind == "umt5",
    )
    return encoder_decoder_count(net)


def _two_stacks(read: _Reader) -> ParameterCount:
    """BART and those like it, and Whisper, which hears."""
    hears = read.kind == "whisper"
    if read.head not in {"ConditionalGeneration", "Model", "MTModel"}:
        raise _NotKnown
    learned = {"bart": 2, "mbart": 2}.get(read.kind)
    width, heads = read.number("hidden_size"), read.number("encoder_attention_heads")
    if heads != read.number("decoder_attention_heads") or width % heads:
        raise _NotKnown
    if not read.tied:
        # Each stack has an embedding of its own then, or the head has; versions differ.
        raise _NotKnown
    read.config.find("layers")
    for key in ("max_source_positions", "max_target_positions"):
        read.config.used.add(key)
    rows = read.number("context_length") + learned if learned is not None else 0
    net = EncoderDecoder(
        vocabulary=read.number("vocabulary_size"),
        width=width,
        encoder_layers=read.number("encoder_layers"),
        decoder_layers=read.number("decoder_layers"),
        heads=heads,
        head=width // heads,
        encoder_inner=read.number("encoder_ffn_dim"),
        decoder_inner=read.number("decoder_ffn_dim"),
        tied=True,
        key_bias=not hears,
        last_norms=read.kind in {"mbart", "pegasus", "whisper", "m2m_100"},
        embedding_norms=read.kind in {"bart", "mbart"},
        encoder_positions=rows,
        decoder_positions=read.number("max_target_positions") if hears else rows,
        mel_bins=read.number("mel_bins") if hears else 0,
    )
    return encoder_decoder_count(net)


_MAKERS: dict[str, Callable[[_Reader], ParameterCount]] = {
    **dict.fromkeys(_DECODERS, _decoder),
    **dict.fromkeys(("mamba", "falcon_mamba"), _state_space),
    **dict.fromkeys(_ENCODERS, _encoder),
    **dict.fromkeys(("t5", "mt5", "umt5"), _t5),
    **dict.fromkeys(("bart", "m2m_100", "marian", "mbart", "pegasus", "whisper"), _two_stacks),
}

COUNTED = frozenset(_MAKERS)
"""The types whose parameters are counted."""
