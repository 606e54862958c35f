"""A GPT-NeoX training file as it was written: entries with their words, whatever the style of the keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..problems import Place, Problem, Severity
from ..yamlio.document import Document, MappingNode, Node, ScalarNode, parse
from ..yamlio.document import SequenceNode as YamlSequence
from ..yamlio.text import quoted
from .input_files import Refused, read_text
from .kinds import is_training_file, kind_of, wrong_kind
from .neox_keys import HALLMARKS, HYPHENATED, PASSED_OVER, REQUIRED

__all__ = ["ConfigEntry", "NeoxFile", "read_neox"]


@dataclass(frozen=True, slots=True)
class ConfigEntry:
    """One value of a file."""

    text: str
    """As it is written, without quotes; empty for lists and mappings."""
    quote: str
    """The key and the value, verbatim."""
    source: str
    place: Place
    excerpt: str
    items: tuple[str, ...] = ()
    """The values of a list."""

    @property
    def true(self) -> bool:
        """Whether it is a true flag."""
        return self.text.casefold() == "true"

    @property
    def whole(self) -> int | None:
        """The whole number that it is, if it is one."""
        return int(self.text) if self.text.isdecimal() and len(self.text) <= 18 else None

    @property
    def shown(self) -> str:
        """For a message."""
        return quoted(self.text) if self.text else "a list or mapping"

    def problem(self, message: str, hint: str = "") -> Problem:
        """What cannot be right about it, at its line; the rest of the file can be."""
        return Problem(
            "import-value", self.place, message, hint=hint, excerpt=self.excerpt, severity=Severity.WARNING
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """One of several files."""

    source: str
    label: str
    document: Document
    root: MappingNode


class NeoxFile:
    """Training files as one; the launcher refuses keys that two of them give."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self.parts = parts
        self.main = parts[0].source
        self._used: set[str] = set()

    @property
    def sources(self) -> dict[str, dict[str, str]]:
        """Entries for the card's sources, by key."""
        return {part.source: {"title": "Training configuration", "file": part.label} for part in self.parts}

    def get(self, path: str) -> ConfigEntry | None:
        """The value at a dotted path of keys with underscores."""
        self._used.add(path.partition(".")[0])
        for part in self.parts:
            node: Node | None = part.root
            place: Place | None = None
            for name in path.split("."):
                place, node = _below(node, name)
            if node is not None and place is not None:
                return _entry(part, place, node)
        return None

    def text(self, path: str) -> str:
        """The value as text; empty where there is none."""
        entry = self.get(path)
        return entry.text if entry else ""

    def whole(self, path: str) -> int | None:
        """The value as a whole number, if it is one."""
        entry = self.get(path)
        return entry.whole if entry else None

    def item(self, path: str, index: int) -> ConfigEntry | None:
        """One value of a list, with the words of the whole list."""
        entry = self.get(path)
        if entry is None or index >= len(entry.items):
            return None
        return ConfigEntry(entry.items[index], entry.quote, entry.source, entry.place, entry.excerpt)

    def attention_layers(self) -> int | None:
        """How many layers `attention-config` lists: [[["flash"], 12], …]."""
        for part in self.parts:
            _, node = _below(part.root, "attention_config")
            if isinstance(node, YamlSequence):
                pairs = [item.items for item in node.items if isinstance(item, YamlSequence)]
                counts = [
                    pair[1].text for pair in pairs if len(pair) == 2 and isinstance(pair[1], ScalarNode)
                ]
                if counts and len(counts) == len(node.items) and all(count.isdecimal() for count in counts):
                    return sum(map(int, counts))
        return None

    def comment_count(self) -> ConfigEntry | None:
        """The number of accelerators, which stands only in a comment: `# batch size (trained on 32 gpus)`."""
        for part in self.parts:
            for number, line in enumerate(part.document.lines, 1):
                if found := _GPUS.search(line):
                    start = line.index("#")
                    place = Place(part.label, number, start + 1)
                    return ConfigEntry(found[1], line[start:].strip(), part.source, place, line)
        return None

    @property
    def is_of_a_model(self) -> bool:
        """Whether the files describe a model at all; where they do not, they leave nothing out."""
        return any(self.get(name) for name in REQUIRED)

    def strangers(self) -> Iterator[Problem]:
        """The files that are of another kind: all, where none has a name that only GPT-NeoX has.

        Beside one that has, a file may hold other settings only, at least half of whose names are known.
        Call it when the readings are made.
        """
        known = self._used | PASSED_OVER
        certain = [is_training_file(part.root.entries) for part in self.parts]
        for part, is_certain in zip(self.parts, certain, strict=True):
            unknown = [name for name in part.root.entries if _plain(name) not in known]
            if not any(certain) or (not is_certain and 2 * len(unknown) > len(part.root.entries)):
                yield wrong_kind("neox", "\n".join(part.document.lines), part.label)

    def unknown(self) -> Iterator[Problem]:
        """The keys that nothing here understands, in one note for each file."""
        for part in self.parts:
            names = [name for name in part.root.entries if _plain(name) not in self._used | PASSED_OVER]
            if names:
                listed = ", ".join(name[:40] for name in names[:20])
                more = f" and {len(names) - 20} more" if len(names) > 20 else ""
                message = f"not understood: {listed}{more}"
                yield Problem("import-unknown", part.root.keys[names[0]], message, severity=Severity.NOTE)


_GPUS = re.compile(r"#.*?\b(?:on|with|using)\s+(\d{1,6})\s+(?:gpu|gpus|GPU|GPUs|A100s?|a100s?)\b")


# Tells a broken training file from a file of another kind, whose own mistakes are of no interest here.
_ARGUMENT = re.compile("|".join(HALLMARKS | HYPHENATED).replace("_", "[_-]"))


def read_neox(files: Sequence[tuple[Path, str]]) -> tuple[NeoxFile | None, list[Problem]]:
    """The files as one, or None and what is wrong with them."""
    parts: list[_Part] = []
    problems: list[Problem] = []
    for number, (path, label) in enumerate(files, 1):
        try:
            text = read_text(path, label)
        except Refused as refused:
            problems.append(refused.problem)
            continue
        document = parse(text.encode(), label)
        root = document.root
        if isinstance(root, MappingNode) and not document.problems:
            parts.append(_Part("config" if number == 1 else f"config-{number}", label, document, root))
        elif document.problems and kind_of(text) in ("", "neox") and _ARGUMENT.search(text):
            problems += document.problems
        else:
            problems.append(wrong_kind("neox", text, label))
    problems += _twice(parts)
    return (None, problems) if problems else (NeoxFile(parts), [])


def _twice(parts: Sequence[_Part]) -> Iterator[Problem]:
    """Keys that are given twice, in two files or in the two styles."""
    seen: dict[str, Place] = {}
    for part in parts:
        for name, place in part.root.keys.items():
            first = seen.setdefault(_plain(name), place)
            if first is not place:
                message = f"{quoted(name)} is given twice, first at {first}"
                excerpt = part.document.excerpt(place.line)
                yield Problem("import-value", place, message, hint="keep one of the two", excerpt=excerpt)


def _plain(name: str) -> str:
    return name.replace("-", "_")


def _below(node: Node | None, name: str) -> tuple[Place | None, Node | None]:
    """The place of a key and what stands there, whatever the style of the key."""
    if isinstance(node, MappingNode):
        for written, entry in node.entries.items():
            if _plain(written) == name:
                return node.keys[written], entry
    return None, None


def _entry(part: _Part, place: Place, node: Node) -> ConfigEntry:
    excerpt = part.document.excerpt(place.line)
    items: tuple[str, ...] = ()
    if isinstance(node, YamlSequence):
        items = tuple(item.text for item in node.items if isinstance(item, ScalarNode))
    text = node.text if isinstance(node, ScalarNode) else ""
    return ConfigEntry(text, _words(excerpt, place, node), part.source, node.place, excerpt, items)


def _words(line: str, key: Place, node: Node) -> str:
    """The key and its value as they stand on one line; empty where they do not."""
    if node.place.line != key.line:
        return ""
    rest = line[node.place.column - 1 :]
    if isinstance(node, ScalarNode):
        end = len(node.text) + (2 if node.quoted else 0)
    elif isinstance(node, YamlSequence) and "[" not in rest[1:].partition("]")[0]:
        end = rest.find("]") + 1
    elif isinstance(node, YamlSequence) and rest.rstrip(" ,").endswith("]"):
        end = len(rest.rstrip(" ,"))
    else:
        return ""
    return line[key.column - 1 : node.place.column - 1 + end].strip() if end else ""
