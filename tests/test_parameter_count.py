"""Parameters and matrices of known networks, against the numbers of their PyTorch instantiations."""

from __future__ import annotations

from typing import Any

import pytest

from cardsite.facts.parameter_count import Missing, Module, ParameterCount, modules, parameter_count
from cardsite.schema import Architecture

GPT = ("type", "layers", "hidden_size", "attention_heads", "vocabulary_size", "context_length")
LLAMA = ("layers", "hidden_size", "attention_heads", "kv_heads", "feed_forward_size", "vocabulary_size")


def architecture(**fields: Any) -> Architecture:
    return Architecture.model_validate({name: str(value) for name, value in fields.items()})


def gpt(*numbers: int | str) -> Architecture:
    return architecture(**dict(zip(GPT, numbers, strict=True)))


def llama(*numbers: int) -> Architecture:
    return architecture(type="llama", **dict(zip(LLAMA, numbers, strict=True)))


GPT2_124M = gpt("gpt2", 12, 768, 12, 50_257, 1_024)
PYTHIA_160M = gpt("gpt_neox", 12, 768, 12, 50_304, 2_048)
CODE_LLAMA_34B = llama(48, 8_192, 64, 8, 22_016, 32_000)
CEREBRAS_6_7B = gpt("gpt2", 32, 4_096, 32, 50_257, 2_048)

TOTALS = {
    "GPT-2": (GPT2_124M, 124_439_808),
    "GPT-2 medium": (gpt("gpt2", 24, 1_024, 16, 50_257, 1_024), 354_823_168),
    "GPT-2 large": (gpt("gpt2", 36, 1_280, 20, 50_257, 1_024), 774_030_080),
    "GPT-2 XL": (gpt("gpt2", 48, 1_600, 25, 50_257, 1_024), 1_557_611_200),
    "Cerebras-GPT 111M": (gpt("gpt2", 10, 768, 12, 50_257, 2_048), 111_050_496),
    "Cerebras-GPT 256M": (gpt("gpt2", 14, 1_088, 17, 50_257, 2_048), 255_977_024),
    "Cerebras-GPT 590M": (gpt("gpt2", 18, 1_536, 12, 50_257, 2_048), 590_310_912),
    "Cerebras-GPT 1.3B": (gpt("gpt2", 24, 2_048, 16, 50_257, 2_048), 1_315_723_264),
    "Cerebras-GPT 2.7B": (gpt("gpt2", 32, 2_560, 32, 50_257, 2_048), 2_651_553_280),
    "Cerebras-GPT 6.7B": (CEREBRAS_6_7B, 6_658_404_352),
    "Cerebras-GPT 13B": (gpt("gpt2", 40, 5_120, 40, 50_257, 2_048), 12_853_386_240),
    "GPT-Neo 125M": (gpt("gpt_neo", 12, 768, 12, 50_257, 2_048), 125_198_592),
    "GPT-Neo 1.3B": (gpt("gpt_neo", 24, 2_048, 16, 50_257, 2_048), 1_315_575_808),
    "GPT-Neo 2.7B": (gpt("gpt_neo", 32, 2_560, 20, 50_257, 2_048), 2_651_307_520),
    "Pythia 70M": (gpt("gpt_neox", 6, 512, 8, 50_304, 2_048), 70_426_624),
    "Pythia 160M": (PYTHIA_160M, 162_322_944),
    "Pythia 410M": (gpt("gpt_neox", 24, 1_024, 16, 50_304, 2_048), 405_334_016),
    "Pythia 1B": (gpt("gpt_neox", 16, 2_048, 8, 50_304, 2_048), 1_011_781_632),
    "Pythia 1.4B": (gpt("gpt_neox", 24, 2_048, 16, 50_304, 2_048), 1_414_647_808),
    "Pythia 2.8B": (gpt("gpt_neox", 32, 2_560, 32, 50_304, 2_048), 2_775_208_960),
    "Pythia 6.9B": (gpt("gpt_neox", 32, 4_096, 32, 50_432, 2_048), 6_857_302_016),
    "Pythia 12B": (gpt("gpt_neox", 36, 5_120, 40, 50_688, 2_048), 11_846_072_320),
    "GPT-NeoX 20B": (gpt("gpt_neox", 44, 6_144, 64, 50_432, 2_048), 20_554_567_680),
    "Code Llama 7B": (llama(32, 4_096, 32, 32, 11_008, 32_016), 6_738_546_688),
    "Code Llama - Python 7B": (llama(32, 4_096, 32, 32, 11_008, 32_000), 6_738_415_616),
    "Code Llama 13B": (llama(40, 5_120, 40, 40, 13_824, 32_016), 13_016_028_160),
    "Code Llama - Python 13B": (llama(40, 5_120, 40, 40, 13_824, 32_000), 13_015_864_320),
    "Code Llama 34B": (CODE_LLAMA_34B, 33_743_970_304),
}


@pytest.mark.parametrize(("shape", "total"), TOTALS.values(), ids=list(TOTALS))
def test_the_number_of_parameters_is_exact(shape: Architecture, total: int) -> None:
    count = parameter_count(shape)
    assert isinstance(count, ParameterCount)
    assert count.total == total
    assert count.formula.endswith(f"= {total:,}")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Pythia 70M", 18_915_328),
        ("Pythia 160M", 85_056_000),
        ("Pythia 410M", 302_311_424),
        ("Pythia 1B", 805_736_448),
        ("Pythia 1.4B", 1_208_602_624),
        ("Pythia 2.8B", 2_517_652_480),
        ("Pythia 6.9B", 6_444_163_072),
        ("Pythia 12B", 11_327_027_200),
        ("Cerebras-GPT 111M", 70_880_256),
    ],
)
def test_the_number_without_embeddings_is_the_one_that_their_cards_state(name: str, number: int) -> None:
    count = parameter_count(TOTALS[name][0])
    assert isinstance(count, ParameterCount)
    assert count.non_embedding == number


def test_a_stated_tying_counts_before_the_architectures_own() -> None:
    tied = gpt("gpt_neox", 12, 768, 12, 50_304, 2_048).model_dump(exclude_none=True)
    count = parameter_count(Architecture.model_validate({**tied, "tied_embeddings": True}))
    assert isinstance(count, ParameterCount)
    assert count.total == 162_322_944 - 50_304 * 768


@pytest.mark.parametrize(
    ("shape", "fields"),
    [
        (architecture(type="gpt2", layers=12, hidden_size=768, vocabulary_size=50_257), ("context_length",)),
        (architecture(type="gpt_neox", layers=12), ("hidden_size", "vocabulary_size")),
        (
            architecture(type="llama", layers=32, hidden_size=4_096, vocabulary_size="32K"),
            ("vocabulary_size", "attention_heads", "feed_forward_size", "kv_heads"),
        ),
    ],
    ids=["positions", "widths", "a rounded number is none"],
)
def test_what_is_missing_is_named_rather_than_guessed(shape: Architecture, fields: tuple[str, ...]) -> None:
    assert parameter_count(shape) == Missing(fields)
    assert modules(shape) == Missing(fields)


@pytest.mark.parametrize("shape", [architecture(layers=12), architecture(type="mamba", layers=12)])
def test_of_other_architectures_nothing_is_said(shape: Architecture) -> None:
    assert parameter_count(shape) is None
    assert modules(shape) is None


def weights(shape: Architecture) -> int:
    found = modules(shape)
    assert isinstance(found, tuple)
    return sum(each.inputs * each.outputs * each.copies for each in found)


@pytest.mark.parametrize(
    ("shape", "others"),
    [
        # Biases and norms of each layer, the last norm; the head is the embedding, and counted twice here.
        (GPT2_124M, 12 * 13 * 768 + 2 * 768 - 50_257 * 768),
        (gpt("gpt_neo", 12, 768, 12, 50_257, 2_048), 12 * 10 * 768 + 2 * 768 - 50_257 * 768),
        (PYTHIA_160M, 12 * 13 * 768 + 2 * 768),
        (CODE_LLAMA_34B, 48 * 2 * 8_192 + 8_192),
    ],
    ids=["gpt2", "gpt_neo", "gpt_neox", "llama"],
)
def test_matrices_biases_and_norms_are_all_parameters(shape: Architecture, others: int) -> None:
    count = parameter_count(shape)
    assert isinstance(count, ParameterCount)
    assert weights(shape) + others == count.total


def test_a_matrix_has_its_name_shape_and_number() -> None:
    found = modules(CEREBRAS_6_7B)
    assert isinstance(found, tuple)
    assert found[0] == Module("attn.c_attn", 4_096, 12_288, copies=32, in_layers=True)
    assert found[-1] == Module("lm_head", 4_096, 50_257, copies=1, in_layers=False)


def test_keys_of_grouped_heads_are_narrower() -> None:
    found = modules(CODE_LLAMA_34B)
    assert isinstance(found, tuple)
    shapes = {each.name: (each.inputs, each.outputs) for each in found}
    assert shapes["self_attn.q_proj"] == (8_192, 8_192)
    assert shapes["self_attn.k_proj"] == (8_192, 1_024)
