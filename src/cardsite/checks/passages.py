"""Every text of a card with the path of its field, so that checks need not know where texts stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..catalogue import Location
from ..schema import Fact, FieldSpec, Part, fields_of

__all__ = ["Passage", "passages"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that readers see, and the field that holds it."""

    path: Location
    text: str
    prose: bool
    """Markdown in sentences, rather than a name or a label."""


# Not for reading: addresses, ids of other things, words of a fixed list.
_NO_TEXT = frozenset(
    {
        *("source", "sources", "url", "link", "ignore", "organization", "family", "dataset", "benchmark"),
        *("model", "metric", "hub_id", "library_name", "pipeline_tag", "status", "base_model_relation"),
        *("measured_by", "revision", "version", "harness_version", "filter", "split", "absent"),
    }
)
_NO_STYLE = frozenset({"link", "language"})


def passages(part: Part, path: Location = ()) -> Iterator[Passage]:
    """The texts of a part: names, prose, notes, quotes, reasons, sample inputs and outputs."""
    specs = fields_of(type(part))
    for name, value in vars(part).items():
        if value is None or value == () or name in _NO_TEXT:
            continue
        spec = specs[name]
        if spec.style not in _NO_STYLE:
            yield from _texts(value, spec, (*path, name))


def _texts(value: Any, spec: FieldSpec, path: Location) -> Iterator[Passage]:
    if isinstance(value, str):
        yield Passage(path, value, spec.style == "prose")
    elif isinstance(value, Fact):
        yield from _of_fact(value, spec, path)
    elif isinstance(value, Part):
        yield from passages(value, path)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, spec, (*path, key))
    elif isinstance(value, (tuple, list)):
        for index, item in enumerate(value):
            yield from _texts(item, spec, (*path, index))


def _of_fact(fact: Fact[Any], spec: FieldSpec, path: Location) -> Iterator[Passage]:
    """The value of a fact stands at its own path: where it is written in full, at the key `value` below."""
    yield from _texts(fact.value, spec, path)
    for name in ("note", "quote", "reason", "formula"):
        text = getattr(fact, name)
        if text is not None:
            yield Passage((*path, name), text, prose=name == "note")
