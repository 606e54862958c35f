"""Which fields the format has at a place of a file, and in what order; for code that walks through a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_origin

from ...schema import Attention, Card, Fact, Family, Part, fields_of

__all__ = ["FieldOrder"]


@dataclass(frozen=True, slots=True)
class FieldOrder:
    """What the format says of a place."""

    part: type[Part] | None = None
    """What a mapping here holds, or each item of a list; None where the format leaves that to the author."""
    free: bool = False
    """Whether a mapping here has names of the author's own, each with such a part below it."""

    def below(self, name: str) -> FieldOrder:
        """What it says of the value of a field."""
        if self.free:
            return FieldOrder(self.part)
        if self.part is Family and name == "shared":
            return FieldOrder(Card)
        spec = fields_of(self.part).get(name) if self.part else None
        if spec is None:
            return FieldOrder()
        return FieldOrder(
            spec.part or (Fact if spec.fact else None), free=get_origin(spec.annotation) is dict
        )

    def rank(self, name: str) -> int:
        """The place of a field among its neighbours; those that the format does not know come last."""
        names = list(fields_of(self.part)) if self.part and not self.free else []
        if self.part is Attention:  # which may be written as one fact
            names = ["value", "absent", "reason", *names, "quote", "formula", "note"]
        return names.index(name) if name in names else len(names)
