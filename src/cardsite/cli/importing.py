"""`cardsite import`: values from files that machines wrote."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import CardsiteError
from ..importing import KINDS, Choice, Plan, changed_card, new_card, read_files
from ..problems import has_errors
from ..report import as_text
from ..site import read_catalogue
from .options import likely_organization, refuse_no_id, with_cards

__all__ = ["import_"]


@click.command("import")
@with_cards
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", metavar="ID", help="Lay the files into this card; without it, a new one is made.")
@click.option(
    "--id", "identity", metavar="ID", help="The id of the new card; by default the first file's name."
)
@click.option("--accept", is_flag=True, help="Where the card says something else, take what the files say.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option(
    "--checkpoint", metavar="PATTERN", help="lm-eval: finds the step in names of files: step(\\d+)."
)
@click.option(
    "--benchmark", "benchmarks", metavar="ID", multiple=True, help="lm-eval: take these benchmarks only."
)
def import_(  # noqa: PLR0913, PLR0917  (one for each option)
    cards: Path,
    kind: str,
    files: tuple[Path, ...],
    into: str | None,
    identity: str | None,
    accept: bool,
    dry_run: bool,
    checkpoint: str | None,
    benchmarks: tuple[str, ...],
) -> None:
    """Take from files what machines wrote: results, configurations, training files.

    KIND is lm-eval (results of lm-evaluation-harness, files or folders of them), hf-config (config.json of
    transformers) or neox (training files of GPT-NeoX). Every value comes with the words that it was read in.
    What a person wrote in the card stays: where the files say something else, both are shown, and the exit
    status is 1.
    """
    catalogue = read_catalogue(cards)
    imported = read_files(kind, files, catalogue, Choice(checkpoint, benchmarks))
    if imported.problems:
        click.echo(as_text(imported.problems), err=True)
    if has_errors(imported.problems):
        raise CardsiteError("nothing was written")
    if into:
        plan = changed_card(cards, catalogue, into, imported, accept=accept)
    else:
        name = identity or files[0].stem.casefold()
        refuse_no_id(name, "--id")
        plan = new_card(cards, name, likely_organization(name, catalogue), imported)
    if dry_run:
        click.echo(plan.diff(), nl=False)
    for difference in plan.differences:
        click.echo(f"{difference.field}: card says {difference.card} ({difference.place})", err=True)
        click.echo(
            f"{'file says':>{len(difference.field) + 11}} {difference.file} ({difference.source})", err=True
        )
    if plan.problems:
        click.echo(as_text(plan.problems), err=True)
    if plan.refused:
        raise CardsiteError("nothing was written: the card would have these mistakes")
    if not dry_run:
        plan.write()
    click.echo(_done(plan, dry_run=dry_run), err=True)
    raise click.exceptions.Exit(1 if plan.differences else 0)


def _done(plan: Plan, *, dry_run: bool) -> str:
    """`cards/a.yaml: 12 values added, 3 agree`."""
    counts = {
        "added": len(plan.added),
        "accepted": plan.accepted,
        "agree": plan.agreed,
        "differ": len(plan.differences),
    }
    said = ", ".join(f"{number:,} {word}" for word, number in counts.items() if number) or "no values"
    files = " and ".join(path.as_posix() for path in plan.files) or "no file"
    return f"{said}; {files} {'would change' if dry_run else 'changed'}"
