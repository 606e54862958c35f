"""Puts commented stubs for missing fields into the text of a card, without touching what is there."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import CardsiteError
from ..facts.coverage.answers import Answer
from ..schema import Card, Part, fields_of
from ..yamlio.document import MappingNode, Node, ScalarNode, SequenceNode, parse
from .additions import Addition, additions, lines_of

__all__ = ["Stubbed", "with_stubs"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_COMMENT = re.compile(r"( *)#( *)(.?)")
_STUB = re.compile(r" *# ( *)(- title: .*\S|[a-z0-9_]+(?=:(?:\s|$)))")

_Tree = dict[str, Addition]
_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stubbed:
    """A card's file with stubs in it."""

    content: bytes
    added: int
    """How many lines were put in."""
    left: tuple[str, ...]
    """The fields that cannot get a stub, with the reason."""


def with_stubs(content: bytes, file: str, card: Card, answers: Iterable[Answer]) -> Stubbed:
    """The bytes of a card's own file with a commented stub for each missing answer that has a place.

    Every byte of the file stays, in its order, and the file means the same; a second time nothing is added.
    Raises CardsiteError for a file with mistakes.
    """
    wanted, inside = additions(card, answers)
    text = _Text.of(content, file)
    tried: set[tuple[_Path, _Path]] = set()
    added = 0
    # Each insertion moves the lines below it, so that the rest is looked at again.
    while True:
        plan = _Plan(text, wanted)
        group = next((group for group in plan.in_order() if group.key not in tried), None)
        if group is None:
            break
        tried.add(group.key)
        changed = group.put_into(text)
        if changed is not None:
            text, added = changed, added + len(group.lines)
    unplaced = [f"{name}: the text leaves no room for it" for group in plan.groups for name in group.fields]
    left = (f"{dotted}: it belongs in the items of the list" for dotted in inside)
    return Stubbed(text.content, added, (*plan.left, *left, *unplaced))


# The text


@dataclass(frozen=True, slots=True)
class _Text:
    """A file as lines with their ends, and the fields in it."""

    file: str
    mark: bytes
    """The byte order mark, if there is one."""
    lines: tuple[str, ...]
    root: MappingNode

    @classmethod
    def of(cls, content: bytes, file: str) -> _Text:
        document = parse(content, file)
        if document.problems or not isinstance(document.root, MappingNode):
            raise CardsiteError(f"{file} has mistakes, which cardsite check shows; nothing was written")
        mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
        return cls(file, mark, tuple(_LINE.findall(content.removeprefix(mark).decode())), document.root)

    @property
    def content(self) -> bytes:
        return self.mark + "".join(self.lines).encode()

    def with_lines(self, at: int, new: Iterable[str]) -> _Text | None:
        """The text with lines before the one at an index; None where it would then mean something else."""
        end = _end(self.lines[0]) or "\n"
        above, below = [*self.lines[:at]], self.lines[at:]
        added = [line + end for line in new]
        # A file that does not end with a line break stays that way.
        if not below and not _end(above[-1]):
            above[-1] += end
            added[-1] = added[-1].removesuffix(end)
        lines = (*above, *added, *below)
        document = parse(self.mark + "".join(lines).encode(), self.file)
        root = document.root
        if document.problems or not isinstance(root, MappingNode) or _meaning(root) != _meaning(self.root):
            return None
        return _Text(self.file, self.mark, lines, root)


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _meaning(node: Node) -> Any:
    """What a node says, quotation marks included."""
    if isinstance(node, ScalarNode):
        return node.text, node.quoted
    if isinstance(node, SequenceNode):
        return [_meaning(item) for item in node.items]
    return [(name, _meaning(inner)) for name, inner in node.entries.items()]


# The places


@dataclass(frozen=True, slots=True)
class _Block:
    """A mapping of the file, or its list of free sections: the lines from `start` up to `end`."""

    path: _Path
    order: tuple[str, ...]
    """The fields that it may have, as the format orders them."""
    starts: dict[str, int]
    """The line on which each field that it has begins, counted from 0."""
    indent: int
    start: int
    end: int

    def lines_of(self, name: str) -> tuple[int, int]:
        """From where to where one of its fields goes."""
        start = self.starts[name]
        return start, min((line for line in self.starts.values() if line > start), default=self.end)

    def before(self, name: str) -> str:
        """The last field of it that the format puts before the named one; empty where there is none."""
        earlier = set(self.order[: self.order.index(name)]) if name in self.order else set()
        return max((each for each in self.starts if each in earlier), key=self.order.index, default="")


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that belong together, and the lines before which they may stand, the best first."""

    key: tuple[_Path, _Path]
    """The block, and the names in it."""
    lines: tuple[str, ...]
    places: tuple[int, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(_dotted(self.key[0], name) for name in self.key[1])

    def put_into(self, text: _Text) -> _Text | None:
        tries = (text.with_lines(at, self.lines) for at in dict.fromkeys(self.places))
        return next((changed for changed in tries if changed is not None), None)


def _dotted(block: _Path, name: str) -> str:
    return ".".join((*block, name)).removeprefix("sections.- title: ")


class _Plan:
    """What is still to be written into a text, and where."""

    def __init__(self, text: _Text, wanted: _Tree) -> None:
        self.text = text
        self.groups: list[_Group] = []
        self.left: list[str] = []
        if text.root.flow:
            self.left += (f"{name}: the card is written in braces" for name in wanted)
        else:
            self._block(_block((), Card, text.root, 0, len(text.lines)), Card, text.root, wanted)

    def in_order(self) -> list[_Group]:
        """From the bottom of the file to its top; at one place what is outside goes below what is inside."""
        return sorted(self.groups, key=lambda group: (-group.places[0], len(group.key[0])))

    def _block(self, block: _Block, model: type[Part] | None, node: MappingNode, wanted: _Tree) -> None:
        """Goes down into what is there; what is not is grouped by the field that it follows."""
        lacking: dict[str, _Tree] = {}
        for name, addition in wanted.items():
            there = node.entries.get(name)
            if there is None:
                lacking.setdefault(block.before(name), {})[name] = addition
            elif isinstance(there, MappingNode) and not there.flow and addition.below:
                part = fields_of(model)[name].part if model else None
                start, end = block.lines_of(name)
                path = (*block.path, name)
                self._block(_block(path, part, there, start + 1, end), part, there, addition.below)
            elif isinstance(there, SequenceNode) and not there.flow and name == "sections":
                self._sections(block, there, addition.below)
            else:
                self.left.append(f"{_dotted(block.path, name)}: {_obstacle(there)}")
        for before, tree in lacking.items():
            places = self._places(block, before)
            self._write(block, tree, places)

    def _sections(self, block: _Block, node: SequenceNode, wanted: _Tree) -> None:
        """Further items for a list of free sections."""
        start, end = block.lines_of("sections")
        first = self.text.lines[node.items[0].place.line - 1]
        indent = len(first) - len(first.lstrip(" "))
        items = _Block(("sections",), (), {}, indent, start + 1, end)
        self._write(items, wanted, (self._trimmed(start, end, indent), end, start + 1))

    def _places(self, block: _Block, before: str) -> tuple[int, ...]:
        if not before:
            return (min(block.starts.values()),)
        start, end = block.lines_of(before)
        return self._trimmed(start, end, block.indent), end, start

    def _trimmed(self, start: int, end: int, indent: int) -> int:
        """Where the lines of a field end, without the empty ones and the remarks on what follows."""
        while end > start + 1 and self._is_gap(self.text.lines[end - 1], indent):
            end -= 1
        return end

    @staticmethod
    def _is_gap(line: str, indent: int) -> bool:
        remark = _COMMENT.match(line)
        return not line.strip() or (remark is not None and len(remark[1]) <= indent)

    def _write(self, block: _Block, tree: _Tree, places: tuple[int, ...]) -> None:
        """Groups the parts of a tree without a stub; what belongs below an existing one goes behind it."""
        lead = f"{' ' * block.indent}# "
        stubs = dict(self._stubs(block))
        for above, fresh in _fresh(tree, stubs, ()):
            lines = tuple(lines_of(fresh, lead, len(above)))
            names = tuple("".join(f"{name}." for name in above) + name for name in fresh)
            at = (self._end_of_stub(stubs[above], block.indent),) if above else places
            self.groups.append(_Group((block.path, names), lines, at))

    def _stubs(self, block: _Block) -> Iterator[tuple[_Path, int]]:
        """The stubs that a block has already, by their names within it."""
        path: list[str] = []
        for number in range(block.start, block.end):
            line = self.text.lines[number]
            if len(line) - len(line.lstrip(" ")) != block.indent or not line.lstrip(" ").startswith("#"):
                path = []
            elif found := _STUB.match(line):
                depth = len(found[1]) // 2
                path = [*path[:depth], found[2]]
                yield tuple(path), number

    def _end_of_stub(self, number: int, indent: int) -> int:
        """The line behind a stub and what is indented below it."""
        head = _COMMENT.match(self.text.lines[number])
        depth = len(head[2]) if head else 0
        for after in range(number + 1, len(self.text.lines)):
            below = _COMMENT.match(self.text.lines[after])
            if below is None or len(below[1]) != indent or len(below[2]) <= depth or not below[3].strip():
                return after
        return len(self.text.lines)


def _block(path: _Path, model: type[Part] | None, node: MappingNode, start: int, end: int) -> _Block:
    starts = {name: place.line - 1 for name, place in node.keys.items()}
    indent = min(place.column for place in node.keys.values()) - 1
    return _Block(path, tuple(fields_of(model)) if model else (), starts, indent, start, end)


def _obstacle(there: Node) -> str:
    if isinstance(there, ScalarNode):
        return "the card takes away what its family says" if not there.quoted else "it is there already"
    return "it is written in braces" if there.flow else "it is there already"


def _fresh(tree: _Tree, stubs: dict[_Path, int], above: _Path) -> Iterator[tuple[_Path, _Tree]]:
    """The parts of a tree without a stub, with the names of the stubs above them."""
    fresh = {name: addition for name, addition in tree.items() if (*above, name) not in stubs}
    if fresh:
        yield above, fresh
    for name, addition in tree.items():
        if name not in fresh and addition.below:
            yield from _fresh(addition.below, stubs, (*above, name))
