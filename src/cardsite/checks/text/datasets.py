"""Check that the data which a text says the model was trained on are the card's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...catalogue import CardEntry
from ...problems import Severity
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .declarations import declared_words
from .models import is_own_name
from .phrases import Phrases, words_of
from .prose import card_text
from .sentences import COMPARES, LABEL, card_sentences

__all__ = ["CHECKS"]

_PUBLIC = """
The Pile, Pile, C4, mC4, RefinedWeb, FineWeb, FineWeb-Edu, Dolma, SlimPajama, RedPajama, OSCAR, ROOTS,
Common Crawl, OpenWebText, WebText, BookCorpus, The Stack, The Stack v2, StarCoderData, Alpaca, ShareGPT,
UltraChat, OpenHermes, OpenOrca, LAION-400M, LAION-5B, ImageNet-1k, ImageNet-21k, JFT-300M, LibriSpeech,
Common Voice, MS MARCO
"""
"""Well-known data, for catalogues that have no entry of them."""


@check("foreign-data", Severity.WARNING, "training.data")
def data(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text says that the model was trained on other data than the card.

    Only sentences about the training of this model count that name one dataset behind "trained on", and only
    if neither the card's data nor those of what it was made from, with all that is said of them there and in
    the registry, have that name. Data that contain others, comparisons and evaluation are left alone.

    Caught: in the project's trial, The Pile exchanged for Common Crawl in the summary of Mamba.

    To fix it: correct the text, or add the dataset to `training.data`.

    Wrong:

        summary: A language model that was trained on OpenWebText.
        training: {data: [{dataset: meadow}]}
        # datasets.yaml
        meadow: {name: Meadow, summary: Texts about meadows.}

    Right:

        summary: A language model that was trained on Meadow.
        training: {data: [{dataset: meadow}]}
        # datasets.yaml
        meadow: {name: Meadow, summary: Texts about meadows.}
    """
    texts = card_text(entry, context)
    every = context.made(_datasets)
    told = {"trained", "pretrained"} & texts.words
    beginnings = every.beginnings(texts.words) if told else ()
    declared = ""
    for passage, found in card_sentences(entry, context) if beginnings else ():
        if passage.path[0] in _NOT_OF_TRAINING or passage.path[-1] == "note":
            continue
        for sentence in found:
            match = _TRAINED.search(sentence)
            if not match or COMPARES.search(sentence) or not _is_this(sentence, entry, context):
                continue
            named = [*every.inside(sentence, beginnings)]
            if len(named) != 1 or not match.end() <= named[0].start <= match.end() + _NEAR:
                continue
            if _PART_OF.search(sentence, match.end(), named[0].start):
                continue
            name = sentence[named[0].start : named[0].end]
            declared = declared or f" {' '.join(_declared(entry, context))} "
            if f" {' '.join(words_of(name))} " not in declared:
                mine = entry.card.training_data[0] if entry.card.training_data else None
                has = (
                    f", which has {quoted(_called(mine.dataset or mine.name or '', context))}" if mine else ""
                )
                message = f"the text says {quoted(name)}, which is not in training.data{has}"
                yield Finding(passage.path, message, words=name)


_NEAR = 40
"""Characters for "300B tokens of", "the deduplicated"."""
_PART_OF = re.compile(
    r"(?i)\b(?:subsets?|parts?|portion|half|sample|slice|selection) of\b|\b(?:\w+ed|drawn|taken) from\b"
)
"""What is taken from another set has a name of its own."""
_TRAINED = re.compile(
    r"(?<!fine-)(?<!fine)\b(?:pre-?)?trained (?:[a-z]+ly )?(?:on|with|from)\b", re.IGNORECASE
)
_THIS = re.compile(
    rf"{LABEL}(?:(?:It|This model|The (?:model|weights|network))\b(?! of\b)|An? [^.;:]{{0,80}}\bmodel\b"
    r"|(?:Pre-?)?[Tt]rained\b)"
)
_NOT_OF_TRAINING = frozenset(
    {"evaluation", "inference", "prompting", "notes", "related", "successor", "base_model", "sources", "name"}
    | {"quantization", "merge", "distillation", "files", "software"}
)


def _is_this(sentence: str, entry: CardEntry, context: CheckContext) -> bool:
    return bool(_THIS.match(sentence)) or is_own_name(re.sub(rf"\A{LABEL}", "", sentence), entry, context)


def _datasets(context: CheckContext) -> Phrases[str]:
    registered = context.catalogue.registries.datasets.values()
    public = " ".join(_PUBLIC.split()).split(", ")
    return Phrases([*((each.value.name, each.id) for each in registered), *((name, name) for name in public)])


def _declared(entry: CardEntry, context: CheckContext) -> Iterator[str]:
    """The words of all that the card, and what it was made from, say of their data."""
    registry = context.catalogue.registries.datasets
    yield from words_of(declared_words(entry, context))
    for other in (entry, *context.declared(entry)):
        ids = set(other.card.data_ids)
        for passage in context.passages(other):
            if passage.path[:2] == ("training", "data") or passage.path[0] in {"adapter", "notes"}:
                yield from words_of(passage.text)
        for identity in sorted(ids & registry.keys()):
            yield from context.made(_words).get(identity, ())


def _words(context: CheckContext) -> Mapping[str, tuple[str, ...]]:
    """All that the registry says of each dataset."""
    found = {}
    for identity, each in context.catalogue.registries.datasets.items():
        value = each.value
        told = value.description.value if value.description else None
        texts = (identity, value.name, value.hub_id, value.summary, told, value.derived_from)
        found[identity] = words_of(" ".join(filter(None, texts)))
    return found


def _called(name: str, context: CheckContext) -> str:
    registry = context.catalogue.registries.datasets
    return registry[name].value.name if name in registry else name


CHECKS = (data,)
