"""The registries that come with cardsite."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from ..errors import CardsiteError
from ..problems import Place
from ..schema import Snippet
from ..yamlio.document import MappingNode, parse
from .validation import Located, validate

__all__ = ["packaged", "snippets"]


@cache
def packaged(name: str) -> MappingNode:
    """A registry as it stands in its file; empty where there is none."""
    label = f"cardsite/registries/{name}.yaml"
    file = resources.files("cardsite") / "registries" / f"{name}.yaml"
    root = parse(file.read_bytes(), label).root if file.is_file() else None
    return root if isinstance(root, MappingNode) else MappingNode({}, {}, Place(label), flow=False)


@cache
def snippets() -> Mapping[str, Snippet]:
    """The ways to run a model, in the order in which pages show them."""
    found: dict[str, Snippet] = {}
    for name, node in packaged("snippets").entries.items():
        value, problems = validate(Snippet, Located(node, lambda _: ""))
        if value is None:
            raise CardsiteError(f"{problems[0].place}: {problems[0].message}")
        found[name] = value
    return found
