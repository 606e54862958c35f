"""Files of cards as data that can be changed at one place and written again, quotes and all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cardsite.yamlio.document import MappingNode, Node, ScalarNode, SequenceNode, read

__all__ = ["File", "Path_", "Plain", "changed", "field", "files_of", "scalars", "written"]

Path_ = tuple[str | int, ...]


class Plain(str):
    """A scalar without quotes: a number, a flag, a date."""

    __slots__ = ()


class _Dumper(yaml.CSafeDumper):
    pass


def _plain(dumper: _Dumper, data: Plain) -> yaml.ScalarNode:
    tag = dumper.resolve(yaml.ScalarNode, str(data), (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(tag, str(data))


def _quoted(dumper: _Dumper, data: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style='"')


_Dumper.add_representer(Plain, _plain)
_Dumper.add_representer(str, _quoted)


@dataclass(frozen=True)
class File:
    """A file of the catalogue."""

    name: str
    data: Any
    texts: dict[Path_, str]
    """Every scalar with its path."""

    @property
    def group(self) -> str:
        """The folder of its family, or its own name."""
        return self.name.rpartition("/")[0] or self.name


def files_of(folder: Path) -> dict[str, File]:
    """Every file of cards, families and results below a folder."""
    found = {}
    for path in sorted(folder.rglob("*.yaml")):
        if path.name not in {"organizations.yaml", "datasets.yaml", "benchmarks.yaml"}:
            data = _loaded(read(path, path.name).root)
            label = path.relative_to(folder).as_posix()
            found[label] = File(label, data, dict(scalars(data)))
    return found


def _loaded(node: Node | None) -> Any:
    if isinstance(node, MappingNode):
        return {name: _loaded(below) for name, below in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [_loaded(item) for item in node.items]
    assert isinstance(node, ScalarNode)
    return node.text if node.quoted or "\n" in node.text else Plain(node.text)


def scalars(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Every scalar of some data with its path."""
    if isinstance(data, dict):
        for name, below in data.items():
            yield from scalars(below, (*path, name))
    elif isinstance(data, list):
        for index, below in enumerate(data):
            yield from scalars(below, (*path, index))
    else:
        yield path, data


def written(data: Any) -> str:
    """The data as YAML."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000))


def changed(data: Any, path: Path_, value: Any) -> Any:
    """A copy of the data with another value at the path."""
    if not path:
        return value
    step, *below = path
    if isinstance(data, dict) or data is None:
        data = data or {}
        return {**data, step: changed(data.get(step), tuple(below), value)}
    return [changed(item, tuple(below), value) if at == step else item for at, item in enumerate(data)]


def field(path: Path_) -> str:
    """The dotted name of a field without positions, the same in a card and in what a family shares."""
    names = [str(step) for step in path if isinstance(step, str)]
    names = names[1:] if names[:1] == ["shared"] else names
    return ".".join(names[:-1] if names[-1:] == ["value"] else names)
