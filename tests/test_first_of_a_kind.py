"""The catalogue has a model of each kind, and its page shows what readers of that field look for."""

from __future__ import annotations

import html
import re

import pytest

from cardsite.facts.kind import kind, traits
from published import published_catalogue, published_files, published_pages

FIRST = {
    "all-minilm-l6-v2": (
        "embedding",
        "Embedding dimension, Context length, Pooling, Similarity function, STS benchmark",
        "Architecture, Training, Evaluation",
    ),
    "bert-base-uncased": (
        "encoder",
        "Parameters, Context length, MultiNLI, SQuAD 1.1",
        "Will it fit?, Architecture, Training, Evaluation",
    ),
    "breast-cancer-logistic-regression": (
        "tabular",
        "Breast cancer Wisconsin",
        "Features and target, Evaluation, Reproducing this model",
    ),
    "deepseek-v3": (
        "language-model, mixture-of-experts",
        "Base model, Parameters, Active parameters, Context length, Training tokens, MMLU",
        "Will it fit?, Architecture, Training, Prompting, Evaluation",
    ),
    "gemma-2-9b-it": (
        "language-model",
        "Base model, Parameters, Context length, Training tokens, MMLU, LMArena",
        "Will it fit?, Training, Distillation, Prompting, Evaluation",
    ),
    "chronos-t5-small": (
        "time-series",
        "Parameters, Context length, Chronos Benchmark II",
        "Will it fit?, Architecture, Training, Evaluation",
    ),
    "clip-vit-base-patch32": (
        "vision",
        "Parameters, Image size in pixels, Embedding dimension, ImageNet-1k zero-shot",
        "Architecture, Training, Evaluation, Inference samples",
    ),
    "detr-resnet-50": ("vision", "Parameters, COCO detection", "Architecture, Training, Evaluation"),
    "flan-t5-base": (
        "encoder-decoder",
        "Base model, Parameters, MultiNLI",
        "Will it fit?, Training, Evaluation",
    ),
    "llava-1.5-7b": (
        "vision-language",
        "Base model, Context length, Image size in pixels, VQAv2, MME",
        "Architecture, Training, Prompting, Evaluation",
    ),
    "mamba-2.8b": (
        "language-model, state-space",
        "Parameters, Training tokens, LAMBADA (OpenAI)",
        "Architecture, Training, Evaluation",
    ),
    "mistral-ft-optimized-1218": ("language-model, merge", "Base model, Parameters", "Merge"),
    "mixtral-8x7b-instruct-v0.1": (
        "language-model, mixture-of-experts",
        "Base model, Parameters, Active parameters, Context length, MT-Bench, LMArena",
        "Will it fit?, Architecture, Prompting, Evaluation",
    ),
    "mixtral-8x7b-v0.1": (
        "language-model, mixture-of-experts",
        "Parameters, Active parameters, Context length, MMLU",
        "Will it fit?, Architecture, Evaluation",
    ),
    "olmo-2-1124-7b": (
        "language-model",
        "Parameters, Context length, Training tokens, MMLU",
        "Training, Accessing intermediate checkpoints, Evaluation, Reproducing this model",
    ),
    "qwen3-8b": (
        "language-model",
        "Base model, Parameters, Context length, Extended context, AIME 2025, GPQA Diamond",
        "Will it fit?, Training, Distillation, Prompting, Evaluation, Capabilities",
    ),
    "resnet50.a1_in1k": (
        "vision",
        "Parameters, Image size in pixels, Classes, MACs of a forward pass, ImageNet-1k",
        "Architecture, Training, Evaluation",
    ),
    "sana-1.6b-1024px": (
        "diffusion",
        "Parameters, Image size in pixels, MJHQ-30K, GenEval",
        "Architecture, Evaluation",
    ),
    "smollm3-3b": (
        "language-model",
        "Base model, Parameters, Context length, Extended context, Training tokens, AIME 2025",
        "Training, Accessing intermediate checkpoints, Prompting, Evaluation, Reproducing this model",
    ),
    "whisper-small": (
        "speech",
        "Parameters, Sampling rate, Audio read at once, LibriSpeech test-clean, LibriSpeech test-other",
        "Will it fit?, Architecture, Training, Evaluation",
    ),
    "zephyr-7b-beta": (
        "language-model",
        "Base model, Parameters, Context length, MT-Bench, AlpacaEval 1",
        "Training, Prompting, Evaluation",
    ),
    "zephyr-7b-beta-gguf": ("language-model, quantized", "Base model, Parameters", "Files, Quantisation"),
}
NO_MEMORY = ("tabular",)
"""Kinds whose models nobody fits onto a GPU."""


def facts(card: str) -> list[str]:
    """The labels of the answers and of the facts below the title, in order; of a score the benchmark."""
    tables = re.findall(
        r"\| (?:Answer|Value) \|\n\|---\|---\|\n(.*?)\n\n", published_pages()[f"models/{card}.md"], re.S
    )
    bare = html.unescape(re.sub(r"</?(?:a|span)\b[^>]*>|\]\([^()]*\)|\[", "", "\n".join(tables[:2])))
    labels = (line.removeprefix("| ").split(" | ")[0] for line in bare.splitlines())
    return [label.split(", ")[0] for label in labels]


def headings(card: str) -> list[str]:
    return re.findall(r"^###? (.+)$", published_pages()[f"models/{card}.md"], re.M)


@pytest.mark.parametrize("card", FIRST)
def test_a_page_shows_first_what_readers_of_its_field_look_for(card: str) -> None:
    found = published_catalogue().cards[card].card
    is_a, shown, sections = (text.split(", ") for text in FIRST[card])
    assert [str(kind(found)), *map(str, traits(found))] == is_a
    assert [label for label in shown if label not in facts(card)] == []
    assert [title for title in sections if title not in headings(card)] == []
    assert is_a[0] not in NO_MEMORY or "Will it fit?" not in headings(card)
    assert headings(card)[0] != "Will it fit?"


def test_many_languages_are_folded_away() -> None:
    page = published_pages()["models/whisper-small.md"]
    assert "<summary>99 languages</summary>English, Chinese" in page


def test_scores_without_shots_have_no_column_for_them() -> None:
    assert "Shots" not in published_pages()["models/whisper-small.md"]


FIRST_CODE = {
    # What the makers recommend first, and what of it must not be lost.
    "deepseek-v3": "sglang.launch_server --model deepseek-ai/DeepSeek-V3 --tp 8 --trust-remote-code",
    "gemma-2-9b-it": "apply_chat_template max_new_tokens=256",
    "mixtral-8x7b-instruct-v0.1": "MistralTokenizer.v1() Transformer.from_folder",
    "qwen3-8b": "apply_chat_template enable_thinking=True temperature=0.6 top_p=0.95 top_k=20 min_p=0",
    "smollm3-3b": "apply_chat_template enable_thinking=True temperature=0.6 top_p=0.95",
}


@pytest.mark.parametrize(("card", "words"), FIRST_CODE.items(), ids=FIRST_CODE)
def test_the_first_code_of_a_chat_model_is_what_its_makers_recommend(card: str, words: str) -> None:
    code = published_files()[f"models/{card}.md.txt"].partition("## Quick start")[2].split("```")[1]
    assert [word for word in words.split() if word not in code] == []


def test_a_long_list_of_features_is_folded_away() -> None:
    page = published_pages()["models/breast-cancer-logistic-regression.md"]
    fold = page.index("<summary>All 30 features: mean radius, mean texture, mean perimeter, mean area, …")
    assert fold < page.index("| mean radius |") < page.index("</details>", fold)
