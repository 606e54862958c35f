"""How a model was made from others without training it anew, and the files that hold its weights."""

from .architecture import ExtraRow
from .base import Fact, OneOrMore, Part
from .identity import ModelReference
from .quantities import Bytes, Count, Number
from .scalars import FreeForm, Prose, Sha256, SourceReference, Text, Url, Version

__all__ = ["Distillation", "Merge", "MergedModel", "ModelFile", "Quantization"]


class Quantization(Part):
    """How weights were put into fewer bits. Where each file has bits of its own, `files` says which."""

    method: Fact[Text] | None = None
    """The method: `GGUF`, `GPTQ`, `AWQ`, `FP8` (`quant_method` in transformers)."""
    bits: Fact[Number] | None = None
    """Bits per weight (`bits` in transformers, `w_bit` in AWQ)."""
    group_size: Fact[Count] | None = None
    """Weights that share a scale (`group_size`, `q_group_size` in AWQ); where GPTQ writes -1 for all of a
    column, `not_applicable`."""
    calibration_data: Fact[Text] | None = None
    """The texts it was adjusted to: `wikitext`, `imatrix from WikiText-2` (`dataset` in transformers)."""
    tool: Fact[Text] | None = None
    """The program, with its release: `llama.cpp b5200`, `AutoGPTQ`."""
    quantized_by: Fact[Text] | None = None
    """Who did it, where it is not the organisation of the card."""
    description: Fact[Prose] | None = None
    """What was left in more bits, what is lost, what does not load it."""
    extra: tuple[ExtraRow, ...] = ()
    """Further settings: `desc_act`, `damp_percent`, `zero_point`."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class MergedModel(ModelReference):
    """A model that a merge takes weights from: the id of a card, or a title and a URL."""

    weight: Fact[OneOrMore[Number]] | None = None
    """Its weight in the merge; a list stands for a gradient over the layers."""
    density: Fact[OneOrMore[Number]] | None = None
    """The share of its changes that is kept, in methods such as `ties`."""
    layers: Fact[OneOrMore[Text]] | None = None
    """The layers that were taken from it, where it is not all: `0-15` (`layer_range` in mergekit, which
    leaves out the last)."""


class Merge(Part):
    """A merge of the weights of several models. They are base models of the card; none needs naming twice."""

    method: Fact[Text] | None = None
    """The method, as mergekit names it: `linear`, `slerp`, `ties`, `dare_ties`, `passthrough`."""
    models: tuple[MergedModel, ...] = ()
    """The models, each with its part in the merge."""
    base_model: ModelReference | None = None
    """The model that differences are taken from, in methods that have one; it may be one of `models`."""
    dtype: Fact[Text] | None = None
    """The number format it was calculated in: `bfloat16`."""
    tokenizer: Fact[Text] | None = None
    """Whose tokenizer it has: `union`, `base`, or a model (`tokenizer_source` in mergekit)."""
    parameters: dict[Text, FreeForm] | None = None
    """Further parameters under their names in the tool: `t`, `normalize`, `int8_mask`."""
    tool: Fact[Text] | None = None
    """The program: `mergekit 0.1.0`."""
    config: Fact[Url] | None = None
    """The configuration."""
    description: Fact[Prose] | None = None
    """Why these models, and what came of it."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class Distillation(Part):
    """A training on what a larger model says."""

    teacher: OneOrMore[ModelReference] = ()
    """The model or models that it learned from."""
    method: Fact[Text] | None = None
    """What it learned from them: `logits`, `hidden states`, `generated answers`, `on-policy`."""
    loss: Fact[Text] | None = None
    """The loss: `KL divergence + 0.5 · cross-entropy`."""
    temperature: Fact[Number] | None = None
    """The temperature that softens the teacher's probabilities."""
    description: Fact[Prose] | None = None
    """How it was done."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class ModelFile(Part):
    """A file with weights, or one variant of them: most useful where readers have to choose one."""

    name: Text
    """Its name, with the folder: `zephyr-7b-beta.Q4_K_M.gguf`; of split files, each its own entry."""
    revision: Version | None = None
    """The branch or revision that it is on, where that is not the main one."""
    format: Fact[Text] | None = None
    """The file format: `GGUF`, `safetensors`, `ONNX`, `skops`."""
    quantization: Fact[Text] | None = None
    """The type of quantisation: `Q4_K_M`, `int4`; none for weights as they were trained."""
    bits: Fact[Number] | None = None
    """Bits per weight, as the type is named by: 4 for `Q4_K_M`."""
    group_size: Fact[Count] | None = None
    """Weights that share a scale."""
    size: Fact[Bytes] | None = None
    """Its size, with its unit: `4.37 GB`, `4_368_439_584 B`."""
    memory: Fact[Bytes] | None = None
    """The memory that its makers say it needs: `6.87 GB`."""
    sha256: Fact[Sha256] | None = None
    """Its SHA-256 checksum."""
    url: Url | None = None
    """Where it is downloaded."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""
    note: Prose | None = None
    """What it is good for; which one is recommended."""
