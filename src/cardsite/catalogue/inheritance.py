"""Inheritance: each member takes over what its family shares, field by field, with its evidence."""

from __future__ import annotations

from dataclasses import replace

from ..problems import Place
from ..schema import Part, fields_of
from ..yamlio.document import MappingNode, Node, ScalarNode, SequenceNode

__all__ = ["is_null", "merge", "with_runs", "without"]

_NO_FIELDS = MappingNode({}, {}, Place(""), flow=False)
_WHOLE = frozenset({"value", "absent", "id", "title", "model"})
"""A mapping that has one of these is one statement: it replaces what it overrides, evidence included."""


def is_null(node: Node) -> bool:
    """Whether the node is an explicit `~`, which removes what a family sets."""
    return isinstance(node, ScalarNode) and not node.quoted and node.text in {"~", "null", "Null", "NULL"}


def merge(base: MappingNode, own: MappingNode, model: type[Part] | None) -> MappingNode:
    """`own` over `base`: mappings merge, lists and scalars replace, `~` removes.

    A block of `own` that names a source speaks for its own facts only: inherited ones keep theirs.
    """
    if "source" in own.entries and "source" in base.entries and model is not None:
        base = _with_own_source(base, model, base.entries["source"])
    entries, keys = dict(base.entries), dict(base.keys)
    for name, node in own.entries.items():
        below = entries.get(name)
        if is_null(node) and below is not None:
            del entries[name], keys[name]
            continue
        entries[name] = _merged(below, node, _part(model, name))
        keys[name] = own.keys[name]
    return replace(own, entries=entries, keys=keys)


def _merged(base: Node | None, own: Node, model: type[Part] | None) -> Node:
    if isinstance(base, MappingNode) and isinstance(own, MappingNode) and not _WHOLE & own.entries.keys():
        return merge(base, own, model)
    return own


def _part(model: type[Part] | None, name: str) -> type[Part] | None:
    spec = fields_of(model).get(name) if model is not None else None
    return spec.part if spec and not spec.many and not spec.fact else None


def _with_own_source(block: MappingNode, model: type[Part], source: Node) -> MappingNode:
    """The block with its source written into every fact that names none of its own."""
    entries = dict(block.entries)
    for name, spec in fields_of(model).items():
        node = entries.get(name)
        if node is None or is_null(node):
            continue
        if spec.fact:
            entries[name] = _sourced(node, source)
        elif spec.many and spec.part and isinstance(node, SequenceNode):
            entries[name] = replace(
                node, items=tuple(_item_with_source(item, spec.part, source) for item in node.items)
            )
        elif spec.part and isinstance(node, MappingNode) and "source" not in node.entries:
            entries[name] = _with_own_source(node, spec.part, source)
    return replace(block, entries=entries)


def _item_with_source(item: Node, part: type[Part], source: Node) -> Node:
    known = "source" in fields_of(part)
    return _sourced(item, source) if known and isinstance(item, MappingNode) else item


def _sourced(node: Node, source: Node) -> Node:
    if not isinstance(node, MappingNode):
        return MappingNode(
            {"value": node, "source": source},
            {"value": node.place, "source": node.place},
            node.place,
            flow=False,
        )
    if "source" in node.entries:
        return node
    return replace(
        node, entries={**node.entries, "source": source}, keys={**node.keys, "source": source.place}
    )


def without(node: MappingNode, name: str) -> MappingNode:
    """The mapping without one of its fields."""
    entries = {key: value for key, value in node.entries.items() if key != name}
    return replace(node, entries=entries)


def with_runs(card: MappingNode, runs: tuple[Node, ...]) -> MappingNode:
    """The card with further runs behind its own, each still knowing the file it came from."""
    evaluation = card.entries.get("evaluation", _NO_FIELDS)
    if not runs or not isinstance(evaluation, MappingNode):
        return card
    own = evaluation.entries.get("runs")
    before = own.items if isinstance(own, SequenceNode) else ()
    place = runs[0].place
    together = SequenceNode((*before, *runs), own.place if own else place, flow=False)
    inner = replace(
        evaluation,
        entries={**evaluation.entries, "runs": together},
        keys={"runs": place, **evaluation.keys},
        place=evaluation.place if evaluation is not _NO_FIELDS else place,
    )
    return replace(
        card, entries={**card.entries, "evaluation": inner}, keys={"evaluation": place, **card.keys}
    )
