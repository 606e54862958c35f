"""Checks that cards do not say what other cards say: texts and sample outputs that repeat."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ...catalogue import CardEntry, Location, Passage
from ...facts.repetition import texts_of
from ...problems import Severity
from ...schema import BaseModelRelation, known
from ..check_context import CheckContext, once_per_card
from ..definition import Finding, check
from .prose import card_sentences

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

    Example:

          # bird.yaml
          limitations: >
            It was trained on pages of the web that nobody has read, and so its answers may be wrong, rude or
            out of date in ways that we have neither measured nor tried to prevent before the release.
          # fish.yaml
        + related: [bird]
          limitations: >
            It was trained on pages of the web that nobody has read, and so its answers may be wrong, rude or
            out of date in ways that we have neither measured nor tried to prevent before the release.
    """
    holders, cards = context.made(_holders), context.catalogue.cards
    shared: dict[str, list[tuple[Passage, str, Location]]] = defaultdict(list)
    words: dict[str, int] = defaultdict(int)
    for passage, sentence, key in _long_sentences(entry, context):
        first = holders[key]
        if first[0][0] == entry.id or len({cards[each].card.organization for each, _ in first}) >= _STANDARD:
            continue
        for other, path in first:
            if other < entry.id and not context.related(entry, cards[other]):
                shared[other].append((passage, sentence, path))
                words[other] += len(_WORD.findall(sentence))
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
    """For each long sentence the first few cards that have it, of which no two are related."""
    cards = context.catalogue.cards
    found: dict[str, list[tuple[str, Location]]] = defaultdict(list)
    for identity in sorted(cards):
        for passage, _, key in _long_sentences(cards[identity], context):
            holders = found[key]
            if len(holders) < _STANDARD and not any(
                other == identity or context.related(cards[identity], cards[other]) for other, _ in holders
            ):
                holders.append((identity, passage.path))
    return found


_WORD = re.compile(r"[^\W\d_]+")
_BREAK = "\1"
"""Between sentences; no card can hold it."""
_NO_LETTERS = {code: None for code in range(0x80) if not chr(code).isalpha() and chr(code) != _BREAK}


@once_per_card
def _long_sentences(entry: CardEntry, context: CheckContext) -> list[tuple[Passage, str, str]]:
    """The long sentences of a card, each with its text and its letters alone."""
    long = [
        (passage, sentence)
        for passage, found in card_sentences(entry, context)
        # A note explains one value, and may explain it everywhere.
        if passage.path[-1] != "note"
        for sentence in found
        if sentence.count(" ") + sentence.count("\n") >= _LONG - 1
    ]
    letters = _BREAK.join(sentence for _, sentence in long).lower().translate(_NO_LETTERS).split(_BREAK)
    return [(passage, sentence, key) for (passage, sentence), key in zip(long, letters, strict=False)]


@check("repeat-output", Severity.WARNING, "inference.examples")
def output(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A sample output is verbatim that of another model.

    Two language models do not make the same twelve words from a prompt: one of the two samples was never
    run. What the output repeats of its input does not count, nor do quantized models, nor two with tasks of
    one right output, such as transcription.

    Caught: In the trial of the checks it alone finds most sample outputs that were copied from another card.

    To fix it: run the sample on this model, or delete it.

    Example:

          # bird.yaml
          inference:
            examples:
              - {input: The sea, output: "is a body of salt water that covers most of the earth and its ice."}
          # fish.yaml
          inference:
            examples:
        -     - {input: The sea, output: "is a body of salt water that covers most of the earth and its ice."}
        +     - {input: The sea, output: "was calm on the morning on which we left the harbour for good."}
    """
    first, cards = context.made(_first_outputs), context.catalogue.cards
    for path, ways in _outputs(entry):
        other = min(first[words] for words in ways)
        # Two that transcribe may well agree.
        tasks = {known(entry.card.pipeline_tag), known(cards[other].card.pipeline_tag)}
        if other < entry.id and (_FREE in tasks or tasks == {None}):
            place = cards[other].located.place(("inference", "examples"))
            where = f"the card {other} ({place.file}:{place.line})"
            if place == entry.located.place(("inference", "examples")):
                where = "every member of the family"
            yield Finding(path, f"the output is verbatim that of {where}")


_FREE = "text-generation"
"""A task with many right outputs."""
_NEW_WORDS = 12


def _first_outputs(context: CheckContext) -> Mapping[str, str]:
    """For each long sample output the first card, by id, that has it."""
    cards = context.catalogue.cards
    found: dict[str, str] = {}
    for identity in sorted(cards):
        for _, ways in _outputs(cards[identity]):
            found.update((words, identity) for words in ways if words not in found)
    return found


def _outputs(entry: CardEntry) -> Iterator[tuple[Location, tuple[str, str]]]:
    """The outputs of which enough is new, with and without what they repeat of their inputs."""
    quantized = entry.card.relation is BaseModelRelation.QUANTIZED
    for at, example in enumerate(entry.card.examples if not quantized else ()):
        words = fresh = _on_one_line(texts_of(example.output))
        for prompt in texts_of(example.input):
            fresh = fresh.removeprefix(_on_one_line([prompt])).strip()
        if fresh.count(" ") >= _NEW_WORDS - 1:
            yield ("inference", "examples", at, "output"), (words, fresh)


def _on_one_line(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())


CHECKS = (text, output)
