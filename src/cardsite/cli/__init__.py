"""The command line; the only part that imports click, and one of two that turn problems into an exit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from .. import __version__
from ..errors import CardsiteError
from ..terminal import one_line
from .author_commands import gaps, new, schema
from .check_command import check
from .fmt_command import fmt
from .import_commands import import_, verify
from .output import say
from .render_command import render

__all__ = ["main"]


class _Group(click.Group):
    """A group whose commands turn what stops them into one line on standard error and exit status 2."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _usage_errors_on_one_line():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            with _usage_errors_on_one_line():
                return super().invoke(ctx)
        except CardsiteError as error:
            say(f"cardsite: {error}", err=True)
            raise click.exceptions.Exit(2) from error
        except BrokenPipeError:
            raise  # whoever read the output has seen enough, of which click knows
        except OSError as error:
            what = f"{error.filename}: {error.strerror}" if error.filename else error
            say(f"cardsite: {what}", err=True)
            raise click.exceptions.Exit(2) from error


@contextmanager
def _usage_errors_on_one_line() -> Iterator[None]:
    """Makes safe what click prints itself: an argument can be the name of a file that a stranger chose."""
    try:
        yield
    except (click.MissingParameter, click.exceptions.NoArgsIsHelpError):
        raise  # they have several lines, and nothing of the arguments in them
    except click.UsageError as error:
        raise click.UsageError(one_line(error.format_message()), error.ctx) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cardsite")
def main() -> None:
    """Model cards in YAML become a catalogue of pages."""


for command in (check, fmt, gaps, import_, new, render, schema, verify):
    main.add_command(command)
