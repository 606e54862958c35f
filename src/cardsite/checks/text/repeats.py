"""Checks that cards do not say what other cards say: texts and sample outputs that repeat."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ...catalogue import CardEntry, Location, Passage
from ...problems import Severity
from ...schema import BaseModelRelation, Card, known
from ..cache import once_per_card
from ..check_context import CheckContext
from ..definition import Finding, check
from .sentences import BREAK, card_sentences

__all__ = ["CHECKS"]

_LONG = 10
"""Shorter sentences are standard ones: "It continues English text." may stand on every card."""
_ENOUGH = 25
"""So many words in such sentences are a paragraph."""
_STANDARD = 3
"""A sentence on the cards of so many organisations is nobody's own: a licence's, or a notice of a hub's."""


@check("repeat-text", Severity.WARNING)
def text(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A paragraph is that of a card that this one has nothing to do with.

    Copied text is how another model's claims come into a card. Sentences of ten words and more are compared,
    whatever numbers stand in them; 25 words in common are reported, once and at the later of the two ids.
    What a family shares is written once, relatives may say the same, and so may the cards of three
    organisations.

    Caught: In the trial of the checks it alone finds most paragraphs that were copied from another card.

    To fix it: write what holds for this model; where the two are related, say so under `related`.

    Wrong:

        # bird.yaml
        limitations: >
          It was trained on pages of the web that nobody has read, and so its answers may be wrong, rude or
          out of date in ways that we have neither measured nor tried to prevent before the release.
        # fish.yaml
        limitations: >
          It was trained on pages of the web that nobody has read, and so its answers may be wrong, rude or
          out of date in ways that we have neither measured nor tried to prevent before the release.

    Right:

        # bird.yaml
        limitations: >
          It was trained on pages of the web that nobody has read, and so its answers may be wrong, rude or
          out of date in ways that we have neither measured nor tried to prevent before the release.
        # fish.yaml
        limitations: >
          Its data are ten thousand books in English that were printed before 1920. It knows neither words nor
          events that came later, and the opinions of that time come back in what it writes.
    """
    holders = context.made(_holders)
    if holders.keys().isdisjoint(_long_sentences(entry, context)[2]):
        return
    cards = context.catalogue.cards
    shared: dict[str, list[tuple[Passage, str, Location]]] = defaultdict(list)
    words: dict[str, int] = defaultdict(int)
    for passage, sentence, key in zip(*_long_sentences(entry, context), strict=True):
        first = holders.get(key, ())
        if len({cards[identity].card.organization for identity, _ in first}) >= _STANDARD:
            continue
        count = len(_WORD.findall(sentence))
        for other, path in first:
            if count >= _LONG and other < entry.id and not context.related(entry, cards[other]):
                shared[other].append((passage, sentence, path))
                words[other] += count
                break
    for other, found in shared.items():
        if words[other] >= _ENOUGH:
            passage, sentence, path = found[0]
            place = cards[other].located.place(path)
            message = (
                f"{words[other]} words are those of {other}, from {place.file}:{place.line}, "
                "and the two cards declare no relation"
            )
            yield Finding(passage.path, message, words=" ".join(sentence.split()[:6]))


def _holders(context: CheckContext) -> Mapping[str, list[tuple[str, Location]]]:
    """The cards of each long sentence that several have: the first few, each with another organisation
    or family."""
    cards, seen, repeated = context.catalogue.cards, set[str](), set[str]()
    for entry in cards.values():
        keys = set(_long_sentences(entry, context)[2])
        repeated |= seen & keys
        seen |= keys
    found: dict[str, list[tuple[str, Location]]] = defaultdict(list)
    for identity in sorted(cards) if repeated else ():
        for passage, _, key in zip(*_long_sentences(cards[identity], context), strict=True):
            if key not in repeated:
                continue
            holders = found[key]
            if len(holders) < _STANDARD and not any(
                context.related(cards[identity], cards[other]) or other == identity for other, _ in holders
            ):
                holders.append((identity, passage.path))
    return found


_WORD = re.compile(r"[^\W\d_]+")
_NO_LETTERS = {code: None for code in range(0x80) if not chr(code).isalpha() and chr(code) != BREAK}


@once_per_card
def _long_sentences(entry: CardEntry, context: CheckContext) -> tuple[list[Passage], list[str], list[str]]:
    """The long sentences of a card: the texts that they stand in, themselves, and their letters alone."""
    texts: list[Passage] = []
    long: list[str] = []
    for passage, found in card_sentences(entry, context):
        # A note explains one value, and may explain it everywhere.
        if passage.path[-1] != "note":
            new = [
                each
                for each in found
                if (spaces := each.count(" ")) >= _LONG - 1 or spaces + each.count("\n") >= _LONG - 1
            ]
            texts += [passage] * len(new)
            long += new
    letters = BREAK.join(long).lower().translate(_NO_LETTERS)
    return texts, long, letters.split(BREAK) if long else []


@check("repeat-output", Severity.WARNING, "inference.examples")
def output(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A sample output is verbatim that of another model.

    Two language models do not make the same twelve words from a prompt, members of one family included: one
    of the two samples was never run. What the output repeats of its input does not count, nor do quantized
    models, nor two with tasks of one right output, such as transcription.

    Caught: In the trial of the checks it alone finds most sample outputs that were copied from another card.

    To fix it: run the sample on this model, or delete it.

    Wrong:

        # bird.yaml
        inference:
          examples:
            - {input: The sea, output: "is a body of salt water that covers most of the earth and its ice."}
        # fish.yaml
        inference:
          examples:
            - {input: The sea, output: "is a body of salt water that covers most of the earth and its ice."}

    Right:

        # bird.yaml
        inference:
          examples:
            - {input: The sea, output: "is a body of salt water that covers most of the earth and its ice."}
        # fish.yaml
        inference:
          examples:
            - {input: The sea, output: "was calm on the morning on which we left the harbour for good."}
    """
    first = context.made(_first_outputs)
    cards = context.catalogue.cards
    for path, ways, new in _outputs(entry, context):
        # Where little is new here, it must be new there: the other's input is part of this output.
        other = min(first.get((words, not new), entry.id) for words in ways)
        if other < entry.id and _are_free(entry.card, cards[other].card):
            place = context.catalogue.cards[other].located.place(("inference", "examples"))
            where = f"the card {other} ({place.file}:{place.line})"
            if place == entry.located.place(("inference", "examples")):
                where = "every member of the family"
            yield Finding(path, f"the output is verbatim that of {where}")


def _first_outputs(context: CheckContext) -> Mapping[tuple[str, bool], str]:
    """For each sample output the first card, by id, that has it: one where it is new, and any."""
    found: dict[tuple[str, bool], str] = {}
    cards = context.catalogue.cards
    for identity in sorted(cards):
        for _, ways, new in _outputs(cards[identity], context):
            for words in ways:
                found.setdefault((words, False), identity)
                if new:
                    found.setdefault((words, True), identity)
    return found


_FREE = "text-generation"
"""A task with many right outputs."""


def _are_free(one: Card, other: Card) -> bool:
    """Whether one of the models writes what it likes: two that transcribe may well agree."""
    tasks = {known(one.pipeline_tag), known(other.pipeline_tag)}
    return _FREE in tasks or tasks == {None}


_NEW_WORDS = 12


@once_per_card
def _outputs(
    entry: CardEntry,
    context: CheckContext,  # noqa: ARG001
) -> tuple[tuple[Location, tuple[str, ...], bool], ...]:
    """The outputs that are long enough to be compared, with and without what they repeat of their inputs.

    The last says whether enough of it is new: two models may well repeat one long input and answer it alike.
    """
    if entry.card.relation is BaseModelRelation.QUANTIZED:
        return ()
    found: list[tuple[Location, tuple[str, ...], bool]] = []
    for at, example in enumerate(entry.card.examples):
        words = fresh = " ".join(_strings(example.output))
        for prompt in _strings(example.input):
            fresh = fresh.removeprefix(prompt).strip()
        new = _is_long(fresh)
        if _is_long(words):
            ways = (words, fresh) if new else (words,)
            found.append((("inference", "examples", at, "output"), ways, new))
    return tuple(found)


def _is_long(words: str) -> bool:
    return words.count(" ") >= _NEW_WORDS - 1


def _strings(value: Any) -> Iterator[str]:
    """The texts in a value of any shape, each on one line."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _strings(item)


CHECKS = (text, output)
