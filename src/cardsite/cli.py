"""The command line; the only module that imports click, and one of two that turn problems into an exit."""

from __future__ import annotations

from pathlib import Path

import click

from . import __version__
from .errors import CardsiteError
from .problems import has_errors
from .report import as_github, as_json, as_text, summary
from .site import read_catalogue

__all__ = ["main"]

_CARDS = click.option(
    "--cards",
    type=click.Path(path_type=Path),
    default=Path("cards"),
    show_default=True,
    help="The folder of cards.",
)
_TEMPLATES = click.option(
    "--templates",
    type=click.Path(path_type=Path),
    default=Path("templates"),
    show_default=True,
    help="The site's own templates; they come before those of cardsite.",
)
_FORMATS = {"text": as_text, "github": as_github, "json": as_json}


class _Group(click.Group):
    """A group whose commands turn CardsiteError into one line on standard error and exit status 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CardsiteError as error:
            click.echo(f"cardsite: {error}", err=True)
            raise click.exceptions.Exit(2) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cardsite")
def main() -> None:
    """Model cards in YAML become a catalogue of pages."""


@main.command()
@_CARDS
@click.option("--format", "style", type=click.Choice(sorted(_FORMATS)), default="text", show_default=True)
def check(cards: Path, style: str) -> None:
    """Read every card and report every problem.

    Exit status: 0 when all cards can be published, 1 when there are errors, 2 when cardsite could not run.
    """
    catalogue = read_catalogue(cards)
    problems = catalogue.problems
    if problems or style == "json":
        click.echo(_FORMATS[style](problems))
    if style == "text":
        click.echo(f"{len(catalogue.cards)} cards read, {summary(problems)}", err=True)
    raise click.exceptions.Exit(1 if has_errors(problems) else 0)
