"""All results of a catalogue as one table: a row for each score, with how it was measured."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from ..catalogue import CardEntry, Catalogue
from ..facts.comparability import key_of
from ..facts.scores import score_row
from ..schema import Card

__all__ = ["COLUMNS", "evals_csv", "number_text"]

COLUMNS = (
    "model",
    "model_name",
    "benchmark",
    "benchmark_name",
    "version",
    "metric",
    "filter",
    "score",
    "score_number",
    "error",
    "error_number",
    "unit",
    "shots",
    "split",
    "samples",
    "harness",
    "harness_version",
    "prompt",
    "measured_by",
    "checkpoint",
    "revision",
    "date",
    "comparability",
    "source",
    "source_url",
    "quote",
    "subset",
    "settings",
)
"""The header, in order."""

# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def evals_csv(catalogue: Catalogue) -> str:
    """The table as CSV (RFC 4180): cards in the order of their ids, results in the order of each card.

    A text that a spreadsheet would take for a formula has an apostrophe in front of it; numbers have none.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for _, entry in sorted(catalogue.cards.items()):
        writer.writerows(_rows(entry, catalogue))
    return text.getvalue()


def number_text(value: Decimal) -> str:
    """A number in digits, without an exponent: every digit that was written, and none that was not."""
    return format(value, "f")


def _rows(entry: CardEntry, catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    for run in entry.card.runs:
        for result in run.results:
            row = score_row(result, run, catalogue.registries)
            if row is None:
                continue
            key = result.source or run.source or ""
            source = entry.card.sources.get(key)
            yield (
                entry.id,
                _text(entry.card.name),
                result.benchmark,
                _text(row.benchmark.name),
                _text(row.version),
                _text(row.metric_id),
                _text(result.filter),
                result.score.text,
                number_text(row.score.value),
                result.error.text if result.error else "",
                number_text(row.error.value) if row.error else "",
                "fraction" if row.notation.hundredfold else row.notation.sign.strip(),
                _whole(row.shots),
                _text(result.split or run.split),
                _whole(result.samples),
                _text(run.harness),
                _text(run.harness_version),
                _text(run.prompt),
                _text(run.measured_by),
                _whole(row.checkpoint),
                _text(run.revision),
                run.date.text if run.date else "",
                key_of(row).id,
                _text(source.title if source else ""),
                _url(entry.card, key),
                _text(result.quote),
                _text(result.subset),
                _text(run.settings),
            )


def _text(value: str | None) -> str:
    if not value:
        return ""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _whole(value: object) -> str:
    return str(int(value)) if value is not None else ""  # type: ignore[call-overload]


def _url(card: Card, key: str) -> str:
    source = card.sources.get(key)
    if source:
        return source.url or ""
    return key if key.startswith("http") else ""
