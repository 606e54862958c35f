"""What is missing from a card as YAML to add: fields with what they hold, and free sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..facts.coverage.answers import Answer, State
from ..schema import Card, FieldSpec, Part, fields_of

__all__ = ["Addition", "additions", "lines_of"]

_REMARKS_AT = 34
"""The column at which remarks begin, as in a card that `cardsite new` writes."""


@dataclass(slots=True)
class Addition:
    """A field to write, with what is to be written below it."""

    head: str
    """What stands before the remark: `limitations: >`."""
    remark: str
    below: dict[str, Addition] = field(default_factory=dict)


def additions(card: Card, answers: Iterable[Answer]) -> tuple[dict[str, Addition], tuple[str, ...]]:
    """What is missing, as a tree of names, and the fields that belong into items which lists have already.

    Free sections stand below `sections`, under `- title: …`.
    """
    tree: dict[str, Addition] = {}
    inside: dict[str, None] = {}
    for answer in answers:
        if answer.state is not State.MISSING:
            continue
        if answer.path is None:
            sections = tree.setdefault("sections", Addition("sections:", fields_of(Card)["sections"].doc))
            head = f"- title: {answer.item.section or ''}"
            body = Addition("body: >", answer.item.item)
            sections.below.setdefault(head, Addition(head, "", {"body": body}))
        elif _in_a_list(card, answer.path.steps):
            inside[answer.path.dotted] = None
        else:
            _add_field(tree, answer.path.steps)
    return _in_order(tree, Card), tuple(inside)


def _in_order(tree: dict[str, Addition], model: type[Part]) -> dict[str, Addition]:
    """The tree in the order of the format, in which the cards of a catalogue are easiest to compare."""
    specs = fields_of(model)
    found = {name: tree[name] for name in specs if name in tree}
    for name, addition in found.items():
        part = specs[name].part
        if part is not None and not specs[name].many:
            addition.below = _in_order(addition.below, part)
    return found


def _add_field(tree: dict[str, Addition], steps: tuple[FieldSpec, ...]) -> None:
    for step in steps:
        head = f"{step.name}: >" if step.style == "prose" and not step.many else f"{step.name}:"
        tree = tree.setdefault(step.name, Addition(head, " ".join(step.doc.split()))).below
        # What stands in the items of a list begins with the list.
        if step.many:
            return


def _in_a_list(card: Card, steps: tuple[FieldSpec, ...]) -> bool:
    """Whether the way to a field leads through a list that has items."""
    value: Any = card
    for step in steps[:-1]:
        value = getattr(value, step.name)
        if not value or step.many:
            return bool(value)
    return False


def lines_of(tree: dict[str, Addition], lead: str = "", depth: int = 0) -> Iterator[str]:
    """The lines of YAML, each behind `lead`, with the remarks under each other."""
    for addition in tree.values():
        head = f"{lead}{'  ' * depth}{addition.head}"
        yield f"{head:<{_REMARKS_AT}} # {addition.remark}" if addition.remark else head
        yield from lines_of(addition.below, lead, depth + 1)
