"""`cardsite render`: pages as plain Markdown files."""

from __future__ import annotations

from pathlib import Path

import click

from ..build import build_site
from ..errors import CardsiteError
from ..files import write_tree
from ..history.card_dates import RenamedCards
from ..problems import Severity, at_least
from ..reports.text_report import as_text, summary
from ..site import SiteInfo
from .options import with_cards, with_config, with_templates
from .output import say, say_lines
from .settings import docs_of, rules_of

__all__ = ["render"]


@click.command()
@with_cards
@with_templates
@with_config
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where the pages go."
)
def render(cards: Path, templates: Path, config: Path, out: Path) -> None:
    """Write the catalogue as plain Markdown files, for any site engine.

    Only files whose bytes change are touched, and nothing is written while a card has errors.
    """
    if out.resolve().is_relative_to(cards.resolve()):
        raise CardsiteError(f"{out} lies in the folder of cards; the YAML in it would be read as cards")
    site_info = SiteInfo(docs=docs_of(config, out))
    site = build_site(
        cards, templates, rules=rules_of(config), site_info=site_info, renamed=RenamedCards(cards)
    )
    if shown := at_least(site.problems, Severity.WARNING):
        say_lines(as_text(shown), err=True)
    if not site.publishable:
        say(f"nothing was written: {summary(shown)}", err=True)
        raise click.exceptions.Exit(1)
    changed, removed = write_tree(site.files, out)
    say(f"{len(site.pages)} pages in {out}: {changed} files changed, {removed} removed")
