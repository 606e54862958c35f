"""Reads YAML safely into plain nodes with positions; knows nothing of cards or what their fields mean."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from pathlib import Path

from ..problems import Place, Problem, in_order
from .parser import (
    MAX_DEPTH,
    MAX_NODES,
    MAX_PROBLEMS,
    MAX_SCALAR,
    MappingNode,
    Node,
    Reader,
    ScalarNode,
    SequenceNode,
)
from .text import MASK, SourceText, decode

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "MAX_PROBLEMS",
    "MAX_SCALAR",
    "Document",
    "MappingNode",
    "Node",
    "ScalarNode",
    "SequenceNode",
    "parse",
    "read",
    "unreadable",
]

MAX_BYTES = 512 * 1024
"""The largest file that is read, in bytes."""

# Each syntax error that is masked costs one more pass over the file.
_MAX_PASSES = 20

# Directives would only allow tags, and libyaml takes quadratic time over many of them.
# (To look behind the sign rather than before it is ten times as fast: the sign is found first.)
_DIRECTIVE = re.compile(r"%(?<![^\r\n]%)")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds and everything that is wrong with its YAML.

    Without problems, `root` is the whole content. With problems it is what could be made out, good for
    finding more of them but not for publishing, or None where the syntax or a limit is broken. The value
    of a placeholder left from a template is a Scalar with its text, at the place of its `yaml-hole` problem.
    """

    file: str
    root: Node | None
    problems: tuple[Problem, ...]
    """In the order of the file, no two alike, and at most MAX_PROBLEMS and one that says so."""
    source: SourceText
    """What the file holds, with U+FFFD for each character that is not safe to show."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the source, without their ends."""
        return self.source.lines

    def excerpt(self, line: int) -> str:
        """The source line with a number from 1; empty where there is none."""
        return self.lines[line - 1] if 1 <= line <= len(self.lines) else ""


def read(path: Path, file: str) -> Document:
    """The document in a file, which problems call `file`; a file that cannot be read is a problem.

    Reads no more than one byte beyond MAX_BYTES.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return unreadable(file, error)
    return parse(content, file)


def unreadable(file: str, error: OSError) -> Document:
    """What stands for the document of a file that cannot be read."""
    message = f"cannot read the file: {error.strerror or error}"
    return _unread(Problem("yaml-unreadable", Place(file), message))


def parse(content: bytes, file: str) -> Document:
    """The document in the bytes of a file. Never raises, whatever the bytes are."""
    if len(content) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1024} KiB"
        hint = "move long lists of results into a file of their own, and link to data"
        return _unread(Problem("yaml-too-large", Place(file), message, hint=hint))
    source, problems, is_text = decode(content, file, MAX_PROBLEMS + 1)
    root = None
    if is_text:
        root, more = _passes(source)
        problems += more
    return Document(file, root, _first(problems), source)


def _unread(problem: Problem) -> Document:
    return Document(problem.place.file, None, (problem,), SourceText(problem.place.file, ""))


def _first(problems: list[Problem]) -> tuple[Problem, ...]:
    found = in_order(problems)
    if len(found) <= MAX_PROBLEMS:
        return found
    message = f"only the first {MAX_PROBLEMS} problems are listed"
    return *found[:MAX_PROBLEMS], Problem("yaml-too-many-problems", found[MAX_PROBLEMS].place, message)


def _passes(source: SourceText) -> tuple[Node | None, list[Problem]]:
    """Reads, and where the syntax is broken in a way that can be masked, reads again beyond it.

    A placeholder such as `{X}B` is a syntax error to YAML only; with its braces read as letters the rest of
    the file, and so the root, is what the author meant.
    """
    directives = itertools.islice(_DIRECTIVE.finditer(source.text), MAX_PROBLEMS + 1)
    message, hint = 'a line that begins with "%"', "delete it; cards do not use %YAML or %TAG directives"
    problems = [source.problem("yaml-directive", each.start(), message, hint=hint) for each in directives]
    text = _DIRECTIVE.sub("#", source.text)
    holes: set[int] = set()
    broken = False
    for _ in range(_MAX_PASSES):
        reader = Reader(source, text, frozenset(holes))
        root, fault = reader.read()
        problems += reader.problems
        if fault is None:
            return None if broken else root, problems
        problem = source.problem(fault.code, fault.at, fault.message, hint=fault.hint)
        # The reader has already met a placeholder as a mapping, and knows its field better.
        if not any((known.code, known.place) == (problem.code, problem.place) for known in problems):
            problems.append(replace(problem, field=reader.field_at(fault.at)))
        if fault.code == "yaml-hole":
            holes.add(fault.at)
        else:
            broken = True
        masked = text
        for index in fault.masks:
            masked = masked[:index] + MASK + masked[index + 1 :]
        if masked == text:
            break
        text = masked
    return None, problems
