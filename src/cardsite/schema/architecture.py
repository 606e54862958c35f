"""What a model is made of, and the adapter that changes it."""

from __future__ import annotations

from .base import Fact, OneOrMore, Part
from .quantities import Bytes, Count, Epochs, Number, Parameters, Steps, Tokens
from .scalars import Flag, Prose, RegistryId, SourceReference, Text

__all__ = ["Adapter", "Architecture", "Checkpoints", "ExtraRow"]


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
    layers: Fact[Count] | None = None
    """The number of transformer blocks."""
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
    attention: Fact[Text] | None = None
    """The attention pattern: `dense`, `alternating global and local, window 256`."""
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
    data: Fact[RegistryId] | None = None
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
