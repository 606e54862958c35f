"""How a model is prompted and called, and how it is made again."""

from typing import Any

from pydantic import model_validator

from .architecture import ExtraRow
from .base import Fact, OneOrMore, Part
from .identity import SampleLink
from .quantities import Count, Number, Tokens
from .scalars import Flag, FreeForm, Name, Prose, SourceReference, Text, Url, Verbatim, Version

__all__ = [
    "Example",
    "GenerationConfig",
    "Inference",
    "InferenceSample",
    "PromptTemplate",
    "Prompting",
    "QuickStart",
    "Reproducing",
    "SpecialTokens",
    "ToolUse",
]


class QuickStart(Part):
    """Code that runs the model, which pages show before what they write themselves."""

    title: Name
    """What readers choose it by: `transformers, with tools`. A title that pages use themselves, such as
    `vLLM`, replaces what they write."""
    language: Text = "python"
    """The language of the code: `python`, `bash`."""
    code: Verbatim
    """The code, verbatim."""
    note: Prose | None = None
    """What a reader should know about it."""
    source: SourceReference | None = None
    """Where it was published: a key of `sources`, or a URL."""


class PromptTemplate(Part):
    """A prompt that the model expects."""

    title: Name
    """When to use it: `Instruction without input`."""
    template: Verbatim
    """The prompt, verbatim."""
    note: Prose | None = None
    """What a reader should know about it."""


class GenerationConfig(Part):
    """Settings that its makers recommend, for all uses or one mode, named as in generation_config.json."""

    mode: Name | None = None
    """The mode that they are for: `thinking`, `not thinking`, `code`."""
    default: Flag | None = None
    """Whether the model is in this mode unless it is told otherwise."""
    switch: Fact[Text] | None = None
    """What turns the mode on: `enable_thinking=True`, `/think`."""
    do_sample: Fact[Flag] | None = None
    """Whether tokens are sampled; `no` is greedy decoding."""
    temperature: Fact[Number] | None = None
    """The temperature."""
    top_p: Fact[Number] | None = None
    """Nucleus sampling: the least probability that the tokens to choose from have together."""
    top_k: Fact[Count] | None = None
    """How many of the likeliest tokens are chosen from."""
    min_p: Fact[Number] | None = None
    """The least probability of a token, relative to that of the likeliest."""
    repetition_penalty: Fact[Number] | None = None
    """The factor against tokens that have occurred; 1 is none."""
    presence_penalty: Fact[Number] | None = None
    """What servers subtract for tokens that have occurred; 0 is none."""
    frequency_penalty: Fact[Number] | None = None
    """What servers subtract for each time that a token has occurred; 0 is none."""
    num_beams: Fact[Count] | None = None
    """Beams of a beam search; 1 is none."""
    max_new_tokens: Fact[Tokens] | None = None
    """The longest output."""
    num_inference_steps: Fact[Count] | None = None
    """Of a diffusion model: the denoising steps."""
    guidance_scale: Fact[Number] | None = None
    """Of a diffusion model: the scale of classifier-free guidance."""
    extra: tuple[ExtraRow, ...] = ()
    """Further settings."""
    note: Prose | None = None
    """What a reader should know about them."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class SpecialTokens(Part):
    """Tokens that are no text, under their names in tokenizer_config.json."""

    bos_token: Fact[Text] | None = None
    """The one that begins a text."""
    eos_token: Fact[OneOrMore[Text]] | None = None
    """The one that ends a text or an answer; some models have several."""
    pad_token: Fact[Text] | None = None
    """The one that fills up a batch."""
    unk_token: Fact[Text] | None = None
    """The one that stands for what the vocabulary does not have."""
    cls_token: Fact[Text] | None = None
    """The one whose vector stands for the whole text."""
    sep_token: Fact[Text] | None = None
    """The one between two texts."""
    mask_token: Fact[Text] | None = None
    """The one that stands for a gap."""
    additional_special_tokens: Fact[OneOrMore[Text]] | None = None
    """Others: `<|im_start|>`, `<think>`."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class ToolUse(Part):
    """Whether and how the model calls tools: `yes`, `no`, or a mapping."""

    supported: Fact[Flag] | None = None
    """Whether it was trained for it."""
    format: Fact[Text] | None = None
    """How calls are written: `Hermes`, `JSON in <tool_call>`."""
    parallel: Fact[Flag] | None = None
    """Whether it makes several calls at once."""
    parser: Fact[Text] | None = None
    """What reads the calls in a server: `hermes` (`--tool-call-parser` in vLLM)."""
    description: Fact[Prose] | None = None
    """How tools are described to it, and how results are given back."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""

    @model_validator(mode="before")
    @classmethod
    def _accept_plain(cls, data: Any) -> Any:
        if isinstance(data, ToolUse):
            return data
        stated = not isinstance(data, dict) or {"value", "absent"} & data.keys()
        return {"supported": data} if stated else data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        full = handler.resolve_ref_schema(handler(schema))
        plain = [each for each in full["properties"]["supported"]["anyOf"] if each.get("type") != "null"]
        return {"anyOf": [*plain, full]}


class Prompting(Part):
    """How to talk to the model."""

    description: Fact[Prose] | None = None
    """What the model does with a prompt."""
    templates: tuple[PromptTemplate, ...] = ()
    """The prompts."""
    chat_template: Fact[Verbatim] | None = None
    """The template of a conversation, in Jinja as tokenizer_config.json has it, or the address of a file
    that holds it."""
    special_tokens: SpecialTokens | None = None
    """Tokens that are no text."""
    generation_config: OneOrMore[GenerationConfig] = ()
    """The settings that its makers recommend; a list where they differ by mode."""
    tool_use: ToolUse | None = None
    """Whether and how it calls tools."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class InferenceSample(Part):
    """Sample code for one way of calling the model."""

    type: Name
    """The way: `Real time`, `Batch`."""
    python: SampleLink | None = None
    """A Python notebook: title and url, or `coming_soon`."""
    cli: SampleLink | None = None
    """A command-line sample: title and url, or `coming_soon`."""
    note: Prose | None = None
    """What a reader should know about it."""


class Example(Part):
    """One input and what the model made of it."""

    title: Name | None = None
    """What it shows."""
    input: FreeForm
    """The input: text, or the data that a service takes."""
    output: FreeForm = None
    """The output: text, or the data that a service gives."""
    parameters: dict[Text, FreeForm] | None = None
    """The parameters of the generation, where the input does not hold them."""
    revision: Version | None = None
    """The revision of the weights."""
    seed: Count | None = None
    """The random seed, where the output was sampled."""
    source: SourceReference | None = None
    """Where it was published: a key of `sources`, or a URL."""
    note: Prose | None = None
    """What a reader should know about it."""


class Inference(Part):
    """Samples of calling the model."""

    samples: tuple[InferenceSample, ...] = ()
    """Sample code, by the way of calling."""
    examples: tuple[Example, ...] = ()
    """Inputs and outputs."""
    note: Prose | None = None
    """What a reader should know about all of them."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class Reproducing(Part):
    """How to train the model again."""

    description: Fact[Prose] | None = None
    """What reproducible means here."""
    steps: tuple[Prose, ...] = ()
    """What to do, one step each."""
    versions: Fact[Text] | None = None
    """The versions of the software."""
    data: Fact[Prose] | None = None
    """Where the data are and in which order they were seen."""
    config: Fact[Url] | None = None
    """The configuration."""
    known_issues: Fact[Prose] | None = None
    """What is known to go wrong."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""
