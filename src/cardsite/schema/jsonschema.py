"""The card format as JSON Schema: what editors complete from, and what the site publishes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from .base import Part
from .card import Card, EvaluationFile, Family
from .registries import Benchmark, Dataset, Metric, Organization

__all__ = ["SCHEMAS", "json_schema", "json_schema_text"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REGISTRIES: dict[str, type[Part]] = {
    "organizations": Organization,
    "benchmarks": Benchmark,
    "datasets": Dataset,
    "metrics": Metric,
}
SCHEMAS = ("card", "family", "evals", *_REGISTRIES)
"""The kinds of files that a catalogue holds."""

_OF_EACH_CARD = ("name", "summary")
"""What a card says itself; an editor does not see whether it has the rest from its family."""


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of file: one of `SCHEMAS`."""
    if kind in _REGISTRIES:
        return _with_one_evidence(_registry(kind, _REGISTRIES[kind]))
    schema = {"card": _card, "family": _family, "evals": _evaluation_file}[kind]()
    return _with_one_evidence({"$schema": _DIALECT, "title": f"cardsite: {kind}", **schema})


def _with_one_evidence(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with what facts of all types have (`source`, `quote`, …) in one place that they point to."""
    definitions: dict[str, Any] = schema.get("$defs", {})
    facts = [fields for part in definitions.values() if (fields := _fields_of_fact(part))]
    if len(facts) < 2:
        return schema
    common = {
        name: field for name, field in facts[0].items() if all(other.get(name) == field for other in facts)
    }
    evidence = {name: field for name, field in common.items() if name != "value"}
    pointers = {name: {"$ref": f"#/$defs/{_EVIDENCE}/properties/{name}"} for name in evidence}
    pointing = {name: _pointing(part, pointers) for name, part in definitions.items()}
    return {**schema, "$defs": {_EVIDENCE: {"type": "object", "properties": evidence}, **pointing}}


_EVIDENCE = "Evidence"


def _fields_of_fact(part: dict[str, Any]) -> dict[str, Any]:
    """The fields of a fact in full; empty for anything else."""
    fields: dict[str, Any] = part.get("anyOf", [{}])[-1].get("properties", {})
    return fields if {"value", "absent", "formula"} <= fields.keys() else {}


def _pointing(part: dict[str, Any], pointers: dict[str, Any]) -> dict[str, Any]:
    if not (fields := _fields_of_fact(part)):
        return part
    *plain, full = part["anyOf"]
    return {**part, "anyOf": [*plain, {**full, "properties": {**fields, **pointers}}]}


@cache
def json_schema_text(kind: str) -> str:
    """The schema as it is written to a file."""
    return json.dumps(json_schema(kind), indent=1, ensure_ascii=False) + "\n"


def _registry(kind: str, model: type[Part]) -> dict[str, Any]:
    schema = _without_titles(model.model_json_schema(ref_template="#/$defs/{model}"))
    definitions = schema.pop("$defs", {})
    # An entry that comes with cardsite can be changed in one field, so nothing is required of it here.
    if kind in ("benchmarks", "metrics"):
        schema.pop("required", None)
    return {
        "$schema": _DIALECT,
        "title": f"cardsite: {kind}",
        "type": "object",
        "additionalProperties": schema,
        "$defs": definitions,
    }


def _card() -> dict[str, Any]:
    return {**_partial_card(), "required": list(_OF_EACH_CARD)}


def _evaluation_file() -> dict[str, Any]:
    schema: dict[str, Any] = _without_titles(EvaluationFile.model_json_schema())
    return schema


def _family() -> dict[str, Any]:
    """A family file also holds a partial card, of which nothing is required."""
    schema, card = _without_titles(Family.model_json_schema()), _partial_card()
    definitions = {**card["$defs"], **schema.get("$defs", {})}
    shared = {key: value for key, value in card.items() if key != "$defs"}
    shared["description"] = "What every member inherits: any fields of a card."
    properties = {**schema["properties"], "shared": {"$ref": "#/$defs/SharedFacts"}}
    return {**schema, "properties": properties, "$defs": {**definitions, "SharedFacts": shared}}


@cache
def _partial_card() -> dict[str, Any]:
    """The schema of a card of which a family's facts are a part: it can take any of them away with `~`."""
    card = _without_titles(Card.model_json_schema())
    parts = {name: _with_removals(part) for name, part in card["$defs"].items()}
    card = _with_removals({**card, "$defs": parts})
    del card["required"]
    # One field of a source that the family names can be changed, or all of it be taken away.
    del parts["Source"]["required"]
    sources = card["properties"]["sources"]["anyOf"][0]
    sources["additionalProperties"] = _or_null(sources["additionalProperties"])
    return card


def _with_removals(part: dict[str, Any]) -> dict[str, Any]:
    """The schema of a part in which every field that need not be there may be `~`."""
    required = part.get("required", ())
    properties = {
        name: schema if name in required else _or_null(schema)
        for name, schema in part.get("properties", {}).items()
    }
    return {**part, "properties": properties} if properties else part


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    about = {key: value for key, value in schema.items() if key in ("default", "description")}
    rest = {key: value for key, value in schema.items() if key not in about}
    nullable = not rest or {"type": "null"} in rest.get("anyOf", ())
    return schema if nullable else {"anyOf": [rest, {"type": "null"}], **about}


def _without_titles(node: Any, *, named: bool = False) -> Any:
    """The schema without pydantic's made-up titles, which editors would show above every field."""
    if isinstance(node, dict):
        return {
            key: _without_titles(value, named=key in {"properties", "$defs"})
            for key, value in node.items()
            if named or key != "title" or not isinstance(value, str)
        }
    return [_without_titles(item) for item in node] if isinstance(node, list) else node
