"""The events of a YAML parser to plain nodes with positions, within limits; knows nothing of files."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from ..problems import Place, Problem
from .core_schema import respelled
from .syntax_errors import HOLE_HINT, TAG_HINT, Fault, Span, explain, hole_message, tag_message
from .text import SourceText, clean, forbidden_characters, quoted

__all__ = [
    "MAX_DEPTH",
    "MAX_NODES",
    "MAX_PROBLEMS",
    "MAX_SCALAR",
    "MappingNode",
    "Node",
    "Reader",
    "ScalarNode",
    "SequenceNode",
]

MAX_DEPTH = 24
"""How deep lists and mappings may nest."""
MAX_NODES = 20_000
"""How many keys, values, lists and mappings a file may hold."""
MAX_SCALAR = 64 * 1024
"""The longest single text, in characters."""
MAX_PROBLEMS = 100
"""How many problems of one file are listed."""

_MAX_FIELD_PART = 60

_INDENT = re.compile(r"[ \t]*")
_COMMENT = re.compile(r"#.*")
_PIECE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?[ \u00a0]?[A-Za-z%]*")
"""What a comma in a number cuts off: a key without a value."""
_NO_VALUE = re.compile(r"\s*[,}]")
_NUMBER = re.compile(r"[-+]?[0-9]+")
_COLON = re.compile(r":(?=[\s,}])")

_FAMILY_HINT = "families do that job: put what models share into family.yaml"
_KEY_HINT = 'write "name: value"'

# Both parse without recursion; libyaml's is ten times faster, and in every wheel of PyYAML.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ScalarNode(NamedTuple):
    """A single value, as text; what it means is for its field to decide.

    The text is what YAML makes of quotes, escapes and line folding, without forbidden characters (U+FFFD
    stands for each) and cut at MAX_SCALAR. A field without a value has the text "" and is not quoted.
    """

    text: str
    quoted: bool
    """In quotes or a block (`|`, `>`): text even where it looks like a number, true or null."""
    # Most places are never asked for.
    file: str
    line: int
    column: int

    @property
    def place(self) -> Place:
        """Of the first character, which for quoted text is the quotation mark, for a block `|` or `>`."""
        return Place(self.file, self.line, self.column)


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Fields in the order of the file; of equal keys the first is kept, and refused keys are left out."""

    entries: dict[str, Node]
    keys: dict[str, Place]
    """Where each key of `entries` begins."""
    place: Place
    flow: bool
    """Written in braces (or as a single pair inside a flow list)."""


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """The items of a list."""

    items: tuple[Node, ...]
    place: Place
    flow: bool
    """Written in brackets."""


Node = ScalarNode | MappingNode | SequenceNode


class _StopError(Exception):
    """A limit is reached, and the rest of the file is not worth reading."""


class Reader:
    """One pass over the events of a text; `problems` grows as it goes."""

    def __init__(self, source: SourceText, text: str, holes: frozenset[int]) -> None:
        self.source, self._file = source, source.file
        self.problems: list[Problem] = []
        self._written = text
        self._holes = holes
        # Events are of exactly the classes of `yaml`, and always have marks, of which its stubs are not sure.
        self._next: Callable[[], Any]
        self._nodes = 0
        self._depth = 0
        self._path: list[str | int] = []
        # Where the last scalar stands, and its style.
        self._last: tuple[int, int, str | None] = (0, 0, None)
        # The paths are written out only where a message needs them.
        self._keys: list[tuple[int, tuple[str | int, ...]]] = []
        # Where the last event left off: between there and the next one are only spaces, comments and signs.
        self._end = 0
        self._tabs = "\t" in source.text

    def read(self) -> tuple[Node | None, Fault | None]:
        """The root, or the syntax error that hides it."""
        try:
            self._next = _LOADER(self._written).get_event
            return self._document(), None
        except _StopError:
            return None, None
        except yaml.MarkedYAMLError as error:
            start, end, style = self._last
            span = Span(start, end, style if style in {'"', "'"} else "")
            return None, explain(error, self.source, span)
        except (yaml.YAMLError, ValueError) as error:
            # PyYAML's own parser, where libyaml is missing, trips over impossible escapes.
            return None, Fault("yaml-syntax", self._end, f"not valid YAML: {quoted(str(error))}", "quote it")

    def field_at(self, index: int) -> str:
        """The field whose key stands before an index on its line, as far as it was read."""
        line = self.source.start(index)
        keys = itertools.takewhile(lambda key: key[0] >= line, reversed(self._keys))
        return next((_dotted(path) for key, path in keys if key <= index), "")

    def _document(self) -> Node | None:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            self._add("yaml-empty", 0, "the file is empty")
            return None
        root = self._node(self._next())
        self._next()
        after = self._next()
        if isinstance(after, yaml.DocumentStartEvent):
            hint = "one file describes one thing: move the rest to a file of its own"
            start = after.start_mark.index if after.start_mark else 0
            self._add("yaml-several-documents", start, "a second document begins here", hint)
        if _is_blank(root):
            self._add("yaml-empty", 0, "the file is empty")
            return None
        return root

    def _node(self, event: Any) -> Node:
        index = event.start_mark.index
        self._arrive(event, index)
        kind = type(event)
        if kind is yaml.ScalarEvent:
            text = self._text(event, index)
            if index in self._holes:
                text = " ".join(self.source.text[index : self._end].split())
            mark = event.start_mark
            # The constructor of a named tuple is a function of Python, which takes twice as long.
            return tuple.__new__(
                ScalarNode, (text, bool(event.style), self._file, mark.line + 1, mark.column + 1)
            )
        if kind is yaml.MappingStartEvent:
            return self._mapping(event, index)
        if kind is yaml.SequenceStartEvent:
            return self._sequence(event, index)
        return self._alias(event, index)

    def _place(self, event: Any) -> Place:
        """`source.place` of where an event begins; the parser has counted the lines already."""
        mark = event.start_mark
        return tuple.__new__(Place, (self._file, mark.line + 1, mark.column + 1))

    def _arrive(self, event: Any, index: int) -> None:
        """What holds for every node: there are not too many, and no tabs, anchors or tags before it."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            message = f"more than {MAX_NODES:,} keys and values in one file"
            self._stop_at("yaml-too-many-nodes", index, message, "move long lists into a file of their own")
        if self._tabs:
            self._refuse_tab(index)
        if type(event) is yaml.AliasEvent:
            return
        if event.anchor is not None:
            self._add("yaml-anchor", index, f"an anchor, {quoted('&' + event.anchor)}", _FAMILY_HINT)
        if event.tag is not None:
            self._add("yaml-tag", index, tag_message(self.source, index), TAG_HINT)

    def _refuse_tab(self, index: int) -> None:
        # Only before the first node of a line: a look back from each would take quadratic time.
        between = self.source.text[self._end : index]
        if "\n" not in between and "\r" not in between:
            return
        start = self.source.start(index)
        indent = _INDENT.match(self.source.text, start)
        if indent and "\t" in indent[0]:
            index = start + indent[0].index("\t")
            self._add("yaml-tab", index, "a tab in the indentation", "indent with spaces")

    def _alias(self, event: Any, index: int) -> ScalarNode:
        self._end = end = _end(event)
        hint = f"{_FAMILY_HINT}; put text that begins with * in quotes"
        self._add("yaml-alias", index, f"an alias, {quoted(self.source.text[index:end])}", hint)
        return ScalarNode(self.source.text[index:end], False, *self._place(event))

    def _text(self, event: Any, index: int) -> str:
        self._end = end = event.end_mark.index
        value: str = event.value
        style = event.style
        self._last = (index, end, style)
        if style == '"' and "\\" in (written := self._written[index:end]):
            for problem in forbidden_characters(self.source, written, index, self._field()):
                self._append(problem)
            value = clean(value)
        if len(value) > MAX_SCALAR:
            message = f"a text of {len(value):,} characters, expected at most {MAX_SCALAR:,}"
            self._add("yaml-scalar-too-long", index, message, "shorten it, or link to it")
            value = value[:MAX_SCALAR]
        return value

    def _sequence(self, event: yaml.SequenceStartEvent, index: int) -> SequenceNode:
        self._enter(index)
        place = self._place(event)
        items: list[Node] = []
        while type(child := self._next()) is not yaml.SequenceEndEvent:
            self._path.append(len(items))
            items.append(self._node(child))
            self._path.pop()
        self._leave(child)
        return SequenceNode(tuple(items), place, bool(event.flow_style))

    def _mapping(self, event: yaml.MappingStartEvent, index: int) -> MappingNode | ScalarNode:
        self._enter(index)
        place = self._place(event)
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        name: str | None = None
        while type(child := self._next()) is not yaml.MappingEndEvent:
            before = entries[name] if event.flow_style and name is not None else None
            if name is not None and isinstance(before, ScalarNode) and self._is_piece(child, before):
                child, entries[name] = self._cut_number(child, name, before)
                if type(child) is yaml.MappingEndEvent:
                    break
            self._path.append(child.value if type(child) is yaml.ScalarEvent else "")
            at = child.start_mark.index
            name = self._name(child, at, keys)
            self._keys.append((at, tuple(self._path)))
            if name is not None:
                keys[name] = self._place(child)
                entries[name] = self._node(self._next())
            else:
                self._node(self._next())
            self._path.pop()
        self._leave(child)
        if entries and event.flow_style:
            # The brace is the last character of the event, which begins with an anchor or a tag if any.
            brace = _end(event) - 1
            hole = self.source.text[brace : self._end]
            # `{Model Name}`, which to YAML is a mapping with names and no values.
            if hole.startswith("{") and not _COLON.search(hole) and all(map(_is_blank, entries.values())):
                self._add("yaml-hole", brace, hole_message(hole), HOLE_HINT)
                return ScalarNode(" ".join(hole.split()), False, *self.source.place(brace))
        return MappingNode(entries, keys, place, bool(event.flow_style))

    def _is_piece(self, event: Any, before: ScalarNode) -> bool:
        """Whether a key is what a comma has cut off from the number before it."""
        return (
            type(event) is yaml.ScalarEvent
            and not event.style
            and not before.quoted
            and _NUMBER.fullmatch(before.text) is not None
            and _PIECE.fullmatch(event.value) is not None
            and _NO_VALUE.match(self._written, _end(event)) is not None
        )

    def _cut_number(self, event: Any, name: str, before: ScalarNode) -> tuple[Any, ScalarNode]:
        """Reports once a number that commas have cut; the event behind its last piece, and the number."""
        start, comma = self._last[0], self.source.text.index(",", self._last[1])
        while self._is_piece(event, before):
            self._arrive(event, event.start_mark.index)
            self._text(event, event.start_mark.index)
            self._next()
            event = self._next()
        text = re.sub(r",\s+", ",", self.source.text[start : self._last[1]])
        spellings = respelled(text)
        hint = f"write {' or '.join(spellings[:2])}"
        if len(spellings) > 2:
            hint += f"; for a decimal comma, {spellings[2]}"
        if not spellings:
            hint = "put a list in brackets, and text that contains commas in quotes"
        self._path.append(name)
        self._add("yaml-comma", comma, f"the comma ended the value {quoted(before.text)}", hint)
        self._path.pop()
        return event, before._replace(text=spellings[0]) if spellings else before

    def _name(self, event: Any, index: int, keys: dict[str, Place]) -> str | None:
        """The name that a key gives, or None if it is refused."""
        if type(event) is not yaml.ScalarEvent:
            if not isinstance(self._node(event), ScalarNode):
                self._add("yaml-key", index, "a list or mapping as the name of a field", _KEY_HINT)
            return None
        between = self.source.text[self._end : index]
        marked = "?" in between and "?" in _COMMENT.sub("", between)
        self._arrive(event, index)
        name = self._text(event, index)
        if marked:
            self._add("yaml-key", index, 'the name of a field after a "?"', _KEY_HINT)
        elif not name.strip():
            self._add("yaml-key", index, "a field without a name", _KEY_HINT)
        elif name == "<<" and not event.style:
            self._add("yaml-merge-key", index, 'a merge key, "<<"', _FAMILY_HINT)
        elif name in keys:
            message = f"given twice, first on line {keys[name].line}"
            self._add("yaml-duplicate-key", index, message, "keep one of the two")
        else:
            return name
        return None

    def _enter(self, index: int) -> None:
        self._end = index
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"lists and mappings nest more than {MAX_DEPTH} levels deep"
            self._stop_at("yaml-too-deep", index, message, "flatten it, or give it as text")

    def _leave(self, event: yaml.Event) -> None:
        self._end = _end(event)
        self._depth -= 1

    def _field(self) -> str:
        return _dotted(self._path)

    def _add(self, code: str, index: int, message: str, hint: str = "") -> None:
        self._append(self.source.problem(code, index, message, hint=hint, field=self._field()))

    def _append(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) > MAX_PROBLEMS:
            raise _StopError

    def _stop_at(self, code: str, index: int, message: str, hint: str) -> None:
        # Without a field: its path is as long as the nesting, and says no more than the line.
        self.problems.append(self.source.problem(code, index, message, hint=hint))
        raise _StopError


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


def _dotted(path: Iterable[str | int]) -> str:
    """The path as people read it: `training.data[2].tokens`."""
    parts = (f"[{step}]" if isinstance(step, int) else _part(step) for step in path)
    return "".join(parts).removeprefix(".")


def _part(key: str) -> str:
    """A key as a part of a field's path; empty for a list or a mapping."""
    name = " ".join(clean(key).split())
    name = name if len(name) <= _MAX_FIELD_PART else name[: _MAX_FIELD_PART - 1] + "…"
    return f".{name}" if name else ""


def _is_blank(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.quoted and not node.text
