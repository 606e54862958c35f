"""Text of files made safe to print: nothing in it acts on a terminal, a log or what runs a workflow."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["INVISIBLE", "json_text", "one_line", "printed", "shortened", "spelled_out"]

INVISIBLE = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u200b\\u2028-\\u202e\\u2060\\u2066-\\u206f"
    "\\ud800-\\udfff\\ufdd0-\\ufdef\\ufeff\\ufff9-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f"
    + "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 0x11))
)
"""The characters that no text of a card has, as they stand in a set of a regular expression.

Control characters; NEL and the line and paragraph separators, where parsers disagree on what a line is;
overrides, embeddings and isolates of text direction, which show a reader another text than a machine reads;
zero-width spaces and tag characters, which make two different names look the same; what pages drop because
no text has it (deprecated formats, annotation marks, noncharacters). Right-to-left text, its marks (U+200E,
U+200F, U+061C) and the joiners that Persian, Hindi and emoji need are not among them.
"""

# In what is printed, line ends and the marks of direction are spelled out too.
_SPELLED = re.compile(f"[{INVISIBLE}\\n\\r\\u061c\\u200e\\u200f]")
# GitHub's runner takes `::error::` for a command where a line begins with it, spaces aside, and MkDocs breaks
# lines of its log at any space; `##[error]` and `##vso[…]`, which Azure Pipelines obeys, may stand anywhere.
_COMMAND = re.compile(r"(?<!\S)::")
_BRACKETED_COMMAND = re.compile(r"##(?=[A-Za-z]*\[)")
_LONGEST = 200


def one_line(text: str) -> str:
    """The text on one line, with escapes (`\\n`, `\\x1b`, `\\u202e`) for what is not to be seen or would act.

    A backslash goes in front of `::` at the beginning of a word, and between the signs of `##[`. The rest is
    as it was; what is safe already does not change.
    """
    spelled = _SPELLED.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    return _BRACKETED_COMMAND.sub(r"#\\#", _COMMAND.sub(r"\\::", spelled))


def spelled_out(value: str) -> str:
    """A value as it is; in quotes and with escapes where that could not be printed, and not too long."""
    line = shortened(one_line(value))
    return line if line == value else f'"{line}"'


def shortened(text: str) -> str:
    """The text, or its beginning where it is longer than anybody reads in a message."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def printed(text: str) -> str:
    """The text with each of its lines made safe, as by `one_line`."""
    return "\n".join(map(one_line, text.split("\n")))


def json_text(data: Any) -> str:
    """The data as JSON that is as safe to print, and that is read as the same data."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    text = "\n".join(_SPELLED.sub(_json_escape, line) for line in text.split("\n"))
    return _BRACKETED_COMMAND.sub(r"\\u0023#", _COMMAND.sub(r"\\u003a:", text))


def _json_escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
