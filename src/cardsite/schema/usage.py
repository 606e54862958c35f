"""How a model is prompted and called, and how it is made again."""

from __future__ import annotations

from .base import Fact, Part
from .identity import SampleLink
from .quantities import Count
from .scalars import FreeForm, Name, Prose, SourceReference, Text, Url, Verbatim, Version

__all__ = ["Example", "Inference", "InferenceSample", "PromptTemplate", "Prompting", "Reproducing"]


class PromptTemplate(Part):
    """A prompt that the model expects."""

    title: Name
    """When to use it: `Instruction without input`."""
    template: Verbatim
    """The prompt, verbatim."""
    note: Prose | None = None
    """What a reader should know about it."""


class Prompting(Part):
    """How to talk to the model."""

    description: Fact[Prose] | None = None
    """What the model does with a prompt."""
    templates: tuple[PromptTemplate, ...] = ()
    """The prompts."""
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
