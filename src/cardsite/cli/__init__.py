"""The command line; the only part that imports click, and one of two that turn problems into an exit."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

import click

from .. import __version__
from ..errors import CardsiteError
from ..terminal import one_line
from .output import say

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "check": ("check_command", "Report every problem of cards, with its place and what to do."),
    "diff": ("diff_command", "Report which claims changed, between two revisions or folders."),
    "fmt": ("fmt_command", "Put the fields of files into the order of the format."),
    "gaps": ("author_commands", "Show what a card says, states as absent and leaves out."),
    "import": ("import_commands", "Import values from results, configurations and training files."),
    "init": ("init_command", "Write a new catalogue, ready to be built and published."),
    "new": ("author_commands", "Write a commented starting card, and the schemas for editors."),
    "render": ("render_command", "Write the catalogue as plain Markdown files, for any site engine."),
    "schema": ("author_commands", "Print or write the JSON Schema of a kind of file."),
    "verify": ("import_commands", "Check cards against the local files that their sources name."),
}
"""The module of each command, and what the list of commands says of it.

A module is imported when its command is asked for: all of them take twenty times as long as the list.
"""


class _Group(click.Group):
    """A group that imports a command when it is asked for.

    What stops a command becomes one line on standard error, and exit status 2.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click calls it so)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".{COMMANDS[cmd_name][0]}", __name__)
        found = (value for value in vars(module).values() if isinstance(value, click.Command))
        return next(command for command in found if command.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])

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
