"""A part of the format as a table of what it says: each field by a key that does not depend on its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, get_origin

from ..catalogue import Location, Registries
from ..facts.licences import license_name
from ..render.fields import named_source, plain_value
from ..schema import Card, Fact, FieldSpec, LicenseTerms, Part, Quantity, Source, fields_of
from ..schema.scalars import Date

__all__ = ["Leaf", "leaves_of", "parts_of_key", "source_of"]

Key = tuple[str, ...]
"""The names of fields on the way, and of items of lists in brackets: `training data [The Pile] tokens`."""

_NAMED_BY = (
    *("id", "name", "title", "model", "dataset", "benchmark", "path", "file", "task", "role", "url"),
    *("type", "input"),
)
"""The fields by which an item of a list is known, the best first."""
_EVIDENCE = frozenset({"source", "quote", "formula"})
_LONG = 160
"""A text that is longer is compared word by word, as prose is."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One thing that a card says, as pages print it, and what it rests on."""

    key: Key
    path: Location
    """Where it stands in the card."""
    text: str
    prose: bool = False
    evidence: bool = False
    """Whether it is itself evidence: a source of the list, or that of a whole block."""
    value: Decimal | None = None
    """The number, where it is one."""
    numeric: bool = False
    """Whether it is one number or several, or a date."""
    source: str = ""
    """The source that it names itself."""
    rests_on: str = ""
    """That, or the one of the block around it."""
    quote: str = ""
    formula: str = ""


def parts_of_key(key: Key) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields on the way, and the items that they are of."""
    return (
        tuple(step for step in key if not step.startswith("[")),
        tuple(step[1:-1] for step in key if step.startswith("[")),
    )


def leaves_of(part: Part, registries: Registries, leave_out: frozenset[str] = frozenset()) -> dict[Key, Leaf]:
    """All that a part says by its keys; what is left out is named by the dotted path of a field."""
    found: dict[Key, Leaf] = {}
    for leaf in _of_part(part, (), (), "", registries, leave_out):
        key, number = leaf.key, 1
        while key in found:
            number += 1
            key = (*leaf.key[:-1], f"[{number}]", leaf.key[-1])
        found[key] = leaf if number == 1 else replace(leaf, key=key)
    return found


def _of_part(  # noqa: C901  (a line for each kind of field)
    part: Part, key: Key, path: Location, source: str, registries: Registries, leave_out: frozenset[str]
) -> Iterator[Leaf]:
    own = getattr(part, "source", None)
    around = named_source(own if isinstance(own, str) else None, source or None) or ""
    for name, spec in fields_of(type(part)).items():
        value = getattr(part, name)
        inner, place = (*key, name), (*path, name)
        if value is None or value in ((), {}) or ".".join(map(str, inner)) in leave_out:
            continue
        if isinstance(value, Fact):
            yield from _of_fact(value, spec, inner, place, around)
        elif isinstance(value, LicenseTerms):
            yield from _of_license(value, inner, place, around, registries)
        elif isinstance(value, Part):
            yield from _of_part(value, inner, place, around, registries, leave_out)
        elif get_origin(spec.annotation) is dict:
            for word, each in value.items():
                item, where = (*inner, f"[{word}]"), (*place, word)
                if isinstance(each, Part):
                    yield from _of_part(each, item, where, around, registries, leave_out)
                else:
                    yield _leaf(each, spec, item, where)
        elif spec.part:
            for number, (named, each) in enumerate(_named(value)):
                yield from _of_part(
                    each, (*inner, f"[{named}]"), (*place, number), around, registries, leave_out
                )
        else:
            leaf = _leaf(value, spec, inner, place, evidence=name in _EVIDENCE or isinstance(part, Source))
            yield replace(leaf, rests_on=around)


def _named(items: tuple[Part, ...]) -> Iterator[tuple[str, Part]]:
    """The items of a list with a name for each: what it is called, else its number."""
    seen: dict[str, int] = {}
    for number, item in enumerate(items, 1):
        values = (getattr(item, name, None) for name in _NAMED_BY)
        named = (value.value if isinstance(value, Fact) else value for value in values)
        name = " ".join(plain_value(next((each for each in named if each), number)).split())[:80]
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), item


def _of_fact(fact: Fact[Any], spec: FieldSpec, key: Key, path: Location, around: str) -> Iterator[Leaf]:
    if fact.absent is not None:
        leaf = Leaf(key, path, _with_reason(fact.absent.words, fact.reason))
    else:
        leaf = _leaf(fact.value, spec, key, path)
        leaf = replace(leaf, numeric=leaf.numeric or isinstance(fact.value, Date))
    yield replace(
        leaf,
        source=fact.source or "",
        rests_on=named_source(fact.source, around or None) or "",
        quote=fact.quote or "",
        formula=fact.formula or "",
    )
    if fact.note:
        yield Leaf((*key, "note"), (*path, "note"), fact.note, prose=True)


def _of_license(
    terms: LicenseTerms, key: Key, path: Location, around: str, registries: Registries
) -> Iterator[Leaf]:
    if terms.id is None:
        words = _with_reason(terms.absent.words if terms.absent else "", terms.reason)
    else:
        words = terms.name or license_name(terms.id, registries)
    yield Leaf(
        key,
        path,
        words,
        source=terms.source or "",
        rests_on=named_source(terms.source, around or None) or "",
        quote=terms.quote or "",
    )
    for name, text in (("link", terms.link), ("note", terms.note)):
        if text:
            yield Leaf((*key, name), (*path, name), text, prose=name == "note")


def _with_reason(words: str, reason: str | None) -> str:
    return f"{words}: {reason}" if reason else words


def _leaf(value: Any, spec: FieldSpec, key: Key, path: Location, *, evidence: bool = False) -> Leaf:
    numbers = value if isinstance(value, tuple) else (value,)
    text = plain_value(value)
    return Leaf(
        key,
        path,
        text,
        prose=spec.style == "prose" or (not evidence and (len(text) > _LONG or "\n" in text)),
        evidence=evidence,
        value=value.value if isinstance(value, Quantity) else None,
        numeric=bool(numbers) and all(isinstance(each, Quantity) for each in numbers),
    )


def source_of(card: Card, key: str) -> Mapping[str, str]:
    """What a card's list says of a source, or its address where it names none of the list."""
    source = card.sources.get(key)
    if source is None:
        return {"url": key} if key else {}
    return {name: plain_value(value) for name, value in vars(source).items() if value and name != "note"}
