"""Pictures of a training: the scores of a series of checkpoints, a panel for each benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...facts.numbers import grouped, short
from ...facts.scores import ScoreRow
from ..fields import Fields
from . import Drawing, Panel, Scale, linear, logarithmic
from .score_charts import chance_of, notes_on, panel_view, point_of, value_scale

__all__ = ["training_curves"]

_FEWEST = 3
"""Two points are a difference, which the table says as well."""
_WIDE = 50
"""From so many times the first step on, steps need a logarithmic axis."""

Series = Sequence[tuple[int, ScoreRow]]
"""Scores that were measured alike, by their step, the first one first."""


def training_curves(series: Sequence[Series], shots: str | None, number: int) -> Fields | None:
    """A panel for each series of scores; `number` is that of the figure on its page.

    What its caption says: `shots`, and whether steps are on a logarithmic axis, with a `zero` beside it.
    """
    alike = [found for found in series if len(found) >= _FEWEST]
    if not alike:
        return None
    steps = _step_scale(sorted({step for found in alike for step, _ in found}))
    panels = tuple(
        _panel(found, steps, f"Curve-{number}-{place}") for place, found in enumerate(alike, start=1)
    )
    return Fields(panels=panels, shots=shots, logarithmic=steps.log, zero=steps.zero, **notes_on(panels))


def _step_scale(steps: Sequence[int]) -> Scale:
    first = next((step for step in steps if step), 1)
    if len(steps) > 1 and steps[-1] / first >= _WIDE:
        return logarithmic(map(float, steps), _step_name, most=4)
    return linear(map(float, steps), _step_name)


def _step_name(step: Decimal) -> str:
    return short(step).lower() if step < Decimal(10) ** 6 else short(step)


def _panel(series: Series, steps: Scale, identity: str) -> Fields:
    last = series[-1][1]
    points = tuple(point_of(row, float(step), grouped(step), chief=row is last) for step, row in series)
    chance = chance_of(last)
    panel = Panel("", "", points, x=steps, y=value_scale(last, points, chance), reference=chance, band=True)
    return panel_view(Drawing(panel, identity), [(grouped(step), row) for step, row in series])
