"""What a script needs to ignore parts of a key: the parts in which scores differ, and their values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cached_property

from ... import markup
from ...facts.comparability import FIXED, PARTS, Key, Wording, in_words
from ...markup import Safe
from ...schema import Direction

__all__ = ["Relaxations"]


class Relaxations:
    """The keys of scores that could share a ranking, if their differences were ignored."""

    def __init__(self, keys: Iterable[Key], main: Key, wording: Wording, name: Callable[[str], str]) -> None:
        """`name` gives the name of an organisation; what differs from `main` in a FIXED part is left out."""
        self._main = main
        self._keys = sorted(filter(self._can_join, keys), key=lambda key: key.order)
        self._wording = wording
        self._name = name

    def _can_join(self, key: Key) -> bool:
        return all(getattr(key, part) == getattr(self._main, part) for part in FIXED)

    @cached_property
    def _differing(self) -> dict[str, dict[object, Key]]:
        """Each part in which the keys differ, with its values in order, and a key that has each."""
        found = {}
        for number, part in enumerate(PARTS):
            values = {
                getattr(key, part): key for key in sorted(self._keys, key=lambda key: key.order[number])
            }
            if len(values) > 1 and part not in FIXED:
                found[part] = values
        return found

    def place(self, key: Key) -> str:
        """Which of the values a key has in each part, as numbers; empty where it cannot share a ranking."""
        if not self._can_join(key):
            return ""
        return " ".join(
            str(list(values).index(getattr(key, part))) for part, values in self._differing.items()
        )

    def panel(self, better: Direction) -> Safe | None:
        """The element that the controls go into; None where there is nothing to ignore."""
        parts = [
            {
                "part": part,
                "label": self._wording.names[part],
                "values": [self._value(part, key) for key in values.values()],
            }
            for part, values in self._differing.items()
        ]
        # One line that Markdown leaves alone, since texts of cards stand in it.
        data = markup.attribute(json.dumps(parts, ensure_ascii=False, separators=(",", ":")))
        said = f'data-cs-better="{better.value}" data-cs-parts="{data}"'
        return Safe(f'<div class="cs-relax" data-cs-script="scores" {said}></div>', "") if parts else None

    def _value(self, part: str, key: Key) -> tuple[str, str]:
        """A value by itself, and as a phrase."""
        value = getattr(key, part)
        phrase = in_words(part, value, self._wording, self._name)
        if value is None:
            return self._wording.unstated_alone[part], phrase
        return self._name(value) if part == "measured_by" else str(value), phrase
