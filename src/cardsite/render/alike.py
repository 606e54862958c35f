"""The scores of all models at their last checkpoint, by the way in which they were measured."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from heapq import merge
from itertools import islice, takewhile
from operator import attrgetter, itemgetter

from ..catalogue import CardEntry, Registries
from ..comparability import Key, key_of
from ..derive import parameters, value_of
from ..drawing import Point
from ..measuring import Measured, measured
from ..schema import Card

__all__ = ["Scored", "Scores", "scores_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A score with the model that it is of; `size` is the model's number of parameters."""

    entry: CardEntry
    row: Measured
    size: Decimal


class Scores:
    """Made once for a catalogue; what is asked of it takes no longer where there are more cards."""

    def __init__(self, entries: Iterable[CardEntry], registries: Registries) -> None:
        self.points: dict[Scored, Point] = {}
        """What was drawn of a score, which the pages of all its neighbours draw again."""
        self._of_card = {
            entry.id: scores_of(entry.card, registries) for entry in entries if entry.card.evaluation
        }
        self._alike: dict[Key, list[Scored]] = defaultdict(list)
        # In the order of sizes, so that those near a model stand together.
        sizes = ((parameters(entry.card), entry) for entry in entries if entry.id in self._of_card)
        known = [(size, entry) for size, entry in sizes if size]
        for size, entry in sorted(known, key=lambda pair: (pair[0], pair[1].id)):
            for key, row in self._of_card[entry.id].items():
                self._alike[key].append(Scored(entry, row, size))

    def of(self, entry: CardEntry) -> dict[Key, Measured]:
        """The scores of a model, in the order of its card."""
        return self._of_card.get(entry.id, {})

    def nearest(self, entry: CardEntry, key: Key, most: int) -> list[Scored]:
        """Scores measured alike, of other models with half to twice the parameters, the nearest first."""
        size = parameters(entry.card)
        if not size:
            return []
        alike = self._alike[key]
        here = bisect_left(alike, size, key=attrgetter("size"))
        up = ((alike[place].size / size, alike[place]) for place in range(here, len(alike)))
        down = ((size / alike[place].size, alike[place]) for place in range(here - 1, -1, -1))
        # Of two that are as near, the larger model comes first.
        nearer = merge(up, down, key=itemgetter(0))
        within = takewhile(lambda found: found[0] <= 2, nearer)
        return list(islice((scored for _, scored in within if scored.entry is not entry), most))


def scores_of(card: Card, registries: Registries) -> dict[Key, Measured]:
    """The scores of a model's last checkpoint that was evaluated, one for each way of measuring.

    Where the card states the last step of the training, those of earlier ones are left out.
    """
    last = value_of(card.checkpoints.last) if card.checkpoints else None
    found: dict[Key, Measured] = {}
    for run in card.evaluation.runs if card.evaluation else ():
        for result in run.results:
            step = result.checkpoint or run.checkpoint
            if last is not None and step is not None and step.value != last:
                continue
            row = measured(result, run, registries)
            if row is not None and _later(row, found.get(key := key_of(row))):
                found[key] = row
    return found


def _later(row: Measured, other: Measured | None) -> bool:
    if other is None:
        return True
    return other.checkpoint is not None and (row.checkpoint is None or row.checkpoint > other.checkpoint)
