"""A panel: numbers along an axis, with their errors, and what guessing gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ...markup import Safe
from .points import Point
from .scales import Scale, Tick
from .svg import coordinate, drawing, path, point_mark, text

__all__ = ["Drawing", "Panel", "draw_panel"]

# Units of the drawing. A panel is shown 160 to 300 pixels wide.
_WIDTH, _HEIGHT = 200.0, 140.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 190.0, 24.0, 122.0
_LETTER = 7.5
"""The width of a digit where letters are largest, which is in the smallest panels, in a wide font."""
_FEW = 12
"""More points than these are drawn smaller."""
_CLOSE = 4.0
"""Points no further from each other across stand in one column."""
_BEYOND = 8.0
"""So far outside of the axes a point is still pointed at."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel shows: points from left to right, in the units of its two axes."""

    title: str
    description: str
    points: tuple[Point, ...]
    x: Scale
    y: Scale
    reference: float | None = None
    """A value to compare with, which is a dashed line."""
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

    def with_words(self, title: str, description: str) -> Safe:
        return draw_panel(replace(self.panel, title=title, description=description), self.identity)


def draw_panel(panel: Panel, identity: str) -> Safe:
    """The panel as SVG; `identity` is unique on the page. Colours are left to style sheets."""
    drawn = _Drawn(panel)
    parts = (*drawn.axes(), *drawn.reference(), *drawn.errors(), *drawn.line(), *drawn.marks())
    return drawing("cs-plot", identity, (_WIDTH, _HEIGHT), panel.title, panel.description, parts)


class _Drawn:
    """A panel with the places of its points."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        longest = max(len(tick.label) for tick in panel.y.ticks)
        self.left = min(max(_LEFT, 6 + longest * _LETTER), _WIDTH / 3)
        self.places = [(self.across(point.x), self.up(point.y)) for point in panel.points]

    def across(self, value: float) -> float:
        return self.left + self.panel.x.at(value) * (_RIGHT - self.left)

    def up(self, value: float) -> float:
        return _BOTTOM - self.panel.y.at(value) * (_BOTTOM - _TOP)

    def axes(self) -> Iterator[str]:
        """Hairlines at the values that the axis on the left names, and short strokes below."""
        heights = [(tick, self.up(tick.value)) for tick in self.panel.y.ticks]
        places = [(tick, self.across(tick.value)) for tick in self.panel.x.ticks]
        ends = coordinate(self.left), coordinate(_RIGHT)
        yield path("cs-grid", "".join(f"M{ends[0]} {coordinate(y)}H{ends[1]}" for _, y in heights))
        strokes = "".join(f"M{coordinate(x)} {coordinate(_BOTTOM)}v3" for x in (x for _, x in places))
        yield path("cs-ticks", strokes + self.breaks())
        left = (text(tick.label, self.left - 4, y + 3.5) for tick, y in heights)
        yield f'<g class="cs-left">{"".join(left)}</g>'
        yield f'<g class="cs-below">{"".join(self.below(places))}</g>'

    def below(self, places: Iterable[tuple[Tick, float]]) -> Iterator[str]:
        """The names of the axis below, inside of the drawing; one that has no room is left out."""
        free = 0.0
        for tick, x in places:
            half = len(tick.label) * _LETTER / 2
            middle = min(x, _WIDTH - half)
            if middle - half >= free:
                free = middle + half + _LETTER / 2
                yield text(tick.label, middle, _BOTTOM + 15)

    def breaks(self) -> str:
        """Two strokes across an axis that leaves out what lies between 0 and its lowest value."""
        found = []
        if self.panel.x.zero:
            middle = (self.across(0) + self.across(self.panel.x.low)) / 2
            found += [f"M{coordinate(middle + x)} {coordinate(_BOTTOM + 3)}l3 -6" for x in (-3, 0)]
        elif self.panel.x.cut:
            found += [f"M{coordinate(self.left + x)} {coordinate(_BOTTOM + 3)}l3 -6" for x in (8, 11)]
        if self.panel.y.cut:
            found += [f"M{coordinate(self.left)} {coordinate(_BOTTOM)}v-14"]
            found += [f"M{coordinate(self.left - 3)} {coordinate(_BOTTOM - y)}l6 -3" for y in (4, 7)]
        return "".join(found)

    def reference(self) -> Iterator[str]:
        if self.panel.reference is not None:
            height = coordinate(self.up(self.panel.reference))
            yield path("cs-reference", f"M{coordinate(self.left)} {height}H{coordinate(_RIGHT)}")

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
        """The points, each with the words that show while the pointer is nearer to it than to the others."""
        around = '<g class="cs-points">' if len(self.places) <= _FEW else '<g class="cs-points cs-many">'
        fields = self.fields()
        found = enumerate(zip(self.panel.points, self.places, strict=True))
        yield f"{around}{''.join(point_mark(p, *at, fields[place]) for place, (p, at) in found)}</g>"

    def fields(self) -> dict[int, tuple[float, float, float, float]]:
        """For each point its part of the drawing: columns, which points in one column share."""
        columns: list[list[int]] = []
        for place in sorted(range(len(self.places)), key=lambda place: self.places[place]):
            if columns and self.places[place][0] - self.places[columns[-1][0]][0] <= _CLOSE:
                columns[-1].append(place)
            else:
                columns.append([place])
        middles = [self.places[column[0]][0] for column in columns]
        sides = _between(middles, self.left - _BEYOND, _RIGHT + _BEYOND)
        found: dict[int, tuple[float, float, float, float]] = {}
        for column, (left, right) in zip(columns, sides, strict=True):
            column.sort(key=lambda place: self.places[place][1])
            ends = _between([self.places[place][1] for place in column], _TOP - _BEYOND, _BOTTOM + _BEYOND)
            found |= {
                place: (left, top, right, down) for place, (top, down) in zip(column, ends, strict=True)
            }
        return found


def _between(values: Sequence[float], first: float, last: float) -> Iterable[tuple[float, float]]:
    """What is nearest to each of the values, which are in order, from the first to the last place."""
    return pairwise((first, *((one + other) / 2 for one, other in pairwise(values)), last))


def _line(places: Iterable[tuple[float, float]]) -> str:
    """From place to place, each seen from the one before, which takes half the digits."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in places]
    steps = ((x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(tenths))
    start, *moves = (f"{coordinate(x / 10)} {coordinate(y / 10)}" for x, y in (tenths[0], *steps))
    return f"M{start}l{' '.join(moves)}".replace(" -", "-")
