"""What a card holds at the paths that lenses name: one walk over the card, for all lenses together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ...catalogue import Location
from ...errors import CardsiteError
from ...problems import did_you_mean
from ...schema import Card, FieldSpec, ModelKind, Part, fields_of
from ..kind import kind
from .lenses import LENSES, lens

__all__ = ["Contents", "FieldPath", "Pattern", "field_path"]


@dataclass(frozen=True, slots=True)
class FieldPath:
    """A field of a card, wherever it stands."""

    dotted: str
    steps: tuple[FieldSpec, ...]
    """The fields on the way to it, itself the last."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields on the way."""
        return tuple(step.name for step in self.steps)

    @property
    def spec(self) -> FieldSpec:
        """The field itself."""
        return self.steps[-1]


@cache
def field_path(dotted: str) -> FieldPath:
    """The field that a dotted path names; raises CardsiteError for one that the format does not have."""
    part: type[Part] | None = Card
    steps: list[FieldSpec] = []
    for name in dotted.split("."):
        known = fields_of(part) if part else {}
        if name not in known:
            hint = did_you_mean(name, known)
            raise CardsiteError(f'no card has a field "{dotted}"{"; " + hint if hint else ""}')
        steps.append(known[name])
        part = steps[-1].part
    return FieldPath(dotted, tuple(steps))


@dataclass(slots=True)
class _Branch:
    """A field in the tree of all paths that lenses name."""

    spec: FieldSpec
    dotted: str = ""
    """Its path, where a lens names the field itself."""
    inner: dict[str, _Branch] = field(default_factory=dict)
    leaves: set[str] = field(default_factory=set)
    """The paths at it and below it."""


@cache
def _tree() -> dict[str, _Branch]:
    tree: dict[str, _Branch] = {}
    for dotted in sorted(set(_named())):
        level = tree
        for step in (path := field_path(dotted)).steps:
            branch = level.setdefault(step.name, _Branch(step))
            branch.leaves.add(dotted)
            level = branch.inner
        branch.dotted = path.dotted
    return tree


def _named() -> Iterator[str]:
    """Every path that any lens names."""
    for name in LENSES:
        for section in lens(name).sections:
            yield from (*section.when, *section.unless)
            for item in section.items:
                yield from (*item.fields, *item.absence, *item.when, *item.unless)


Pattern = tuple[frozenset[str], frozenset[str], frozenset[str], ModelKind | None]
"""The paths that are filled in, those that are absent, the titles of free sections, and the kind."""


class Contents:
    """What one card holds of the fields that lenses name."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.kind = kind(card)
        """The kind of model, of which some questions make no sense."""
        self.filled: set[str] = set()
        """The paths at which there is a value."""
        self.absent: dict[str, Any] = {}
        """The paths at which an absence is stated, with what states it; a value elsewhere in a list wins."""
        self.titles = {section.title.casefold() for section in card.sections or ()}
        """The titles of the card's free sections."""
        _walk(card, _tree(), self.filled, self.absent)
        # What is asked of a training is answered by any of its stages.
        for stage in card.stages:
            _walk(stage, _tree()["training"].inner, self.filled, self.absent)

    @property
    def pattern(self) -> Pattern:
        """What is there, without what it is: cards of one pattern have the same coverage."""
        return frozenset(self.filled), frozenset(self.absent), frozenset(self.titles), self.kind

    def holds(self, dotted: str) -> bool:
        """Whether the card has a value or an absence at the path."""
        return dotted in self.filled or dotted in self.absent

    def locate(self, path: FieldPath) -> Location:
        """Where the value, or else the absence, of a path stands that `holds`."""
        filled = path.dotted in self.filled
        places = [_locate(self.card, path.steps, filled=filled)]
        if path.names[0] == "training":
            for index, stage in enumerate(self.card.stages):
                inner = _locate(stage, path.steps[1:], filled=filled)
                places.append(("training", "stages", index, *inner) if inner else ())
        return next(filter(None, places), ())


def _walk(part: Part, tree: dict[str, _Branch], filled: set[str], absent: dict[str, Any]) -> None:
    values = part.__dict__
    for name, branch in tree.items():
        value = values[name]
        if value is None:
            continue
        if branch.dotted:
            found = _found(value, branch.spec)
            if found is True:
                filled.add(branch.dotted)
            elif found is not None:
                absent.setdefault(branch.dotted, found)
        if branch.inner:
            for each in value if branch.spec.many else (value,):
                _walk(each, branch.inner, filled, absent)
                # A list of many scores need not be read to its end.
                if branch.leaves <= filled:
                    break


def _found(value: Any, spec: FieldSpec) -> Any:
    """True for a value, what states an absence, or None where there is nothing."""
    if spec.fact:
        return True if value.absent is None else value
    if spec.many:
        return True if value else None
    return _of_part(value) if spec.part else True


def _of_part(part: Part) -> Any:
    """A block is there if any of its facts is; a source alone says nothing."""
    values = part.__dict__
    # Licences and links to samples have absences of their own.
    if "absent" in values:
        return True if values["absent"] is None else part
    absence = None
    for name, spec in fields_of(type(part)).items():
        found = None if values[name] is None or name == "source" else _found(values[name], spec)
        if found is True:
            return True
        absence = absence or found
    return absence


def _locate(part: Part, steps: tuple[FieldSpec, ...], *, filled: bool) -> Location:
    """The first place, through lists, at which there is what is looked for; empty where there is none."""
    step, *rest = steps
    value = part.__dict__[step.name]
    if value is None:
        return ()
    if not rest:
        found = _found(value, step)
        return (step.name,) if found is not None and (found is True) is filled else ()
    for index, each in enumerate(value if step.many else (value,)):
        inner = _locate(each, tuple(rest), filled=filled)
        if inner:
            return (step.name, *((index,) if step.many else ()), *inner)
    return ()
