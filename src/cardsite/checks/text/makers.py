"""Check that no text presents another organisation as the model's maker."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...problems import Severity
from ..check_context import CheckContext
from ..definition import Finding, check
from .declarations import declared_makers
from .mentions import names
from .models import is_own_name
from .phrases import PhraseMatch, words_of
from .prose import card_text, word_set
from .sentences import LABEL, THINGS, sentences

__all__ = ["CHECKS"]


@check("foreign-organization", Severity.WARNING)
def organization(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A card presents another organisation as the model's maker.

    An organisation of the registry is reported in the model's own name, and in a sentence about this model
    that calls it the maker: "It was developed by Globex", "Globex released this model", "Developed by:
    Globex". The makers of what the card is made from, of its data, its sources and its relatives may be
    named, and any beside the card's own.

    Caught: The card of Code Llama 34B in a public catalogue, a model of Meta's, had the name Cerebras-GPT
    111M.

    To fix it: correct the text or `organization`; where the other one has a part in the model, declare it as
    `base_model`, as `related` or with its data.

    Wrong:

        description: The model was developed by Globex on its own machines.

    Right:

        description: The model was developed by Acme. The hub of Globex has the weights.
    """
    registry = context.catalogue.registries.organizations
    own = entry.card.organization
    own_name = registry[own].value.name if own in registry else own or ""
    declared: frozenset[str] | None = None
    for path, words, found, says in _makers(entry, context, own_name):
        declared = declared_makers(entry, context) if declared is None else declared
        name = registry[found.values[0]].value.name
        if declared.isdisjoint(found.values) and not _is_one(name, own_name):
            yield Finding(path, f"{says} {name}, and the card names {own_name} as organization", words=words)
            return


_Maker = tuple[tuple[str | int, ...], str, PhraseMatch[str], str]


def _makers(entry: CardEntry, context: CheckContext, own_name: str) -> Iterator[_Maker]:
    """Organisations in the name and those that texts call the maker, with the path and how it is said."""
    every, texts = names(context).organizations, card_text(entry, context)
    if not entry.card.bases:
        for found in every.inside(entry.card.name, every.beginnings(word_set(entry.card.name))):
            yield ("name",), "", found, "the name holds"
    beginnings = every.beginnings(texts.words) if texts.words & _MAKING else ()
    for passage in texts.passages if beginnings else ():
        if passage.prose and passage.path[0] not in _NOT_OF_IT and every.may_be_in(passage.text, beginnings):
            for sentence in sentences(passage.text):
                for found in (
                    every.inside(sentence, beginnings)
                    if own_name not in sentence.replace(entry.card.name, "")
                    else ()
                ):
                    if _is_maker(sentence, found, entry, context):
                        words = _MASKS.split(sentence[: found.end])[-1].strip()
                        yield passage.path, words, found, "the text calls the maker"


_MASKS = re.compile(r"[\n\0]")
_NOT_OF_IT = frozenset(
    {"notes", "related", "successor", "base_model", "sources", "software", "evaluation"}
    | {"quantization", "merge", "distillation"}
)
_VERBS = "developed|released|created|trained|built|published|made|designed|introduced"
_MAKING = frozenset({*_VERBS.split("|"), "developer", "developers", "authors", "by"})
_BY = re.compile(
    rf"\b(?:(?:pre-?)?(?:{_VERBS})|models?) by (?:researchers (?:at|from) )?(?:the )?(?:team at )?\Z"
)
_DID = re.compile(
    rf"(?: AI| Research)? (?:has |have )?(?:publicly )?(?:{_VERBS})(?: and (?:publicly )?(?:{_VERBS}))? "
    r"(?P<what>.+)",
    re.DOTALL,
)
_LABELLED = re.compile(
    r"\W*(?:(?:Developed|Created|Released) by|(?:Model )?Developers?|Authors?)\W+(?:the )?\Z"
)
_AUXILIARY = re.compile(r"\s(?:is|was|are|were|has|have)\s")
_ELSEWHERE = re.compile(r"[,;]|\b(?:on|of|with|using|from|in|that|which|where|and its)\b")
_THIS = re.compile(
    r"(?:[Ii]t|(?:[Tt]he|[Tt]his|[Tt]hese|Both|[Oo]ur)(?:\s[a-z-]+){0,3}?\s(?:models?|weights|checkpoints?|adapter))\b"
)


def _is_maker(sentence: str, found: PhraseMatch[str], entry: CardEntry, context: CheckContext) -> bool:
    """Whether the sentence is about this model, and calls what is found in it the maker."""
    before, after = sentence[: found.start], sentence[found.end :]
    if _LABELLED.fullmatch(before):
        return True
    did = _DID.match(after) if not before.strip(" *_-#") else None
    if did:
        return _is_this(did["what"], entry, context)
    auxiliary = _AUXILIARY.search(before)
    by = _BY.search(before) if auxiliary else None
    if not by or not auxiliary or _ELSEWHERE.search(before, auxiliary.end(), by.start()):
        return False
    return _is_this(re.sub(rf"\A{LABEL}", "", before[: auxiliary.start() + 1]), entry, context)


def _is_this(text: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether a text begins with this model: "it", "the model", or its name."""
    match = _THIS.match(text)
    if match:
        return not THINGS.search(match[0])
    return is_own_name(text, entry, context)


def _is_one(one: str, other: str) -> bool:
    """Whether one organisation is named as a part of the other: Google, Google DeepMind."""
    mine, theirs = set(words_of(one)), set(words_of(other))
    return mine <= theirs or theirs <= mine


CHECKS = (organization,)
