"""What a card lacks under a lens, in words for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..catalogue import CardEntry
from ..facts.coverage.answers import Answer, Covered, State, Tally, coverage, place_of
from ..facts.coverage.contents import Contents
from ..facts.coverage.lenses import lens
from ..terminal import json_text, one_line
from .additions import additions, lines_of

__all__ = ["Gaps", "counted"]

_LONGEST = 100


def counted(count: Tally) -> str:
    """`7 of 9`, with what is absent counted separately: `7 of 9, 1 absent`."""
    return f"{count.filled} of {count.asked}" + (f", {count.absent} absent" if count.absent else "")


class Gaps:
    """A card under a lens."""

    def __init__(self, entry: CardEntry, name: str) -> None:
        self.entry, self.lens = entry, lens(name)
        self._name = name
        self._contents = Contents(entry.card)
        self.sections: tuple[Covered, ...] = coverage(self._contents, name)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers, in the order of the lens."""
        return tuple(answer for section in self.sections for answer in section.answers)

    def as_text(self) -> str:
        """Each section with its items, where they stand or would go, and the YAML to add."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{one_line(self.entry.card.name)} ({self.entry.id}), seen through: {self.lens.name}"
        if self.lens.notice:
            yield " ".join(self.lens.notice.split())
        width = max(len(answer.item.item) for answer in self.answers)
        for section in self.sections:
            yield ""
            yield f"{section.title}: {counted(section.count)}"
            for answer in section.answers:
                place = place_of(self.entry, self._contents, answer)
                what = f"{answer.item.item:<{width}}  {place.file}:{place.line}  {_what(answer)}"
                yield f"  {answer.state:<7}  {what}"
        tree, inside = additions(self.entry.card, self.answers)
        if tree:
            yield ""
            yield f"To add to {self.entry.file} (with --write it is put there as comments):"
            yield ""
            yield from lines_of(tree, "  ")
        for dotted in inside:
            yield ""
            yield f"To add to the items of a list: {dotted}"

    def as_json(self) -> str:
        """An object: card, file, lens, and the sections with their items."""
        sections = [
            {
                "title": section.title,
                "filled": section.count.filled,
                "absent": section.count.absent,
                "missing": section.count.missing,
                "items": [self._item(answer) for answer in section.answers],
            }
            for section in self.sections
        ]
        found = {"card": self.entry.id, "file": self.entry.file, "lens": self._name, "sections": sections}
        return json_text(found)

    def _item(self, answer: Answer) -> dict[str, Any]:
        place = place_of(self.entry, self._contents, answer)
        return {
            "item": answer.item.item,
            "state": answer.state.value,
            "field": answer.path.dotted if answer.path else None,
            "section": answer.item.section,
            "absent": answer.absent.value if answer.absent else None,
            "reason": answer.reason or None,
            "points": list(answer.item.point),
            "audience": [each.value for each in answer.item.audience],
            "file": place.file,
            "line": place.line,
        }


def _what(answer: Answer) -> str:
    """The field that answers or would, or the free section; and the reason of an absence."""
    name = answer.path.dotted if answer.path else f'the section "{answer.item.section}"'
    if answer.state is not State.ABSENT or answer.absent is None:
        return name
    reason = answer.reason if len(answer.reason) <= _LONGEST else f"{answer.reason[: _LONGEST - 1]}…"
    return f"{name}: {answer.absent.words}" + (f" ({one_line(reason)})" if reason else "")
