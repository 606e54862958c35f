"""What a model is made of, and the adapter that changes it."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from .base import Fact, OneOrMore, Part, choices_of
from .quantities import (
    Bytes,
    Count,
    Epochs,
    Hertz,
    Number,
    Operations,
    Parameters,
    Seconds,
    Steps,
    Tokens,
)
from .scalars import Flag, HubId, IdOf, ImageSize, Name, Prose, RegistryId, SourceReference, Text, choice

__all__ = [
    "Adapter",
    "Architecture",
    "Attention",
    "AttentionKind",
    "Checkpoints",
    "Component",
    "ContextExtension",
    "Experts",
    "ExtraRow",
    "ForwardPass",
]


class ExtraRow(Part):
    """A row of a table that the format has no field for."""

    name: Text
    """The row's label."""
    value: Text
    """The row's value."""
    source: SourceReference | None = None
    """Where it was read: a key of `sources`, or a URL."""
    quote: Text | None = None
    """The words of the source, verbatim."""
    note: Prose | None = None
    """What a reader should know about it."""


class AttentionKind(StrEnum):
    """What each layer keeps of the tokens before, on which the memory of a long context depends."""

    MULTI_HEAD = "multi-head"
    GROUPED_QUERY = "grouped-query"
    MULTI_QUERY = "multi-query"
    MULTI_HEAD_LATENT = "multi-head-latent"
    SLIDING_WINDOW = "sliding-window"
    LINEAR = "linear"
    NONE = "none"


class Attention(Part):
    """How tokens attend to each other: the words of its pattern (`dense`), a kind, or a mapping of both."""

    kind: Fact[Annotated[AttentionKind, choice(AttentionKind, "a kind of attention")]] | None = None
    """multi-head, grouped-query, multi-query, multi-head-latent, sliding-window, linear or none."""
    pattern: Fact[Text] | None = None
    """Which layers see what: `dense`, `alternating global and local, window 256`. `5:1` stands for five
    layers with the window, then one that sees everything, again and again."""
    window: Fact[Tokens] | None = None
    """How far back a layer with a window sees (`sliding_window` in transformers)."""
    kv_rank: Fact[Count] | None = None
    """Of latent attention: the width that keys and values are compressed to (`kv_lora_rank`)."""
    q_rank: Fact[Count] | None = None
    """Of latent attention: the width that queries are compressed to (`q_lora_rank`)."""
    rope_dimension: Fact[Count] | None = None
    """Of latent attention: the part of each key that carries the position (`qk_rope_head_dim`)."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""

    @model_validator(mode="before")
    @classmethod
    def _accept_plain(cls, data: Any) -> Any:
        if isinstance(data, Attention):
            return data
        if not isinstance(data, dict):
            return {_field_of(data): data}
        if not _STATED & data.keys():
            return data
        # One fact with its evidence, of a family's or of its own fields beside it.
        fact = {name: value for name, value in data.items() if name in Fact.model_fields}
        rest = {name: value for name, value in data.items() if name not in fact}
        return {_field_of(fact.get("value")): fact, **rest}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        full = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [*choices_of(full["properties"]["pattern"]), full]}


_STATED = frozenset({"value", "absent"})


def _field_of(words: Any) -> str:
    return "kind" if isinstance(words, str) and words in set(AttentionKind) else "pattern"


class Experts(Part):
    """The feed-forward networks of a mixture of experts, of which each token passes through a few."""

    total: Fact[Count] | None = None
    """Experts that a router chooses from, in each layer (`num_local_experts`, `num_experts`,
    `n_routed_experts`)."""
    per_token: Fact[Count] | None = None
    """How many of them each token passes through (`num_experts_per_tok`)."""
    shared: Fact[Count] | None = None
    """Experts that every token passes through besides (`n_shared_experts`)."""
    width: Fact[Count] | None = None
    """The inner width of one expert (`moe_intermediate_size`)."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class Component(Part):
    """A network of its own inside the model, such as a text encoder."""

    role: Text
    """What it does there: `denoiser`, `text encoder`, `image decoder`, `vision encoder`, `projector`."""
    name: Name | None = None
    """What it is called: `CLIP ViT-L`."""
    type: Fact[Text] | None = None
    """Its architecture, as transformers or diffusers names it: `clip`, `UNet2DConditionModel`."""
    parameters: Fact[Parameters] | None = None
    """Its parameters."""
    base: Fact[HubId] | None = None
    """The repository on the Hugging Face hub of the model that it was taken from."""
    source: SourceReference | None = None
    """Where it was read: a key of `sources`, or a URL."""
    note: Prose | None = None
    """What a reader should know about it."""


class ForwardPass(Part):
    """How much there is to calculate for one input."""

    macs: Fact[Operations] | None = None
    """Multiplications with an addition, as timm and most papers on images count: `4.1G`."""
    flops: Fact[Operations] | None = None
    """Floating-point operations, of which one such multiplication is two."""
    input: Fact[Text] | None = None
    """The input that they are for: `one image of 224 × 224`, `30 s of audio`."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class ContextExtension(Part):
    """How a model takes longer texts than it was trained on."""

    length: Fact[Tokens] | None = None
    """The longest sequence that it takes in this way."""
    method: Fact[Text] | None = None
    """The method: `YaRN`, `linear`, `dynamic`, `longrope` (`rope_type` in transformers)."""
    factor: Fact[Number] | None = None
    """The factor by which positions are scaled (`factor` in transformers)."""
    note: Prose | None = None
    """Whether it has to be turned on, whether it was trained so, and what it costs on short texts."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class Architecture(Part):
    """The numbers that define the network."""

    description: Fact[Prose] | None = None
    """Notable choices, and why they were made."""
    type: Fact[Text] | None = None
    """The architecture's name in transformers (`model_type`): gpt2, gpt_neo, gpt_neox, llama."""
    parameters: Fact[Parameters] | None = None
    """All trainable parameters; a head tied to the embedding is counted once."""
    non_embedding_parameters: Fact[Parameters] | None = None
    """The parameters without the embedding and the output head."""
    active_parameters: Fact[Parameters] | None = None
    """Of a mixture of experts, the parameters that work on one token."""
    experts: Experts | None = None
    """Of a mixture of experts, how many there are and how many work on one token."""
    layers: Fact[Count] | None = None
    """The number of layers: transformer blocks, or what stands in their place."""
    encoder_layers: Fact[Count] | None = None
    """Layers of the encoder, where there is a decoder too (`encoder_layers` in BART and Whisper)."""
    decoder_layers: Fact[Count] | None = None
    """Layers of the decoder, where there is an encoder too (`decoder_layers`; `num_decoder_layers` in T5)."""
    hidden_size: Fact[Count] | None = None
    """The width of the residual stream."""
    attention_heads: Fact[Count] | None = None
    """Query heads in each layer."""
    kv_heads: Fact[Count] | None = None
    """Key and value heads in each layer; equal to the attention heads unless they are grouped."""
    head_dimension: Fact[Count] | None = None
    """The width of one head."""
    feed_forward_size: Fact[Count] | None = None
    """The inner width of the feed-forward layers."""
    context_length: Fact[Tokens] | None = None
    """The longest sequence the model was trained on."""
    context_extension: ContextExtension | None = None
    """How it takes longer ones (`rope_scaling` in transformers)."""
    vocabulary_size: Fact[Count] | None = None
    """Rows of the embedding, padding included."""
    tokenizer: Fact[Text] | None = None
    """The tokenizer's kind and origin: `BPE, as in GPT-2`."""
    position_embedding: Fact[Text] | None = None
    """How positions are encoded: `learned`, `rotary, 25 % of each head`."""
    activation: Fact[Text] | None = None
    """The activation of the feed-forward layers: `gelu`, `SwiGLU`."""
    normalization: Fact[Text] | None = None
    """The normalisation: `LayerNorm`, `RMSNorm`."""
    tied_embeddings: Fact[Flag] | None = None
    """Whether the output head shares the embedding's weights."""
    attention: Attention | None = None
    """The attention: its pattern in words (`dense`), its kind (`grouped-query`), or a mapping of both."""
    state_size: Fact[Count] | None = None
    """Of a state-space model, the states of each channel (`state_size`; `mamba_d_state` in hybrids)."""
    convolution_width: Fact[Count] | None = None
    """Of a state-space model, the width of its convolution over tokens (`conv_kernel`; `mamba_d_conv`)."""
    max_output_tokens: Fact[Tokens] | None = None
    """The most tokens that it writes in one answer."""
    embedding_dimension: Fact[OneOrMore[Count]] | None = None
    """The width of the vectors that it gives, or all widths they can be cut to (`embedding_dimension` in
    sentence-transformers, `embed_dim` in MTEB)."""
    pooling: Fact[OneOrMore[Text]] | None = None
    """How vectors of tokens become one: `mean`, `cls`, `lasttoken` (`pooling_mode` in
    sentence-transformers)."""
    similarity_function: Fact[OneOrMore[Text]] | None = None
    """How its vectors are compared: `cosine`, `dot`, `euclidean` (`similarity_fn_name` in
    sentence-transformers)."""
    image_size: Fact[OneOrMore[ImageSize]] | None = None
    """The size of the pictures that it reads or makes, in pixels: `224`, `384x288` as height and width, or a
    list of several (`image_size` in transformers, `input_size` in timm)."""
    image_channels: Fact[Count] | None = None
    """The channels of those pictures (`num_channels` in transformers, `in_chans` in timm)."""
    patch_size: Fact[Count] | None = None
    """The side of the squares that pictures are cut into, in pixels (`patch_size`)."""
    classes: Fact[Count] | None = None
    """How many classes it tells one of (`num_labels` in transformers, `num_classes` in timm)."""
    sampling_rate: Fact[Hertz] | None = None
    """Samples of audio in a second: `16 kHz` (`sampling_rate` of a feature extractor in transformers)."""
    mel_bins: Fact[Count] | None = None
    """Frequency bands of the spectrogram that it reads (`num_mel_bins`)."""
    audio_window: Fact[Seconds] | None = None
    """How much audio it reads at once: `30 s` (`chunk_length` in Whisper)."""
    forward_pass: ForwardPass | None = None
    """How much there is to calculate for one input."""
    components: tuple[Component, ...] = ()
    """The networks that it is put together from, each with its role."""
    precision: Fact[Text] | None = None
    """The number format that the weights are published in: `float16`."""
    extra: tuple[ExtraRow, ...] = ()
    """Further rows of the table."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class Adapter(Part):
    """A small set of weights that is laid over a base model, such as LoRA."""

    method: Fact[Text] | None = None
    """The method: `LoRA`."""
    rank: Fact[Count] | None = None
    """The rank r of the update."""
    alpha: Fact[Number] | None = None
    """The scaling alpha."""
    dropout: Fact[Number] | None = None
    """Dropout on the adapter's input."""
    target_modules: Fact[OneOrMore[Text]] | None = None
    """The modules that the adapter changes: `c_attn`."""
    parameters: Fact[Parameters] | None = None
    """The adapter's own trainable parameters."""
    data: Fact[Annotated[RegistryId, IdOf("datasets")]] | None = None
    """The dataset it was tuned on, by its id."""
    examples: Fact[Count] | None = None
    """How many examples that is."""
    epochs: Fact[Epochs] | None = None
    """Passes over the data."""
    batch_size: Fact[Count] | None = None
    """Examples in one step."""
    cutoff_length: Fact[Tokens] | None = None
    """The length that examples were cut to."""
    learning_rate: Fact[Number] | None = None
    """The peak learning rate."""
    quantization: Fact[Text] | None = None
    """How the base model is loaded: `8-bit`, `4-bit`."""
    size: Fact[Bytes] | None = None
    """The size of the adapter's file."""
    description: Fact[Prose] | None = None
    """How the tuning was done, as Markdown."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class Checkpoints(Part):
    """The checkpoints kept from training."""

    description: Fact[Prose] | None = None
    """What they are good for."""
    first: Fact[Steps] | None = None
    """The step of the first checkpoint; 0 is the initialization."""
    last: Fact[Steps] | None = None
    """The step of the last."""
    interval: Fact[Steps] | None = None
    """Steps from one checkpoint to the next."""
    extra_steps: Fact[OneOrMore[Steps]] | None = None
    """Steps off that grid that were kept as well."""
    revision: Fact[Text] | None = None
    """The pattern of the revision's name, with {step} for the step: `step{step}`."""
    exceptions: Fact[Prose] | None = None
    """What departs from the schedule."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""
