"""Check that a card's text is about its own model."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ...catalogue import CardEntry, Passage
from ...problems import Severity
from ..check_context import CheckContext
from ..definition import Finding, check
from .mentions import NAME, declared_words, models, models_and_families, own_words, public_models
from .phrases import words_of
from .prose import LABEL, telling

__all__ = ["CHECKS"]

_ENOUGH = 3


@check("foreign-model", Severity.WARNING)
def model(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A card's text is about another model.

    Good cards name other models too, so only sentences that begin with the name of one with a card, or of a
    well-known one, are counted: "Kestrel is …", "The Kestrel models …". Comparisons, scores, tables and the
    evaluation do not count. Three about a model that the card declares and describes no relation to are
    reported, where fewer are about its own. In the summary, and where limits, use, training and network are
    told, one is enough that has the full name of a model with a card, unless another sentence brings it up.

    Caught: The card of Code Llama 34B in a public catalogue had the name and the first paragraphs of
    Cerebras-GPT 111M.

    To fix it: correct the text or the name; where the two models are related, declare it under `base_model`
    or `related`.

    Example:

          name: Minnow 1B
          description: >
        -   Falcon is a language model. The Falcon models were trained for one week. Falcon has two layers.
        +   Minnow is a language model. Like Falcon it was trained for a week. Falcon is larger than Minnow.
    """
    others: dict[tuple[str, ...], list[tuple[Passage, str, str]]] = defaultdict(list)
    own, mine = own_words(entry, context), []
    sentences = list(telling(entry, context, but=frozenset({"evaluation"})))
    for passage, sentence in sentences:
        subject = _SUBJECT.match(sentence)
        if _THIS.match(sentence):
            mine.append(passage.path)
        elif subject and own.issuperset(_stem(subject["name"])):
            mine.append(())
        elif subject and (name := _known(subject["name"], context)) and not _COMPARES.search(sentence):
            others[_stem(name)].append((passage, sentence, name))
    texts = [sentence for _, sentence in sentences]
    for stem, found in others.items():
        # Where a text is about another model, "this model" is that one.
        theirs = {passage.path for passage, _, _ in found}
        count = sum(path not in theirs for path in mine)
        if len(found) >= _ENOUGH and count < len(found) and not _is_related(stem, texts, entry, context):
            passage, sentence, name = found[0]
            name = _SIZED.sub("", " ".join(name.split()))
            says = f"{len(found)} sentences are about {name}, {count or 'none'} about this model"
            # Where the id says so too, it is the name that was left from a copy.
            if set(words_of(name)) <= set(words_of(entry.id)):
                yield Finding(("name",), f"the name says {entry.card.name}, but {says}")
            message = f"{says}, and the card declares no relation to that model"
            yield Finding(passage.path, message, words=sentence.partition("\n")[0])
            return
        alone = next((each for each in found if _is_of_itself(each[0], each[2], context)), None)
        if alone and not _is_related(words_of(alone[2]), texts, entry, context, anyhow=True):
            passage, _, name = alone
            message = f"a sentence is about {name}, and the card declares no relation to that model"
            yield Finding(passage.path, message, words=name)


_OF_ITSELF = frozenset(
    {"summary", "limitations", "biases", "intended_use", "out_of_scope", "ethical_considerations"}
    | {"training", "architecture", "adapter"}
)
"""Where a card speaks of its own model alone; a description tells of others too."""
_BEGINS = rf"{LABEL}(?:(?:The|All|Our|Both|These)\s+)?(?:models?\s+(?:in|of|from)\s+the\s+)?"
_SUBJECT = re.compile(
    rf"{_BEGINS}(?P<name>{NAME}(?:[ -](?:tiny|mini|small|base|medium|large|huge|chat|instruct))*)"
    r"(?:\s+(?:models?|family|series|checkpoints?))?(?:\s+\([^)]{1,60}\))?(?:\s+and\s+its\s+variants)?"
    r"\s+(?:are|have|had|can|could|may|will|[a-z]+(?:s|ed))\b"
)
_THIS = re.compile(rf"{LABEL}This\s+(?:model|checkpoint|repository|adapter|release)\b")
_COMPARES = re.compile(
    r"\b(?:than|unlike|like|against|vs|versus|similar(?:ly)? to|based on|compar(?:ed|able|ison|isons|es?|ing)"
    r"|(?:beat|outperform|surpasse?|exceed|matche?|rival)(?:s|ed|ing)?|on par|ahead of|whereas"
    r"|scor(?:es?|ed|ing)|accuracy|percent|points?)\b|\d ?%",
    re.IGNORECASE,
)
_RELATES = re.compile(
    r"\b(?:deriv|distil|fine-?tun|initiali[sz]|quanti[sz]|convert|reproduc|replicat|merg|teacher|student|compar"
    r"|adapter|version of|variant of|(?:based|built|starts?|starting|started) (?:on|from)|unlike\b|than\b)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\d[\d.]*[bmk]", re.IGNORECASE)
_SIZED = re.compile(r"[ /-]\d[\d.]*[BMKbmk]\b.*")


def _stem(name: str) -> tuple[str, ...]:
    """The words of a name up to its size."""
    words = words_of(name)
    return words[: next((at for at, word in enumerate(words) if at and _SIZE.fullmatch(word)), len(words))]


def _known(name: str, context: CheckContext) -> str:
    """The model that a name begins with, of the catalogue or a well-known one; empty where there is none."""
    for phrases in (context.made(models_and_families), public_models()):
        hit = next(phrases.inside(name), None)
        if hit and not hit.start and any(hit.values):
            return name[: hit.end]
    return ""


def _is_of_itself(passage: Passage, name: str, context: CheckContext) -> bool:
    """Whether a text is about the card's model alone, and a name in full that of one with a card."""
    cards, found = context.catalogue.cards, context.made(models).values(name)
    makers = {cards[identity].card.organization for identity in found}
    # Without a number, or as that of several makers, it may mean something else.
    named = len(makers) == 1 and any(map(str.isdigit, name))
    return named and passage.path[0] in _OF_ITSELF and passage.path[-1] != "note"


def _is_related(
    name: tuple[str, ...], texts: list[str], entry: CardEntry, context: CheckContext, anyhow: bool = False
) -> bool:
    """Whether the card has to do with a model: by its names, what it declares, or a sentence that says so.

    With `anyhow` it may be any sentence that does not begin with that model.
    """
    own, cards = own_words(entry, context), context.catalogue.cards
    # GLM is no stranger to ChatGLM.
    if "".join(name) in "".join(words_of(entry.card.name)):
        return True
    if (own | declared_words(entry, context)).issuperset(name):
        return True
    for identity in context.made(models_and_families).values(" ".join(name)):
        if identity == entry.family or (identity in cards and context.related(entry, cards[identity])):
            return True
    other = re.compile(r"\b" + r"[\s/-]+".join(map(re.escape, name)) + r"\b", re.IGNORECASE)
    for text in filter(other.search, texts):
        subject = _SUBJECT.match(text)
        words = words_of(subject["name"]) if subject else ()
        if words[: len(name)] != name and (
            anyhow or _RELATES.search(text) or (words and own.issuperset(_stem(" ".join(words))))
        ):
            return True
    return False


CHECKS = (model,)
