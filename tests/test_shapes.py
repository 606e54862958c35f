"""Shapes of published models, in which nothing is wrong, and what is said of impossible ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsite.build import read_catalogue
from cardsite.checks import Rules
from examples import write_example


def found(folder: Path, architecture: str) -> list[str]:
    """Severity and field of each finding."""
    text = f"architecture: {{{architecture}}}\n"
    problems = read_catalogue(
        write_example(folder, text), folder, Rules(("shape",), ("shape-widths",))
    ).problems
    return [f"{problem.severity.value} {problem.field.removeprefix('architecture.')}" for problem in problems]


def shape(kind: str, parameters: str, *numbers: object, more: str = "") -> str:
    """Layers, hidden size, heads, key heads, inner width and rows; None where a card does not state it."""
    names = ("layers", "hidden_size", "attention_heads", "kv_heads", "feed_forward_size", "vocabulary_size")
    stated = (f"{name}: {number}" for name, number in zip(names, numbers, strict=True) if number)
    return ", ".join((f"type: {kind}, parameters: {parameters}", *stated)) + (f", {more}" if more else "")


PICTURES = "image_size: 224, image_channels: 3, patch_size: 16"
PUBLISHED = {
    "LLaMA 65B, cut off": shape("llama", "65.2B", 80, 8192, 64, 64, 22016, 32000),
    "Llama 3.1 405B, cut off": shape("llama", "405B", 126, 16384, 128, 8, 53248, 128256),
    "Llama 3.2 1B, tied": shape("llama", "1.23B", 16, 2048, 32, 8, 8192, 128256),
    "Gemma 7B": shape("gemma", "8.54B", 28, 3072, 16, 16, 24576, 256000, more="head_dimension: 256"),
    "Gemma 2 9B": shape(
        "gemma2", "9_241_705_984", 42, 3584, 16, 8, 14336, 256000, more="head_dimension: 256"
    ),
    "Gemma 2 9B, both halves": shape(
        "gemma2", "9.24B", 42, 3584, 16, 8, 28672, 256000, more="head_dimension: 256"
    ),
    "Qwen3 0.6B": shape("qwen3", "0.6B", 28, 1024, 16, 8, 3072, 151936, more="head_dimension: 128"),
    "Mistral Nemo": shape("mistral", "12.2B", 40, 5120, 32, 8, 14336, 131072, more="head_dimension: 128"),
    "Falcon 7B": shape("falcon", "6_921_720_704", 32, 4544, 71, None, None, 65024),
    "SantaCoder, GPT-2 with one key head": shape(
        "gpt2", "1.1B", 24, 2048, 16, 1, 8192, 49280, more="context_length: 2048"
    ),
    "StarCoder": shape("gpt_bigcode", "15.5B", 40, 6144, 48, None, 24576, 49152),
    "OPT 350M": shape("opt", "331_196_416", 24, 1024, 16, None, 4096, 50272, more="context_length: 2048"),
    "BLOOM 7B1": shape("bloom", "7_069_016_064", 30, 4096, 32, None, None, 250880),
    "BERT base": shape("bert", "109_482_240", 12, 768, 12, None, 3072, 30522),
    "ChemBERTa, with the head that fills gaps": shape(
        "roberta", "3.43M", 3, 384, 12, None, 464, 600, more="context_length: 512"
    ),
    "RoBERTa base": shape("roberta", "124_645_632", 12, 768, 12, None, 3072, 50265),
    "multilingual E5 large": shape(
        "xlm-roberta", "559_890_432", 24, 1024, 16, None, 4096, 250002, more="embedding_dimension: 1024"
    ),
    "a BERT with gates": shape("bert", "137M", 12, 768, 12, None, 3072, 30528, more="activation: GEGLU"),
    "ViT large": shape("vit", "304_351_720", 24, 1024, 16, None, 4096, None),
    "MiniLM, a cross-encoder": shape("bert", "22_713_601", 6, 384, 12, None, 1536, 30522, more="classes: 1"),
    "DistilBERT for two classes": shape(
        "distilbert", "66_955_010", 6, 768, 12, None, 3072, 30522, more="classes: 2"
    ),
    "RoBERTa large for three": shape(
        "roberta", "355_362_819", 24, 1024, 16, None, 4096, 50265, more="classes: 3"
    ),
    "a reward model in place of a head": shape(
        "llama", "7_504_928_768", 32, 4096, 32, 8, 14336, 128256, more="classes: 1, tied_embeddings: no"
    ),
    "ViT base": shape("vit", "86_567_656", 12, 768, 12, None, 3072, None, more=f"{PICTURES}, classes: 1_000"),
    "ViT tiny": shape("vit", "5_717_416", 12, 192, 3, None, 768, None, more=f"{PICTURES}, classes: 1_000"),
    "ViT base, many classes": shape(
        "vit", "102.6M", 12, 768, 12, None, 3072, None, more=f"{PICTURES}, classes: 21_843"
    ),
    "ViT base, many classes, without head": shape(
        "vit", "85.8M", 12, 768, 12, None, 3072, None, more=f"{PICTURES}, classes: 21_843"
    ),
    "T5 base": shape("t5", "222_903_552", 12, 768, 12, None, 3072, 32128),
    "T5 11B": shape("t5", "11_307_321_344", 24, 1024, 128, None, 65536, 32128, more="head_dimension: 128"),
    "ByT5 small": shape("t5", "299_637_760", 12, 1472, 6, None, 3584, 384, more="head_dimension: 64"),
    "Whisper small": shape("whisper", "241_734_912", 12, 768, 12, None, 3072, 51865),
    "MobileBERT": shape("mobilebert", "25_301_632", 24, 512, 4, None, 512, 30522, more="head_dimension: 32"),
    "ALBERT xxlarge": shape("albert", "222_595_584", 12, 4096, 64, None, 16384, 30000),
    "Qwen3 30B A3B": shape("qwen3_moe", "30.5B", 48, 2048, 32, 4, 6144, 151936, more="head_dimension: 128"),
    "a shape with biases": shape(
        "llama", "7B", 24, 2048, 32, 4, 5632, 32000, more="extra: [{name: Biases, value: yes}]"
    ),
}


@pytest.mark.parametrize("architecture", PUBLISHED.values(), ids=PUBLISHED)
def test_nothing_is_said_of_the_shape_of_a_published_model(architecture: str, tmp_path: Path) -> None:
    assert found(tmp_path, architecture) == []


@pytest.mark.parametrize(
    ("architecture", "finding"),
    [
        pytest.param(shape("llama", "65.4B", 80, 8192, 64, 64, 22016, 32000), "warning", id="two units off"),
        pytest.param(
            shape("gpt_neox", "162M", 12, 768, 12, None, None, 30304), "warning", id="no inner width"
        ),
        pytest.param(
            shape("bert", "22_713_601", 7, 384, 12, None, 1536, 30522, more="pooling: mean"),
            "warning",
            id="a layer too many",
        ),
        pytest.param(
            shape("bert", "22_713_601", 7, 384, 12, None, 1536, 30522, more="classes: 1"),
            "warning",
            id="a layer too many below a class",
        ),
        pytest.param(
            shape("llama", "7.5B", 32, 128_256, 32, 8, 14336, 4096, more="classes: 1"),
            "warning",
            id="width and vocabulary swapped",
        ),
        pytest.param(
            shape("vit", "86.6M", 21, 768, 12, None, 3072, None, more=f"{PICTURES}, classes: 1_000"),
            "warning",
            id="layers of a ViT transposed",
        ),
        pytest.param(
            shape("qwen3", "0.6B", 82, 1024, 16, 8, 3072, 151936), "warning", id="digits transposed"
        ),
        pytest.param(
            shape("bloom", "70_690_160_640", 30, 4096, 32, None, None, 250880), "warning", id="ten times"
        ),
        pytest.param(
            shape("t5", "2_229_035_520", 12, 768, 12, None, 3072, 32128), "warning", id="two stacks"
        ),
        pytest.param(shape("whisper", "241_734_912", 12, 7680, 12, None, 3072, 51865), "warning", id="wide"),
    ],
)
def test_a_number_of_parameters_that_the_shape_cannot_have_is_reported(
    architecture: str, finding: str, tmp_path: Path
) -> None:
    assert found(tmp_path, architecture) == [f"{finding} parameters"]


@pytest.mark.parametrize(
    ("architecture", "findings"),
    [
        ("type: gpt2, hidden_size: 2560, attention_heads: 20, head_dimension: 80", ["error head_dimension"]),
        ("type: gpt_neox, hidden_size: 5120, attention_heads: 36", ["error attention_heads"]),
        ("type: llama, hidden_size: 5120, attention_heads: 36", ["warning attention_heads"]),
        ("type: llama, hidden_size: 5120, attention_heads: 36, head_dimension: 128", []),
        ("type: glm4_moe, hidden_size: 5120, attention_heads: 96", []),
        ("hidden_size: 5120, attention_heads: 36", []),
        ("attention_heads: 32, kv_heads: 12", ["error kv_heads"]),
        ("attention_heads: 32, kv_heads: 8", []),
    ],
)
def test_heads_are_compared_where_the_type_derives_their_width(
    architecture: str, findings: list[str], tmp_path: Path
) -> None:
    assert found(tmp_path, architecture) == findings


@pytest.mark.parametrize(
    ("number", "reported"),
    [("85M", False), ("86_628_864", False), ("85_056_000", False), ("92M", True), ("162_322_944", True)],
)
def test_learned_positions_may_count_as_embeddings_or_not(
    number: str, reported: bool, tmp_path: Path
) -> None:
    numbers = "type: gpt2, layers: 12, hidden_size: 768, vocabulary_size: 50257, context_length: 2048"
    assert (found(tmp_path, f"{numbers}, non_embedding_parameters: {number}") != []) is reported
