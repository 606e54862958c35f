"""Whether the words of a quote contain a value: numbers in any spelling, dates, words; knows no card."""

from __future__ import annotations

import calendar
import re
from decimal import Decimal
from functools import lru_cache

from ...schema import Bytes, Date, Percent, Quantity, Score
from ..agreement import Range, written
from .numerals import NUMBER, SCALE, WORDS, number

__all__ = ["holds", "holds_license"]


@lru_cache(maxsize=1 << 14)
def holds(value: Quantity | Date | bool | str, quote: str) -> bool:
    """Whether the quote has the value; where nobody can tell without reading it, it has."""
    if isinstance(value, bool):
        return _says(quote) in {None, value}
    if isinstance(value, Quantity):
        return _has_number(value, quote)
    if isinstance(value, Date):
        return _has_date(value, quote)
    return _has_text(value, quote)


_IN_QUOTES = re.compile(rf"(?P<number>{NUMBER})(?P<scale>[ \u00a0-]?{SCALE})?(?P<size>\s?[kKMGT]i?B\b)?")
_MULTIPLE = re.compile(r"(?i)(thousand|million|billion|trillion|\(k\)|\(m\)|\(b\))")
_PRODUCT = re.compile(rf"(?P<one>{NUMBER})\s?[×x*·]\s?(?P<two>{NUMBER})(?P<scale>[ \u00a0]?{SCALE})?")
_IN_A_LIST = re.compile(r"(?<![\d.])\d{1,24}(?![\d.])")
_WORD = re.compile(r"[A-Za-z]+")
_HUNDRED = Decimal(100)
_KINDS_OF_BYTES = {"k": 1, "m": 2, "g": 3, "t": 4}


def _has_number(value: Quantity, quote: str) -> bool:
    wanted = written(value)
    wanted = Range(abs(wanted.high), abs(wanted.low)) if wanted.high < 0 else wanted
    wide = isinstance(value, (Score, Percent)) or "." in value.text
    for match in _IN_QUOTES.finditer(quote):
        if any(wanted.same(each) for each in _readings(match, percent=wide, size=isinstance(value, Bytes))):
            return True
    if "[" in quote and any(wanted.same(written(number(each))) for each in _IN_A_LIST.findall(quote)):
        return True
    return _has_word(wanted, quote) or _has_multiple(wanted, quote) or _has_product(wanted, quote)


def _readings(match: re.Match[str], *, percent: bool, size: bool) -> list[Range]:
    """What a number of a quote can stand for: as it is, with its suffix, in percent, in bytes."""
    scale = (match["scale"] or "").strip(" \u00a0-")
    plain = written(number(match["number"]))
    found = [plain]
    if scale:
        found.append(written(number(match["number"], scale)))
    if percent or match.string[match.end() : match.end() + 2].strip().startswith("%"):
        found.append(Range(plain.low / _HUNDRED, plain.high / _HUNDRED))
    if size and match["size"]:
        power = _KINDS_OF_BYTES[match["size"].strip()[0].lower()]
        found += [_times(plain, Decimal(1000) ** power), _times(plain, Decimal(1024) ** power)]
    return found


def _times(range_: Range, factor: Decimal) -> Range:
    return Range(range_.low * factor, range_.high * factor)


def _has_word(wanted: Range, quote: str) -> bool:
    """`twelve layers`, `two million parameters`."""
    words = [word.lower() for word in _WORD.findall(quote)]
    for index, word in enumerate(words):
        if word in WORDS:
            scale = words[index + 1] if words[index + 1 : index + 2] else ""
            if wanted.same(written(number(word))) or wanted.same(written(number(word, scale))):
                return True
    return False


def _has_multiple(wanted: Range, quote: str) -> bool:
    """`parameters (billion): 1.3`, where the unit does not stand behind the number."""
    if not _MULTIPLE.search(quote):
        return False
    return any(
        wanted.same(_times(written(number(match["number"])), factor))
        for match in _IN_QUOTES.finditer(quote)
        for factor in (Decimal(10) ** power for power in (3, 6, 9, 12))
    )


def _has_product(wanted: Range, quote: str) -> bool:
    return any(
        wanted.same(
            written(number(match["one"])) * written(number(match["two"], (match["scale"] or "").strip()))
        )
        for match in _PRODUCT.finditer(quote)
    )


_SWITCH = re.compile(
    r"[\W_]*(?P<name>[\w. -]{1,60}?)[\"'\s]*[:=]\s*[\"'`]?(?P<value>true|false|yes|no)\W*", re.I
)
_TURNED = re.compile(r"(?i)(?:^|[\W_])(?:no|not|non|un\w+|disable\w*|without|skip)(?:[\W_]|$)")


def _says(quote: str) -> bool | None:
    """Whether a line of a configuration switches something on; None for any other words."""
    match = _SWITCH.fullmatch(quote)
    if match is None:
        return None
    on = match["value"].lower() in {"true", "yes"}
    return on != bool(_TURNED.search(match["name"]))


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SMALL = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_MONTHS = {name[:3].lower(): index for index, name in enumerate(calendar.month_name) if name}


def _has_date(value: Date, quote: str) -> bool:
    """Whether year, month and day are there, as far as the value has them; the year may go without saying."""
    year, *rest = value.text.split("-")
    years = _YEAR.findall(quote)
    if years and year not in years:
        return False
    numbers = {int(found) for found in _SMALL.findall(quote)}
    months = {_MONTHS[word[:3].lower()] for word in _WORD.findall(quote) if word[:3].lower() in _MONTHS}
    month = not rest or int(rest[0]) in (months or numbers)
    return month and (len(rest) < 2 or int(rest[1]) in numbers)


_BETWEEN = re.compile(r"[\s\W_]+")
_TOKEN = re.compile(r"[^\W_]+(?:\.\d+)?")
_SAME_WORDS = (("float", "fp"), ("bfloat", "bf"), ("bfp", "bf"), ("tensorfloat", "tf"))
_LONGEST = 100
_NUMBERS = re.compile(rf"(?<![\w.-])(?P<number>{NUMBER})(?:[ \u00a0]?(?P<scale>{SCALE}))?(?P<percent>\s?%)?")
_LED = re.compile(r"(?i)(?:about|around|step|steps|~|≈|\s)*\d")


def _has_text(value: str, quote: str) -> bool:
    """Whether a name or a few words are there; prose is not looked for."""
    if len(value) > _LONGEST:
        return True
    if _NUMBERS.fullmatch(value):
        # Not as letters: 2 is not a part of 12.
        return all(_has_part(match, quote) for match in _NUMBERS.finditer(value))
    plain, words = _plain(value), _plain(quote)
    if not plain or plain in words or words in plain:
        return True
    if _LED.match(value):
        return all(_has_part(match, quote) for match in _NUMBERS.finditer(value))
    tokens = [_plain(token) for token in _TOKEN.findall(value)]
    return any(token in words for token in tokens if len(token) > 2 or token.isdigit())


def _has_part(match: re.Match[str], quote: str) -> bool:
    quantity = number(match["number"], match["scale"] or "")
    if match["percent"]:
        quantity = (
            Percent.parse(f"{match['number'].translate(_GROUPS)}%") if len(match["number"]) < 20 else quantity
        )
    return _has_number(quantity, quote)


_GROUPS = str.maketrans("", "", "_\u00a0\u202f ")


def _plain(text: str) -> str:
    """Without case, spaces and hyphens; the names of number formats as their short forms."""
    plain = _BETWEEN.sub("", text.casefold())
    for long, short in _SAME_WORDS:
        plain = plain.replace(long, short)
    return plain


_LICENSES = {
    "apache": ("apache",),
    "mit": ("mit",),
    "cc": ("creativecommons", "cc"),
    "gpl": ("gpl", "gnugeneral"),
    "lgpl": ("lgpl", "lesser"),
    "agpl": ("agpl", "affero"),
    "bsd": ("bsd",),
    "mpl": ("mpl", "mozilla"),
    "llama": ("llama",),
    "gemma": ("gemma",),
    "openrail": ("rail",),
    "unlicense": ("unlicense",),
}
_VERSION = re.compile(r"\d\.\d")
_KIND = re.compile(r"[a-z]+")


def holds_license(identity: str, quote: str) -> bool:
    """Whether a quote can be of that licence: no other name or version, non-commercial or not."""
    name = identity.casefold()
    kind = _KIND.match(name)
    known = _LICENSES.get(kind[0]) if kind else None
    words = {word.casefold() for word in _WORD.findall(quote)} | {_plain(quote)}
    if known is None:
        return True
    if not _names(known, words):
        return not any(_names(others, words) for others in _LICENSES.values())
    versions = _VERSION.findall(quote)
    if versions and _VERSION.search(name) and not set(_VERSION.findall(name)) & set(versions):
        return False
    commercial = {"nc", "noncommercial"} & words or "noncommercial" in _plain(quote)
    return kind is None or kind[0] != "cc" or bool(commercial) == ("-nc" in name)


def _names(names: tuple[str, ...], words: set[str]) -> bool:
    return any(name in words or (len(name) > 3 and any(name in word for word in words)) for name in names)
