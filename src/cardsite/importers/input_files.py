"""Opens the files that importers read, strictly: size, encoding, JSON with the spelling of each number."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..problems import Place, Problem

__all__ = ["MAX_BYTES", "Literal", "Refused", "literal_quote", "place_of_keys", "read_json", "read_text"]

MAX_BYTES = 16 * 1024 * 1024
"""The largest file that is read, in bytes."""
_DEEPEST = 60


class Literal(str):
    """A number of a JSON file, verbatim; `NaN` and `Infinity` too, which the harness writes."""

    __slots__ = ()


class Refused(Exception):  # noqa: N818  (no error of the program: the file's)
    """A file that cannot be read; its problem says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_text(path: Path, label: str) -> str:
    """The file's text, without a byte order mark and with `\\n` as line ends; raises Refused."""
    try:
        text = _content(path, label).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            label, f"not UTF-8 text: byte {error.start} is {error.object[error.start]:#04x}"
        ) from None
    except OSError as error:
        raise _refused(label, f"cannot be read: {error.strerror}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _content(path: Path, label: str) -> bytes:
    if path.is_symlink():
        raise _refused(label, "a symbolic link", "name the file that it leads to")
    if not path.is_file():
        if path.is_dir():
            raise _refused(label, "this is a folder", "name the file in it")
        raise _refused(label, "this is not a file" if path.exists() else "there is no such file")
    if path.stat().st_size > MAX_BYTES:
        raise _refused(
            label, f"larger than {MAX_BYTES // 1024 // 1024} MiB", "give the file of results alone"
        )
    return path.read_bytes()


def read_json(path: Path, label: str) -> tuple[Any, str]:
    """What a JSON file holds, each number as a Literal, and its text; raises Refused with line and column."""
    text = read_text(path, label)
    if _depth(text) > _DEEPEST:
        raise _refused(label, f"lists and mappings nest more than {_DEEPEST} levels deep")
    try:
        data = json.loads(
            text,
            parse_float=Literal,
            parse_int=Literal,
            parse_constant=Literal,
            object_pairs_hook=_object(label),
        )
    except json.JSONDecodeError as error:
        place = Place(label, error.lineno, error.colno)
        message = f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        excerpt = _short(text.split("\n")[error.lineno - 1])
        raise Refused(Problem("import-file", place, message, excerpt=excerpt)) from None
    return data, text


def literal_quote(text: str, key: str, value: str) -> str:
    """The words `"key": value` as the file writes them; empty where they are not found in it."""
    pattern = rf'"{re.escape(key)}"\s*:\s*"?{re.escape(value)}"?(?![\w.])'
    found = re.search(pattern, text)
    return " ".join(found[0].split()) if found else ""


def place_of_keys(text: str, label: str, keys: Sequence[str]) -> tuple[Place, str]:
    """Where keys stand that lead into each other, and their line; the file's start if they are not found."""
    index = -1
    for key in keys:
        found = text.find(f'"{key}"', index + 1)
        if found < 0:
            break
        index = found
    if index < 0:
        return Place(label), ""
    line = text.count("\n", 0, index) + 1
    start = text.rfind("\n", 0, index) + 1
    stop = text.find("\n", start)
    return Place(label, line, index - start + 1), _short(text[start : stop if stop >= 0 else len(text)])


def _object(label: str) -> Any:
    """Refuses equal keys, of which JSON readers take the last without a word."""

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
            raise _refused(label, f'"{twice[:60]}" is given twice', "keep one of the two")
        return found

    return made


def _depth(text: str) -> int:
    """How deep brackets nest at most, without recursion; those inside of strings do not count."""
    deepest = depth = 0
    for match in _BRACKET_OR_STRING.finditer(text):
        if match[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in "]}":
            depth -= 1
    return deepest


# An unterminated string reaches to the end of the text, so that every character is looked at once.
_BRACKET_OR_STRING = re.compile(r'[\[\]{}]|"[^"\\]*+(?:\\.[^"\\]*+)*(?:"|\\?\Z)', re.DOTALL)


def _short(line: str) -> str:
    """A line for a report; empty where it is too long, or not fit to be shown."""
    return line if len(line) <= 200 and line.isprintable() else ""


def _refused(label: str, message: str, hint: str = "") -> Refused:
    return Refused(Problem("import-file", Place(label), message, hint=hint))
