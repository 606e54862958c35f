"""What two versions of one card say: claims that changed, with their evidence, and what is to be asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

from ..catalogue import CardEntry, Location, Registries
from ..catalogue.discovery import REGISTRIES
from ..facts.comparability import Key, Wording, contrast, in_words, key_of
from ..facts.licences import demands
from ..facts.scores import ScoreRow, score_row
from ..render.fields import named_source
from ..render.score_rows import score_texts
from ..schema import Card, LicenseTerms, Part, fields_of
from .leaves import Leaf, leaves_of, parts_of_key, source_of
from .words import Change, Stretch, change_of, word_changes

__all__ = ["Claim", "Flag", "Naming", "Side", "claims_of_card", "claims_of_part"]


class Flag(StrEnum):
    """What a reviewer should ask about."""

    SAME_SOURCE = "same-source"
    """A number changed, and what it rests on did not."""
    SAME_DATE = "same-date"
    """A score changed, and the date of its evaluation did not."""
    FREER_LICENSE = "freer-license"
    """A licence asks for less than before."""
    LESS_EVIDENCE = "less-evidence"
    """A source or a quotation was removed from what is still said."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that is said otherwise than before; None is what was, or is, not said."""

    kind: Literal["value", "score", "prose", "evidence"]
    field: str
    """The dotted path of the field, with items by their names: `training.data[The Pile].tokens`."""
    label: str
    """What pages call it."""
    old: str | None
    new: str | None
    item: str = ""
    """Of which thing in a list it is said: `The Pile`."""
    change: Change | None = None
    """How far the number moved."""
    words: tuple[Stretch, ...] = ()
    """Of prose, what changed in it."""
    evidence: tuple[str, str] = ("", "")
    """What it rests on, before and after, where that changed too."""
    flags: tuple[Flag, ...] = ()
    through: str = ""
    """The file that brings the change about, where that is not the card's own."""


Namer = Callable[[str], str]


@dataclass(frozen=True)
class Naming:
    """What pages call things: fields by their paths, and the parts of how a score was measured."""

    labels: Mapping[str, str]
    wording: Wording

    def field(self, names: tuple[str, ...]) -> str:
        """The label of a field: what pages print beside it, else its name in words."""
        path = ".".join(name for name in names if name != "stages")
        label = self.labels.get(path) or self.labels.get(names[-1]) or _in_words(names[-1])
        if names[-1] in ("note", "link", "url") and len(names) > 1 and path not in self.labels:
            return f"{self.field(names[:-1])} {self.field(names[-1:]).lower()}"
        if len(names) > 1 and (names[0] not in _PLAIN or path not in self.labels):
            label = label if label[1:2].isupper() else label[:1].lower() + label[1:]
            above = [_in_words(name) for name in names[:-1] if name not in ("stages", "items")]
            label = f"{above[0] if len(above) == 1 else f'{above[0]}, {above[-1].lower()}'}: {label}"
        return label


_PLAIN = ("architecture", "training", "links")
"""Parts whose fields have labels that need no name of the part beside them."""


def _in_words(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Side:
    """A card in its catalogue, on one of the two sides."""

    entry: CardEntry
    registries: Registries
    own_files: frozenset[str] = field(default_factory=frozenset)
    """The card's file and that of its results."""

    @property
    def card(self) -> Card:
        """The card with what it inherits."""
        return self.entry.card

    def file(self, path: Location) -> str:
        """The file in which the value at a path stands."""
        return self.entry.located.place(path).file


_SCORES = frozenset({"evaluation.runs"})


def claims_of_card(before: Side, after: Side, naming: Naming, changed: frozenset[str]) -> tuple[Claim, ...]:
    """What the second version of a card says otherwise; `changed` are the files that are not as before."""
    comparison = _Comparison(before, after, naming, changed)
    leave_out = _SCORES | {*comparison.equal_fields()}
    old = leaves_of(before.card, before.registries, leave_out)
    new = leaves_of(after.card, after.registries, leave_out)
    return (*comparison.of_leaves(old, new), *comparison.of_scores())


def claims_of_part(
    before: Part, after: Part, registries: tuple[Registries, Registries], naming: Naming
) -> tuple[Claim, ...]:
    """The same of a family or an entry of a registry."""
    here, there = leaves_of(before, registries[0]), leaves_of(after, registries[1])
    old, new = _whole_items(here, there, naming), _whole_items(there, here, naming)
    return tuple(
        claim
        for key in _order(old, new)
        if (claim := _claim(key, old.get(key), new.get(key), naming, (None, None)))
    )


def _order(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> list[Any]:
    """The keys of both, in the order of the new version, with those that are gone behind."""
    return [*new, *(key for key in old if key not in new)]


def _whole_items(
    here: Mapping[tuple[str, ...], Leaf], there: Mapping[tuple[str, ...], Leaf], naming: Naming
) -> dict[tuple[str, ...], Leaf]:
    """The leaves, with one in place of all those of an item that the other side does not have."""
    known = {key[:length] for key in there for length in range(1, len(key))}
    found: dict[tuple[str, ...], Leaf] = {}
    parts: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, leaf in here.items():
        prefixes = (key[:length] for length in range(1, len(key)) if key[length - 1].startswith("["))
        whole = next((prefix for prefix in prefixes if prefix not in known), None)
        if whole is None:
            found[key] = leaf
            continue
        name = whole[-1][1:-1]
        if " ".join(leaf.text.split()) != name:
            parts[whole].append(f"{naming.field((key[-1],)).lower()}: {leaf.text}")
        evidence = leaf.evidence and found.get(whole, leaf).evidence
        found[whole] = Leaf(
            whole, leaf.path[: len(whole)], "; ".join(parts[whole]) or name, evidence=evidence
        )
    return found


def _dotted(key: tuple[str, ...]) -> str:
    text = ""
    for step in key:
        text += step if step.startswith("[") else f".{step}" if text else step
    return text


def _claim(
    key: tuple[str, ...],
    old: Leaf | None,
    new: Leaf | None,
    naming: Naming,
    cards: tuple[Card | None, Card | None],
) -> Claim | None:
    """How one thing is said otherwise; None where it is not."""
    names, items = parts_of_key(key)
    one = new or old
    if one is None:
        return None
    texts = (old.text if old else None, new.text if new else None)
    proofs = (_evidence(old), _evidence(new))
    same = _meaning(old) == _meaning(new)
    rests = tuple(_rests_on(leaf, card) for leaf, card in zip((old, new), cards, strict=True))
    if same and proofs[0] == proofs[1]:
        return None
    claim = Claim(
        "evidence" if one.evidence or same else "prose" if one.prose else "value",
        _dotted(key),
        naming.field(names),
        *texts,
        item=", ".join(items),
    )
    if old and new and proofs[0] != proofs[1]:
        claim = replace(claim, evidence=(_in_short(old, cards[0]), _in_short(new, cards[1])))
    if old and new and not same and one.prose:
        claim = replace(claim, words=word_changes(old.text, new.text))
    flags: list[Flag] = []
    if one.evidence:
        # Of an entry of the list of sources, what named it says so.
        flags += [Flag.LESS_EVIDENCE] if old and not new and key[-1] in ("source", "quote") else []
        return replace(claim, flags=tuple(flags))
    if old and new and (_lost(old.rests_on, new.rests_on) or _lost(old.quote, new.quote)):
        flags.append(Flag.LESS_EVIDENCE)
    if old and new and not same:
        if old.numeric and new.numeric and (old.value is None or old.value != new.value):
            flags += [Flag.SAME_SOURCE] if rests[0] == rests[1] else []
        if old.value is not None and new.value is not None and old.value != new.value:
            claim = replace(claim, change=change_of(old.value, new.value))
    return replace(claim, flags=tuple(flags))


def _lost(old: str, new: str) -> bool:
    return bool(old) and not new


def _meaning(leaf: Leaf | None) -> object:
    """What a leaf says, without how the lines of its file are broken."""
    return " ".join(leaf.text.split()) if leaf and leaf.prose else leaf and leaf.text


def _evidence(leaf: Leaf | None) -> tuple[str, str, str]:
    return (leaf.source, " ".join(leaf.quote.split()), leaf.formula) if leaf else ("", "", "")


def _rests_on(leaf: Leaf | None, card: Card | None) -> object:
    """Everything that is known of what a value rests on: a new commit of a source is other evidence."""
    if leaf is None:
        return None
    return leaf.rests_on, leaf.quote, leaf.formula, card and source_of(card, leaf.rests_on)


def _in_short(leaf: Leaf, card: Card | None) -> str:
    """What a value rests on, on one line."""
    source = source_of(card, leaf.source).get("title") if card and leaf.source else None
    parts = [source or leaf.source]
    parts += [f"“{' '.join(leaf.quote.split())}”"] if leaf.quote else []
    parts += [f"= {leaf.formula}"] if leaf.formula else []
    return " ".join(filter(None, parts))


@dataclass(frozen=True)
class _Score:
    """A row of the results of one side."""

    row: ScoreRow
    path: Location
    run: str
    """What the run is known by on its side."""
    key: Key

    @property
    def same(self) -> tuple[object, ...]:
        """What is equal for the same score, wherever it stands."""
        return self.key, self.row.checkpoint

    @property
    def says(self) -> tuple[object, ...]:
        """What is equal for scores of which nothing is to be told."""
        return self.key, self.row.result, self.row.run.source

    @property
    def alike(self) -> tuple[object, ...]:
        """The same where the whole run is said to have been measured otherwise."""
        result = self.row.result
        counts = (each and each.text for each in (result.shots, result.samples))
        own_texts = (*counts, result.split, result.version)
        place = (result.subset, self.row.metric_id, result.filter, self._step)
        return self.run, result.benchmark, *place, *own_texts

    @property
    def roughly(self) -> tuple[object, ...]:
        """The same where conditions of the one score were corrected."""
        return self.run, self.key.benchmark, self.key.subset, self.key.metric, self._step

    @property
    def _step(self) -> int | None:
        step = self.row.result.checkpoint
        return int(step) if step is not None else None


_Pairs = Sequence[tuple[_Score | None, _Score | None]]


class _Comparison:
    """Two versions of a card, compared."""

    def __init__(self, before: Side, after: Side, naming: Naming, changed: frozenset[str]) -> None:
        self.before, self.after, self.naming, self.changed = before, after, naming, changed
        self.cards = before.card, after.card
        self.alike = before.registries is after.registries
        """Whether equal values have equal texts."""

    def equal_fields(self) -> Iterator[str]:
        """The fields of which nothing is to be told."""
        for name in fields_of(Card) if self.alike else ():
            if getattr(self.cards[0], name) == getattr(self.cards[1], name):
                yield name

    def of_leaves(self, old: Mapping[Any, Leaf], new: Mapping[Any, Leaf]) -> Iterator[Claim]:
        old, new = _whole_items(old, new, self.naming), _whole_items(new, old, self.naming)
        for key in _order(old, new):
            was, now = old.get(key), new.get(key)
            claim = _claim(key, was, now, self.naming, self.cards)
            if claim is None:
                continue
            if len(key) == 1 and key[0].endswith("license") and self._is_freer(key[0]):
                claim = replace(claim, flags=(*claim.flags, Flag.FREER_LICENSE))
            yield replace(claim, through=self._through(was.path if was else None, now.path if now else None))

    def _is_freer(self, name: str) -> bool:
        """Whether the new terms lack something that the old ones ask."""
        terms: list[LicenseTerms | None] = [getattr(card, name, None) for card in self.cards]
        sides = zip(terms, (self.before.registries, self.after.registries), strict=True)
        asked = [demands(each.id, registries) if each and each.id else None for each, registries in sides]
        return asked[0] is not None and asked[1] is not None and bool(asked[0] - asked[1])

    def _through(self, old: Location | None, new: Location | None) -> str:
        """The file that brought a change about; empty where it is the card's own."""
        sides = ((self.before, old), (self.after, new))
        files = [(side, side.file(path)) for side, path in sides if path is not None]
        mine = [file for side, file in files if file in side.own_files]
        if mine and (set(mine) & self.changed):
            return ""
        inherited = [file for _, file in reversed(files) if file in self.changed]
        if inherited:
            return inherited[0]
        # The card stands in a family since, or no longer; or what it refers to is another thing now.
        own = self.before.own_files | self.after.own_files
        registries = sorted(file for file in self.changed - own if file.rpartition("/")[2] in _REGISTRIES)
        return "" if own & self.changed else next(iter(registries), "")

    # Scores

    def of_scores(self) -> Iterator[Claim]:
        old, new = list(_scores(self.before)), list(_scores(self.after))
        pairs = _paired(old, new)
        yield from self._runs(pairs)
        alone = defaultdict[tuple[str, bool], list[_Score]](list)
        for was, now in pairs:
            if one := _only(was, now):
                alone[self._group(one), was is None].append(one)
        told: set[tuple[str, bool]] = set()
        for was, now in pairs:
            one = _only(was, now)
            group = (self._group(one), was is None) if one else None
            if group and len(alone[group]) > _FEW:
                claim = None if group in told else _many(alone[group], group[0], new=was is None)
                told.add(group)
            else:
                claim = self._score(was, now)
            if claim:
                paths = was.path if was else None, now.path if now else None
                yield replace(claim, through=self._through(*paths))
            if was and now and (note := self._note(was, now)):
                yield note

    def _note(self, was: _Score, now: _Score) -> Claim | None:
        """What is said beside one score otherwise."""
        notes = was.row.result.note, now.row.result.note
        old, new = (Leaf(("note",), (), text, prose=True) if text else None for text in notes)
        thing = ", ".join((now.row.benchmark.name, in_words("metric", now.row.metric_name, self._wording)))
        key = ("evaluation", "runs", f"[{now.run}]", "results", f"[{thing}]", "note")
        claim = _claim(key, old, new, self.naming, self.cards)
        return claim and replace(claim, label="Note", item=thing, through=self._through(was.path, now.path))

    def _group(self, score: _Score) -> str:
        """The run of a score, where both versions have it; new ones are one group, and so are those gone."""
        return score.run if all(score.run in _named_runs(card) for card in self.cards) else ""

    def _partners(self, pairs: _Pairs) -> dict[str, str]:
        """What each run was called: that of the same title, else of most scores, else of the number."""
        old, new = (_named_runs(card) for card in self.cards)
        both = [name for name in new if name in old]
        shared = Counter((was.run, now.run) for was, now in pairs if was and now)
        found = {name: name for name in both if self.after.card.runs[new[name]].title}
        taken = set(found)
        for was, now in (*(each for each, _ in shared.most_common()), *zip(both, both, strict=True)):
            if now not in found and was not in taken:
                found[now] = was
                taken.add(was)
        return found

    def _runs(self, pairs: _Pairs) -> Iterator[Claim]:
        """What is said of whole runs: their titles, conditions, dates, sources and notes."""
        old, new = _named_runs(self.before.card), _named_runs(self.after.card)
        partners = self._partners(pairs)
        for name, place in new.items():
            if name not in partners:
                continue
            former = old[partners[name]]
            runs = self.before.card.runs[former], self.after.card.runs[place]
            leave_out = frozenset({"results"})
            tables = (
                leaves_of(runs[0], self.before.registries, leave_out),
                leaves_of(runs[1], self.after.registries, leave_out),
            )
            for key in _order(*tables):
                was, now = tables[0].get(key), tables[1].get(key)
                full = ("evaluation", "runs", f"[{name}]", *key)
                claim = _claim(full, was, now, self.naming, self.cards)
                if claim:
                    at = ("evaluation", "runs")
                    paths = (
                        (*at, former, *was.path) if was else None,
                        (*at, place, *now.path) if now else None,
                    )
                    yield replace(
                        claim,
                        label=self.naming.wording.names.get(key[-1], _in_words(key[-1])).capitalize(),
                        item=name,
                        through=self._through(*paths),
                    )

    def _score(self, was: _Score | None, now: _Score | None) -> Claim | None:
        one = now or was
        if one is None or (self.alike and was and now and was.says == now.says):
            return None
        ours, theirs = _conditions(was, now, self._wording, self._name)
        texts = [score_texts(each.row).words if each else None for each in (was, now)]
        old, new = (
            text if text is None else ", ".join((text, *more))
            for text, more in zip(texts, (ours, theirs), strict=True)
        )
        key = one.key
        parts = {"metric": one.row.metric_name, "shots": key.shots, "subset": key.subset}
        stated = [
            in_words(part, value, self._wording)
            for part, value in parts.items()
            if value is not None and not (part == "shots" and (ours or theirs))
        ]
        label = ", ".join((one.row.benchmark.name, *stated))
        if one.row.checkpoint is not None:
            label += f", step {one.row.checkpoint:,}"
        thing = " ".join(filter(None, (key.benchmark, key.subset, key.metric)))
        field = f"evaluation.runs[{one.run}].results[{thing}]"
        claim = Claim("score", field, label, old, new)
        if was is None or now is None:
            return claim
        flags: list[Flag] = []
        evidence = tuple(_score_evidence(each) for each in (was, now))
        if any(_lost(*pair) for pair in zip(*evidence, strict=True)):
            flags.append(Flag.LESS_EVIDENCE)
        if evidence[0] != evidence[1] and (was.row.result.source, was.row.result.quote) != (
            now.row.result.source,
            now.row.result.quote,
        ):
            claim = replace(
                claim, evidence=(_shown(evidence[0], self.cards[0]), _shown(evidence[1], self.cards[1]))
            )
        if was.row.score.value != now.row.score.value:
            same = [
                (*proof, source_of(card, proof[0])) for proof, card in zip(evidence, self.cards, strict=True)
            ]
            flags += [Flag.SAME_SOURCE] if same[0] == same[1] else []
            flags += [Flag.SAME_DATE] if was.row.run.date == now.row.run.date else []
            gain = now.row.goodness - was.row.goodness
            claim = replace(
                claim,
                change=change_of(
                    was.row.score.value,
                    now.row.score.value,
                    percent=now.row.percent and was.row.percent,
                    better=gain > 0 if gain else None,
                ),
            )
        elif texts[0] == texts[1] and not (ours or theirs):
            if claim.evidence == ("", "") and not flags:
                return None
            claim = replace(claim, kind="evidence")
        return replace(claim, flags=tuple(flags))

    @property
    def _wording(self) -> Wording:
        return self.naming.wording

    def _name(self, identity: str) -> str:
        entry = self.after.registries.organizations.get(identity)
        return entry.value.name if entry else identity


_REGISTRIES = frozenset(f"{name}.yaml" for name in REGISTRIES)


_FEW = 8
"""More scores of one run that are all new, or all gone, are counted."""


def _many(scores: Sequence[_Score], run: str, *, new: bool) -> Claim:
    """One claim for many scores that are all new, or all gone."""
    names = ", ".join(dict.fromkeys(each.row.benchmark.name for each in scores))
    text = f"{len(scores):,} of {names}"
    field, label = f"evaluation.runs[{run}].results", _in_words("scores")
    return Claim("score", field, label, None if new else text, text if new else None, run)


def _only(was: _Score | None, now: _Score | None) -> _Score | None:
    """The score that one side has alone."""
    return was if now is None else now if was is None else None


def _score_evidence(each: _Score) -> tuple[str, str]:
    result, run = each.row.result, each.row.run
    return named_source(result.source, run.source) or "", " ".join((result.quote or "").split())


def _shown(evidence: tuple[str, str], card: Card) -> str:
    source, quote = evidence
    title = source_of(card, source).get("title", source)
    return " ".join(filter(None, (title, f"“{quote}”" if quote else "")))


def _conditions(
    was: _Score | None, now: _Score | None, wording: Wording, name: Namer
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """In what the conditions of one score differ that its run does not explain."""
    if was is None or now is None or was.alike == now.alike or was.key == now.key:
        return (), ()
    return contrast(was.key, now.key, wording, name)


def _named_runs(card: Card) -> dict[str, int]:
    """The runs of a card by their titles, else by their numbers among those without one."""
    found: dict[str, int] = {}
    untitled = 0
    for place, run in enumerate(card.runs):
        if run.title is None:
            untitled += 1
        name, number = run.title or f"run {untitled}", 1
        while name in found:
            number += 1
            name = f"{run.title} ({number})"
        found[name] = place
    return found


def _scores(side: Side) -> Iterator[_Score]:
    for name, place in _named_runs(side.card).items():
        run = side.card.runs[place]
        for number, result in enumerate(run.results):
            row = score_row(result, run, side.registries)
            if row:
                path: Location = ("evaluation", "runs", place, "results", number)
                yield _Score(row, path, name, key_of(row))


def _paired(old: list[_Score], new: list[_Score]) -> list[tuple[_Score | None, _Score | None]]:
    """Scores of the two sides that are of one thing, in the order of the new side; then those that are gone.

    Measured alike, wherever they stand; else of one run whose conditions were changed; else of one run and
    one quantity, if there is only one of each.
    """
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for way in ("same", "alike", "roughly"):
        places: dict[object, list[int]] = defaultdict(list)
        counts: dict[object, int] = defaultdict(int)
        for number, each in enumerate(old):
            if number not in taken:
                places[getattr(each, way)].append(number)
        for number, each in enumerate(new):
            if number not in partner:
                counts[getattr(each, way)] += 1
        for number, each in enumerate(new):
            key = getattr(each, way)
            if number in partner or not places[key]:
                continue
            if way == "roughly" and (counts[key] > 1 or len(places[key]) > 1):
                continue
            partner[number] = places[key].pop(0)
            taken.add(partner[number])
    pairs: list[tuple[_Score | None, _Score | None]] = [
        (old[partner[number]] if number in partner else None, each) for number, each in enumerate(new)
    ]
    return [*pairs, *((each, None) for number, each in enumerate(old) if number not in taken)]
