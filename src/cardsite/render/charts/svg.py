"""Elements of SVG as text, with every word in them escaped; what they look like is left to style sheets."""

from __future__ import annotations

from collections.abc import Iterable

from ...markup import Safe, attribute
from .points import Point

__all__ = ["coordinate", "drawing", "path", "point_mark", "text"]


def coordinate(value: float) -> str:
    """A length to a tenth of a unit, which is finer than a screen shows."""
    number = f"{value:.1f}".removesuffix(".0")
    return "0" if number == "-0" else number


def path(kind: str, line: str) -> str:
    """A path of a class; nothing for an empty one."""
    return f'<path class="{kind}" d="{line}"/>' if line else ""


def _escaped(words: str) -> str:
    """Words that may stand in a page as they are, such as numbers, cost a reader of HTML less so."""
    return words if isinstance(words, Safe) else attribute(words)


def text(words: str, x: float, y: float, kind: str = "") -> str:
    """One line of text, which style sheets align by its class."""
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{coordinate(x)}" y="{coordinate(y)}">{_escaped(words)}</text>'


def point_mark(point: Point, x: float, y: float, field: tuple[float, float, float, float]) -> str:
    """A point with the words that show while its field is pointed at: left, top, right and bottom.

    Style sheets have the point's size and the place of the words.
    """
    named = ' class="cs-chief"' if point.chief else ""
    key = f' data-cs-nth="{point.key}"' if point.key else ""
    left, top, right, bottom = map(coordinate, field)
    return (
        f'<g{named}{key}><path d="M{left} {top}H{right}V{bottom}H{left}"/>'
        f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}"/><text>{_escaped(point.words)}</text></g>'
    )


def drawing(
    kind: str, identity: str, size: tuple[float, float], title: str, description: str, parts: Iterable[str]
) -> Safe:
    """A whole drawing, with a title and a description in words for those who do not see it.

    `identity` is the beginning of two ids, and so unique on the page.
    """
    width, height = map(coordinate, size)
    names = f"{identity}-title", f"{identity}-words"
    return Safe(
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img"'
        f' aria-labelledby="{names[0]}" aria-describedby="{names[1]}">'
        f'<title id="{names[0]}">{attribute(title)}</title>'
        f'<desc id="{names[1]}">{attribute(description)}</desc>{"".join(parts)}</svg>',
        "",
    )
