"""Reorders the lines of a YAML file: entries move as whole lines, with the comments above them.

Nothing is read into data and written back. What is moved and indented is the text itself, so that quotes,
numbers and comments are verbatim what they were.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from .field_order import FieldOrder

__all__ = ["laid_out"]

_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STEP = 2
_EDITORS_LINE = re.compile(r"# *yaml-language-server:")
_BLOCK_HEADER = re.compile(r"[|>](?P<signs>[-+0-9]*)")
_COLON = re.compile(r"[ \t]*:")
_END_OF_LINE = re.compile(r"[^\n]*")


def laid_out(text: str, shape: FieldOrder) -> str:
    """The text of a YAML file whose root is a mapping, in order and indented.

    The text has to have `\\n` as line ends, and YAML that `yamlfile` reads without a problem.
    """
    return _Layout(text).document(shape)


@dataclass(slots=True)
class _Chunk:
    """An entry of a mapping: what moves together."""

    rank: int
    head: list[str]
    """The comments and empty lines above it."""
    body: list[str]


class _Layout:
    """One pass over a text; `at` is the last line that was dealt with."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.at = -1
        # A comment behind the dash of a list, on its way to what stands below it.
        self.behind_dash: list[str] = []

    def document(self, shape: FieldOrder) -> str:
        root: Any = yaml.compose(self.text, Loader=_LOADER)
        head = self._header(root.start_mark.line)
        if root.flow_style:
            above = self._gap(root.start_mark.line, 0)
            body = self._leaf(root, shape, 0, 0)
        else:
            above, body = self._mapping(root, shape, 0)
        lines = _joined(_joined(_joined(head, above), body), self._comments(0, 0))
        # What is left is `...` at most.
        rest = [bare for line in self.lines[self.at + 1 :] if (bare := _bare(line))]
        return "\n".join([*lines, *rest]) + "\n"

    def _header(self, first: int) -> list[str]:
        """What stays on top: up to the last empty line or `---`, and the line that names the schema."""
        above = [_bare(line) for line in self.lines[:first]]
        marks = [number for number, line in enumerate(above) if not line or line.startswith("---")]
        stop = marks[-1] + 1 if marks else 0
        if not any(above[:stop]) and _EDITORS_LINE.match("".join(above[stop : stop + 1])):
            stop += 1
        self.at = stop - 1
        return _without_first_empty(_without_doubles(above[:stop]))

    # What lies between entries

    def _gap(self, line: int, indent: int) -> list[str]:
        """The comments and empty lines before a line, indented, and the pass goes on from there."""
        found = [*self.behind_dash, *self.lines[self.at + 1 : line]]
        self.behind_dash = []
        self.at = max(self.at, line - 1)
        return _indented(found, indent)

    def _comments(self, least: int, indent: int) -> list[str]:
        """The comments at the end of a block: those that stand at least so deep."""
        stop = self.at
        for number in range(self.at + 1, len(self.lines)):
            line = self.lines[number]
            bare = _bare(line)
            if bare and (not bare.startswith("#") or _indent(line) < least):
                break
            stop = number if bare else stop
        return self._gap(stop + 1, indent)

    # Blocks: each gives the comments above its first entry, and its lines

    def _block(self, node: Any, shape: FieldOrder, outer: int, indent: int) -> tuple[list[str], list[str]]:
        """A block in one that stood at `outer`; `indent` is where it will stand itself."""
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, shape, indent)
        return self._sequence(node, shape, outer, indent)

    def _mapping(self, node: Any, shape: FieldOrder, indent: int) -> tuple[list[str], list[str]]:
        here = node.start_mark.column
        chunks = []
        for key, value in node.value:
            head = self._gap(key.start_mark.line, indent)
            body = self._entry(key, value, shape.below(key.value), here, indent)
            chunks.append(_Chunk(shape.rank(key.value), head, body))
        chunks[-1].body += self._comments(here, indent)
        chunks.sort(key=lambda chunk: chunk.rank)
        first, *others = chunks
        lines = first.body
        for chunk in others:
            lines = _joined(lines, _joined(chunk.head, chunk.body))
        return first.head, lines

    def _sequence(self, node: Any, shape: FieldOrder, outer: int, indent: int) -> tuple[list[str], list[str]]:
        here = node.start_mark.column
        heads: list[list[str]] = []
        bodies: list[list[str]] = []
        for item in node.value:
            head, body = self._item(item, shape, here, indent)
            heads.append(head)
            bodies.append(body)
        # A list may stand as deep as the name of its field; what follows then is not part of it.
        bodies[-1] += self._comments(max(here, outer + 1), indent)
        lines = bodies[0]
        for head, body in zip(heads[1:], bodies[1:], strict=True):
            lines = _joined(lines, _joined(head, body))
        return heads[0], lines

    def _item(self, item: Any, shape: FieldOrder, here: int, indent: int) -> tuple[list[str], list[str]]:
        """An item of a list; comments above its first entry go above the dash."""
        dash = self._dash(item, here)
        head = self._gap(dash, indent)
        self.at = dash
        behind = _bare(self.lines[dash][here + 1 :])
        if behind.startswith("#"):
            self.behind_dash = [behind]
        if _is_block(item):
            above, body = self._block(item, shape, here, indent + _STEP)
            above = _indented(above, indent)
        elif _is_empty(item):
            above, body = self._gap(dash + 1, indent), [""]
        else:
            above = self._gap(item.start_mark.line, indent)
            body = self._leaf(item, shape, here, indent)
        first = body[0].lstrip(" ")
        body[0] = f"{' ' * indent}- {first}" if first else f"{' ' * indent}-"
        return _joined(head, above), body

    def _dash(self, item: Any, here: int) -> int:
        """The line of the dash before an item, which may stand alone above it."""
        line: int = item.start_mark.line
        while line > self.at + 1 and not self._has_dash(line, here):
            line -= 1
        return line

    def _has_dash(self, line: int, here: int) -> bool:
        text = self.lines[line]
        return not text[:here].strip(" -") and re.match(r"-(?:[ \t]|$)", text[here:]) is not None

    def _entry(self, key: Any, value: Any, shape: FieldOrder, here: int, indent: int) -> list[str]:
        """A field and its value."""
        line = key.start_mark.line
        self.at = line
        name = self.text[key.start_mark.index : key.end_mark.index]
        colon = _COLON.match(self.text, key.end_mark.index)
        after = colon.end() if colon else key.end_mark.index
        label = f"{' ' * indent}{name}:"
        behind = self._end_of_line(after)
        if _is_block(value):
            above, body = self._block(value, shape, here, indent + _STEP)
            return [label + behind, *_without_first_empty(above), *body]
        if _is_empty(value):
            return [label + behind]
        if value.start_mark.line == line:
            first, *more = self._leaf(value, shape, here, indent)
            return [f"{label} {first}", *more]
        above = self._gap(value.start_mark.line, indent + _STEP)
        first, *more = self._leaf(value, shape, here, indent)
        return [label + behind, *above, f"{' ' * (indent + _STEP)}{first}", *more]

    def _end_of_line(self, index: int) -> str:
        """The comment behind an index, with two or more spaces before it; empty where there is none."""
        found = _END_OF_LINE.match(self.text, index)
        rest = found[0].rstrip(" \t") if found else ""
        if not _bare(rest).startswith("#"):
            return ""
        return rest if rest.startswith("  ") else f"  {_bare(rest)}"

    # Values: the first line without its indentation, the others with it

    def _leaf(self, node: Any, shape: FieldOrder, here: int, indent: int) -> list[str]:
        """A single value, or a mapping or list in brackets, in a block that stood at `here`."""
        if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
            return self._text_block(node, here, indent)
        text = self._inline(node, shape)
        first, *more = text.split("\n")
        behind = self._end_of_line(node.end_mark.index)
        self.at = node.end_mark.line
        if isinstance(node, yaml.ScalarNode):
            lines = [_trimmed(first), *(_at(_trimmed(line), indent + _STEP) for line in more)]
        else:
            moved = indent - here
            deep = (max(indent + _STEP, _indent(line) + moved) for line in more)
            pairs = zip(more, deep, strict=True)
            lines = [_trimmed(first), *(_at(_trimmed(line), column) for line, column in pairs)]
        return [*lines[:-1], lines[-1] + behind]

    def _text_block(self, node: Any, here: int, indent: int) -> list[str]:
        """A text after `|` or `>`: its lines stay as they are, and move as a whole."""
        found = _END_OF_LINE.match(self.text, node.start_mark.index)
        header = found[0].rstrip(" \t") if found else ""
        signs = _BLOCK_HEADER.match(header)
        start = node.start_mark.line + 1
        end = node.end_mark.line + (1 if node.end_mark.column else 0)
        content = self.lines[start:end]
        if signs is None or "+" not in signs["signs"]:
            while content and not content[-1].strip(" "):
                content.pop()
        self.at = start + len(content) - 1
        if signs and any(sign.isdigit() for sign in signs["signs"]):
            return [header, *(_moved(line, indent - here) for line in content)]
        old = next((len(line) - len(line.lstrip(" ")) for line in content if line.strip(" ")), 0)
        kept = (line[old:] for line in content)
        return [header, *(f"{' ' * (indent + _STEP)}{line}" if line else "" for line in kept)]

    # What stands in brackets

    def _inline(self, node: Any, shape: FieldOrder) -> str:
        """The text of a value, with the fields of mappings in order."""
        raw = self.text[node.start_mark.index : node.end_mark.index]
        if isinstance(node, yaml.ScalarNode) or raw[:1] not in {"{", "["} or not node.value:
            return raw
        if isinstance(node, yaml.SequenceNode):
            if any(map(_is_empty, node.value)):
                return raw
            items = [(item, item, 0, self._inline(item, shape)) for item in node.value]
        else:
            if any(_is_empty(value) for _, value in node.value):
                return raw
            items = [
                (key, value, shape.rank(key.value), self._pair(key, value, shape))
                for key, value in node.value
            ]
        texts = [text for _, _, _, text in sorted(items, key=lambda item: item[2])]
        if "\n" not in raw:
            return f"{raw[0]}{', '.join(texts)}{raw[-1]}"
        starts = [item[0].start_mark.index for item in items]
        ends = [item[1].end_mark.index for item in items]
        between = [
            self.text[stop:start]
            for stop, start in zip(
                [node.start_mark.index, *ends], [*starts, node.end_mark.index], strict=True
            )
        ]
        if any("#" in part for part in between):  # a comment is on the line of the item that it is about
            texts = [text for _, _, _, text in items]
        return "".join(part for pair in zip(between, [*texts, ""], strict=True) for part in pair)

    def _pair(self, key: Any, value: Any, shape: FieldOrder) -> str:
        name = self.text[key.start_mark.index : key.end_mark.index]
        between = self.text[key.end_mark.index : value.start_mark.index]
        below = self._inline(value, shape.below(key.value))
        return f"{name}{between if chr(10) in between else ': '}{below}"


def _is_block(node: Any) -> bool:
    """Whether it is a mapping or a list without brackets."""
    return not isinstance(node, yaml.ScalarNode) and not node.flow_style


def _is_empty(node: Any) -> bool:
    """Whether nothing is written there."""
    return isinstance(node, yaml.ScalarNode) and not node.style and not node.value


def _bare(line: str) -> str:
    return line.strip(" \t")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _indented(lines: Sequence[str], indent: int) -> list[str]:
    """Comments at one indentation, with no two empty lines in a row."""
    return _without_doubles([_at(_bare(line), indent) for line in lines])


def _at(line: str, indent: int) -> str:
    bare = line.lstrip(" \t")
    return f"{' ' * indent}{bare}" if bare else ""


def _trimmed(line: str) -> str:
    """Without spaces at its end; one that a backslash keeps is not such a space."""
    bare = line.rstrip(" \t")
    return line if bare.endswith("\\") else bare


def _moved(line: str, by: int) -> str:
    if not line.strip(" ") and by < 0:
        return line[-by:]
    return " " * by + line if by > 0 and line else line[max(0, -by) :]


def _without_doubles(lines: Sequence[str]) -> list[str]:
    return [line for number, line in enumerate(lines) if line or not number or lines[number - 1]]


def _without_first_empty(lines: list[str]) -> list[str]:
    return lines[1:] if lines[:1] == [""] else lines


def _joined(above: list[str], below: list[str]) -> list[str]:
    """Two stretches of lines, with at most one empty line between them."""
    return [*above, *(_without_first_empty(below) if not above or not above[-1] else below)]
