"""The card format as JSON Schema: what editors complete from, and what the site publishes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from .. import __version__
from .base import Part
from .card import Card, EvaluationFile, Family
from .field_docs import docs_of
from .registries import Benchmark, Dataset, LicenseEntry, Metric, Organization
from .scalars import DEFINITION

__all__ = ["ID_KINDS", "SCHEMAS", "Ids", "ids_in", "json_schema", "json_schema_text"]

Ids = Mapping[str, Sequence[str]]
"""The ids that editors offer, by what they are ids of; see `ID_KINDS`."""
ID_KINDS = ("organizations", "families", "models", "datasets", "benchmarks", "metrics", "licenses", "sources")
"""What fields hold ids of."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REGISTRIES: dict[str, type[Part]] = {
    "organizations": Organization,
    "benchmarks": Benchmark,
    "datasets": Dataset,
    "metrics": Metric,
    "licenses": LicenseEntry,
}
_NO_IDS: Ids = MappingProxyType({})
SCHEMAS = ("card", "family", "evals", *_REGISTRIES)
"""The kinds of files that a catalogue holds."""

_OF_EACH_CARD = ("name", "summary")
"""What a card says itself; an editor does not see whether it has the rest from its family."""


class _Generator(GenerateJsonSchema):
    """Describes fields by their docstrings, and leaves out what editors would show or insert without need."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        written = super().model_schema(schema)
        docs = docs_of(schema["cls"])
        for name, field in written["properties"].items():
            field["description"] = docs[name]
        return {key: value for key, value in written.items() if key != "title"}

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002  (pydantic calls it so)
        return False

    def encode_default(self, dft: Any) -> Any:
        # What most fields have needs no serializer, of which pydantic makes one for each.
        return [] if dft == () else dft if dft is None else super().encode_default(dft)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        # Editors insert a default: `null` is not a value of a card, and an empty list says nothing.
        written = super().default_schema(schema)
        return {key: value for key, value in written.items() if key != "default" or value}


def _schema_of(model: type[Part]) -> dict[str, Any]:
    schema = model.model_json_schema(schema_generator=_Generator)
    for definition in schema.get("$defs", {}).values():
        definition.pop("title", None)  # which enumerations have
    shared: dict[str, Any] = {}
    whole: dict[str, Any] = _described_once(schema, shared)
    return {**whole, "$defs": {**whole.get("$defs", {}), **dict(sorted(shared.items()))}}


def _described_once(node: Any, shared: dict[str, Any]) -> Any:
    """The schema with references in place of the types that have a name, which go into `shared`."""
    if isinstance(node, list):
        return [_described_once(item, shared) for item in node]
    if not isinstance(node, dict):
        return node
    if DEFINITION not in node:
        return {key: _described_once(value, shared) for key, value in node.items()}
    name = node[DEFINITION]
    about = {key: node[key] for key in ("default", "description") if key in node}
    shared[name] = {key: value for key, value in node.items() if key not in {DEFINITION, *about}}
    return {"$ref": f"#/$defs/{name}", **about}


def json_schema(kind: str, ids: Ids = _NO_IDS) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of file: one of `SCHEMAS`; with `ids`, editors offer these."""
    schema = _files_of(kind)
    known = {
        name: {**schema["$defs"][name], "examples": list(ids[name])} for name in ids.keys() & schema["$defs"]
    }
    return {
        "$schema": _DIALECT,
        "$comment": f"cardsite {__version__}",
        "title": f"cardsite: {kind}",
        **schema,
        "$defs": {**schema["$defs"], **known},
    }


def json_schema_text(kind: str, ids: Ids = _NO_IDS) -> str:
    """The schema as it is written to a file."""
    return json.dumps(json_schema(kind, ids), indent=1, ensure_ascii=False) + "\n"


def ids_in(text: str) -> Ids | None:
    """The ids that the schema in a file offers; None for one of another version, and for what is none."""
    try:
        schema = json.loads(text)
    except ValueError:
        return None
    if not isinstance(schema, dict) or schema.get("$comment") != f"cardsite {__version__}":
        return None
    return {kind: schema["$defs"].get(kind, {}).get("examples", ()) for kind in ID_KINDS}


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
def _files_of(kind: str) -> dict[str, Any]:
    if kind in _REGISTRIES:
        made = _registry(kind, _REGISTRIES[kind])
    else:
        made = {"card": _card, "family": _family, "evals": _evaluation_file}[kind]()
    return _with_one_evidence(_numbered_in_order(made))


_REFERENCE = re.compile(r'"#/\$defs/([^"/]+)"')
_NUMBERED = re.compile(r"(?:cardsite__\w+?__)?(Fact_\w+?)__\d+")


def _numbered_in_order(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with types of one name numbered in the order in which fields mention them.

    pydantic numbers them in the order in which it met them, which is another in each process.
    """
    definitions = schema.get("$defs", {})
    met = [{key: part for key, part in schema.items() if key != "$defs"}]
    mentioned: dict[str, None] = {}
    for part in met:
        for name in _REFERENCE.findall(json.dumps(part)):
            if name not in mentioned:
                mentioned[name] = None
                met.append(definitions[name])
    counts: Counter[str] = Counter()
    names = {}
    for name in mentioned:
        if found := _NUMBERED.fullmatch(name):
            counts[found[1]] += 1
            names[name] = f"{found[1]}_{counts[found[1]]}"
    text = _REFERENCE.sub(lambda match: f'"#/$defs/{names.get(match[1], match[1])}"', json.dumps(schema))
    renamed: dict[str, Any] = json.loads(text)
    ordered = sorted((names.get(name, name), part) for name, part in renamed.pop("$defs", {}).items())
    return {**renamed, "$defs": dict(ordered)}


def _registry(kind: str, model: type[Part]) -> dict[str, Any]:
    schema = _schema_of(model)
    definitions = schema.pop("$defs", {})
    # An entry that comes with cardsite can be changed in one field, so nothing is required of it here.
    if kind in ("benchmarks", "metrics", "licenses"):
        schema.pop("required", None)
    return {
        "type": "object",
        "additionalProperties": schema,
        "$defs": definitions,
    }


def _card() -> dict[str, Any]:
    return {**_partial_card(), "required": list(_OF_EACH_CARD)}


def _evaluation_file() -> dict[str, Any]:
    return _schema_of(EvaluationFile)


def _family() -> dict[str, Any]:
    """A family file also holds a partial card, of which nothing is required."""
    schema, card = _schema_of(Family), _partial_card()
    definitions = {**card["$defs"], **schema.get("$defs", {})}
    shared = {key: value for key, value in card.items() if key != "$defs"}
    shared["description"] = "What every member inherits: any fields of a card."
    properties = {**schema["properties"], "shared": {"$ref": "#/$defs/SharedFacts"}}
    return {**schema, "properties": properties, "$defs": {**definitions, "SharedFacts": shared}}


@cache
def _partial_card() -> dict[str, Any]:
    """The schema of a card of which a family's facts are a part: it can take any of them away with `~`."""
    card = _schema_of(Card)
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
