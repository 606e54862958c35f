"""The format as the code checks it and as editors do: neither refuses what the other takes."""

from __future__ import annotations

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
    ],
    ids=lambda text: text.partition(":")[0],
)
def test_what_the_code_refuses_editors_underline(text: str, tmp_path: Path) -> None:
    if not text.startswith("organization"):
        assert problems(tmp_path, text)
    assert underlined(text)


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
