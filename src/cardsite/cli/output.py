"""Prints what commands say; text of files in it does not act on a terminal or a workflow."""

from __future__ import annotations

import os

import click

from ..terminal import one_line, printed

__all__ = ["say", "say_coloured", "say_lines"]


def say(line: str, *, err: bool = False) -> None:
    """Print one line, whatever it was made of."""
    click.echo(one_line(line), err=err)


def say_lines(text: str, *, err: bool = False, for_github: bool = False) -> None:
    """Print a text of several lines, each made safe; nothing for an empty one.

    `for_github` are the lines of `as_github`: they are commands, and what stands in them is safe already.
    """
    if text:
        click.echo(text if for_github else printed(text), err=err, nl=not text.endswith("\n"))


_COLOURS = {"+": "green", "-": "red", "~": "yellow", "!": "magenta"}


def say_coloured(text: str) -> None:
    """Print lines that each begin with a sign for what they are, on a terminal in colours."""
    coloured = False if os.environ.get("NO_COLOR") else None  # of None, click asks the terminal
    for line in printed(text.rstrip("\n")).split("\n"):
        colour = _COLOURS.get(line.lstrip()[:1]) if line.startswith("  ") else None
        click.echo(click.style(line, fg=colour) if colour else line, color=coloured)
