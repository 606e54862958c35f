"""Numbers as people write them in sentences: digits in groups, powers of ten, suffixes, words; no units."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from ...schema import Quantity
from ..agreement import Range, written

__all__ = ["NUMBER", "SCALE", "WORD", "WORDS", "has_digits", "number", "reading"]

# Every part is possessive or bounded, so that no text takes long, however many digits it has. What may follow
# is taken where it does: a group that is itself possessive loses its place in Python before 3.11.5.
_GROUP = r"[,_\u00a0\u202f]\d{3}(?!\d)"
_POWER = (
    r"(?:[eE][-+−]?\d{1,2}(?!\d)|\s?[×x·*]\s?10(?:(?:\^|\*\*)\{?[-+−]?\d{1,2}(?!\d)\}?"
    r"|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}+))"
)
NUMBER = (
    rf"(?:\d{{1,3}}+(?:{_GROUP}){{1,6}}(?!{_GROUP})|\d{{1,24}}+(?!\d))(?:\.\d{{1,24}}+|(?!\.\d))"
    rf"(?:{_POWER}|(?!{_POWER}))"
)
"""A number without sign and suffix: `2,048`, `6.0e-4`, `2 × 10^-4`, `2 × 10⁻⁴`."""
SCALE = r"(?:thousand|million|billion|trillion|[kKMBT](?![A-Za-z]))"
"""What multiplies it: `1.3B`, `1.3 billion`."""
_UP_TO_TWENTY = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS: dict[str, int] = {word: number for number, word in enumerate(_UP_TO_TWENTY.split(), start=1)}
"""Numbers below a hundred as words."""
_ONES = tuple(WORDS)[:9]
for _ten, _number in zip(_TENS.split(), range(20, 100, 10), strict=True):
    WORDS[_ten] = _number
    for _one in _ONES:
        WORDS[f"{_ten}-{_one}"] = WORDS[f"{_ten} {_one}"] = _number + WORDS[_one]
_LONGEST_FIRST = "|".join(reversed(_UP_TO_TWENTY.split()))
WORD = rf"(?:(?:{_TENS.replace(' ', '|')})(?:[- ](?:{'|'.join(_ONES)}))?|{_LONGEST_FIRST})"
"""One of these, in small letters; the end of a word has to follow."""

_POWERS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "k": 3, "K": 3, "M": 6, "B": 9, "T": 12}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−", "0123456789-+-")
_TEN = re.compile(r"\s?[×x·*]\s?10(?:\^|\*\*)?\{?|\}")
_GROUPS = str.maketrans("", "", ",_\u00a0\u202f")
_LEAST_FIGURES = 3


def has_digits(text: str) -> bool:
    """Whether there may be a digit in a text; ten times faster than any pattern where there is none."""
    return any(map(text.__contains__, "0123456789")) or not text.isascii()


@lru_cache(maxsize=1 << 12)
def number(text: str, scale: str = "") -> Quantity:
    """What NUMBER and SCALE matched, or a word of WORDS, as a quantity that knows how precise it is."""
    said = f"{text} {scale}".strip()
    power = _POWERS[scale] if scale in _POWERS else _POWERS.get(scale.lower(), 0)
    if text.lower() in WORDS:
        value = Decimal(WORDS[text.lower()])
        return Quantity(said, value.scaleb(power), 1, exact=not power)
    plain = text.translate(_GROUPS).translate(_SUPERSCRIPTS)
    digits = _TEN.sub("e", plain).rstrip("e")
    mantissa = re.split("[eE]", digits)[0]
    whole, _, fraction = mantissa.partition(".")
    figures = len((whole + fraction).lstrip("0")) or 1
    exact = not (power or fraction or mantissa != digits)
    return Quantity(said, Decimal(digits).scaleb(power), figures, exact)


def reading(quantity: Quantity) -> Range:
    """What a number in a sentence can stand for: as in a field, but `50,000` may be rounded."""
    digits = str(int(quantity.value)) if quantity.exact else ""
    if digits.endswith("000"):
        kept = max(len(digits.rstrip("0")), _LEAST_FIGURES)
        half = Decimal(5).scaleb(len(digits) - 1 - kept)
        return Range(quantity.value - half, quantity.value + half)
    return written(quantity)
