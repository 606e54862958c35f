"""Turns a catalogue into Markdown pages: values in, Markdown out; reads templates and nothing else."""

from .catalogue_pages import contents, not_found, render_catalogue, rendered_pages, shown_with
from .problem_pages import banner, broken_pages

__all__ = [
    "banner",
    "broken_pages",
    "contents",
    "not_found",
    "render_catalogue",
    "rendered_pages",
    "shown_with",
]
