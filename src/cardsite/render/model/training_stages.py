"""The training of a model and its stages: what is stated, and what follows where nothing is."""

from __future__ import annotations

from typing import Any

from ... import markup
from ...facts.derived import batch_tokens, stages_total, tokens_per_parameter, training_tokens
from ...markup import Resolver, Safe
from ...schema import Card
from ..evidence import Evidence
from ..fields import Fields, RenderedFact, show_derived

__all__ = ["stage_extra", "stages_view", "training_view"]

_ENERGY = ("energy_mwh", "carbon_tco2eq", "covers", "region", "offset", "method")


def training_view(view: Any, card: Card, evidence: Evidence) -> Fields | None:
    """The whole training, with what follows from other facts in the place of what the card leaves out."""
    if view.training is None:
        return None
    fields = vars(view.training)
    return Fields(
        **{
            **fields,
            "batch_tokens": fields["batch_tokens"] or show_derived(batch_tokens(card), evidence),
            "tokens": fields["tokens"] or show_derived(training_tokens(card), evidence),
            "tokens_per_parameter": show_derived(tokens_per_parameter(card), evidence),
            "gpu_hours": fields["gpu_hours"] or show_derived(stages_total(card, "gpu_hours"), evidence),
            "energy": _energy(fields["energy"], card, evidence),
        }
    )


def _energy(stated: Fields | None, card: Card, evidence: Evidence) -> Fields | None:
    totals = {
        name: show_derived(stages_total(card, f"energy.{name}"), evidence)
        for name in ("energy_mwh", "carbon_tco2eq")
    }
    fields = vars(stated) if stated else dict.fromkeys(_ENERGY)
    found = Fields(**{**fields, **{name: fields[name] or total for name, total in totals.items()}})
    return found if stated or any(totals.values()) else None


def stages_view(view: Any, card: Card, evidence: Evidence) -> tuple[Fields, ...]:
    """The stages, each with what follows for it."""
    return tuple(
        Fields(
            **{
                **vars(stage),
                "name": markup.cell(stage.name),
                "label": markup.attribute(stage.name),
                "type": markup.text(stage.type.value) if stage.type else None,
                "batch_tokens": stage.batch_tokens or show_derived(batch_tokens(card, part), evidence),
                "tokens": stage.tokens or show_derived(training_tokens(card, part), evidence),
                "tokens_per_parameter": None,
                "method": stage.energy.method if stage.energy else None,
            }
        )
        for stage, part in zip(view.training.stages if view.training else (), card.stages, strict=True)
    )


def stage_extra(stages: tuple[Fields, ...], resolve: Resolver | None) -> tuple[Fields, ...]:
    """The rows that stages have beyond the format, each under its name with a cell of every stage."""
    settings = [(*(stage.optimizer.extra if stage.optimizer else ()), *stage.extra) for stage in stages]
    found = [{row.name: _cell(row, resolve) for row in rows} for rows in settings]
    names = dict.fromkeys(name for rows in found for name in rows)
    return tuple(Fields(label=name, cells=tuple(rows.get(name) for rows in found)) for name in names)


def _cell(row: Any, resolve: Resolver | None) -> RenderedFact:
    note = markup.inline(row.note, resolve) if row.note else Safe("")
    return RenderedFact(markup.cell(row.value), row.mark, note, row.value)
