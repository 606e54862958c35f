"""Reads the files of a catalogue, lays families under cards, and collects everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

from ..problems import Place, Problem, did_you_mean, in_order
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
from ..yamlfile import Document, Mapping, Node, Scalar, Sequence, parse, read
from ..yamltext import quoted
from .discovering import CardFile, Folder, discover, is_file_name, is_page_path, renaming
from .merging import merge
from .model import CardEntry, Catalogue, Entry, FamilyEntry, Registries
from .references import check_references
from .validating import Located, salvage, validate

__all__ = ["load"]

P = TypeVar("P", bound=Part)
_EMPTY = Mapping({}, {}, Place(""), flow=False)


def load(cards: Path, label: str) -> Catalogue:
    """The catalogue below `cards`, whose files messages call `label/…`.

    Reads every file once and reports every problem of all of them. Raises CardsiteError where there is no
    such folder.
    """
    folder = discover(cards, label)
    reading = _Reading()
    reading.problems += folder.problems
    registries = reading.registries(folder)
    families = reading.families(folder)
    entries = reading.cards(folder, families)
    known = {file.id for file in folder.cards}
    catalogue = Catalogue(entries, _publishable(families), registries, ())
    problems = [*reading.problems, *check_references(catalogue, reading.broken, known, label)]
    return replace(catalogue, problems=in_order(_without_echoes(problems)))


def _without_echoes(problems: Iterable[Problem]) -> list[Problem]:
    """The problems without those of the schema about a hole that the reader has reported already."""
    listed = list(problems)
    holes = {problem.place for problem in listed if problem.code == "yaml-hole"}
    return [problem for problem in listed if problem.code == "yaml-hole" or problem.place not in holes]


@dataclass
class _ReadFamily:
    """A family file while families are being resolved."""

    file: CardFile
    own: Mapping
    shared: Mapping
    entry: FamilyEntry | None


@dataclass
class _Reading:
    """One pass over the files; collects problems and keeps the lines that messages show."""

    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    broken: dict[str, CardEntry] = field(default_factory=dict)

    def mapping(self, file: CardFile) -> Mapping | None:
        """The file's top-level mapping, or None and a problem."""
        document = read(file.path, file.label)
        self.documents[file.label] = document
        self.problems += document.problems
        if document.root is None or isinstance(document.root, Mapping):
            return document.root
        hint = "write fields, such as name: …, at the beginning of a line"
        self.problems.append(Problem("value", document.root.place, "expected fields", hint=hint))
        return None

    def excerpt(self, place: Place) -> str:
        document = self.documents.get(place.file)
        return document.excerpt(place.line) if document else ""

    def text(self, file: CardFile) -> str:
        return "\n".join(self.documents[file.label].lines).rstrip("\n") + "\n"

    def located(self, node: Node) -> Located:
        return Located(node, self.excerpt)

    def validated(self, model: type[P], located: Located) -> P | None:
        value, problems = validate(model, located)
        self.problems += problems
        return value

    # Registries

    def registries(self, folder: Folder) -> Registries:
        files = folder.registries
        return Registries(
            self._registry(Organization, files.get("organizations")),
            self._registry(Benchmark, files.get("benchmarks"), _packaged("benchmarks")),
            self._registry(Dataset, files.get("datasets")),
            self._registry(LicenseEntry, None, _packaged("licenses")),
            self._registry(Metric, None, _packaged("metrics")),
        )

    def _registry(
        self, model: type[P], file: CardFile | None, packaged: Mapping = _EMPTY
    ) -> dict[str, Entry[P]]:
        own = (self.mapping(file) if file else None) or _EMPTY
        names = {*packaged.entries, *self._names(own)}
        entries: dict[str, Entry[P]] = {}
        for name in sorted(names):
            node = self._entry_node(name, packaged, own, model)
            located = self.located(node)
            value = self.validated(model, located)
            if value is not None:
                label = file.label if file and name in own.entries else ""
                entries[name] = Entry(name, value, label, located)
        return entries

    def _names(self, own: Mapping) -> Iterator[str]:
        """The ids of a registry: each becomes the path of a page, so a bad one is refused."""
        for name in own.entries:
            if is_file_name(name):
                yield name
            else:
                problem = self.located(own).problem(
                    "registry-id", (name,), f"{quoted(name)} cannot be an id", renaming(name), at_key=True
                )
                self.problems.append(problem)

    def _entry_node(self, name: str, packaged: Mapping, own: Mapping, model: type[Part]) -> Node:
        mine, shipped = own.entries.get(name), packaged.entries.get(name)
        if isinstance(mine, Mapping) and isinstance(shipped, Mapping):
            return merge(shipped, mine, model)
        return mine or shipped or _EMPTY

    # Families

    def families(self, folder: Folder) -> dict[str, _ReadFamily]:
        found: dict[str, _ReadFamily] = {}
        for file in folder.families:
            root = self.mapping(file)
            if root is not None:
                own, shared = _split(root)
                if not isinstance(shared, Mapping):
                    problem = self.located(root).problem("value", ("shared",), "expected fields of a card")
                    self.problems.append(problem)
                    shared = _EMPTY
                found[file.id] = _ReadFamily(file, own, shared, self._family(file, own))
        for identity in found:
            self._extend(identity, found, ())
        return found

    def _family(self, file: CardFile, own: Mapping) -> FamilyEntry | None:
        located = self.located(own)
        family = self.validated(Family, located)
        return FamilyEntry(file.id, family, file.label, located) if family else None

    def _extend(self, identity: str, families: dict[str, _ReadFamily], seen: tuple[str, ...]) -> Mapping:
        """The family's shared facts over those of the family it extends."""
        family = families[identity]
        parent = family.own.entries.get("extends")
        if not isinstance(parent, Scalar):
            return family.shared
        if parent.text in (*seen, identity):
            chain = " → ".join((*seen, identity, parent.text))
            hint = "let one of them extend nothing"
            self._at_extends(family, "inheritance-loop", f"the families form a loop: {chain}", hint)
        elif parent.text not in families:
            hint = did_you_mean(parent.text, families) or "a family is a folder with a family.yaml"
            self._at_extends(family, "unknown-family", f'there is no family "{parent.text}"', hint)
        else:
            base = self._extend(parent.text, families, (*seen, identity))
            family.shared = merge(base, family.shared, Card)
            family.own = _without(family.own, "extends")
        return family.shared

    def _at_extends(self, family: _ReadFamily, code: str, message: str, hint: str) -> None:
        self.problems.append(self.located(family.own).problem(code, ("extends",), message, hint))

    # Cards

    def cards(self, folder: Folder, families: Map[str, _ReadFamily]) -> dict[str, CardEntry]:
        evaluations = {file.id: file for file in folder.evaluations}
        entries: dict[str, CardEntry] = {}
        for file in folder.cards:
            card = self._card(file, families, evaluations.pop(file.id, None))
            if card:
                (entries if is_page_path(file.id) else self.broken)[file.id] = card
        for orphan in evaluations.values():
            hint = (
                did_you_mean(orphan.id, (file.id for file in folder.cards))
                or "add the card, or rename the file"
            )
            message = f"there is no card {orphan.id}.yaml that these results belong to"
            self.problems.append(Problem("unknown-card", Place(orphan.label), message, hint=hint))
            self.mapping(orphan)
        return entries

    def _card(
        self, file: CardFile, families: Map[str, _ReadFamily], evaluations: CardFile | None
    ) -> CardEntry | None:
        own = self.mapping(file)
        runs = self._runs(evaluations)
        if own is None:
            return None
        family = self._family_of(file, own, families)
        node = merge(families[family].shared, own, Card) if family else own
        located = self.located(_with_runs(node, runs))
        card = self.validated(Card, located)
        if card is None:
            self._keep_broken(file, family, located)
            return None
        return CardEntry(file.id, card, file.label, family, located, self.text(file))

    def _keep_broken(self, file: CardFile, family: str, located: Located) -> None:
        """What is left of a broken card still has its references checked in this run."""
        rest = salvage(Card, located)
        if rest:
            self.broken[file.id] = CardEntry(file.id, rest, file.label, family, located, self.text(file))

    def _family_of(self, file: CardFile, own: Mapping, families: Map[str, _ReadFamily]) -> str:
        named = own.entries.get("family")
        if not isinstance(named, Scalar):
            folder = file.id.rpartition("/")[0]
            return folder if folder in families else ""
        if named.text not in families:
            hint = did_you_mean(named.text, families) or "a family is a folder with a family.yaml"
            message = f'there is no family "{named.text}"'
            self.problems.append(self.located(own).problem("unknown-family", ("family",), message, hint))
            return ""
        return named.text

    def _runs(self, file: CardFile | None) -> tuple[Node, ...]:
        """The runs of a card's file of results; none where that file has mistakes."""
        root = self.mapping(file) if file else None
        if root is None or self.validated(EvaluationFile, self.located(root)) is None:
            return ()
        runs = root.entries["runs"]
        return runs.items if isinstance(runs, Sequence) else ()


def _publishable(families: Map[str, _ReadFamily]) -> dict[str, FamilyEntry]:
    """The families that get a page; what is wrong with the others is reported."""
    found = ((identity, family.entry) for identity, family in families.items())
    return {identity: entry for identity, entry in found if entry and is_page_path(identity)}


def _with_runs(card: Mapping, runs: tuple[Node, ...]) -> Mapping:
    """The card with further runs behind its own, each still knowing the file it came from."""
    evaluation = card.entries.get("evaluation", _EMPTY)
    if not runs or not isinstance(evaluation, Mapping):
        return card
    own = evaluation.entries.get("runs")
    before = own.items if isinstance(own, Sequence) else ()
    place = runs[0].place
    together = Sequence((*before, *runs), own.place if own else place, flow=False)
    inner = replace(
        evaluation,
        entries={**evaluation.entries, "runs": together},
        keys={"runs": place, **evaluation.keys},
        place=evaluation.place if evaluation is not _EMPTY else place,
    )
    return replace(
        card, entries={**card.entries, "evaluation": inner}, keys={"evaluation": place, **card.keys}
    )


def _split(root: Mapping) -> tuple[Mapping, Node]:
    """A family file's own fields, and the partial card that its members share."""
    return _without(root, "shared"), root.entries.get("shared", _EMPTY)


def _without(node: Mapping, name: str) -> Mapping:
    entries = {key: value for key, value in node.entries.items() if key != name}
    return replace(node, entries=entries)


@cache
def _packaged(name: str) -> Mapping:
    """A registry that comes with cardsite."""
    file = resources.files("cardsite") / "registries" / f"{name}.yaml"
    if not file.is_file():
        return _EMPTY
    root = parse(file.read_bytes(), f"cardsite/registries/{name}.yaml").root
    return root if isinstance(root, Mapping) else _EMPTY
