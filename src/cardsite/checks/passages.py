"""Every text of a card with the path of its field, so that checks need not know where texts stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..catalogue import Location
from ..schema import Fact, FieldSpec, Part, Quantity, fields_of

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
    values = vars(part)
    for name, spec in _readable(type(part)):
        value = values[name]
        if value is not None and value != ():
            yield from _texts(value, spec, (*path, name))


@cache
def _readable(part: type[Part]) -> tuple[tuple[str, FieldSpec], ...]:
    """The fields of a part in which texts may stand."""
    return tuple(
        (name, spec)
        for name, spec in fields_of(part).items()
        if name not in _NO_TEXT and spec.style not in _NO_STYLE and (spec.fact or not _is_number(spec))
    )


def _is_number(spec: FieldSpec) -> bool:
    return isinstance(spec.annotation, type) and issubclass(spec.annotation, Quantity)


class _Kinds(dict[type, "type | None"]):
    """What values of a type are for reading; asked for the type, since pydantic makes `isinstance` slow."""

    def __missing__(self, type_: type) -> type | None:
        kinds = (str, Fact, Part, Mapping, tuple, list)
        self[type_] = next((kind for kind in kinds if issubclass(type_, kind)), None)
        return self[type_]


_KINDS = _Kinds()


def _texts(value: Any, spec: FieldSpec, path: Location) -> Iterator[Passage]:
    kind = _KINDS[type(value)]
    if kind is str:
        yield Passage(path, value, spec.style == "prose")
    elif kind is Fact:
        yield from _of_fact(value, spec, path)
    elif kind is Part:
        yield from passages(value, path)
    elif kind is Mapping:
        for key, item in value.items():
            yield from _texts(item, spec, (*path, key))
    elif kind is not None:
        for index, item in enumerate(value):
            yield from _texts(item, spec, (*path, index))


def _of_fact(fact: Fact[Any], spec: FieldSpec, path: Location) -> Iterator[Passage]:
    """The value of a fact stands at its own path: where it is written in full, at the key `value` below."""
    if fact.value is not None:
        yield from _texts(fact.value, spec, path)
    for name in ("note", "quote", "reason", "formula"):
        text = getattr(fact, name)
        if text is not None:
            yield Passage((*path, name), text, prose=name == "note")
