"""What an unquoted YAML scalar means where no schema says so; knows nothing of files or cards."""

from __future__ import annotations

import math
import re

__all__ = ["core_value"]

# A number is kept as text beyond this: Python refuses to convert, or later to print, 4,300 digits and more.
_MAX_NUMBER = 1000

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+")
_BASED_INT = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


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
