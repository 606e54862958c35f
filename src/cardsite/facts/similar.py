"""Which models are worth comparing with one: of its lineage, its family, its size, or trained on its data."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, takewhile
from math import log
from typing import NamedTuple

from ..catalogue import CardEntry, Catalogue
from ..schema import Card, ModelKind, known
from .kind import kind

__all__ = ["MOST", "Neighbours", "Similar"]

MOST = 5
"""Models that are named for one: with it, as many as can be compared."""

_FROM_LINEAGE = 2
_FROM_FAMILY = 3
_FROM_ELSEWHERE = 2
"""So many places are kept for models that are neither of the family nor of the lineage."""

_ALIKE, _SIMILAR, _FARTHEST = log(1.1), log(2), log(4)
"""Ratios of sizes: about the same, similar, and the most with which shared data still say something."""

_STEPS = 40
"""How far a search by size looks to either side; what it passes over are members of the same family."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A model worth comparing, and why."""

    entry: CardEntry
    reason: str
    """How it is related, or how large it is in comparison.

    `base`, `made-from-it`; in the family `family-same-size`, `family-next-up`, `family-next-down`; elsewhere
    `same-size`, `somewhat-larger`, `somewhat-smaller`, `larger`, `smaller`.
    """
    data: tuple[str, ...] = ()
    """The names of data that both were trained on, two at most."""


class Neighbours:
    """Finds similar models; lists that are sorted by size once keep it from comparing each card with each."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        families: dict[str, list[CardEntry]] = defaultdict(list)
        trained: dict[tuple[str, _Field], list[CardEntry]] = defaultdict(list)
        fields: dict[_Field, list[CardEntry]] = defaultdict(list)
        self._made: dict[str, list[CardEntry]] = defaultdict(list)
        cards = sorted(catalogue.cards.values(), key=_place)
        for entry in cards:
            families[entry.family].append(entry)
            of = _field_of(entry.card)
            fields[of].append(entry)
            for name in entry.card.data_ids:
                trained[name, of].append(entry)
            for base in dict.fromkeys(base.model for base in entry.card.bases if base.model):
                self._made[base].append(entry)
        self._families = {family: _BySize(found) for family, found in families.items() if family}
        self._trained = {name: _BySize(found) for name, found in trained.items()}
        self._fields = {of: _BySize(found) for of, found in fields.items()}

    def of(self, entry: CardEntry) -> tuple[Similar, ...]:
        """At most `MOST` models: the lineage first, then the family, then others, the most similar first."""
        lineage = list(islice(self._of_lineage(entry), _FROM_LINEAGE))
        taken = {entry.id, *(found.entry.id for found in lineage)}
        family = [found for found in self._of_family(entry) if found.entry.id not in taken]
        taken |= {found.entry.id for found in family}
        others = [found for found in self._elsewhere(entry) if found.entry.id not in taken]
        room = MOST - len(lineage) - min(len(others), _FROM_ELSEWHERE)
        near = [*lineage, *family[: min(room, _FROM_FAMILY)]]
        return (*near, *others[: MOST - len(near)])

    def _of_lineage(self, entry: CardEntry) -> Iterator[Similar]:
        named = [reference.model or "" for reference in entry.card.bases]
        bases = [
            self._catalogue.cards[name] for name in dict.fromkeys(named) if name in self._catalogue.cards
        ]
        yield from (Similar(base, "base") for base in bases if base is not entry)
        # Of two cards that name each other, which is reported elsewhere, one is enough.
        made = (child for child in self._made.get(entry.id, ()) if child not in (entry, *bases))
        yield from (Similar(child, "made-from-it") for child in made)

    def _of_family(self, entry: CardEntry) -> Iterator[Similar]:
        """Others of its size, then the next sizes up and down."""
        members = self._families.get(entry.family)
        if members is None or _size(entry) is None:
            return
        yield from (Similar(each, "family-same-size") for each in members.alike(entry)[:2])
        for step, reason in ((1, "family-next-up"), (-1, "family-next-down")):
            if found := members.next_size(entry, step):
                yield Similar(found, reason)

    def _elsewhere(self, entry: CardEntry) -> Iterator[Similar]:
        """One model of each other family in its field: those of its data first, then the nearest in size."""
        of = _field_of(entry.card)
        shared: dict[str, list[str]] = defaultdict(list)
        found: dict[str, _Near] = {}
        for name in entry.card.data_ids:
            for near in self._trained[name, of].near(entry, _FARTHEST, _of_another_family(entry)):
                shared[near.entry.id].append(name)
                found[near.entry.id] = near
        nearest = self._fields[of].near(entry, _SIMILAR, _of_another_family(entry))
        found |= {near.entry.id: near for near in nearest}
        ranked = sorted(found.values(), key=lambda near: (not shared[near.entry.id], *near.order))
        families: set[str] = set()
        for near in ranked:
            each = near.entry
            if (each.family or each.id) not in families:
                families.add(each.family or each.id)
                yield Similar(each, _compared(entry, near), self._names_of(shared[each.id])[:2])

    def _names_of(self, data: Sequence[str]) -> tuple[str, ...]:
        datasets = self._catalogue.registries.datasets
        return tuple(datasets[name].value.name for name in data if name in datasets)


_Field = tuple[ModelKind | None, str]
"""A kind, and the task where models of the kind can only be compared within it."""
_OF_MANY_TASKS = frozenset(
    {
        *(ModelKind.SPEECH, ModelKind.VISION, ModelKind.DIFFUSION, ModelKind.TABULAR, ModelKind.MULTIMODAL),
        ModelKind.OTHER,
    }
)


def _field_of(card: Card) -> _Field:
    """What a model shares with all that may be compared with it: a detector says nothing of a classifier."""
    of_kind = kind(card)
    return of_kind, (known(card.pipeline_tag) or "") if of_kind in _OF_MANY_TASKS else ""


class _Near(NamedTuple):
    """A card, and how far it is from another one: the logarithm of the ratio of their sizes."""

    entry: CardEntry
    apart: float

    @property
    def order(self) -> tuple[float, str]:
        """What the nearest comes first by; sizes that are all but equal are in the order of their ids."""
        return round(self.apart, 2), self.entry.id


class _BySize:
    """Cards with a size, the smallest first, and those around one of them."""

    def __init__(self, entries: Sequence[CardEntry]) -> None:
        self._entries = [entry for entry in entries if _size(entry) is not None]
        self._places = [_place(entry) for entry in self._entries]
        self._magnitudes = [_magnitude(entry) for entry in self._entries]

    def alike(self, entry: CardEntry) -> list[CardEntry]:
        """Others of about the same size."""
        return [near.entry for near in self.near(entry, _ALIKE, lambda other: other.id != entry.id)]

    def next_size(self, entry: CardEntry, step: int) -> CardEntry | None:
        """The nearest of another size, of the same kind where there is one: Instruct for Instruct."""
        own = _magnitude(entry)
        beyond = [
            (other, magnitude)
            for other, magnitude in self._walk(entry, step)
            if abs(own - magnitude) > _ALIKE
        ]
        nearest = [other for other, magnitude in beyond if abs(beyond[0][1] - magnitude) <= _ALIKE]
        return min(nearest, key=lambda other: _kind(other) != _kind(entry), default=None)

    def near(self, entry: CardEntry, farthest: float, wanted: Callable[[CardEntry], bool]) -> Iterator[_Near]:
        """The four nearest on either side that are wanted and not too far."""
        own = _magnitude(entry)
        for step in (-1, 1):
            walked = (_Near(other, abs(own - magnitude)) for other, magnitude in self._walk(entry, step))
            within = takewhile(lambda near: near.apart <= farthest, walked)
            yield from islice((near for near in within if wanted(near.entry)), 4)

    def _walk(self, entry: CardEntry, step: int) -> Iterator[tuple[CardEntry, float]]:
        """Those next to the entry's place, the nearest first, each with its magnitude."""
        if _size(entry) is None:
            return iter(())
        here = bisect_left(self._places, _place(entry))
        last = len(self._places) if step > 0 else -1
        places = range(here if step > 0 else here - 1, last, step)[:_STEPS]
        return ((self._entries[place], self._magnitudes[place]) for place in places)


def _size(entry: CardEntry) -> Decimal | None:
    return entry.card.parameter_count or None


def _place(entry: CardEntry) -> tuple[Decimal, str]:
    return _size(entry) or Decimal("Infinity"), entry.id


def _magnitude(entry: CardEntry) -> float:
    """The logarithm of the size, which is slow to take of a Decimal."""
    size = _size(entry)
    return log(size) if size else float("inf")


def _kind(entry: CardEntry) -> str:
    """The id without its numbers: `code-llama-b-instruct`."""
    return re.sub(r"[0-9]+(?:\.[0-9]+)?", "", entry.id)


def _of_another_family(entry: CardEntry) -> Callable[[CardEntry], bool]:
    return lambda other: other.id != entry.id and (not entry.family or other.family != entry.family)


def _compared(entry: CardEntry, near: _Near) -> str:
    """How large a model is, compared with another."""
    if near.apart <= _ALIKE:
        return "same-size"
    larger = "larger" if _place(near.entry) > _place(entry) else "smaller"
    return f"somewhat-{larger}" if near.apart <= _SIMILAR else larger
