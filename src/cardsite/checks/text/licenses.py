"""Check that the licence which a text says the model is under is the card's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...problems import Severity
from ...yamlio.text import quoted
from ..check_context import CheckContext, once_per_card
from ..definition import Finding, check
from .mentions import is_own_name, names_another
from .phrases import words_of
from .prose import LABEL, THINGS, telling

__all__ = ["CHECKS"]


@check("foreign-license", Severity.WARNING)
def license_(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text says that the model is under a licence which is not the card's.

    Readers who see two licences follow the one that suits them. A licence counts where the text says that it
    governs the model: "released under", "licensed under", "governed by". It may be that of a relative,
    and code and data may have their own. A licence without an id, such as "the
    Meta license", is reported where the card names a standard one.

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
        known = _licence_at(sentence, governs.end(), context)
        other = None if known else _OTHER.match(sentence, governs.end())
        if not (known or other) or not _is_of_model(sentence[: governs.start()], governs[0], entry, context):
            continue
        declared, named = _declared(entry, context), f" {' '.join(_bare(sentence))} "
        # Of licences named next to the card's own, each is somebody's.
        if any(f" {' '.join(each)} " in named for each in declared):
            return ""
        if known and not any(each[: len(_bare(known))] == _bare(known) for each in declared):
            return known
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
    if not about_it and not is_own_name(_LABEL.sub("", clause), entry, context):
        return False
    return not names_another(clause, entry, context)


def _has_standard(entry: CardEntry, context: CheckContext) -> bool:
    """Whether the card's licence is one with an SPDX id."""
    mine = entry.card.license.id if entry.card.license else None
    registry = context.catalogue.registries.licenses
    return mine is not None and mine.lower() in registry and bool(registry[mine.lower()].value.spdx)


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


CHECKS = (license_,)
