"""`cardsite diff`: which claims changed."""

from __future__ import annotations

from pathlib import Path

import click

from ..catalogue.trees import Kept
from ..changes import Comparison, Flag, read_versions, report_of
from ..changes.rendering import as_html, as_json, as_markdown, as_text, naming_of
from ..checks.reading import without_collecting
from ..render.environment import make_environment
from ..site import SiteInfo
from .options import with_cards, with_config, with_templates
from .output import say_coloured, say_lines
from .settings import rules_of, use_folders

__all__ = ["diff"]

_FORMATS = ("text", "markdown", "html", "json")


def _address(_: click.Context, __: click.Parameter, url: str | None) -> str:
    if url and not url.startswith(("https://", "http://")):
        raise click.BadParameter("an address that begins with https://")
    return f"{url.rstrip('/')}/" if url else ""


@click.command()
@with_cards
@with_config
@with_templates
@click.option(
    "--format",
    "style",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="The format of the report; markdown is for a comment or a job summary, html is one page.",
)
@click.option(
    "--preview-url",
    metavar="URL",
    callback=_address,
    help="Where a preview of the new version is published; cards in the report lead to their pages there.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*(flag.value for flag in Flag), "any"]),
    multiple=True,
    help="Give exit status 1 if the report has this flag.",
)
@click.argument("versions", metavar="[BASE[..HEAD]]", default="HEAD")
def diff(
    cards: Path,
    config: Path,
    templates: Path,
    style: str,
    preview_url: str,
    fail_on: tuple[str, ...],
    versions: str,
) -> None:
    """Report which claims changed between two versions of the catalogue, and what follows from that.

    BASE and HEAD are git revisions, or folders of cards. With BASE alone, the working tree is compared with
    the commit at which it went apart from BASE; without it, with the last commit. BASE..HEAD compares two
    versions directly. Nothing is checked out, and nothing of the repository is run.

    Flags say what to ask about. same-source: a number changed, and what it rests on did not. same-date: a
    score changed, and the date of its evaluation did not. freer-license: a licence asks for less than before.
    less-evidence: a source or a quotation was removed.

    Exit status: 0, 1 with a flag of --fail-on, 2 when cardsite could not run.
    """
    with without_collecting():
        text, flags = _report(cards, config, templates, style, preview_url, versions)
    say_coloured(text) if style == "text" else say_lines(text)
    raise click.exceptions.Exit(1 if flags & {*fail_on} or ("any" in fail_on and flags) else 0)


def _report(
    cards: Path, config: Path, templates: Path, style: str, preview_url: str, versions: str
) -> tuple[str, set[str]]:
    """The report in a format, and the flags in it."""
    kept = Kept()
    before, after = read_versions(cards, versions, rules_of(config), kept)
    environment = make_environment(templates)
    site = SiteInfo(url=preview_url, folders=use_folders(config))
    report = report_of(
        Comparison(before, after, naming_of(environment), kept),
        lambda identity: site.page(f"models/{identity}.md"),
    )
    writing = {"text": as_text, "markdown": as_markdown, "html": as_html}
    text = as_json(report) if style == "json" else writing[style](report, environment)
    return text, {flag for each in report["flags"] for flag in each["flags"]}
