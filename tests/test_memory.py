"""How much memory a model takes: the sum against numbers that were published, and what is missing for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cardsite.build import build_site
from cardsite.catalogue import load
from cardsite.facts.kind import kind
from cardsite.facts.memory import (
    OVERHEAD_PERCENT,
    PRECISIONS,
    CannotCompute,
    MemoryShape,
    Requirement,
    requirement,
    shape_of,
)
from cardsite.facts.weight_files import bits_of
from cardsite.schema import ModelKind
from fences import ROOT
from published import published_catalogue
from tinysite import LICENSED, write

LLAMA_2_7B = MemoryShape(6_738_415_616, layers=32, kv_heads=32, head_dimension=128, context_length=4096)
LLAMA_2_70B = MemoryShape(68_976_648_192, layers=80, kv_heads=8, head_dimension=128, context_length=4096)
FALCON_7B = MemoryShape(7_217_189_760, layers=32, kv_heads=1, head_dimension=64, context_length=2048)
GIBIBYTE = 2**30


def needed(
    shape: MemoryShape, precision: str = "float16", context: int = 2048, batch: int = 1
) -> Requirement:
    found = requirement(shape, precision, context, batch)
    assert isinstance(found, Requirement)
    return found


@pytest.mark.parametrize(
    ("shape", "context", "batch", "size"),
    [
        # NVIDIA, "Mastering LLM Techniques: Inference Optimization": Llama 2 7B at 4096 tokens, ~2 GB.
        pytest.param(LLAMA_2_7B, 4096, 1, 2 * GIBIBYTE, id="a head of keys for each attention head"),
        pytest.param(LLAMA_2_7B, 1, 1, 524_288, id="one token"),
        pytest.param(LLAMA_2_70B, 4096, 1, 1_342_177_280, id="grouped: 8 heads of keys for 64"),
        pytest.param(FALCON_7B, 2048, 1, 2048 * 8192, id="multi-query: one head of keys for 71"),
        pytest.param(LLAMA_2_7B, 4096, 8, 16 * GIBIBYTE, id="grows with the batch"),
    ],
)
def test_the_cache_holds_a_key_and_a_value_of_each_token_in_each_layer(
    shape: MemoryShape, context: int, batch: int, size: int
) -> None:
    assert needed(shape, "float16", context, batch).cache.size == size


@pytest.mark.parametrize(
    ("precision", "weights", "cache"),
    [
        ("float32", 4 * 6_738_415_616, 4 * GIBIBYTE),
        ("float16", 2 * 6_738_415_616, 2 * GIBIBYTE),
        ("int8", 6_738_415_616, 2 * GIBIBYTE),
        ("int4", 6_738_415_616 * 9 // 16, 2 * GIBIBYTE),
    ],
)
def test_quantised_weights_leave_the_cache_in_16_bits(precision: str, weights: int, cache: int) -> None:
    found = needed(LLAMA_2_7B, precision, 4096)
    assert (found.weights.size, found.cache.size) == (weights, cache)


def test_no_sequence_is_longer_than_the_context_that_the_card_states() -> None:
    assert needed(LLAMA_2_7B, context=100_000) == needed(LLAMA_2_7B, context=4096)
    assert needed(replace(LLAMA_2_7B, context_length=None), context=8192).cache.size == 4 * GIBIBYTE


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_overhead_is_a_fifth_of_the_weights_rounded_up(precision: str) -> None:
    for parameters in range(1, 40):
        found = needed(replace(LLAMA_2_7B, parameters=parameters), precision)
        assert 0 <= found.overhead.size * 5 - found.weights.size < 5
        assert found.size == found.weights.size + found.cache.size + found.overhead.size


def test_each_part_shows_its_formula_with_the_numbers() -> None:
    found = needed(LLAMA_2_7B, "int4", 4096, 2)
    assert found.weights.formula == "6,738,415,616 parameters × 0.5625 bytes"
    assert found.cache.formula == (
        "2 × 32 layers × 32 key–value heads × 128 wide × 4,096 tokens × 2 sequences × 2 bytes"
    )
    assert found.overhead.formula == "20 % of the weights"
    assert (found.weights.text, found.cache.text, found.text) == ("3.79 GB", "4.29 GB", "8.84 GB")
    assert needed(FALCON_7B, "int8", 1, 1).cache.formula == (
        "2 × 32 layers × 1 key–value head × 64 wide × 1 token × 1 sequence × 2 bytes"
    )


GPT = """\
  type: gpt2
  parameters: 100
  layers: 2
  hidden_size: 8
  attention_heads: 4
  context_length: 16
"""
LLAMA = GPT.replace("gpt2", "llama")


def shape_of_card(folder: Path, architecture: str, *more: str) -> MemoryShape:
    body = f"architecture:\n{architecture}" if architecture else ""
    write(folder / "cards/organizations.yaml", "acme:\n  name: Acme\n")
    write(folder / "cards/model.yaml", LICENSED + body)
    for number, text in enumerate(more):
        write(folder / f"cards/other-{number}.yaml", LICENSED.replace("Tiny", f"Tiny {number}") + text)
    cards = load(folder / "cards", "cards").cards
    return shape_of(cards[f"other-{len(more) - 1}" if more else "model"].card, cards)


@pytest.mark.parametrize(
    ("architecture", "kv_heads", "missing"),
    [
        pytest.param(GPT, 4, (), id="follows for an architecture without groups"),
        pytest.param(LLAMA + "  kv_heads: 2\n", 2, (), id="stated"),
        pytest.param(LLAMA, None, ("key–value heads not filled in",), id="could be grouped"),
        pytest.param(
            LLAMA + "  kv_heads: not_disclosed\n",
            None,
            ("key–value heads not disclosed",),
            id="said to be undisclosed",
        ),
        pytest.param(
            GPT + "  kv_heads: unknown\n", None, ("key–value heads unknown",), id="not against the author"
        ),
        pytest.param(
            GPT.replace("type: gpt2", "type: mystery"),
            None,
            ("key–value heads and head dimension not filled in",),
            id="no known type",
        ),
        pytest.param(
            "  parameters: 100\n  context_length: 16\n",
            None,
            ("layers, key–value heads and head dimension not filled in",),
            id="parameters alone",
        ),
        pytest.param(
            "  parameters: 100\n  context_length: 16\n  layers: not_disclosed\n"
            "  head_dimension: not_disclosed\n",
            None,
            ("layers and head dimension not disclosed", "key–value heads not filled in"),
            id="two ways to be missing",
        ),
    ],
)
def test_heads_of_keys_are_stated_or_follow_or_are_named_as_missing(
    tmp_path: Path, architecture: str, kv_heads: int | None, missing: tuple[str, ...]
) -> None:
    shape = shape_of_card(tmp_path, architecture)
    assert (shape.kv_heads, shape.missing) == (kv_heads, missing)


def test_without_a_number_there_is_no_sum_and_the_weights_still_stand(tmp_path: Path) -> None:
    found = requirement(shape_of_card(tmp_path, LLAMA))
    assert isinstance(found, CannotCompute)
    assert found.missing == ("key–value heads not filled in",)
    assert found.weights is not None
    assert found.weights.size == 200


def test_without_parameters_there_are_no_weights_either(tmp_path: Path) -> None:
    found = requirement(shape_of_card(tmp_path, GPT.replace("parameters: 100", "parameters: not_disclosed")))
    assert found == CannotCompute(("parameters not disclosed",), None)


ADAPTER = "base_model: model\nbase_model_relation: adapter\nadapter: {method: LoRA, parameters: 7}\n"


def test_an_adapter_has_the_shape_of_its_base_and_its_own_parameters_on_top(tmp_path: Path) -> None:
    shape = shape_of_card(tmp_path, GPT, ADAPTER)
    assert (shape.parameters, shape.layers, shape.kv_heads, shape.context_length) == (107, 2, 4, 16)
    assert shape.notes == (
        "the shape is that of Tiny",
        "one key–value head for each of the 4 attention heads, as in gpt2",
        "heads 2 wide: hidden size 8 ÷ 4 heads",
        "7 parameters of the adapter are on top",
    )


def test_adapters_can_lie_on_adapters(tmp_path: Path) -> None:
    shape = shape_of_card(tmp_path, GPT, ADAPTER, ADAPTER.replace("model: model", "model: other-0"))
    assert shape.parameters == 114


def test_an_adapter_of_a_model_that_is_not_here_has_no_shape(tmp_path: Path) -> None:
    foreign = ADAPTER.replace("base_model: model", 'base_model: {title: Far, url: "https://example.org"}')
    assert shape_of_card(tmp_path, GPT, foreign) == MemoryShape(missing=("the base model has no card here",))


def test_adapters_that_name_each_other_come_to_an_end(tmp_path: Path) -> None:
    first = ADAPTER.replace("base_model: model", "base_model: other-1")
    second = ADAPTER.replace("base_model: model", "base_model: other-0")
    assert shape_of_card(tmp_path, GPT, first, second).parameters is None


DEEPSEEK = """\
  type: deepseek_v3
  parameters: 671_026_404_352
  layers: 61
  hidden_size: 7_168
  attention_heads: 128
  kv_heads: 128
  head_dimension: 128
  context_length: 131_072
"""
LATENT = "  attention: {kind: multi-head-latent, kv_rank: 512, rope_dimension: 64}\n"
MISTRAL = """\
  type: mistral
  parameters: 7_241_732_096
  layers: 32
  kv_heads: 8
  head_dimension: 128
  context_length: 32_768
"""
MAMBA = """\
  type: mamba
  parameters: 2_768_345_600
  layers: 64
  feed_forward_size: 5_120
  state_size: 16
  convolution_width: 4
"""
FALCON_H1 = "  type: falcon_h1\n  parameters: 7B\n  layers: 44\n  kv_heads: 2\n  head_dimension: 128\n"


@pytest.mark.parametrize(
    ("architecture", "cache"),
    [
        # Worked answers: 61 · (512 + 64) · 2 bytes of a token, 2 · 32 · 8 · 128 · 2, and so on.
        pytest.param(DEEPSEEK + LATENT, 9_210_691_584, id="latent attention"),
        pytest.param(MISTRAL, 4_294_967_296, id="grouped queries"),
        pytest.param(
            MISTRAL + "  attention: {kind: sliding-window, window: 4_096}\n", 536_870_912, id="a window"
        ),
        pytest.param(
            MISTRAL + '  attention: {kind: sliding-window, window: 4_096, pattern: "1:1"}\n',
            2_415_919_104,
            id="a window in every other layer",
        ),
        pytest.param(
            MISTRAL.replace("head_dimension: 128", "hidden_size: 4_096\n  attention_heads: 32"),
            4_294_967_296,
            id="a width that follows",
        ),
        pytest.param(
            MISTRAL.replace("head_dimension: 128", "hidden_size: 5_120\n  attention_heads: 32"),
            "head dimension not filled in",
            id="a width that does not follow",
        ),
        pytest.param(MAMBA, 26_214_400, id="a state"),
        pytest.param("  type: bert\n  parameters: 109_482_240\n", 0, id="an encoder"),
        pytest.param(
            DEEPSEEK, "rank of keys and values and rotary part of a key not filled in", id="no ranks"
        ),
        pytest.param(
            MISTRAL + "  attention: {kind: sliding-window, window: 4_096, pattern: some}\n",
            "how many layers have the window",
            id="a pattern in words",
        ),
        pytest.param(
            MISTRAL.replace("mistral", "gpt_oss"), "attention window not filled in", id="a type with windows"
        ),
        pytest.param(
            MAMBA.replace("  feed_forward_size: 5_120\n", ""),
            "hidden size not filled in",
            id="no width",
        ),
        pytest.param(FALCON_H1, "no formula holds for its kind of attention", id="a hybrid"),
        pytest.param(
            FALCON_H1.replace("falcon_h1", "new") + "  state_size: 256\n",
            "how many layers have attention",
            id="a hybrid of a type that nobody knows",
        ),
        pytest.param("  type: resnet\n  parameters: 25_557_032\n", 0, id="pictures"),
        pytest.param(
            "  type: whisper\n  parameters: 1.55B\n  layers: 32\n  kv_heads: 20\n  head_dimension: 64\n",
            0,
            id="speech",
        ),
        pytest.param("  parameters: 1B\n", "it is not known what kind of model it is", id="unknown"),
    ],
)
def test_what_is_kept_of_a_text_depends_on_the_kind_of_model_and_of_attention(
    tmp_path: Path, architecture: str, cache: int | str
) -> None:
    shape = shape_of_card(tmp_path, architecture)
    found = requirement(shape, "float16", shape.context_length or 2048)
    if isinstance(found, CannotCompute):
        assert found.missing == (cache,)
    else:
        assert found.cache.size == cache


@pytest.mark.parametrize(
    ("architecture", "formula"),
    [
        (DEEPSEEK + LATENT, "61 layers × 576 numbers × 2,048 tokens × 1 sequence × 2 bytes"),
        (
            MISTRAL + '  attention: {kind: sliding-window, window: 1_024, pattern: "3:1"}\n',
            "2 × 8 key–value heads × 128 wide × (8 layers × 2,048 tokens + 24 layers × 1,024 tokens)"
            " × 1 sequence × 2 bytes",
        ),
        (MAMBA, "6,553,600 numbers × 1 sequence × 4 bytes"),
    ],
    ids=["latent attention", "windows", "state"],
)
def test_each_kind_of_cache_shows_its_own_formula(tmp_path: Path, architecture: str, formula: str) -> None:
    found = requirement(shape_of_card(tmp_path, architecture), "float16", 2048)
    assert isinstance(found, Requirement)
    assert found.cache.formula == formula


QWEN3 = """\
  type: qwen3
  parameters: 596_049_920
  layers: 28
  kv_heads: 8
  head_dimension: 128
  context_length: 40_960
"""
NEMO = """\
  type: mistral
  parameters: 12.2B
  layers: 40
  kv_heads: 8
  head_dimension: 128
  context_length: 131_072
"""


@pytest.mark.parametrize(
    ("architecture", "tokens", "text"),
    [
        pytest.param(QWEN3, 40_960, "4.70 GB", id="Qwen3-0.6B"),
        pytest.param(NEMO, 131_072, "21.5 GB", id="Mistral Nemo"),
        pytest.param(DEEPSEEK + LATENT, 128_000, "8.99 GB", id="DeepSeek-V3"),
    ],
)
def test_the_caches_of_known_models_have_their_known_sizes(
    tmp_path: Path, architecture: str, tokens: int, text: str
) -> None:
    assert needed(shape_of_card(tmp_path, architecture), "float16", tokens).cache.text == text


VIT = "  type: vit\n  parameters: 86_567_656\n"
BERT = "  type: bert\n  parameters: 109_482_240\n"


@pytest.mark.parametrize("architecture", [VIT, BERT], ids=["pictures", "text"])
def test_of_models_that_keep_nothing_only_the_weights_are_counted_and_that_is_said(
    tmp_path: Path, architecture: str
) -> None:
    shape = shape_of_card(tmp_path, architecture)
    found = needed(shape)
    assert found.size == found.weights.size == 2 * (shape.parameters or 0)
    assert shape.notes[-1].startswith("what it holds while it works (activations) is left out")
    assert f"{found.weights.text}" in ("173 MB", "219 MB")


SANA = """\
  parameters: 1_604M
  components:
    - {role: denoiser, parameters: 1_604M}
    - {role: text encoder, parameters: 2_614M}
    - {role: image decoder}
"""


def test_a_model_that_draws_is_loaded_with_all_its_components(tmp_path: Path) -> None:
    card = "pipeline_tag: text-to-image\narchitecture:\n"
    lacking = shape_of_card(tmp_path, GPT, f"{card}{SANA}")
    assert lacking.missing == ("parameters of the image decoder not filled in",)
    whole = shape_of_card(tmp_path, GPT, card + SANA.replace("decoder}", "decoder, parameters: 312M}"))
    assert (whole.parameters, whole.overhead_percent) == (4_530_000_000, 0)
    assert whole.notes[0] == "4,530,000,000 parameters are those of all 3 components"
    alone = shape_of_card(tmp_path, GPT, f"{card}  parameters: 860M\n")
    assert alone.missing == ("parameters of all components not filled in",)


@pytest.mark.parametrize(
    ("precision", "first"),
    [
        ("bfloat16", "float16, bfloat16"),
        ("float32", "float32"),
        ("FP8", "int8, float8"),
        ("mixed", "float32"),
    ],
)
def test_the_published_precision_comes_first(tmp_path: Path, precision: str, first: str) -> None:
    write(tmp_path / "cards/organizations.yaml", "acme:\n  name: Acme\n")
    write(tmp_path / "cards/m.yaml", f"{LICENSED}architecture:\n{NEMO}  precision: {precision}\n")
    text = build_site(tmp_path / "cards", None).files["models/m.md.txt"].decode()
    rows = text.partition("| Precision |")[2].splitlines()[2:]
    assert rows[0].startswith(f"| {first} | ")
    assert (", as published," in text) == (precision != "mixed")


MISTRAL_CARD = f"architecture:\n{MISTRAL}"
GGUF = """\
base_model: other-0
quantization: {method: GGUF}
files:
  - {name: m.Q2_K.gguf, quantization: Q2_K, bits: 2, size: 3.08 GB}
  - {name: m.Q4_K_S.gguf, quantization: Q4_K_S, bits: 4, size: 4.14 GB}
  - {name: m.Q4_K_M.gguf, quantization: Q4_K_M, size: 4.37 GB}
  - {name: m.Q8_0.gguf, quantization: Q8_0, size: 7.70 GB}
  - {name: m.mmproj.gguf, quantization: f16, size: 0.62 GB}
"""


def test_a_quantised_model_has_the_shape_of_its_base_and_the_sizes_of_its_files(tmp_path: Path) -> None:
    shape = shape_of_card(tmp_path, GPT, MISTRAL_CARD, GGUF)
    assert shape.notes == ("the shape is that of Tiny 0",)
    assert shape.parameters is None
    assert [file.name for file in shape.files] == ["Q2_K", "Q4_K_S", "Q4_K_M", "Q8_0"]
    found = requirement(shape, "float16", 32_768, file=shape.files[2])
    assert isinstance(found, Requirement)
    assert (found.weights.size, found.cache.size) == (4_370_000_000, 4_294_967_296)
    assert found.weights.formula == "the published size of Q4_K_M"


@pytest.mark.parametrize(
    ("precision", "size"),
    [("float32", 7.70), ("float16", 7.70), ("int8", 7.70), ("int4", 4.37)],
)
def test_of_files_the_largest_within_a_format_is_taken(tmp_path: Path, precision: str, size: float) -> None:
    assert needed(shape_of_card(tmp_path, GPT, MISTRAL_CARD, GGUF), precision).weights.size == size * 10**9


def test_where_no_file_is_within_the_format_the_smallest_is_taken(tmp_path: Path) -> None:
    only = (
        GGUF.replace("Q2_K", "Q5_K")
        .replace("bits: 2", "bits: 5")
        .replace("Q4", "Q6")
        .replace("bits: 4", "bits: 6")
    )
    assert needed(shape_of_card(tmp_path, GPT, MISTRAL_CARD, only), "int4").weights.size == 3_080_000_000


def test_a_quantised_model_without_sizes_has_no_sum(tmp_path: Path) -> None:
    shape = shape_of_card(tmp_path, GPT, MISTRAL_CARD, GGUF.partition("files")[0])
    assert shape.missing == ("sizes of the files not filled in",)


def test_a_quantised_model_whose_card_says_all_needs_no_base(tmp_path: Path) -> None:
    away = GGUF.replace("other-0", '{title: Far, url: "https://example.org"}')
    of_shape = MISTRAL_CARD.replace("  parameters: 7_241_732_096\n", "")
    assert needed(shape_of_card(tmp_path, GPT, away + of_shape), "int8").weights.size == 7_700_000_000


def test_published_sizes_are_taken_in_their_format_and_the_others_are_computed(tmp_path: Path) -> None:
    rows = "{name: model.safetensors, size: 28.9 GB}, {name: config.json, size: 1 kB}"
    files = f"  precision: float32\nfiles: [{rows}]\n"
    shape = shape_of_card(tmp_path, GPT, MISTRAL_CARD + files)
    assert [file.name for file in shape.files] == ["model.safetensors"]
    assert needed(shape, "float32").weights.size == 28_900_000_000
    assert needed(shape, "float16").weights.size == 2 * 7_241_732_096


def test_the_files_of_an_adapter_are_not_all_that_is_loaded(tmp_path: Path) -> None:
    files = "files: [{name: adapter.safetensors, quantization: f16, size: 4 B}]\n"
    shape = shape_of_card(tmp_path, GPT, ADAPTER + files)
    assert (shape.parameters, shape.files) == (107, ())


@pytest.mark.parametrize(
    ("names", "size"),
    [
        (("a-00001-of-00002.gguf", "a-00002-of-00002.gguf"), 14),
        (("a-00001-of-00003.gguf", "a-00002-of-00003.gguf"), None),
        (("a.gguf",), 7),
    ],
    ids=["both parts", "a part lacks", "whole"],
)
def test_the_parts_of_a_split_file_are_one(tmp_path: Path, names: tuple[str, ...], size: int | None) -> None:
    rows = ", ".join(f"{{name: {name}, quantization: Q8_0, size: 7 GB}}" for name in names)
    shape = shape_of_card(tmp_path, GPT, MISTRAL_CARD, f"{GGUF.partition('files')[0]}files: [{rows}]\n")
    assert [file.size for file in shape.files] == ([] if size is None else [size * 10**9])


def test_files_of_one_type_are_told_apart_by_their_branches(tmp_path: Path) -> None:
    rows = "{name: m.safetensors, bits: 4, size: 4 GB}, "
    rows += "{name: m.safetensors, revision: 32g, bits: 4, size: 5 GB}"
    shape = shape_of_card(tmp_path, GPT, MISTRAL_CARD, f"{GGUF.partition('files')[0]}files: [{rows}]\n")
    assert [file.name for file in shape.files] == ["4 bits, main", "4 bits, 32g"]


@pytest.mark.parametrize(
    ("name", "bits"),
    [
        *(("Q4_K_M", 4), ("IQ2_XXS", 2), ("TQ1_0", 1), ("UD-Q8_K_XL", 8), ("MXFP4", 4), ("int8", 8)),
        *(("BF16", 16), ("bfloat16", 16), ("float32", 32), ("f16", 16), ("FP8", 8), ("NF4", 4), ("w4a16", 4)),
        *(("4-bit", 4), ("8 bits", 8), ("GPTQ", None), ("mixed", None), ("v0.2", None), ("", None)),
    ],
)
def test_a_type_is_named_by_its_bits(name: str, bits: int | None) -> None:
    assert bits_of(name) == bits


def test_every_language_model_of_this_repository_has_a_sum() -> None:
    cards = published_catalogue().cards
    models = [entry for entry in cards.values() if kind(entry.card) is ModelKind.LANGUAGE_MODEL]
    assert [entry.id for entry in models if shape_of(entry.card, cards).missing] == []


def test_the_explanation_has_the_bytes_of_each_format_and_the_overhead() -> None:
    text = (ROOT / "docs/explanation/memory.md").read_text(encoding="utf-8")
    rows = [f"| {each.label} | {each.weight_bytes} | {each.cache_bytes} |" for each in PRECISIONS.values()]
    assert "\n".join(rows) in text
    assert f"overhead  = {OVERHEAD_PERCENT} % of the weights" in text
