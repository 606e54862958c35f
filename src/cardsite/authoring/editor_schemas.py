"""The schemas in a catalogue's folder that editors complete from, with the ids that are known there."""

from __future__ import annotations

from pathlib import Path

from ..catalogue import Catalogue
from ..checks.reading import label_of, read_catalogue
from ..files import write_file
from ..schema import ID_KINDS, SCHEMAS, Ids, ids_in, json_schema_text

__all__ = ["FOLDER", "is_stale", "known_ids", "write_schemas"]

FOLDER = ".schema"
"""Where the schemas lie below the folder of cards."""


def known_ids(catalogue: Catalogue, cards: Path) -> Ids:
    """The ids of everything that cards can refer to, and the keys of sources, each kind in order."""
    registries = catalogue.registries
    label = label_of(cards)
    sources = [entry.card.sources for entry in catalogue.cards.values()]
    sources += [entry.family.sources for entry in catalogue.families.values()]
    found = {
        "models": (file.removeprefix(f"{label}/").removesuffix(".yaml") for file in catalogue.card_files),
        "families": catalogue.families,
        "sources": set().union(*sources),
    }
    of_registries = {kind: getattr(registries, kind) for kind in ID_KINDS if kind not in found}
    return {kind: sorted(ids) for kind, ids in {**found, **of_registries}.items()}


def write_schemas(folder: Path, cards: Path) -> int:
    """Writes the schemas of all kinds of files into a folder; the number of those that changed.

    They know the ids in the folder of cards as it is now. Where there is no such folder, they know none.
    """
    ids = known_ids(read_catalogue(cards), cards) if cards.is_dir() else {}
    return sum(write_file(folder / f"{kind}.json", json_schema_text(kind, ids).encode()) for kind in SCHEMAS)


def is_stale(catalogue: Catalogue, cards: Path) -> bool:
    """Whether editors complete from schemas of another version, or do not know all ids.

    An id that has gone is no reason: the cards that still have it are reported. Nor is the key of a source,
    which an author is just adding to the card.
    """
    try:
        offered = ids_in((cards / FOLDER / "card.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError):
        return True
    known = known_ids(catalogue, cards)
    kinds = known.keys() - {"sources"}
    return offered is None or any(not set(known[kind]) <= set(offered[kind]) for kind in kinds)
