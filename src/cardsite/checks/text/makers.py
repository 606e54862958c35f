"""Check that no text presents another organisation as the model's maker."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry, Location
from ...problems import Severity
from ..check_context import CheckContext
from ..definition import Finding, check
from .declarations import declared_makers
from .mentions import names
from .models import is_about_it
from .phrases import PhraseMatch, words_of
from .prose import card_text, word_set
from .sentences import telling

__all__ = ["CHECKS"]


@check("foreign-organization", Severity.WARNING)
def organization(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A card presents another organisation as the model's maker.

    An organisation of the registry is reported in the model's own name, and in a sentence about this model
    that calls it the maker: "It was developed by Globex", "Developed by: Globex". The makers of what the card
    is made from, of its data, its sources and its relatives may be named.

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
    for path, words, found, says in _makers(entry, context):
        name = registry[found.values[0]].value.name
        is_own = _is_one(name, own_name) or not declared_makers(entry, context).isdisjoint(found.values)
        if not is_own:
            yield Finding(path, f"{says} {name}, and the card names {own_name} as organization", words=words)
            return


_Maker = tuple[Location, str, PhraseMatch[str], str]


def _makers(entry: CardEntry, context: CheckContext) -> Iterator[_Maker]:
    """Organisations in the name and those that texts call the maker, with the path and how it is said."""
    every, name = names(context).organizations, entry.card.name
    for found in every.inside(name, every.beginnings(word_set(name))) if not entry.card.bases else ():
        yield ("name",), "", found, "the name holds"
    beginnings = every.beginnings(card_text(entry, context).words)
    for passage, sentence in telling(_MAKING, entry, context, _NOT_OF_IT) if beginnings else ():
        by = _BY.match(sentence) if every.may_be_in(sentence, beginnings) else None
        if by and (by["label"] or is_about_it(by["subject"], entry, context)):
            hit = next(every.inside(sentence[by.end() :], beginnings), None)
            if hit and not hit.start:
                end = by.end() + hit.end
                yield passage.path, sentence[by.start("by") : end], hit, "the text calls the maker"


_MAKING = frozenset({"by", "developer", "developers", "authors"})
_NOT_OF_IT = frozenset({"evaluation", "quantization"})
_VERBS = "developed|released|created|trained|built|published|made|designed|introduced"
_BY = re.compile(
    r"(?:(?P<label>\W*(?:(?:Developed|Created|Released) by|(?:Model )?Developers?|Authors?)\b\W+)"
    r"|(?P<subject>[^,;:]{1,80}?) (?:is|was|are|were|has been|have been) "
    rf"(?:(?!on|of|with|using|from|in|that|which|where)[\w-]+ ){{0,4}}?(?=(?:{_VERBS}|models?) by ))"
    r"(?P<by>(?:\w+ by )?(?:researchers (?:at|from) )?(?:the )?(?:team at )?)"
)


def _is_one(one: str, other: str) -> bool:
    """Whether one organisation is named as a part of the other: Google, Google DeepMind."""
    mine, theirs = set(words_of(one)), set(words_of(other))
    return mine <= theirs or theirs <= mine


CHECKS = (organization,)
