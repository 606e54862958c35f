"""Pictures of a training: the scores of a series of checkpoints, a panel for each benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...facts.numbers import grouped, short
from ...facts.scores import ScoreRow
from ...markup import Safe
from . import Panel, Scale, draw_panel, linear, logarithmic
from .score_charts import chance_of, figure, in_words, panels, point_of, value_scale

__all__ = ["training_curves"]

_FEWEST = 3
"""Two points are a difference, which the table says as well."""
_WIDE = 50
"""From so many times the first step on, steps need a logarithmic axis."""

Series = Sequence[tuple[int, ScoreRow]]
"""Scores that were measured alike, by their step, the first one first."""


def training_curves(series: Sequence[Series], shots: str, number: int) -> Safe | None:
    """A panel for each series of scores; `number` is that of the figure on its page, `shots` stands below."""
    alike = [found for found in series if len(found) >= _FEWEST]
    if not alike:
        return None
    steps = _step_scale(sorted({step for found in alike for step, _ in found}))
    drawn = [
        (found[-1][1], _panel(found, steps, f"Curve-{number}-{place}"))
        for place, found in enumerate(alike, start=1)
    ]
    return figure(panels(drawn), Safe(f'<p class="cs-note">{_caption(steps, shots)}</p>'))


def _step_scale(steps: Sequence[int]) -> Scale:
    first = next((step for step in steps if step), 1)
    if len(steps) > 1 and steps[-1] / first >= _WIDE:
        return logarithmic(map(float, steps), _step_name)
    return linear(map(float, steps), _step_name)


def _step_name(step: Decimal) -> str:
    return short(step).lower() if step < Decimal(10) ** 6 else short(step)


def _panel(series: Series, steps: Scale, identity: str) -> Safe:
    last = series[-1][1]
    points = tuple(
        point_of(row, float(step), f"step {grouped(step)}", chief=row is last, labelled=row is last)
        for step, row in series
    )
    chance = chance_of(last)
    panel = Panel(
        title=f"{last.benchmark.name} over the training",
        description=in_words(last, [(f"at step {grouped(step)}", row) for step, row in series]),
        points=points,
        x=steps,
        y=value_scale(last, points, chance),
        reference=chance,
        band=True,
    )
    return draw_panel(panel, identity)


def _caption(steps: Scale, shots: str) -> str:
    alike = f", {shots}" if shots else ""
    words = [f"Score over training steps{alike}, with one standard error to both sides."]
    if steps.log and steps.zero:
        words.append("Steps are on a logarithmic axis, on which step 0 stands left of the break.")
    elif steps.log:
        words.append("Steps are on a logarithmic axis.")
    words.append("Each point shows its value under the pointer; the table has them all.")
    return " ".join(words)
