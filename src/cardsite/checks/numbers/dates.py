"""Checks that dates come in the order that things happen in."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterator

from ...catalogue import CardEntry, Location
from ...problems import Severity
from ...schema import Card, Date, known
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS", "is_after", "last_day"]


def last_day(date: Date) -> datetime.date:
    """The latest day that a date can mean: of 2023-02, the 28th."""
    first = date.first_day
    month = 12 if len(date.text) == len("2023") else first.month
    days = monthrange(first.year, month)[1]
    return first if len(date.text) > len("2023-02") else first.replace(month=month, day=days)


def is_after(one: Date, other: Date) -> bool:
    """Whether a date is certainly later: 2023 is not later than 2023-03, for all that is known."""
    return one.first_day > last_day(other)


@check("date-order", Severity.ERROR, "training.start", "training.end", "training.data_cutoff")
def order(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """Two dates stand in an order that is not possible.

    Data are collected before a training ends, a training and each of its stages start before they end, and
    weights are published after that; nothing is evaluated before training starts. A month or a year is
    compared as far as it goes. A date that contradicts several is reported once, with the first of them.
    Only an end before the start is an error: weights may be published during a training, and data of a later
    stage be newer.

    Proof: no training ends before it starts, and no stage.

    Caught: in the project's trial, a start or an end of the training some years off.

    To fix it: compare both dates with the source; a year is easily the last one's.

    Example:

          release_date: 2023-04-03
        - training: {start: 2023-10, end: 2023-12}
        + training: {start: 2022-10, end: 2022-12}
    """
    dates = _dates(entry.card)
    doubted: set[str] = set()
    told: set[Location] = set()
    for early, late in _ORDERS:
        if early in dates and late in dates and doubted.isdisjoint({early, late}):
            (path, one), (_, other) = dates[early], dates[late]
            if is_after(one, other):
                doubted |= {early, late}
                told.add(path)
                mild = None if (early, late) == _ORDERS[0] else Severity.WARNING
                message = f"{early}, {one.text}, comes after {late}, {other.text}"
                yield Finding(path, message, severity=mild)
    for path, stage in entry.card.training_parts[1:]:
        began, ended = known(stage.start), known(stage.end)
        if began and ended and is_after(began, ended) and (*path, "start") not in told:
            message = f"the stage starts on {began.text}, after its end, {ended.text}"
            yield Finding((*path, "start"), message)
    start = None if _START in doubted else dates.get(_START)
    evaluation = entry.card.evaluation
    for index, run in enumerate(evaluation.runs if evaluation else ()):
        if start and run.date and is_after(start[1], run.date):
            message = f"the run of {run.date.text} comes before the start of the training, {start[1].text}"
            yield Finding(("evaluation", "runs", index, "date"), message, severity=Severity.WARNING)
            break


_START = "the start of the training"
_ORDERS = (
    (_START, "the end of the training"),
    (_START, "the release"),
    ("the end of the training", "the release"),
    ("the newest data", "the end of the training"),
    ("the newest data", "the release"),
)


def _dates(card: Card) -> dict[str, tuple[Location, Date]]:
    """The dates of a card, by the words for each."""
    found: dict[str, tuple[Location, Date | None]] = {
        "the release": (("release_date",), known(card.release_date))
    }
    if card.training:
        found[_START] = _dated(card, "start", earliest=True)
        found["the end of the training"] = _dated(card, "end", earliest=False)
        found["the newest data"] = _dated(card, "data_cutoff", earliest=False)
    return {words: (path, date) for words, (path, date) in found.items() if date is not None}


def _dated(card: Card, name: str, *, earliest: bool) -> tuple[Location, Date | None]:
    """A date of the whole training; where it has none, the earliest or the latest of its stages."""
    whole = known(getattr(card.training, name))
    if whole is not None:
        return ("training", name), whole
    dates = [
        ((*path, name), date) for path, part in card.training_parts if (date := known(getattr(part, name)))
    ]
    first = min if earliest else max
    return first(dates, key=lambda each: each[1].first_day, default=(("training", name), None))


CHECKS = (order,)
