"""Decides for each number in a card's texts whether a field contradicts it, or whether none holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ...catalogue import CardEntry
from ...schema import Result, Run
from ..agreement import Range, exactly, written
from ..check_context import CheckContext
from ..passages import Passage, passages
from .claims import Claim, claims
from .leaving import STAGES, no_score_of_it, not_meant
from .numerals import NUMBER, SCALE, number
from .relatives import OwnNames, Relatives
from .scored import AVERAGE, Names, ScoreClaim, names_of, score_claims
from .speaking import Sentence, models_in, sentence
from .stated import HOMES, Stated, absent, in_rows, stated

__all__ = ["Told", "told"]


@dataclass(frozen=True, slots=True)
class Told:
    """A number in a text that the card's fields do not bear out."""

    kind: str
    passage: Passage
    said: str
    against: str
    """What the card has instead, `training.tokens is 380B`; empty where it has no such field."""
    field: str
    """The field that the number belongs in."""
    whose: str = "text"
    """What says so: a text of the card, or its family's."""


def told(entry: CardEntry, context: CheckContext) -> tuple[Told, ...]:
    """All such numbers of a card."""
    return context.made(_Reader).told(entry)


class _Reader:
    """Reads the texts of one catalogue; keeps what it found in the last card, since several checks ask."""

    def __init__(self, context: CheckContext) -> None:
        self._context = context
        self._registries = context.catalogue.registries
        self._relatives = Relatives(context, self._ranges)
        self._names: Names = names_of(
            {
                identity: (found.value.name, *found.value.aliases)
                for identity, found in self._registries.benchmarks.items()
            }
        )
        self._scores: dict[str, tuple[ScoreClaim, ...]] = {}
        self._stated: dict[tuple[str, str], tuple[Stated, ...]] = {}
        self._last: tuple[str, tuple[Told, ...]] = ("", ())

    def told(self, entry: CardEntry) -> tuple[Told, ...]:
        if self._last[0] != entry.id:
            self._last = (entry.id, tuple(self._read(entry)))
            self._stated.clear()
        return self._last[1]

    def _read(self, entry: CardEntry) -> Iterator[Told]:
        for passage in self._context.passages(entry):
            if not passage.prose:
                continue
            text = passage.text
            for claim in claims(text):
                found = self._own(claim.kind, entry)
                if not any(each.range.same(claim.range) for each in found):
                    yield from self._doubtful(entry, passage, claim, found)
            for score in self._scores_in(text):
                yield from self._score(entry, passage, score)
        yield from self._of_family(entry)

    def _of_family(self, entry: CardEntry) -> Iterator[Told]:
        """What the family's own texts say of all members and not one bears out; told at the first of them."""
        members = self._context.members.get(entry.family, ())
        family = self._context.catalogue.families.get(entry.family)
        if family is None or members[0].id != entry.id:
            return
        for passage in passages(family.family):
            if not passage.prose or passage.path[0] == "shared":
                continue
            for claim in claims(passage.text):
                found = self._own(claim.kind, entry) if claim.kind in _OF_FAMILIES else ()
                meant = _meant(passage.text, claim) if found else None
                if meant is None or self._relatives.family_states(claim.kind, entry, meant):
                    continue
                around = sentence(passage.text, claim.start, claim.end)
                named = any(_foreign(around.subjects, each) for each in members)
                if around.reported or named or self._said_beside(claim, passage.text, around, found):
                    continue
                if not_meant(claim, passage.text, passage.text[around.start : around.end], entry, found):
                    continue
                at = Passage(tuple(found[0].field.split(".")), claim.said, prose=False)
                yield Told(claim.kind, at, claim.said, found[0].shown, found[0].field, "the family's text")

    def _own(self, kind: str, entry: CardEntry) -> tuple[Stated, ...]:
        key = (kind, entry.id)
        if key not in self._stated:
            self._stated[key] = stated(kind, entry, self._registries)
        return self._stated[key]

    def _ranges(self, kind: str, entry: CardEntry) -> Iterator[Range]:
        if kind in HOMES:
            return (each.range for each in stated(kind, entry, self._registries))
        return _scores_of(entry, kind)

    def _scores_in(self, text: str) -> tuple[ScoreClaim, ...]:
        if text not in self._scores:
            self._scores[text] = score_claims(text, self._names)
        return self._scores[text]

    def _doubtful(
        self, entry: CardEntry, passage: Passage, claim: Claim, found: tuple[Stated, ...]
    ) -> Iterator[Told]:
        """A claim that no field of the card agrees with word for word."""
        text = passage.text
        if not found and (claim.least or absent(claim.kind, entry.card)):
            return
        meant = _meant(text, claim)
        around = sentence(text, claim.start, claim.end)
        if meant is None or _speaks_of_others(around, entry, about_texts=True):
            return
        if any(each.range.same(meant) for each in found) or _in_rows(entry, meant):
            return
        if not_meant(claim, text, text[around.start : around.end], entry, found):
            return
        named = _foreign(around.names, entry)
        if self._elsewhere(claim.kind, entry, (meant,), named, around.several or _inherited(entry, passage)):
            return
        if found and self._said_beside(claim, text, around, found):
            return
        home = _home(claim, entry)
        against = [each for each in found if each.field == home or claim.kind not in _OF_ONE_FIELD]
        yield Told(claim.kind, passage, claim.said, against[0].shown if against else "", home)

    def _elsewhere(
        self, kind: str, entry: CardEntry, meant: tuple[Range, ...], named: tuple[str, ...], several: bool
    ) -> bool:
        """Whether the number is a relative's, where the text may well speak of that one."""
        relatives = self._relatives
        if any(relatives.bases_state(kind, entry, range_) for range_ in meant):
            return True
        if not (named or several):
            return False
        if any(relatives.family_states(kind, entry, range_) for range_ in meant):
            return True
        return any(relatives.named_state(kind, entry, range_, named) for range_ in meant)

    def _said_beside(self, claim: Claim, text: str, around: Sentence, found: tuple[Stated, ...]) -> bool:
        """Whether the same sentence also states the field's own number, or several parts of a sum."""
        stages = bool(STAGES.search(text, around.start, around.end))
        beside = [
            other
            for other in claims(text)
            if other.kind == claim.kind
            and other.start != claim.start
            and (stages or around.start <= other.start < around.end)
            and text[min(claim.end, other.end) : max(claim.start, other.start)] != " to "
        ]
        if not beside:
            return False
        if claim.kind in _EACH_OF_A_FIELD:
            return all(any(each.range.same(other.range) for other in beside) for each in found)
        if any(each.range.same(other.range) for each in found for other in beside):
            return True
        return claim.kind == "tokens" and _are_parts(claim, beside, found, text)

    def _score(self, entry: CardEntry, passage: Passage, claim: ScoreClaim) -> Iterator[Told]:
        own = [range_ for identity in claim.benchmarks for range_ in _scores_of(entry, identity)]
        if any(found.same(range_) for found in own for range_ in claim.ranges):
            return
        around = sentence(passage.text, claim.start, claim.end)
        if _speaks_of_others(around, entry, about_texts=False) or no_score_of_it(
            claim, passage.text[around.start : around.end], entry, own
        ):
            return
        # A paragraph that compares scores names the other models once, and not in every sentence.
        named = _foreign(models_in(passage.text), entry)
        several = around.several or _inherited(entry, passage)
        if any(self._elsewhere(each, entry, claim.ranges, named, several) for each in claim.benchmarks):
            return
        said = (
            f"{claim.said} on average" if claim.benchmarks == (AVERAGE,) else f"{claim.said} on {claim.name}"
        )
        shown = _shown_scores(entry, claim.benchmarks)
        yield Told("score", passage, said, shown, "evaluation.runs")


_OF_ONE_FIELD = frozenset({"parameters", "final-rate", "steps", "context"})
"""Kinds whose other fields may hold the number, but do not contradict it."""
_OF_FAMILIES = frozenset({"context", "sequence", "vocabulary", "batch-tokens", "batch-sequences", "steps"})
"""Kinds that members of a family often share; of the others their texts name several."""
_EACH_OF_A_FIELD = frozenset({"sequence"})
"""Kinds of which a sentence states several numbers only where several fields hold them."""


_LARGEST_ADAPTER = 5 * 10**8


def _home(claim: Claim, entry: CardEntry) -> str:
    """The field that a card is asked for; of an adapter its own, unless the number is its base model's."""
    first, *others = HOMES[claim.kind]
    adapters = (each for each in others if each.startswith("adapter."))
    own = entry.card.adapter and claim.range.high < _LARGEST_ADAPTER
    return next(adapters, first) if own else first


_OF_WHAT = re.compile(r"\s(?:of|from|in|for|on|are|were)\s(?!training|data\b|text\b)\w")


def _are_parts(claim: Claim, beside: list[Claim], found: tuple[Stated, ...], text: str) -> bool:
    """Whether counts of tokens in one sentence are those of kinds of data, and not more than there were."""
    whole = claim.range
    for other in beside:
        whole += other.range
    if any(each.range.same(whole.wider(_LOOSE)) for each in found):
        return True
    small = all(claim.range.low <= each.range.high for each in found)
    return small and all(_OF_WHAT.match(text, each.end) for each in (claim, *beside))


def _speaks_of_others(around: Sentence, entry: CardEntry, *, about_texts: bool) -> bool:
    if around.others or (about_texts and around.reported):
        return True
    if around.itself and entry.card.base_model:
        return True
    if around.tuning and not entry.card.base_model and not entry.card.adapter:
        return True
    return bool(_foreign(around.subjects, entry))


def _foreign(names: tuple[str, ...], entry: CardEntry) -> tuple[str, ...]:
    own = OwnNames(entry) if names else None
    return tuple(name for name in names if own and own.foreign(name))


def _inherited(entry: CardEntry, passage: Passage) -> bool:
    return bool(entry.family) and entry.located.place(passage.path).file != entry.file


_ABOUT = re.compile(
    r"(?i)(?:\babout|\baround|roughly|approximately|approx\.|nearly|almost|\bca\.|\bsome|close to|~|≈)\s*$"
)
_OVER = re.compile(r"(?i)(?:\bmore than|\bover|at least|\babove|exceeds|exceeding|beyond|>|≥)\s*$")
_UNDER = re.compile(r"(?i)(?:\bless than|fewer than|\bunder|\bbelow|at most|up to|<|≤)\s*$")
_SPAN_BEFORE = re.compile(rf"(?:\d[\d.,]*\s?(?:{SCALE})?\s?(?:to|or|[-–—])\s?|between [^,;.]{{1,30}} and )$")
_SPAN_AFTER = re.compile(r"\s(?:to|or|[-–—])\s\d")
_LOOSE = Decimal("0.05")
_FEW_WORDS = 30


def _meant(text: str, claim: Claim) -> Range | None:
    """What a number can stand for with `about` and `more than` before it; None for an end of a span."""
    before = text[max(0, claim.start - _FEW_WORDS) : claim.start]
    spans = claim.kind not in {"rate", "final-rate", "started", "ended"}
    if spans and (_SPAN_BEFORE.search(before) or _SPAN_AFTER.match(text, claim.end)):
        return None
    if _ABOUT.search(before):
        return claim.range.wider(_LOOSE)
    if (_OVER.search(before) and claim.kind != "tokens") or _OVER_COUNT.search(before):
        return Range(claim.range.low, claim.range.high * 2)
    if _UNDER.search(before) and claim.kind != "context":
        return Range(claim.range.low / 2, claim.range.high)
    return claim.range


_OVER_COUNT = re.compile(r"(?i)(?:\bmore than|at least|>|≥)\s*$")
"""`trained over 300B tokens` says how many they were, not that they were more."""
_NUMBERS = re.compile(rf"(?<![\w.])(?P<number>{NUMBER})(?:[ \u00a0]?(?P<scale>{SCALE}))?")


def _in_rows(entry: CardEntry, meant: Range) -> bool:
    return any(
        written(number(match["number"], match["scale"] or "")).same(meant)
        for row in in_rows(entry.card)
        for match in _NUMBERS.finditer(row)
    )


def _scores_of(entry: CardEntry, identity: str) -> Iterator[Range]:
    """The scores of a benchmark on a card, or its averages, stated and calculated."""
    runs = entry.card.runs
    for run in runs:
        if identity == AVERAGE:
            yield from _averages(run)
        else:
            yield from (written(each.score) for each in run.results if each.benchmark == identity)


def _averages(run: Run) -> Iterator[Range]:
    if run.average and run.average.value:
        yield written(run.average.value)
    if len(run.results) > 1:
        scores = [result.score.value for result in run.results]
        yield exactly(sum(scores, Decimal(0)) / len(scores)).wider(Decimal("0.0001"))


def _shown_scores(entry: CardEntry, benchmarks: Iterable[str]) -> str:
    """`evaluation has 38.66 % and 48.47 %`."""
    runs = entry.card.runs
    results: list[Result] = [each for run in runs for each in run.results]
    shown = [str(each.score) for each in results if each.benchmark in set(benchmarks)]
    shown += [
        str(run.average.value) for run in runs if AVERAGE in benchmarks and run.average and run.average.value
    ]
    some = list(dict.fromkeys(shown))[:_MOST_SHOWN]
    return f"evaluation has {' and '.join(some)}" if some else ""


_MOST_SHOWN = 3
