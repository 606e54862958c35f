"""Checks that hardware, hours, energy and carbon of a training fit each other and its work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...catalogue import CardEntry
from ...facts.derived import fact_at, training_tokens, value_of
from ...facts.experts import active_parameters, has_experts
from ...facts.numbers import grouped, rounded, short
from ...facts.stages import stage_type
from ...problems import Severity
from ...schema import Card, Hardware, StageType, TrainingFacts, TrainingStage, known
from ..check_context import CheckContext
from ..definition import Finding, check
from .accelerators import Accelerator, accelerator

__all__ = ["CHECKS"]

_SECONDS = 3600
_LEAST_USED, _MOST_USED = Decimal("0.01"), Decimal("0.75")
_LEAST_POWER, _MOST_POWER = Decimal("0.1"), Decimal(2)
"""From idle machines to those whose hosts, network and cooling take as much as the accelerators."""
_LEAST_CARBON, _MOST_CARBON = Decimal("0.001"), Decimal("1.2")
"""Tonnes for a megawatt hour: water power, and lignite."""


def _named(hardware: Hardware | None) -> Accelerator | None:
    name = known(hardware.accelerator) if hardware else None
    return accelerator(name) if name else None


def _watts(hardware: Hardware | None) -> tuple[Decimal, str] | None:
    """The power of one accelerator, and whose word that is."""
    stated = value_of(hardware.tdp_watts) if hardware else None
    if stated:
        return stated, f"{stated.normalize():f} W"
    found = _named(hardware)
    return (Decimal(found.watts), f"{found.watts} W of one {found.name}") if found and found.watts else None


_SEVERAL = 100
"""A family has fewer members; a slip of units makes a factor of 1,000."""

# What a figure covers where it is this model alone.
_THIS_ONE = re.compile(
    r"\b(?:this|the final|the|one|a single) (?:model|run|training)\b(?! famil)", re.IGNORECASE
)


def _is_of_more(part: TrainingFacts) -> bool:
    """Whether the figures are stated for more than this model: for the family, for all its runs."""
    covers = known(part.energy.covers) if part.energy else None
    return covers is not None and not _THIS_ONE.search(covers)


def _hardware(part: TrainingFacts, card: Card) -> Hardware | None:
    """What a stage ran on: what it says, or else what the whole training says."""
    return part.hardware or (card.training.hardware if card.training else None)


_READ_ONCE = frozenset(
    {StageType.PRETRAINING, StageType.MID_TRAINING, StageType.CONTEXT_EXTENSION, StageType.FINE_TUNING}
)
"""Stages of six operations for each parameter and token; others also write answers or ask a teacher."""


@check("hardware-utilisation", Severity.WARNING, "training.gpu_hours")
def utilisation(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The hours of the accelerators are too few or too many for the training.

    A training needs about six operations for each parameter and each token; of a mixture of experts only the
    active parameters count, and nothing is said where they are not stated, nor of stages that also write
    answers or ask another model. Compared with what the accelerators could have done in their hours, real
    runs reach 20 to 60 %. Outside of 1 to 75 % one of the numbers is another model's, or covers more than
    this one, which `energy.covers` can say.

    Caught: in the project's trial, a training in billions of tokens in place of trillions.

    To fix it: compare hours, tokens and accelerator with the source; say in `energy.covers` what they cover.

    Example:

          architecture: {parameters: 6.7B}
          training:
            tokens: 500B
            hardware: {accelerator: NVIDIA A100}
        -   gpu_hours: 4_000
        +   gpu_hours: 40_000
    """
    card = entry.card
    active = active_parameters(card)
    count = active.value if active else card.parameter_count
    if not count or card.adapter:
        return
    for path, part in card.training_parts:
        stage = part if isinstance(part, TrainingStage) else None
        if not _is_of_more(part) and (stage is None or stage_type(stage) in _READ_ONCE):
            derived = training_tokens(card, stage)
            seen = value_of(part.tokens) or (derived.value if derived else None)
            message = _unused(part, _named(_hardware(part, card)), count, seen)
            # How many of a mixture's parameters work on a token is not known.
            if message and (active or not has_experts(card)):
                yield Finding((*path, "gpu_hours"), message)


def _unused(part: TrainingFacts, chip: Accelerator | None, count: Decimal, seen: Decimal | None) -> str:
    """What is said of hours that do not go with the work; empty where they do, or too little is known."""
    hours = value_of(part.gpu_hours)
    if not hours or chip is None or not seen:
        return ""
    # Numbers of eight bits are twice as fast.
    peak = chip.peak * (2 if "8" in (known(part.precision) or "") else 1)
    work, could = 6 * count * seen, hours * _SECONDS * peak
    if _LEAST_USED <= work / could <= _MOST_USED:
        return ""
    return (
        f"6 × {short(count)} parameters × {short(seen)} tokens = {_power(work)} operations, but "
        f"{short(hours)} hours of one {chip.name} at {grouped(peak // 10**12)} TFLOP/s are "
        f"{_power(could)}: {rounded(work / could * 100, 2)} % used"
    )


def _power(number: Decimal) -> str:
    """A large number as a power of ten: 1.2e22."""
    return f"{number:.1e}".replace("e+", "e")


def _full_load(part: TrainingFacts, card: Card) -> tuple[Decimal, str] | None:
    """Hours times power in megawatt hours, and the words for it."""
    spent, watts = value_of(part.gpu_hours), _watts(_hardware(part, card))
    if not spent or watts is None:
        return None
    return spent * watts[0] / 10**6, f"{short(spent)} hours × {watts[1]}"


def _mwh(number: Decimal) -> str:
    return grouped(number) if number >= 1000 else rounded(number)


@check("energy-carbon", Severity.WARNING, "training.energy")
def carbon(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """Hours, energy and carbon of a training do not go together.

    Hours times rated power give the energy of the accelerators at full load. Hosts and cooling can double it;
    less than a tenth is not a training run. The dirtiest electricity emits about 1.2 tonnes of carbon for a
    megawatt hour, the cleanest a few kilograms; where the energy is not stated, hours times power stand for
    it, and twice as much is passed. A factor of 1,000 means kilowatt hours in place of megawatt hours, or
    kilograms in place of tonnes. Where `energy.covers` speaks of more than this model, it is a note.

    Caught: in the project's trial, energy in kilowatt hours, and ten times the carbon of a training.

    To fix it: compare units, hours and power with the source; `energy_mwh` counts megawatt hours,
    `carbon_tco2eq` tonnes.

    Example:

          training:
            hardware: {accelerator: NVIDIA A100}
            gpu_hours: 400K
        -   energy: {energy_mwh: 160_000, carbon_tco2eq: 65.3}
        +   energy: {energy_mwh: 160, carbon_tco2eq: 65.3}
    """
    for path, part in entry.card.training_parts:
        full = _full_load(part, entry.card)
        used = value_of(fact_at(part, "energy.energy_mwh"))
        emitted = value_of(fact_at(part, "energy.carbon_tco2eq"))
        if used is not None and full and not _LEAST_POWER <= used / full[0] <= _MOST_POWER:
            message = f"{full[1]} = {_mwh(full[0])} MWh, but energy_mwh says {_mwh(used)}"
            yield Finding((*path, "energy", "energy_mwh"), message)
            continue
        energy = used or (full[0] if full else None)
        if not emitted or not energy or energy < 0:
            continue
        share, most = emitted / energy, _MOST_CARBON if used else _MOST_CARBON * _MOST_POWER
        if not _LEAST_CARBON <= share <= most:
            words = f"{_mwh(energy)} MWh" if used or not full else f"({full[1]} = {_mwh(energy)} MWh)"
            message = (
                f"{_mwh(emitted)} t ÷ {words} = {rounded(share)} t for a megawatt hour, which no grid emits"
            )
            # The hours may be those of this model, and the carbon that of several.
            several = not used and _is_of_more(part) and share < most * _SEVERAL
            severity = Severity.NOTE if several else None
            yield Finding((*path, "energy", "carbon_tco2eq"), message, severity=severity)


CHECKS = (utilisation, carbon)
