"""Reads the files of a catalogue, merges families into cards, and collects everything that is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from functools import partial
from operator import contains
from pathlib import Path
from typing import TypeVar

from ..markup import may_lead
from ..problems import Place, Problem, Severity, did_you_mean, in_order
from ..schema import (
    Benchmark,
    Card,
    Dataset,
    EvaluationFile,
    Family,
    LicenseEntry,
    Metric,
    Organization,
    Part,
)
from ..site import Docs
from ..yamlio.document import Document, MappingNode, Node, ScalarNode, SequenceNode
from ..yamlio.text import quoted
from .discovery import CardFile, Folder, discover, is_file_name, is_page_path, renaming
from .entries import CardEntry, Catalogue, FamilyEntry, Registries, RegistryEntry, metric_names, spelling
from .graphs import components
from .inheritance import merge, with_runs, without
from .logos import read_logos
from .moves import Moves, Renamed, nobody_knows
from .names import labelled
from .packaged import packaged
from .pictures import read_pictures
from .references import check_references, known_license, stated_moves
from .related import related_files
from .text_links import Ids, Text, TextLinks, read_links, texts_of
from .trees import DiskTree, Nothing, Tree
from .validation import Located, validate
from .validation import found as found_there
from .validation import partial as partly

__all__ = ["load", "load_card"]

P = TypeVar("P", bound=Part)
_EMPTY = MappingNode({}, {}, Place(""), flow=False)


def load(
    source: Path | Tree,
    label: str,
    docs: Docs | None = None,
    renamed: Renamed = nobody_knows,
    kept: Nothing = Nothing(),  # noqa: B008
) -> Catalogue:
    """The catalogue below `source`, whose files messages call `label/…`; `docs` is what texts may lead to.

    `renamed` is asked about ids that no card has, and that none says it had before; `kept` has what is known
    of files already. Reads every file once and reports every problem of all of them. Raises CardsiteError
    where there is no such folder.
    """
    cards = DiskTree(source) if isinstance(source, Path) else source
    folder = discover(cards, label)
    reading = _Reading(cards, kept)
    reading.problems += folder.problems
    registries = reading.registries(folder)
    families = reading.families(folder)
    entries = labelled(reading.cards(folder, families, label, renamed), registries.organizations)
    known = {file.id for file in folder.cards}
    logos, unusable = read_logos(cards, label, registries.organizations)
    pictures, unreadable = read_pictures(cards, label)
    reading.problems += (*unusable, *unreadable)
    images = [*(f"{label}/{logo.path}" for logo in logos.values()), *pictures]
    lines = {identity: family.line for identity, family in families.items()}
    files = related_files(folder, images, reading.families_of, lines)
    card_files = tuple(file.label for file in folder.cards)
    # What is wrong with the families that get no page is reported.
    read = ((identity, family.entry) for identity, family in families.items())
    publishable = {identity: entry for identity, entry in read if entry and is_page_path(identity)}
    links, leading_nowhere = read_links(
        TextLinks(label, _ids(folder, registries), frozenset(pictures), docs, moves=reading.moves),
        _texts(
            (
                each
                for each in (*entries.values(), *reading.broken.values())
                if reading.may_lead(files[each.file])
            ),
            publishable.values(),
            registries,
        ),
    )
    catalogue = Catalogue(entries, publishable, registries, (), card_files, logos, pictures, links, files)
    problems = [
        *reading.problems,
        *check_references(catalogue, reading.broken, known, label),
        *leading_nowhere,
    ]
    # What is asked about old files has no place in a catalogue, which is a value.
    links = replace(links, moves=Moves(reading.moves.stated, label))
    found = in_order(_without_echoes(problems, reading.members))
    return replace(catalogue, problems=found, links=links)


def load_card(tree: Tree, identity: str, kept: Nothing) -> CardEntry | None:
    """One card, with nothing around it but its results and its families; None where it has mistakes.

    What it refers to need not be there.
    """
    folder = discover(tree, "")
    reading = _Reading(tree, kept)
    families = reading.families(folder)
    runs = next((file for file in folder.evaluations if file.id == identity), None)
    card = next((file for file in folder.cards if file.id == identity), None)
    entry = reading.card(card, families, runs) if card else None
    return None if any(problem.severity is Severity.ERROR for problem in reading.problems) else entry


def _ids(folder: Folder, registries: Registries) -> dict[str, Collection[str]]:
    """What links in texts may name, also where it is broken, which is reported."""
    return {
        "models": [file.id for file in folder.cards],
        "families": [file.id for file in folder.families],
        **{
            kind: Ids(getattr(registries, kind), partial(contains, registries.broken.get(kind, ())))
            for kind in ("organizations", "benchmarks", "datasets")
        },
        "licenses": Ids(
            registries.licenses, lambda name: name != "other" and known_license(name, registries)
        ),
    }


def _texts(
    cards: Iterable[CardEntry], families: Iterable[FamilyEntry], registries: Registries
) -> Iterator[Text]:
    for card in cards:
        yield from texts_of(card.located, card.card, f"models/{card.id}.md")
    for family in families:
        yield from texts_of(family.located, family.family, f"families/{family.id}.md")
    for kind in ("organizations", "benchmarks", "datasets"):
        for entry in getattr(registries, kind).values():
            if entry.file:
                yield from texts_of(entry.located, entry.value, f"{kind}/{entry.id}.md")


def _without_echoes(problems: Iterable[Problem], members: Collection[str]) -> list[Problem]:
    """The problems without those that follow from others.

    A placeholder has been reported by the reader; what members of a broken family lack may stand in its file.
    """
    listed = list(problems)
    holes = {problem.place for problem in listed if problem.code == "yaml-hole"}
    return [
        problem
        for problem in listed
        if (problem.code == "yaml-hole" or problem.place not in holes)
        and not (problem.code in _INHERITABLE and problem.place.file in members)
    ]


_INHERITABLE = frozenset({"missing-field", "unknown-source"})


_LONGEST_WAY = 16
"""So many families of a loop are named."""

_METRIC_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@^+/-]{0,79})", re.ASCII)
"""Metrics are called what harnesses call them: `pass@1`, `rougeL`, `chrf++`."""


class _Everything(set[str]):
    """The ids of a registry that could not be read."""

    def __contains__(self, _: object) -> bool:
        return True


@dataclass
class _ReadFamily:
    """A family file while families are being resolved."""

    file: CardFile
    own: MappingNode
    shared: MappingNode
    entry: FamilyEntry | None
    line: frozenset[str]  # its id, and those of the families that it extends


@dataclass
class _Reading:
    """One pass over the files; collects problems and keeps the lines that messages show."""

    tree: Tree
    kept: Nothing
    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    broken: dict[str, CardEntry] = field(default_factory=dict)
    broken_entries: dict[str, set[str]] = field(default_factory=dict)
    """Ids in each registry whose entries have mistakes; that cards name them is not a further one."""
    incomplete: set[str] = field(default_factory=set)
    """Families of whose shared facts not all could be read."""
    members: set[str] = field(default_factory=set)
    """Their members' files: what these lack may well stand in the family's."""
    families_of: dict[str, str] = field(default_factory=dict)
    """The id of the family, which need not be there, for each file of a card that could be read."""
    moves: Moves = field(default_factory=Moves)

    def mapping(self, file: CardFile, hint: str = "") -> MappingNode | None:
        """The file's top-level mapping, or None and a problem."""
        document = self.kept.document(self.tree, file.path, file.label)
        self.documents[file.label] = document
        self.problems += document.problems
        if document.root is None or isinstance(document.root, MappingNode):
            return document.root
        hint = hint or "write fields, such as name: …, at the beginning of a line"
        self.problems.append(
            self.located(document.root).problem(
                "value", (), f"expected fields, found {found_there(document.root)}", hint
            )
        )
        return None

    def excerpt(self, place: Place) -> str:
        document = self.documents.get(place.file)
        return document.excerpt(place.line) if document else ""

    def may_lead(self, files: Iterable[str]) -> bool:
        """Whether a text in one of the files may have links."""
        return any(may_lead(self.documents[file].source.text) for file in files if file in self.documents)

    def text(self, file: CardFile) -> str:
        text = self.documents[file.label].source.unix
        return text if text[-1:] == "\n" != text[-2:-1] else text.rstrip("\n") + "\n"

    def located(self, node: Node) -> Located:
        return Located(node, self.excerpt)

    def validated(self, model: type[P], located: Located, *made_of: object) -> P | None:
        """The node as an instance of the model; `made_of` are the nodes that it was merged from."""
        nodes = made_of or (located.node,)
        # What is kept holds the nodes too, so that no other ever has the id of one of them.
        _, (value, problems) = self.kept.once(
            (model, *map(id, nodes)), lambda: (nodes, validate(model, located))
        )
        self.problems += problems
        return value

    # Registries

    def registries(self, folder: Folder) -> Registries:
        files = folder.registries
        metrics = self._registry(Metric, files.get("metrics"), packaged("metrics"))
        names = metric_names({identity: entry.value for identity, entry in metrics.items()})
        benchmarks = self._registry(Benchmark, files.get("benchmarks"), packaged("benchmarks"))
        return Registries(
            self._registry(Organization, files.get("organizations")),
            {name: _with_id_of_metric(entry, metrics, names) for name, entry in benchmarks.items()},
            self._registry(Dataset, files.get("datasets")),
            self._registry(LicenseEntry, files.get("licenses"), packaged("licenses")),
            metrics,
            self.broken_entries,
            names,
        )

    def _registry(
        self, model: type[P], file: CardFile | None, packaged: MappingNode = _EMPTY
    ) -> dict[str, RegistryEntry[P]]:
        own = self._own_entries(file)
        names = {*packaged.entries, *self._names(own, file)}
        entries: dict[str, RegistryEntry[P]] = {}
        for name in sorted(names):
            node = self._entry_node(name, packaged, own, model)
            located = self.located(node)
            value = self.validated(model, located, packaged.entries.get(name), own.entries.get(name))
            if value is not None:
                label = file.label if file and name in own.entries else ""
                entries[name] = RegistryEntry(name, value, label, located)
            elif file:
                self.broken_entries.setdefault(file.id, set()).add(name)
        return entries

    def _own_entries(self, file: CardFile | None) -> MappingNode:
        """The entries of a catalogue's own registry; of one that cannot be read, no name is unknown."""
        root = self.mapping(file, "write an id, and its fields below it, indented") if file else _EMPTY
        if root is None and file:
            self.broken_entries[file.id] = _Everything()
        return root or _EMPTY

    def _names(self, own: MappingNode, file: CardFile | None) -> Iterator[str]:
        """The ids of a registry: each but a metric's becomes the path of a page, so a bad one is refused."""
        for name in own.entries:
            if is_file_name(name) or (file and file.id == "metrics" and _METRIC_ID.fullmatch(name)):
                yield name
            else:
                problem = self.located(own).problem(
                    "registry-id", (name,), f"{quoted(name)} cannot be an id", renaming(name), at_key=True
                )
                self.problems.append(problem)

    def _entry_node(self, name: str, packaged: MappingNode, own: MappingNode, model: type[Part]) -> Node:
        mine, shipped = own.entries.get(name), packaged.entries.get(name)
        if isinstance(mine, MappingNode) and isinstance(shipped, MappingNode):
            return merge(shipped, mine, model)
        return mine or shipped or _EMPTY

    # Families

    def families(self, folder: Folder) -> dict[str, _ReadFamily]:
        found: dict[str, _ReadFamily] = {}
        for file in folder.families:
            root = self.mapping(file)
            if root is None:
                self.incomplete.add(file.id)
            else:
                own, shared = without(root, "shared"), root.entries.get("shared", _EMPTY)
                if not isinstance(shared, MappingNode):
                    message = f"expected fields of a card, found {found_there(shared)}"
                    self.problems.append(self.located(root).problem("value", ("shared",), message))
                    self.incomplete.add(file.id)
                    shared = _EMPTY
                located = self.located(own)
                family = self.validated(Family, located, root)
                entry = FamilyEntry(file.id, family, file.label, located, self.text(file)) if family else None
                found[file.id] = _ReadFamily(file, own, shared, entry, frozenset({file.id}))
        self._extend(found)
        return found

    def _extend(self, families: dict[str, _ReadFamily]) -> None:
        """Lays the shared facts of each family over those of the family it extends."""
        named = ((identity, family.own.entries.get("extends")) for identity, family in families.items())
        parents = {identity: parent.text for identity, parent in named if isinstance(parent, ScalarNode)}
        for group in components({identity: [parents.get(identity, "")] for identity in families}):
            identity, family = group[0], families[group[0]]
            parent = parents.get(identity)
            if parent is None:
                continue
            family.line |= {parent}
            if parent in group:
                way = [*reversed(group), group[-1]]
                way[_LONGEST_WAY:-1] = ["…"] if len(way) > _LONGEST_WAY + 1 else []
                message = f"the families form a loop: {' → '.join(way)}"
                hint = "remove `extends` from one of them"
                problem = self.located(family.own).problem("inheritance-loop", ("extends",), message, hint)
                self.problems.append(problem)
                self.incomplete.update(group)
            elif parent not in families:
                others = [name for name in families if name != identity]
                self._no_such_family(parent, self.located(family.own), "extends", others)
                self.incomplete.add(identity)
            else:
                family.shared = merge(families[parent].shared, family.shared, Card)
                family.line |= families[parent].line
                self.incomplete |= {identity} if parent in self.incomplete else set()

    def _no_such_family(self, name: str, located: Located, field: str, known: Iterable[str]) -> None:
        if name not in self.incomplete:
            hint = did_you_mean(name, known) or "a family is a folder with a family.yaml"
            problem = located.problem("unknown-family", (field,), f'there is no family "{name}"', hint)
            self.problems.append(problem)

    # Cards

    def cards(
        self, folder: Folder, families: Map[str, _ReadFamily], label: str, renamed: Renamed
    ) -> dict[str, CardEntry]:
        evaluations = {file.id: file for file in folder.evaluations}
        entries: dict[str, CardEntry] = {}
        for file in folder.cards:
            card = self.card(file, families, evaluations.pop(file.id, None))
            if card:
                (entries if is_page_path(file.id) else self.broken)[file.id] = card
        read = (*entries.values(), *self.broken.values())
        self._without_members(families, {entry.family for entry in read})
        known = {file.id: file.label for file in folder.cards}
        roots = {identity: self.documents[name].root for identity, name in known.items()}
        now = {identity: root for identity, root in roots.items() if root is not None}
        self.moves = Moves(stated_moves(read, known), label, renamed, now)
        for orphan in evaluations.values():
            moved = self.moves.new_id(orphan.id)
            hint = f"rename it to {moved}.evals.yaml, as the card was" if moved else ""
            hint = hint or did_you_mean(orphan.id, known) or "add the card, or rename the file"
            message = f"there is no card {orphan.id}.yaml that these results belong to"
            self.problems.append(Problem("unknown-card", Place(orphan.label), message, hint=hint))
            self.mapping(orphan)
        return entries

    def card(
        self, file: CardFile, families: Map[str, _ReadFamily], evaluations: CardFile | None
    ) -> CardEntry | None:
        own = self.mapping(file)
        runs = self._runs(evaluations)
        if own is None:
            return None
        family = self._family_of(file, own, families)
        line = sorted(families[family].line & families.keys()) if family else ()
        files = (file, evaluations, *(families[each].file for each in line))
        documents = [self.documents.get(each.label) if each else None for each in files]
        entry, rest, problems = self.kept.once(
            ("card", family, *map(id, documents)), lambda: self._entry(file, own, runs, families.get(family))
        )
        self.problems += problems
        if rest:
            self.broken[file.id] = rest
        return entry

    def _entry(
        self, file: CardFile, own: MappingNode, runs: tuple[Node, ...], family: _ReadFamily | None
    ) -> tuple[CardEntry | None, CardEntry | None, tuple[Problem, ...]]:
        """The card, or what is left of a broken one, of which references are still checked; its problems."""
        located = self.located(with_runs(merge(family.shared, own, Card) if family else own, runs))
        card, problems = validate(Card, located)
        found = card or partly(Card, located)
        identity = family.file.id if family else ""
        entry = (
            CardEntry(file.id, found, file.label, identity, located, self.text(file), found.name)
            if found
            else None
        )
        return (entry, None, problems) if card else (None, entry, problems)

    def _family_of(self, file: CardFile, own: MappingNode, families: Map[str, _ReadFamily]) -> str:
        named = own.entries.get("family")
        if not isinstance(named, ScalarNode):
            identity = file.id.rpartition("/")[0]
        else:
            identity = named.text
            if identity not in families:
                self._no_such_family(identity, self.located(own), "family", families)
        self.families_of[file.label] = identity
        if identity in self.incomplete:
            self.members.add(file.label)
        return identity if identity in families else ""

    def _without_members(self, families: Map[str, _ReadFamily], used: Collection[str]) -> None:
        """What no card inherits yet has mistakes of its own all the same, though it may lack anything."""
        for identity, family in families.items():
            if identity not in used:
                _, problems = validate(Card, self.located(family.shared))
                self.problems += [p for p in problems if p.field and p.code != "missing-field"]

    def _runs(self, file: CardFile | None) -> tuple[Node, ...]:
        """The runs of a card's file of results; none where that file has mistakes."""
        root = self.mapping(file) if file else None
        if root is None or self.validated(EvaluationFile, self.located(root)) is None:
            return ()
        runs = root.entries["runs"]
        return runs.items if isinstance(runs, SequenceNode) else ()


def _with_id_of_metric(
    entry: RegistryEntry[Benchmark], metrics: Map[str, RegistryEntry[Metric]], names: Map[str, str]
) -> RegistryEntry[Benchmark]:
    """The benchmark with the id of its metric, where it names it by an alias."""
    written = entry.value.metric
    found = written if written in metrics else names.get(spelling(written), written)
    if found == written:
        return entry
    return replace(entry, value=entry.value.model_copy(update={"metric": found}))
