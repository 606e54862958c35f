"""How a model was trained: data, procedure, hardware, energy."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from .architecture import ExtraRow
from .base import Fact, Part, choices_of
from .quantities import Bytes, Count, Epochs, Hours, Number, Percent, Steps, Tokens
from .scalars import Date, Flag, IdOf, Prose, RegistryId, SourceReference, Text, Url, Version

__all__ = ["Energy", "Hardware", "Optimizer", "Training", "TrainingData"]


class TrainingData(Part):
    """One dataset that the model was trained on: an id of the registry, or a mapping."""

    dataset: Annotated[RegistryId, IdOf("datasets")] | None = None
    """The dataset's id in `datasets.yaml`."""
    name: Text | None = None
    """The name of a dataset that has no entry there, such as one that was not disclosed."""
    tokens: Fact[Tokens] | None = None
    """Tokens of it that were seen."""
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
    def _is_named(self) -> TrainingData:
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


class Training(Part):
    """Data, procedure and cost of the training."""

    objective: Fact[Text] | None = None
    """What was optimized: `next-token prediction, cross-entropy`."""
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
    batch_tokens: Fact[Tokens] | None = None
    """Tokens in one step."""
    batch_sequences: Fact[Count] | None = None
    """Sequences in one step."""
    sequence_length: Fact[Tokens] | None = None
    """Tokens in one sequence of the training, where it differs from the context length."""
    tokens: Fact[Tokens] | None = None
    """Tokens seen in all; leave it out where it is steps times batch."""
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
