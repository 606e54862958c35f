"""Checks that cards do not say what other cards say: paragraphs and sample outputs that repeat."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...catalogue import CardEntry, Location
from ...problems import Place, Severity
from ...schema import BaseModelRelation
from ..check_context import CheckContext
from ..definition import Finding, check
from ..passages import Passage, passages
from .mentions import FAMILY, MODEL, Key
from .sketches import Sketches
from .texts import MASKED, without_code, written

__all__ = ["CHECKS"]

_WORDS = 25
"""Shorter paragraphs are standard sentences: "It continues English text." may stand on every card."""
_SHARE = 0.7


@check("repeat-text", Severity.WARNING)
def text(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A paragraph is, word for word or nearly so, that of a card that this one has nothing to do with.

    Copied text is how another model's claims come into a card. Paragraphs of 25 words and more are compared
    by their runs of three words; 70 % in common is reported, where a number counts as any other number, once
    and at the later of the two ids. What a family shares is written once, and relatives may say the same.

    To fix it: write what holds for this model; where the two are related, say so under `related`.

    Wrong:

        # bird.yaml
        limitations: >
          It was trained on pages of the web that nobody has read, and so its answers may be wrong, rude or
          out of date in ways that we have neither measured nor tried to prevent before the release.
        # fish.yaml
        limitations: >
          It was trained on pages of the web that nobody has read, and so its answers may be wrong, rude or
          out of date in ways that we have neither measured nor tried to prevent before this release.

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
    found: dict[str, list[Repeated]] = defaultdict(list)
    for each in context.made(_repeated).get(entry.id, ()):
        found[each.other].append(each)
    for other, group in found.items():
        # Of a card that was copied as a whole, each paragraph would say the same again.
        for each in group if len(group) <= _FEW else group[:1]:
            what = f"{each.share} of a paragraph is that of {other},"
            if len(group) > _FEW:
                every = sum(1 for passage in written(entry, context).passages for _ in _paragraphs(passage))
                what = f"{len(group)} of its {every} long paragraphs are those of {other}, the first"
            message = f"{what} at {each.place.file}:{each.place.line}, and the two cards declare no relation"
            yield Finding(each.passage.path, message, words=each.beginning)


_FEW = 2


@dataclass(frozen=True, slots=True)
class Repeated:
    """A paragraph of a card that repeats an earlier card's."""

    passage: Passage
    other: str
    place: Place
    share: str
    beginning: str
    """Its first words."""


def _repeated(context: CheckContext) -> Mapping[str, tuple[Repeated, ...]]:
    """For each card, its passages that repeat an earlier card's, with that card and the place there."""
    found: dict[str, list[Repeated]] = defaultdict(list)
    cards, families = context.catalogue.cards, context.catalogue.families
    sketches: Sketches[tuple[Key, Location]] = Sketches(_SHARE)
    for identity in sorted(families):
        for passage in passages(families[identity].family):
            for paragraph in _paragraphs(passage):
                sketches.add(paragraph, ((FAMILY, identity), passage.path))
    for identity in sorted(cards):
        entry = cards[identity]
        for passage in written(entry, context).passages:
            for paragraph in _paragraphs(passage):
                for near in sketches.add(paragraph, ((MODEL, identity), passage.path)):
                    key, path = near.value
                    if not _may_repeat(entry, context, key):
                        holder = (families if key[0] == FAMILY else cards)[key[1]]
                        share = f"{int(near.share * 100)} %" if near.share < 1 else "all"
                        place = holder.located.place(path)
                        begins = _beginning(paragraph)
                        found[identity].append(Repeated(passage, key[1], place, share, begins))
                        break
    return {identity: tuple(each) for identity, each in found.items()}


def _may_repeat(entry: CardEntry, context: CheckContext, key: Key) -> bool:
    """Whether a card may say what another, or what a family says of itself."""
    kind, identity = key
    if kind == FAMILY:
        return identity == entry.family
    return identity == entry.id or context.related(entry, context.catalogue.cards[identity])


def _beginning(paragraph: str) -> str:
    """The first words of a paragraph, up to the first code."""
    return " ".join(paragraph.partition(MASKED)[0].split()[:8])


_BREAK = re.compile(r"\n[ \t]*\n")


def _paragraphs(passage: Passage) -> Iterator[str]:
    """The paragraphs of a text that are long enough to be compared."""
    text = passage.text
    if not passage.prose or len(text) < _WORDS * 3:
        return
    for paragraph in _BREAK.split(without_code(text)) if "\n" in text else (text,):
        if paragraph.count(" ") + paragraph.count("\n") >= _WORDS - 1:
            yield paragraph


@check("repeat-output", Severity.WARNING)
def output(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A sample output is verbatim that of another model.

    Two models do not make the same twelve words from a prompt, members of one family included: one of the
    two samples was never run. What the output repeats of its input does not count, nor do quantized models,
    which may well say what the model says that they were made from.

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
    for path, ways, new in () if _is_quantized(entry) else _outputs(entry):
        # Where little is new here, it must be new there: the other's input is part of this output.
        other = min(first.get((words, not new), entry.id) for words in ways)
        if other < entry.id:
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
        for _, ways, new in _outputs(cards[identity]):
            for words in ways:
                found.setdefault((words, False), identity)
                if new:
                    found.setdefault((words, True), identity)
    return found


_NEW_WORDS = 12


def _outputs(entry: CardEntry) -> Iterator[tuple[Location, tuple[str, ...], bool]]:
    """The outputs that are long enough to be compared, with and without what they repeat of their inputs.

    The last says whether enough of it is new: two models may well repeat one long input and answer it alike.
    """
    for at, example in enumerate(entry.card.examples):
        words = fresh = " ".join(_strings(example.output))
        for prompt in _strings(example.input):
            fresh = fresh.removeprefix(prompt).strip()
        new = _is_long(fresh)
        if _is_long(words):
            yield ("inference", "examples", at, "output"), (words, fresh) if new else (words,), new


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


def _is_quantized(entry: CardEntry) -> bool:
    return entry.card.base_model_relation is BaseModelRelation.QUANTIZED


CHECKS = (text, output)
