"""What the relatives of a card state, so that a text may speak of them; each index is made once a run."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from ...catalogue import CardEntry
from ...schema import ModelReference
from ..agreement import Range
from ..check_context import CheckContext

__all__ = ["OwnNames", "Relatives"]

Ranges = Callable[[str, CardEntry], Iterable[Range]]
"""What a card states about a kind of number."""


class Relatives:
    """Numbers of the families and of the models that cards name."""

    def __init__(self, context: CheckContext, ranges: Ranges) -> None:
        self._context = context
        self._ranges = ranges
        self._of_family: dict[tuple[str, str], _Union] = {}

    def family_states(self, kind: str, entry: CardEntry, range_: Range) -> bool:
        """Whether some member of the card's family states such a number."""
        if not entry.family:
            return False
        key = (entry.family, kind)
        if key not in self._of_family:
            members = self._context.members.get(entry.family, ())
            self._of_family[key] = _Union(found for member in members for found in self._ranges(kind, member))
        return self._of_family[key].has(range_)

    def bases_state(self, kind: str, entry: CardEntry, range_: Range) -> bool:
        """Whether a model that the card was made from states such a number."""
        return any(
            found.same(range_) for base in self._context.above(entry) for found in self._ranges(kind, base)
        )

    def named_state(self, kind: str, entry: CardEntry, range_: Range, names: Iterable[str]) -> bool:
        """Whether a model that the card refers to by one of the names states such a number."""
        card, names = entry.card, tuple(names)
        references = [*(card.related or ()), *([card.successor] if card.successor else [])] if names else []
        return any(
            found.same(range_)
            for other in _cards(references, self._context)
            if not all(OwnNames(other).foreign(name) for name in names)
            for found in self._ranges(kind, other)
        )


def _cards(references: Iterable[ModelReference], context: CheckContext) -> Iterator[CardEntry]:
    for reference in references:
        other = context.catalogue.cards.get(reference.model) if reference.model else None
        if other is not None:
            yield other


class _Union:
    """Many ranges as few that do not touch, so that a family of thousands is asked as fast as one card."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._lows: list[Decimal] = []
        self._highs: list[Decimal] = []
        self._middles: list[Decimal] = []
        for each in sorted(ranges, key=lambda each: each.low):
            self._middles.append((each.low + each.high) / 2)
            if self._highs and each.low <= self._highs[-1]:
                self._highs[-1] = max(self._highs[-1], each.high)
            else:
                self._lows.append(each.low)
                self._highs.append(each.high)
        self._middles.sort()

    def has(self, range_: Range) -> bool:
        """Whether the range is the same as one of them, as `Range.same` has it."""
        middle = (range_.low + range_.high) / 2
        at = bisect.bisect_right(self._lows, middle) - 1
        if at >= 0 and self._highs[at] >= middle:
            return True
        near = bisect.bisect_left(self._middles, range_.low)
        return near < len(self._middles) and self._middles[near] <= range_.high


_SIZE = re.compile(r"\d{1,4}(?:\.\d{1,2})?[MBTmbt](?![A-Za-z])")
_FOLD = re.compile(r"[\s_-]+")


class OwnNames:
    """The names of a card, of its family and of its makers' id, to tell them from other models' names."""

    def __init__(self, entry: CardEntry) -> None:
        card = entry.card
        hub = card.hub_id.value if card.hub_id and card.hub_id.value else ""
        names = [card.name, *card.aliases, hub, entry.id, entry.family]
        self._folded = " ".join(_FOLD.sub("", name).casefold() for name in names)
        self._sizes = frozenset(size.upper() for name in names for size in _SIZE.findall(name))

    @property
    def sizes(self) -> frozenset[str]:
        """The sizes in the names: `350M`."""
        return self._sizes

    def foreign(self, name: str) -> bool:
        """Whether the name, or the size that stands for a model, is not the card's own."""
        if _SIZE.fullmatch(name):
            return name.upper() not in self._sizes
        return _FOLD.sub("", name).casefold() not in self._folded
