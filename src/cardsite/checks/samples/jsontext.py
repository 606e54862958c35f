"""Where a text that is meant as JSON stops being it, in words for people; knows nothing of cards."""

from __future__ import annotations

import json
import re
from functools import lru_cache

__all__ = ["fault", "is_meant_as_json"]

# A key with its colon, alone or in a list. `[INST]`, `[1] First`, `{name}` and the `{'key': ...}` of Python
# are not meant as JSON, and what begins like a list of numbers may be a sum of two.
_BEGINS = re.compile(r'\s*(?:\[\s*)?\{\s*"[^"\n]*"\s*:')
_PYTHON = re.compile(r"\b(?:True|False|None)\b")
_ELISION = ("...", "…")
_SHOWN = 20
"""So many characters are shown of what was found."""
_EXPECTED = {
    "Expecting ',' delimiter": "a comma or a closing bracket",
    "Expecting ':' delimiter": "a colon after the key",
    "Expecting property name": "a key in double quotes",
    "Expecting value": "a value",
    "Unterminated string": "the closing quote of the text that begins here",
    "Invalid control character": r"\n or \t in place of a line end or tab inside a text",
    "Invalid \\": r"an escape that JSON has, such as \n or \\",
    "Extra data": "nothing after the end",
}
"""What the reader of the standard library says, by how it begins, and what is missing in its place."""


def is_meant_as_json(text: str) -> bool:
    """Whether somebody who writes this means JSON: it begins like it, and ends with a bracket."""
    ends = text.rstrip()[-1:] in {"}", "]"}
    return ends and _BEGINS.match(text) is not None and not _PYTHON.search(text)


@lru_cache(maxsize=1024)
def fault(text: str) -> str:
    """What is wrong at which line and column; empty for JSON, JSON lines, and excerpts with `...`."""
    try:
        json.loads(text, parse_int=str)
    except json.JSONDecodeError as error:
        return "" if _is_elided(text, error.pos) or _is_json_lines(text) else _in_words(text, error)
    except (ValueError, RecursionError):
        return ""  # beyond what this reader takes, which is not to say that it is wrong
    return ""


def _is_elided(text: str, position: int) -> bool:
    return text[position:].lstrip(" \t\n,").startswith(_ELISION)


def _is_json_lines(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return False
    try:
        for line in lines:
            json.loads(line, parse_int=str)
    except (ValueError, RecursionError):
        return False
    return True


def _in_words(text: str, error: json.JSONDecodeError) -> str:
    position, before = error.pos, text[: error.pos].rstrip()
    # Versions of Python point at the comma or at the bracket behind it.
    behind = before.endswith(",") and text[position : position + 1] in {"}", "]"}
    if behind or error.msg.startswith("Illegal trailing comma"):
        position = len(before) - 1 if behind else position
        return f"{_where(text, position)}: expected no comma before the closing bracket"
    shown = " ".join(text[position : position + _SHOWN].partition("\n")[0].split())
    found = f"found {shown}" if shown else "found the end of the line" if text[position:] else "found the end"
    return f"{_where(text, position)}: expected {_wanted(error.msg)}, {found}"


def _where(text: str, position: int) -> str:
    return (
        f"line {text.count(chr(10), 0, position) + 1}, column {position - text.rfind(chr(10), 0, position)}"
    )


def _wanted(message: str) -> str:
    return next((words for start, words in _EXPECTED.items() if message.startswith(start)), "JSON")
