"""What a model was made from: shapes that stay, and training on what it is scored on."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import Rules, read_catalogue
from cardsite.catalogue import load
from cardsite.facts.lineage import bases
from examples import write_example


def found(folder: Path, text: str) -> list[tuple[str, str]]:
    catalogue = read_catalogue(write_example(folder, text), folder, Rules(select=("lineage",)))
    return [(problem.field, problem.message) for problem in catalogue.problems]


def made(relation: str, mine: str, base: str) -> str:
    head = f"base_model: base\nbase_model_relation: {relation}\n"
    return f"{head}architecture: {{{mine}}}\n# base.yaml\nname: Base\narchitecture: {{{base}}}\n"


@pytest.mark.parametrize("relation", ["adapter", "finetune", "quantized"])
@pytest.mark.parametrize(
    ("mine", "base", "message"),
    [
        ("layers: 40", "layers: 32", '40 layers, but the base model "Base" has 32'),
        ("hidden_size: 5_120", "hidden_size: 4K", 'hidden size 5,120, but the base model "Base" has 4K'),
        ("layers: 32", "layers: 32", ""),
        ("vocabulary_size: 32_016", "vocabulary_size: 32_000", ""),
        ("layers: not_disclosed", "layers: 32", ""),
        ("layers: 32", "hidden_size: 4096", ""),
    ],
)
def test_what_is_made_from_a_base_keeps_its_layers_and_its_width(
    relation: str, mine: str, base: str, message: str, tmp_path: Path
) -> None:
    assert [text for _, text in found(tmp_path, made(relation, mine, base))] == ([message] if message else [])


@pytest.mark.parametrize(
    ("relation", "mine", "base", "fires"),
    [
        ("finetune", "parameters: 13B", "parameters: 6.7B", True),
        ("quantized", "parameters: 1.1B", "parameters: 6.7B", False),
        ("finetune", "parameters: 6.9B", "parameters: 6.7B", False),
        ("adapter", "parameters: 2M", "parameters: 6.7B", False),
        ("merge", "parameters: 120B", "parameters: 70B", False),
    ],
)
def test_a_fine_tune_has_about_the_parameters_of_its_base(
    relation: str, mine: str, base: str, fires: bool, tmp_path: Path
) -> None:
    fields = [field for field, _ in found(tmp_path, made(relation, mine, base))]
    assert fields == (["base_model"] if fires else [])


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("name: Stone 7B GPTQ\nbase_model: {title: Pebble 13B, url: URL}\nRELATION: quantized\n", True),
        ("name: Stone 7B GPTQ\nbase_model: {title: Pebble 7B, url: URL}\nRELATION: quantized\n", False),
        ("name: Stone Scout 17B\nbase_model: {title: Scout 17B, url: URL}\nRELATION: finetune\n"
         "architecture: {parameters: 109B}\n", False),
        ("architecture: {parameters: 7.2B}\nbase_model: {title: Pebble 13B, url: URL}\n"
         "RELATION: finetune\n", True),
        ("name: Distilled Stone 3B\nbase_model: {title: Pebble 13B, url: URL}\nRELATION: finetune\n", False),
        ("description: Every second layer was pruned.\nname: Stone 3B\n"
         "base_model: {title: Pebble 7B, url: URL}\nRELATION: finetune\n", False),
        ("name: Stone 3B\nbase_model: [{title: Pebble 2B, url: URL}, {title: An eye, url: URL}]\n"
         "RELATION: finetune\n", False),
    ],
    ids=["another", "the same", "active", "counted", "distilled", "pruned", "two bases"],
)  # fmt: skip
def test_the_sizes_in_names_count_for_bases_without_a_card(text: str, fires: bool, tmp_path: Path) -> None:
    text = text.replace("URL", "'https://example.org'").replace("RELATION", "base_model_relation")
    assert [field for field, _ in found(tmp_path, text)] == (["base_model"] if fires else [])


# Contamination


# The walk


def test_bases_come_by_generation_each_once_and_a_loop_ends(tmp_path: Path) -> None:
    text = """
base_model: [left, right]
# left.yaml
base_model: top
# right.yaml
base_model: [top, {title: Elsewhere, url: "https://example.org"}]
# top.yaml
base_model: card
"""
    cards = load(write_example(tmp_path, text), "cards").cards
    assert [base.name for base in bases(cards["card"], cards)] == [
        "Example left",
        "Example right",
        "Example top",
        "Elsewhere",
    ]


def test_data_are_named_once_over_training_and_adapter(tmp_path: Path) -> None:
    text = """
training: {data: [a, {name: Something}, b]}
adapter: {data: a}
# datasets.yaml
a: {name: A, summary: A.}
b: {name: B, summary: B.}
"""
    assert load(write_example(tmp_path, text), "cards").cards["card"].card.data_ids == ("a", "b")
