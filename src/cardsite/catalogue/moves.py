"""Under which id a card lies that had another: as cards say, or as somebody finds out who knows old files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..yamlio.document import Node
from .discovery import is_card_id

__all__ = ["Moves", "Renamed", "nobody_knows"]

Renamed = Callable[[str, Mapping[str, Node]], str]
"""From an id that no card has, and the files of the cards that there are by their ids, to the id under which
the card lies now; empty where that is not known."""


def nobody_knows(_old: str, _now: Mapping[str, Node]) -> str:
    """What is known of old files where nobody has any."""
    return ""


@dataclass(frozen=True, slots=True)
class Moves:
    """Finds the new ids of cards."""

    stated: Mapping[str, str] = field(default_factory=dict)
    """The ids of cards by those that they had before, as their `previous_ids` say."""
    label: str = ""
    """What messages call the folder of cards."""
    renamed: Renamed = nobody_knows
    now: Mapping[str, Node] = field(default_factory=dict)
    """The files of cards by their ids, for `renamed`."""

    def new_id(self, old: str) -> str:
        """The id under which a card lies that had this one; empty where that is not known."""
        return self.stated.get(old) or (self.renamed(old, self.now) if is_card_id(old) else "")

    def hint(self, old: str, written: str = "{}") -> str:
        """What to write for an id that no card has any more, in the form of `written`; empty if unknown."""
        new = self.new_id(old)
        if not new:
            return ""
        renamed = f"write {written.format(new)}: the card was renamed from {old}"
        keep = f"; with previous_ids: {old} in {self.label}/{new}.yaml its old address still works"
        return renamed + (keep if old not in self.stated else "")
