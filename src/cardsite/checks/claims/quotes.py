"""A check that quotes contain the numbers, dates, switches and licences they are the evidence for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ...catalogue import CardEntry
from ...problems import Severity
from ...schema import Bytes, Date, LicenseTerms, Part, Percent, Quantity, Score
from ...yamlio.text import quoted
from ..agreement import Range, exactly, written
from ..check_context import CheckContext
from ..definition import Finding, check
from .numerals import NUMBER, SCALE, WORD, number

__all__ = ["CHECKS", "holds", "holds_license"]


@check("quote-value", Severity.WARNING)
def value(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A quote does not contain the value that it is the evidence for.

    If the number in the quote is another one, then the value or the quote was copied from the wrong place.
    `1.3B` holds 1,300,000,000, `38.0%` holds 0.38, `April 3, 2023` holds 2023-04-03. Compared are numbers,
    dates, licences, and lines of a configuration that say true or false.

    Caught: Cerebras-GPT 2.7B, whose paper gives 20 heads and its configuration 32; Pythia 1B, whose paper
    gives a learning rate of 3.0e-4 and its configuration 0.00025.

    To fix it: read the source again, and correct the value or the quote.

    Example:

          architecture:
            attention_heads:
              value: 32
              source: https://example.org/config
        -     quote: 20 attention heads
        +     quote: '"num_heads": 32'
    """
    for passage in context.passages(entry):
        if passage.path[-1] == "quote":
            part: Any = entry.card
            for step in passage.path[:-1]:
                part = part[step] if isinstance(step, int) or isinstance(part, dict) else getattr(part, step)
            # A sample's input can have a key of that name.
            lacking = _lacking(part, passage.text) if isinstance(part, Part) else ""
            if lacking:
                message = f"the quote {quoted(passage.text)} does not hold {lacking}"
                yield Finding(passage.path, message)


def _lacking(part: Part, quote: str) -> str:
    """What of a part's value the quote lacks, for a message."""
    if isinstance(part, LicenseTerms):
        return "" if part.id is None or holds_license(part.id, quote) else quoted(part.id)
    holding = (name for name in ("value", "score", "supported") if hasattr(part, name))
    found = getattr(part, next(holding, ""), None)
    for each in found if isinstance(found, tuple) else (found,):
        stated = {"yes": True, "no": False}.get(each.lower(), each) if isinstance(each, str) else each
        if isinstance(stated, (Quantity, Date, bool, str)) and not holds(stated, quote):
            if isinstance(stated, bool):
                return "yes" if stated else "no"
            return quoted(stated) if isinstance(stated, str) else stated.text
    return ""


# Whether the words of a quote contain a value


@lru_cache(maxsize=1 << 14)
def holds(value: Quantity | Date | bool | str, quote: str) -> bool:
    """Whether the quote has the value; where nobody can tell without reading it, it has."""
    if isinstance(value, bool):
        return _says(quote) in {None, value}
    if isinstance(value, Date):
        return _has_date(value, quote)
    if isinstance(value, Quantity):
        return _has_number(value, quote)
    # Of words, those that begin with a number: `3,000 steps`, `1 % of the steps`.
    for match in _PART.finditer(value) if len(value) <= _LONGEST and _LED.match(value) else ():
        found = number(match["number"], match["scale"] or "")
        if match["percent"]:
            found = Percent(found.text, found.value / 100, found.figures, found.exact)
        if not _has_number(found, quote):
            return False
    return True


_LONGEST = 100
_LED = re.compile(r"(?i)(?:about|around|step|steps|~|≈|\s)*\d")
_PART = re.compile(rf"(?<![\w.-])(?P<number>{NUMBER})(?:[ \u00a0]?(?P<scale>{SCALE}))?(?P<percent>\s?%)?")
_NUMBER = re.compile(
    rf"(?P<number>{NUMBER}|\b(?=[efnost]){WORD}\b)"
    rf"(?P<scale>[ \u00a0-]?{SCALE})?(?P<size>\s?[kKMGT]i?B\b)?",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\d.])\d{1,24}(?![\d.])")
_OF_TWO = re.compile(
    rf"(?P<one>{NUMBER})\s?(?P<sign>\*\*|[×x·*/^])\s?(?P<two>{NUMBER})(?P<scale>[ \u00a0]?{SCALE})?"
)
# `1.300.000`, `1 300 000` and `1,3`, as other languages write them.
_GROUPED, _COMMA = re.compile(r"(?<=\d)[. '’](?=\d{3}(?!\d))"), re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
# A row of a table in CSV, in which commas stand between numbers: `resnet50,224,80.38,25.56`.
_WITH_COMMAS, _CELL = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])"), re.compile(r",(?!\s)")
_LONGEST_ROW, _QUOTED_OR_COMMA = 1_000, re.compile(r'("[^"]*")|,')
_MULTIPLE = re.compile(r"(?i)thousand|tausend|milli|billi|trilli|mrd|mio|\([kmbt]\)")
_BYTES = {"k": 1, "m": 2, "g": 3, "t": 4}


def _has_number(value: Quantity, quote: str) -> bool:
    """Whether a number is there in any spelling; true of a quote without numbers that can be read."""
    foreign = not quote.isascii() and any(letter.isalpha() and letter > "\u03ff" for letter in quote)
    if foreign:
        return True
    wanted = written(value)
    wanted = Range(abs(wanted.high), abs(wanted.low)) if wanted.high < 0 else wanted
    spellings = {quote, _COMMA.sub(".", _GROUPED.sub("", quote))}
    is_row = len(quote) <= _LONGEST_ROW and len(_CELL.findall(_WITH_COMMAS.sub("", quote))) > 2
    if is_row:
        spellings.add(_QUOTED_OR_COMMA.sub(lambda found: found[1] or ", ", quote))
    # What `25.56` is counted in, the head of its column may say.
    multiple = (3, 6, 9, 12) if is_row or _MULTIPLE.search(quote) else ()
    read = False
    for each in (each for text in spellings for each in _readings(value, text, multiple)):
        read = True
        if wanted.same(each):
            return True
    return not read


def _readings(value: Quantity, quote: str, multiple: Iterable[int]) -> Iterator[Range]:
    """What the numbers of a quote can stand for: with their suffix, in percent, in bytes, as a product."""
    percent = isinstance(value, (Score, Percent)) or "." in value.text
    for match in _NUMBER.finditer(quote):
        plain = written(number(match["number"]))
        yield plain
        if match["scale"]:
            yield written(number(match["number"], match["scale"].strip(" \u00a0-")))
        if percent or quote[match.end() : match.end() + 2].strip().startswith("%"):
            yield plain * exactly(Decimal("0.01"))
        if isinstance(value, Bytes) and match["size"]:
            power = _BYTES[match["size"].strip()[0].lower()]
            yield from (plain * exactly(Decimal(base) ** power) for base in (1000, 1024))
        yield from (plain * exactly(Decimal(10) ** power) for power in multiple)
    for match in _OF_TWO.finditer(quote):
        one, two = number(match["one"]), number(match["two"], (match["scale"] or "").strip())
        if match["sign"] in {"^", "**"}:
            yield exactly(one.value ** min(int(two.value), 99))
        elif match["sign"] != "/":
            yield written(one) * written(two)
        elif two.value:
            yield written(number(str(round(one.value / two.value, 6))))
    if "[" in quote:
        yield from (written(number(digits)) for digits in _BARE.findall(quote))


_SWITCH = re.compile(
    r"[\W_]*(?P<name>[\w. -]{1,60}?)[\"'\s]*[:=]\s*[\"'`]?(?P<value>true|false|yes|no)\W*", re.IGNORECASE
)
_TURNED = re.compile(r"(?i)(?:^|[\W_])(?:no|not|non|untie\w*|disable\w*|without|skip)(?:[\W_]|$)")


def _says(quote: str) -> bool | None:
    """Whether a line of a configuration switches something on; None for any other words."""
    match = _SWITCH.fullmatch(quote)
    return match and (match["value"].lower() in {"true", "yes"}) != bool(_TURNED.search(match["name"]))


_YEAR, _SMALL = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)"), re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_MONTH = re.compile(
    r"\b(?:(jan)(?:uary)?|(feb)(?:ruary)?|(mar)(?:ch)?|(apr)(?:il)?|(may)|(june?)|(july?)|(aug)(?:ust)?"
    r"|(sept?)(?:ember)?|(oct)(?:ober)?|(nov)(?:ember)?|(dec)(?:ember)?)\b",
    re.IGNORECASE,
)


def _has_date(value: Date, quote: str) -> bool:
    """Whether year, month and day are there, as far as both have them, and the month in digits or English."""
    year, *rest = value.text.split("-")
    years, numbers = _YEAR.findall(quote), [int(found) for found in _SMALL.findall(quote)]
    if years and year not in years:
        return False
    months = [match.lastindex for match in _MONTH.finditer(quote)] or (numbers if len(numbers) > 1 else [])
    if not rest or not months:
        return True
    return int(rest[0]) in months and (len(rest) < 2 or not numbers or int(rest[1]) in numbers)


_LICENSES = {
    **{name: re.compile(rf"\b{name}\b", re.IGNORECASE) for name in ("apache", "mit", "bsd", "unlicense")},
    "cc": re.compile(r"(?i)creative ?commons|\bcc\b"),
    "gpl": re.compile(r"(?i)\b[al]?gpl|general public"),
    "mpl": re.compile(r"(?i)\bmpl\b|mozilla"),
    "llama": re.compile(r"(?i)llama"),
    "gemma": re.compile(r"(?i)gemma"),
    "openrail": re.compile(r"(?i)rail\b"),
}
_VERSION, _KIND = re.compile(r"\d\.\d"), re.compile(r"(?:[al](?=gpl))?([a-z]+)")
_NONCOMMERCIAL = re.compile(r"(?i)\bnc\b|non-? ?commercial")


def holds_license(identity: str, quote: str) -> bool:
    """Whether a quote can be of that licence: no other name or version, non-commercial or not."""
    name = identity.casefold()
    kind = _KIND.match(name)
    known = _LICENSES.get(kind[1]) if kind else None
    if known is None:
        return True
    if not known.search(quote):
        return not any(other.search(quote) for other in _LICENSES.values())
    versions, own = set(_VERSION.findall(quote)), set(_VERSION.findall(name))
    if versions and own and not versions & own:
        return False
    return known is not _LICENSES["cc"] or bool(_NONCOMMERCIAL.search(quote)) == ("-nc" in name)


CHECKS = (value,)
