"""Formats a file by its kind, and leaves it alone where that would change its data or its comments."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import CardsiteError
from ...problems import Place, Problem
from ...schema import (
    Benchmark,
    Card,
    Dataset,
    EvaluationFile,
    Family,
    LicenseEntry,
    Metric,
    Organization,
    Part,
)
from ...yamlio.document import Document, MappingNode, Node, ScalarNode, parse
from .field_order import FieldOrder
from .layout import laid_out

__all__ = ["Formatted", "files_of", "formatted"]

_REGISTRIES: dict[str, type[Part]] = {
    "organizations": Organization,
    "benchmarks": Benchmark,
    "datasets": Dataset,
    "metrics": Metric,
    "licenses": LicenseEntry,
}
_BESIDE_ITS_CHARACTERS = re.compile(r"[ \t\n,]")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file in the one style."""

    content: bytes
    """As it was, where there are problems."""
    problems: tuple[Problem, ...] = ()
    """Why it was left alone."""


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The YAML files among the paths and below folders among them, each once.

    Names that begin with a dot and symbolic links are passed over below folders. Raises CardsiteError for
    what is neither a file nor a folder.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(_below(path))
        elif path.is_symlink() or not path.is_file():
            reason = (
                "a symbolic link; name the file that it leads to" if path.is_symlink() else "no such file"
            )
            raise CardsiteError(f"{path}: {reason}")
        else:
            found[path] = None
    return list(found)


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(parent, name) for name in sorted(names)):
            if path.suffix == ".yaml" and not path.name.startswith(".") and not path.is_symlink():
                yield path


def formatted(content: bytes, file: str) -> Formatted:
    """The bytes of a file in the one style, with `\\n` as line ends and without a byte order mark.

    Its name says what it is: a family, results, a registry, or else a card. Where its YAML has problems, or
    another style would change what it says, it stays as it is.
    """
    before = parse(content, file)
    if before.problems:
        return Formatted(content, before.problems)
    if not isinstance(before.root, MappingNode):
        return _left_alone(content, file, "expected fields with their values")
    text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    shape = _shape_of(file)
    changed = laid_out(text, shape)
    if not _is_the_same(before, text, changed):
        return _left_alone(content, file, "it cannot be laid out without a change to what it says")
    if laid_out(changed, shape) != changed:
        return _left_alone(content, file, "its layout does not settle")
    return Formatted(changed.encode())


def _left_alone(content: bytes, file: str, message: str) -> Formatted:
    hint = "the file was left as it is; write what is unusual in it in a simpler way"
    return Formatted(content, (Problem("format-refused", Place(file), message, hint=hint),))


def _shape_of(file: str) -> FieldOrder:
    stem = Path(file).name.removesuffix(".yaml")
    if stem in _REGISTRIES:
        return FieldOrder(_REGISTRIES[stem], free=True)
    if stem == "family":
        return FieldOrder(Family)
    return FieldOrder(EvaluationFile if stem.endswith(".evals") else Card)


def _is_the_same(before: Document, text: str, changed: str) -> bool:
    """Whether the data are, apart from the order of fields, and nothing was lost of the comments."""
    after = parse(changed.encode(), before.file)
    if after.problems or _data(before.root) != _data(after.root):
        return False
    return _characters(text) == _characters(changed)


def _characters(text: str) -> Counter[str]:
    """How often each character stands in a text, which moving lines about does not change."""
    return Counter(_BESIDE_ITS_CHARACTERS.sub("", text))


def _data(node: Node | None) -> Any:
    if isinstance(node, MappingNode):
        return {name: _data(below) for name, below in node.entries.items()}
    if isinstance(node, ScalarNode) or node is None:
        return node and (node.text, node.quoted)
    return [_data(item) for item in node.items]
