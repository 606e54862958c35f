"""Check that the licence which a text says the model is under is the card's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...catalogue import CardEntry
from ...problems import Severity
from ...schema import LicenseTerms
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .declarations import licenses_of
from .mentions import names
from .models import is_own_name, names_another
from .phrases import words_of
from .prose import word_set
from .sentences import LABEL, THINGS, telling

__all__ = ["CHECKS"]


@check("foreign-license", Severity.WARNING)
def license_(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text says that the model is under a licence which is not the card's.

    Readers who see two licences follow the one that suits them. A licence counts where the text says that it
    governs the model: "released under", "licensed under", "governed by". It may be that of
    the base model, of the data or of a relative, and anything else may have its own: "the code is under MIT,
    the weights are under other terms" is fine. A licence without an id, such as "the Meta license" or "a
    custom commercial license", is reported where the card names a standard one.

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
    declared: frozenset[str] | None = None
    for passage, sentence in telling(entry, context, _WORDS, _NOT_OF_IT):
        if any(map(sentence.__contains__, _SIGNS)) and (
            _GOVERNS.search(sentence) or _CUSTOM.search(sentence)
        ):
            declared = _declared(entry, context) if declared is None else declared
            name = _foreign(sentence, entry, context, declared)
            if name and name not in reported:
                reported.add(name)
                message = f"the text puts the model under {quoted(' '.join(name.split()))}, and {says}"
                yield Finding(passage.path, message, words=name.partition("\n")[0])


_NOT_OF_IT = frozenset({"out_of_scope", "license", "data_license", "base_model_license"})
_WORDS = frozenset({"under", "governed", "subject", "license", "licence", "licensed", "licenced"})
_SIGNS = ("nder", "overned", "ubject to", "icense", "icence")
"""One of these is in whatever the patterns find."""
_GOVERNS = re.compile(
    r"(?i:\b(?:under|governed by|subject to|licen[sc]e(?: (?:for|of) [^.,;]{1,60}?)?(?::| is\b| was\b|\*\*))"
    r"\W{0,5})"
    r"(?i:\b(?:the|an?|both|terms of|conditions of|permissive|open(?:-source)?|very)\b\W{0,4})*"
)
_OTHER = re.compile(
    r"((?:[A-Z][\w.-]*\s){1,4}|[Cc]ustom (?:\w+ )?|[Pp]roprietary |[Nn]on-?commercial )[Ll]icen[sc]e\b"
)
_CUSTOM = re.compile(r"\b(an?\s+custom\s(?:\w+\s)?licen[sc]e)\s+is\s+available\b", re.IGNORECASE)
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


def _foreign(sentence: str, entry: CardEntry, context: CheckContext, declared: frozenset[str]) -> str:
    """The first licence that a sentence puts the model under and that the card does not declare."""
    licenses = names(context).licenses
    beginnings = licenses.beginnings(word_set(sentence))
    found = list(licenses.inside(sentence, beginnings)) if beginnings else []
    # Of licences named next to the card's own, each is somebody's.
    if any(_is_among(value, declared) for each in found for value in each.values):
        return ""
    for each in found:
        start = each.start
        if sentence[start : each.end].lower().startswith("licensed under"):
            start += len("licensed under ")
        if _governs(sentence, start, entry, context):
            return sentence[start : each.end]
    if found or not _has_standard(entry, context):
        return ""
    custom = _CUSTOM.search(sentence)
    if custom:
        return custom[1]
    for governs in _GOVERNS.finditer(sentence):
        other = _OTHER.match(sentence, governs.end())
        own = {word for each in declared for word in words_of(each)}
        if (
            other
            and own.isdisjoint(words_of(other[1]))
            and _is_of_model(sentence[: governs.start()], governs[0], entry, context)
        ):
            return other[0]
    return ""


def _governs(sentence: str, start: int, entry: CardEntry, context: CheckContext) -> bool:
    """Whether the licence at a place of a sentence is said to be that of this model."""
    return any(
        each.end() >= start - 2 and _is_of_model(sentence[: each.start()], each[0], entry, context)
        for each in _GOVERNS.finditer(sentence, 0, start)
    )


def _is_of_model(before: str, governs: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether what stands before "is under" is this model, and not code, data or another model."""
    clause = _BREAK.split(before)[-1]
    # "The model and its code are", but "the code is under MIT and the weights are".
    first, _, last = clause.rpartition("and ")
    clause = last if _VERB.search(first) else clause
    if governs[:5].lower() == "licen":
        clause, about_it = f"{clause}{governs}", True
    else:
        about_it = bool(_MODEL.search(clause) or _NO_SUBJECT.fullmatch(clause))
    if _POSSIBLE.search(clause) or (THINGS.search(clause) and not _TOGETHER.search(clause)):
        return False
    if not about_it and not is_own_name(_LABEL.sub("", clause), entry, context):
        return False
    return not names_another(clause, entry, context)


def _is_among(identity: str, licenses: Iterable[str]) -> bool:
    return any(each == identity or each.startswith(f"{identity}-") for each in licenses)


def _has_standard(entry: CardEntry, context: CheckContext) -> bool:
    """Whether the card's licence is one with an SPDX id."""
    mine = entry.card.license.id if entry.card.license else None
    registry = context.catalogue.registries.licenses
    return mine is not None and mine.lower() in registry and bool(registry[mine.lower()].value.spdx)


def _declared(entry: CardEntry, context: CheckContext) -> frozenset[str]:
    """The licences of the card, of its relatives, data and sources, by id and in the words of their names."""
    every = names(context).licenses
    found = _ids_of(licenses_of(entry, context), context)
    for source in entry.card.sources.values():
        if source.license:
            found |= {source.license.casefold(), *every.values(source.license)}
    return frozenset(found)


def _ids_of(licenses: Iterable[LicenseTerms], context: CheckContext) -> set[str]:
    every = names(context).licenses
    found: set[str] = set()
    for terms in licenses:
        for text in filter(None, (terms.id, terms.name)):
            # An SPDX expression may name several.
            for part in re.split(r"\s+(?:OR|AND|WITH)\s+|[()]", text):
                found |= {part.casefold(), *every.values(part)}
    return found


CHECKS = (license_,)
