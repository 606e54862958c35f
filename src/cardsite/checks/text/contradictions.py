"""Checks that the licence and the accelerator which a text states for the model are the card's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...catalogue.validation import dotted
from ...facts.derived import fact_at
from ...problems import Severity
from ...schema import known
from ...yamlio.text import quoted
from ..check_context import CheckContext, once_per_card
from ..definition import Finding, check
from ..numbers.accelerators import accelerator
from .mentions import is_about_it, is_own_name, names_another, own_words
from .phrases import words_of
from .prose import LABEL, THINGS, telling

__all__ = ["CHECKS"]


@check("foreign-license", Severity.WARNING)
def license_(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text says that the model is under a licence which is not the card's.

    Readers who see two licences follow the one that suits them. One counts where the text says that it
    governs the model: "released under", "governed by". It may be that of a relative, and code and data may
    have their own. One without an id, such as "the Meta license", is reported where the card names a standard
    one.

    Caught: The card of Code Llama 34B in a public catalogue began as that of Cerebras-GPT 111M, which is
    under Apache-2.0, and says below "Use of this model is governed by the Meta license".

    To fix it: correct the text, or say whose licence it is: `data_license`, `base_model_license`, the
    dataset's entry in the registry.

    Example:

          license: mit
        - description: The weights are released under the Apache License, Version 2.0.
        + description: The weights are released under the MIT License, the code under the Apache License 2.0.
    """
    mine = entry.card.license
    says = f"the card's licence is {mine.id}" if mine and mine.id else "the card states no licence"
    reported: set[str] = set()
    for passage, sentence in telling(entry, context, _WORDS, _NOT_OF_IT):
        if any(map(sentence.__contains__, _SIGNS)):
            name = _foreign(sentence, entry, context)
            if name and name not in reported:
                reported.add(name)
                message = f"the text puts the model under {quoted(' '.join(name.split()))}, and {says}"
                yield Finding(passage.path, message, words=name.partition("\n")[0])


_NOT_OF_IT = frozenset({"out_of_scope", "license", "data_license", "base_model_license"})
_WORDS = frozenset({"under", "governed", "subject", "license", "licence", "licensed", "licenced"})
_SIGNS = ("nder", "overned", "ubject to", "icense", "icence")
"""One of these is in whatever the patterns find."""
_GOVERNS = re.compile(
    r"\b(?:under|governed by|subject to|licen[sc]e(?: (?:for|of) [^.,;]{1,60}?)?(?::| is\b| was\b|\*\*))"
    r"\W{0,5}"
    r"(?:\b(?:the|an?|both|terms of|conditions of|permissive|open(?:-source)?|very)\b\W{0,4})*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w.+-]*\w")
_LONGEST = 100
"""Characters of the name of a licence."""
_OTHER = re.compile(
    r"((?:[A-Z][\w.-]*\s){1,4}|[Cc]ustom (?:\w+ )?|[Pp]roprietary |[Nn]on-?commercial )[Ll]icen[sc]e\b"
)
_BREAK = re.compile(r"[,;]\s|\b(?:while|but|whereas|though)\b")
_LABEL = re.compile(rf"\A{LABEL}")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|made|trained|built|released|licensed|under)\b", re.IGNORECASE
)
_MODEL = re.compile(r"\b(?:weights?|models?|checkpoints?|adapters?|[Ii]t|release)\b")
_NO_SUBJECT = re.compile(r"\W*(?:(?:is|are|was|were|[A-Za-z]?[a-z]+ed|[a-z]+ly|available|made|use)\W+)*")
_TOGETHER = re.compile(
    r"\b(?:weights|models?|checkpoints?) (?:and|or|as well as)\b"
    r"|\b(?:and|or) (?:(?:the|its|our|all|model|pre-?trained) )*(?:weights|models?|checkpoints?)\b"
)
_POSSIBLE = re.compile(
    r"\b(?:if|may|can|could|not|never|previous(?:ly)?|formerly|original(?:ly)?|until|before|earlier|older|base"
    r"|first|initial(?:ly)?|since)\b",
    re.IGNORECASE,
)


def _foreign(sentence: str, entry: CardEntry, context: CheckContext) -> str:
    """The first licence that a sentence puts the model under and that the card does not declare."""
    for governs in _GOVERNS.finditer(sentence):
        name = _licence_at(sentence, governs.end(), context)
        other = None if name else _OTHER.match(sentence, governs.end())
        if not (name or other) or not _is_of_model(sentence[: governs.start()], governs[0], entry, context):
            continue
        declared, bare = _declared(entry, context), _bare(name)
        # Of licences named next to the card's own, each is somebody's.
        if any(f" {' '.join(each)} " in f" {' '.join(_bare(sentence))} " for each in declared):
            return ""
        if name and not any(each[: len(bare)] == bare for each in declared):
            return name
        own = {word for each in declared for word in each}
        if other and _has_standard(entry, context) and own.isdisjoint(words_of(other[1])):
            return other[0]
    return ""


def _licence_at(sentence: str, start: int, context: CheckContext) -> str:
    """The licence of the registry that is named at a place of a sentence, in its words."""
    every, text = context.made(_licences), sentence[start : start + _LONGEST]
    for word in reversed(list(_WORD.finditer(text))):
        name = text[: word.end()]
        # A name without a number may mean something else, if nothing says that it is a licence's.
        if _bare(name) in every and (
            _NUMBER.search(name) or _LICENSE.search(sentence, 0, start + word.end())
        ):
            return name
    return ""


_NUMBER, _LICENSE = re.compile(r"\d"), re.compile(r"licen[sc]e", re.IGNORECASE)
_FILLING = frozenset({"license", "licence", "licensed", "version", "community", "agreement"})
_NOT_IN_TEXT = frozenset({"other", "unknown", "cc", "openrail", "openrail++"})


def _bare(text: str) -> tuple[str, ...]:
    """What distinguishes a licence: `Apache License, Version 2.0` and `apache-2.0` are the same."""
    words = (word.removesuffix(".0") for word in words_of(text) if word not in _FILLING)
    return tuple(word[1:] if word[0] == "v" and word[1:].isdigit() else word for word in words)


def _forms(identity: str, context: CheckContext) -> set[tuple[str, ...]]:
    """The ways to write a licence."""
    entry = context.catalogue.registries.licenses.get(identity.lower())
    names = (entry.value.name, (entry.value.spdx or "").removesuffix("-only")) if entry else ()
    return {_bare(name) for name in (identity, *names)} - {(), *((each,) for each in _NOT_IN_TEXT)}


def _licences(context: CheckContext) -> frozenset[tuple[str, ...]]:
    """The ways to write the licences of the registry, with and without their versions."""
    every = [form for identity in context.catalogue.registries.licenses for form in _forms(identity, context)]
    return frozenset([*every, *(form[:-1] for form in every if len(form) > 1 and form[-1][0].isdigit())])


def _is_of_model(before: str, governs: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether what stands before "is under" is this model, and not code, data or another model."""
    clause = _BREAK.split(before)[-1]
    # "The model and its code are", but "the code is under MIT and the weights are".
    first, _, last = clause.rpartition("and ")
    clause = last if _VERB.search(first) else clause
    if _LICENSE.match(governs):
        clause, about_it = f"{clause}{governs}", True
    else:
        about_it = bool(_MODEL.search(clause) or _NO_SUBJECT.fullmatch(clause))
    if _POSSIBLE.search(clause) or (THINGS.search(clause) and not _TOGETHER.search(clause)):
        return False
    about_it = about_it or is_own_name(_LABEL.sub("", clause), entry, context)
    return about_it and not names_another(clause, entry, context)


def _has_standard(entry: CardEntry, context: CheckContext) -> bool:
    """Whether the card's licence is one with an SPDX id."""
    identity = (entry.card.license.id if entry.card.license else None) or ""
    found = context.catalogue.registries.licenses.get(identity.lower())
    return bool(found and found.value.spdx)


@once_per_card
def _declared(entry: CardEntry, context: CheckContext) -> frozenset[tuple[str, ...]]:
    """The ways to write the licences of the card, its sources and relatives."""
    cards = (entry.card, *(other.card for other in context.declared(entry)))
    terms = (each for card in cards for each in (card.license, card.data_license, card.base_model_license))
    names = {name for each in terms if each for name in (each.id, each.name) if name}
    names.update(source.license for source in entry.card.sources.values() if source.license)
    # An SPDX expression may name several.
    parts = (part for name in names for part in re.split(r"\s+(?:OR|AND|WITH)\s+|[()]", name))
    return frozenset(form for part in parts for form in _forms(part, context))


@check("foreign-hardware", Severity.WARNING, "training.hardware")
def hardware(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text says that the model was trained on another accelerator than the card.

    Only sentences about the training of this model that name a single accelerator count. Inference,
    fine-tuning and other stages, comparisons, conversions and other models have accelerators of their own.

    Caught: The card of Code Llama 34B in a public catalogue says above that it was trained on CS-2 systems,
    which is true of Cerebras-GPT 111M, and below that it was trained on "hardware of type A100-80GB".

    To fix it: look up which of the two it was, and correct the other.

    Example:

        - description: The model was trained on 64 A100 GPUs.
        + description: The model was trained on 64 TPU v4 chips. It can run on a single A100.
          training: {hardware: {accelerator: TPU v4}}
    """
    own = {
        dotted(path): value
        for path, part in entry.card.training_parts
        if (value := known(fact_at(part, "hardware.accelerator")))
    }
    # "NVIDIA GPUs" may be any of them.
    if not own or not all(any(map(str.isdigit, mine)) for mine in own.values()):
        return
    for passage, sentence in telling(entry, context, _TRAINED, _NOT_OF_TRAINING):
        training = _TRAINING.search(sentence)
        other = _name(sentence[training.end() :]) if training else ""
        if (
            other
            and all(_differ(mine, other) for mine in own.values())
            and _is_of_this(sentence, entry, context)
        ):
            field, mine = next(iter(own.items()))
            message = f"the text says {quoted(other)}, {field}.hardware.accelerator {quoted(mine)}"
            yield Finding(passage.path, message, words=other)
            return


_TRAINED = frozenset({"trained", "training", "pretrained", "pretraining"})
_TRAINING = re.compile(r"\b(?:pre-?)?train(?:ed|ing)\b", re.IGNORECASE)
_WAFER = re.compile(r"\bCS-[1-3]\b")
"""Systems of Cerebras, of which no peak is published."""
_SUBJECT = re.compile(
    rf"{LABEL}(?:(?:In (?:aggregate|total),? )?(?:We|(?:The )?(?:pre-?)?train(?:ing|ed))\b(?! of\b))",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\b(\d[\d.]*[BM])[ -](?:parameter|model|variant|version)")
_NOT_OF_TRAINING = frozenset({"evaluation", "inference", "prompting", "quantization", "files"})
_ELSEWHERE = re.compile(
    r"\b(?:inference|deploy\w*|to run|runs?|fine-?tun\w*|adapt\w*|can|could|would|equivalent|compar\w*|than"
    r"|unlike|vs|instead|usd|cost\w*|rent\w*|original\w*|teacher|base|encoder|tokenizer|reward|first|initial\w*"
    r"|then|stages?|phases?|ablations?|smaller|larger|other|earlier|previous\w*|both|if|speeds?|throughput"
    r"|faster|latency|not|evaluat\w*|batch|also|additional|continu\w*)\b|\$",
    re.IGNORECASE,
)


def _name(text: str) -> str:
    """The only accelerator that a text names, as its maker calls it."""
    wafer, known_one = _WAFER.search(text), accelerator(text)
    names = [wafer[0] if wafer else "", known_one.name if known_one else ""]
    return "".join(names) if not all(names) else ""


def _differ(mine: str, other: str) -> bool:
    """Whether two names are of accelerators of different kinds."""
    one, two = accelerator(mine), accelerator(other)
    if one and two:
        return not (one.name.startswith(two.name) or two.name.startswith(one.name))
    # `v3-8` is a TPU v3.
    return not any(word in mine.lower() for word in re.findall(r"[a-z]*\d+|[a-z]{4,}", other.lower()))


def _is_of_this(sentence: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether a sentence is about the training of this model, and of no other stage or model."""
    if _ELSEWHERE.search(sentence) or not (_SUBJECT.match(sentence) or is_about_it(sentence, entry, context)):
        return False
    sizes = {size.lower() for size in _SIZE.findall(sentence)}
    return sizes <= own_words(entry, context) and not names_another(sentence, entry, context)


CHECKS = (license_, hardware)
