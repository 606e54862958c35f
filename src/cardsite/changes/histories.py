"""How cards came to be what they are: their versions in git, each compared with the one before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from ..catalogue import Catalogue, load_card
from ..catalogue.discovery import REGISTRIES, is_page_path
from ..catalogue.renames import renames
from ..catalogue.trees import Kept, StoredTree, Tree
from ..errors import CardsiteError
from ..history.card_dates import NoHistory
from ..render.environment import make_environment
from ..schema import Card
from ..site import CardVersion, CatalogueChange, History, PastClaim
from ..yamlio.document import MAX_BYTES, Document, MappingNode, ScalarNode, parse
from .claims import Claim, Naming, Side, claims_of_card
from .rendering import naming_of
from .revisions import FolderStep, Repository

__all__ = ["card_histories"]

T = TypeVar("T")

_MOST_VERSIONS = 20
"""So many versions of a card are told."""
_MOST_COMPARED = 60
"""So many are looked at for them: in some nothing but the layout changed."""
_MOST_CLAIMS = 12
"""So many claims of a version are told."""
_MOST_CHANGES = 200
"""So many changes are on the page of the catalogue."""
_MOST_CARDS = 24
"""So many cards are named for one of them."""
_LONGEST = 80
"""What a text of more characters says is not told, only that it changed."""
_MOST_RENAMED = 200
"""In a commit in which more cards are gone, no rename is found that came with other changes."""


def card_histories(cards: Path, catalogue: Catalogue, templates: Path | None = None) -> History:
    """What the commits of the folder say of the cards of a catalogue, in the words of its templates.

    The registries of the catalogue are taken for those of all times. Raises NoHistory where there is no git
    or no repository, or where it holds a part of the history only.
    """
    environment = make_environment(templates)
    repository = Repository(cards)
    try:
        steps = repository.steps()
        with repository.objects() as contents:
            return _Histories(catalogue, contents, naming_of(environment)).of(steps)
    except CardsiteError as error:
        raise NoHistory(str(error)) from None


_Contents = Callable[[Iterable[str]], dict[str, bytes]]


class _Files(NamedTuple):
    """The objects of the files that make a card at one time."""

    id: str
    own: str
    results: str
    families: Mapping[str, str]
    """Those of all families, by their ids; a mapping that never changes."""


@dataclass(eq=False)
class _Line:
    """One card through all of its names."""

    id: str
    """The last one, or the only one."""
    events: list[_Event] = field(default_factory=list)


@dataclass(eq=False)
class _Event:
    """What one commit did to one card."""

    step: int
    line: _Line
    before: _Files | None
    after: _Files | None
    version: CardVersion | None = None
    """What it comes to, where that was looked at and anything is to be told."""


class _Histories:
    def __init__(self, catalogue: Catalogue, contents: _Contents, naming: Naming) -> None:
        self.catalogue, self.contents, self.naming = catalogue, contents, naming
        self.read: dict[str, bytes] = {}
        """The files of the versions of one card."""
        self.days: list[str] = []
        self.events: list[_Event] = []
        # What git has at one time, as the steps are gone through.
        self.own: dict[str, str] = {}
        self.results: dict[str, str] = {}
        self.families: Mapping[str, str] = {}
        self.lines: dict[str, _Line] = {}
        self.folders: dict[str, set[str]] = defaultdict(set)

    def of(self, steps: Iterable[FolderStep]) -> History:
        for number, step in enumerate(steps):
            self.days.append(datetime.fromtimestamp(step.moment, UTC).date().isoformat())
            self._take(number, step)
        shared = Kept()
        found = {}
        for identity in sorted(self.lines.keys() & self.catalogue.cards.keys()):
            versions = tuple(_together(self._versions(self.lines[identity], shared)))
            # A card that was never changed has a date, and nothing to tell.
            if [each.kind for each in versions] != ["added"]:
                found[identity] = versions
        return History(found, tuple(self._changes()))

    # One pass over the steps, which looks into files only to see what was renamed

    def _take(self, number: int, step: FolderStep) -> None:
        own: dict[str, str] = {}
        results: dict[str, str] = {}
        families: dict[str, str] = {}
        kinds = {"card": own, "results": results, "family": families}
        for path, identity in step.files.items():
            kind, named = _kind(path)
            if kind:
                kinds[kind][named] = identity
        touched = dict.fromkeys([*own, *(each for each in results if each in self.own or own.get(each))])
        for family in families:
            touched |= dict.fromkeys(each for each in self._members(family) if each in self.own)
        before = {each: self._files(each) for each in touched}
        _apply(self.own, own)
        _apply(self.results, results)
        if families:
            self.families = dict(self.families)
            _apply(self.families, families)
        after = {each: self._files(each) for each in touched}
        renamed = self._renamed(before, after)
        for identity, now in after.items():
            was = before[identity]
            old = next((gone for gone, new in renamed.items() if new == identity), "")
            if old:
                line = self.lines.pop(old)
                line.id, was = identity, before[old]
            elif identity in renamed:
                continue
            else:
                line = self.lines.get(identity) or _Line(identity)
            self.lines[identity] = line
            event = _Event(number, line, was, now)
            line.events.append(event)
            self.events.append(event)
        for identity, now in after.items():
            folder = self.folders[identity.rpartition("/")[0]]
            folder.add(identity) if now else folder.discard(identity)

    def _files(self, identity: str) -> _Files | None:
        own = self.own.get(identity, "")
        return _Files(identity, own, self.results.get(identity, ""), self.families) if own else None

    def _members(self, family: str) -> Iterable[str]:
        """The cards in the folder of a family, and those that it reaches in the catalogue of today."""
        return {*self.folders[family], *self._reached[family]}

    @cached_property
    def _reached(self) -> Mapping[str, set[str]]:
        files = {entry.file: entry.id for entry in self.catalogue.families.values()}
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self.catalogue.cards.values():
            for file in self.catalogue.files.get(entry.file, ()):
                if file in files:
                    found[files[file]].add(entry.id)
        return found

    def _renamed(
        self, before: Mapping[str, _Files | None], after: Mapping[str, _Files | None]
    ) -> dict[str, str]:
        """The new id of each card that one step renamed: as the cards say, as their files are, or roughly."""
        gone = {each: files for each, files in before.items() if files and not after[each]}
        new = {each: files for each, files in after.items() if files and not before[each]}
        stated = self.catalogue.moved
        found = {each: stated[each] for each in gone if stated.get(each) in new}
        same = {files.own: each for each, files in new.items() if each not in found.values()}
        for each, files in gone.items():
            if each not in found and files.own in same:
                found[each] = same.pop(files.own)
        left = [{k: v for k, v in gone.items() if k not in found}]
        left.append({k: v for k, v in new.items() if k not in found.values()})
        if all(left) and max(map(len, left)) <= _MOST_RENAMED:
            nodes = (
                {each: root for each, files in side.items() if (root := self._document(files.own, each).root)}
                for side in left
            )
            found |= renames(*nodes)
        return {old: now for old, now in found.items() if old in self.lines}

    def _content(self, identity: str) -> bytes:
        if identity not in self.read:
            self.read |= self.contents([identity])
        return self.read[identity]

    def _document(self, identity: str, name: str) -> Document:
        return parse(self._content(identity)[: MAX_BYTES + 1], name)

    # What the steps come to

    def _versions(self, line: _Line, shared: Kept) -> Iterator[CardVersion]:
        """The last versions of a card, the newest first."""
        kept = _KeptOfCard(shared)
        left = _MOST_VERSIONS
        events = line.events[: -_MOST_COMPARED - 1 : -1]
        there = [files for event in events for files in (event.before, event.after) if files]
        self.read = self.contents(filter(None, (each for files in there for each in files[1:3])))
        for event in events:
            event.version = self._version(event, kept)
            if event.version:
                left -= 1
                yield event.version
            if not left or event.before is None:
                # What was there before it was added anew is another card.
                return

    def _version(self, event: _Event, kept: Kept) -> CardVersion | None:
        was, now, day = event.before, event.after, self.days[event.step]
        if was is None or now is None:
            return CardVersion(day, "added") if now else None
        previous = was.id if was.id != now.id else ""
        kind = "renamed" if previous else "changed"
        if was.own == now.own and was.results == now.results and was.families is now.families:
            return CardVersion(day, kind, previous=previous)
        # Where only the card's file changed, what is the same in both versions of it need not be looked at.
        narrow = was.families is now.families and not previous
        sides = self._sides(was, now, kept, narrow=narrow)
        if narrow and None in sides:
            sides = self._sides(was, now, kept, narrow=False)
        if sides[0] is None or sides[1] is None:
            return CardVersion(day, "unreadable", previous=previous)
        if sides[0].entry.card is sides[1].entry.card and not previous:
            return None
        files = frozenset((*sides[0].own_files, *sides[1].own_files))
        claims = sorted(claims_of_card(sides[0], sides[1], self.naming, files), key=_by_weight)
        if not claims and not previous:
            return None
        told = tuple(map(_told, claims[:_MOST_CLAIMS]))
        return CardVersion(day, kind, told, len(claims) - len(told), previous)

    def _sides(
        self, was: _Files, now: _Files, kept: Kept, *, narrow: bool
    ) -> tuple[Side | None, Side | None]:
        old, new = self._own_files(was), self._own_files(now)
        if narrow:
            own, results = f"{now.id}.yaml", f"{now.id}.evals.yaml"
            scores = was.results != now.results
            old[own], new[own], keys = _narrowed(old[own], new[own], _WITH_RESULTS if scores else frozenset())
            if not scores and not keys & _WITH_RESULTS:
                for each in (old, new):
                    each.pop(results, None)
        return self._side(was, old, kept), self._side(now, new, kept)

    def _own_files(self, files: _Files) -> dict[str, bytes]:
        contents = {f"{files.id}.yaml": self._content(files.own)}
        if files.results:
            contents[f"{files.id}.evals.yaml"] = self._content(files.results)
        return contents

    def _side(self, files: _Files, contents: dict[str, bytes], kept: Kept) -> Side | None:
        own = frozenset(f"/{name}" for name in contents)
        # Its family, which it names or in whose folder it lies, and those that this one extends.
        path = f"{files.id}.yaml"
        named = _named(kept.document(StoredTree(contents), path, f"/{path}"), "family")
        family = files.id.rpartition("/")[0] if named is None else named
        while family and family in files.families and f"{family}/family.yaml" not in contents:
            path = f"{family}/family.yaml"
            contents[path] = self._content(files.families[family])
            family = _named(kept.document(StoredTree(contents), path, f"/{path}"), "extends") or ""
        entry = load_card(StoredTree(contents), files.id, kept)
        return Side(entry, self.catalogue.registries, own) if entry else None

    # All cards

    def _changes(self) -> Iterator[CatalogueChange]:
        """What became of the cards, the newest step first; what happened to many alike is told once."""
        left = _MOST_CHANGES
        for _, events in groupby(reversed(self.events), key=lambda event: event.step):
            alike: dict[CardVersion, list[_Event]] = defaultdict(list)
            for event in reversed([*events]):
                if version := self._of_catalogue(event):
                    alike[version].append(event)
            for version, several in alike.items():
                cards = sorted(map(self._named, several), key=lambda card: card[1].casefold())
                others = max(0, len(cards) - _MOST_CARDS)
                told = tuple(cards[:_MOST_CARDS])
                yield CatalogueChange(
                    version.day, version.kind, told, others, version.claims, version.more, version.previous
                )
                left -= 1
                if not left:
                    return

    def _of_catalogue(self, event: _Event) -> CardVersion | None:
        if event.after is None:
            return CardVersion(self.days[event.step], "removed")
        if event.before is None:
            return CardVersion(self.days[event.step], "added")
        return event.version

    def _named(self, event: _Event) -> tuple[str, str]:
        """The id that the card of an event has now, if any, and the last name that is known."""
        entry = self.catalogue.cards.get(event.line.id)
        if entry:
            return entry.id, entry.label
        last = next((each for files in self._last(event.line) for each in files), None)
        name = _named(self._document(last.own, last.id), "name") if last else None
        return "", name or event.line.id

    def _last(self, line: _Line) -> Iterator[list[_Files]]:
        return ([each for each in (event.after, event.before) if each] for event in reversed(line.events))


class _KeptOfCard(Kept):
    """What is known of the versions of one card; the files of families are kept for all cards."""

    def __init__(self, shared: Kept) -> None:
        super().__init__()
        self._shared = shared

    def document(self, tree: Tree, path: str, label: str) -> Document:
        if path.endswith("/family.yaml"):
            return self._shared.document(tree, path, label)
        return super().document(tree, path, label)


_KEY = re.compile(rb"^(?=[a-z_]+:)", re.MULTILINE)
_NEEDED = frozenset(
    {"family", "sources", *(name for name, field in Card.model_fields.items() if field.is_required())}
)
"""Without these no card can be read, or its evidence has no names."""
_WITH_RESULTS = frozenset({"evaluation"})


def _narrowed(old: bytes, new: bytes, needed: frozenset[str]) -> tuple[bytes, bytes, frozenset[str]]:
    """Two versions of a file without fields that both have and that are not needed; which fields changed.

    A field begins at the beginning of a line. A file that is written otherwise may be torn apart, and then it
    cannot be read.
    """
    sides = [
        {part.partition(b":")[0].decode("utf-8", "replace"): part for part in _KEY.split(file)}
        for file in (old, new)
    ]
    changed = frozenset(name for name in {*sides[0], *sides[1]} if sides[0].get(name) != sides[1].get(name))
    kept = changed | _NEEDED | needed
    texts = [b"".join(part for name, part in side.items() if name in kept) for side in sides]
    return texts[0], texts[1], changed


def _kind(path: str) -> tuple[str, str]:
    """What a file of the folder is, and the id of its card or its family."""
    name = path.removesuffix(".yaml")
    folder, _, last = name.rpartition("/")
    if name == path or name in REGISTRIES or any(part.startswith(".") for part in path.split("/")):
        return "", name
    if last == "family" and folder:
        return "family", folder
    kind = "results" if last.endswith(".evals") else "card"
    name = name.removesuffix(".evals")
    return kind if is_page_path(name) else "", name


def _apply(there: dict[str, str], changed: Mapping[str, str]) -> None:
    for name, identity in changed.items():
        if identity:
            there[name] = identity
        else:
            there.pop(name, None)


def _named(document: Document, name: str) -> str | None:
    root = document.root
    value = root.entries.get(name) if isinstance(root, MappingNode) else None
    return value.text if isinstance(value, ScalarNode) else None


def _together(versions: Iterable[CardVersion]) -> Iterator[CardVersion]:
    """The versions, with one for several in a row that cannot be read."""
    for kind, several in groupby(versions, key=lambda version: version.kind):
        first, *rest = several
        if kind == "unreadable":
            yield first._replace(more=len(rest))
        else:
            yield from (first, *rest)


_KINDS = ("score", "value", "prose", "evidence")


def _by_weight(claim: Claim) -> tuple[bool, bool, int]:
    """What says most comes first: values before texts, and those that were and are stated."""
    one_side = claim.old is None or claim.new is None
    return claim.kind not in ("score", "value"), one_side, _KINDS.index(claim.kind)


def _told(claim: Claim) -> PastClaim:
    change = claim.change
    by = ", ".join(filter(None, (change.points and f"{change.points} pp", change.relative))) if change else ""
    same = claim.old == claim.new
    label = ", ".join(filter(None, (claim.label, claim.item)))
    evidence = claim.kind == "evidence" or same
    old, new = claim.evidence if same and any(claim.evidence) else (claim.old, claim.new)
    # An item of a list that one side does not have is all of its fields; an entry of the sources is evidence.
    whole = claim.field.endswith("]") and None in (old, new)
    named = evidence or claim.kind == "prose" or whole or any(map(_is_long, (old, new)))
    if not named or claim.kind == "score":
        return PastClaim(label, old, new, by, change.better if change else None)
    done: Literal["added", "removed", "changed"] = "added" if not old else "removed" if not new else "changed"
    listed = claim.field.startswith("sources[")
    return PastClaim(label, done=done, evidence=evidence and not listed)


def _is_long(text: str | None) -> bool:
    """Whether a text is none for a line: long, code or an address."""
    return text is not None and (len(text) > _LONGEST or "\n" in text or "://" in text)
