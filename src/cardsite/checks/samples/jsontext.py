"""Where a text that is meant as JSON stops being it; knows nothing of cards."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from ...yamlio.text import quoted

__all__ = ["fault", "is_meant_as_json"]

# A key with its colon, alone or in a list. `[INST]`, `[1] First`, `{name}` and the `{'key': ...}` of Python
# are not meant as JSON.
_BEGINS = re.compile(r'\s*(?:\[\s*)?\{\s*"[^"\n]*"\s*:')
_PYTHON = re.compile(r"\b(?:True|False|None)\b")
_NOT_WHOLE = re.compile(r"\.\.\.|…|^\s*(?://|#|/\*)|\s//\s|<[^<>\n]+>|\{\{|\$\{|\$[A-Z_]{2}", re.MULTILINE)
"""What excerpts, comments and gaps to fill in show: no claim to be JSON as it stands."""
_SHOWN = 20


def is_meant_as_json(text: str) -> bool:
    """Whether somebody who writes this means JSON: it begins like it, and ends with a bracket."""
    ends = text.rstrip()[-1:] in {"}", "]"}
    return ends and _BEGINS.match(text) is not None and not _PYTHON.search(text)


@lru_cache(maxsize=1024)
def fault(text: str) -> str:
    """The line and column up to which it is JSON; empty for JSON and JSON lines, and for texts with gaps."""
    try:
        json.loads(text, parse_int=str)
    except json.JSONDecodeError as error:
        if _NOT_WHOLE.search(text) or _is_json_lines(text):
            return ""
        # Versions of Python point at a comma too many or at what stands behind it.
        position = len(text[: error.pos].rstrip(" \t\r\n,"))
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        shown = " ".join(text[position : position + _SHOWN].split())
        return f"line {line}, column {column}, {f'before {quoted(shown)}' if shown else 'at the end'}"
    except (ValueError, RecursionError):
        pass  # beyond what this reader takes, which is not to say that it is wrong
    return ""


def _is_json_lines(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        return len(lines) > 1 and all(json.loads(line, parse_int=str) is not Ellipsis for line in lines)
    except (ValueError, RecursionError):
        return False
