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
    """What shows while it is pointed at: where, and which value. Escaped, unless it is Safe."""
    chief: bool = False
    """Whether it is the one that the drawing is about, whose words show until another is pointed at."""
    key: int | None = None
    """Which of its picture's keys it belongs to, from 1; pointing at the key shows it in every drawing."""
