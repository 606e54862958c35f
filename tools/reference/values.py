"""What a field holds, in words, and the reference of the types of single values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BeforeValidator

from cardsite.schema import Date, Fact, ImageSize, Part, Quantity, quantities, scalars
from cardsite.schema.base import OneOrMore

from .docstrings import docstrings_below, one_line

__all__ = ["anchor", "title", "value_sections", "words"]

_TITLES = {
    "BibTeX": "BibTeX entry",
    "Contact": "Contact address",
    "EvaluationFile": "Results file",
    "Flag": "Yes or no",
    "FreeForm": "Any data",
    "LicenseTerms": "Licence",
    "Organization": "Organisation",
    "PipelineTag": "Task name",
    "Prose": "Markdown",
    "Url": "Web address",
    "Verbatim": "Verbatim text",
}
"""Titles that read better than the names of their classes."""
_DOCS = docstrings_below(scalars)
_ALIASES = tuple(
    name for name in _DOCS if name in scalars.__all__ and get_origin(getattr(scalars, name)) is Annotated
)
_AS_LIST = get_args(OneOrMore)[1].func


def title(name: str) -> str:
    """What the reference calls a class or a type: `TrainingData` is `Training data`."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip().capitalize()
    return _TITLES.get(name, spaced)


def anchor(name: str) -> str:
    """The anchor of the section about it."""
    return title(name).lower().replace(" ", "-")


def words(annotation: Any, remarks: Iterable[Any] = ()) -> str:
    """The type of a field in words, with links to where it is explained.

    `remarks` is the metadata that pydantic keeps apart from the type of a field.
    """
    found = list(remarks)
    while get_origin(annotation) in (Annotated, Union, UnionType):
        arguments = get_args(annotation)
        if get_origin(annotation) is Annotated:
            annotation, found = arguments[0], [*arguments[1:], *found]
        else:
            annotation = next(choice for choice in arguments if choice is not type(None))
    alias = _alias(annotation, found)
    return _link(alias, "value-") if alias else _shape(annotation, found)


def _alias(annotation: Any, remarks: list[Any]) -> str:
    """The name of the scalar type that the remarks on an annotation come from; empty for any other type."""
    if scalars.FreeForm in remarks:
        return "FreeForm"
    if annotation not in (str, bool, Any):
        return ""
    of = {name: getattr(scalars, name).__metadata__ for name in _ALIASES}
    fits = [name for name in of if all(remark in remarks for remark in of[name])]
    return max(fits, key=lambda name: len(of[name]), default="")


def _shape(annotation: Any, remarks: list[Any]) -> str:
    arguments = [argument for argument in get_args(annotation) if argument is not Ellipsis]
    if get_origin(annotation) is dict:
        return f"mapping from {words(arguments[0])} to {words(arguments[1])}"
    if get_origin(annotation) is tuple:
        item = words(arguments[0])
        one_is_enough = any(isinstance(r, BeforeValidator) and r.func is _AS_LIST for r in remarks)
        return f"{item}, or a list" if one_is_enough else f"list of {item}"
    return _single(annotation)


def _single(annotation: Any) -> str:
    if annotation is Any:
        return "as the field says"
    if issubclass(annotation, Fact):
        return f"**fact**: {words(annotation.__pydantic_generic_metadata__['args'][0])}"
    if issubclass(annotation, StrEnum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    return _link(annotation.__name__, "" if issubclass(annotation, Part) else "value-")


def _link(name: str, prefix: str) -> str:
    shown = title(name) if name in ("BibTeX", "Prose") else title(name).lower()
    return f"[{shown}](#{prefix}{anchor(name)})"


def value_sections() -> Iterator[str]:
    """Every type of a single value with its docstring: numbers, dates, then text."""
    for name in quantities.__all__:
        if name != "Quantity":
            kind = getattr(quantities, name)
            yield _section(name, one_line(kind) + _suffixes(kind))
    yield _section("Date", one_line(Date))
    yield _section("ImageSize", one_line(ImageSize))
    for name in _ALIASES:
        yield _section(name, _DOCS[name])
    yield ", ".join(f"`{name}`" for name in scalars.PIPELINE_TAGS) + ".\n\n"


def _suffixes(kind: type[Quantity]) -> str:
    suffixes = ", ".join(f"`{suffix}`" for suffix in kind.suffixes if suffix)
    needed = "" if "" in kind.suffixes else " It cannot be left out."
    return f" Suffix: {suffixes}.{needed}" if suffixes else ""


def _section(name: str, doc: str) -> str:
    return f"### {title(name)} {{ #value-{anchor(name)} }}\n\n{doc}\n\n"
