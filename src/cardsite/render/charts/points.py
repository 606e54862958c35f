"""One number of a drawing, with its text."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Point"]


@dataclass(frozen=True, slots=True)
class Point:
    """A number at a place: the number as it is drawn, and as it was published."""

    x: float
    y: float
    error: float
    """One standard error to both sides; 0 where none is known."""
    words: str
    """What shows under the pointer: where, and which value. Escaped, unless it is Safe."""
    shown: str = ""
    """The value alone, for a point that has it beside it."""
    chief: bool = False
    """Whether it is the one that the drawing is about, whose words show with the keyboard."""
