"""The card format as a table of fields: what merging, hints, the reference page and `new` read it from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from .base import Fact, Part
from .field_docs import docs_of
from .scalars import Style

__all__ = ["FieldSpec", "fields_of", "homes_of", "model_at"]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a part of the format."""

    owner: type[Part]
    """The part whose field it is."""
    name: str
    required: bool
    fact: bool
    """Whether the value may carry evidence or be an absence."""
    many: bool
    """Whether it holds a list, or a mapping with free keys, of parts."""
    part: type[Part] | None
    """The part that the field, or each of its items, holds; None for a scalar."""
    style: str
    """How pages show a scalar: `text`, `prose`, `link` or `language`."""
    annotation: Any
    """The type of the value itself, without Optional and Fact."""

    @property
    def doc(self) -> str:
        """What the field says, in a sentence or more."""
        return docs_of(self.owner)[self.name]


@cache
def fields_of(model: type[Part]) -> dict[str, FieldSpec]:
    """The fields of a part, in the order they are written in."""
    return {
        name: _spec(model, name, info.annotation, info.is_required(), info.metadata)
        for name, info in model.model_fields.items()
    }


def _spec(model: type[Part], name: str, annotation: Any, required: bool, remarks: list[Any]) -> FieldSpec:
    bare = _bare(annotation)
    fact = isinstance(bare, type) and issubclass(bare, Fact)
    inner = bare.__pydantic_generic_metadata__["args"][0] if fact else annotation
    value = _bare(inner)
    many = get_origin(value) in (tuple, dict)
    arguments = [each for each in get_args(value) if each is not Ellipsis]
    item = _bare(arguments[-1] if arguments else Any) if many else value
    part = item if isinstance(item, type) and issubclass(item, Part) else None
    return FieldSpec(model, name, required, fact, many, part, _style(inner, remarks), value)


def _bare(annotation: Any) -> Any:
    """The annotation without Annotated and Optional."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, UnionType):
            annotation = next(choice for choice in get_args(annotation) if choice is not type(None))
        else:
            return annotation


def _style(annotation: Any, remarks: Iterable[Any] = ()) -> str:
    """The style that the type, or what it holds, remarks on."""
    # pydantic keeps the remarks on a field's own type apart from the type.
    for remark in (*remarks, *getattr(annotation, "__metadata__", ())):
        if isinstance(remark, Style):
            return remark.name
    styles = (_style(argument) for argument in get_args(annotation))
    return next((style for style in styles if style != "text"), "text")


def model_at(model: type[Part], path: tuple[str | int, ...]) -> type[Part] | None:
    """The part that stands at a path, or None where the path leads to a scalar or nowhere."""
    current: type[Part] | None = model
    skip_key = False
    for step in path:
        if skip_key or isinstance(step, int):
            skip_key = False
            continue
        spec = fields_of(current).get(step) if current else None
        if spec is None:
            return None
        current = spec.part or (Fact if spec.fact else None)
        skip_key = get_origin(spec.annotation) is dict
    return current


def homes_of(model: type[Part], name: str, prefix: str = "") -> list[str]:
    """The dotted paths below `model` at which a field of that name may stand, nearest first."""
    found = [prefix + name] if name in fields_of(model) else []
    for spec in fields_of(model).values():
        if spec.part and not spec.many:
            found += homes_of(spec.part, name, f"{prefix}{spec.name}.")
    return found
