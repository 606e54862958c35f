"""Which code runs a model: what its card says is compared with the registry of snippets; knows no library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..schema import BaseModelRelation, Card, GenerationConfig, ModelFile, Quantity, Snippet, known
from .kind import kind, traits

__all__ = ["Chosen", "choose"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A snippet that fits a model, with the values that its template has for it."""

    snippet: Snippet
    values: Mapping[str, Any]
    settings: tuple[tuple[str, str], ...]
    """The recommended settings that the library understands, each as it is called and written there."""


def choose(card: Card, base_hub_id: str, snippets: Mapping[str, Snippet]) -> tuple[Chosen, ...]:
    """The snippets that fit, in the order of the registry; of those in one tab the first.

    `base_hub_id` is the hub id of the base model, for an adapter.
    """
    facts, values = _facts(card), _values(card, base_hub_id)
    found: dict[str, Chosen] = {}
    for snippet in snippets.values():
        if snippet.tab in found or not _fits(snippet, facts) or not all(map(values.get, snippet.needs)):
            continue
        cases = [snippet.cases[word] for word in sorted(facts.get(snippet.by, ())) if word in snippet.cases]
        if cases or not snippet.cases:
            own = {**values, **snippet.values, **(cases[0] if cases else {})}
            found[snippet.tab] = Chosen(snippet, own, _settings(_recommended(card), snippet))
    return tuple(found.values())


def _fits(snippet: Snippet, facts: Mapping[str, frozenset[str]]) -> bool:
    def holds(name: str, words: tuple[str, ...]) -> bool:
        return not facts.get(name, frozenset()).isdisjoint(words)

    asked, refused = snippet.when.items(), snippet.unless.items()
    return all(holds(*each) for each in asked) and not any(holds(*each) for each in refused)


def _facts(card: Card) -> dict[str, frozenset[str]]:
    """What the registry can ask for: for each fact the words that hold, in small letters."""
    shape, quantization = card.architecture, card.quantization
    stated = {
        "library": known(card.library_name),
        "task": known(card.pipeline_tag),
        "type": known(shape.type) if shape else None,
        "kind": kind(card),
        "hub_id": known(card.hub_id),
        "precision": known(shape.precision) if shape else None,
        "quantization": known(quantization.method) if quantization else None,
        "chat": "yes" if _has_chat_format(card) else "no",
    }
    found = {name: frozenset({word.casefold()} if word else ()) for name, word in stated.items()}
    found["trait"] = frozenset(traits(card))
    found["tag"] = frozenset(map(str.casefold, card.tags))
    found["format"] = frozenset(word for file in card.files for word in _formats(file))
    return found


# What templates of conversations mark turns with.
_TURNS = re.compile(
    r"<\|(?:im_start|start_header_id|start_of_role|user|assistant|system|START_OF_TURN_TOKEN)\|>"
    r"|\[/?INST\]|<start_of_turn>|<｜(?:User|Assistant)｜>"
)


def _has_chat_format(card: Card) -> bool:
    """Whether its tokenizer has a template of conversations, as stated or as its prompts look."""
    prompting = card.prompting
    if prompting is None:
        return False
    tokens = prompting.special_tokens
    signs = (known(tokens.additional_special_tokens) or ()) if tokens else ()
    prompts = (each.template for each in prompting.templates)
    return known(prompting.chat_template) is not None or any(map(_TURNS.search, (*prompts, *signs)))


def _formats(file: ModelFile) -> tuple[str, ...]:
    ending = file.name.rpartition(".")[2] if "." in file.name else ""
    return tuple(word.casefold() for word in (known(file.format), ending) if word)


_DTYPES = {
    **dict.fromkeys(("float32", "fp32", "f32"), "float32"),
    **dict.fromkeys(("bfloat16", "bf16"), "bfloat16"),
    **dict.fromkeys(("float16", "fp16", "f16", "half"), "float16"),
}
"""Number formats to load a model in; what files in fewer bits are in, libraries read from them."""
_SWITCH = re.compile(r"([a-z_]+) ?= ?(true|false)", re.ASCII | re.IGNORECASE)


def _values(card: Card, base_hub_id: str) -> dict[str, Any]:
    """What templates can print of a model; empty where the card does not say."""
    shape, prompting, hub_id = card.architecture, card.prompting, known(card.hub_id) or ""
    precision = (known(shape.precision) or "") if shape else ""
    gguf, pickled = _preferred(card, "gguf"), _preferred(card, "skops", "joblib", "pkl")
    prompts = prompting.templates if prompting else ()
    pooling = (known(shape.pooling) or ("",)) if shape else ("",)
    switch = _SWITCH.fullmatch(known(_recommended(card).switch) or "")
    parser = prompting.tool_use.parser if prompting and prompting.tool_use else None
    loaded_in = (known(card.adapter.quantization) or "") if card.adapter else ""
    return {
        "hub_id": hub_id,
        "owner": hub_id.partition("/")[0],
        "repo": hub_id.partition("/")[2],
        "base": base_hub_id,
        "task": known(card.pipeline_tag) or "",
        "dtype": _DTYPES.get(precision.casefold(), ""),
        "usual_dtype": "",
        "bits": next((bits for bits in ("8", "4") if bits in loaded_in), ""),
        "chat": _has_chat_format(card),
        "adapter": card.relation is BaseModelRelation.ADAPTER,
        # Of weights that were trained, rather than rounded or put together.
        "measured": card.relation in {None, BaseModelRelation.FINETUNE},
        "prompt": tuple(prompts[0].template.rstrip("\n").splitlines(keepends=True)) if prompts else (),
        "switch": f"{switch[1].lower()}={switch[2].capitalize()}" if switch else "",
        "pooling": pooling[0],
        "tool_parser": known(parser) or "",
        "gguf": gguf.name if gguf else "",
        "gguf_type": _tag(gguf) if gguf else "",
        "file": pickled.name if pickled else "",
    }


_USUAL = ("q4_k_m", "q4_k_s", "q4_0", "q5_k_m", "iq4_xs", "q8_0")
"""Types of quantisation that most people begin with, in this order."""


def _preferred(card: Card, *formats: str) -> ModelFile | None:
    """The file of these formats to begin with: of quantised ones that of a usual type, else the first."""
    files = [file for file in card.files if not {*formats}.isdisjoint(_formats(file))]
    types = [(known(file.quantization) or "").casefold() for file in files]
    usual = (files[types.index(each)] for each in _USUAL if each in types)
    return next(usual, files[0] if files else None)


def _tag(file: ModelFile) -> str:
    """The type of quantisation by which programs find a file of a repository."""
    named = known(file.quantization) or ""
    return named if re.fullmatch(r"\w+", named, re.ASCII) else ""


def _recommended(card: Card) -> GenerationConfig:
    """The settings that hold unless a mode is asked for: those of the default mode, else the first."""
    stated = card.prompting.generation_config if card.prompting else ()
    return next((each for each in stated if each.default), stated[0] if stated else GenerationConfig())


_SAMPLING = ("temperature", "top_p", "top_k", "min_p")


def _settings(config: GenerationConfig, snippet: Snippet) -> tuple[tuple[str, str], ...]:
    names, found = snippet.settings, dict[str, str]()
    for field in names:
        value = known(getattr(config, field))
        if isinstance(value, bool):
            found[field] = str(value) if snippet.language == "python" else str(value).lower()
        elif isinstance(value, Quantity):
            found[field] = f"{value.value:f}"
        elif field in snippet.defaults:
            found[field] = snippet.defaults[field]
    if "do_sample" in names and config.do_sample is None and any(name in found for name in _SAMPLING):
        # Without it these have no effect.
        found = {"do_sample": str(True), **found}
    return tuple((names[field], value) for field, value in found.items())
