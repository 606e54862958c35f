"""How a model was trained: data, procedure, hardware, energy."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from .architecture import ExtraRow
from .base import Fact, Part, choices_of
from .quantities import Bytes, Count, Epochs, Hours, Number, Percent, Steps, Tokens
from .scalars import Date, Flag, IdOf, Name, Prose, RegistryId, SourceReference, Text, Url, Version, choice

__all__ = [
    "Energy",
    "Hardware",
    "Optimizer",
    "StageType",
    "Training",
    "TrainingData",
    "TrainingFacts",
    "TrainingStage",
]


class TrainingData(Part):
    """One dataset that the model was trained on: an id of the registry, or a mapping."""

    dataset: Annotated[RegistryId, IdOf("datasets")] | None = None
    """The dataset's id in `datasets.yaml`."""
    name: Text | None = None
    """The name of a dataset that has no entry there, such as one that was not disclosed."""
    url: Url | None = None
    """The page of a dataset that has no entry there."""
    tokens: Fact[Tokens] | None = None
    """Tokens of it that were seen."""
    examples: Fact[Count] | None = None
    """Examples of it: conversations, prompts, rows, proteins."""
    pairs: Fact[Count] | None = None
    """Pairs of it: of sentences, of an image and its caption, of a better and a worse answer."""
    images: Fact[Count] | None = None
    """Images of it."""
    hours: Fact[Hours] | None = None
    """Hours of sound or video of it: `960`, `680K`."""
    residues: Fact[Count] | None = None
    """Residues of proteins, or bases of nucleic acids, of it."""
    epochs: Fact[Epochs] | None = None
    """Passes over it."""
    share: Fact[Percent] | None = None
    """Its share of the mixture: `85 %`."""
    note: Prose | None = None
    """What a reader should know about its use here."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""

    @model_validator(mode="before")
    @classmethod
    def _accept_plain(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, TrainingData)) else {"dataset": data}

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        if (self.dataset is None) == (self.name is None):
            raise PydanticCustomError("training-data", "expected either dataset (an id) or name")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        full = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [*choices_of(full["properties"]["dataset"]), full]}


class Hardware(Part):
    """What it was trained on."""

    accelerator: Fact[Text] | None = None
    """The accelerator's name: `NVIDIA A100`, `Cerebras CS-2`."""
    memory: Fact[Bytes] | None = None
    """The memory of one: `40GB`."""
    count: Fact[Count] | None = None
    """How many of them."""
    tdp_watts: Fact[Number] | None = None
    """The rated power of one, in watts."""
    cluster: Fact[Text] | None = None
    """The machine or the provider: `Andromeda`."""


class Optimizer(Part):
    """The optimizer and its parameters."""

    name: Fact[Text] | None = None
    """`Adam`, `AdamW`."""
    beta1: Fact[Number] | None = None
    """Decay of the first moment."""
    beta2: Fact[Number] | None = None
    """Decay of the second moment."""
    epsilon: Fact[Number] | None = None
    """The term that keeps the division finite."""
    extra: tuple[ExtraRow, ...] = ()
    """Further parameters."""


class Energy(Part):
    """Energy and carbon of the training."""

    energy_mwh: Fact[Number] | None = None
    """Energy used, in megawatt hours."""
    carbon_tco2eq: Fact[Number] | None = None
    """Emissions, in tonnes of CO2 equivalent."""
    covers: Fact[Text] | None = None
    """What the figures cover: `all nine Code Llama models`."""
    region: Fact[Text] | None = None
    """Where the electricity was drawn."""
    offset: Fact[Percent] | None = None
    """The share of the emissions that was offset: `100 %`."""
    method: Fact[Prose] | None = None
    """How the figures were measured or estimated."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class TrainingFacts(Part):
    """What can be said of a whole training, and of one of its stages."""

    objective: Fact[Text] | None = None
    """What was optimized: `next-token prediction, cross-entropy`."""
    loss: Fact[Text] | None = None
    """The loss, where the objective has several: `sigmoid` or `ipo` of DPO, `InfoNCE`."""
    beta: Fact[Number] | None = None
    """β of preference tuning or reinforcement learning: the weight of staying near the reference model."""
    data: tuple[TrainingData, ...] | None = None
    """The datasets, in order of importance."""
    data_description: Fact[Prose] | None = None
    """What the data consist of and how they were put together."""
    data_cutoff: Fact[Date] | None = None
    """The date of the newest data."""
    preprocessing: Fact[Prose] | None = None
    """Filtering, deduplication, packing."""
    data_issues: Fact[Prose] | None = None
    """Known biases or faults of the data and what they may do to the model."""
    procedure: Fact[Prose] | None = None
    """Notable decisions: restarts, interventions, why this rate or batch."""
    library: Fact[Text] | None = None
    """The training library: `GPT-NeoX`."""
    library_version: Fact[Version] | None = None
    """Its version or commit."""
    hardware: Hardware | None = None
    """What it was trained on."""
    steps: Fact[Steps] | None = None
    """Optimizer steps."""
    epochs: Fact[Epochs] | None = None
    """Passes over all the data."""
    batch_tokens: Fact[Tokens] | None = None
    """Tokens in one step."""
    batch_sequences: Fact[Count] | None = None
    """Sequences in one step."""
    batch_size: Fact[Count] | None = None
    """Examples in one step, over all devices: images, pairs, prompts."""
    sequence_length: Fact[Tokens] | None = None
    """Tokens in one sequence of the training, where it differs from the context length."""
    tokens: Fact[Tokens] | None = None
    """Tokens seen in all; leave it out where it is steps times batch."""
    examples: Fact[Count] | None = None
    """Examples seen in all, repetitions included: images, pairs, prompts, episodes."""
    optimizer: Optimizer | None = None
    """The optimizer."""
    learning_rate: Fact[Number] | None = None
    """The peak learning rate."""
    final_learning_rate: Fact[Number] | None = None
    """The learning rate at the end of the schedule."""
    schedule: Fact[Text] | None = None
    """The schedule: `cosine`, `linear`."""
    warmup: Fact[Text] | None = None
    """The warm-up: `3,000 steps`, `1 % of the steps`."""
    weight_decay: Fact[Number] | None = None
    """Weight decay."""
    gradient_clipping: Fact[Number] | None = None
    """The largest gradient norm."""
    dropout: Fact[Number] | None = None
    """Dropout."""
    precision: Fact[Text] | None = None
    """The number format of the training: `bfloat16`."""
    activation_checkpointing: Fact[Flag] | None = None
    """Whether activations were recomputed to save memory."""
    extra: tuple[ExtraRow, ...] = ()
    """Further rows of the table."""
    gpu_hours: Fact[Hours] | None = None
    """Accelerator hours."""
    duration: Fact[Hours] | None = None
    """Hours from start to end, however many accelerators there were: `68`."""
    start: Fact[Date] | None = None
    """When the training began."""
    end: Fact[Date] | None = None
    """When it ended."""
    config: Fact[Url] | None = None
    """The complete training configuration."""
    energy: Energy | None = None
    """Energy and carbon."""
    notes: Fact[Prose] | None = None
    """What else a reader should know."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""


class StageType(StrEnum):
    """What a stage of the training is for."""

    PRETRAINING = "pretraining"
    MID_TRAINING = "mid-training"
    CONTEXT_EXTENSION = "context-extension"
    FINE_TUNING = "fine-tuning"
    PREFERENCE_TUNING = "preference-tuning"
    REINFORCEMENT_LEARNING = "reinforcement-learning"
    DISTILLATION = "distillation"
    OTHER = "other"


StageTypeName = Annotated[StageType, choice(StageType, "a type of stage")]


class _NamedStage(Part):
    # The fields of the last base come first.

    name: Name
    """What its makers call it: `Pretraining`, `Mid-training`, `Long context`, `SFT`, `DPO`, `RLVR`."""
    type: StageTypeName | None = None
    """What it is for, where the name does not tell: pretraining, mid-training, context-extension, fine-tuning
    (supervised: SFT), preference-tuning (DPO and its like), reinforcement-learning, distillation or other."""


class TrainingStage(TrainingFacts, _NamedStage):
    """One stage of a training: what was done in it, on which data, and what it cost."""


class Training(TrainingFacts):
    """Data, procedure and cost of the training."""

    stages: tuple[TrainingStage, ...] = ()
    """The stages, in the order of the training; what is said beside them holds for all of it."""
