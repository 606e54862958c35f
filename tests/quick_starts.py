"""Invented models of all kinds, with what a page shows to run them: one at least for each snippet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cardsite.catalogue import CardEntry, Catalogue, load, snippets
from cardsite.facts.run_snippets import choose
from cardsite.render.environment import make_environment
from cardsite.render.model.quick_start import quick_start
from cardsite.render.render_context import RenderContext
from cardsite.schema import Snippet
from tinysite import LICENSED, write

__all__ = ["INVENTED", "Start", "chosen_for", "invented", "starts", "starts_of"]


@dataclass(frozen=True)
class Start:
    """A way to run a model."""

    tab: str
    language: str
    code: str


def starts(entry: CardEntry, catalogue: Catalogue) -> list[Start]:
    """What the page of a card shows."""
    context = RenderContext(catalogue, make_environment(None), frozenset())
    found = quick_start(entry.card, context.base_hub_id(entry), context, context.evidence(entry.card.sources))
    return [Start(each.tab, each.language, each.code) for each in found]


def starts_of(fields: str) -> list[Start]:
    """What a card with these fields shows; it may name the card `base` as its base model."""
    found = _catalogue(fields)
    return starts(found.cards["tiny"], found)


def chosen_for(fields: str) -> list[Snippet]:
    """The entries of the registry that such a card shows."""
    found = choose(_catalogue(fields).cards["tiny"].card, "acme/base", snippets())
    return [each.snippet for each in found]


@cache
def _catalogue(fields: str) -> Catalogue:
    with TemporaryDirectory() as folder:
        write(Path(folder, "cards/organizations.yaml"), "acme: {name: Acme}\n")
        write(Path(folder, "cards/base.yaml"), LICENSED.replace("Tiny", "Base") + "hub_id: acme/base\n")
        write(Path(folder, "cards/tiny.yaml"), LICENSED + fields)
        found = load(Path(folder, "cards"), "cards")
        assert not found.problems, found.problems
        return found


def of(library: str, task: str, more: str = "") -> str:
    """A model on the hub."""
    return f"hub_id: acme/tiny\nlibrary_name: {library}\npipeline_tag: {task}\n{more}"


def shaped(kind: str, more: str = "") -> str:
    """An architecture of a type."""
    return f"architecture: {{type: {kind}{more}}}\n"


CHAT = """\
prompting:
  templates:
    - {title: Chat, template: "<|im_start|>user\\nHello<|im_end|>"}
"""
SETTINGS = """\
  generation_config:
    - {mode: not thinking, switch: enable_thinking=False, temperature: 0.7, top_p: 0.8}
    - mode: thinking
      default: yes
      switch: enable_thinking=True
      temperature: 0.6
      top_p: 0.95
      top_k: 20
      max_new_tokens: 32_768
"""
GGUF = """\
files:
  - {name: tiny.Q2_K.gguf, quantization: Q2_K}
  - {name: tiny.Q4_K_M.gguf, quantization: Q4_K_M}
"""
ADAPTER = "base_model: base\nbase_model_relation: adapter\nadapter: {method: LoRA}\n"
FULL = ["transformers", "pipeline", "vLLM", "Command line"]
BOTH = ["transformers", "pipeline"]

INVENTED: dict[str, tuple[str, list[str]]] = {
    "a base model": (of("transformers", "text-generation", shaped("llama", ", precision: bfloat16")), FULL),
    "a chat model": (of("transformers", "text-generation", shaped("qwen3") + CHAT + SETTINGS), FULL),
    "a chat model with tools": (
        of(
            "transformers",
            "text-generation",
            shaped("qwen3") + CHAT + "  tool_use: {supported: yes, parser: hermes}\n",
        ),
        FULL,
    ),
    "a type that vLLM does not know": (
        of("transformers", "text-generation", shaped("gpt_neo")),
        ["transformers", "pipeline", "Command line"],
    ),
    "a state-space model": (
        of("transformers", "text-generation", shaped("mamba", ", precision: float32")),
        FULL,
    ),
    "weights in eight bits": (
        of("transformers", "text-generation", shaped("deepseek_v3", ", precision: FP8")),
        FULL,
    ),
    "a merge": (
        of(
            "transformers",
            "text-generation",
            "base_model: base\nbase_model_relation: merge\n" + shaped("mistral"),
        ),
        FULL,
    ),
    "files for llama.cpp": (
        of("gguf", "text-generation", CHAT + GGUF),
        ["llama.cpp", "Ollama", "llama-cpp-python"],
    ),
    "files for llama.cpp of a base model": (
        of("gguf", "text-generation", GGUF),
        ["llama.cpp", "llama-cpp-python"],
    ),
    "an adapter": (of("peft", "text-generation", ADAPTER), ["peft", "Command line"]),
    "an adapter that chats": (of("peft", "text-generation", ADAPTER + CHAT), ["peft", "Command line"]),
    "an adapter that classifies": (of("peft", "text-classification", ADAPTER), ["peft"]),
    "an adapter of a model that is not here": (
        of(
            "peft",
            "text-generation",
            ADAPTER.replace("base\n", "{title: Far, url: 'https://example.org'}\n", 1),
        ),
        [],
    ),
    "an adapter of a model on the hub": (
        of(
            "peft",
            "text-generation",
            ADAPTER.replace("base\n", "{title: Far, url: 'https://huggingface.co/globex/far'}\n", 1),
        ),
        ["peft", "Command line"],
    ),
    "vectors of sentences": (of("sentence-transformers", "sentence-similarity"), ["sentence-transformers"]),
    "a reranker": (of("sentence-transformers", "text-ranking"), ["sentence-transformers"]),
    "sparse vectors": (
        of("sentence-transformers", "feature-extraction", "tags: [sparse-encoder]\n"),
        ["sentence-transformers"],
    ),
    "few examples": (of("setfit", "text-classification"), ["setfit"]),
    "pictures from text": (
        of("diffusers", "text-to-image", shaped("sana", ", precision: float16")),
        ["diffusers"],
    ),
    "video from text": (of("diffusers", "text-to-video"), ["diffusers"]),
    "pictures from pictures": (of("diffusers", "image-to-image"), ["diffusers"]),
    "video from a picture": (of("diffusers", "image-to-video"), ["diffusers"]),
    "pictures from nothing": (of("diffusers", "unconditional-image-generation"), ["diffusers"]),
    "an adapter that draws": (of("diffusers", "text-to-image", ADAPTER), ["diffusers"]),
    "a classifier of timm": (of("timm", "image-classification"), ["timm"]),
    "features of timm": (of("timm", "image-feature-extraction"), ["timm"]),
    "open_clip": (of("open_clip", "zero-shot-image-classification"), ["open_clip"]),
    "translation": (of("transformers", "translation", shaped("marian")), ["transformers"]),
    "a summary": (of("transformers", "summarization", shaped("bart")), ["transformers"]),
    "text to text": (
        of("transformers", "text-generation", "kind: encoder-decoder\n" + shaped("t5")),
        ["transformers", "Command line"],
    ),
    "gaps in text": (of("transformers", "fill-mask", shaped("bert")), BOTH),
    "gaps in proteins": (of("transformers", "fill-mask", shaped("esm")), BOTH),
    "a classifier of text": (of("transformers", "text-classification", shaped("roberta")), BOTH),
    "entailment": (of("transformers", "zero-shot-classification", shaped("deberta-v2")), BOTH),
    "a reranker in transformers": (
        of("transformers", "text-ranking", shaped("xlm-roberta")),
        ["transformers"],
    ),
    "names in text": (of("transformers", "token-classification", shaped("bert")), BOTH),
    "answers from a text": (of("transformers", "question-answering", shaped("bert")), ["transformers"]),
    "vectors in transformers": (
        of("transformers", "feature-extraction", shaped("bert", ", pooling: mean")),
        ["transformers"],
    ),
    "vectors of the first token": (
        of("transformers", "sentence-similarity", shaped("xlm-roberta", ", pooling: cls")),
        ["transformers"],
    ),
    "vectors of the last token": (
        of("transformers", "feature-extraction", shaped("qwen3", ", pooling: lasttoken")),
        ["transformers"],
    ),
    "a classifier of pictures": (of("transformers", "image-classification", shaped("vit")), BOTH),
    "boxes": (of("transformers", "object-detection", shaped("detr")), BOTH),
    "segments": (of("transformers", "image-segmentation", shaped("segformer")), BOTH),
    "segments of instances": (of("transformers", "image-segmentation", shaped("mask2former")), ["pipeline"]),
    "depth": (of("transformers", "depth-estimation", shaped("depth_anything")), BOTH),
    "features of pictures": (of("transformers", "image-feature-extraction", shaped("dinov2")), BOTH),
    "pictures and labels": (of("transformers", "zero-shot-image-classification", shaped("clip")), BOTH),
    "pictures and labels, each by itself": (
        of("transformers", "zero-shot-image-classification", shaped("siglip")),
        BOTH,
    ),
    "masks": (of("transformers", "mask-generation", shaped("sam")), BOTH),
    "boxes for labels": (of("transformers", "zero-shot-object-detection", shaped("owlvit")), ["pipeline"]),
    "pictures and text": (
        of("transformers", "image-text-to-text", shaped("qwen2_5_vl")),
        ["transformers", "vLLM"],
    ),
    "pictures and text without turns": (of("transformers", "image-text-to-text", shaped("paligemma")), []),
    "speech recognition": (of("transformers", "automatic-speech-recognition", shaped("whisper")), BOTH),
    "a published Whisper": (
        of("transformers", "automatic-speech-recognition", shaped("whisper")).replace(
            "acme/tiny", "openai/whisper-large-v3"
        ),
        [*BOTH, "faster-whisper"],
    ),
    "speech recognition by CTC": (
        of("transformers", "automatic-speech-recognition", shaped("wav2vec2")),
        BOTH,
    ),
    "sounds": (of("transformers", "audio-classification", shaped("audio-spectrogram-transformer")), BOTH),
    "speech": (of("transformers", "text-to-speech", shaped("vits")), ["pipeline"]),
    "films": (of("transformers", "video-classification", shaped("videomae")), ["pipeline"]),
    "a model for Apple's chips": (of("mlx", "text-generation", CHAT), ["mlx-lm"]),
    "an estimator": (of("sklearn", "tabular-classification", "files: [{name: m.skops}]\n"), ["scikit-learn"]),
    "an estimator in a file": (
        "library_name: sklearn\npipeline_tag: tabular-regression\nfiles: [{name: m.skops, format: skops}]\n",
        ["scikit-learn"],
    ),
    "an estimator that is a pickle": (
        of("sklearn", "tabular-classification", "files: [{name: m.joblib}]\n"),
        ["scikit-learn"],
    ),
    "an estimator without a file": (of("sklearn", "tabular-classification"), []),
    "spaCy": (of("spacy", "token-classification"), ["spaCy"]),
    "Keras": (of("keras", "image-classification"), ["Keras"]),
    "a forecast": (of("chronos-forecasting", "time-series-forecasting"), ["chronos-forecasting"]),
    "a library that nobody knows": (of("qlibrary", "text-generation"), []),
    "no library": ("hub_id: acme/tiny\npipeline_tag: text-generation\n", []),
    "no repository": ("library_name: transformers\npipeline_tag: text-generation\n", []),
    "the author's own in place of a registered one": (
        "quick_start: [{title: timm, code: print(1)}]\n" + of("timm", "image-classification"),
        ["timm"],
    ),
    "the author's own": (
        "quick_start: [{title: With tools, code: print(1)}]\n" + of("timm", "image-classification"),
        ["With tools", "timm"],
    ),
}
"""By what they are: fields of a card, and the ways to run it that its page shows."""


def invented() -> list[tuple[str, Start]]:
    """All that is shown for them."""
    return [(name, start) for name, (fields, _) in INVENTED.items() for start in starts_of(fields)]
