"""Numbers and flags of files in the spelling of cards."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

__all__ = ["flag", "number", "percent"]

_WHOLE = re.compile(r"[0-9]{1,18}(?:\.0+)?")


def number(text: str) -> str:
    """A whole number with its digits in groups, as cards write them: `50_304`; empty for anything else."""
    if not _WHOLE.fullmatch(text):
        return ""
    value = int(text.partition(".")[0])
    return f"{value:_}"


def percent(text: str) -> str:
    """A fraction in percent: `25 %` for 0.25; empty for what is not a number."""
    try:
        value = Decimal(text) * 100
    except InvalidOperation:
        return ""
    if not value.is_finite() or not 0 <= value <= 100:
        return ""
    return f"{value.normalize():f} %"


def flag(value: Any) -> str:
    """`yes` or `no`; empty for what is neither true nor false."""
    return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else ""
