"""Small drawings of numbers as SVG: scales and panels; it knows no card and no page."""

from .panels import Drawing, Panel, draw_panel
from .points import Point
from .scales import Scale, Tick, linear, logarithmic

__all__ = ["Drawing", "Panel", "Point", "Scale", "Tick", "draw_panel", "linear", "logarithmic"]
