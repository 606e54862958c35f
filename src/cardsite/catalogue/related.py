"""In which files what is wrong with a file may stand: those of a card, of a family and its members."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from .discovery import Folder

__all__ = ["related_files"]


def related_files(
    folder: Folder,
    images: Iterable[str],
    families_of: Mapping[str, str],
    lines: Mapping[str, Collection[str]],
) -> dict[str, frozenset[str]]:
    """The files that were read, images among them, each with those in which what is wrong with it may stand.

    `families_of` gives the id of the family for the file of each card that could be read; `lines` gives for
    the id of each family that could be read its own and those of the families that it extends.
    """
    others = (*folder.registries.values(), *folder.families, *folder.evaluations)
    found = {label: {label} for label in (*images, *(file.label for file in others))}
    results = {file.id: file.label for file in folder.evaluations}
    shared = {file.id: file.label for file in folder.families}
    for card in folder.cards:
        own = {card.label, results.get(card.id, card.label)}
        family = families_of.get(card.label, card.id.rpartition("/")[0])
        inherited = {shared[each] for each in lines.get(family, [family]) if each in shared}
        for label in own:
            found[label] = own | inherited
        for label in inherited:
            found[label] |= own
    return {label: frozenset(each) for label, each in found.items()}
