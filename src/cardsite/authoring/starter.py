"""A commented card to begin with, made from the schema: the fields that readers look for first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources

from ..catalogue.validation import plain_data
from ..schema import Card, Part, fields_of
from ..schema.base import OneOrMore
from ..schema.scalars import FreeForm, Text
from ..yamlio.core_schema import core_value
from ..yamlio.document import parse

__all__ = ["Starter", "bare_card", "starter", "starters", "starting_card"]

_DEFAULT = "language-model"
_EVERY = "every"
_COMMENTS_AT = 34


class Starter(Part):
    """What a new card of a kind has and offers."""

    like: Text | None = None
    """Another entry, whose lines, fields and score come first."""
    lines: dict[Text, OneOrMore[Text]] | None = None
    """Fields that the new card has, and what stands there: a value, or a placeholder in braces."""
    fields: OneOrMore[Text] = ()
    """Fields that it offers, as dotted paths."""
    without: OneOrMore[Text] = ()
    """Fields of every card, or parts of it, that this one has no use for."""
    score: dict[Text, FreeForm] | None = None
    """The row of a score that it shows."""


@cache
def _entries() -> dict[str, Starter]:
    file = resources.files("cardsite") / "authoring" / "starters.yaml"
    root = parse(file.read_bytes(), "starters.yaml").root
    entries = plain_data(root) if root is not None else {}
    return {name: Starter.model_validate(entry) for name, entry in entries.items()}


def starters() -> tuple[str, ...]:
    """The words for `--kind`: kinds of model, then how a model is built or was made."""
    return tuple(name for name in _entries() if name != _EVERY)


def starting_card(identity: str, organization: str, word: str = "") -> str:
    """The text of a new card; `organization` is an id, or empty where the author must choose one.

    With a word of `starters()` it says what kind it is; without, it offers what a language model has.
    """
    schema, *required = bare_card(identity, organization).splitlines()
    chosen = starter(word or _DEFAULT)
    said = chosen.lines or {} if word else {}
    base = [path for path in _entries()[_EVERY].fields if not _is_below(path, chosen.without)]
    offered = [path for path in (*base, *chosen.fields) if path not in said]
    lines = [
        schema,
        "# Take the # away from what you know and delete the rest. A fact is written plain (layers: 12),",
        "# with its evidence (layers: {value: 12, source: config}), or as an absence (not_disclosed).",
        *required,
        *_lines_of(said),
        "",
        *_fields(Card, _tree(offered), ""),
    ]
    return "\n".join(lines) + "\n" + _tail(chosen.score)


def starter(word: str) -> Starter:
    """What a word of `starters()` stands for, with what it has from another."""
    own = _entries()[word]
    if own.like is None:
        return own
    base = starter(own.like)
    return Starter(
        lines={**(base.lines or {}), **(own.lines or {})},
        fields=(*base.fields, *own.fields),
        without=(*base.without, *own.without),
        score=own.score or base.score,
    )


def _is_below(path: str, parts: Iterable[str]) -> bool:
    return any(path == part or path.startswith(f"{part}.") for part in parts)


_Tree = dict[str, "_Tree"]


def _tree(paths: Iterable[str]) -> _Tree:
    found: _Tree = {}
    for path in paths:
        here = found
        for step in path.split("."):
            here = here.setdefault(step, {})
    return found


def _lines_of(said: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, values in said.items():
        yield f"{name}: {values[0]}" if len(values) == 1 else f"{name}:"
        yield from (f"  - {value}" for value in values if len(values) > 1)


def _fields(model: type[Part], names: _Tree, indent: str) -> Iterator[str]:
    """The fields as comments with what each holds, in the order of the format."""
    for name, spec in fields_of(model).items():
        if name in names:
            key = f"# {indent}{name}:"
            yield f"{key:<{_COMMENTS_AT}} # {' '.join(spec.doc.split())}"
            if spec.part:
                yield from _fields(spec.part, names[name], indent + "  ")


_RUN = "harness: lm-evaluation-harness\n#       shots: 0\n#       source: results"
_SCORE = {"benchmark": "lambada", "metric": "acc", "score": "0.5723", "error": "0.0069"}


def _tail(score: Mapping[str, object] | None) -> str:
    row = ", ".join(f"{name}: {value}" for name, value in (score or _SCORE).items())
    return f"""
# evaluation:
#   runs:                          # Groups of scores that were measured together.
#     - {"source: results" if score else _RUN}
#       results:
#         - {{{row}}}

# sources:                         # Facts point here with `source: config`.
#   config: {{title: Training configuration, url: "https://example.org/config.yml"}}
#   results: {{title: Evaluation results, url: "https://example.org/results.json"}}
"""


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
