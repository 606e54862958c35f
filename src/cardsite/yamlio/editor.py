"""Changes a YAML file and leaves the rest as it was: comments, order, quotes, the spelling of numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from ruamel.yaml.tag import Tag

from .core_schema import core_value

__all__ = ["Editor", "Order", "Path", "quoted_text"]

Path = tuple[str | int, ...]
Order = Callable[[Path], Sequence[str]]
"""The names that may stand in the mapping at a path, in the order in which they are written."""

_NEW = "\ue000"
"""Stands before each key that was added, until the lines are in their places."""


class _Resolver(VersionedResolver):
    """Leaves every single value text, so that `6.0e-4` and `no` are written as they were read."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            return Tag(suffix="tag:yaml.org,2002:str")
        return super().resolve(kind, value, implicit)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.Resolver = _Resolver
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.width = 1_000_000
    # Otherwise `[pile, {name: Talk}]` would lose its braces.
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


class Editor:
    """A file being changed; `order` says where new fields go among those that are there.

    The text has to be YAML that `yamlfile` reads without a problem.
    """

    def __init__(self, text: str, order: Order) -> None:
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        body = text.removeprefix(self._mark)
        self._ends = "\r\n" if "\r\n" in body else "\n"
        plain = body.replace("\r\n", "\n")
        self._root: CommentedMap = _yaml().load(plain)
        self._order = order
        self._broken = {
            path: (content, plain[start:stop])
            for path, (content, start, stop) in (_in_brackets(plain) if _OPEN.search(plain) else {}).items()
            if "\n" in plain[start:stop]
        }
        """What stands in brackets over several lines: its content, and how it was written."""

    def at(self, path: Path) -> Any:
        """What stands at a path: text, a mapping, a list; None where there is nothing."""
        node: Any = self._root
        for step in path:
            node = _below(node, step)
        return node

    def put(self, path: Path, value: object) -> None:
        """Writes a value, in place of what is there or among its neighbours; mappings above it are made."""
        parent, name = self._parent(path[:-1]), path[-1]
        if isinstance(parent, CommentedSeq) or name in parent:
            _replace(parent, name, value)
        else:
            self._insert(parent, path[:-1], str(name), _node(value))

    def wrap(self, path: Path, name: str) -> None:
        """Puts what stands at a path under a name, in a mapping: `attention: dense` under `pattern`."""
        parent, last = self._parent(path[:-1]), path[-1]
        wrapped = CommentedMap({name: parent[last]})
        if parent.fa.flow_style():
            wrapped.fa.set_flow_style()
        parent[last] = wrapped

    def append(self, path: Path, item: Mapping[str, object]) -> None:
        """Adds a mapping, on a line of its own, to the list at a path, which is made where there is none."""
        found = self.at(path)
        node = _node(item)
        if not found or not isinstance(found, CommentedSeq):
            made = CommentedSeq()
            made.append(node)
            self._insert_list(path, made)
            return
        first = next(iter(node))
        marked = CommentedMap()
        marked.fa.set_flow_style()
        for key, value in node.items():
            marked[_NEW + key if key == first and not found.fa.flow_style() else key] = value
        found.append(marked)

    def append_block(self, path: Path, item: Mapping[str, object]) -> None:
        """Adds a mapping to the list at a path, a line for each field and for each item of its lists."""
        made = CommentedMap()
        for key, value in item.items():
            made[key] = CommentedSeq(map(_node, value)) if isinstance(value, list) else _node(value)
        found = self.at(path)
        if isinstance(found, CommentedSeq):
            found.fa.set_block_style()
            found.append(made)
        else:
            self._insert_list(path, CommentedSeq([made]))

    def text(self) -> str:
        """The file as it is now."""
        stream = io.StringIO()
        _yaml().dump(self._root, stream)
        text = self._as_broken(_settled(stream.getvalue()))
        return self._mark + text.replace("\n", self._ends)

    def _as_broken(self, text: str) -> str:
        """The text in which brackets that were not touched take as many lines as before."""
        if not self._broken:
            return text
        places = [(start, stop, path, content) for path, (content, start, stop) in _in_brackets(text).items()]
        for start, stop, path, content in sorted(places, key=lambda each: each[0], reverse=True):
            before, written = self._broken.get(path, (None, ""))
            if before == content:
                text = text[:start] + written + text[stop:]
        return text

    def _insert_list(self, path: Path, made: CommentedSeq) -> None:
        parent = self._parent(path[:-1])
        if path[-1] in parent:
            parent[path[-1]] = made
        else:
            self._insert(parent, path[:-1], str(path[-1]), made)

    def _parent(self, path: Path) -> Any:
        """The mapping or list at a path, made where there is none."""
        node: Any = self._root
        for depth, step in enumerate(path):
            below = _below(node, step)
            if not isinstance(below, (CommentedMap, CommentedSeq)):
                below = CommentedMap()
                self._insert(node, path[:depth], str(step), below)
            node = below
        return node

    def _insert(self, parent: CommentedMap, path: Path, name: str, value: Any) -> None:
        """Before the first of the fields that come later."""
        order = list(self._order(path))
        rank = {each: number for number, each in enumerate(order)}
        mine = rank.get(name, len(order))
        names = [str(key).removeprefix(_NEW) for key in parent]
        at = next((i for i, each in enumerate(names) if rank.get(each, len(order)) > mine), len(names))
        parent.insert(at, name if parent.fa.flow_style() else _NEW + name, value)


def _below(node: Any, step: str | int) -> Any:
    """What stands below a name or a number, also where it was just added."""
    if isinstance(node, CommentedSeq):
        return node[step] if isinstance(step, int) and step < len(node) else None
    return node.get(step, node.get(f"{_NEW}{step}")) if isinstance(node, CommentedMap) else None


def _replace(parent: CommentedMap | CommentedSeq, name: Any, value: object) -> None:
    """Of a fact in full only what is new is changed, so that a note stays."""
    old = parent[name]
    if isinstance(old, CommentedMap) and isinstance(value, Mapping):
        for key in [key for key in old if key not in value and key != "note"]:
            del old[key]
        for key, item in value.items():
            old[key] = _node(item)
    else:
        parent[name] = _node(value)


def _node(value: object) -> Any:
    """Plain data as ruamel holds it: mappings and lists on one line, quotes only where they are needed."""
    if isinstance(value, Mapping):
        made = CommentedMap()
        made.fa.set_flow_style()
        for key, item in value.items():
            made[key] = _node(item)
        return made
    if isinstance(value, (list, tuple)):
        items = CommentedSeq([_node(item) for item in value])
        items.fa.set_flow_style()
        return items
    return value


def quoted_text(text: str) -> str:
    """A text that YAML would take for a number or a flag, in quotes."""
    return (
        text if isinstance(core_value(text), str) and text not in _FLAGS else DoubleQuotedScalarString(text)
    )


_FLAGS = {"yes", "no", "on", "off", "Yes", "No", "On", "Off"}


# Brackets over several lines

_OPEN = re.compile(r"[\[{][^\]}\n]*\n")
"""A line on which a bracket is opened and not closed."""
_REMARK_BEHIND = re.compile(r"(?:[ \t]+#[^\n]*)?")


def _in_brackets(text: str) -> dict[Path, tuple[object, int, int]]:
    """What stands in brackets, by its path: its content, where what is before it ends, and where it does.

    Brackets in brackets belong to the outer ones.
    """
    found: dict[Path, tuple[object, int, int]] = {}
    ahead: list[tuple[Path, Any]] = [((), _yaml().compose(text))]
    while ahead:
        path, node = ahead.pop()
        if isinstance(node, (MappingNode, SequenceNode)) and node.flow_style:
            # A bracket may also stand on the line below its key.
            start = len(text[: node.start_mark.index].rstrip())
            remark = _REMARK_BEHIND.match(text, node.end_mark.index)
            found[path] = (_content(node), start, remark.end() if remark else len(text))
        elif isinstance(node, MappingNode):
            ahead += [((*path, key.value), value) for key, value in node.value]
        elif isinstance(node, SequenceNode):
            ahead += [((*path, number), value) for number, value in enumerate(node.value)]
    return found


def _content(node: Any) -> object:
    if isinstance(node, MappingNode):
        return {key.value: _content(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_content(value) for value in node.value]
    return node.value


# New lines in their places


def _settled(text: str) -> str:
    """The lines, with those that are new above the remarks and empty lines that belong to what follows."""
    lines = text.split("\n")
    settled: list[str] = []
    for line in lines:
        if _NEW not in line:
            settled.append(line)
            continue
        plain = line.replace(_NEW, "")
        at = len(settled)
        while at and _is_apart(settled[at - 1], _indent(plain)):
            at -= 1
        apart = settled[at:]
        # What is new at the left margin keeps an empty line before it, as its neighbours have.
        before = [""] if not _indent(plain) and at and settled[at - 1].strip() else []
        settled[at:] = [*before, plain]
        if apart:
            settled += apart
    return "\n".join(settled)


_REMARK = re.compile(r"( *)(#|$)")


def _is_apart(line: str, indent: int) -> bool:
    """Whether a line is empty, or a remark that stands no deeper than the new line."""
    found = _REMARK.match(line)
    return found is not None and (not found[2] or len(found[1]) <= indent)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
