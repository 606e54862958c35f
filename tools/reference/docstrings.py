"""Docstrings that Python itself does not keep: those under the assignments of a module."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from types import ModuleType
from typing import Any

__all__ = ["docstrings_below", "one_line"]


def one_line(thing: Any) -> str:
    """The docstring of a class or a function, as one line."""
    return " ".join((inspect.getdoc(thing) or "").split())


def docstrings_below(module: ModuleType) -> dict[str, str]:
    """The docstrings under the assignments of a module, by name, in the order of the source."""
    return dict(_below(ast.parse(inspect.getsource(module)).body))


def _below(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, below in pairwise(body):
        match statement, below:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, " ".join(text.split())
