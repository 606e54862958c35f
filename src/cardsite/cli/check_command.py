"""`cardsite check`: what is wrong with cards."""

from __future__ import annotations

from pathlib import Path

import click

from ..authoring.editor_schemas import FOLDER, is_stale
from ..checks import CHECKS, Rules, explained
from ..checks.reading import read_catalogue, without_collecting
from ..history.card_dates import RenamedCards
from ..problems import Severity, at_least, did_you_mean
from ..reports.github import as_github
from ..reports.json_report import as_json
from ..reports.sarif import as_sarif
from ..reports.text_report import as_text, by_check, counted, summary
from .options import with_cards, with_config
from .output import say, say_lines
from .selection import named_files
from .settings import docs_of, rules_of

__all__ = ["check"]

_FORMATS = {"text": as_text, "github": as_github, "json": as_json, "sarif": as_sarif}
_OF_LINES = ("text", "github")
"""The formats in which a file without problems has no lines."""
_SEVERITIES = [severity.value for severity in Severity]


def _explain(context: click.Context, _: click.Parameter, code: str | None) -> None:
    """Prints a check or those of a group, and ends the command; to click it is part of reading options."""
    if code is None or context.resilient_parsing:
        return
    group = [each for each in CHECKS.values() if each.code.startswith(f"{code}-")]
    if code not in CHECKS and not group:
        groups = {each.partition("-")[0] for each in CHECKS}
        hint = (
            did_you_mean(code, {*CHECKS, *groups})
            or "what the format forbids is explained in the reference, under Messages"
        )
        raise click.BadParameter(f'there is no check "{code}"; {hint}', param_hint="--explain")
    if code in CHECKS:
        say_lines(explained(CHECKS[code]))
    else:
        say_lines("\n".join(f"{each.code} ({each.severity}): {each.title}." for each in group))
    context.exit()


@click.command()
@with_cards
@with_config
@click.option(
    "--format",
    "style",
    type=click.Choice(list(_FORMATS)),
    default="text",
    show_default=True,
    help="The format of the output; github puts each problem on its line of a pull request.",
)
@click.option(
    "--select", multiple=True, metavar="CODE", help="Run these checks only: a code, or its first words."
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Ignore these checks.")
@click.option(
    "--show",
    type=click.Choice(_SEVERITIES),
    default="warning",
    show_default=True,
    help="The minimum severity to list; the rest is counted.",
)
@click.option(
    "--fail-on",
    type=click.Choice(_SEVERITIES),
    default="error",
    show_default=True,
    help="The minimum severity that gives exit status 1.",
)
@click.option(
    "--explain",
    metavar="CODE",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Say what a check looks for, with an example, and exit.",
)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@without_collecting()
def check(  # noqa: PLR0913, PLR0917  (one for each option)
    cards: Path,
    config: Path,
    style: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    show: str,
    fail_on: str,
    names: tuple[str, ...],
) -> None:
    """Read every card and report every problem, or those of what is named.

    NAME is the id of a card (pythia/pythia-160m), a file (cards/pythia/pythia-160m.yaml), or a folder for all
    that lies below it. A card stands for its file of results and the family.yaml that it inherits from too,
    and a family.yaml for its members. The whole catalogue is read all the same; what is wrong elsewhere is
    counted, and does not change the exit status.

    Checks that mkdocs.yml selects or ignores are selected or ignored here too. Exit status: 0 when all cards
    can be published, 1 when there are errors, 2 when cardsite could not run.
    """
    settings = rules_of(config)
    rules = Rules((*settings.select, *select), (*settings.ignore, *ignore))
    catalogue = read_catalogue(cards, rules=rules, docs=docs_of(config), renamed=RenamedCards(cards))
    files = named_files(cards, catalogue, names) if names else None
    problems = tuple(each for each in catalogue.problems if files is None or each.place.file in files)
    shown = at_least(problems, Severity(show))
    if shown or style not in _OF_LINES:
        say_lines(_FORMATS[style](shown), for_github=style == "github")
    if style == "text" and len(shown) > 1:
        say_lines(by_check(shown), err=True)
    rest = [problem.severity for problem in problems if problem not in shown]
    least = max(rest, key=_SEVERITIES.index, default=None)
    more = f"; --show {least} lists the rest too" if least else ""
    whole = {entry.file for entry in catalogue.cards.values()}
    broken = [file for file in catalogue.card_files if file not in whole and (files is None or file in files)]
    unseen = f"; {counted(len(broken), 'card')} that broke the format not checked further" if broken else ""
    others = (each for each in catalogue.problems if files is not None and each.place.file not in files)
    counts = summary(at_least(others, Severity(show)))
    elsewhere = f"; elsewhere {counts}" if names else ""
    read = counted(len(catalogue.card_files), "card")
    say(f"{read} read: {summary(problems)}{more}{unseen}{elsewhere}", err=True)
    if style == "text" and is_stale(catalogue, cards):
        schemas = cards / FOLDER
        say(f"editors complete from old schemas; cardsite schema --write {schemas} renews them", err=True)
    raise click.exceptions.Exit(1 if at_least(problems, Severity(fail_on)) else 0)
