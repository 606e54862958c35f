"""The format as the code checks it and as editors do: neither refuses what the other takes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cardsite.catalogue import load
from cardsite.schema import (
    SCHEMAS,
    Card,
    Fact,
    Part,
    Prompting,
    Run,
    fields_of,
    homes_of,
    json_schema,
    json_schema_text,
    model_at,
)
from tinysite import TINY, write


def core(text: str) -> Any:
    """The data as an editor reads them; in these texts both versions of YAML agree."""
    return yaml.safe_load(text)


def problems(folder: Path, text: str) -> list[str]:
    write(folder / "organizations.yaml", "acme: {name: Acme}\n")
    write(folder / "card.yaml", TINY + text)
    return [problem.message for problem in load(folder, "cards").problems]


def underlined(text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(json_schema("card"))
    return [error.message for error in validator.iter_errors(core(TINY + text))]


@pytest.mark.parametrize(
    "text",
    [
        "tags: one\n",
        "architecture: {layers: 12, parameters: 1.3B, tied_embeddings: true, activation: gelu}\n",
        "architecture: {layers: unknown, parameters: {absent: not_disclosed, reason: r}}\n",
        "architecture: {layers: {value: 12, source: 'https://example.org', quote: q, note: n}}\n",
        "training: {learning_rate: 0.001, optimizer: {epsilon: 1.0e-8}, data: [{name: Web}]}\n",
        "training: {energy: {offset: 100 %}, hardware: {memory: 40GB}, gpu_hours: 400K}\n",
        "release_date: '2023-04'\n",
        "release_date: 2023\n",
        "language: [en, code]\n",
        "license: mit\n",
        "license: not_disclosed\n",
        "license: {id: other, name: N, link: 'https://example.org'}\n",
        "base_model: {title: T, url: 'https://example.org'}\n",
        "inference: {samples: [{type: Batch, python: coming_soon}], examples: [{input: {a: [1, null]}}]}\n",
        "status: retired\n",
        "links: {contact: 'mailto:a@example.org'}\n",
        "quantization: {method: GGUF, bits: 4.5, tool: llama.cpp b5200, group_size: not_applicable}\n",
        f"files: [{{name: a.gguf, quantization: Q4_K_M, bits: 4, size: 4.37 GB, sha256: '{64 * 'a'}'}}]\n",
        "merge: {models: [{title: T, url: 'https://example.org', weight: [0, 0.5], layers: 0-15}]}\n",
        "distillation: {teacher: {title: T, url: 'https://example.org'}}\n",
        "prompting: {generation_config: [{mode: thinking, temperature: 0.6, do_sample: true}]}\n",
        "prompting: {tool_use: true}\n",
        "prompting: {tool_use: {supported: true, format: Hermes}, chat_template: 'https://example.org/t'}\n",
        "architecture: {context_extension: {length: 131_072, method: YaRN, factor: 4.0}}\n",
        "tabular: {features: [age, {name: income, range: 0-9}], hyperparameters: {C: 1.0, solver: null}}\n",
        "tabular: {target: {name: y, classes: [a, {name: b, count: 3}]}}\n",
        "evaluation: {tables: [{title: T, labels: [a, b], rows: [[1, 0], [2, 3]]}]}\n",
    ],
    ids=lambda text: text.partition(":")[0],
)
def test_the_code_and_editors_take_the_same_cards(text: str, tmp_path: Path) -> None:
    assert problems(tmp_path, text) == []
    assert underlined(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "sumary: x\n",
        "status: depreciated\n",
        "architecture: [layers]\n",
        "architecture: {layers: {vlaue: 12}}\n",
        "links: {weights: www.example.org}\n",
        "pipeline_tag: text generation\n",
        "hub_id: slab\n",
        "organization: Acme Inc\n",
        "release_date: April 2023\n",
        "sections: [{title: T}]\n",
        "base_model_relation: copied\n",
        "capabilities: [{name: x, supported: maybe}]\n",
        "files: [{name: a.gguf, sha256: abc}]\n",
        "files: [{quantization: Q4_K_M}]\n",
        "tabular: {features: [{type: numeric}]}\n",
    ],
    ids=lambda text: text.partition(":")[0],
)
def test_what_the_code_refuses_editors_underline(text: str, tmp_path: Path) -> None:
    if not text.startswith("organization"):
        assert problems(tmp_path, text)
    assert underlined(text)


EITHER = "expected either columns or, for a confusion matrix, labels"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("rows: [[1]]", EITHER),
        (
            "columns: [a], labels: [a], rows: [[1]]",
            "expected either columns or, for a confusion matrix, labels",
        ),
        ("columns: [a, b], rows: [[1, 2], [3]]", "row 2 has 1 values, where 2 are expected"),
        ("labels: [a, b], rows: [[1, 2]]", "a confusion matrix of 2 labels has as many rows"),
    ],
)
def test_a_table_is_a_rectangle(table: str, message: str, tmp_path: Path) -> None:
    assert problems(tmp_path, f"evaluation: {{tables: [{{title: T, {table}}}]}}\n") == [message]


def reference(model: str, **fields: Any) -> dict[str, Any]:
    return {"title": model, "url": f"https://example.org/{model}", **fields}


def card(**fields: Any) -> Card:
    return Card.model_validate({"name": "N", "summary": "S", "organization": "o", **fields})


@pytest.mark.parametrize(
    ("fields", "relation", "bases"),
    [
        ({}, None, []),
        ({"base_model": "a"}, None, ["a"]),
        ({"base_model": "a", "base_model_relation": "finetune", "quantization": {}}, "finetune", ["a"]),
        ({"base_model": "a", "quantization": {"method": "GGUF"}}, "quantized", ["a"]),
        ({"quantization": {"method": "FP8"}}, None, []),
        ({"base_model": "a", "adapter": {"quantization": "4-bit"}}, "adapter", ["a"]),
        ({"merge": {"models": ["a", "b", "a"], "base_model": "c"}}, "merge", ["a", "b", "c"]),
        ({"merge": {"models": ["a", reference("x")]}, "base_model": ["b", "a"]}, "merge", ["b", "a", "x"]),
    ],
)
def test_blocks_say_how_a_model_was_made_and_from_what(
    fields: dict[str, Any], relation: str | None, bases: list[str]
) -> None:
    found = card(**fields)
    assert found.relation == relation
    assert [each.model or each.title for each in found.bases] == bases


def test_all_models_that_a_card_was_made_from_are_looked_up() -> None:
    fields = {"merge": {"models": ["a"], "base_model": "b"}, "distillation": {"teacher": "c"}}
    found = [each.path for each in card(**fields).references() if each.kind == "models"]
    assert found == [
        ("merge", "models", 0, "model"),
        ("merge", "base_model", "model"),
        ("distillation", "teacher", 0, "model"),
    ]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_editors_insert_no_default_that_says_nothing(kind: str) -> None:
    assert [value for value in defaults(json_schema(kind)) if not value] == []


def defaults(schema: Any) -> Iterator[Any]:
    """All defaults in a JSON Schema."""
    if isinstance(schema, dict):
        if "default" in schema:
            yield schema["default"]
        for value in schema.values():
            yield from defaults(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from defaults(item)


def every_part(part: type[Part], seen: dict[type[Part], None]) -> dict[type[Part], None]:
    if part not in seen:
        seen[part] = None
        for spec in fields_of(part).values():
            if spec.part:
                every_part(spec.part, seen)
    return seen


@pytest.mark.parametrize("part", every_part(Card, {}), ids=lambda part: part.__name__)
def test_every_field_says_what_it_is(part: type[Part]) -> None:
    assert part.__doc__
    for spec in fields_of(part).values():
        assert spec.doc, spec.name
        assert spec.doc.endswith("."), spec.name


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ((), Card),
        (("architecture", "layers"), Fact),
        (("evaluation", "runs", 3), Run),
        (("prompting",), Prompting),
        (("nothing",), None),
        (("name", "x"), None),
    ],
)
def test_a_path_leads_to_a_part(path: tuple[str | int, ...], part: type[Part] | None) -> None:
    assert model_at(Card, path) is part


def test_a_field_knows_where_it_may_stand_nearest_first() -> None:
    assert homes_of(Card, "learning_rate") == ["training.learning_rate", "adapter.learning_rate"]
    assert homes_of(Card, "license") == ["license"]
    assert homes_of(Card, "no_such_field") == []


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_says_once_what_all_facts_have(kind: str) -> None:
    assert json_schema_text(kind).count("How the value was calculated") <= 1


def test_what_facts_point_to_is_there() -> None:
    validator = jsonschema.Draft202012Validator(json_schema("card"))
    card = {"name": "Tiny", "summary": "A model.", "organization": "acme"}
    fact = {
        "value": 12,
        "source": "config",
        "quote": '"n_layer": 12',
        "formula": "6 + 6",
        "note": "Both stacks.",
    }
    assert validator.is_valid({**card, "architecture": {"layers": fact}})
    assert validator.is_valid({**card, "architecture": {"layers": {"absent": "unknown", "reason": "Lost."}}})
    assert not validator.is_valid({**card, "architecture": {"layers": {"absent": "lost"}}})
    assert not validator.is_valid({**card, "architecture": {"layers": {"value": 12, "note": []}}})


@pytest.mark.parametrize("kinds", [SCHEMAS, SCHEMAS[::-1]], ids=["forwards", "backwards"])
def test_schemas_are_the_same_in_whatever_order_they_are_made(kinds: tuple[str, ...]) -> None:
    code = f"from cardsite.schema import json_schema_text as text\nmade = {{k: text(k) for k in {kinds}}}\n"
    shown = "import hashlib\nprint({k: hashlib.sha256(made[k].encode()).hexdigest() for k in sorted(made)})"
    done = subprocess.run([sys.executable, "-c", code + shown], check=True, capture_output=True, text=True)
    here = {kind: hashlib.sha256(json_schema_text(kind).encode()).hexdigest() for kind in sorted(SCHEMAS)}
    assert done.stdout == f"{here}\n"
