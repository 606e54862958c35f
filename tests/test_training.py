"""Steps, batches, data, checkpoints and adapters: what is reported, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import read_catalogue
from cardsite.checks import Rules
from examples import write_example


def found(folder: Path, text: str, *codes: str) -> list[str]:
    rules = Rules(select=codes or ("training", "checkpoint", "adapter"))
    problems = read_catalogue(write_example(folder, text), folder, rules).problems
    return [f"{problem.field}: {problem.message}" for problem in problems]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param("steps: 362_000, batch_sequences: 512, tokens: 380B", "", id="to two figures"),
        pytest.param("steps: 400_000, batch_sequences: 512, tokens: 420B", "", id="419.4 billion is 420B"),
        pytest.param("steps: 125K, batch_tokens: 4M, tokens: 500B", "", id="all of it rounded"),
        pytest.param("steps: 500K, batch_tokens: 512K, tokens: 262B", "", id="a K of 1,024"),
        pytest.param("steps: unknown, batch_sequences: 512, tokens: 1B", "", id="no steps"),
        pytest.param("steps: 10, batch_tokens: 20, tokens: not_disclosed", "", id="no tokens"),
        pytest.param(
            "steps: 362_000, batch_sequences: 512, tokens: 400B",
            "362,000 steps × 512 sequences × 2,048 tokens = 379,584,512,000, but tokens says 400B",
            id="by its sequences",
        ),
        pytest.param(
            "steps: 250K, batch_tokens: 4M, tokens: 500B",
            "250K steps × 4M tokens = 1T, but tokens says 500B",
            id="a rounded result",
        ),
    ],
)
def test_steps_times_batch_are_the_tokens(fields: str, message: str, tmp_path: Path) -> None:
    text = f"architecture: {{context_length: 2_048}}\ntraining: {{{fields}}}\n"
    assert found(tmp_path, text) == ([f"training.tokens: {message}"] if message else [])


@pytest.mark.parametrize(
    ("context", "length", "longer"),
    [("2_048", "2_048", False), ("32K", "32_768", False), ("2_048", "2_049", True), ("16K", "32K", True)],
)
def test_no_sequence_is_longer_than_the_context(
    context: str, length: str, longer: bool, tmp_path: Path
) -> None:
    text = f"architecture: {{context_length: {context}}}\ntraining: {{sequence_length: {length}}}\n"
    assert (found(tmp_path, text) != []) is longer


PYTHIA = """
training: {steps: 143_000}
checkpoints: {first: 0, last: 143_000, interval: 1_000, extra_steps: [1, 2, 512]}
evaluation:
  runs:
    - checkpoint: STEP
      results: [{benchmark: lambada, score: 0.33}]
"""


@pytest.mark.parametrize("step", ["0", "1", "512", "13_000", "143_000", "13K"])
def test_every_checkpoint_can_be_evaluated(step: str, tmp_path: Path) -> None:
    assert found(tmp_path, PYTHIA.replace("STEP", step)) == []


def test_no_step_after_the_last_can_be_evaluated(tmp_path: Path) -> None:
    assert found(tmp_path, PYTHIA.replace("STEP", "144_000")) == [
        "evaluation.runs[0].checkpoint: step 144,000 was evaluated, but the last is 143,000"
    ]


@pytest.mark.parametrize("steps", ["[1, 2, 200_000]", "200_000", "{value: [200_000], note: Odd.}"])
def test_an_extra_step_is_pointed_at_however_it_is_written(steps: str, tmp_path: Path) -> None:
    text = f"checkpoints:\n  last: 143_000\n  extra_steps: {steps}\n"
    (message,) = found(tmp_path, text)
    assert message.startswith("checkpoints.extra_steps")
    assert message.endswith(": step 200,000 comes after the last, 143,000")


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ("[1, 512, 2_000]", "step 1, an extra one, comes before the first checkpoint, 1,000"),
        ("512", "step 512, an extra one, comes before the first checkpoint, 1,000"),
        ("[1_500, 2_500]", ""),
    ],
)
def test_no_extra_step_comes_before_the_first(steps: str, message: str, tmp_path: Path) -> None:
    text = f"checkpoints:\n  first: 1_000\n  last: 143_000\n  extra_steps: {steps}\n"
    assert found(tmp_path, text) == ([f"checkpoints.first: {message}"] if message else [])


BASE = """
# base.yaml
architecture: {TYPE, vocabulary_size: 50_257, context_length: 2_048}
"""
GPT2 = BASE.replace("TYPE", "type: gpt2, layers: 32, hidden_size: 4_096")
NEOX = BASE.replace("TYPE", "type: gpt_neox, layers: 32, hidden_size: 4_096")
LLAMA = BASE.replace(
    "TYPE",
    "type: llama, layers: 48, hidden_size: 8_192, attention_heads: 64, kv_heads: 8, "
    "feed_forward_size: 22_016",
)


@pytest.mark.parametrize(
    ("base", "targets", "rank", "parameters"),
    [
        pytest.param(GPT2, "c_attn", 4, 2_097_152, id="c_attn of Cerebras-GPT 6.7B"),
        pytest.param(GPT2, "[attn.c_proj]", 4, 32 * 4 * 8_192, id="one of two"),
        pytest.param(GPT2, "[c_proj]", 4, 32 * 4 * (8_192 + 20_480), id="both of a name"),
        pytest.param(GPT2, "lm_head", 4, 4 * (4_096 + 50_257), id="once in all"),
        pytest.param(NEOX, "[query_key_value, dense]", 8, 32 * 8 * (16_384 + 8_192), id="gpt_neox"),
        pytest.param(NEOX, "all-linear", 1, 32 * (16_384 + 8_192 + 2 * 20_480), id="all of the layers"),
        pytest.param(LLAMA, "'q_proj, v_proj'", 16, 48 * 16 * (16_384 + 9_216), id="grouped heads"),
    ],
)
def test_the_parameters_of_lora_follow_from_rank_and_targets(
    base: str, targets: str, rank: int, parameters: int, tmp_path: Path
) -> None:
    adapter = f"method: LoRA, rank: {rank}, target_modules: {targets}, parameters: %d"
    text = f"base_model: base\nadapter: {{{adapter}}}\n"
    assert found(tmp_path / "right", text % parameters + base) == []
    (message,) = found(tmp_path / "wrong", text % (parameters + 1) + base)
    assert message.startswith(f"adapter.parameters: {parameters + 1:,} parameters, but ")
    assert message.endswith(f" = {parameters:,}")


@pytest.mark.parametrize(
    "adapter",
    [
        "{method: DoRA, rank: 4, target_modules: c_attn, parameters: 1}",
        "{method: AdaLoRA, rank: 4, target_modules: c_attn, parameters: 1}",
        "{rank: 4, target_modules: c_attn, parameters: 1}",
        "{method: LoRA, rank: 4, target_modules: not_disclosed, parameters: 1}",
        "{method: LoRA, rank: 4, target_modules: 'h.0.attn.c_attn', parameters: 1}",
        "{method: LoRA, rank: 4, target_modules: '.*attn.*', parameters: 1}",
        "{method: LoRA, rank: 4, target_modules: attention projections, parameters: 1}",
        "{method: LoRA, rank: 4, target_modules: c_attn, parameters: 2.1M}",
    ],
)
def test_what_cannot_be_calculated_is_left_alone(adapter: str, tmp_path: Path) -> None:
    assert found(tmp_path, f"base_model: base\nadapter: {adapter}\n{GPT2}") == []
