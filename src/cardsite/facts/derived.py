"""Facts that follow from other facts of a card, each with the formula that gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from ..schema import (
    Architecture,
    Card,
    Checkpoints,
    Fact,
    Part,
    Quantity,
    StageType,
    TrainingFacts,
    TrainingStage,
    known,
)
from .experts import active_parameters, has_experts
from .kind import reads_tokens
from .numbers import grouped, rounded, short
from .stages import stage_type, stages_of

__all__ = [
    "ALWAYS_DIVIDED",
    "DIVIDED",
    "Derived",
    "batch_tokens",
    "checkpoint_count",
    "checkpoint_steps",
    "data_amount",
    "fact_at",
    "fills_sequences",
    "head_dimension",
    "mean",
    "pretraining_tokens",
    "stages_total",
    "tokens_per_parameter",
    "training_compute",
    "training_cost",
    "training_tokens",
    "value_of",
    "whole_training_tokens",
]

Q = TypeVar("Q", bound=Quantity)


@dataclass(frozen=True, slots=True)
class Derived:
    """A number that nobody typed: `value` in base units, `text` for a page, `formula` in words."""

    value: Decimal
    text: str
    formula: str


def value_of(fact: Fact[Q] | None) -> Decimal | None:
    """The number of a fact; None where it is absent or was not filled in."""
    return fact.value.value if fact is not None and fact.value is not None else None


ALWAYS_DIVIDED = frozenset(
    "bert bloom codegen falcon gpt2 gpt_bigcode gpt_neo gpt_neox gptj opt roberta vit".split()  # noqa: SIM905
)
"""Types whose classes divide the hidden size by the heads, have no other width, and refuse a remainder."""
DIVIDED = ALWAYS_DIVIDED | {"llama", "mistral", "mixtral", "phi", "phi3", "qwen2", "starcoder2"}
"""With those whose classes do so where a configuration has no `head_dim`."""
_OFTEN_STATED = frozenset({"mistral"})
"""Configurations of this type may have another width: 128 in Mistral Nemo, where the quotient is 160."""


def head_dimension(architecture: Architecture) -> Derived | None:
    """The width of one attention head, where the card does not state it and the type leaves no choice.

    Of a type whose configurations often state another one, the quotient counts only if it is a power of two,
    as the widths that are stated are.
    """
    hidden, heads = value_of(architecture.hidden_size), value_of(architecture.attention_heads)
    kind = known(architecture.type) or ""
    if kind not in DIVIDED or architecture.head_dimension is not None:
        return None
    if hidden is None or not heads or hidden % heads:
        return None
    width = hidden / heads
    if kind in _OFTEN_STATED and int(width).bit_count() != 1:
        return None
    return Derived(width, grouped(width), f"hidden size {grouped(hidden)} ÷ {grouped(heads)} heads")


def batch_tokens(card: Card, stage: TrainingStage | None = None) -> Derived | None:
    """Tokens in one step of the training, or of a stage, where the card states sequences only."""
    training = stage or card.training
    if training is None or training.batch_tokens is not None or not reads_tokens(card):
        return None
    if stage and not fills_sequences(stage):
        return None
    sequences, length = value_of(training.batch_sequences), value_of(training.sequence_length)
    if not length and stage is None:
        length = value_of(card.architecture.context_length) if card.architecture else None
    if sequences is None or length is None:
        return None
    size = sequences * length
    return Derived(size, grouped(size), f"{grouped(sequences)} sequences × {grouped(length)} tokens")


_OF_FULL_SEQUENCES = frozenset({StageType.PRETRAINING, StageType.MID_TRAINING, StageType.CONTEXT_EXTENSION})
"""Stages whose sequences are cut from a stream of text. Conversations are shorter than they may be."""


def fills_sequences(stage: TrainingStage) -> bool:
    """Whether its sequences are as long as they may be, so that their number tells that of the tokens."""
    return stage_type(stage) in _OF_FULL_SEQUENCES


def training_tokens(card: Card, stage: TrainingStage | None = None) -> Derived | None:
    """Tokens seen in the training, or in a stage, where the card leaves them to be calculated.

    They are steps times batch; of a training in stages the sum of its pretraining stages, if each of them is
    known.
    """
    training = stage or card.training
    if training is None or training.tokens is not None or not reads_tokens(card):
        return None
    steps, batch = value_of(training.steps), value_of(training.batch_tokens)
    if batch is None and (computed := batch_tokens(card, stage)):
        batch = computed.value
    if steps is None or batch is None:
        return _of_data(stage) if stage else pretraining_tokens(card)
    seen = steps * batch
    return Derived(seen, grouped(seen), f"{grouped(steps)} steps × {grouped(batch)} tokens")


def _of_data(stage: TrainingStage) -> Derived | None:
    """Tokens of a stage, where the card states them of all its data."""
    found = [known(item.tokens) for item in stage.data or ()]
    stated = [each for each in found if each is not None]
    return _sum(stated, "sum of the data", "tokens of the data") if len(stated) == len(found) else None


def pretraining_tokens(card: Card) -> Derived | None:
    """Tokens of all pretraining stages; None for a training without stages, or with tokens of its own."""
    training, stages = card.training, stages_of(card, StageType.PRETRAINING)
    if training is None or training.tokens is not None or training.steps is not None:
        return None
    found = [known(stage.tokens) or training_tokens(card, stage) for stage in stages]
    stated = [each for each in found if each is not None]
    return (
        _sum(stated, "sum of the pretraining stages", "tokens of the pretraining stage")
        if len(stated) == len(found)
        else None
    )


def data_amount(card: Card, unit: str) -> Derived | None:
    """How much data it was trained on, in `hours`, `images` or `pairs`; of stages in pretraining.

    None where that is not stated of all the data.
    """
    stages = stages_of(card, StageType.PRETRAINING)
    parts: tuple[TrainingFacts, ...] = stages or tuple(part for _, part in card.training_parts[:1])
    found = [known(fact_at(item, unit)) for part in parts for item in part.data or ()]
    stated = [each for each in found if each is not None]
    return _sum(stated, "sum of the data", "that of the only dataset") if len(stated) == len(found) else None


def stages_total(card: Card, path: str) -> Derived | None:
    """What all stages come to at a path, such as `energy.energy_mwh`.

    None where the whole training or not every stage states it, where it is stated for more than this model,
    and where the stages ran on different accelerators.
    """
    training = card.training
    if training is None or fact_at(training, path) is not None:
        return None
    chips = {known(stage.hardware.accelerator) if stage.hardware else None for stage in training.stages}
    more = any(stage.energy and stage.energy.covers for stage in training.stages)
    found = [known(fact_at(stage, path)) for stage in training.stages]
    stated = [each for each in found if each is not None]
    if len(chips) > 1 or more or len(stated) < len(found):
        return None
    return _sum(stated, "sum of all stages", "that of the only stage")


def training_cost(card: Card, path: str) -> Decimal | None:
    """What the training cost in all, at a path such as `energy.energy_mwh`; None where nobody can say."""
    stated = fact_at(card.training, path) if card.training else None
    total = stages_total(card, path)
    return value_of(stated) if stated else total.value if total else None


def fact_at(part: Part, path: str) -> Fact[Any] | None:
    """The fact at a path below a part, such as a training or a stage; None where it was not filled in."""
    found: Any = part
    for name in path.split("."):
        found = getattr(found, name) if found is not None else None
    return found  # type: ignore[no-any-return]


def _sum(terms: Sequence[Quantity | Derived], what: str, of_one: str) -> Derived | None:
    """The sum, with all its digits where each of its terms has them; None for no terms.

    `what` introduces the terms in the formula, `of_one` is the formula for a single one.
    """
    if not terms:
        return None
    total = sum((term.value for term in terms), Decimal(0))
    exact = all(isinstance(term, Derived) or term.exact for term in terms)
    shown = grouped(total) if exact else short(total) if total >= 1000 else f"{total.normalize():f}"
    formula = " + ".join(term.text if isinstance(term, Derived) else str(term) for term in terms)
    return Derived(total, shown, f"{what}: {formula}" if len(terms) > 1 else of_one)


def tokens_per_parameter(card: Card) -> Derived | None:
    """How many training tokens there were for each parameter, of a mixture of experts for each active one."""
    if not reads_tokens(card):
        return None
    count, computed = _working(card), training_tokens(card)
    stated = value_of(card.training.tokens) if card.training else None
    seen = stated if stated is not None else computed.value if computed else None
    if not count or seen is None:
        return None
    ratio = seen / count
    which = "active parameters" if has_experts(card) else "parameters"
    return Derived(ratio, rounded(ratio), f"{grouped(seen)} tokens ÷ {grouped(count)} {which}")


def _working(card: Card) -> Decimal | None:
    """The parameters that work on each token: all, or those of a mixture that it says are active."""
    if not has_experts(card):
        return card.parameter_count
    active = active_parameters(card)
    return active.value if active else None


def whole_training_tokens(card: Card) -> Decimal | None:
    """Tokens of the whole training, stated or computed; None for a model that was made from another one.

    What such a card states is only a part of what its parameters saw.
    """
    if card.bases:
        return None
    computed = training_tokens(card)
    return computed.value if computed else value_of(card.training.tokens) if card.training else None


def training_compute(card: Card) -> Decimal | None:
    """FLOP of the whole training, C ≈ 6ND of Kaplan et al. 2020 (arXiv:2001.08361).

    N is the number of parameters without embeddings where the card states it, else of all, and D the number
    of training tokens. Of a mixture of experts N is the number of active parameters, and there is none
    without it.
    """
    count, seen = _working(card), whole_training_tokens(card)
    if not count or not seen or not reads_tokens(card):
        return None
    if has_experts(card):
        return 6 * count * seen
    without_embeddings = value_of(card.architecture.non_embedding_parameters) if card.architecture else None
    return 6 * (without_embeddings or count) * seen


def checkpoint_steps(checkpoints: Checkpoints) -> tuple[int, ...]:
    """Every step that a checkpoint was kept of, in order; empty where the schedule is not stated."""
    first, last = value_of(checkpoints.first), value_of(checkpoints.last)
    interval = value_of(checkpoints.interval)
    if first is None or last is None or not interval or first > last:
        return ()
    if (last - first) / interval > _MOST_CHECKPOINTS:
        return ()
    extra = checkpoints.extra_steps.value if checkpoints.extra_steps else None
    grid = range(int(first), int(last) + 1, int(interval))
    return tuple(sorted({*grid, *(int(step) for step in extra or ()), int(last)}))


_MOST_CHECKPOINTS = 1_000_000
"""More than this is a mistake in the interval, and would only fill the memory."""


def checkpoint_count(checkpoints: Checkpoints) -> Derived | None:
    """How many checkpoints there are."""
    steps = checkpoint_steps(checkpoints)
    if not steps or checkpoints.interval is None:
        return None
    grid = len(range(steps[0], steps[-1] + 1, int(value_of(checkpoints.interval) or 1)))
    span = f"from {grouped(steps[0])} to {grouped(steps[-1])}"
    formula = f"every {checkpoints.interval.value} steps {span}: {grouped(grid)}"
    off_grid = len(steps) - grid
    formula += f", and {off_grid} between them" if off_grid else ""
    return Derived(Decimal(len(steps)), grouped(len(steps)), formula)


def mean(
    values: Sequence[Decimal], show: Callable[[Decimal], str], one_for: str = "benchmark"
) -> Derived | None:
    """The arithmetic mean of scores that have one unit; None for fewer than two."""
    if len(values) < 2:
        return None
    average = sum(values, Decimal(0)) / len(values)
    return Derived(average, show(average), f"mean of {len(values)} scores, one for each {one_for}")
