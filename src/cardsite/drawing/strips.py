"""A strip: numbers of one kind on one line, of which one is the chief."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..markup import Safe
from .elements import coordinate, drawing, path, point_mark, text
from .points import Point
from .scales import Scale

__all__ = ["Strip", "draw_strip"]

_WIDTH, _HEIGHT, _MIDDLE = 240.0, 24.0, 12.0
_LEFT, _RIGHT = 26.0, 206.0
"""Beside the line stand the names of its two ends."""


@dataclass(frozen=True, slots=True)
class Strip:
    """What a strip shows; a point's value lies across, and the scale has its ticks."""

    title: str
    description: str
    points: tuple[Point, ...]
    x: Scale
    reference: float | None = None


def draw_strip(strip: Strip, identity: str) -> Safe:
    """The strip as SVG; `identity` is unique on the page. The chief point is drawn last, above the others."""
    parts = (*_axis(strip), *_points(strip))
    return drawing("cs-strip", identity, (_WIDTH, _HEIGHT), strip.title, strip.description, parts)


def _across(strip: Strip, value: float) -> float:
    return _LEFT + strip.x.at(value) * (_RIGHT - _LEFT)


def _axis(strip: Strip) -> Iterator[str]:
    """A hairline with its ticks, of which the first and the last are named."""
    places = (coordinate(_across(strip, tick.value)) for tick in strip.x.ticks)
    line = f"M{coordinate(_LEFT)} {coordinate(_MIDDLE)}H{coordinate(_RIGHT)}"
    yield path("cs-grid", line + "".join(f"M{x} {coordinate(_MIDDLE - 3)}v6" for x in places))
    if strip.reference is not None:
        yield path(
            "cs-reference", f"M{coordinate(_across(strip, strip.reference))} {coordinate(_MIDDLE - 8)}v16"
        )
    first, last = strip.x.ticks[0], strip.x.ticks[-1]
    yield text(first.label, _across(strip, first.value) - 8, _MIDDLE + 3.5, "cs-end")
    yield text(last.label, _across(strip, last.value) + 8, _MIDDLE + 3.5, "cs-end cs-from-left")


def _points(strip: Strip) -> Iterator[str]:
    for point in sorted(strip.points, key=lambda point: point.chief):
        x = _across(strip, point.y)
        if point.chief and point.error:
            ends = (coordinate(_across(strip, point.y + side * point.error)) for side in (-1, 1))
            yield path("cs-error", f"M{next(ends)} {coordinate(_MIDDLE)}H{next(ends)}")
        # The words run towards the half of the strip that has room for them.
        right = x > _WIDTH / 2
        kind, place = ("cs-words", x + 10) if right else ("cs-words cs-from-left", x - 10)
        words = text(point.words, place, _MIDDLE - 9, kind)
        yield point_mark(point, x, _MIDDLE, 4.0 if point.chief else 3.2, words)
