"""The reference of the blocks: what a site can fill in each shipped template, and what it prints there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from cardsite.render.environment import make_environment, shipped_templates

from .tables import table

__all__ = ["blocks_page"]

_HEAD = """\
---
search:
  exclude: true
---

<!-- Made by `make reference`; change the code it is made from, not this page. -->

# Blocks of templates

What a template of a site can fill when it extends a shipped one: [Change what pages look
like](../how-to/change-a-template.md) shows how. A block that is indented stands inside the one above it. The
names are those that the block prints or asks for; [Templates](templates.md) says what they are, and what else
a page has.

"""


def blocks_page() -> str:
    """The page of all templates with blocks."""
    folder, environment = shipped_templates(), make_environment(None)
    found = ((path, list(_blocks(path, environment))) for path in sorted(folder.rglob("*.j2")))
    parts = (_template(path.relative_to(folder), rows) for path, rows in found if rows)
    return "".join((_HEAD, *parts)).rstrip() + "\n"


def _template(path: Path, rows: list[tuple[str, str]]) -> str:
    return f"## `{path.as_posix()}`\n\n{table(('Block', 'Names'), rows)}"


def _blocks(path: Path, environment: Environment) -> Iterator[tuple[str, str]]:
    yield from _below(environment.parse(path.read_text(encoding="utf-8")), 0)


def _below(node: nodes.Node, depth: int) -> Iterator[tuple[str, str]]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            names = ", ".join(f"`{name}`" for name in sorted(set(_names(child))))
            yield f"{'&emsp;' * depth}`{child.name}`", names
            yield from _below(child, depth + 1)
        else:
            yield from _below(child, depth)


def _names(node: nodes.Node) -> Iterator[str]:
    """What stands in the block itself and not in one inside it; of `card.license` the whole name."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            continue
        name = _dotted(child)
        if name:
            yield name
        else:
            yield from _names(child)


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name if node.ctx == "load" else ""
    if isinstance(node, nodes.Getattr):
        before = _dotted(node.node)
        return f"{before}.{node.attr}" if before else ""
    return ""
