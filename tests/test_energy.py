"""Which accelerator a text names, and what hours, energy and carbon say of each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsite.build import read_catalogue
from cardsite.checks import Rules
from cardsite.checks.numbers.accelerators import ACCELERATORS, accelerator
from examples import write_example


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NVIDIA A100", "A100"),
        ("A100-80GB", "A100"),
        ("8 x NVIDIA A100s", "A100"),
        ("NVIDIA A10", "A10"),
        ("H100 80GB PCIe", "H100 PCIe"),
        ("NVIDIA H100 SXM5", "H100"),
        ("NVIDIA GH200", "GH200"),
        ("L40S", "L40S"),
        ("AMD Instinct MI250X", "MI250X"),
        ("TPU v3-256", "TPU v3"),
        ("Cloud TPUv4", "TPU v4"),
    ],
)
def test_an_accelerator_is_known_by_its_name(text: str, name: str) -> None:
    found = accelerator(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text", ["Cerebras CS-2", "A100 and V100", "CPU", "RTX A6000 and RTX 3090", "GA1000", ""]
)
def test_other_words_name_none(text: str) -> None:
    assert accelerator(text) is None


@pytest.mark.parametrize("each", ACCELERATORS, ids=lambda each: each.name)
def test_each_is_found_by_its_own_name(each: object) -> None:
    assert accelerator(getattr(each, "name", "")) is each


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    accelerator(text)


def found(folder: Path, text: str) -> list[str]:
    rules = Rules(select=("energy", "hardware"))
    return [
        problem.message for problem in read_catalogue(write_example(folder, text), folder, rules).problems
    ]


CODE_LLAMA = """
architecture: {{parameters: 6.7B}}
training:
  tokens: {tokens}
  hardware: {{accelerator: NVIDIA A100, memory: 80GB, tdp_watts: 400}}
  gpu_hours: 400K
  energy: {{carbon_tco2eq: {carbon}, covers: {covers}}}
"""


def test_hours_of_nine_models_say_nothing_of_the_work_of_one(tmp_path: Path) -> None:
    nine = "all nine Code Llama models"
    assert found(tmp_path, CODE_LLAMA.format(tokens="5B", carbon=65.3, covers=nine)) == []


def test_hours_of_one_model_are_held_against_its_work(tmp_path: Path) -> None:
    assert found(tmp_path, CODE_LLAMA.format(tokens="5B", carbon=65.3, covers="this model")) == [
        "6 × 6.7B parameters × 5B tokens = 2.0e20 operations, but 400K hours of one A100 at 312 TFLOP/s "
        "are 4.5e23: 0.045 % used"
    ]


def test_carbon_is_held_against_hours_and_power_where_no_energy_is_stated(tmp_path: Path) -> None:
    assert found(tmp_path, CODE_LLAMA.format(tokens="500B", carbon=653, covers="all models")) == [
        "653 t ÷ (400K hours × 400 W = 160 MWh) = 4.08 t for a megawatt hour, which no grid emits"
    ]


@pytest.mark.parametrize(
    "fields",
    [
        "hardware: {accelerator: Cerebras CS-2, count: 16}\n  gpu_hours: 10",
        "hardware: {accelerator: NVIDIA A100}\n  gpu_hours: not_disclosed",
        "hardware: {accelerator: NVIDIA A100}\n  gpu_hours: 0\n  energy: {energy_mwh: 0, carbon_tco2eq: 0}",
        "energy: {energy_mwh: not_disclosed, carbon_tco2eq: 65.3}",
        "hardware: {count: 0}\n  start: 2023-01\n  end: 2023-02\n  gpu_hours: 10",
    ],
)
def test_of_what_is_not_known_nothing_is_said(fields: str, tmp_path: Path) -> None:
    card = f"architecture: {{parameters: 6.7B}}\ntraining:\n  tokens: 500B\n  {fields}\n"
    assert found(tmp_path, card) == []
