"""Small drawings of numbers as SVG: scales, panels and strips; it knows no card and no page."""

from .panels import Panel, draw_panel
from .points import Point
from .scales import Scale, Tick, linear, logarithmic
from .strips import Strip, draw_strip

__all__ = ["Panel", "Point", "Scale", "Strip", "Tick", "draw_panel", "draw_strip", "linear", "logarithmic"]
