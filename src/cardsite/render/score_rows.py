"""Evaluation results as rows: which benchmark, under which conditions, with what uncertainty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from .. import markup
from ..facts.comparability import PARTS, Key, Wording, in_words, interval, key_of
from ..facts.numbers import grouped
from ..facts.scores import Notation, ScoreRow, in_unit, mean_of_run, score_row
from ..markup import Safe, around, text
from ..schema import Direction, Quantity, Result, Run, Score, fields_of
from .evidence import Evidence
from .fields import Fields, RenderedFact, named_source, show, show_derived, titled
from .paths import Linker
from .render_context import RenderContext

__all__ = ["ScoreTexts", "chance_text", "run_view", "score_cell", "score_texts"]

_MOST_PLACES = 4
"""Decimal places that are shown; the full number stands in the card and in the score's title."""


def _decimal_places(score: Score, error: Score | None, notation: Notation) -> int:
    """How many places of the stored number a page shows."""
    if error and error.value and not notation.hundredfold:
        # Digits far behind the error say nothing: two figures of it decide.
        return max(1 - error.value.adjusted(), 0)
    written = max(_places(score), _places(error) if error else 0)
    return min(written, _MOST_PLACES)


def _places(score: Score) -> int:
    """Decimal places that were written, of the score as a fraction."""
    exponent = score.value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def run_view(run: Run, context: RenderContext, evidence: Evidence, linker: Linker) -> Fields:
    """A run as a template prints it: conditions, rows and mean."""
    explained = set[str]()
    rows = [
        found for result in run.results if (found := score_row(result, run, context.catalogue.registries))
    ]
    average = _average(run, rows, evidence)
    metrics = _metric_names(rows)
    ways = [_way(row, metric, context) for row, metric in zip(rows, metrics, strict=True)]
    shared = _common_end(ways)
    return Fields(
        title=run.title or None,
        conditions=_conditions(run, context),
        rows=tuple(
            _row(row, metric, way[: len(way) - len(shared)], evidence, linker, explained)
            for row, metric, way in zip(rows, metrics, ways, strict=True)
        ),
        how=_WAY.join(shared) or None,
        has_shots=any(row.shots is not None for row in rows),
        mean=show_derived(mean_of_run(run, rows), evidence),
        average=average,
        note=run.note,
        mark=evidence.mark(run.source) if run.source else None,
    )


def _metric_names(rows: Sequence[ScoreRow]) -> list[str]:
    """What each row calls its metric: by its id as well, where two metrics of a benchmark have one name."""
    ids = defaultdict[tuple[str, str], set[str]](set)
    for row in rows:
        ids[row.result.benchmark, row.metric_name].add(row.metric_id)
    return [
        row.metric_name
        if len(ids[row.result.benchmark, row.metric_name]) == 1
        else f"{row.metric_name} ({row.metric_id})"
        for row in rows
    ]


def _average(run: Run, rows: list[ScoreRow], evidence: Evidence) -> RenderedFact | None:
    """The average that the source states, in the unit of the rows."""
    if run.average is None:
        return None
    shown = show(run.average, fields_of(Run)["average"], evidence, run.source)
    if run.average.value is None or not rows:
        return shown
    first = rows[0]
    places = _decimal_places(first.score, first.error, first.notation)
    number = first.notation.text(in_unit(run.average.value, first.notation).value, places)
    return replace(shown, value=text(number))


def _conditions(run: Run, context: RenderContext) -> Fields:
    """What all rows have in common."""
    harness = " ".join(filter(None, (run.harness, run.harness and run.harness_version)))
    return Fields(
        harness=harness or None,
        measured_by=context.organization_name(run.measured_by) if run.measured_by else None,
        shots=str(run.shots) if run.shots is not None else None,
        step=_step(run.checkpoint),
        revision=run.revision or None,
        version=run.version or None,
        split=run.split or None,
        prompt=run.prompt or None,
        settings=run.settings or None,
        date=run.date.text if run.date else None,
    )


def _step(checkpoint: Quantity | None) -> str | None:
    return grouped(int(checkpoint)) if checkpoint is not None else None


def _own_conditions(result: Result) -> Fields | None:
    """What holds for this row and not for the whole run."""
    found = Fields(
        version=result.version or None,
        split=result.split or None,
        step=_step(result.checkpoint),
        samples=str(result.samples) if result.samples is not None else None,
    )
    return found if found.any() else None


def _row(
    row: ScoreRow,
    metric: str,
    how: tuple[str, ...],
    evidence: Evidence,
    linker: Linker,
    explained: set[str],
) -> Fields:
    result = row.result
    measures = markup.inline(row.benchmark.measures)
    if result.benchmark in explained:
        measures = Safe("", measures.markdown, "")
    explained.add(result.benchmark)
    return Fields(
        benchmark=linker.page("benchmarks", result.benchmark, row.benchmark.name),
        subset=result.subset,
        name=" ".join(filter(None, (result.benchmark, result.subset, row.metric_id, result.filter))),
        metric=metric if not result.filter else f"{metric}, {result.filter}",
        conditions=_own_conditions(result),
        shots=str(row.shots) if row.shots is not None else "",
        score=score_cell(row, **_for_comparing(row, _WAY.join(how))),
        mark=evidence.mark(named_source(result.source, row.run.source), result.quote, result.benchmark),
        measures=measures,
        note=result.note,
    )


def _for_comparing(row: ScoreRow, how: str) -> dict[str, str]:
    """What a script lines up scores of several models by, and says of those that it must not."""
    key = key_of(row)
    found = {"key": key.id, "benchmark": key.benchmark}
    if how:
        found["how"] = how
    if row.checkpoint is not None:
        found["step"] = str(row.checkpoint)
    if row.direction is not Direction.HIGHER:
        found["better"] = row.direction.value
    bounds = interval(row)
    if bounds and bounds.examples:
        found["interval"] = f"{bounds.low:.4g} {bounds.high:.4g}"
    return found


_WAY = " · "


def _way(row: ScoreRow, metric: str, context: RenderContext) -> tuple[str, ...]:
    """How a score was measured, in words; of a run, the ends are mostly the same."""
    key = key_of(row)
    who = context.organization_name(key.measured_by) if key.measured_by else ""
    return _how(key, metric, who, context.wording)


@lru_cache(maxsize=4096)  # most scores of a benchmark were measured in a few ways
def _how(key: Key, metric: str, who: str, wording: Wording) -> tuple[str, ...]:
    """What the card states of a key in words; `who` is the name of who measured."""
    names = {"metric": metric, "measured_by": who}
    stated = [part for part in PARTS if part != "benchmark" and getattr(key, part) is not None]
    return tuple(in_words(part, names.get(part, getattr(key, part)), wording) for part in stated)


def _common_end(ways: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """With what all of them end."""
    columns = zip(*map(reversed, ways), strict=False)
    same = list(takewhile(lambda column: len(set(column)) == 1, columns))
    return tuple(column[0] for column in reversed(same))


@dataclass(frozen=True, slots=True)
class ScoreTexts:
    """A score as pages print it."""

    value: str
    """`32.84 %`"""
    words: str
    """With its error: `32.84 ± 0.65 %`."""
    exact: str
    """Every digit that was published, with those of the error."""
    title: Safe
    """The exact digits as the value of an attribute."""
    shown: Safe
    """The words, for any place in a page."""
    cell: Safe
    """The words with their title, where scripts do not use them."""


def score_texts(row: ScoreRow) -> ScoreTexts:
    """What pages print of a score; all places that show it show the same."""
    return _score_texts(row.score, row.error, row.notation)


def chance_text(row: ScoreRow) -> str:
    """What guessing gives, as scores of the row are printed: `25 %`; empty where that is not known."""
    if row.chance is None:
        return ""
    places = max(-int(row.chance.normalize().as_tuple().exponent), 0)
    return row.notation.text(row.chance, min(places, _MOST_PLACES))


def score_cell(row: ScoreRow, **data: str) -> Safe:
    """The score with its error; the title gives every digit that was published, `data` is for scripts."""
    texts = score_texts(row)
    if not data:
        return texts.cell
    added = "".join(f' data-cs-{name}="{markup.attribute(value)}"' for name, value in data.items())
    title = "" if texts.exact == texts.words else f' title="{texts.title}"'
    return around(f"<span{title}{added}>", texts.shown, "</span>")


# On the page of the model, and again on those of benchmarks and of other models.
@lru_cache(maxsize=65536)
def _score_texts(value: Score, error: Score | None, notation: Notation) -> ScoreTexts:
    places = _decimal_places(value, error, notation)
    words = shown = notation.text(value.value, places)
    exact = value.text
    if error is not None:
        words = f"{shown.removesuffix(notation.sign)} ± {notation.text(error.value, places)}"
        exact = f"{value.text} ± {error.text}"
    title, safe = markup.attribute(exact), text(words)
    return ScoreTexts(shown, words, exact, title, safe, titled(words, exact))
