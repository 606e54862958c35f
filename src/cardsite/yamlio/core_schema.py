"""What an unquoted YAML scalar means where no schema says so; knows nothing of files or cards."""

from __future__ import annotations

import math
import re

__all__ = ["NULLS", "core_value", "respelled"]

# A number is kept as text beyond this: Python refuses to convert, or later to print, 4,300 digits and more.
_MAX_NUMBER = 1000

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""What stands for no value."""
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(NULLS),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+")
_BASED_INT = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")

_GROUPED = re.compile(
    r"(?P<whole>[-+]?[1-9][0-9]{0,2}(?P<sign>[ ,.'\u2019\u00a0\u202f])[0-9]{3}(?:(?P=sign)[0-9]{3})*)"
    r"(?P<fraction>(?!(?P=sign))[.,][0-9]+)?(?P<unit>(?:[eE][-+]?[0-9]+)?[ \u00a0]?[A-Za-z%]*)"
)
_DECIMAL_COMMA = re.compile(r"([-+]?[0-9]+),([0-9]+(?:[eE][-+]?[0-9]+)?[ \u00a0]?[A-Za-z%]*)")


def respelled(text: str) -> tuple[str, ...]:
    """The ways to write a number in groups of digits, or with a decimal comma, that need no quotes.

    `32,768` is 32768 or 32_768, or with a decimal comma 32.768; `0,5` is 0.5. What is neither gives nothing.
    """
    found: list[str] = []
    if match := _GROUPED.fullmatch(text):
        rest = (match["fraction"] or "").replace(",", ".") + match["unit"]
        found += [match["whole"].replace(match["sign"], joined) + rest for joined in ("", "_")]
    if match := _DECIMAL_COMMA.fullmatch(text):
        found.append(f"{match[1]}.{match[2]}")
    return tuple(found)


def core_value(text: str) -> bool | int | float | str | None:
    """The value of an unquoted scalar under the core schema of YAML 1.2.

    Differs from that schema in one thing: what JSON could not carry (`.nan`, `.inf`, a float that
    overflows, a number of more than 1,000 characters) stays text. Never raises. The text of a quoted
    scalar is a string whatever it looks like, and is not for this function.
    """
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _MAX_NUMBER:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _BASED_INT.fullmatch(text):
        return int(text, base=0)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text
