"""A lineage as nodes in an order that can be drawn: data and bases first, then what was made from them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from ...catalogue import CardEntry, Catalogue, RegistryEntry
from ...schema import BaseModelReference, Dataset, LicenseTerms, ModelReference
from .bases import bases

__all__ = [
    "DATA",
    "MOST_BELOW",
    "Node",
    "Origin",
    "Role",
    "data_key",
    "family_lineage",
    "lineage",
    "model_key",
]


class Role(StrEnum):
    """What something is to the model or the family that a lineage is about."""

    DATA = "data"
    ABOVE = "above"
    SELF = "self"
    BELOW = "below"


DATA = "data"
"""The relation of a dataset to what was trained on it, or made from it; models have those of the hub."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Something that a node was made from, and how."""

    key: str
    name: str
    relation: str
    """`data`, the value of a `BaseModelRelation`, or empty where the card does not say how."""
    part: str = ""
    """What it became there, in the words of the card: `vision encoder`."""


@dataclass(frozen=True, slots=True)
class Node:
    """A model or a dataset of a lineage, or members of a family that were made from the same."""

    key: str
    name: str
    role: Role
    origins: tuple[Origin, ...] = ()
    """What it was made from, whether or not that is a node of the lineage too."""
    models: tuple[CardEntry, ...] = ()
    """Its cards; none for a dataset, and for a model that has no card here."""
    dataset: RegistryEntry[Dataset] | None = None
    url: str = ""
    """Where a model is that has no card here."""
    terms: LicenseTerms | None = None
    beyond: int = 0
    """How many models were made from it that the lineage leaves out."""


MOST_BELOW = 12
"""How many of the models that were made from a model a lineage holds."""
_MOST_ABOVE, _MOST_DATA, _MOST = 16, 6, 48
"""How many base models it holds, datasets of one model, and nodes above the last one in all."""


def lineage(
    entry: CardEntry, catalogue: Catalogue, children: Mapping[str, Sequence[CardEntry]]
) -> tuple[Node, ...]:
    """What a card was made from and what was made from it, each after all that it was made from.

    `children` has, for the id of a card, the cards that name it as their base.
    """
    return _Walk((entry,), catalogue, children, named=True).nodes()


def family_lineage(
    members: Sequence[CardEntry], catalogue: Catalogue, children: Mapping[str, Sequence[CardEntry]]
) -> tuple[Node, ...]:
    """The same for all members of a family: those that were made from the same are one node."""
    return _Walk(members, catalogue, children, named=False).nodes()


def model_key(reference: ModelReference) -> str:
    """The key of a node by the reference to its model."""
    return f"model {reference.model}" if reference.model else f"outside {reference.url} {reference.title}"


def data_key(identity: str) -> str:
    """The key of a node by the id of its dataset."""
    return f"data {identity}"


class _Walk:
    """Goes up from some cards and then down, and keeps what it meets in an order that can be drawn.

    What is kept is chosen first, by generations, so that a long way up or down leaves out what is farthest;
    then it is put in order. Loops, which are reported elsewhere, end because nothing is entered twice.
    """

    def __init__(
        self,
        own: Sequence[CardEntry],
        catalogue: Catalogue,
        children: Mapping[str, Sequence[CardEntry]],
        *,
        named: bool,
    ) -> None:
        self._own, self._cards, self._children = own, catalogue.cards, children
        self._datasets, self._named = catalogue.registries.datasets, named
        self._groups = {member.id: group for group in _alike(own) for member in group}
        self._above = {
            base.entry.id if base.entry else model_key(base.reference)
            for member in own
            for base in islice(bases(member, catalogue.cards), _MOST_ABOVE)
        }
        self._entered: set[str] = set()
        self._nodes: dict[str, Node] = {}

    def nodes(self) -> tuple[Node, ...]:
        """The nodes in order, with what they leave out."""
        for member in self._own:
            self._enter(self._groups[member.id])
        self._go_down()
        return tuple(self._counted(node) for node in self._nodes.values())

    # Upwards

    def _enter(self, group: tuple[CardEntry, ...]) -> None:
        """Adds what some cards were made from, and then the cards."""
        entry = group[0]
        key = self._key(entry.id)
        if key in self._entered or len(self._entered) >= _MOST:
            return
        self._entered.add(key)
        for reference in entry.card.bases:
            base = self._cards.get(reference.model or "")
            if base and base.id in self._above:
                self._enter(self._groups.get(base.id, (base,)))
            elif not base and model_key(reference) in self._above:
                name, terms = _name(reference, None), entry.card.base_model_license
                url = reference.url or ""
                self._add(Node(model_key(reference), name, Role.ABOVE, url=url, terms=terms))
        known = (identity for identity in entry.card.data_ids if identity in self._datasets)
        for identity in islice(known, _MOST_DATA):
            self._enter_dataset(identity, entry)
        if self._named and entry.id in self._groups and (names := _unregistered(entry)):
            terms = entry.card.data_license
            self._add(Node(f"named {entry.id}", ", ".join(names), Role.DATA, terms=terms))
        self._add(self._node(group, Role.SELF if entry.id in self._groups else Role.ABOVE))

    def _enter_dataset(self, identity: str, user: CardEntry) -> None:
        """Adds a dataset behind what it was made from."""
        chain = [identity]
        while (whole := self._whole(chain[-1])) and whole not in chain and len(chain) < _MOST_DATA:
            chain.append(whole)
        for each in reversed(chain):
            found, whole = self._datasets[each], self._whole(each)
            origins = (Origin(data_key(whole), self._datasets[whole].value.name, DATA),) if whole else ()
            # What a card says of the licence of its own data holds.
            stated = user.card.data_license if each == identity and user.id in self._groups else None
            terms = stated or found.value.license
            self._add(Node(data_key(each), found.value.name, Role.DATA, origins, dataset=found, terms=terms))

    def _whole(self, identity: str) -> str:
        """The id of the dataset that another one was made from, if there is one."""
        whole = self._datasets[identity].value.derived_from or ""
        return whole if whole in self._datasets else ""

    # Downwards

    def _go_down(self) -> None:
        chosen = self._chosen()
        waiting = list(chosen.values())
        while waiting:
            # The next whose bases all stand already; in a loop none does, and the first one has to begin.
            ready = (each for each in waiting if not self._awaits(each, waiting))
            entry = next(ready, waiting[0])
            self._descend(entry, waiting)

    def _descend(self, entry: CardEntry, waiting: list[CardEntry]) -> None:
        """Adds a card, and behind it what was made from it, as far as nothing else is awaited."""
        waiting.remove(entry)
        self._add(self._node((entry,), Role.BELOW))
        for child in tuple(waiting):
            named = {reference.model for reference in child.card.bases}
            if entry.id in named and child in waiting and not self._awaits(child, waiting):
                self._descend(child, waiting)

    def _awaits(self, entry: CardEntry, waiting: list[CardEntry]) -> bool:
        named = {reference.model for reference in entry.card.bases}
        return any(other.id in named for other in waiting if other is not entry)

    def _chosen(self) -> dict[str, CardEntry]:
        """The first dozen of what was made from the cards, by generations."""
        found: dict[str, CardEntry] = {}
        above = deque(self._own)
        while above:
            for child in self._children.get(above.popleft().id, ()):
                if len(found) == MOST_BELOW:
                    return found
                if child.id not in found and self._key(child.id) not in self._entered:
                    found[child.id] = child
                    above.append(child)
        return found

    # Nodes

    def _key(self, identity: str) -> str:
        group = self._groups.get(identity)
        return f"model {group[0].id if group else identity}"

    def _add(self, node: Node) -> None:
        self._nodes.setdefault(node.key, node)

    def _node(self, group: tuple[CardEntry, ...], role: Role) -> Node:
        entry = group[0]
        origins = tuple(self._origins(entry))
        return Node(self._key(entry.id), entry.label, role, origins, group, terms=entry.card.license)

    def _origins(self, entry: CardEntry) -> Iterator[Origin]:
        relation = entry.card.relation.value if entry.card.relation else ""
        for reference in entry.card.bases:
            base = self._cards.get(reference.model or "")
            key = self._key(base.id) if base else model_key(reference)
            part = reference.role if isinstance(reference, BaseModelReference) else None
            yield Origin(key, _name(reference, base), relation, part or "")
        for identity in entry.card.data_ids:
            if identity in self._datasets:
                yield Origin(data_key(identity), self._datasets[identity].value.name, DATA)
        for name in _unregistered(entry) if self._named else ():
            yield Origin(f"named {entry.id}", name, DATA)

    def _counted(self, node: Node) -> Node:
        if node.role not in (Role.SELF, Role.BELOW):
            return node
        made = (child for model in node.models for child in self._children.get(model.id, ()))
        beyond = sum(self._key(child.id) not in self._nodes for child in made)
        return replace(node, beyond=beyond) if beyond else node


def _alike(members: Sequence[CardEntry]) -> list[tuple[CardEntry, ...]]:
    """Cards that were made from the same, together."""
    found: dict[object, list[CardEntry]] = {}
    for member in members:
        made_from = tuple(model_key(reference) for reference in member.card.bases)
        found.setdefault((made_from, member.card.relation, member.card.data_ids), []).append(member)
    return [tuple(group) for group in found.values()]


def _name(reference: ModelReference, entry: CardEntry | None) -> str:
    return entry.label if entry else reference.title or reference.model or ""


def _unregistered(entry: CardEntry) -> tuple[str, ...]:
    """The names of data that have no entry of their own."""
    data = entry.card.training_data
    return tuple(dict.fromkeys(each.name for each in data if each.name and not each.dataset))
