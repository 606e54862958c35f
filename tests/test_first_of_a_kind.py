"""The catalogue has a model of each kind, and its page shows what readers of that field look for."""

from __future__ import annotations

import html
import re

import pytest

from cardsite.facts.kind import kind, traits
from published import published_catalogue, published_pages

FIRST = {
    "all-minilm-l6-v2": (
        "embedding",
        "Embedding dimension, Longest input in tokens, Pooling, Similarity function, STS benchmark",
        "Architecture, Training, Evaluation",
    ),
    "breast-cancer-logistic-regression": (
        "tabular",
        "Breast cancer Wisconsin",
        "Features and target, Evaluation, Reproducing this model",
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
    "whisper-small": (
        "speech",
        "Parameters, Sampling rate, Audio read at once, LibriSpeech test-clean, LibriSpeech test-other",
        "Architecture, Training, Evaluation",
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
    """The labels beside the title, in order; of a score the benchmark."""
    table = published_pages()[f"models/{card}.md"].split("| Fact | Value |\n|---|---|\n")[1].split("\n\n")[0]
    bare = html.unescape(re.sub(r"</?(?:a|span)\b[^>]*>", "", table))
    labels = (line.removeprefix("| ").split(" | ")[0] for line in bare.splitlines())
    return [label.split(", ")[0] for label in labels]


def headings(card: str) -> list[str]:
    return re.findall(r"^## (.+)$", published_pages()[f"models/{card}.md"], re.M)


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
    assert "| Benchmark | Metric | Shots | Score |" in published_pages()["models/zephyr-7b-beta.md"]
