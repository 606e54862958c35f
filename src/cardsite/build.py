"""From a folder of cards to a Site: the one function that the plugin and the command line share."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from .catalogue import CardEntry, Catalogue, is_card_id, load
from .checks import CHECKS, Rules, run
from .errors import CardsiteError
from .exporters import exports, with_structured_data
from .problems import did_you_mean, in_order
from .render import render_catalogue
from .site import UNPUBLISHED, Site, SiteInfo

__all__ = ["EVERY_CHECK", "Rules", "build_site", "card_of", "is_card_id", "label_of", "read_catalogue"]

EVERY_CHECK = Rules()


def read_catalogue(cards: Path, base: Path | None = None, rules: Rules | None = None) -> Catalogue:
    """The catalogue below `cards`; messages name files relative to `base` (by default, where we run).

    With `rules`, its problems are also what those checks find. Raises CardsiteError where there is no such
    folder, or no such check.
    """
    with _without_collecting():
        catalogue = load(cards, label_of(cards, base))
        found = run(catalogue, CHECKS, rules) if rules else ()
        # A place that was reported, such as a placeholder, need not be reported as implausible too.
        reported = {problem.place for problem in catalogue.problems}
        fresh = (problem for problem in found if problem.place not in reported)
        return replace(catalogue, problems=in_order([*catalogue.problems, *fresh]))


def card_of(catalogue: Catalogue, identity: str, cards: Path) -> CardEntry:
    """The card of an id; raises CardsiteError, with the nearest id, where no card below `cards` has it."""
    if identity in catalogue.cards:
        return catalogue.cards[identity]
    if (cards / f"{identity}.yaml").is_file():
        raise CardsiteError(f"{cards / identity}.yaml cannot be read as a card; cardsite check says why")
    hint = did_you_mean(identity, catalogue.cards) or "an id is the path below the folder of cards"
    raise CardsiteError(f'there is no card "{identity}"; {hint}')


def build_site(
    cards: Path,
    templates: Path | None = None,
    base: Path | None = None,
    rules: Rules = EVERY_CHECK,
    site_info: SiteInfo = UNPUBLISHED,
) -> Site:
    """The catalogue below `cards`, rendered with the site's own `templates` before the shipped ones.

    Reads files and nothing else: what `site_info` says of the site, an adapter has found out. Raises
    CardsiteError where there is no such folder or check, or a template fails.
    """
    with _without_collecting():
        catalogue = read_catalogue(cards, base, rules)
        pages, assets = render_catalogue(catalogue, templates, site_info)
        files = (*assets, *exports(catalogue, pages, site_info))
        return Site(with_structured_data(catalogue, pages, site_info), files, catalogue.problems)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Puts off the search for cycles, of which there are few: it would walk all cards again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def label_of(cards: Path, base: Path | None = None) -> str:
    """What messages call the folder: its path from the base where it lies below it, else its full path.

    The base is by default where we run.
    """
    base = base or Path.cwd()
    absolute = Path(os.path.normpath(base / cards))
    inside = absolute.is_relative_to(base) and absolute != base
    return (absolute.relative_to(base) if inside else absolute).as_posix()
