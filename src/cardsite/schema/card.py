"""A card, the family it may belong to, and the file of its longer result lists."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .architecture import Adapter, Architecture, Checkpoints
from .base import Fact, OneOrMore, Part
from .evaluation import Capability, Evaluation, Run
from .identity import (
    Author,
    LicenseTerms,
    Link,
    Links,
    ModelReference,
    RelatedModel,
    RelationName,
    Section,
    Software,
    Source,
    Status,
    StatusName,
)
from .scalars import (
    BibTeX,
    CardId,
    CheckCode,
    Date,
    HubId,
    Language,
    Name,
    PipelineTag,
    Prose,
    RegistryId,
    SourceKey,
    Text,
)
from .training import Training
from .usage import Inference, Prompting, Reproducing

__all__ = ["Card", "EvaluationFile", "Family"]

Passage = Annotated[Fact[Prose] | None, "a passage of Markdown with its evidence"]


class Card(Part):
    """One model. The file's path below `cards/`, without `.yaml`, is the card's id."""

    name: Name
    """The model's name, as its authors write it: `Pythia 160M`."""
    summary: Prose
    """What it is, in one or two sentences."""
    organization: RegistryId
    """Who made it: an id of `organizations.yaml`."""
    family: CardId | None = None
    """The family whose facts it inherits; by default the one whose `family.yaml` lies beside the card."""
    aliases: OneOrMore[Name] = ()
    """Other names that readers may look for."""
    hub_id: Fact[HubId] | None = None
    """The repository of the weights on the Hugging Face hub: `EleutherAI/pythia-160m`."""
    release_date: Fact[Date] | None = None
    """When the weights were published."""
    status: StatusName = Status.ACTIVE
    """draft, active, deprecated or retired."""
    status_note: Prose | None = None
    """Why it has that status, or what a reader should know of it."""
    successor: ModelReference | None = None
    """The model to use instead."""
    language: Fact[OneOrMore[Language]] | None = None
    """The languages it was made for, as ISO 639 codes."""
    pipeline_tag: Fact[PipelineTag] | None = None
    """Its main task, as the Hugging Face hub names it."""
    library_name: Fact[Text] | None = None
    """The library that loads it: `transformers`, `peft`."""
    tags: OneOrMore[Name] = ()
    """Free tags."""
    links: Links | None = None
    """Weights, repository, paper, blog, demo, contact."""
    license: LicenseTerms | None = None
    """The licence of the weights; never guessed."""
    data_license: LicenseTerms | None = None
    """The licence of the training data, where the card states it."""
    base_model_license: LicenseTerms | None = None
    """The licence of the base model, where it has no card here."""
    base_model: OneOrMore[ModelReference] | None = None
    """The model or models that this one was made from."""
    base_model_relation: RelationName | None = None
    """How: adapter, finetune, merge or quantized."""
    description: Passage = None
    """What the release is, what question it helps to answer, what makes it distinctive."""
    architecture: Architecture | None = None
    """The numbers that define the network."""
    checkpoints: Checkpoints | None = None
    """The checkpoints kept from training."""
    training: Training | None = None
    """Data, procedure and cost of the training."""
    adapter: Adapter | None = None
    """The adapter, for a model that is laid over a base model."""
    prompting: Prompting | None = None
    """How to talk to the model."""
    evaluation: Evaluation | None = None
    """Scores and what to make of them."""
    capabilities: tuple[Capability, ...] | None = None
    """What the model can do, and what it cannot."""
    inference: Inference | None = None
    """Sample code, sample inputs and outputs."""
    intended_use: Passage = None
    """What it is meant for."""
    out_of_scope: Passage = None
    """What it must not be used for."""
    limitations: Passage = None
    """What it does badly."""
    biases: Passage = None
    """Which biases it shows."""
    ethical_considerations: Passage = None
    """What could go wrong for people."""
    reproducing: Reproducing | None = None
    """How to train it again."""
    software: tuple[Software, ...] | None = None
    """Software that made it or that it needs."""
    citation: Fact[BibTeX] | None = None
    """A BibTeX entry."""
    authors: tuple[Author, ...] | None = None
    """Who made it, by name."""
    related: tuple[RelatedModel, ...] | None = None
    """Models that a reader may want instead, or next."""
    sections: tuple[Section, ...] | None = None
    """What has no field of its own."""
    notes: Passage = None
    """What readers of other descriptions of this model should know: errors found there, contradictions."""
    sources: dict[SourceKey, Source] = Field(default_factory=dict)
    """The public places that the facts were read in, by a short key."""
    ignore: dict[CheckCode, Text] = Field(default_factory=dict)
    """Checks that are set aside for this card: the code of each, and the reason, which pages show."""


class Family(Part):
    """What the members of a family share. The folder of `family.yaml` is the family's id."""

    name: Name
    """The family's name: `Pythia`."""
    summary: Prose
    """What it is, in one or two sentences; members' pages show it too."""
    organization: RegistryId | None = None
    """Who made it: an id of `organizations.yaml`."""
    description: Passage = None
    """The family page's text, which members' pages show folded away."""
    links: tuple[Link, ...] = ()
    """Where else the family lives."""
    extends: CardId | None = None
    """Another family, whose shared facts come first."""
    sources: dict[SourceKey, Source] = Field(default_factory=dict)
    """The public places that this file's own facts were read in, by a short key."""


class EvaluationFile(Part):
    """`<card>.evals.yaml`: long result lists, kept beside the card."""

    runs: tuple[Run, ...]
    """Groups of scores that were measured together; they follow the card's own."""
