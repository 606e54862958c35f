"""`cardsite import`: values from results, configurations and training files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import click

from ..authoring.editor_schemas import FOLDER, write_schemas
from ..authoring.import_plan import (
    ImportOptions,
    ImportPlan,
    changed_card,
    new_card,
    read_files,
    read_tables,
    table_plan,
)
from ..authoring.register_tasks import register_tasks
from ..authoring.verify_sources import verified
from ..catalogue import Catalogue
from ..checks.reading import card_of, read_catalogue
from ..errors import CardsiteError
from ..importers import Imported
from ..importers.card_merge import Disagreement
from ..importers.kinds import KINDS
from ..problems import Problem, Severity, at_least, has_errors
from ..reports.text_report import as_text, counted
from ..terminal import shortened, spelled_out
from .options import likely_organization, refuse_no_id, with_cards
from .output import say, say_lines

__all__ = ["import_", "verify"]


_MOST_FILES = 3
"""So many files are named."""


@click.command("import")
@with_cards
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", metavar="ID", help="Import into this card; without it, a new card is made.")
@click.option(
    "--id", "identity", metavar="ID", help="The id of the new card; by default the first file's name."
)
@click.option("--accept", is_flag=True, help="Where the card disagrees with the files, take their value.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option(
    "--checkpoint", metavar="PATTERN", help="lm-eval: finds the step in names of files: step(\\d+)."
)
@click.option(
    "--benchmark", "benchmarks", metavar="ID", multiple=True, help="lm-eval: take these benchmarks only."
)
@click.option(
    "--all-metrics", is_flag=True, help="lm-eval: take every metric and filter, not the usual one alone."
)
@click.option(
    "--register",
    is_flag=True,
    help="lm-eval: add entries to fill in to benchmarks.yaml, for tasks that no benchmark stands for.",
)
@click.option(
    "--map",
    "map_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="table: what the columns mean, as YAML.",
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
    all_metrics: bool,
    register: bool,
    map_file: Path | None,
) -> None:
    """Import values from results, configurations and training files.

    KIND is lm-eval (results of lm-evaluation-harness or LightEval, files or folders of them), hf-config
    (config.json of transformers), neox (training files of GPT-NeoX), safetensors (headers of weights: the
    files of one model, or their folder) or table (CSV, into all the cards that the file of --map names).
    Every value comes with what it rests on. What a person wrote in the card stays: where the files say
    something else, both are shown.

    Exit status: 0 when the card says what the files say, 1 when it says something else or they say nothing
    that a card has a field for, 2 when a file is broken or of another kind, and then nothing is written.
    """
    if into and identity:
        raise click.UsageError("--id names a new card, and --into an existing one")
    if (kind == "table") != (map_file is not None) or (map_file and (into or identity)):
        raise click.UsageError("--map goes with table, and says which cards the rows are of")
    catalogue = read_catalogue(cards)
    if map_file:
        _import_tables(cards, catalogue, files, map_file, accept=accept, dry_run=dry_run)
    # A benchmark whose entry has a mistake is not known, and its scores would be missed.
    mistakes = _mistakes_in_registries(catalogue, cards) if kind == "lm-eval" else ()
    imported = read_files(kind, files, catalogue, ImportOptions(checkpoint, benchmarks, all_metrics))
    if problems := (*mistakes, *imported.problems):
        say_lines(as_text(problems), err=True)
    if has_errors(imported.problems):
        raise CardsiteError("nothing was written")
    tasks = imported.unknown_tasks if register and not dry_run else {}
    if not imported.readings and not imported.runs:
        _register(cards, tasks, catalogue)
        say("nothing was written: no card has a field for what is in it", err=True)
        raise click.exceptions.Exit(1)
    plan = _planned(cards, catalogue, imported, into, identity or files[0].stem.casefold(), accept=accept)
    _carry_out(plan, cards, dry_run=dry_run)
    _register(cards, tasks, catalogue)
    say(_done(plan, dry_run=dry_run), err=True)
    raise click.exceptions.Exit(1 if plan.differences else 0)


def _import_tables(
    cards: Path, catalogue: Catalogue, files: Sequence[Path], map_file: Path, *, accept: bool, dry_run: bool
) -> NoReturn:
    if mistakes := _mistakes_in_registries(catalogue, cards):
        say_lines(as_text(mistakes), err=True)
    found = read_tables(files, map_file, catalogue)
    if found.problems:
        say_lines(as_text(found.problems), err=True)
    if has_errors(found.problems):
        raise CardsiteError("nothing was written")
    plan = table_plan(cards, catalogue, found, accept=accept)
    _carry_out(plan, cards, dry_run=dry_run)
    say(f"{counted(len(found.cards), 'card')}: {_done(plan, dry_run=dry_run)}", err=True)
    raise click.exceptions.Exit(1 if plan.differences else 0)


def _carry_out(plan: ImportPlan, cards: Path, *, dry_run: bool) -> None:
    _show(plan, dry_run=dry_run)
    if not dry_run:
        plan.write()
        # Editors are to know the sources and the model that have come.
        write_schemas(cards / FOLDER, cards)


def _planned(
    cards: Path, catalogue: Catalogue, imported: Imported, into: str | None, name: str, *, accept: bool
) -> ImportPlan:
    """What the import would do to a card that is there, or to make a new one."""
    if into:
        return changed_card(cards, catalogue, into, imported, accept=accept)
    refuse_no_id(name, "--id")
    return new_card(cards, name, likely_organization(name, catalogue), imported)


def _show(plan: ImportPlan, *, dry_run: bool) -> None:
    """What differs, and the problems that there would be; nothing is written where they are mistakes."""
    if dry_run:
        say_lines(plan.diff())
    _show_differences(plan.differences)
    if shown := at_least(plan.problems, Severity.WARNING):
        say_lines(as_text(shown), err=True)
    if plan.refused:
        raise CardsiteError("nothing was written: the card would have these mistakes")


def _register(cards: Path, tasks: Mapping[str, str], catalogue: Catalogue) -> None:
    for name in register_tasks(cards, tasks, catalogue):
        say(f'{cards / "benchmarks.yaml"}: the benchmark "{name}" is to be filled in', err=True)


def _mistakes_in_registries(catalogue: Catalogue, cards: Path) -> tuple[Problem, ...]:
    names = {(cards / f"{name}.yaml").as_posix() for name in ("benchmarks", "metrics")}
    found = (problem for problem in catalogue.problems if problem.place.file in names)
    return at_least(tuple(found), Severity.WARNING)


def _done(plan: ImportPlan, *, dry_run: bool) -> str:
    """`cards/a.yaml: 12 values added, 3 agree`."""
    counts = {
        "added": len(plan.added),
        "accepted": plan.accepted,
        "agree": plan.agreed,
        "differ": len(plan.differences),
    }
    said = ", ".join(f"{number:,} {word}" for word, number in counts.items() if number) or "no values"
    few = len(plan.files) <= _MOST_FILES
    files = " and ".join(path.as_posix() for path in plan.files) if few else counted(len(plan.files), "file")
    files = files or "no file"
    return f"{said}; {files} {'would change' if dry_run else 'changed'}"


@click.command()
@with_cards
@click.argument("identities", metavar="[ID]...", nargs=-1)
@click.option(
    "--files",
    "folders",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    multiple=True,
    default=(Path(),),
    help="Where to find the files that sources name; by default, the current folder.",
)
def verify(cards: Path, identities: tuple[str, ...], folders: tuple[Path, ...]) -> None:
    """Check cards against the local files that their sources name.

    Without an ID, all cards. Exit status: 0 when they agree with every file that is here, 1 when one differs
    or cannot be read.
    """
    catalogue = read_catalogue(cards)
    for identity in identities:
        card_of(catalogue, identity, cards)
    agreed, failed, missing, other, read = 0, False, 0, 0, 0
    for found in verified(catalogue, identities or tuple(catalogue.cards), folders):
        _show_differences(found.differences)
        broken = at_least(tuple(found.problems), Severity.WARNING)
        if broken:
            say_lines(as_text(broken))
        failed = failed or bool(found.differences) or has_errors(broken)
        agreed, read = agreed + found.agreed, read + len(found.read)
        missing, other = missing + len(found.missing), other + len(found.other)
    absent = f"; not here: {counted(missing, 'file')} that sources name" if missing else ""
    unread = f"; of a kind that is not read: {counted(other, 'file')}" if other else ""
    say(f"{agreed:,} values agree with {counted(read, 'file')}{absent}{unread}", err=True)
    raise click.exceptions.Exit(1 if failed else 0)


def _show_differences(differences: Sequence[Disagreement]) -> None:
    for each in differences:
        source = f" ({shortened(each.source)})" if each.source else ""
        words = f"card says {spelled_out(each.card)}, file says {spelled_out(each.file)}"
        say(f"{each.place}  {each.field}: {words}{source}")
