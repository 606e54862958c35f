"""What a model was made from: shapes that must stay, successors, and training on what it is scored on."""

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
        ("quantized", "parameters: 6.7B", "parameters: 13B", True),
        ("finetune", "parameters: 6.9B", "parameters: 6.7B", False),
        ("adapter", "parameters: 2M", "parameters: 6.7B", False),
        ("merge", "parameters: 120B", "parameters: 70B", False),
    ],
)
def test_a_fine_tune_has_about_the_parameters_of_its_base(
    relation: str, mine: str, base: str, fires: bool, tmp_path: Path
) -> None:
    fields = [field for field, _ in found(tmp_path, made(relation, mine, base))]
    assert ("architecture.parameters" in fields) == fires


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("status: deprecated\n", ["the status is deprecated, but there is no successor and no note"]),
        ("status: retired\nstatus_note: Its weights are gone.\n", []),
        ("status: deprecated\nsuccessor: {title: New, url: 'https://example.org'}\n", []),
        (
            "successor: {title: New, url: 'https://example.org'}\n",
            ["the status is active, but there is a successor"],
        ),
        (
            "status: retired\nsuccessor: new\n# new.yaml\nname: New\nstatus: retired\nstatus_note: Gone.\n",
            ['the successor "New" is itself retired'],
        ),
        ("status: retired\nsuccessor: new\n# new.yaml\nname: New\n", []),
    ],
)
def test_a_status_and_a_successor_go_together(text: str, messages: list[str], tmp_path: Path) -> None:
    assert [message for _, message in found(tmp_path, text)] == messages


def test_the_hint_names_the_successor_of_a_successor_that_ended(tmp_path: Path) -> None:
    text = """
status: retired
successor: new
# new.yaml
status: deprecated
successor: newest
# newest.yaml
name: Newest
"""
    (problem,) = read_catalogue(write_example(tmp_path, text), tmp_path, Rules(select=("lineage",))).problems
    assert problem.hint == "name its successor instead: newest"


# Contamination

SCORED = "evaluation: {runs: [{results: [{benchmark: BENCHMARK, score: 0.5}]}]}\n"


def scored(benchmark: str) -> str:
    return SCORED.replace("BENCHMARK", benchmark)


@pytest.mark.parametrize(
    ("benchmark", "dataset", "fires"),
    [
        ("arc-easy", "hub_id: allenai/ai2_arc", True),
        ("arc-easy", "hub_id: AllenAI/ai2_arc", True),
        ("arc-easy", "url: https://huggingface.co/datasets/allenai/ai2_arc", True),
        ("hellaswag", "name: HellaSwag", True),
        ("boolq", "hub_id: aps/super_glue", True),
        ("piqa", "hub_id: allenai/ai2_arc", False),
        ("race", "name: Race", False),
        ("race", "name: RACE", True),
        ("pile-bpb", "name: The Pile, hub_id: EleutherAI/pile, url: https://pile.eleuther.ai", False),
    ],
)
def test_data_are_a_benchmark_s_by_repository_or_by_name(
    benchmark: str, dataset: str, fires: bool, tmp_path: Path
) -> None:
    entry = ", ".join(part for part in ("name: D", "summary: Data.", dataset) if part)
    entry = entry.removeprefix("name: D, ") if "name:" in dataset else entry
    text = f"training: {{data: [data]}}\n{scored(benchmark)}# datasets.yaml\ndata: {{{entry}}}\n"
    assert bool(found(tmp_path, text)) == fires


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ("training: {data: [{name: GSM8K}]}\n", "training.data[0].name"),
        ("training: {data: [{dataset: gsm8k}]}\n", "training.data[0].dataset"),
        ("adapter: {data: more-problems}\n", "adapter.data"),
        ("base_model: base\nbase_model_relation: finetune\n", "base_model"),
    ],
)
def test_data_are_looked_for_in_training_adapters_bases_and_what_data_were_made_from(
    data: str, field: str, tmp_path: Path
) -> None:
    rest = """# base.yaml
training: {data: [{name: GSM8K}]}
# datasets.yaml
gsm8k: {name: Problems, summary: Problems.}
more-problems: {name: More problems, summary: More of them., derived_from: gsm8k}
"""
    assert [where for where, _ in found(tmp_path, data + scored("gsm8k") + rest)] == [field]
    assert found(tmp_path, data + scored("piqa") + rest) == []


def test_datasets_that_were_made_from_each_other_end_the_search(tmp_path: Path) -> None:
    text = f"""training: {{data: [one]}}
{scored("gsm8k")}# datasets.yaml
one: {{name: One, summary: One., derived_from: two}}
two: {{name: Two, summary: Two., derived_from: one}}
"""
    assert found(tmp_path, text) == []


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
