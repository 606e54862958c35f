"""Parameters that follow from a configuration, against what transformers makes of the same configuration.

`make parameter-counts` writes the table with the numbers of transformers; nothing of it is needed here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cardsite.facts.parameter_count import ParameterCount
from cardsite.importers.configured_networks import COUNTED, count_of
from cardsite.importers.input_files import Literal
from cardsite.importers.transformers_types import transformers_type

FOLDER = Path(__file__).parent / "counts"
CONFIGURATIONS: dict[str, dict[str, Any]] = json.loads(
    (FOLDER / "configurations.json").read_text(encoding="utf-8")
)
TABLE = json.loads((FOLDER / "counts.json").read_text(encoding="utf-8"))
COUNTS: dict[str, int] = TABLE["parameters"]


def counted(data: dict[str, Any]) -> ParameterCount | None:
    text = json.dumps(data)
    return count_of(json.loads(text, parse_float=Literal, parse_int=Literal), text)


def total(data: dict[str, Any]) -> int | None:
    count = counted(data)
    return count.total if count else None


def test_the_table_has_many_models_of_many_types() -> None:
    assert list(COUNTS) == list(CONFIGURATIONS)
    assert len(COUNTS) >= 40
    assert len({data["model_type"] for data in CONFIGURATIONS.values()}) >= 15
    assert set(TABLE["versions"]) == {"torch", "transformers"}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_count_is_that_of_transformers_to_the_last_parameter(name: str) -> None:
    count = counted(CONFIGURATIONS[name])
    assert count is not None
    assert count.total == COUNTS[name]
    assert count.formula.endswith(f" = {COUNTS[name]:,}")


@pytest.mark.parametrize(
    ("name", "active"),
    [
        # 46.7B and 12.9B (Mistral AI), 30.5B and 3.3B (Qwen), 671B and 37B (DeepSeek).
        ("Mixtral 8x7B", 12_879_925_248),
        ("Qwen3 30B A3B", 3_353_032_704),
        ("DeepSeek V3", 37_552_282_624),
        ("Llama 3.1 8B", COUNTS["Llama 3.1 8B"]),
    ],
)
def test_the_parameters_of_one_token_are_those_of_its_experts_and_all_others(name: str, active: int) -> None:
    count = counted(CONFIGURATIONS[name])
    assert count is not None
    assert count.active == active
    assert count.active_formula.endswith(f" = {active:,}")


def test_a_formula_shows_each_kind_of_layer() -> None:
    count = counted(CONFIGURATIONS["DeepSeek V3"])
    assert count is not None
    assert count.formula == (
        "2 × 129,280 × 7,168 + 3 layers × 583,483,392 + 58 layers × 11,507,286,016 + 7,168 = 671,026,404,352"
    )


def test_a_head_of_its_own_counts_in_t5_as_in_its_files() -> None:
    # transformers 5 ties it while it loads; FLAN-T5's files hold both.
    flan = {**CONFIGURATIONS["T5 base"], "feed_forward_proj": "gated-gelu", "d_ff": 2048}
    assert total({**flan, "tie_word_embeddings": False}) == 247_577_856


LLAMA = CONFIGURATIONS["Llama 3.2 1B"]


@pytest.mark.parametrize(
    "change",
    [
        {"model_type": "newest"},
        {"architectures": ["LlamaForSequenceClassification"]},
        {"parallel_adapters": 4},
        {"memory": {"slots": 64}},
        {"hidden_size": None, "num_attention_heads": "many"},
        {"head_dim": None, "num_attention_heads": 30},
        {"text_config": {"model_type": "llama"}},
    ],
    ids=["type", "class", "key", "mapping", "no number", "remainder", "two networks"],
)
def test_what_is_not_understood_has_no_count(change: dict[str, Any]) -> None:
    assert total({**LLAMA, **change}) is None


def test_two_names_of_one_number_have_to_agree() -> None:
    bart = CONFIGURATIONS["BART large"]
    assert total({**bart, "num_hidden_layers": 12}) == COUNTS["BART large"]
    assert total({**bart, "num_hidden_layers": 6}) is None


@pytest.mark.parametrize(
    "change",
    [
        {"rope_theta": 500000.0, "rope_scaling": {"rope_type": "llama3", "factor": 8.0}},
        {"quantization_config": {"quant_method": "gptq", "bits": 4}},
        {"attention_dropout": 0.1, "eos_token_id": [1, 2], "use_cache": False},
        {"architectures": None},
        {"mlp_bias": False, "parallel_adapters": None},
    ],
)
def test_what_changes_no_matrix_changes_no_count(change: dict[str, Any]) -> None:
    assert total({**LLAMA, **change}) == COUNTS["Llama 3.2 1B"]


def test_a_network_without_its_head_has_one_embedding() -> None:
    untied = {**LLAMA, "tie_word_embeddings": False}
    assert total({**untied, "architectures": ["LlamaModel"]}) == COUNTS["Llama 3.2 1B"]
    assert total(untied) == COUNTS["Llama 3.2 1B"] + 128_256 * 2_048


def test_each_counted_type_is_one_that_transformers_has() -> None:
    assert [name for name in COUNTED if transformers_type(name) is None] == []
