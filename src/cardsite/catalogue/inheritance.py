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
_FACT = frozenset({"value", "absent"})


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
        entries[name], keys[name] = node, own.keys[name]
        if (
            isinstance(below, MappingNode)
            and isinstance(node, MappingNode)
            and not _WHOLE & node.entries.keys()
        ):
            spec = fields_of(model).get(name) if model is not None else None
            part = spec.part if spec and not spec.many and not spec.fact else None
            entries[name] = merge(below, node, part)
    return replace(own, entries=entries, keys=keys)


def _with_own_source(block: MappingNode, model: type[Part], source: Node) -> MappingNode:
    """The block with its source written into every fact that names none of its own."""
    entries = dict(block.entries)
    for name, spec in fields_of(model).items():
        node = entries.get(name)
        if node is None or is_null(node):
            continue
        if spec.fact:
            entries[name] = _sourced(node, source)
        elif spec.many and spec.part and isinstance(node, SequenceNode) and "source" in fields_of(spec.part):
            items = (_sourced(item, source) if isinstance(item, MappingNode) else item for item in node.items)
            entries[name] = replace(node, items=tuple(items))
        elif spec.part and _is_one_fact(node) and "source" in fields_of(spec.part):
            entries[name] = _sourced(node, source)
        elif spec.part and isinstance(node, MappingNode) and "source" not in node.entries:
            entries[name] = _with_own_source(node, spec.part, source)
    return replace(block, entries=entries)


def _is_one_fact(node: Node) -> bool:
    """Whether a part is written as a single value: `attention: dense`."""
    return isinstance(node, ScalarNode) or (
        isinstance(node, MappingNode) and bool(_FACT & node.entries.keys())
    )


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
