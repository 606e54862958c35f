"""What a catalogue is, once everything is read: frozen values that remember where they came from."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from ..problems import Problem
from ..schema import Benchmark, Card, Dataset, Family, LicenseEntry, Metric, Organization, Part
from .pictures import Picture
from .text_links import TextLinks
from .validation import Located

__all__ = [
    "CardEntry",
    "Catalogue",
    "FamilyEntry",
    "Logo",
    "Registries",
    "RegistryEntry",
    "metric_names",
    "spelling",
    "without_places",
]

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class RegistryEntry(Generic[P]):
    """One entry of a registry."""

    id: str
    value: P
    file: str
    """The file that says most about it; empty for an entry that comes with cardsite."""
    located: Located


@dataclass(frozen=True, slots=True)
class FamilyEntry:
    """A family and the facts that its members share."""

    id: str
    family: Family
    file: str
    located: Located
    """The family's own facts; those that it shares are found in its members."""
    yaml: str
    """The file as text, with what it shares."""


@dataclass(frozen=True, slots=True)
class CardEntry:
    """A card that follows the format, with what it inherits."""

    id: str
    card: Card
    file: str
    family: str
    """The id of the family it inherits from; empty for a card without one."""
    located: Located
    yaml: str
    """The card's own file, as text."""
    label: str
    """How pages show the model: its name, with the organisation where another's model has the same name."""


@dataclass(frozen=True, slots=True)
class Logo:
    """An image that stands for an organisation."""

    path: str
    """Where it lies below the folder of cards, and in the site."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Registries:
    """What cards refer to by an id."""

    organizations: dict[str, RegistryEntry[Organization]]
    benchmarks: dict[str, RegistryEntry[Benchmark]]
    datasets: dict[str, RegistryEntry[Dataset]]
    licenses: dict[str, RegistryEntry[LicenseEntry]]
    metrics: dict[str, RegistryEntry[Metric]]
    broken: Mapping[str, Container[str]]
    """For `organizations` and the like, the ids whose entries have mistakes that are reported already."""
    metric_names: Mapping[str, str] = field(default_factory=dict)
    """The ids of metrics by the spellings of their names; see `metric`."""

    def metric(self, name: str) -> RegistryEntry[Metric] | None:
        """The metric that has this id or alias, however it is spelled; None for an unknown one."""
        return self.metrics.get(name) or self.metrics.get(self.metric_names.get(spelling(name), ""))


def metric_names(metrics: Mapping[str, Metric]) -> dict[str, str]:
    """The ids of metrics by the spellings of ids, short names and aliases; without what means several."""
    found = {spelling(identity): identity for identity in reversed(list(metrics))}
    # An id is stronger than an alias, and an alias than a short name.
    for names in (
        [(alias, identity) for identity, metric in metrics.items() for alias in metric.aliases],
        [(metric.short_name or "", identity) for identity, metric in metrics.items()],
    ):
        new: dict[str, set[str]] = {}
        for name, identity in names:
            new.setdefault(spelling(name), set()).add(identity)
        found |= {name: ids.pop() for name, ids in new.items() if len(ids) == 1 and name not in found}
    return found


_FILLING = str.maketrans({**dict.fromkeys(" _-[](){}:%"), "@": "at"})
_DECIMAL = re.compile(r"(?<!\d)0?\.(\d+?)0*(?!\d)")


def spelling(name: str) -> str:
    """A name without what harnesses spell differently: `ndcgat10` for `nDCG@10` and `ndcg_at_10`.

    Brackets and zeros around a decimal are such: `mAP@[.5:.95]` and `mAP@0.50:0.95`.
    """
    return _DECIMAL.sub(r".\1", name.casefold()).translate(_FILLING)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All cards of a folder, by id, and every problem found while reading them."""

    cards: dict[str, CardEntry]
    families: dict[str, FamilyEntry]
    registries: Registries
    problems: tuple[Problem, ...]
    card_files: tuple[str, ...]
    """The files of cards, broken ones included, as messages name them."""
    logos: Mapping[str, Logo] = field(default_factory=dict)
    """The images that stand for organisations, by their ids."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """The pictures below the folder of cards, by their paths as messages name them."""
    links: TextLinks = field(default_factory=TextLinks)
    """What links in texts lead to."""
    files: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The files that were read, each with those in which what is wrong with it may stand.

    A card's are its own, its results and the family.yaml that it inherits from, directly or through another;
    those of results are the card's; those of a family.yaml are its own and its members'.
    """

    @property
    def moved(self) -> Mapping[str, str]:
        """The ids of cards by those that they had before."""
        return self.links.moves.stated


_REGISTRIES = ("organizations", "benchmarks", "datasets", "licenses", "metrics")
E = TypeVar("E", "CardEntry", "FamilyEntry", "RegistryEntry[Any]")


def without_places(catalogue: Catalogue) -> Catalogue:
    """The catalogue without the nodes and the lines of its files, which only messages need.

    They take half of the room. Pictures keep their places: their paths begin at the file that names them.
    """
    registries = catalogue.registries
    return replace(
        catalogue,
        cards=_without_nodes(catalogue.cards, "figures"),
        families=_without_nodes(catalogue.families),
        registries=replace(
            registries, **{kind: _without_nodes(getattr(registries, kind)) for kind in _REGISTRIES}
        ),
    )


def _without_nodes(entries: Mapping[str, E], *kept: str) -> dict[str, E]:
    return {name: replace(entry, located=entry.located.only(*kept)) for name, entry in entries.items()}
