"""A card, the family it may belong to, and the file of its longer result lists."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from .architecture import Adapter, Architecture, Checkpoints
from .base import Fact, OneOrMore, Part, known
from .derivatives import Distillation, Merge, ModelFile, Quantization
from .evaluation import Capability, Evaluation, Run
from .identity import (
    Author,
    BaseModelReference,
    BaseModelRelation,
    Figure,
    KindName,
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
    IdOf,
    Language,
    Name,
    PipelineTag,
    Prose,
    RegistryId,
    SourceKey,
    Text,
)
from .tables import Tabular
from .training import Training, TrainingData, TrainingFacts, TrainingStage
from .usage import Example, Inference, Prompting, QuickStart, Reproducing

__all__ = ["Card", "EvaluationFile", "Family", "Reference"]

OrganizationId = Annotated[RegistryId, IdOf("organizations")]
FamilyId = Annotated[CardId, IdOf("families")]
Passage = Annotated[Fact[Prose] | None, "a passage of Markdown with its evidence"]


class Reference(NamedTuple):
    """An id by which a card refers to something that is described elsewhere."""

    kind: str
    """What it is an id of: `organizations`, `datasets`, `benchmarks` or `models`."""
    path: tuple[str | int, ...]
    """Where it stands in the card."""
    id: str


class Card(Part):
    """One model. The file's path below `cards/`, without `.yaml`, is the card's id."""

    name: Name
    """The model's name, as its authors write it: `Pythia 160M`."""
    summary: Prose
    """What it is, in one or two sentences."""
    organization: OrganizationId
    """Who made it: an id of `organizations.yaml`."""
    family: FamilyId | None = None
    """The family whose facts it inherits; by default the one whose `family.yaml` lies beside the card."""
    aliases: OneOrMore[Name] = ()
    """Other names that readers may look for."""
    previous_ids: OneOrMore[CardId] = ()
    """Ids that the card had before its file was renamed or moved: links to its old pages still arrive."""
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
    kind: KindName | None = None
    """What kind of model it is, where task and architecture do not tell: language-model (writes text),
    encoder-decoder (rewrites text: T5), encoder (classifies text or fills gaps: BERT), embedding (gives
    vectors), vision-language (reads pictures or video, writes text), multimodal (still other media with
    text), speech (reads or makes speech and other sound), vision (classifies, detects, segments), diffusion
    (makes pictures or video), time-series, tabular or other."""
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
    base_model: OneOrMore[BaseModelReference] | None = None
    """The model or models that this one was made from."""
    base_model_relation: RelationName | None = None
    """How: adapter, finetune, merge or quantized; `adapter`, `merge` and `quantization` say it too."""
    description: Passage = None
    """What the release is, what question it helps to answer, what makes it distinctive."""
    figures: tuple[Figure, ...] | None = None
    """Pictures: of the network, of how the loss fell."""
    architecture: Architecture | None = None
    """The numbers that define the network."""
    tabular: Tabular | None = None
    """Features, target and estimator, for a model of tables."""
    checkpoints: Checkpoints | None = None
    """The checkpoints kept from training."""
    training: Training | None = None
    """Data, procedure and cost of the training."""
    adapter: Adapter | None = None
    """The adapter, for a model that is laid over a base model."""
    quantization: Quantization | None = None
    """How its weights were put into fewer bits."""
    merge: Merge | None = None
    """The models that it was merged from, and how."""
    distillation: Distillation | None = None
    """The model that it learned from."""
    files: tuple[ModelFile, ...] = ()
    """The files with its weights, where readers have to choose among them."""
    quick_start: tuple[QuickStart, ...] = ()
    """Code that runs the model, where pages cannot write it from its library and task."""
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
    """Checks that are ignored for this card: the code of each, and the reason, which pages show."""

    # What lies in optional parts; empty, or None, where the part is not there.

    @property
    def runs(self) -> tuple[Run, ...]:
        """Groups of scores that were measured together."""
        return self.evaluation.runs if self.evaluation else ()

    @property
    def bases(self) -> tuple[ModelReference, ...]:
        """The models that this one was made from; last those that are named as parts of a merge only."""
        stated: tuple[ModelReference, ...] = self.base_model or ()
        if self.merge is None:
            return stated
        named = {_identity(each) for each in stated}
        merged = {_identity(each): each for _, each in self._bases_of_merge()}
        return (*stated, *(each for identity, each in merged.items() if identity not in named))

    @property
    def relation(self) -> BaseModelRelation | None:
        """How it was made from them: as stated, else by the block that only one relation has."""
        if self.base_model_relation or not (self.adapter or self.merge or self.quantization):
            return self.base_model_relation
        if self.adapter:
            return BaseModelRelation.ADAPTER
        if self.merge:
            return BaseModelRelation.MERGE
        # Weights that were trained in few bits were not made from others.
        return BaseModelRelation.QUANTIZED if self.bases else None

    @property
    def teachers(self) -> tuple[ModelReference, ...]:
        """The models that it was distilled from."""
        return self.distillation.teacher if self.distillation else ()

    @property
    def stages(self) -> tuple[TrainingStage, ...]:
        """The stages of its training."""
        return self.training.stages if self.training else ()

    @property
    def training_parts(self) -> tuple[tuple[tuple[str | int, ...], TrainingFacts], ...]:
        """The training as a whole, then each of its stages, with where they stand."""
        if self.training is None:
            return ()
        stages = ((("training", "stages", place), stage) for place, stage in enumerate(self.stages))
        return ((("training",), self.training), *stages)

    @property
    def training_data(self) -> tuple[TrainingData, ...]:
        """What it was trained on, in the order of the stages."""
        return tuple(data for _, part in self.training_parts for data in part.data or ())

    @property
    def examples(self) -> tuple[Example, ...]:
        """Sample inputs and outputs."""
        return self.inference.examples if self.inference else ()

    @property
    def parameter_count(self) -> Decimal | None:
        """The total number of parameters that the card states."""
        stated = known(self.architecture.parameters) if self.architecture else None
        return stated.value if stated else None

    @property
    def data_ids(self) -> tuple[str, ...]:
        """The ids of the datasets that it was trained or tuned on, each once, in order."""
        tuned_on = known(self.adapter.data) if self.adapter else None
        named = [*(each.dataset for each in self.training_data), tuned_on]
        return tuple(dict.fromkeys(filter(None, named)))

    def references(self) -> Iterator[Reference]:
        """Every id of something described elsewhere, in the order of the card."""
        yield Reference("organizations", ("organization",), self.organization)
        path: tuple[str | int, ...]
        models: list[tuple[tuple[str | int, ...], ModelReference]] = []
        models += [(("successor",), self.successor)] if self.successor else []
        models += [(("base_model", place), base) for place, base in enumerate(self.base_model or ())]
        models += self._bases_of_merge()
        models += [(("distillation", "teacher", place), each) for place, each in enumerate(self.teachers)]
        models += [(("related", place), each) for place, each in enumerate(self.related or ())]
        for path, model in models:
            if model.model:
                yield Reference("models", (*path, "model"), model.model)
        for path, part in self.training_parts:
            for place, data in enumerate(part.data or ()):
                if data.dataset:
                    yield Reference("datasets", (*path, "data", place, "dataset"), data.dataset)
        tuned_on = known(self.adapter.data) if self.adapter else None
        if tuned_on:
            yield Reference("datasets", ("adapter", "data"), tuned_on)
        for i, run in enumerate(self.runs):
            for j, result in enumerate(run.results):
                path = ("evaluation", "runs", i, "results", j, "benchmark")
                yield Reference("benchmarks", path, result.benchmark)

    def _bases_of_merge(self) -> Iterator[tuple[tuple[str | int, ...], ModelReference]]:
        if self.merge:
            yield from ((("merge", "models", place), each) for place, each in enumerate(self.merge.models))
            if self.merge.base_model:
                yield ("merge", "base_model"), self.merge.base_model


def _identity(reference: ModelReference) -> str | None:
    """What tells a model from others: the id of its card, else its address."""
    return reference.model or reference.url


class Family(Part):
    """What the members of a family share. The folder of `family.yaml` is the family's id."""

    name: Name
    """The family's name: `Pythia`."""
    summary: Prose
    """What it is, in one or two sentences; members' pages show it too."""
    organization: OrganizationId | None = None
    """Who made it: an id of `organizations.yaml`."""
    description: Passage = None
    """The family page's text, which members' pages show folded away."""
    links: tuple[Link, ...] = ()
    """Where else the family lives."""
    extends: FamilyId | None = None
    """Another family, whose shared facts come first."""
    sources: dict[SourceKey, Source] = Field(default_factory=dict)
    """The public places that this file's own facts were read in, by a short key."""


class EvaluationFile(Part):
    """`<card>.evals.yaml`: long result lists, kept beside the card."""

    runs: tuple[Run, ...]
    """Groups of scores that were measured together; they follow the card's own."""
