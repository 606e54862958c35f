"""Bytes to text with positions: encoding, line ends and characters that have no place in a card."""

from __future__ import annotations

import bisect
import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from ..problems import Place, Problem
from ..terminal import INVISIBLE

__all__ = ["MASK", "SourceText", "clean", "decode", "forbidden_characters", "quoted"]

MASK = "\ufffd"
"""Stands where a forbidden character stood, so that no later position moves."""

_MAX_EXCERPT = 200

_FORBIDDEN = re.compile(f"[{INVISIBLE}]")
# A raw carriage return is a line end and never reaches a value; an escaped one does.
_FORBIDDEN_IN_VALUE = re.compile(f"[{INVISIBLE}\\r]")

_LINE_END = re.compile(r"\r\n|\r|\n")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SHORT_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "r": "\r",
    "v": "\v",
    "N": "\x85",
    "L": "\u2028",
    "P": "\u2029",
}


@dataclass(frozen=True)
class SourceText:
    """The text of one file; an index into `text` is what parsers report, a Place is what people read."""

    file: str
    text: str
    """Without a byte order mark, and with MASK for each forbidden character."""

    # Of most files no line is ever asked for.
    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends."""
        lines = self.unix.split("\n")
        return tuple(lines if lines[-1] else lines[:-1])

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The index at which each line begins; one more than `lines` where the text ends in a line end."""
        return (0, *(end.end() for end in _LINE_END.finditer(self.text)))

    @property
    def unix(self) -> str:
        """The text with `\n` at the end of each line."""
        return _LINE_END.sub("\n", self.text) if "\r" in self.text else self.text

    def line(self, index: int) -> int:
        """The number, from 1, of the line that an index is on."""
        return bisect.bisect_right(self.starts, index)

    def start(self, index: int) -> int:
        """The index at which the line of an index begins."""
        return self.starts[self.line(index) - 1]

    def place(self, index: int) -> Place:
        """Line and column of an index, in characters from 1."""
        index = min(index, len(self.text))
        line = self.line(index)
        return Place(self.file, line, index - self.starts[line - 1] + 1)

    def excerpt(self, line: int) -> str:
        """The line with a number from 1; empty where there is none or it is too long to show."""
        found = self.lines[line - 1] if 1 <= line <= len(self.lines) else ""
        return found if len(found) <= _MAX_EXCERPT else ""

    def problem(self, code: str, index: int, message: str, *, hint: str = "", field: str = "") -> Problem:
        """A problem at an index, with the line it is on."""
        place = self.place(index)
        return Problem(code, place, message, field=field, hint=hint, excerpt=self.excerpt(place.line))


def decode(content: bytes, file: str, most: int) -> tuple[SourceText, list[Problem], bool]:
    """The source of a file's bytes, what is wrong with its characters, and whether it is text at all.

    At most `most` problems are listed. Where the bytes are not UTF-8, the source is only good for
    excerpts.
    """
    # UTF-32 before UTF-16: the little-endian mark of the former begins with the latter's.
    for mark, name in (
        (codecs.BOM_UTF32_LE, "UTF-32"),
        (codecs.BOM_UTF32_BE, "UTF-32"),
        (codecs.BOM_UTF16_LE, "UTF-16"),
        (codecs.BOM_UTF16_BE, "UTF-16"),
    ):
        if content.startswith(mark):
            return _other_encoding(file, name)
    if len(content) >= 4 and b"\0\0" in {content[0:4:2], content[1:4:2]}:
        return _other_encoding(file, "UTF-16")
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        source = SourceText(file, _FORBIDDEN.sub(MASK, content.decode(errors="replace")))
        index = len(content[: error.start].decode())
        byte = content[error.start]
        return source, [_not_utf8(source, index, f"byte 0x{byte:02X} is not UTF-8 text")], False
    if _is_plain(text):
        return SourceText(file, text), [], True
    source = SourceText(file, _FORBIDDEN.sub(MASK, text))
    found = islice(_FORBIDDEN.finditer(text), most)
    return source, [_forbidden(source, match.start(), match[0]) for match in found], True


def forbidden_characters(source: SourceText, escaped: str, start: int, field: str) -> Iterator[Problem]:
    """The forbidden characters that a double-quoted scalar spells as escapes, each at its backslash.

    `escaped` is the scalar as it is written, `start` the index at which it begins.
    """
    for match in _ESCAPE.finditer(escaped):
        if _FORBIDDEN_IN_VALUE.fullmatch(character := _unescape(match)):
            yield _forbidden(source, start + match.start(), character, field)


def clean(value: str) -> str:
    """A scalar's text with MASK for each forbidden character."""
    if value.isascii() and value.isprintable():
        return value
    return value if _is_plain(value) and "\r" not in value else _FORBIDDEN_IN_VALUE.sub(MASK, value)


def _is_plain(text: str) -> bool:
    """Whether the text is ASCII without control characters, as most is: much faster than the pattern."""
    return text.isascii() and text.translate(_WHITE).isprintable()


_WHITE = {ord(character): " " for character in "\t\n\r"}


def _unescape(match: re.Match[str]) -> str:
    """The character behind an escape, or an empty text where it cannot be a forbidden one."""
    digits = match[1] or match[2] or match[3]
    if digits is None:
        return _SHORT_ESCAPES.get(match[4], "")
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else ""


def quoted(text: str) -> str:
    """Someone's text for use in a message: in quotes, on one line, and not too long."""
    flat = " ".join(text.split())
    return f'"{flat if len(flat) <= 60 else flat[:59] + "…"}"'


def _other_encoding(file: str, name: str) -> tuple[SourceText, list[Problem], bool]:
    source = SourceText(file, "")
    return source, [_not_utf8(source, 0, f"the file is {name}, expected UTF-8")], False


def _not_utf8(source: SourceText, index: int, message: str) -> Problem:
    return source.problem("yaml-encoding", index, message, hint="save the file as UTF-8")


def _forbidden(source: SourceText, index: int, character: str, field: str = "") -> Problem:
    code = ord(character)
    kind = "control"
    if code in range(0x202A, 0x202F) or code in range(0x2066, 0x206A):
        kind = "bidirectional control"
    elif unicodedata.category(character) != "Cc":
        kind = "invisible"
    name = unicodedata.name(character, "")
    message = f"{kind} character U+{code:04X}{' ' if name else ''}{name}"
    return source.problem("yaml-control-character", index, message, hint="delete it", field=field)
