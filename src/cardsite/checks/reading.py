"""From a folder of cards to a catalogue with all that is wrong in it, which no page is made of yet."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ..catalogue import CardEntry, Catalogue, Renamed, load, nobody_knows
from ..errors import CardsiteError
from ..problems import did_you_mean, in_order
from ..site import Docs
from . import CHECKS, Rules, run

__all__ = ["EVERY_CHECK", "card_of", "label_of", "read_catalogue", "without_collecting"]

EVERY_CHECK = Rules()


def read_catalogue(
    cards: Path,
    base: Path | None = None,
    rules: Rules | None = None,
    docs: Docs | None = None,
    renamed: Renamed = nobody_knows,
) -> Catalogue:
    """The catalogue below `cards`; messages name files relative to `base` (by default, where we run).

    `docs` is the hand-written part of the site, to which texts may lead; `renamed` knows where cards are now
    that had another id.

    With `rules`, its problems are also what those checks find. Raises CardsiteError where there is no such
    folder, or no such check.
    """
    with without_collecting():
        catalogue = load(cards, label_of(cards, base), docs, renamed)
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
    if identity in catalogue.moved:
        raise CardsiteError(f'the card "{identity}" is called {catalogue.moved[identity]} now')
    hint = did_you_mean(identity, catalogue.cards) or "an id is the path below the folder of cards"
    raise CardsiteError(f'there is no card "{identity}"; {hint}')


@contextmanager
def without_collecting() -> Iterator[None]:
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
    base = (base or Path()).absolute()
    absolute = Path(os.path.normpath(base / cards))
    inside = absolute.is_relative_to(base) and absolute != base
    return (absolute.relative_to(base) if inside else absolute).as_posix()
