"""Which files of a catalogue a command is asked about, by the names that people and hooks give them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ..catalogue import Catalogue
from ..checks.reading import label_of
from ..errors import CardsiteError
from ..problems import did_you_mean
from ..terminal import one_line

__all__ = ["named_files"]


def named_files(cards: Path, catalogue: Catalogue, names: Iterable[str]) -> frozenset[str]:
    """The files in which what is wrong with the named ones may stand, as messages call them.

    A name is the id of a card or a family, or the path of a file or a folder; all cards are below one that
    holds theirs. Raises CardsiteError, with the nearest name, for one that is neither.
    """
    label = label_of(cards)
    known = {*catalogue.files, *(problem.place.file for problem in catalogue.problems)}
    found: set[str] = set()
    for name in names:
        here = _label_in(cards, label, name)
        below = {file for file in known if here and (file == here or file.startswith(f"{here}/"))}
        if not below and os.path.lexists(name):
            raise CardsiteError(f"{name}: nothing in it belongs to the cards in {label}")
        if not below:
            ids = (file.removeprefix(f"{label}/").removesuffix(".yaml") for file in catalogue.card_files)
            moved = catalogue.moved.get(name)
            hint = f"it is called {moved} now" if moved else did_you_mean(name, {*ids, *known})
            hint = hint or "an id is the path below that folder, without .yaml"
            raise CardsiteError(f'there is no card, file or folder "{name}" in {label}; {hint}')
        found.update(*(catalogue.files.get(file, {file}) for file in below))
    return frozenset(found)


def _label_in(cards: Path, label: str, name: str) -> str:
    """What messages call the file or folder that is meant; empty where there is none below the cards."""
    root = cards.resolve()
    for text in dict.fromkeys((name, name.replace("\\", "/"))) if name else ():
        path = Path(text)
        if root.is_relative_to(path.resolve()):
            return label
        # A link below the cards is reported itself; one from outside stands for what it leads to.
        itself = path.parent.resolve() / path.name if path.name != ".." else path.resolve()
        for here in (itself, path.resolve(), root / f"{text}.yaml", root / text):
            if here.is_relative_to(root) and os.path.lexists(here):
                return "/".join([label, *map(one_line, here.relative_to(root).parts)])
    return ""
