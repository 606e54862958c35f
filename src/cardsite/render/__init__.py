"""Turns a catalogue into Markdown pages: values in, Markdown out; reads templates and nothing else."""

from .building import render_catalogue

__all__ = ["render_catalogue"]
