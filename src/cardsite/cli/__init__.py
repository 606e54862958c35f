"""The command line; the only part that imports click, and one of two that turn problems into an exit."""

from __future__ import annotations

import click

from .. import __version__
from ..errors import CardsiteError
from .authoring import gaps, new, schema
from .checking import check
from .formatting import fmt
from .importing import import_, verify
from .rendering import render

__all__ = ["main"]


class _Group(click.Group):
    """A group whose commands turn what stops them into one line on standard error and exit status 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CardsiteError as error:
            click.echo(f"cardsite: {error}", err=True)
            raise click.exceptions.Exit(2) from error
        except BrokenPipeError:
            raise  # whoever read the output has seen enough, of which click knows
        except OSError as error:
            what = f"{error.filename}: {error.strerror}" if error.filename else error
            click.echo(f"cardsite: {what}", err=True)
            raise click.exceptions.Exit(2) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cardsite")
def main() -> None:
    """Model cards in YAML become a catalogue of pages."""


for command in (check, fmt, gaps, import_, new, render, schema, verify):
    main.add_command(command)
