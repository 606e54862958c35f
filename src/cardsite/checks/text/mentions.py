"""Which models and organisations a text names, and whether that is the card's own model; judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ...catalogue import CardEntry
from ...schema import known
from ..check_context import CheckContext
from .phrases import Phrases, words_of
from .prose import LABEL, THINGS

__all__ = [
    "NAME",
    "declared_words",
    "is_about_it",
    "is_own_name",
    "models",
    "models_and_families",
    "names_another",
    "own_words",
    "public_models",
]


def models(context: CheckContext) -> Phrases[str]:
    """The ids of the catalogue's models by name, alias and repository."""
    return Phrases(_names_of_models(context))


def models_and_families(context: CheckContext) -> Phrases[str]:
    """The ids of its models and families."""
    families = context.catalogue.families.values()
    return Phrases([*_names_of_models(context), *((each.family.name, each.id) for each in families)])


def _names_of_models(context: CheckContext) -> Iterator[tuple[str, str]]:
    for entry in context.catalogue.cards.values():
        repository = (known(entry.card.hub_id) or "").rpartition("/")[2]
        yield from ((name, entry.id) for name in (entry.card.name, *entry.card.aliases, repository))


# Everyday words, such as `opt`, stand here with a size only; GPT-3 and GPT-4 have no text to copy.
_FAMILIES = """
ALBERT, Alpaca, BERT, BLOOM, BLOOMZ, BTLM, Cerebras-GPT, ChatGLM, CodeGen, CodeT5, Code Llama, CodeLlama,
Command R, DBRX, DeepSeek, DistilBERT, Dolly, ELECTRA, Falcon, FLAN-T5, Galactica, Gemma, GLM, GPT-2, GPT2,
GPT-J, GPT-Neo, GPT-NeoX, Granite, InternLM, Jamba, Llama, Mamba, Mistral, Mixtral, MPT-7B, MPT-30B,
Nemotron, OLMo, OpenELM, OpenLLaMA, Orca, Persimmon, Phi-1, Phi-2, Phi-3, Phi-4, Pythia, Qwen, RedPajama,
RoBERTa, RWKV, SantaCoder, SmolLM, SOLAR, StableLM, StarCoder, T5, TinyLlama, Vicuna, Whisper, WizardLM,
XGen, XLNet, Yi-6B, Yi-34B, Zephyr
"""
_NOT_MODELS = "llama.cpp, llama-cpp, llama-index, LlamaIndex, bert-score"


@cache
def public_models() -> Phrases[str]:
    """Well-known families by name, for catalogues without them; what only looks like one stands for ""."""
    families = ((name, name) for name in " ".join(_FAMILIES.split()).split(", "))
    return Phrases([*families, *((name, "") for name in _NOT_MODELS.split(", "))])


def declared_words(entry: CardEntry, context: CheckContext) -> frozenset[str]:
    """The words of what the card says that it is, is made from and belongs to, its own names apart."""
    card, registries = entry.card, context.catalogue.registries
    names: list[str | None] = [known(card.hub_id), known(card.library_name)]
    for reference in (*card.bases, *card.teachers, *(card.related or ()), card.successor):
        if reference:
            names += [reference.model, reference.title, reference.url]
    for other in context.declared(entry):
        names += [other.card.name, *other.card.aliases, other.family]
    for identity in card.data_ids:
        if identity in registries.datasets:
            dataset = registries.datasets[identity].value
            names += [identity, dataset.name, dataset.hub_id]
    if card.organization in registries.organizations:
        maker = registries.organizations[card.organization].value
        names += [maker.name, maker.hub_id, maker.url]
    if entry.family in context.catalogue.families:
        names.append(context.catalogue.families[entry.family].family.name)
    if card.architecture:
        names.append(known(card.architecture.type))
        names += [part.name for part in card.architecture.components]
    names += [each.name for each in card.training_data]
    names += [each.name for each in card.software or ()]
    return frozenset(word for name in names if name for word in words_of(name))


def _own_names(entry: CardEntry, context: CheckContext) -> Iterator[tuple[str, ...]]:
    family = context.catalogue.families.get(entry.family)
    own = (entry.card.name, *entry.card.aliases, known(entry.card.hub_id), family and family.family.name)
    return (words_of(name.rpartition("/")[2]) for name in own if name)


def own_words(entry: CardEntry, context: CheckContext) -> frozenset[str]:
    """The words of the card's own names."""
    return frozenset(word for name in _own_names(entry, context) for word in name)


_PART = r"(?:[A-Z]|[a-z]{1,9}[A-Z0-9])(?:[\w.]*\w)?"
NAME = rf"{_PART}(?:[ \n/-](?:{_PART}|\d(?:[\w.]*\w)?)){{0,6}}"
"""The pattern of a name of any product."""
_BEGINNING = re.compile(rf"(?:[Tt]he\s+)?(?P<name>{NAME})")
_VARIANT = re.compile(
    r"[v]?\d[\d.]*[bmk]?|base|chat|instruct|it|tiny|mini|small|medium|large|xx?l|(?:un)?cased|preview|beta|hf"
)
_LABEL = re.compile(rf"\A{LABEL}")
_IT = re.compile(
    r"(?:[Ii]t|(?:[Tt]he|[Tt]his|[Tt]hese|All|Both|[Oo]ur)(?: [a-z0-9.-]+){0,3}? "
    r"(?:models?|weights|networks?|checkpoints?|adapter))\b(?! of\b)"
)


def is_own_name(text: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether a text begins with a name of the card's, maybe without its size: Kestrel 2B."""
    match = _BEGINNING.match(text)
    words = words_of(match["name"]) if match else ()
    if not words:
        return text.startswith(entry.card.name)
    return any(
        name[: len(words)] == words and all(map(_VARIANT.fullmatch, name[len(words) :]))
        for name in _own_names(entry, context)
    )


def is_about_it(sentence: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether a sentence begins with this model: "It", "The model", or its name."""
    bare = _LABEL.sub("", sentence)
    match = _IT.match(bare)
    return not THINGS.search(match[0]) if match else is_own_name(bare, entry, context)


def names_another(text: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether a text names a model, of the catalogue or a well-known one, that is not this one."""
    own = own_words(entry, context)
    return any(
        not own.issuperset(words_of(text[each.start : each.end]))
        for phrases in (context.made(models_and_families), public_models())
        for each in phrases.inside(text)
    )
