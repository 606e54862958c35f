"""Check that a card's text is about its own model."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from ...catalogue import CardEntry, Location, Passage
from ...problems import Severity
from ...schema import known
from ..check_context import CheckContext
from ..definition import Finding, check
from .declarations import declared_words
from .mentions import FAMILY, names
from .phrases import words_of
from .prose import card_text, word_set
from .public_models import public_models
from .sentences import BREAK, COMPARES, LABEL, THINGS, card_sentences, telling

__all__ = ["CHECKS", "is_about_it", "is_own_name", "names_another", "own_words"]

_ENOUGH = 3


@check("foreign-model", Severity.WARNING)
def model(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A card's text is about another model.

    Cards are made by copying cards, and then a paragraph goes on about the model it was written for. Good
    cards name other models too, so only sentences that begin with a model's name are counted: "Kestrel is …",
    "The Kestrel models …". Comparisons, scores, tables and the evaluation do not count. Three such sentences
    about a model that the card declares and describes no relation to are reported, where fewer are about its
    own. In the summary, and where limits, use, training and network are told, one is enough that says with
    the full name what a model with another card is, has or can, unless another sentence brings that model up.

    Caught: The card of Code Llama 34B in a public catalogue had the name and the first paragraphs of
    Cerebras-GPT 111M.

    To fix it: correct the text or the name; where the two models are related, declare it under `base_model`
    or `related`.

    Example:

          name: Minnow 1B
          description: >
        -   Kestrel is a language model. The Kestrel models were trained for one week. Kestrel has two layers.
        +   Minnow is a language model. Like Kestrel it was trained for a week. Kestrel is larger than Minnow.
    """
    subject = _foreign_subject(entry, context)
    if subject:
        name, places, own = subject
        says = f"{len(places)} sentences are about {name}, {own or 'none'} about this model"
        # Where the id says so too, it is the name that was left from a copy.
        if set(words_of(name)) <= set(words_of(entry.id)):
            yield Finding(("name",), f"the name says {entry.card.name}, but {says}")
        passage, sentence = places[0]
        message = f"{says}, and the card declares no relation to that model"
        yield Finding(passage.path, message, words=sentence.partition("\n")[0])
        return
    for path, name in _strangers(entry, context):
        message = f"a sentence is about {name}, and the card declares no relation to that model"
        yield Finding(path, message, words=name)


_BEGINS = re.compile(rf"{LABEL}(?:The )?")
_SAYS = re.compile(r"(?: models?)? (?:is|was|has|can|may|will|uses|does|should|must)\b")


_NUMBERED = re.compile(r"\d")
_OF_ITSELF = frozenset(
    {"summary", "limitations", "biases", "intended_use", "out_of_scope", "ethical_considerations"}
    | {"training", "architecture", "adapter"}
)
"""Where a card speaks of its own model alone; a description tells of others too."""


def _strangers(entry: CardEntry, context: CheckContext) -> Iterator[tuple[Location, str]]:
    """The models of other cards, without a declared relation, that a sentence is about, in full."""
    every, cards = names(context).models, context.catalogue.cards
    beginnings = every.beginnings(card_text(entry, context).words)
    declared: frozenset[str] | None = None
    for passage, found in card_sentences(entry, context) if beginnings else ():
        if passage.path[0] not in _OF_ITSELF or passage.path[-1] == "note":
            continue
        for sentence in found if every.may_be_in(passage.text, beginnings) else ():
            begins = _BEGINS.match(sentence)
            start = begins.end() if begins else 0
            # Few sentences begin so, and a search takes its time.
            if not sentence[start:].lower().startswith(beginnings):
                continue
            hit = next(every.inside(sentence[start:], beginnings), None)
            if not hit or hit.start or not _SAYS.match(sentence, start + hit.end):
                continue
            name = sentence[start : start + hit.end]
            makers = {cards[identity].card.organization for identity in hit.values}
            # A plain word, and a name that models of several organisations have, may mean something else.
            if not _NUMBERED.search(name) or len(makers) > 1:
                continue
            if COMPARES.search(sentence) or any(
                identity == entry.id or context.related(entry, cards[identity]) for identity in hit.values
            ):
                continue
            if declared is None:
                declared = own_words(entry, context) | set(words_of(declared_words(entry, context)))
                parts = entry.card.architecture.components if entry.card.architecture else ()
                declared |= {word for part in parts for word in words_of(part.name or "")}
            if not declared.issuperset(words_of(name)) and not _is_introduced(name, entry, context):
                yield passage.path, name


def _is_introduced(name: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether a text speaks of that model within a sentence as well, and so of two models on purpose."""
    return any(
        name in sentence and not sentence[(begins.end() if begins else 0) :].startswith(name)
        for _, found in card_sentences(entry, context)
        for sentence in found
        for begins in (_BEGINS.match(sentence),)
    )


_Place = tuple[Passage, str]
_PART = r"(?:[A-Z]|[a-z]{1,9}[A-Z0-9])(?:[\w.]*\w)?"
NAME = rf"{_PART}(?:[ \n/-](?:{_PART}|\d(?:[\w.]*\w)?)){{0,6}}"
_NO_NAME = (
    r"(?!(?:The|An?|All|Our|Both|Th(?:is|ese)|Its?|We|Each|Every|Some|Most|Other|Such|No|Any|Many|In|As)\b)"
)
_SUBJECT = re.compile(
    rf"{BREAK}{LABEL}(?:(?:The|All|Our|Both|These)\s+)?(?:models?\s+(?:in|of|from)\s+the\s+)?{_NO_NAME}(?P<name>{NAME})"
    r"(?P<kind>\s+(?:models?|family|series|checkpoints?))?(?:\s+\([^)]{1,60}\))?(?:\s+and\s+its\s+variants)?"
    r"\s+(?:are|have|had|can|could|may|will|[a-z]+(?:s|ed))\b"
)
_BEGINNING = re.compile(rf"(?:[Tt]he\s+)?(?P<name>{NAME})")
_THIS = re.compile(rf"{LABEL}This\s+(?:model|checkpoint|repository|adapter|release)\b")
_IS_A_MODEL = re.compile(
    r"\s+(?:is|are)\s+(?:an?|the|our)\b[^.;\1]{0,120}\b(?:models?|transformers?|networks?|LLMs?|encoders?)\b"
)
_SIZE = re.compile(r"\d[\d.]*[bmk]", re.IGNORECASE)
_RELATES = re.compile(
    r"\b(?:deriv|distil|fine-?tun|initiali[sz]|quanti[sz]|convert|reproduc|replicat|merg|teacher|student|compar"
    r"|adapter|version of|variant of|(?:based|built|starts?|starting|started) (?:on|from)|unlike\b|than\b)",
    re.IGNORECASE,
)


def _foreign_subject(entry: CardEntry, context: CheckContext) -> tuple[str, list[_Place], int] | None:
    """A model, without a declared relation, that more sentences are about than about the card's own.

    With its name, these sentences, and how many are about the own one.
    """
    texts = list(telling(entry, context, but=frozenset({"evaluation"})))
    matches = _with_subjects(sentence for _, sentence in texts)
    named = Counter(_stem(match["name"]) for match in matches.values()) if len(matches) >= _ENOUGH else {}
    if max(named.values(), default=0) < _ENOUGH:
        return None
    found: dict[tuple[str, ...], list[_Place]] = defaultdict(list)
    spelled: dict[tuple[str, ...], re.Match[str]] = {}
    models: set[tuple[str, ...]] = set()
    own = own_words(entry, context)
    mine: list[Passage] = []
    called_this: list[Passage] = []
    for at, (passage, sentence) in enumerate(texts):
        match = matches.get(at)
        stem = _stem(match["name"]) if match else ()
        if stem and own.issuperset(stem):
            mine.append(passage)
        elif _THIS.match(sentence):
            called_this.append(passage)
        elif match and not COMPARES.search(sentence):
            found[stem].append((passage, sentence))
            spelled.setdefault(stem, match)
            if _is_a_model(match, stem, context):
                models.add(stem)
    for stem, places in found.items():
        if len(places) < _ENOUGH or stem not in models:
            continue
        # Where a text is about another model, "this model" is that one.
        count = len(mine) + sum(all(here is not each for each, _ in places) for here in called_this)
        if count < len(places) and not _is_related(stem, texts, entry, context):
            return _SIZED.sub("", " ".join(spelled[stem]["name"].split())), places, count
    return None


def _with_subjects(sentences: Iterable[str]) -> dict[int, re.Match[str]]:
    """For the sentences that begin with a name, by position, how they do."""
    # One search through all takes a quarter of the time of one attempt at each.
    found, at, counted = {}, 0, 0
    joined = BREAK + BREAK.join(sentences)
    for match in _SUBJECT.finditer(joined):
        at += joined.count(BREAK, counted, match.start())
        counted = match.start()
        found[at] = match
    return found


_SIZED = re.compile(r"[ /-]\d[\d.]*[BMKbmk]\b.*")


def _stem(name: str) -> tuple[str, ...]:
    """The words of a name up to its size."""
    words = words_of(name)
    return words[: next((at for at, word in enumerate(words) if at and _SIZE.fullmatch(word)), len(words))]


def _own_names(entry: CardEntry, context: CheckContext) -> Iterator[tuple[str, ...]]:
    family = context.catalogue.families.get(entry.family)
    own = (entry.card.name, *entry.card.aliases, known(entry.card.hub_id), family and family.family.name)
    return (words_of(name.rpartition("/")[2]) for name in own if name)


def own_words(entry: CardEntry, context: CheckContext) -> frozenset[str]:
    """The words of the card's own names."""
    return frozenset(word for name in _own_names(entry, context) for word in name)


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
        for phrases in (names(context).models_and_families, public_models())
        for each in phrases.inside(text, phrases.beginnings(word_set(text)))
    )


_LABEL = re.compile(rf"\A{LABEL}")
_IT = re.compile(
    r"(?:[Ii]t|(?:[Tt]he|[Tt]his|[Tt]hese|All|Both|[Oo]ur)(?: [a-z0-9.-]+){0,3}? "
    r"(?:models?|weights|networks?|checkpoints?|adapter))\b(?! of\b)"
)
_VARIANT = re.compile(
    r"[v]?\d[\d.]*[bmk]?|base|chat|instruct|it|tiny|mini|small|medium|large|xx?l|(?:un)?cased|preview|beta|hf"
)


def _is_a_model(match: re.Match[str], stem: tuple[str, ...], context: CheckContext) -> bool:
    """Whether a name is known as a model's, or the sentence says that it is."""
    known_as = names(context).models_and_families
    if (
        len(words_of(match["name"])) > len(stem)
        or known_as.values(match["name"])
        or any(public_models().values(" ".join(stem)))
    ):
        return True
    return bool(
        (match["kind"] and _is_a_name(match["name"])) or _IS_A_MODEL.match(match.string, match.end("name"))
    )


def _is_a_name(name: str) -> bool:
    """Whether it is written as products are: of several words, or with capitals or digits within."""
    return len(words_of(name)) > 1 or not name[1:].islower()


def _is_related(stem: tuple[str, ...], texts: list[_Place], entry: CardEntry, context: CheckContext) -> bool:
    """Whether the card has to do with a model: by its names, what it declares, or a sentence that says so."""
    # GLM is no stranger to ChatGLM.
    if "".join(stem) in "".join(words_of(entry.card.name)):
        return True
    if set(words_of(declared_words(entry, context))).issuperset(stem):
        return True
    for kind, identity in names(context).models_and_families.values(" ".join(stem)):
        if (
            identity == entry.family
            if kind == FAMILY
            else context.related(entry, context.catalogue.cards[identity])
        ):
            return True
    name = re.compile(r"\b" + r"[\s/-]+".join(map(re.escape, stem)) + r"\b", re.IGNORECASE)
    for _, sentence in texts:
        match = _SUBJECT.match(BREAK + sentence)
        subject = _stem(match["name"]) if match else ()
        about_own = bool(subject) and own_words(entry, context).issuperset(subject)
        if subject != stem and name.search(sentence) and (about_own or _RELATES.search(sentence)):
            return True
    return False


CHECKS = (model,)
