"""Numbers as they were written: value, spelling and significant figures, each unit a type of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

from ..yamlio.core_schema import respelled
from .scalars import DEFINITION, Quoted, expected, plain_type

__all__ = [
    "Bytes",
    "Count",
    "Epochs",
    "Hertz",
    "Hours",
    "Number",
    "Operations",
    "Parameters",
    "Percent",
    "Quantity",
    "Score",
    "Seconds",
    "Steps",
    "Tokens",
]

_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+(?:_\d+)*)?(?P<fraction>\.\d*)?(?P<exponent>[eE][-+]?\d{1,3})?"
    r"[ \u00a0\u202f]?(?P<suffix>[A-Za-z%]*)",
    re.ASCII,
)
_DIGITS = re.sub(r"\?P<\w+>", "?:", _NUMBER.pattern.partition("[ ")[0])
"""The same for editors: without names of groups, which Python alone spells so, and without a unit."""
_MAX_DIGITS = 40
# Beyond any model, and far enough from where products of two quantities lose digits.
_MOST_MAGNITUDE = 18
_EXACT = Context(prec=2 * _MAX_DIGITS)
"""Keeps every digit that can be written; the usual context rounds to 28."""
_THOUSANDS = {"": 0, "k": 3, "K": 3, "M": 6, "B": 9, "T": 12}
_PRINTED = {"k": "K", "KB": "kB"}
"""How pages print a suffix that they do not print as it was written."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A finite number together with how it was written.

    `value` is in the type's base unit (`1.3B` parameters are 1300000000); `figures` counts the significant
    figures written; `exact` says that every digit was given, so that nothing was rounded.
    """

    text: str
    value: Decimal
    figures: int
    exact: bool

    what: ClassVar[str] = "a number"
    unit: ClassVar[str] = ""
    gap: ClassVar[str] = ""
    """What stands before a suffix on a page: a space where it is a unit."""
    suffixes: ClassVar[dict[str, int]] = {"": 0}
    """The accepted suffixes and the power of ten that each stands for."""

    @classmethod
    def parse(cls, data: Any) -> Self:
        """The quantity in a scalar; raises the format's error for anything else."""
        if not isinstance(data, str) or isinstance(data, Quoted):
            raise expected(cls.what, cls._advice(data))
        match = _NUMBER.fullmatch(data.strip())
        if match is None or match["suffix"] not in cls.suffixes:
            raise expected(cls.what, cls._advice(data))
        sign, whole, point, exponent, suffix = match.groups("")
        digits, fraction = whole.replace("_", "").replace(",", ""), point[1:]
        if not digits + fraction or len(digits + fraction) > _MAX_DIGITS:
            raise expected(cls.what)
        number = Decimal(f"{sign}{digits or 0}.{fraction}{exponent}").scaleb(cls.suffixes[suffix], _EXACT)
        exact = not (suffix or fraction or exponent)
        figures = len((digits + fraction).lstrip("0")) or 1
        quantity = cls(data.strip(), cls._base(number, suffix), figures, exact)
        if quantity.value and not -_MOST_MAGNITUDE <= quantity.value.adjusted() <= _MOST_MAGNITUDE:
            raise expected(f"{cls.what}, of a size between 10^-{_MOST_MAGNITUDE} and 10^{_MOST_MAGNITUDE}")
        try:
            quantity._check()
        except PydanticCustomError:
            raise expected(cls.what, cls._advice(data)) from None
        return quantity

    @classmethod
    def _advice(cls, data: Any) -> str:
        """How to write a number that was quoted, put in brackets, or has other signs between its digits."""
        plain = isinstance(data, list) and all(type(item) is str for item in data)
        text = ",".join(data) if plain else str(data) if isinstance(data, str) else ""
        spellings = respelled(text.strip()) or ((text.strip(),) if type(data) is not str else ())
        taken = [spelling for spelling in spellings if cls._takes(spelling)]
        if not taken:
            return ""
        without = ", without quotes" if isinstance(data, Quoted) else ", without brackets" if plain else ""
        return f"write {' or '.join(taken)}{without}"

    @classmethod
    def _takes(cls, text: str) -> bool:
        try:
            cls.parse(text)
        except PydanticCustomError:
            return False
        return True

    @classmethod
    def _base(cls, number: Decimal, suffix: str) -> Decimal:  # noqa: ARG003  (for subclasses)
        return number

    def _check(self) -> None:
        """Raises the format's error where the number cannot be such a quantity."""

    def __hash__(self) -> int:
        # Two that are equal were written in the same way, and a text remembers its hash.
        return hash(self.text)

    def __int__(self) -> int:
        return int(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __str__(self) -> str:
        """The number for a page: the written digits in groups of three, and one spelling of each unit."""
        sign, whole, point, exponent, suffix = _NUMBER.fullmatch(self.text).groups("")  # type: ignore[union-attr]
        digits = int(whole.replace("_", "").replace(",", "") or 0)
        number = f"{sign}{digits:,}{point.rstrip('.')}{exponent.lower()}"
        return f"{number}{self.gap}{_PRINTED.get(suffix, suffix)}" if suffix else number

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return plain_type(cls, cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        # A number that needs a unit is text to an editor.
        types = ["number", "string"] if "" in cls.suffixes else "string"
        units = "|".join(sorted(cls.suffixes))
        return {
            "type": types,
            "pattern": f"^(?=.*\\d){_DIGITS}[ \u00a0\u202f]?(?:{units})$",
            DEFINITION: cls.__name__,
        }


class Number(Quantity):
    """A finite number in any spelling: `6.0e-4`, `0.1`, `-3`."""

    __slots__ = ()

    def __str__(self) -> str:
        """The same; below 0.001 with an exponent, and with none from there to a million: `6e-4`, `28,000`."""
        if 0 < abs(self.value) < Decimal("0.001"):
            return f"{self.value.normalize():e}"
        if "e" in self.text.lower() and abs(self.value) < 10**6:
            return f"{self.value.normalize():,f}"
        return super().__str__()


class Count(Quantity):
    """A whole number, which may be written short: `12`, `2_097_152`, `1.3B`, `380B`, `246K`."""

    __slots__ = ()
    what = "a whole number, such as 12, 2_097_152 or 1.3B"
    suffixes = _THOUSANDS

    def _check(self) -> None:
        if self.value < 0 or self.value != self.value.to_integral_value():
            raise expected(self.what)


class Parameters(Count):
    """A number of parameters."""

    __slots__ = ()
    unit = "parameters"


class Tokens(Count):
    """A number of tokens."""

    __slots__ = ()
    unit = "tokens"


class Steps(Count):
    """A number of optimizer steps."""

    __slots__ = ()
    unit = "steps"


class Operations(Count):
    """A number of operations: `4.1G`, `17.6B`, `1.2T`."""

    __slots__ = ()
    what = "a number of operations, such as 4.1G or 1_820_000_000"
    unit = "operations"
    suffixes = _THOUSANDS | {"G": 9}


class _NotNegative(Quantity):
    __slots__ = ()

    def _check(self) -> None:
        if self.value < 0:
            raise expected(self.what)


class Hours(_NotNegative):
    """A number of hours: `400K`, `1_024`, `12.5`."""

    __slots__ = ()
    what = "a number of hours, such as 12.5 or 400K"
    unit = "hours"
    suffixes = _THOUSANDS


class Epochs(_NotNegative):
    """A number of passes over a dataset: `1`, `1.5`."""

    __slots__ = ()
    what = "a number of epochs, such as 1 or 1.5"
    unit = "epochs"


class Hertz(_NotNegative):
    """A frequency: `16_000`, `16 kHz`, `44.1 kHz`. `value` is in hertz."""

    __slots__ = ()
    what = "a frequency, such as 16_000 or 16 kHz"
    unit = "hertz"
    suffixes: ClassVar[dict[str, int]] = {"": 0, "Hz": 0, "kHz": 3}

    def __str__(self) -> str:
        return f"{self.value.normalize():,f} Hz"


class Seconds(_NotNegative):
    """A length of time: `30 s`, `0.02`. `value` is in seconds."""

    __slots__ = ()
    what = "a number of seconds, such as 30 s"
    unit = "seconds"
    suffixes: ClassVar[dict[str, int]] = {"": 0, "s": 0, "ms": -3}

    def __str__(self) -> str:
        return f"{self.value.normalize():,f} s"


class Bytes(_NotNegative):
    """A size in memory, with its unit: `80 GB`, `512MiB`. `value` is in bytes."""

    __slots__ = ()
    what = "a size with its unit, such as 80 GB or 512 MiB"
    unit = "bytes"
    gap = " "
    suffixes: ClassVar[dict[str, int]] = {
        "B": 0, "kB": 3, "KB": 3, "MB": 6, "GB": 9, "TB": 12, "KiB": 0, "MiB": 0, "GiB": 0, "TiB": 0
    }  # fmt: skip

    @classmethod
    def _base(cls, number: Decimal, suffix: str) -> Decimal:
        binary = {"KiB": 1, "MiB": 2, "GiB": 3, "TiB": 4}
        return number * Decimal(1024) ** binary.get(suffix, 0)


class Percent(_NotNegative):
    """A share, with its sign: `25 %`. `value` is the fraction, 0.25."""

    __slots__ = ()
    what = "a percentage with its sign, such as 25 %"
    gap = " "
    suffixes: ClassVar[dict[str, int]] = {"%": -2}


class Score(Quantity):
    """A score, plain or in percent: `0.3866`, `38.66 %`, `11.2`. `value` is 0.3866 for the first two."""

    __slots__ = ()
    what = "a score, such as 0.3866, 38.66 % or 11.2"
    gap = " "
    suffixes: ClassVar[dict[str, int]] = {"": 0, "%": -2}

    @property
    def in_percent(self) -> bool:
        """Whether it was written with a percent sign."""
        return self.text.endswith("%")
