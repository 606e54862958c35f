"""The file of all models: it follows its schema, and says of each model what its card says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cardsite.build import read_catalogue
from cardsite.exporters import catalog_json
from cardsite.exporters.modalities import MEDIA, modalities
from cardsite.facts.licences import license_class
from cardsite.schema import LicenseClass
from cardsite.schema.scalars import PIPELINE_TAGS
from hostile import TOKENS, hostile, hostile_catalogue
from published import published_catalogue, published_files
from tinysite import TINY, write

PYTHIA = "pythia/pythia-160m"


def schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(published_files()["schema/catalog.json"]))


def entries(text: str) -> dict[str, Any]:
    return {model["id"]: model for model in json.loads(text)["models"]}


def tiny(folder: Path, fields: str) -> dict[str, Any]:
    """The entry of a card with these fields."""
    write(folder / "organizations.yaml", "acme: {name: Acme}\n")
    write(folder / "tiny.yaml", TINY + fields)
    found = read_catalogue(folder)
    assert found.problems == ()
    return dict(entries(catalog_json(found))["tiny"])


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("tags: one\n", None),
        (
            "quantization: {method: GPTQ, bits: 4}\n",
            {"method": "GPTQ", "bits": [4], "types": []},
        ),
        (
            "files: [{name: b, quantization: Q8_0}, {name: a, quantization: Q4_K_M}, {name: c, bits: 2.5}]\n",
            {"method": None, "bits": [2.5, 4, 8], "types": ["Q8_0", "Q4_K_M"]},
        ),
        ("files: [{name: model.safetensors, size: 1 GB}]\n", None),
    ],
    ids=["nothing", "method", "types of files", "plain weights"],
)
def test_a_quantised_model_has_its_method_its_bits_and_the_types_of_its_files(
    tmp_path: Path, fields: str, found: dict[str, Any] | None
) -> None:
    entry = tiny(tmp_path, fields)
    assert entry["quantization"] == found


# Its shape


def test_the_schema_is_itself_one() -> None:
    Draft202012Validator.check_schema(schema().schema)


def test_the_published_file_follows_its_schema() -> None:
    assert [
        error.message for error in schema().iter_errors(json.loads(published_files()["catalog.json"]))
    ] == []


@pytest.mark.parametrize("absent", [False, True])
def test_the_file_of_hostile_cards_follows_its_schema(tmp_path: Path, absent: bool) -> None:
    cards = hostile_catalogue(tmp_path, [hostile(tuple(TOKENS.values()), "a")], absent=absent)
    text = catalog_json(read_catalogue(cards))
    assert entries(text)
    assert [error.message for error in schema().iter_errors(json.loads(text))] == []


def test_an_entry_that_says_less_or_more_does_not_follow_the_schema() -> None:
    data = json.loads(published_files()["catalog.json"])
    del data["models"][0]["absent"]
    data["models"][1]["guess"] = 1
    assert [list(error.path) for error in schema().iter_errors(data)] == [["models", 0], ["models", 1]]


@pytest.mark.parametrize(
    ("fields", "found", "absent"),
    [
        ("gpu_hours: 1K", {"gpu_hours": 1000}, {}),
        (
            "gpu_hours: {value: 442, note: Of the last run.}",
            {"gpu_hours": 442, "qualified": ["gpu_hours"]},
            {},
        ),
        (
            "energy: {energy_mwh: 0.05, carbon_tco2eq: not_disclosed}",
            {"energy_mwh": 0.05},
            {"carbon_tco2eq": "not_disclosed"},
        ),
        (
            "energy: {carbon_tco2eq: 65.3, covers: all nine models}",
            {"carbon_tco2eq": 65.3, "qualified": ["carbon_tco2eq"]},
            {},
        ),
        ("stages: [{name: A, gpu_hours: 10}, {name: B, gpu_hours: 5}]", {"gpu_hours": 15}, {}),
        ("gpu_hours: not_disclosed", None, {"gpu_hours": "not_disclosed"}),
        ("epochs: 1", None, {}),
    ],
)
def test_what_the_training_cost_is_there_where_the_card_has_numbers(
    tmp_path: Path, fields: str, found: dict[str, Any] | None, absent: dict[str, str]
) -> None:
    entry = tiny(tmp_path, f"training: {{{fields}}}\n")
    assert entry.get("training_cost") == found
    assert entry["absent"] == absent


def test_each_model_stands_on_a_line_of_its_own() -> None:
    text = published_files()["catalog.json"]
    lines = [line for line in text.splitlines() if line.startswith('{"id"')]
    assert [json.loads(line.rstrip(","))["id"] for line in lines] == list(entries(text))


def test_models_stand_in_the_order_of_the_page() -> None:
    names = list(entries(published_files()["catalog.json"]))
    of_family = [name for name in names if name.startswith("cerebras-gpt/")]
    assert of_family[:2] == ["cerebras-gpt/cerebras-gpt-111m", "cerebras-gpt/cerebras-gpt-256m"]
    assert sorted(names) == sorted(published_catalogue().cards)


# What it says


def test_an_entry_says_what_its_card_says() -> None:
    entry = entries(published_files()["catalog.json"])[PYTHIA]
    expected = {
        "name": "Pythia 160M",
        "page": f"models/{PYTHIA}",
        "hub_id": "EleutherAI/pythia-160m",
        "organization": {"id": "eleutherai", "name": "EleutherAI"},
        "family": {"id": "pythia", "name": "Pythia"},
        "parameters": 162_322_944,
        "context_length": 2048,
        "training_tokens": 299_892_736_000,
        "checkpoints": 154,
        "task": "text-generation",
        "modalities": ["text"],
        "languages": ["en"],
        "datasets": ["pile"],
        "absent": {},
    }
    assert {name: entry[name] for name in expected} == expected
    assert entry["license"] == {
        "id": "apache-2.0",
        "name": "Apache License 2.0",
        "class": "permissive",
        "commercial_use": "yes",
        "anchor": "license-apache-2-0",
    }
    assert 0 < entry["coverage"]["filled"] <= entry["coverage"]["asked"]


def test_what_is_not_disclosed_is_told_from_what_nobody_filled_in(tmp_path: Path) -> None:
    entry = tiny(tmp_path, "license: not_disclosed\narchitecture: {parameters: not_disclosed}\n")
    assert (entry["parameters"], entry["context_length"], entry["license"]) == (None, None, None)
    assert entry["absent"] == {"parameters": "not_disclosed", "license": "not_disclosed"}


def test_the_stages_of_a_training_are_named_by_what_they_are_for(tmp_path: Path) -> None:
    stages = """
    - {name: Pretraining 1, tokens: 8T}
    - {name: Pretraining 2, tokens: 2T}
    - {name: dDPO}
    - {name: The last}
"""
    entry = tiny(tmp_path, f"kind: language-model\ntraining:\n  stages:{stages}")
    assert (entry["stages"], entry["training_tokens"]) == (["pretraining", "preference-tuning"], 10 * 10**12)


@pytest.mark.parametrize(
    ("written", "number", "short"),
    [("32K", 32_000, "32K"), ("32_768", 32_768, None), ("128k", 128_000, "128K"), ("131072", 131_072, None)],
)
def test_a_context_length_that_is_written_short_is_there_as_it_is_written_too(
    tmp_path: Path, written: str, number: int, short: str | None
) -> None:
    entry = tiny(tmp_path, f"architecture: {{context_length: {written}}}\n")
    assert (entry["context_length"], entry.get("context_written")) == (number, short)


def test_names_are_given_for_every_id_that_models_refer_to() -> None:
    data = json.loads(published_files()["catalog.json"])
    for kind in ("datasets", "benchmarks"):
        assert set(data[kind]) == {name for model in data["models"] for name in model[kind]}


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ("apache-2.0", "permissive"),
        ("Apache-2.0", "permissive"),
        ("gpl-3.0", "copyleft"),
        ("GPL-3.0-only", "copyleft"),
        ("cc-by-nc-sa-4.0", "non-commercial"),
        ("bigscience-openrail-m", "responsible-ai"),
        ("llama2", "custom"),
        ("other", "custom"),
        ("Apache-2.0 OR MIT", "permissive"),
        ("Apache-2.0 AND GPL-3.0-only", "copyleft"),
        ("unheard-of", "custom"),
    ],
)
def test_licences_have_a_class(identity: str, expected: str) -> None:
    registries = published_catalogue().registries
    assert license_class(identity, registries) is LicenseClass(expected)


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("text-generation", ("text",)),
        ("fill-mask", ("text",)),
        ("text-to-image", ("text", "image")),
        ("automatic-speech-recognition", ("text", "audio")),
        ("image-feature-extraction", ("image",)),
        ("any-to-any", ("text", "image", "audio", "video")),
        ("time-series-forecasting", ("table",)),
        ("robotics", ()),
    ],
)
def test_the_media_follow_from_the_task(task: str, expected: tuple[str, ...]) -> None:
    assert modalities(task) == expected


def test_every_task_has_its_media_but_those_about_none() -> None:
    without = [task for task in PIPELINE_TAGS if not modalities(task)]
    assert without == ["reinforcement-learning", "robotics", "graph-ml", "other"]
    assert all(set(modalities(task)) <= set(MEDIA) for task in PIPELINE_TAGS)
