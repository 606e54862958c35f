"""Turns a catalogue into Markdown pages: values in, Markdown out; reads templates and nothing else."""

from .catalogue_pages import render_catalogue

__all__ = ["render_catalogue"]
