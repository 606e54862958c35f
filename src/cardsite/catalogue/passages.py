"""Every text of a card with the path of its field, so that others need not know where texts stand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from ..schema import Fact, FieldSpec, Part, Quantity, fields_of
from .validation import Location

__all__ = ["Passage", "passages"]


class Passage(NamedTuple):
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


def passages(part: Part) -> tuple[Passage, ...]:
    """The texts of a part: names, prose, notes, quotes, reasons, sample inputs and outputs."""
    found: list[Passage] = []
    _of_part(part, (), found)
    return tuple(found)


# Each card has hundreds of fields: adding to one list takes half the time of generators within generators.


def _of_part(part: Part, path: Location, found: list[Passage]) -> None:
    # Of most parts, such as scores, none of these fields is filled in.
    if _has_no_text(part):
        return
    readable, _ = _readable(type(part))
    values = vars(part)
    for name, prose in readable:
        value = values[name]
        # Most fields of a card are empty.
        if value is not None and (kind := _KINDS[type(value)]) is not None:
            if kind is str:
                found.append(Passage((*path, name), value, prose))
            else:
                _of_value(value, kind, (*path, name), found, prose=prose)


@cache
def _readable(part: type[Part]) -> tuple[tuple[tuple[str, bool], ...], frozenset[str]]:
    """The fields of a part in which texts may stand, and whether as prose; and their names."""
    found = tuple(
        (name, spec.style == "prose")
        for name, spec in fields_of(part).items()
        if name not in _NO_TEXT and spec.style not in _NO_STYLE and (spec.fact or not _is_number(spec))
    )
    return found, frozenset(name for name, _ in found)


def _has_no_text(part: Part) -> bool:
    return _readable(type(part))[1].isdisjoint(part.model_fields_set)


def _is_number(spec: FieldSpec) -> bool:
    return isinstance(spec.annotation, type) and issubclass(spec.annotation, Quantity)


class _Kinds(dict[type, "type | None"]):
    """What values of a type are for reading, if anything; by type, since pydantic makes `isinstance` slow."""

    def __missing__(self, type_: type) -> type | None:
        kinds = (str, Fact, Part, Mapping, tuple, list)
        self[type_] = next((kind for kind in kinds if issubclass(type_, kind)), None)
        return self[type_]


_KINDS = _Kinds()


def _of_value(value: Any, kind: type, path: Location, found: list[Passage], *, prose: bool) -> None:
    if kind is str:
        found.append(Passage(path, value, prose))
    elif kind is Fact:
        _of_fact(value, path, found, prose=prose)
    elif kind is Part:
        _of_part(value, path, found)
    else:
        for key, item in value.items() if kind is Mapping else enumerate(value):
            inner = _KINDS[type(item)]
            # Cards have hundreds of scores, of which nearly none has a text.
            if inner is Part and _has_no_text(item):
                continue
            if inner is not None:
                _of_value(item, inner, (*path, key), found, prose=prose)


_BESIDE = ("note", "quote", "reason", "formula")


def _of_fact(fact: Fact[Any], path: Location, found: list[Passage], *, prose: bool) -> None:
    """The value of a fact stands at its own path: where it is written in full, at the key `value` below."""
    values = vars(fact)
    kind = _KINDS[type(values["value"])]
    if kind is not None:
        _of_value(values["value"], kind, path, found, prose=prose)
    # Most facts are a value and nothing else.
    for name in _BESIDE if len(fact.model_fields_set) > 1 else ():
        text = values[name]
        if text is not None:
            found.append(Passage((*path, name), text, name == "note"))
