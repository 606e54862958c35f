"""Checks that dates come in the order that things happen in."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import CardEntry, Location
from ...problems import Severity
from ...schema import Card, Date, known
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS", "is_after"]


def is_after(one: Date, other: Date) -> bool:
    """Whether a date is certainly later: 2023 is not later than 2023-03, for all that is known."""
    known_of_both = min(len(one.text), len(other.text))
    return one.text[:known_of_both] > other.text[:known_of_both]


_START, _END = "the start of the training", "the end of the training"
_RELEASE, _DATA = "the release", "the newest data"
_ORDERS = ((_START, _END), (_START, _RELEASE), (_END, _RELEASE), (_DATA, _END), (_DATA, _RELEASE))


@check("date-order", Severity.ERROR, "training.start", "training.end", "training.data_cutoff")
def order(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """Two dates stand in an order that is not possible.

    Data are collected before a training ends, a training and each of its stages start before they end, and
    weights are published after that. A month or a year is compared as far as it goes. Only an end before the
    start is an error: weights may be published during a training, and data of a later stage be newer.

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
    reported: set[Location] = set()
    for early, late in _ORDERS:
        # A date that contradicts several is reported once.
        if early in dates and late in dates and doubted.isdisjoint({early, late}):
            (path, one), (_, other) = dates[early], dates[late]
            if is_after(one, other):
                doubted |= {early, late}
                reported.add(path)
                mild = None if (early, late) == (_START, _END) else Severity.WARNING
                message = f"{early}, {one.text}, comes after {late}, {other.text}"
                yield Finding(path, message, severity=mild)
    for path, stage in entry.card.training_parts[1:]:
        began, ended = known(stage.start), known(stage.end)
        if began and ended and is_after(began, ended) and (*path, "start") not in reported:
            message = f"the stage starts on {began.text}, after its end, {ended.text}"
            yield Finding((*path, "start"), message)


def _dates(card: Card) -> dict[str, tuple[Location, Date]]:
    """The dates of a card, by the words for each; of stages the earliest start and the latest end."""
    released = known(card.release_date)
    found: dict[str, tuple[Location, Date]] = {_RELEASE: (("release_date",), released)} if released else {}
    for words, name, first in ((_START, "start", min), (_END, "end", max), (_DATA, "data_cutoff", max)):
        dates = [
            ((*path, name), date)
            for path, part in card.training_parts
            if (date := known(getattr(part, name)))
        ]
        if dates:
            whole = dates[0][0] == ("training", name)
            found[words] = dates[0] if whole else first(dates, key=lambda each: each[1].first_day)
    return found


CHECKS = (order,)
