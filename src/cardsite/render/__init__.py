"""Turns a catalogue into Markdown pages: values in, Markdown out; reads templates and nothing else."""

from .catalogue_pages import not_found, render_catalogue, rendered_pages, shown_with

__all__ = ["not_found", "render_catalogue", "rendered_pages", "shown_with"]
