"""What a card answers of a lens, item by item: filled, absent with a reason, or missing; and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from ...catalogue import CardEntry, Location
from ...problems import Place
from ...schema import Absence, Card
from ...yamlio.document import MappingNode, Node, SequenceNode
from .contents import Contents, FieldPath, field_path
from .lenses import Item, LensSection, lens

__all__ = ["Answer", "Covered", "State", "Tally", "coverage", "place_of", "tally"]


class State(StrEnum):
    """What a card does with an item."""

    FILLED = "filled"
    ABSENT = "absent"
    MISSING = "missing"


class Answer(NamedTuple):
    """What a card does with one item."""

    item: Item
    state: State
    path: FieldPath | None
    """The field that answers, or that would; None for a free section."""
    absent: Absence | None = None
    """Why there is no value, where the card states it."""
    reason: str = ""
    """The sentence that the card gives for that."""


class Tally(NamedTuple):
    """How many items a card fills, states as absent, and is asked for in all."""

    filled: int
    absent: int
    asked: int

    @property
    def missing(self) -> int:
        """How many it says nothing about."""
        return self.asked - self.filled - self.absent


@dataclass(frozen=True, slots=True)
class Covered:
    """A section of a lens with a card's answers; items that make no sense for the card are left out."""

    title: str
    answers: tuple[Answer, ...]

    def of(self, state: State) -> tuple[Answer, ...]:
        """The answers of one kind."""
        return tuple(answer for answer in self.answers if answer.state is state)

    @property
    def count(self) -> Tally:
        """How many there are of each kind."""
        states = [answer.state for answer in self.answers]
        return Tally(states.count(State.FILLED), states.count(State.ABSENT), len(states))


class _Question(NamedTuple):
    """An item with its paths resolved, and the answers that depend on nothing else made beforehand."""

    item: Item
    paths: tuple[FieldPath, ...]
    fields: frozenset[str]
    absences: tuple[str, ...]
    """The fields, and then the facts whose absence is stated for this item too."""
    title: str
    conditional: bool
    filled: Answer
    missing: Answer


class _Group(NamedTuple):
    title: str
    part: LensSection
    questions: tuple[_Question, ...]


@cache
def _plan(name: str) -> tuple[_Group, ...]:
    """The lens with everything resolved that does not depend on a card."""
    return tuple(_Group(part.title, part, tuple(map(_question, part.items))) for part in lens(name).sections)


def _question(item: Item) -> _Question:
    paths = tuple(map(field_path, item.fields))
    first = paths[0] if paths else None
    title = item.section.casefold() if item.section else ""
    filled, missing = Answer(item, State.FILLED, first), Answer(item, State.MISSING, first)
    return _Question(
        item,
        paths,
        frozenset(item.fields),
        (*item.fields, *item.absence),
        title,
        bool(item.when or item.unless or item.kinds or item.not_kinds),
        filled,
        missing,
    )


def _asked(contents: Contents, of: LensSection | Item) -> bool:
    if (of.kinds and contents.kind not in of.kinds) or contents.kind in of.not_kinds:
        return False
    if of.when and not any(map(contents.holds, of.when)):
        return False
    return not of.unless or not any(map(contents.holds, of.unless))


def _questions(contents: Contents, name: str) -> Iterator[tuple[str, list[_Question]]]:
    """The questions that make sense for the card, under the titles of their sections."""
    for group in _plan(name):
        if _asked(contents, group.part):
            questions = group.questions
            yield (
                group.title,
                [each for each in questions if not each.conditional or _asked(contents, each.item)],
            )


def coverage(contents: Contents, name: str) -> tuple[Covered, ...]:
    """What a card answers of the lens of that name, by section; sections that ask nothing are left out."""
    return tuple(
        Covered(title, tuple(_answer(contents, each) for each in questions))
        for title, questions in _questions(contents, name)
        if questions
    )


def tally(contents: Contents, name: str) -> Tally:
    """How much of the whole lens a card answers."""
    filled = absent = asked = 0
    for _, questions in _questions(contents, name):
        asked += len(questions)
        for question in questions:
            if _is_filled(contents, question):
                filled += 1
            elif contents.absent and not contents.absent.keys().isdisjoint(question.absences):
                absent += 1
    return Tally(filled, absent, asked)


def _is_filled(contents: Contents, question: _Question) -> bool:
    if not contents.filled.isdisjoint(question.fields):
        return True
    return bool(question.title) and question.title in contents.titles


def _answer(contents: Contents, question: _Question) -> Answer:
    """The first value among the fields, else the free section, else the first absence."""
    if _is_filled(contents, question):
        path = next((path for path in question.paths if path.dotted in contents.filled), None)
        same = path is question.filled.path
        return question.filled if same else Answer(question.item, State.FILLED, path)
    for dotted in question.absences if contents.absent else ():
        if dotted in contents.absent:
            stated = contents.absent[dotted]
            return Answer(question.item, State.ABSENT, field_path(dotted), stated.absent, stated.reason or "")
    path = _nearest(contents.card, question.paths)
    return question.missing if path is question.missing.path else Answer(question.item, State.MISSING, path)


def _nearest(card: Card, paths: tuple[FieldPath, ...]) -> FieldPath | None:
    """The field to fill in: the first, unless another one's block is there and its own is not."""
    if not paths or len(paths[0].steps) == 1:
        return paths[0] if paths else None
    there = (path for path in paths if len(path.steps) > 1 and getattr(card, path.steps[0].name) is not None)
    return next(there, paths[0])


# Where


def place_of(entry: CardEntry, contents: Contents, answer: Answer) -> Place:
    """The line of what answers; of what is missing, that of the block around it in the card's own file.

    A family's facts have their places in its file. A block that only the family has is not a place for a
    card's own fact, so that the next one around it is taken.
    """
    location: Location
    if answer.path is None:
        location = _section_at(contents, answer.item.section or "")
    elif answer.state is State.MISSING:
        location = answer.path.names
    else:
        location = contents.locate(answer.path)
    nodes = _walk(entry.located.node, location)
    if answer.state is not State.MISSING and len(nodes) == len(location):
        return nodes[-1][1]
    return next((key for _, key in reversed(nodes) if key.file == entry.file), Place(entry.file))


def _section_at(contents: Contents, title: str) -> Location:
    for index, section in enumerate(contents.card.sections or ()):
        if section.title.casefold() == title.casefold():
            return "sections", index
    return ("sections",)


def _walk(node: Node, location: Location) -> list[tuple[Node, Place]]:
    """The nodes along a path as far as it exists, each with the place of its key or item."""
    found: list[tuple[Node, Place]] = []
    for step in location:
        if isinstance(node, MappingNode) and isinstance(step, str) and step in node.entries:
            place, node = node.keys[step], node.entries[step]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.place
        elif step == 0 and found:  # a single item stands for a list of one
            place = found[-1][1]
        else:
            break
        found.append((node, place))
    return found
