"""Small drawings of numbers as SVG: scales and panels; it knows no card and no page."""

from .panels import Panel, draw_panel
from .points import Point
from .scales import Scale, Tick, linear, logarithmic

__all__ = ["Panel", "Point", "Scale", "Tick", "draw_panel", "linear", "logarithmic"]
