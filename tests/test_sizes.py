"""Which size a name says, and what it can stand for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.build import read_catalogue
from cardsite.checks import Rules
from cardsite.checks.agreement import exactly
from cardsite.checks.numbers.sizes import size_in
from examples import write_example


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Pythia 160M", 160_000_000),
        ("pythia-1.4b-deduped", 1_400_000_000),
        ("CodeLlama-34b-Instruct-hf", 34_000_000_000),
        ("llama_7b", 7_000_000_000),
        ("GPT-6.7B-CleanedAlpaca-1", 6_700_000_000),
        ("bloom-7b1", 7_100_000_000),
        ("Example 7B (7b)", 7_000_000_000),
        ("Qwen3-30B-A3B", 30_000_000_000),
        ("tiny_vit_5m_224.dist_in22k", 5_000_000),
        ("mobilenet.v4_32m", 32_000_000),
    ],
)
def test_a_name_says_a_size(name: str, size: int) -> None:
    found = size_in(name)
    assert found is not None
    assert found.value == size


@pytest.mark.parametrize(
    "name",
    [
        "GPT-2 XL",
        "Mixtral-8x7B",
        "llama-4bit",
        "model v7b",
        "phi-3-mini-128k",
        "teacher-7B-student-1B",
        "x-300B-tokens",
        "CLIP ViT-B/32 LAION-2B",
        "CLIP-ViT-B-32-laion2B-s34B-b79K",
        "resnext101_32x8d.fb_swsl_ig1b_ft_in1k",
        "vit_base_patch16_clip_224.metaclip_400m",
        "caformer_b36.sail_in22k_ft_in1k",
        "tapir_small_6m_in1k",
        "tapir_small.acme_6m_in12k_ft_in1k",
    ],
)
def test_a_name_without_one_clear_size_says_none(name: str) -> None:
    assert size_in(name) is None


@pytest.mark.parametrize(
    ("name", "parameters", "agrees"),
    [
        pytest.param("410M", 405_334_016, True, id="rounded up"),
        pytest.param("7B", 6_658_404_352, True, id="one figure"),
        pytest.param("7B", 7_615_616_512, True, id="within 12 percent"),
        pytest.param("1B", 1_235_814_400, True, id="rounds to one figure"),
        pytest.param("13B", 12_853_386_240, True, id="two figures"),
        pytest.param("1.4B", 1_011_781_632, False, id="the next size"),
        pytest.param("160M", 1_315_723_264, False, id="another model"),
    ],
)
def test_a_size_stands_for_what_rounds_to_it_or_is_near(name: str, parameters: int, agrees: bool) -> None:
    size = size_in(name)
    assert size is not None
    assert size.range.agrees(exactly(parameters)) is agrees


@given(st.text(alphabet="0123456789.,MBmbx -_Kk٣", max_size=200))
def test_no_name_is_too_odd(name: str) -> None:
    size_in(name)


def found(folder: Path, text: str, *codes: str) -> list[str]:
    catalogue = read_catalogue(write_example(folder, text), folder, Rules(select=codes))
    return [f"{problem.field}: {problem.message}" for problem in catalogue.problems]


def test_the_name_of_the_data_may_be_in_that_of_the_model(tmp_path: Path) -> None:
    card = "name: Tapir Meadow-2B\narchitecture: {parameters: 151M}\ntraining: {data: [{name: DATA}]}\n"
    assert found(tmp_path / "right", card.replace("DATA", "Meadow-2B (English)"), "size-name") == []
    assert len(found(tmp_path / "wrong", card.replace("DATA", "Meadow"), "size-name")) == 1
    counted = card.replace("DATA", "Meadow, pairs: 2B")
    assert found(tmp_path / "counted", counted, "size-name") == []


@pytest.mark.parametrize(
    ("name", "hub_id"),
    [
        ("Code Llama - Python 13B", "codellama/CodeLlama-13b-Python-hf"),
        ("GPT-6.7B-Alpaca", "owner/GPT-6.7B-CleanedAlpaca-1"),
        ("StableLM 3B", "owner/stable-lm-3b"),
        ("悟道 10B", "owner/wudao-10b"),
        ("Model 1B", "owner/checkpoint-1b"),
    ],
)
def test_a_repository_may_join_or_shorten_the_words_of_the_name(
    name: str, hub_id: str, tmp_path: Path
) -> None:
    assert found(tmp_path, f"name: {name}\nhub_id: {hub_id}\n", "name-hub") == []


def test_an_alias_may_explain_the_repositorys_name(tmp_path: Path) -> None:
    text = "name: Tapir 1B\nhub_id: owner/otter-1b\n"
    assert found(tmp_path / "without", text, "name-hub") != []
    assert found(tmp_path / "with", f"{text}aliases: Otter\n", "name-hub") == []


def test_the_one_name_that_is_wrong_is_pointed_at(tmp_path: Path) -> None:
    text = "name: Tapir 111M\nhub_id: owner/tapir-34b\narchitecture: {parameters: 111_050_496}\n"
    assert found(tmp_path, text, "size-name") == [
        "hub_id: the hub id says 34b, but the model has 111,050,496 parameters"
    ]


def test_without_parameters_names_are_held_against_each_other(tmp_path: Path) -> None:
    text = "name: Tapir 111M\nhub_id: owner/tapir-34b\n"
    assert found(tmp_path, text, "size-name") == ["hub_id: the hub id says 34b, but the name says 111M"]


def test_an_adapter_has_the_size_of_its_base(tmp_path: Path) -> None:
    base = "# base.yaml\narchitecture: {parameters: 6_658_404_352}\n"
    card = "name: Tapir {}\nbase_model: base\nbase_model_relation: adapter\n"
    assert found(tmp_path / "right", card.format("6.7B") + base, "size-name") == []
    assert found(tmp_path / "wrong", card.format("13B") + base, "size-name") == [
        "name: the name says 13B, but its base model base has 6,658,404,352 parameters"
    ]


def test_what_is_laid_over_a_base_may_be_named_after_its_size(tmp_path: Path) -> None:
    card = (
        "name: Draft Tapir {}\nbase_model: {{title: Tapir 7B v1.3, url: 'https://example.org/tapir'}}\n"
        "base_model_relation: {}\narchitecture: {{parameters: 0.24B}}\n"
    )
    assert found(tmp_path / "adapter", card.format("7B", "adapter"), "size-name") == []
    assert found(tmp_path / "copied", card.format("13B", "adapter"), "size-name") == [
        "name: the name says 13B, but the model has 0.24B parameters"
    ]
    assert found(tmp_path / "tuned", card.format("7B", "finetune"), "size-name") == [
        "name: the name says 7B, but the model has 0.24B parameters"
    ]


def test_what_is_built_around_a_model_may_be_named_after_its_size(tmp_path: Path) -> None:
    parts = "components: [{{role: decoder, name: Tapir 2.7B}}]"
    card = f"name: Tapir Sees {{}}\narchitecture: {{{{parameters: 3.8B, {parts}}}}}\n"
    assert found(tmp_path / "right", card.format("2.7B"), "size-name") == []
    assert found(tmp_path / "wrong", card.format("6.7B"), "size-name") != []


@pytest.mark.parametrize(
    ("name", "architecture", "severity"),
    [
        pytest.param("Gemma 7B", "parameters: 8_537_680_896", "note", id="cut off by makers"),
        pytest.param(
            "Gemma 7B", "parameters: 8.54B, non_embedding_parameters: 7.75B", "", id="without embeddings"
        ),
        pytest.param(
            "Tapir 17B 16E", "parameters: 109B", "note", id="experts, of which the active are not known"
        ),
        pytest.param(
            "Tapir 17B",
            "parameters: 109B, extra: [{name: Activated parameters, value: 17B}]",
            "",
            id="active parameters",
        ),
        pytest.param("Tapir 170B 16E", "parameters: 109B", "warning", id="more than all experts have"),
        pytest.param("Tapir 7B", "parameters: 13_015_864_320", "warning", id="the next size"),
        pytest.param("Tapir 1.3B", "parameters: 2_651_596_800", "warning", id="the next but one"),
        pytest.param("Tapir 350M", "parameters: 125M", "warning", id="the one before"),
    ],
)
def test_a_size_that_makers_may_mean_is_a_note(
    name: str, architecture: str, severity: str, tmp_path: Path
) -> None:
    card = f"name: {name}\narchitecture: {{{architecture}}}\n"
    problems = read_catalogue(write_example(tmp_path, card), tmp_path, Rules(("size-name",))).problems
    assert [problem.severity.value for problem in problems] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("card", "count"),
    [
        ("name: acme-Acme-Tapir-111M\n", 1),
        ("name: Acme Acme\n", 0),
        ("name: Tapir-Tapir-7B\n", 0),
        ("name: acme-tapir-111m\nhub_id: acme/tapir-111m\n", 1),
        ("name: acme/tapir-111m\nhub_id: acme/tapir-111m\n", 1),
        ("name: Acme Tapir 111M\nhub_id: acme/tapir-111m\n", 0),
        ("name: Acme-Tapir-111M\nhub_id: acme/Acme-Tapir-111M\n", 0),
    ],
)
def test_an_id_is_no_name(card: str, count: int, tmp_path: Path) -> None:
    folder = write_example(tmp_path, card)
    found = read_catalogue(folder, folder, Rules(("name-hub",))).problems
    assert [problem.field for problem in found] == ["name"] * count
