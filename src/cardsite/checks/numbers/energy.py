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

# What a figure covers where it is this model alone.
_THIS_ONE = re.compile(
    r"\b(?:this|the final|the|one|a single) (?:model|run|training)\b(?! famil)", re.IGNORECASE
)


def _is_of_more(part: TrainingFacts) -> bool:
    """Whether the figures are stated for more than this model: for the family, for all its runs."""
    covers = known(part.energy.covers) if part.energy else None
    return covers is not None and not _THIS_ONE.search(covers)


def _hardware(part: TrainingFacts, card: Card) -> tuple[Hardware | None, Accelerator | None]:
    """What a stage ran on: what it says, or else what the whole training says."""
    hardware = part.hardware or (card.training.hardware if card.training else None)
    name = known(hardware.accelerator) if hardware else None
    return hardware, accelerator(name) if name else None


_LEAST_USED, _MOST_USED = Decimal("0.01"), Decimal("0.75")
_READ_ONCE = frozenset(
    {StageType.PRETRAINING, StageType.MID_TRAINING, StageType.CONTEXT_EXTENSION, StageType.FINE_TUNING}
)
"""Stages of six operations for each parameter and token; others also write answers or ask a teacher."""


@check("hardware-utilisation", Severity.WARNING, "training.gpu_hours")
def utilisation(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The hours of the accelerators are too few or too many for the training.

    A training needs about six operations for each parameter, of a mixture of experts each active one, and
    each token. Compared with what the accelerators could have done in their hours, real runs reach 20 to
    60 %. Outside of 1 to 75 % one of the numbers is another model's, or covers more than this one, which
    `energy.covers` can say. Stages that also write answers or ask another model are left alone.

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
    card, active = entry.card, active_parameters(entry.card)
    count = active.value if active else card.parameter_count
    # How many of a mixture's parameters work on a token is not always known.
    if not count or card.adapter or (not active and has_experts(card)):
        return
    for path, part in card.training_parts:
        stage = part if isinstance(part, TrainingStage) else None
        hours, (_, chip) = value_of(part.gpu_hours), _hardware(part, card)
        if not hours or chip is None or _is_of_more(part) or (stage and stage_type(stage) not in _READ_ONCE):
            continue
        derived = training_tokens(card, stage)
        seen = value_of(part.tokens) or (derived.value if derived else None)
        # Numbers of eight bits are twice as fast.
        tflops = int(chip.tflops * (2 if "8" in (known(part.precision) or "") else 1))
        work, could = 6 * count * (seen or 0), hours * 3600 * tflops * 10**12
        if work and not _LEAST_USED <= work / could <= _MOST_USED:
            message = (
                f"6 × {short(count)} parameters × {short(seen or 0)} tokens = {_power(work)} operations, but "
                f"{short(hours)} hours of one {chip.name} at {grouped(tflops)} TFLOP/s are "
                f"{_power(could)}: {rounded(work / could * 100, 2)} % used"
            )
            yield Finding((*path, "gpu_hours"), message)


def _power(number: Decimal) -> str:
    """A large number as a power of ten: 1.2e22."""
    return f"{number:.1e}".replace("e+", "e")


_LEAST_POWER, _MOST_POWER = Decimal("0.1"), Decimal(2)
"""From idle machines to those whose hosts, network and cooling take as much as the accelerators."""
_LEAST_CARBON, _MOST_CARBON = Decimal("0.001"), Decimal("1.2")
"""Tonnes for a megawatt hour: water power, and lignite."""


@check("energy-carbon", Severity.WARNING, "training.energy")
def carbon(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """Hours, energy and carbon of a training do not go together.

    Hours times rated power give the energy of the accelerators at full load. Hosts and cooling can double it;
    less than a tenth is not a training run. Electricity emits from a few kilograms to 1.2 tonnes of carbon
    for a megawatt hour; where the energy is not stated, hours times power stand for it, and twice as much is
    passed. A factor of 1,000 means kilowatt hours in place of megawatt hours, or kilograms in place of
    tonnes. Carbon of more than this model, by `energy.covers`, beside its hours is a note.

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
        full, formula = _full_load(part, entry.card)
        used = value_of(fact_at(part, "energy.energy_mwh"))
        emitted = value_of(fact_at(part, "energy.carbon_tco2eq"))
        if used is not None and full and not _LEAST_POWER <= used / full <= _MOST_POWER:
            message = f"{formula}, but energy_mwh says {_mwh(used)}"
            yield Finding((*path, "energy", "energy_mwh"), message)
            continue
        energy = used or full
        most = _MOST_CARBON if used else _MOST_CARBON * _MOST_POWER
        if emitted and energy > 0 and not _LEAST_CARBON <= emitted / energy <= most:
            words = f"{_mwh(energy)} MWh" if used else f"({formula})"
            per_hour = f"{rounded(emitted / energy)} t for a megawatt hour, which no grid emits"
            severity = Severity.NOTE if not used and _is_of_more(part) else None
            message = f"{_mwh(emitted)} t ÷ {words} = {per_hour}"
            yield Finding((*path, "energy", "carbon_tco2eq"), message, severity=severity)


def _full_load(part: TrainingFacts, card: Card) -> tuple[Decimal, str]:
    """Hours times power in megawatt hours, with the formula; 0 where one of them is not known."""
    hours, (hardware, chip) = value_of(part.gpu_hours), _hardware(part, card)
    stated = value_of(hardware.tdp_watts) if hardware else None
    watts = stated or Decimal(chip.watts or 0 if chip else 0)
    if not hours or not watts:
        return Decimal(0), ""
    full = hours * watts / 10**6
    whose = f" of one {chip.name}" if chip and not stated else ""
    return full, f"{short(hours)} hours × {watts.normalize():f} W{whose} = {_mwh(full)} MWh"


def _mwh(number: Decimal) -> str:
    return grouped(number) if number >= 1000 else rounded(number)


CHECKS = (utilisation, carbon)
