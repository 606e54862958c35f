"""What pages call the fields of a card: the labels that templates print beside them, read from these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import jinja2
from jinja2 import nodes

from ..schema import Card, fields_of

__all__ = ["field_labels"]

_STAGES = "training"
"""The part whose rows name their fields by a path from it, since the stages of it have the same."""


@lru_cache(maxsize=4)
def field_labels(environment: jinja2.Environment) -> Mapping[str, str]:
    """The label of each field that a template prints beside one, by the field's dotted path.

    A template writes such rows as pairs: `("Layers", shape.layers)`, or `("Steps", "steps")` for the training
    and its stages. Of a field with several labels the first counts.
    """
    found: dict[str, str] = {}
    for name in sorted(environment.list_templates(filter_func=lambda name: name.startswith("sections/"))):
        source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
        for path, label in _pairs(environment.parse(source)):
            if _is_field(path):
                found.setdefault(path, label)
    return found


def _is_field(path: str) -> bool:
    part, *rest = path.split(".")
    return part in fields_of(Card) and bool(rest)


def _pairs(template: nodes.Template) -> Iterator[tuple[str, str]]:
    names = {"card": ""}
    for assigned in template.find_all(nodes.Assign):
        targets, values = _each(assigned.target), _each(assigned.node)
        for target, value in zip(targets, values, strict=False):
            path = _path(value, names)
            if isinstance(target, nodes.Name) and path:
                names[target.name] = path
    for pair in template.find_all(nodes.Tuple):
        match pair.items:
            case [nodes.Const(value=str(label)), nodes.Const(value=str(path))]:
                yield f"{_STAGES}.{path}", label
            case [nodes.Const(value=str(label)), shown]:
                yield _path(shown, names), label


def _each(node: nodes.Node) -> list[nodes.Node]:
    return list(node.items) if isinstance(node, nodes.Tuple) else [node]


def _path(node: nodes.Node, names: Mapping[str, str]) -> str:
    """The dotted path of a field that an expression gives, in the card; empty where it is no field."""
    match node:
        case nodes.And(right=right):  # `work and work.macs`
            return _path(right, names)
        case nodes.Or(left=left):  # `shape.head_dimension or derived.head_dimension`
            return _path(left, names)
        case nodes.Name(name="card"):
            return ""
        case nodes.Name(name=name):
            return names.get(name, "")
        case nodes.Getattr(node=nodes.Name(name="card"), attr=attr):
            return attr
        case nodes.Getattr(node=inner, attr=attr):
            above = _path(inner, names)
            return f"{above}.{attr}" if above else ""
        case _:
            return ""
