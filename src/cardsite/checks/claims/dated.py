"""Dates of a release or of a training in free text; knows nothing of cards."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

from ..agreement import Range

__all__ = ["dated"]

_MONTHS = {name[:3].lower(): index for index, name in enumerate(calendar.month_name) if name}
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)


def _day(name: str) -> str:
    return (
        rf"(?P<{name}>(?:(?P<{name}_d>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<{name}_m>{_MONTH}) "
        rf"(?:(?P<{name}_e>\d{{1,2}})(?:st|nd|rd|th)?, ?)?(?P<{name}_y>(?:19|20)\d\d)"
        rf"|(?P<{name}_iso>(?:19|20)\d\d-\d\d(?:-\d\d)?))"
    )


_NEAR = 90
_OF_A_THING = re.compile(
    r"(?i)\b(?:code|papers?|data ?(?:set)?s?|corpus|pile|articles?|blog|reports?|library|licen[cs]e"
    r"|tokeni[sz]er|benchmark|version|demo|weights of|(?:this|the) (?:card|text|page)"
    r"|checkpoints?|updates?)\b[^.;]*$"
)
_ENDINGS = ("leased", "blished", "rained")
_HINT = re.compile(r"(?:leased|blished|rained)\s(?:on|in|by|between|from)\s")
"""Each is found many times faster than what comes next."""
_DATES = re.compile(
    r"\b(?i:(?P<verb>released|published|(?:pre-?)?trained))\s(?:(?:on|in|by \w+ in|between|from)\s){1,2}"
    rf"{_day('one')}"
    rf"(?:\s(?:and|to|until|till|through)\s{_day('two')})?"
)


def dated(text: str) -> Iterator[tuple[str, str, Range, int, int]]:
    """Kind, words, days since the year 1, beginning and end of each."""
    if not (any(map(text.__contains__, _ENDINGS)) and _HINT.search(text)):
        return
    for match in _DATES.finditer(text):
        first, last = _days(match, "one"), _days(match, "two") if match["two"] else None
        trained = match["verb"].lower().endswith("trained")
        if not trained and _OF_A_THING.search(text[max(0, match.start() - _NEAR) : match.start()]):
            continue
        if first and (last is not None) == trained:
            kind = "started" if trained else "released"
            yield kind, f"{match['verb']} {match['one']}", first, match.start("one"), match.end("one")
        if last and trained:
            yield "ended", f"trained to {match['two']}", last, match.start("two"), match.end("two")


def _days(match: re.Match[str], name: str) -> Range | None:
    """The days that a date can mean; None for one that the calendar has not."""
    iso = match[f"{name}_iso"]
    if iso:
        year, month, day = ([int(part) for part in iso.split("-")] + [0])[:3]
    else:
        year, month = int(match[f"{name}_y"]), _MONTHS[match[f"{name}_m"][:3].lower()]
        day = int(match[f"{name}_d"] or match[f"{name}_e"] or 0)
    if not 1 <= month <= 12 or day > calendar.monthrange(year, month)[1]:
        return None
    first = datetime.date(year, month, day or 1).toordinal()
    last = datetime.date(year, month, day or calendar.monthrange(year, month)[1]).toordinal()
    return Range(Decimal(first), Decimal(last))
