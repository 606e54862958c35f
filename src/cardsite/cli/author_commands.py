"""`cardsite new`, `gaps` and `schema`: help for the author of a card."""

from __future__ import annotations

from pathlib import Path

import click

from ..authoring.editor_schemas import FOLDER, write_schemas
from ..authoring.gaps import Gaps
from ..authoring.starter import starters, starting_card
from ..authoring.stubs import with_stubs
from ..checks.reading import card_of, read_catalogue
from ..facts.coverage import DEFAULT, LENSES
from ..files import create_file, write_file
from ..reports.text_report import counted
from ..schema import SCHEMAS, json_schema_text
from .options import likely_organization, refuse_no_id, with_cards
from .output import say, say_lines

__all__ = ["gaps", "new", "schema"]


@click.command()
@with_cards
@click.argument("identity", metavar="ID")
@click.option(
    "--kind",
    "word",
    metavar="KIND",
    type=click.Choice(starters()),
    help=f"Begin with the fields of one of: {', '.join(starters())}.",
)
def new(cards: Path, identity: str, word: str | None) -> None:
    """Write a commented starting card, cards/ID.yaml, and the schemas that editors complete from.

    ID is the path below the folder of cards, such as pythia/pythia-160m.
    """
    refuse_no_id(identity, "ID")
    cards.mkdir(parents=True, exist_ok=True)
    path = cards / f"{identity}.yaml"
    organization = likely_organization(identity, read_catalogue(cards))
    create_file(path, starting_card(identity, organization, word or ""))
    write_schemas(cards / FOLDER, cards)
    say(f"{path} is ready to be filled in; cardsite check says what is still missing")


@click.command()
@with_cards
@click.argument("identity", metavar="ID")
@click.option(
    "--lens",
    "name",
    default=DEFAULT,
    show_default=True,
    help=f"What the card is checked against: {', '.join(LENSES)}.",
)
@click.option("--write", is_flag=True, help="Add what is missing to the card, as comments.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The format of the output.",
)
def gaps(cards: Path, identity: str, name: str, write: bool, style: str) -> None:
    """Show what a card says, states as absent and leaves out, with the line of each.

    ID is the path below the folder of cards, such as pythia/pythia-160m. With --write, a comment for each
    missing field goes to its place in the card; nothing that is there changes.
    """
    catalogue = read_catalogue(cards)
    entry = card_of(catalogue, identity, cards)
    found = Gaps(entry, name)
    say_lines(found.as_json() if style == "json" else found.as_text())
    if write:
        path = cards / f"{identity}.yaml"
        stubs = with_stubs(path.read_bytes(), entry.file, entry.card, found.answers)
        write_file(path, stubs.content)
        for left in stubs.left:
            say(f"not written: {left}", err=True)
        say(f"{counted(stubs.added, 'line')} added to {path}", err=True)


@click.command()
@with_cards
@click.argument("kind", type=click.Choice(SCHEMAS), default="card")
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write all schemas into this folder.",
)
def schema(cards: Path, kind: str, folder: Path | None) -> None:
    """Print the JSON Schema of a kind of file, or write those of all kinds.

    Those that are written know the ids of the cards, so that editors complete them.
    """
    if folder is None:
        say_lines(json_schema_text(kind))
    else:
        changed = write_schemas(folder, cards)
        say(f"{changed} of {len(SCHEMAS)} schemas changed in {folder}")
