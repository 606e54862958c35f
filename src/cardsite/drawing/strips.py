"""A strip: numbers of one kind on one line, of which one is the chief."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
    parts = (_axis(strip.x, strip.reference), *_points(strip))
    return drawing("cs-strip", identity, (_WIDTH, _HEIGHT), strip.title, strip.description, parts)


def _across(scale: Scale, value: float) -> float:
    return _LEFT + scale.at(value) * (_RIGHT - _LEFT)


@lru_cache(maxsize=1024)  # between round numbers, so that most strips share theirs with others
def _axis(scale: Scale, reference: float | None) -> str:
    """A hairline with its ticks, of which the first and the last are named."""
    places = (coordinate(_across(scale, tick.value)) for tick in scale.ticks)
    line = f"M{coordinate(_LEFT)} {coordinate(_MIDDLE)}H{coordinate(_RIGHT)}"
    parts = [path("cs-grid", line + "".join(f"M{x} {coordinate(_MIDDLE - 3)}v6" for x in places))]
    if reference is not None:
        across = coordinate(_across(scale, reference))
        parts.append(path("cs-reference", f"M{across} {coordinate(_MIDDLE - 8)}v16"))
    first, last = scale.ticks[0], scale.ticks[-1]
    parts.append(text(first.label, _across(scale, first.value) - 8, _MIDDLE + 3.5, "cs-end"))
    parts.append(text(last.label, _across(scale, last.value) + 8, _MIDDLE + 3.5, "cs-end cs-from-left"))
    return "".join(parts)


def _points(strip: Strip) -> Iterator[str]:
    for point in sorted(strip.points, key=lambda point: point.chief):
        x = _across(strip.x, point.y)
        if point.chief and point.error:
            ends = (coordinate(_across(strip.x, point.y + side * point.error)) for side in (-1, 1))
            yield path("cs-error", f"M{next(ends)} {coordinate(_MIDDLE)}H{next(ends)}")
        # The words run towards the half of the strip that has room for them.
        right = x > _WIDTH / 2
        kind, place = ("cs-words", x + 10) if right else ("cs-words cs-from-left", x - 10)
        words = text(point.words, place, _MIDDLE - 9, kind)
        yield point_mark(point, x, _MIDDLE, 4.0 if point.chief else 3.2, words)
