"""A panel: numbers along an axis, with their errors, and what guessing gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, product

from ...markup import Safe, attribute
from .points import Point
from .scales import Scale
from .svg import coordinate, drawing, path, point_mark, text

__all__ = ["Drawing", "Panel", "draw_panel"]

# Units of the drawing. A panel is shown 170 to 300 pixels wide: letters of 11 units stay readable.
_WIDTH, _HEIGHT = 200.0, 136.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 190.0, 20.0, 118.0
_LETTER = 11.0
_FEW = 12
"""More points than these are drawn smaller."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel shows: points from left to right, in the units of its two axes."""

    title: str
    description: str
    points: tuple[Point, ...]
    x: Scale
    y: Scale
    reference: tuple[float, str] | None = None
    """A value to compare with, and what it is called."""
    joined: bool = True
    """Whether a line leads from point to point."""
    band: bool = False
    """Whether the errors are a band around the line; else each point has a bar."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A panel without its words, which a template gives it."""

    panel: Panel
    identity: str
    """Unique on the page."""
    reference: float | None
    """A value to compare with."""

    def with_words(self, title: str, description: str, reference: str, place: str) -> Safe:
        """The drawing; `reference` names its value, and `place` stands before that of each point."""
        points = self.panel.points
        if place:
            before = attribute(place)
            points = tuple(replace(point, words=Safe(f"{before} {point.words}")) for point in points)
        compared = None if self.reference is None else (self.reference, reference)
        worded = replace(self.panel, title=title, description=description, points=points, reference=compared)
        return draw_panel(worded, self.identity)


def draw_panel(panel: Panel, identity: str) -> Safe:
    """The panel as SVG; `identity` is unique on the page. Colours are left to style sheets."""
    drawn = _Drawn(panel)
    parts = (
        *drawn.axes(),
        *drawn.reference(),
        *drawn.errors(),
        *drawn.line(),
        *drawn.marks(),
        *drawn.last_value(),
    )
    return drawing("cs-plot", identity, (_WIDTH, _HEIGHT), panel.title, panel.description, parts)


class _Drawn:
    """A panel with the places of its points."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.places = [(self.across(point.x), self.up(point.y)) for point in panel.points]

    def across(self, value: float) -> float:
        return _LEFT + self.panel.x.at(value) * (_RIGHT - _LEFT)

    def up(self, value: float) -> float:
        return _BOTTOM - self.panel.y.at(value) * (_BOTTOM - _TOP)

    def axes(self) -> Iterator[str]:
        """Hairlines at the values that the axis on the left names, and short strokes below."""
        heights = [(tick, self.up(tick.value)) for tick in self.panel.y.ticks]
        places = [(tick, self.across(tick.value)) for tick in self.panel.x.ticks]
        ends = coordinate(_LEFT), coordinate(_RIGHT)
        yield path("cs-grid", "".join(f"M{ends[0]} {coordinate(y)}H{ends[1]}" for _, y in heights))
        strokes = "".join(f"M{coordinate(x)} {coordinate(_BOTTOM)}v3" for x in (x for _, x in places))
        yield path("cs-ticks", strokes + self.broken())
        yield f'<g class="cs-left">{"".join(text(tick.label, _LEFT - 4, y + 3.5) for tick, y in heights)}</g>'
        below = _BOTTOM + _LETTER + 3
        yield f'<g class="cs-below">{"".join(text(tick.label, x, below) for tick, x in places)}</g>'

    def broken(self) -> str:
        """Two strokes across the axis, between 0 and the lowest value that a logarithm has."""
        if not self.panel.x.zero:
            return ""
        middle = (self.across(0) + self.across(self.panel.x.low)) / 2
        return "".join(f"M{coordinate(middle + x)} {coordinate(_BOTTOM + 3)}l3 -6" for x in (-3, 0))

    def reference(self) -> Iterator[str]:
        """A dashed line with its name, where the points leave most room."""
        if self.panel.reference is None:
            return
        value, name = self.panel.reference
        height = self.up(value)
        yield path("cs-reference", f"M{coordinate(_LEFT)} {coordinate(height)}H{coordinate(_RIGHT)}")
        width = len(name) * _LETTER / 2
        rows = [height + 4 + _LETTER / 2, height - 4 - _LETTER / 2]
        rows = [row for row in rows if _TOP < row < _BOTTOM - _LETTER / 2] or rows[-1:]
        free = {
            (self.room(left, left + width, row), -place): (left, row)
            for place, (left, row) in enumerate(product((_RIGHT - width, _LEFT + 3), rows))
        }
        left, row = free[max(free)]
        yield text(name, left + width, row + _LETTER / 3, "cs-reference-name")

    def room(self, left: float, right: float, row: float) -> float:
        """How far what is drawn between two places stays from a row; no more than a few letters count."""
        found = [3 * _LETTER]
        for point, (x, y) in zip(self.panel.points, self.places, strict=True):
            if left - _LETTER < x < right + _LETTER:
                error = abs(y - self.up(point.y + point.error))
                found.append(max(abs(y - row) - error, 0.0))
        for quarter in range(5) if self.panel.joined else ():
            place = left + (right - left) * quarter / 4
            found += [abs(height - row) for height in self.heights(place)]
        return min(found)

    def heights(self, place: float) -> Iterator[float]:
        """Where the line between points is at a place across."""
        for (x, y), (next_x, next_y) in pairwise(self.places):
            if x < place < next_x:
                yield y + (next_y - y) * (place - x) / (next_x - x)

    def errors(self) -> Iterator[str]:
        known = [point for point in self.panel.points if point.error]
        if known and not self.panel.band:
            yield path("cs-error", "".join(map(self.bar, known)))
        elif known and len(known) == len(self.panel.points):
            edge = [(p.x, p.y + p.error) for p in known] + [(p.x, p.y - p.error) for p in reversed(known)]
            yield path("cs-band", _line((self.across(x), self.up(y)) for x, y in edge) + "Z")

    def bar(self, point: Point) -> str:
        ends = (coordinate(self.up(point.y + side * point.error)) for side in (-1, 1))
        return f"M{coordinate(self.across(point.x))} {'V'.join(ends)}"

    def line(self) -> Iterator[str]:
        if self.panel.joined and len(self.places) > 1:
            yield path("cs-curve", _line(self.places))

    def marks(self) -> Iterator[str]:
        """The points, each with the words that show while the pointer is on it."""
        found = zip(self.panel.points, self.places, strict=True)
        around = '<g class="cs-points">' if len(self.places) <= _FEW else '<g class="cs-points cs-many">'
        yield f"{around}{''.join(point_mark(point, x, y) for point, (x, y) in found)}</g>"

    def last_value(self) -> Iterator[str]:
        """The value of the last point, above or below it, where there is more room."""
        last, (x, y) = self.panel.points[-1], self.places[-1]
        if not last.shown:
            return
        right = min(x + 4, _RIGHT + 6)
        left = right - len(last.shown) * _LETTER * 0.55
        gap = abs(y - self.up(last.y + last.error)) + 4 + _LETTER / 2
        rows = [row for row in (y - gap, y + gap) if _LETTER / 2 < row < _BOTTOM - _LETTER / 2]
        row = max(rows or [y - gap], key=lambda row: self.room(left, right - _LETTER - 5, row))
        yield text(last.shown, right, row + _LETTER / 3, "cs-last")


def _line(places: Iterable[tuple[float, float]]) -> str:
    """From place to place, each seen from the one before, which takes half the digits."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in places]
    steps = ((x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(tenths))
    start, *moves = (f"{coordinate(x / 10)} {coordinate(y / 10)}" for x, y in (tenths[0], *steps))
    return f"M{start}l{' '.join(moves)}".replace(" -", "-")
