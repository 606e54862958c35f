"""The command line; the only module that imports click, and one of two that turn problems into an exit."""

from __future__ import annotations

from pathlib import Path

import click

from . import __version__
from .catalogue import Catalogue
from .checks import CHECKS, Rules, explained
from .completeness import DEFAULT, LENSES, Gaps, with_stubs
from .errors import CardsiteError
from .problems import Problem, Severity, at_least, did_you_mean
from .report import as_github, as_json, as_junit, as_text, counted, summary
from .sarif import as_sarif
from .schema import SCHEMAS, json_schema_text
from .settings import rules_of
from .site import build_site, is_card_id, read_catalogue
from .starter import starting_card
from .writing import create_file, write_file, write_site

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
_FOLDER = click.Path(path_type=Path, file_okay=False)
_CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The site's settings, of which those of the checks hold here too; it need not be there.",
)
_FORMATS = {"text": as_text, "github": as_github, "json": as_json, "sarif": as_sarif, "junit": as_junit}
_OF_LINES = ("text", "github")
"""The formats in which no problem is no line."""
_SEVERITIES = [severity.value for severity in Severity]


def _explain(context: click.Context, _: click.Parameter, code: str | None) -> None:
    """Prints a check and ends the command; to click this is part of reading the options."""
    if code and not context.resilient_parsing:
        click.echo(explained(CHECKS[code]), nl=False)
        context.exit()


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


@main.command()
@_CARDS
@_CONFIG
@click.option(
    "--format",
    "style",
    type=click.Choice(list(_FORMATS)),
    default="text",
    show_default=True,
    help="How problems are written; github puts each on its line of a pull request.",
)
@click.option(
    "--select", multiple=True, metavar="CODE", help="Run these checks only: a code, or its first words."
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave these checks out.")
@click.option(
    "--show",
    type=click.Choice(_SEVERITIES),
    default="warning",
    show_default=True,
    help="The least of what is listed; the rest is counted.",
)
@click.option(
    "--fail-on",
    type=click.Choice(_SEVERITIES),
    default="error",
    show_default=True,
    help="The least that gives exit status 1.",
)
@click.option(
    "--explain",
    type=click.Choice(list(CHECKS)),
    metavar="CODE",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Say what a check looks for, with an example, and exit.",
)
def check(
    cards: Path,
    config: Path,
    style: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    show: str,
    fail_on: str,
) -> None:
    """Read every card and report every problem.

    Checks that mkdocs.yml selects or ignores are selected or ignored here too. Exit status: 0 when all cards
    can be published, 1 when there are errors, 2 when cardsite could not run.
    """
    settings = rules_of(config)
    rules = Rules((*settings.select, *select), (*settings.ignore, *ignore))
    catalogue = read_catalogue(cards, rules=rules)
    shown = at_least(catalogue.problems, Severity(show))
    if shown or style not in _OF_LINES:
        click.echo(_FORMATS[style](shown))
    click.echo(f"{counted(catalogue.files, 'card')} read: {_found(catalogue.problems, shown)}", err=True)
    raise click.exceptions.Exit(1 if at_least(catalogue.problems, Severity(fail_on)) else 0)


def _found(problems: tuple[Problem, ...], shown: tuple[Problem, ...]) -> str:
    """How much there is of what, and how to see the rest."""
    rest = [problem.severity for problem in problems if problem not in shown]
    least = max(rest, key=_SEVERITIES.index, default=None)
    return summary(problems) + (f"; --show {least} lists the rest too" if least else "")


@main.command()
@_CARDS
@_TEMPLATES
@_CONFIG
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where the pages go."
)
def render(cards: Path, templates: Path, config: Path, out: Path) -> None:
    """Write the catalogue as plain Markdown files, for any site engine.

    Only files whose bytes change are touched, and nothing is written while a card has errors.
    """
    if out.resolve().is_relative_to(cards.resolve()):
        raise CardsiteError(f"{out} lies in the folder of cards; the YAML in it would be read as cards")
    site = build_site(cards, templates, rules=rules_of(config))
    if shown := at_least(site.problems, Severity.WARNING):
        click.echo(as_text(shown), err=True)
    if not site.publishable:
        click.echo(f"nothing was written: {summary(site.problems)}", err=True)
        raise click.exceptions.Exit(1)
    changed, removed = write_site(site, out)
    click.echo(f"{len(site.pages)} pages in {out}: {changed} files changed, {removed} removed")


@main.command()
@_CARDS
@click.argument("identity", metavar="ID")
def new(cards: Path, identity: str) -> None:
    """Write a commented starting card, cards/ID.yaml, and the schemas that editors complete from.

    ID is the path below the folder of cards, such as pythia/pythia-160m.
    """
    if not is_card_id(identity):
        raise click.BadParameter(
            f'"{identity}" cannot be the id of a card: lower-case letters, digits, dots and hyphens, in at'
            " most three folders, as in pythia/pythia-160m; family, index, con and the like mean"
            " something else",
            param_hint="ID",
        )
    cards.mkdir(parents=True, exist_ok=True)
    path = cards / f"{identity}.yaml"
    create_file(path, starting_card(identity, _likely_organization(identity, read_catalogue(cards))))
    _write_schemas(cards / ".schema")
    click.echo(f"{path} is ready to be filled in; cardsite check says what is still missing")


@main.command()
@_CARDS
@click.argument("identity", metavar="ID")
@click.option(
    "--lens",
    "name",
    default=DEFAULT,
    show_default=True,
    help=f"What the card is held against: {', '.join(LENSES)}.",
)
@click.option("--write", is_flag=True, help="Put what is missing into the card, as comments.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the answers are written.",
)
def gaps(cards: Path, identity: str, name: str, write: bool, style: str) -> None:
    """Show what a card says, states as absent and leaves out, with the line of each.

    ID is the path below the folder of cards, such as pythia/pythia-160m. With --write, a comment for each
    missing field goes to its place in the card; nothing that is there changes.
    """
    catalogue = read_catalogue(cards)
    entry = catalogue.cards.get(identity)
    if entry is None:
        raise CardsiteError(_no_card(cards, identity, catalogue))
    found = Gaps(entry, name)
    click.echo(found.as_json() if style == "json" else found.as_text())
    if write:
        path = cards / f"{identity}.yaml"
        stubs = with_stubs(path.read_bytes(), entry.file, entry.card, found.answers)
        write_file(path, stubs.content)
        for left in stubs.left:
            click.echo(f"not written: {left}", err=True)
        click.echo(f"{counted(stubs.added, 'line')} added to {path}", err=True)


def _no_card(cards: Path, identity: str, catalogue: Catalogue) -> str:
    if (cards / f"{identity}.yaml").is_file():
        return f"{cards / identity}.yaml is no card that can be read; cardsite check says why"
    hint = did_you_mean(identity, catalogue.cards) or "an id is the path below the folder of cards"
    return f'there is no card "{identity}"; {hint}'


@main.command()
@click.argument("kind", type=click.Choice(SCHEMAS), default="card")
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write all schemas into this folder.",
)
def schema(kind: str, folder: Path | None) -> None:
    """Print the JSON Schema of a kind of file, or write those of all kinds."""
    if folder is None:
        click.echo(json_schema_text(kind), nl=False)
    else:
        click.echo(f"{_write_schemas(folder)} of {len(SCHEMAS)} schemas changed in {folder}")


def _likely_organization(identity: str, catalogue: Catalogue) -> str:
    """That of the family beside which the card will lie, or the only one there is."""
    family = catalogue.families.get(identity.rpartition("/")[0])
    known = list(catalogue.registries.organizations)
    return (family and family.family.organization) or (known[0] if len(known) == 1 else "")


def _write_schemas(folder: Path) -> int:
    return sum(write_file(folder / f"{kind}.json", json_schema_text(kind).encode()) for kind in SCHEMAS)
