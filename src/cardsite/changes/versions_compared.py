"""Two versions of a catalogue: which cards say something else, and what follows from that elsewhere."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ..catalogue import CardEntry, Catalogue
from ..catalogue.renames import renames
from ..catalogue.trees import Kept, Tree
from ..exporters import catalog_entry, catalog_json
from ..facts.comparability import FIXED, Key, in_words, latest_scores, ranks
from ..facts.derived import (
    Derived,
    batch_tokens,
    checkpoint_count,
    head_dimension,
    tokens_per_parameter,
    training_tokens,
)
from ..facts.licences import LICENSE_CLASSES, demands, license_name, licenses_above
from ..facts.scores import ScoreRow
from ..problems import Problem, Severity
from ..schema import Card, Dataset, Part
from ..yamlio.document import MAX_BYTES
from .claims import Claim, Flag, Naming, Side, claims_of_card, claims_of_part
from .revisions import is_pointer

__all__ = ["CardChange", "Comparison", "FileChange", "Ranking", "Unreadable", "Version", "changed_files"]


@dataclass(frozen=True)
class Version:
    """One of the two versions."""

    name: str
    """What the report calls it: a revision, a folder."""
    tree: Tree
    catalogue: Catalogue
    label: str
    """What messages call its folder of cards."""

    def content(self, file: str) -> bytes | None:
        """The content of a file that messages name; None where it is not there."""
        try:
            return self.tree.read(file.removeprefix(f"{self.label}/"), MAX_BYTES + 1)
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class CardChange:
    """What became of one card."""

    id: str
    name: str
    file: str
    kind: str
    """added, removed, renamed, changed, formatting; inherited where only what it inherits changed."""
    previous: str = ""
    """The id that it had."""
    claims: tuple[Claim, ...] = ()
    """In its own files."""
    shared: tuple[Claim, ...] = ()
    """Through its family or a registry."""
    derived: tuple[Claim, ...] = ()
    """Calculated values."""
    facets: tuple[Claim, ...] = ()
    """What readers choose by."""
    same_entry: bool | None = None
    """Of a change of formatting alone, whether what `catalog.json` has of the card is the same."""
    coverage: tuple[str, str] = ("", "")
    """How much of what is asked it answers, before and after."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """What became of a family, or of an entry of a registry."""

    kind: str
    """families, organizations, benchmarks, datasets, metrics or licenses."""
    id: str
    name: str
    file: str
    state: str
    """added, removed or changed."""
    claims: tuple[Claim, ...] = ()
    used_by: tuple[str, ...] = ()
    """The ids of the cards that refer to it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A card that does not follow the format in one version or in both."""

    id: str
    file: str
    state: str
    """broken (now), new (and broken), repaired, or still (broken in both, and one of its files changed)."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Models that have another rank on the page of a benchmark."""

    benchmark: str
    title: str
    """The metric, and what is stated of how it was measured."""
    moves: tuple[tuple[str, str, str], ...]
    """A model, its rank before and after; empty where it has none."""


_FACETS = (
    *("organization", "family", "kind", "traits", "parameters", "quantization", "license", "task"),
    *("modalities", "languages", "datasets", "benchmarks", "library", "release_date", "status", "stages"),
)
_KINDS = ("organizations", "benchmarks", "datasets", "metrics", "licenses")


@dataclass(frozen=True)
class Comparison:
    """Two versions of one catalogue, compared."""

    before: Version
    after: Version
    naming: Naming
    kept: Kept = field(default_factory=Kept)

    # Files and cards that are in both

    @cached_property
    def changed_files(self) -> frozenset[str]:
        """The files that are not in both versions with the same content."""
        return changed_files(self.before, self.after)

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The old id of each card that has a new one, by that: as cards say, else as their files show."""
        gone, new = self._own_nodes(self.before, self.after), self._own_nodes(self.after, self.before)
        found = {now: was for was, now in self.after.catalogue.moved.items() if was in gone and now in new}
        # An old name that a card has again.
        found |= {was: now for was, now in self.before.catalogue.moved.items() if now in gone and was in new}
        gone = {each: node for each, node in gone.items() if each not in found.values()}
        new = {each: node for each, node in new.items() if each not in found}
        return {**found, **{now: was for was, now in renames(gone, new).items()}}

    def _own_nodes(self, here: Version, there: Version) -> dict[str, Any]:
        found = {}
        for file in set(here.catalogue.card_files) - set(there.catalogue.card_files):
            path = file.removeprefix(f"{here.label}/")
            root = self.kept.document(here.tree, path, file).root
            if root is not None:
                found[path.removesuffix(".yaml")] = root
        return found

    @cached_property
    def pairs(self) -> list[tuple[CardEntry, CardEntry]]:
        """The cards that can be read in both versions, in the order of the new one."""
        old = self.before.catalogue.cards
        found = ((old.get(self.renamed.get(entry.id, entry.id)), entry) for entry in self._now.values())
        return [(was, now) for was, now in found if was is not None]

    @property
    def _now(self) -> Mapping[str, CardEntry]:
        return self.after.catalogue.cards

    @cached_property
    def _touched(self) -> frozenset[tuple[str, str]]:
        """The entries of registries that are not as they were."""
        sides = self.before.catalogue.registries, self.after.catalogue.registries
        found = set()
        for kind in _KINDS:
            old, new = (getattr(side, kind) for side in sides)
            for identity in {*old, *new}:
                was, now = old.get(identity), new.get(identity)
                if was is None or now is None or (was.value is not now.value and was.value != now.value):
                    found.add((kind, identity))
        return frozenset(found)

    def _refers_to_touched(self, entry: CardEntry) -> bool:
        if not self._touched:
            return False
        if any(kind == "metrics" for kind, _ in self._touched) and entry.card.runs:
            return True
        return any(each in self._touched for each in _named_by(entry.card))

    @cached_property
    def cards(self) -> tuple[CardChange, ...]:
        """The cards of which anything changed, in the order of their ids."""
        found = [*self._changes(), *self._added(), *self._removed()]
        return tuple(sorted(found, key=lambda each: each.id))

    def _changes(self) -> Iterator[CardChange]:
        for was, now in self.pairs:
            new_id = was.id != now.id
            own = self._own_files(self.before, was) | self._own_files(self.after, now)
            edited = bool(own & self.changed_files)
            same = was.card is now.card and was.family == now.family
            if same and not edited and not self._refers_to_touched(now):
                continue
            sides = (
                Side(was, self.before.catalogue.registries, self._own_files(self.before, was)),
                Side(now, self.after.catalogue.registries, self._own_files(self.after, now)),
            )
            claims = claims_of_card(*sides, self.naming, self.changed_files)
            mine = tuple(claim for claim in claims if not claim.through)
            theirs = tuple(claim for claim in claims if claim.through)
            if not (claims or edited or new_id):
                continue
            formatting = edited and not mine
            kind = "renamed" if new_id else "formatting" if formatting else "changed"
            kind = "inherited" if not edited and not new_id else kind
            entries = self._entry(was, self.before), self._entry(now, self.after)
            yield CardChange(
                now.id,
                now.label,
                now.file,
                kind,
                was.id if new_id else "",
                mine,
                theirs,
                tuple(self._derived(was.card, now.card)),
                tuple(self._facets(*entries)),
                _in_json(entries[0]) == _in_json(entries[1]) if kind == "formatting" and not theirs else None,
                self._coverage(*entries),
            )

    def _own_files(self, version: Version, entry: CardEntry) -> frozenset[str]:
        results = f"{entry.file.removesuffix('.yaml')}.evals.yaml"
        return frozenset((entry.file, *((results,) if results in version.catalogue.files else ())))

    def _added(self) -> Iterator[CardChange]:
        broken_before = set(self.before.catalogue.card_files)
        for entry in self._now.values():
            was = self.renamed.get(entry.id, entry.id)
            if was not in self.before.catalogue.cards and entry.file not in broken_before:
                yield CardChange(
                    entry.id, entry.label, entry.file, "added", coverage=("", self._answers(entry))
                )

    def _removed(self) -> Iterator[CardChange]:
        kept = {was for now, was in self.renamed.items() if now in self._now}
        there = set(self.after.catalogue.card_files)
        for entry in self.before.catalogue.cards.values():
            if entry.id not in self._now and entry.id not in kept and entry.file not in there:
                yield CardChange(entry.id, entry.label, entry.file, "removed")

    # What follows for a card

    def _entry(self, entry: CardEntry, version: Version) -> dict[str, Any]:
        return catalog_entry(entry, version.catalogue, {})

    def _answers(self, entry: CardEntry) -> str:
        return _answered(self._entry(entry, self.after))

    @staticmethod
    def _coverage(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, str]:
        both = _answered(old), _answered(new)
        return both if both[0] != both[1] else ("", "")

    def _derived(self, old: Card, new: Card) -> Iterator[Claim]:
        values = _calculated(old), _calculated(new)
        for name in values[1] | values[0]:
            was, now = (side.get(name) for side in values)
            texts = was.text if was else None, now.text if now else None
            if texts[0] != texts[1]:
                names = tuple(name.split("."))
                yield Claim("value", name, self.naming.field(names), *texts)

    def _facets(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Claim]:
        for name in _FACETS:
            was, now = (_facet(name, side) for side in (old, new))
            if was != now:
                # Of several, those that are new or gone.
                texts = ", ".join(sorted(was - now)), ", ".join(sorted(now - was))
                yield Claim("value", name, name, texts[0] or None, texts[1] or None)

    # Families and registries

    @cached_property
    def files(self) -> tuple[FileChange, ...]:
        """The families and the entries of registries that say something else of themselves."""
        return (*self._families(), *self._entries())

    def _families(self) -> Iterator[FileChange]:
        old, new = self.before.catalogue.families, self.after.catalogue.families
        for identity in sorted({*old, *new}):
            was, now = old.get(identity), new.get(identity)
            one = now or was
            if one is None or one.file not in self.changed_files:
                continue
            if (was is None or now is None) and all(
                version.content(one.file) is not None for version in (self.before, self.after)
            ):
                continue  # it has mistakes on one side, which are reported
            claims = self._claims(was.family if was else None, now.family if now else None)
            cards = (self.after if now else self.before).catalogue.cards.values()
            if was and now and not claims:
                continue  # what it shares is told of its members
            members = tuple(entry.id for entry in cards if entry.family == identity)
            yield FileChange(
                "families", identity, one.family.name, one.file, _state(was, now), claims, members
            )

    def _entries(self) -> Iterator[FileChange]:
        for kind, identity in sorted(self._touched, key=lambda each: (_KINDS.index(each[0]), each[1])):
            was = getattr(self.before.catalogue.registries, kind).get(identity)
            now = getattr(self.after.catalogue.registries, kind).get(identity)
            broken = any(
                identity in version.catalogue.registries.broken.get(kind, ())
                for version in (self.before, self.after)
            )
            if broken or (one := now or was) is None:
                continue
            claims = self._claims(was and was.value, now and now.value)
            if claims and kind == "datasets" and self._freer_data(was and was.value, now and now.value):
                claims = tuple(_flagged(claims, "license"))
            version = self.after if now else self.before
            users = tuple(
                entry.id
                for entry in version.catalogue.cards.values()
                if (kind, identity) in _named_by(entry.card)
            )
            file = one.file or f"{version.label}/{kind}.yaml"
            yield FileChange(kind, identity, one.value.name, file, _state(was, now), claims, users)

    def _claims(self, was: Part | None, now: Part | None) -> tuple[Claim, ...]:
        if was is None or now is None:
            return ()
        registries = self.before.catalogue.registries, self.after.catalogue.registries
        return claims_of_part(was, now, registries, self.naming)

    def _freer_data(self, was: Dataset | None, now: Dataset | None) -> bool:
        terms = [each.license.id if each and each.license else None for each in (was, now)]
        sides = (self.before.catalogue.registries, self.after.catalogue.registries)
        asked = [demands(each, side) if each else None for each, side in zip(terms, sides, strict=True)]
        return asked[0] is not None and asked[1] is not None and bool(asked[0] - asked[1])

    # Cards that cannot be read

    @cached_property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """The cards that cannot be read in one version or in both, as far as they changed."""
        old, new = _broken(self.before), _broken(self.after)
        found = []
        for file in sorted({*old, *new}):
            version = self.after if file in new else self.before
            related = version.catalogue.files.get(file, frozenset((file,)))
            if file in old and file in new and not related & self.changed_files:
                continue
            if file not in new and file not in self.after.catalogue.card_files:
                continue  # it was broken, and is gone
            if file in new:
                there = file in self.before.catalogue.card_files
                state = "still" if file in old else "broken" if there else "new"
            else:
                state = "repaired"
            identity = file.removeprefix(f"{version.label}/").removesuffix(".yaml")
            problems = tuple(
                each
                for each in version.catalogue.problems
                if each.place.file in related and each.severity is Severity.ERROR
            )
            found.append(Unreadable(identity, file, state, problems if file in new else ()))
        return tuple(found)

    # Elsewhere

    @cached_property
    def problems(self) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
        """What is newly reported, and what is no longer; not of files that are gone or cannot be read."""
        moved = {
            self.before.catalogue.cards[was].file: self._now[now].file
            for now, was in self.renamed.items()
            if was in self.before.catalogue.cards and now in self._now
        }
        old, new = self.before.catalogue.problems, self.after.catalogue.problems
        known = Counter(_what(each, moved.get(each.place.file)) for each in old)
        fresh = tuple(_beyond(new, known, {}))
        left = Counter(_what(each) for each in new)
        silent = _broken(self.after)
        fixed = tuple(
            each
            for each in _beyond(old, left, moved)
            if moved.get(each.place.file, each.place.file) not in silent
            and self.after.content(moved.get(each.place.file, each.place.file)) is not None
        )
        listed = {problem for each in self.unreadable for problem in each.problems}
        return tuple(each for each in fresh if each not in listed), fixed

    @cached_property
    def ranks(self) -> tuple[Ranking, ...]:
        """The rankings on pages of benchmarks in which a model moved."""
        touched = frozenset(
            result.benchmark
            for version in (self.before, self.after)
            for entry in version.catalogue.cards.values()
            if self._moved(entry, version)
            for run in entry.card.runs
            for result in run.results
        )
        if not touched:
            return ()
        old, new = (_standings(version.catalogue, touched) for version in (self.before, self.after))
        found = (self._ranking(key, old.get(key, {}), new.get(key, {})) for key in {**new, **old})
        return tuple(sorted(filter(None, found), key=lambda each: (each.benchmark, each.title)))

    def _moved(self, entry: CardEntry, version: Version) -> bool:
        """Whether a card's scores may be others than in the other version."""
        old = self.renamed.get(entry.id, entry.id) if version is self.after else entry.id
        was = self.before.catalogue.cards.get(old)
        now = entry if version is self.after else self._successors.get(entry.id)
        return was is None or now is None or was.card is not now.card or self._refers_to_touched(entry)

    @cached_property
    def _successors(self) -> dict[str, CardEntry]:
        """The cards of the new version by the ids that they had."""
        return {was.id: now for was, now in self.pairs}

    def _ranking(
        self, key: Key, old: Mapping[str, int | None], new: Mapping[str, int | None]
    ) -> Ranking | None:
        if len(old) < 2 and len(new) < 2:
            return None
        before = {
            self._successors[name].id if name in self._successors else name: rank
            for name, rank in old.items()
        }
        moves = tuple(
            (self._label(name), str(before.get(name) or ""), str(new.get(name) or ""))
            for name in sorted(
                {**before, **new}, key=lambda each: (new.get(each) or 10**9, before.get(each) or 10**9, each)
            )
            if before.get(name) != new.get(name)
        )
        if not moves:
            return None
        registries = self.after.catalogue.registries
        benchmark = registries.benchmarks.get(key.benchmark)
        metric = registries.metrics.get(key.metric)
        called = (metric.value.short_name or metric.value.name) if metric else key.metric
        parts = [("subset", key.subset), ("shots", key.shots), ("metric", called)]
        title = ", ".join(
            in_words(part, value, self.naming.wording) for part, value in parts if value is not None
        )
        return Ranking(benchmark.value.name if benchmark else key.benchmark, title, moves)

    def _label(self, identity: str) -> str:
        entry = self._now.get(identity) or self.before.catalogue.cards.get(identity)
        return entry.label if entry else identity

    @cached_property
    def licenses(self) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
        """The models above or below which other licences lie: the model, and these before and after."""
        sides = []
        for version in (self.before, self.after):
            registries = version.catalogue.registries
            above = licenses_above(version.catalogue)
            sides.append(
                {
                    card: sorted(license_name(each, registries) for each in found)
                    for card, found in above.items()
                }
            )
        return tuple(
            (now.label, tuple(sides[0].get(was.id, ())), tuple(sides[1].get(now.id, ())))
            for was, now in self.pairs
            if sides[0].get(was.id, []) != sides[1].get(now.id, [])
        )

    @cached_property
    def same_catalog(self) -> bool | None:
        """Where files changed and no claim did, whether the list of all models is the same, byte for byte."""
        if any(each.kind != "formatting" or each.shared for each in self.cards) or self.unreadable:
            return None
        if not self.changed_files:
            return True
        return catalog_json(self.before.catalogue) == catalog_json(self.after.catalogue)

    @cached_property
    def pictures(self) -> tuple[tuple[str, str], ...]:
        """The pictures and logos that are not as they were, each with what became of it."""
        known = {
            file
            for version in (self.before, self.after)
            for file in (
                *version.catalogue.pictures,
                *(f"{version.label}/{logo.path}" for logo in version.catalogue.logos.values()),
            )
        }
        sides = ((file, self.before.content(file), self.after.content(file)) for file in sorted(known))
        return tuple((file, _state(was, now)) for file, was, now in sides if file in self.changed_files)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """The files of the new version that are pointers of Git LFS, whose content git does not have."""
        contents = ((file, self.after.content(file)) for file in sorted(self.changed_files))
        return tuple(file for file, content in contents if content and is_pointer(content))


def _standings(catalogue: Catalogue, benchmarks: frozenset[str]) -> dict[Key, dict[str, int | None]]:
    """For the rankings that pages of some benchmarks show, the rank of each model in them."""
    groups: dict[Key, list[tuple[str, ScoreRow]]] = defaultdict(list)
    for entry in catalogue.cards.values():
        if any(result.benchmark in benchmarks for run in entry.card.runs for result in run.results):
            for key, row in latest_scores(entry.card, catalogue.registries).items():
                if key.benchmark in benchmarks:
                    groups[key].append((entry.id, row))
    ways: dict[tuple[object, ...], list[Key]] = defaultdict(list)
    for key in groups:
        ways[tuple(getattr(key, part) for part in sorted(FIXED))].append(key)
    # As on the page: of the ways in which one thing was measured, that of most models is ranked.
    main = (min(keys, key=lambda each: (-len(groups[each]), each.order)) for keys in ways.values())
    return {
        key: dict(zip((name for name, _ in groups[key]), ranks([row for _, row in groups[key]]), strict=True))
        for key in main
        if not groups[key][0][1].benchmark.unranked
    }


def changed_files(before: Version, after: Version) -> frozenset[str]:
    """The files of cards, registries and pictures that are not in both versions with the same content."""
    files = {*before.catalogue.files, *after.catalogue.files}
    return frozenset(file for file in files if before.content(file) != after.content(file))


def _named_by(card: Card) -> set[tuple[str, str]]:
    """The entries of registries that a card names, its licences among them."""
    terms = (card.license, card.data_license, card.base_model_license)
    licenses = {("licenses", each.id) for each in terms if each and each.id}
    return licenses | {(each.kind, each.id) for each in card.references()}


def _in_json(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False)


def _state(was: object, now: object) -> str:
    return "added" if was is None else "removed" if now is None else "changed"


def _flagged(claims: Iterable[Claim], name: str) -> Iterator[Claim]:
    for claim in claims:
        flags = (*claim.flags, Flag.FREER_LICENSE) if claim.field == name else claim.flags
        yield replace(claim, flags=flags)


def _answered(entry: Mapping[str, Any]) -> str:
    coverage = entry["coverage"]
    return f"{coverage['filled']} of {coverage['asked']}"


def _calculated(card: Card) -> dict[str, Derived]:
    """The calculated values that pages show, by the names of the fields that they stand for."""
    found = {
        "architecture.head_dimension": head_dimension(card.architecture) if card.architecture else None,
        "training.batch_tokens": batch_tokens(card),
        "training.tokens": training_tokens(card),
        "training.tokens_per_parameter": tokens_per_parameter(card),
        "checkpoints.count": checkpoint_count(card.checkpoints) if card.checkpoints else None,
    }
    return {name: value for name, value in found.items() if value}


def _facet(name: str, entry: Mapping[str, Any]) -> frozenset[str]:
    """What a model is found by under one heading, in words."""
    value = entry.get(name)
    if isinstance(value, dict):
        value = (
            LICENSE_CLASSES[value["class"]] if name == "license" else value.get("name", value.get("types"))
        )
    if name == "release_date" and value:
        value = str(value)[:4]
    if isinstance(value, int):
        value = f"{value:,}"
    return (
        frozenset(map(str, value)) if isinstance(value, (list, tuple)) else frozenset(filter(None, [value]))
    )


def _broken(version: Version) -> set[str]:
    whole = {entry.file for entry in version.catalogue.cards.values()}
    return set(version.catalogue.card_files) - whole


def _what(problem: Problem, file: str | None = None) -> tuple[str, ...]:
    """A problem without its line, which moves with what stands above it."""
    return file or problem.place.file, problem.field, problem.code, problem.message


def _beyond(
    problems: Iterable[Problem], known: Counter[tuple[str, ...]], moved: Mapping[str, str]
) -> Iterator[Problem]:
    """The problems that are not among those known, each of which counts once."""
    left = Counter(known)
    for each in problems:
        key = _what(each, moved.get(each.place.file))
        if left[key]:
            left[key] -= 1
        else:
            yield each
