"""Evaluation results as rows: which benchmark, under which conditions, with what uncertainty."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile

from .. import markup
from ..facts.comparability import PARTS, Key, Wording, in_words, interval, key_of
from ..facts.numbers import grouped
from ..facts.scores import Notation, ScoreRow, in_unit, mean_of_run, score_row
from ..markup import Safe, around, text
from ..schema import Direction, Quantity, Run, Score, fields_of
from .evidence import Evidence
from .fields import NOTHING, Fields, RenderedFact, named_source, show, show_derived, titled
from .paths import Linker
from .render_context import RenderContext

__all__ = ["ScoreTexts", "chance_text", "measured", "run_views", "score_cell", "score_texts"]

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


_WIDE, _NARROW = 60, 9
"""Characters of the heads of all metrics that are columns, of which each takes some room."""
_LIST = 4
"""More metrics of one benchmark than these are rows, where they are not columns."""


def run_views(
    runs: Iterable[Run], context: RenderContext, evidence: Evidence, linker: Linker
) -> tuple[Fields, ...]:
    """The runs as a template prints them; neighbours that differ in their conditions only share a table."""
    groups: list[list[Run]] = []
    for run in runs:
        if groups and _same_rows(groups[-1][-1], run):
            groups[-1].append(run)
        else:
            groups.append([run])
    return tuple(
        _side_by_side([_run_view(run, context, evidence, linker, in_group=True) for run in group])
        if group[1:]
        else _run_view(group[0], context, evidence, linker)
        for group in groups
    )


def _same_rows(first: Run, second: Run) -> bool:
    """Whether two runs with titles scored the same benchmarks once each, so that each can be a column."""
    if not all(run.title and run.average is None for run in (first, second)):
        return False
    one, other = ([(each.benchmark, each.subset) for each in run.results] for run in (first, second))
    ways, others = (
        [(each.metric, each.filter, each.checkpoint) for each in run.results] for run in (first, second)
    )
    # A run of one metric is a column whatever that is; of several, each row has to say its own.
    alike = ways == others or len(set(ways)) == len(set(others)) == 1
    return one == other and len(set(one)) == len(one) and alike


def _side_by_side(views: Sequence[Fields]) -> Fields:
    """Runs of the same rows as one, with a column for each; a row says its metric, or else the columns do."""
    columns = tuple(zip(*(view.rows for view in views), strict=True))
    by_row = all(len({cell.metric.metric for cell in cells}) == 1 for cells in columns)
    rows = [
        Fields(
            **{
                **vars(cells[0]),
                "metric": cells[0].metric if by_row else None,
                "scores": tuple(cell.scores[0] for cell in cells),
                "notes": tuple({note.text: note for cell in cells for note in cell.notes}.values()),
            }
        )
        for cells in columns
    ]
    heads = [
        Fields(name=part.title, lower=False)
        if by_row
        else Fields(name=f"{part.title}, {view.rows[0].metric.metric}", lower=view.rows[0].metric.lower)
        for view in views
        for part in view.parts
    ]
    parts = [part for view in views for part in view.parts]
    return Fields(
        **{
            **vars(views[0]),
            "parts": tuple(parts),
            "stated": _once(parts, lambda part: (*vars(part.conditions).values(), part.mark)),
            "notes": _once(parts, lambda part: (part.note,)),
            "metrics": tuple(heads),
            "rows": tuple(rows),
            "has_notes": any(row.notes for row in rows),
            "mean": tuple(cell for view in views for cell in view.mean),
        }
    )


def _once(parts: Sequence[Fields], said: Callable[[Fields], tuple[object, ...]]) -> tuple[Fields, ...]:
    """What is said of several runs, each time with those it holds for, unless it holds for all."""
    found = defaultdict[tuple[object, ...], list[Fields]](list)
    for part in parts:
        found[said(part)].append(part)
    several = len(found) > 1
    return tuple(
        Fields(**{**vars(same[0]), "label": ", ".join(each.title for each in same) if several else ""})
        for same in found.values()
    )


def _first(fact: RenderedFact | None, heads: Sequence[str]) -> tuple[RenderedFact | None, ...]:
    """The cells of a row that has only the first; none without it."""
    return (fact, *(None for _ in heads[1:])) if fact else ()


def _run_view(
    run: Run, context: RenderContext, evidence: Evidence, linker: Linker, *, in_group: bool = False
) -> Fields:
    """A run as a template prints it: conditions, a row for each benchmark, and the mean.

    Where few metrics hold for most benchmarks, they are columns. Otherwise a row has the first score on a
    benchmark with its metric, and the further ones side by side behind it. In a group, each score says all of
    how it was measured.
    """
    rows = [
        found for result in run.results if (found := score_row(result, run, context.catalogue.registries))
    ]
    average = _average(run, rows, evidence)
    labels = _metric_names(rows)
    ways = [_way(row, label, context) for row, label in zip(rows, labels, strict=True)]
    common = () if in_group else _common_end(ways)
    labels = [
        ", ".join(filter(None, (label, row.result.filter))) for row, label in zip(rows, labels, strict=True)
    ]
    heads, groups = _layout(rows, labels)
    firsts = {group[0] for group in groups}
    columns = [
        heads.index(label) if heads else 0 if number in firsts else None
        for number, label in enumerate(labels)
    ]
    widths = defaultdict[int | None, Counter[str]](Counter)
    for column, row in zip(columns, rows, strict=True):
        widths[column] |= _tail(score_texts(row).words)
    mark = evidence.mark(run.source) if run.source else NOTHING
    scores = [
        _score(
            row,
            label,
            way[: len(way) - len(common)],
            Counter() if column is None else widths[column],
            evidence,
            mark,
        )
        for row, label, way, column in zip(rows, labels, ways, columns, strict=True)
    ]
    mean = show_derived(mean_of_run(run, rows), evidence)
    conditions, own = _conditions(run, rows, context)
    part = Fields(title=run.title or None, label="", conditions=conditions, mark=mark, note=run.note)
    shown = []
    for number, group in enumerate(groups):
        measured = [(rows[index], scores[index]) for index in group]
        before = rows[groups[number - 1][0]].result.benchmark if number else None
        shown.append(_row(measured, heads, own[group[0]], linker, before))
    return Fields(
        parts=(part,),
        stated=(part,),
        notes=(part,),
        metrics=tuple(Fields(name=_capital(head), lower=_lower(rows, labels, head)) for head in heads),
        rows=tuple(shown),
        has_chance=any(row.chance or row.target for row in shown),
        has_further=any(row.further for row in shown),
        has_notes=any(row.notes for row in shown),
        how=_WAY.join(common) or None,
        mean=_first(_aligned(mean, widths[0]), heads),
        average=_first(_aligned(average, widths[0]), heads),
    )


def measured(runs: Iterable[Run], context: RenderContext, linker: Linker) -> tuple[Fields, ...]:
    """The benchmarks of some runs, each once, with what it measures."""
    known = context.catalogue.registries.benchmarks
    ids = dict.fromkeys(result.benchmark for run in runs for result in run.results)
    return tuple(
        Fields(
            benchmark=linker.page("benchmarks", each, known[each].value.name),
            measures=markup.inline(known[each].value.measures),
        )
        for each in ids
        if each in known
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


def _layout(rows: Sequence[ScoreRow], labels: Sequence[str]) -> tuple[list[str], list[list[int]]]:
    """The metrics that are columns, if they are; and the numbers of the scores that share a row."""
    found = defaultdict[tuple[object, ...], list[int]](list)
    times = Counter[tuple[object, ...]]()
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        what = (replace(key_of(row), metric="", filter=None), row.checkpoint)
        times[*what, label] += 1
        found[*what, times[*what, label]].append(number)
    heads = list(dict.fromkeys(labels))
    dense = 3 * len(rows) >= 2 * len(heads) * len(found)
    room = sum(max(len(head), _NARROW) for head in heads) <= _WIDE
    if len(heads) == 1 or (dense and room):
        return heads, list(found.values())
    return [], [
        each
        for group in found.values()
        for each in ([group] if len(group) <= _LIST else [[number] for number in group])
    ]


def _capital(label: str) -> str:
    """A metric as the head of a column; a name such as pass@1 or nDCG begins with no word."""
    return label[:1].upper() + label[1:] if re.match(r"[a-z]+(?:-\w+)?(?:,| |$)", label) else label


def _lower(rows: Sequence[ScoreRow], labels: Sequence[str], head: str) -> bool:
    """Whether lower scores are better in all of a column."""
    found = (row for row, label in zip(rows, labels, strict=True) if label == head)
    return all(row.direction is Direction.LOWER for row in found)


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
    return replace(shown, value=text(number), plain=number)


def _conditions(
    run: Run, rows: Sequence[ScoreRow], context: RenderContext
) -> tuple[Fields, list[Fields | None]]:
    """What all rows have in common; and of each row what it has otherwise."""
    harness = " ".join(filter(None, (run.harness, run.harness and run.harness_version)))
    stated: dict[str, str | int | None] = {
        "shots": _whole(run.shots),
        "version": run.version,
        "split": run.split,
        "step": _whole(run.checkpoint),
        "samples": None,
    }
    found: list[dict[str, str | int | None]] = [
        {
            "shots": row.shots,
            "version": row.version or None,
            "split": row.result.split or run.split,
            "step": row.checkpoint,
            "samples": _whole(row.result.samples),
        }
        for row in rows
    ]
    for part in stated:
        if len(values := {each[part] for each in found}) == 1:
            (stated[part],) = values
    own = (
        {part: value for part, value in each.items() if value is not None and value != stated[part]}
        for each in found
    )
    return Fields(
        harness=harness or None,
        measured_by=context.organization_name(run.measured_by) if run.measured_by else None,
        revision=run.revision or None,
        prompt=run.prompt or None,
        settings=run.settings or None,
        date=run.date.text if run.date else None,
        **_printed(stated),
    ), [Fields(**_printed(dict.fromkeys(stated) | each)) if each else None for each in own]


def _whole(count: Quantity | None) -> int | None:
    return None if count is None else int(count)


def _printed(conditions: Mapping[str, str | int | None]) -> dict[str, str | None]:
    """Conditions as texts; steps and examples are many."""
    return {
        part: grouped(value) if isinstance(value, int) else value or None
        for part, value in conditions.items()
    }


def _score(
    row: ScoreRow,
    label: str,
    how: tuple[str, ...],
    width: Mapping[str, int],
    evidence: Evidence,
    of_run: Safe,
) -> Fields:
    """A score as a template prints it, with its mark if that of the run is another; padded to a width."""
    result, level = row.result, _level(row)
    data = _for_comparing(row, _WAY.join(how))
    if padding := _padding(score_texts(row).words, width):
        data["pad"] = padding
    if level:
        data["chance"] = level
    mark = evidence.mark(named_source(result.source, row.run.source), result.quote, result.benchmark)
    return Fields(
        name=" ".join(filter(None, (result.benchmark, result.subset, row.metric_id, result.filter))),
        metric=label,
        lower=row.direction is Direction.LOWER,
        score=score_cell(row, **data),
        level=level,
        mark=NOTHING if mark == of_run else mark,
        note=result.note,
    )


def _row(
    measured: Sequence[tuple[ScoreRow, Fields]],
    heads: Sequence[str],
    conditions: Fields | None,
    linker: Linker,
    before: str | None,
) -> Fields:
    """The scores on one benchmark, measured alike; `before` is the benchmark of the row above."""
    (first, main), *rest = measured
    result, name = first.result, first.benchmark.name
    places = {score.metric: score for _, score in measured}
    chance = next((row for row, _ in measured if row.chance is not None), None)
    return Fields(
        benchmark=linker.page("benchmarks", result.benchmark, name),
        name=name,
        again=result.benchmark == before,
        subset=result.subset,
        conditions=conditions,
        metric=main,
        scores=tuple(places.get(head) for head in heads) if heads else (main,),
        chance=_plain_number(chance, chance.chance) if chance and chance.target is None else None,
        target=_plain_number(first, first.target) if first.target is not None else None,
        level=main.level,
        further=() if heads else tuple(score for _, score in rest),
        notes=tuple(
            Fields(metric="" if score is main else score.metric, text=score.note)
            for _, score in measured
            if score.note
        ),
    )


def _plain_number(row: ScoreRow, number: Decimal | None) -> str:
    """What guessing gives, or the ideal score, with no more digits than it has."""
    value = (number or Decimal(0)) * (100 if row.notation.hundredfold else 1)
    return f"{value.normalize():f}{row.notation.sign}".replace("-", "−")


def _level(row: ScoreRow) -> str | None:
    """`at` where a score is what guessing gives, within its error, and `below` where it is surely less."""
    if row.chance is None or row.direction is not Direction.HIGHER:
        return None
    found = interval(row)
    score, chance = float(row.score.value), float(row.chance)
    low, high = (found.low, found.high) if found else (score, score)
    return "below" if high < chance else "at" if low <= chance else None


# Alignment


def _tail(words: str) -> Counter[str]:
    """The characters from a number's decimal sign on; all digits are of one width."""
    tail = re.sub(r"^[-−]?[\d,]*", "", words)
    return Counter(re.sub(r"\d", "0", tail))


def _padding(words: str, width: Mapping[str, int]) -> Safe:
    """What a number lacks to the width of a column's tail, so that decimal signs stand below each other.

    It is the value of an attribute, which may be nothing but spaces.
    """
    missing = Counter(width) - _tail(words)
    spaces = "&nbsp;" * missing.pop(" ", 0)
    return Safe(spaces + markup.attribute("".join(missing.elements())))


def _aligned(fact: RenderedFact | None, width: Mapping[str, int]) -> RenderedFact | None:
    padding = _padding(fact.plain, width) if fact and fact.known else ""
    if not fact or not padding:
        return fact
    return replace(fact, value=around(f'<span data-cs-pad="{padding}">', fact.value, "</span>"))


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
    return "" if row.chance is None else _plain_number(row, row.chance)


def score_cell(row: ScoreRow, **data: str) -> Safe:
    """The score with its error; the title gives every digit that was published.

    `data` is for scripts and styles; what is safe stands as it is.
    """
    texts = score_texts(row)
    if not data:
        return texts.cell
    values = (
        (name, markup.attribute(value) if type(value) is str else value) for name, value in data.items()
    )
    added = "".join(f' data-cs-{name}="{value}"' for name, value in values)
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
