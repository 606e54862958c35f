"""A commented card to begin with, made from the schema: the fields most readers look for first."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..schema import Card, Part, fields_of
from ..yamlio.core_schema import core_value

__all__ = ["bare_card", "starting_card"]

_Names = dict[str, tuple[str, ...]] | tuple[str, ...]
_FIRST: _Names = {
    "hub_id": (),
    "release_date": (),
    "language": (),
    "pipeline_tag": (),
    "library_name": (),
    "license": (),
    "links": ("weights", "repository", "paper"),
    "description": (),
    "architecture": (
        "type",
        "parameters",
        "layers",
        "hidden_size",
        "attention_heads",
        "context_length",
        "vocabulary_size",
        "source",
    ),
    "training": ("data", "steps", "batch_tokens", "learning_rate", "schedule", "source"),
    "intended_use": (),
    "limitations": (),
    "citation": (),
}
"""The fields that a new card offers, and of each part of the format the fields below it."""

_TAIL = """
# evaluation:
#   runs:                          # Groups of scores that were measured together.
#     - harness: lm-evaluation-harness
#       shots: 0
#       source: results
#       results:
#         - {benchmark: lambada, metric: acc, score: 0.5723, error: 0.0069}

# sources:                         # Facts point here with `source: config`.
#   config: {title: Training configuration, url: "https://example.org/config.yml"}
#   results: {title: Evaluation results, url: "https://example.org/results.json"}
"""
_COMMENTS_AT = 34


def starting_card(identity: str, organization: str) -> str:
    """The text of a new card; `organization` is an id, or empty where the author must choose one."""
    schema, *required = bare_card(identity, organization).splitlines()
    lines = [
        schema,
        "# Take the # away from what you know and delete the rest. A fact is written plain (layers: 12),",
        "# with its evidence (layers: {value: 12, source: config}), or as an absence (not_disclosed).",
        *required,
        "",
        *_fields(Card, _FIRST, ""),
    ]
    return "\n".join(lines) + "\n" + _TAIL


def bare_card(identity: str, organization: str) -> str:
    """What a card cannot be without, with placeholders for what only its author knows."""
    name = identity.rpartition("/")[2]
    lines = [
        f"# yaml-language-server: $schema={'../' * identity.count('/')}.schema/card.json",
        f"name: {name if isinstance(core_value(name), str) else json.dumps(name)}",
        "summary: {what it is in one or two sentences}",
        f"organization: {organization or '{an id of organizations.yaml}'}",
        "status: draft",
    ]
    return "\n".join(lines) + "\n"


def _fields(
    model: type[Part], names: dict[str, tuple[str, ...]] | tuple[str, ...], indent: str
) -> Iterator[str]:
    for name in names:
        spec = fields_of(model)[name]
        key = f"# {indent}{name}:"
        yield f"{key:<{_COMMENTS_AT}} # {' '.join(spec.doc.split())}"
        if isinstance(names, dict) and spec.part and names[name]:
            yield from _fields(spec.part, names[name], indent + "  ")
