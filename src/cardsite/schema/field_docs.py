"""The docstrings under the fields of the card format, which Python does not keep, from its source."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from .base import Part

__all__ = ["docs_of"]


def docs_of(part: type[Part]) -> Mapping[str, str]:
    """What the docstring under each field of a part says.

    It is read when somebody asks. pydantic would read the source for each class as it is made, which takes
    as long as all else that a command does before it begins.
    """
    found: dict[str, str] = {}
    for each in reversed(part.__mro__[: part.__mro__.index(Part)]):
        # A fact of a certain type, `Fact[Text]`, has the fields of `Fact`.
        found |= _docs_in(each.__module__)[each.__name__.partition("[")[0]]
    return found


@cache
def _docs_in(module: str) -> Mapping[str, Mapping[str, str]]:
    """The docstrings in a module, by the names of class and field."""
    body = ast.parse(inspect.getsource(sys.modules[module])).body
    return {each.name: dict(_docs_below(each)) for each in body if isinstance(each, ast.ClassDef)}


def _docs_below(part: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, doc in pairwise(part.body):
        match field, doc:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)
