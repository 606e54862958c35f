"""Numbers with a unit in free text, and what each is a number of; knows nothing of cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ...schema import Quantity
from ..agreement import Range, in_1024s
from .counting import IN_USE, SENTENCE, is_least, kind_of
from .dated import dated
from .numerals import NUMBER, SCALE, WORDS, has_digits, number, reading

__all__ = ["Claim", "claims"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of which a text says what it counts."""

    kind: str
    """What it is a number of: `parameters`, `tokens`, `layers`, `rate`, `released` …"""
    said: str
    """The number and its unit as the text has them: `300B tokens`."""
    range: Range
    """What it can stand for, in base units; a date in days since the year 1."""
    start: int
    """Where the number begins in the text."""
    end: int
    least: bool = False
    """Whether the text says only that there are so many, or that they fit in: `after 5,000 steps`."""


@lru_cache(maxsize=1 << 14)
def claims(text: str) -> tuple[Claim, ...]:
    """The claims of a text, in order; a number of which nobody can tell what it counts is not among them."""
    found: list[Claim] = []
    if has_digits(text):
        found += _in_digits(text)
        found += (Claim(*each) for each in dated(text))
    if any(map(text.__contains__, _COUNTED_IN_WORDS)):
        found += _in_words(text)
    return tuple(sorted(found, key=lambda claim: claim.start))


# Patterns that begin with a plain set of characters are found many times faster than with a look behind.
_SPOT = re.compile(r"\d(?<![\w.,:/^+·]\d)(?<![^\W_]-\d)[\d.,_]*")
"""Digits that are not the rest of a word or of another number: `v1.0`, `GPT-3`, `A100`."""


def _in_digits(text: str) -> Iterator[Claim]:
    """One pass over the numbers of a text: by the unit behind, by the name before, as a learning rate."""
    end, rates = 0, "rate" in text or "decay" in text
    names = any(hint in text for hint in _HINTS)
    for spot in _SPOT.finditer(text):
        start = spot.start()
        if start < end:
            continue
        match = _COUNTED.match(text, start)
        kind = _counted(match) if match else None
        if kind is None:
            match = _PLAIN.match(text, start)
            kind = (_named(match) if match and names else None) or (_rate(match) if match and rates else None)
        if match:
            end = match.end("number")
            if kind:
                yield _claim(kind, match)


def _in_words(text: str) -> Iterator[Claim]:
    """`six layers`, `two million parameters`."""
    for unit in _WORDED.finditer(text):
        match = _IN_WORDS.search(text, max(0, unit.start() - _LONGEST), unit.end())
        if match and match.end() == unit.end():
            kind = _counted(match)
            if kind:
                yield _claim(kind, match)


_COUNTED_IN_WORDS = ("ayers", "eads", "arameter")
_WORDED = re.compile(r"[lhp](?:ayers|eads|arameters?)\b")
_LONGEST = 48
_UNITS = (
    r"(?i:(?P<parameters>param(?:eter)?s?)|(?P<tokens>tokens?)|(?P<steps>steps?|iterations)"
    r"|(?P<layers>layers?|blocks)|(?P<heads>heads)|(?P<sequences>sequences)|(?P<checkpoints>checkpoints)"
    r"|(?P<width>wide|dimensional|hidden units)|(?P<rows>rows)"
    r"|(?P<devices>(?:[×x][ ]?)?(?:(?:NVIDIA|Nvidia|Google|AMD|Intel|TPU|[AHV]100|\d\dGB)[ -]){0,3}"
    r"(?:GPUs|TPUs|accelerators|[AHV]\d00s?|MI\d{3}X?s?)"
    r"(?![ -](?:GPU|TPU|device|core)?[ -]?(?:hour|day|year)))"
    r"|(?P<hours>(?:[ATHV]\w{2,4}[ -])?(?:GPU|TPU|accelerator|device|core|A100|H100|V100)[ -]hours?)"
    r"|(?P<carbon>(?:kg|t|tons?|tonnes?|metric tons)[ ]?(?:of )?CO(?:2|₂)[ -]?(?:eq?(?:uivalents?)?)?))"
)
_GAP = r"(?:[ \u00a0-]|\n {0,8})"
"""Between a number and its unit; where a text keeps its lines, a line may end there."""
_ADJECTIVES = (
    r"(?:(?P<adjective>(?i:trainable|total|model|learnable|learned|non-?embedding|network|training"
    r"|pre-?training"
    r"|context|input|unique|transformer|decoder|encoder|hidden|dense|attention|query|key[- ]value|KV"
    r"|optimi[sz]er"
    r"|gradient|public|published|intermediate|saved|available))"
    rf"{_GAP}){{0,2}}"
)
_COUNTED = re.compile(
    rf"(?P<number>{NUMBER})(?:{_GAP}?(?P<scale>{SCALE}))?{_GAP}?{_ADJECTIVES}{_UNITS}(?!\w)"
)
_PLAIN = re.compile(rf"(?P<number>{NUMBER})(?:{_GAP}?(?P<scale>{SCALE}))?(?![\w%]|\s?[×x*%]|\.\d)")
_IN_WORDS = re.compile(
    rf"\b(?P<number>(?i:{'|'.join(WORDS)}))(?:{_GAP}(?P<scale>million|billion|trillion))?"
    rf"{_GAP}{_ADJECTIVES}{_UNITS}$"
)
_PART_OF_A_SUM = re.compile(r"[×x*÷/^±][ ]?$")
_SELECTED = re.compile(
    r"\b(?:first|last|next|every|each|top|bottom|upper|lower|additional|another|further|other|than|per"
    r"|of the)\s+$"
)


def _counted(match: re.Match[str]) -> str | None:
    """What a number with a unit counts; None where it counts something else of the same name."""
    before = _before(match)
    text = match.string
    if _PART_OF_A_SUM.search(before[-2:]):
        factor = _FACTOR.search(before)
        many = factor and kind_of(match, before[: factor.start()], text[match.end() : match.end() + 40])
        return many if many == "tokens" else None
    if _SELECTED.search(before[-12:]) and not (match.lastgroup == "tokens" and _IN_ALL.search(before)):
        return None
    if _DIFFERENCE.match(text, match.end()):
        return None
    return kind_of(match, before, text[match.end() : match.end() + 40])


def _before(match: re.Match[str]) -> str:
    """What stands before a number, without the addresses of links."""
    text, start = match.string, match.start()
    near = text[max(0, start - _NEAR_BY) : start]
    if "](" in near:
        near = _ADDRESS.sub("]", text[max(0, start - _NEAR_BY - _LONG_LINK) : start])[-_NEAR_BY:]
    return near


_NEAR_BY, _LONG_LINK = 60, 200
_ADDRESS = re.compile(r"\]\([^\s()]{1,180}\)")
_FACTOR = re.compile(rf"(?<![\w.,×x*·])(?P<number>{NUMBER})(?:[ ]?(?P<scale>{SCALE}))?[ ]?[×x*·][ ]?$")
_DIFFERENCE = re.compile(r"\s(?:fewer|less|more|larger|smaller)\b")
_IN_ALL = re.compile(r"\b[Oo]f the\s$")


def _claim(kind: str, match: re.Match[str]) -> Claim:
    text, start = match.string, match.start()
    quantity = number(match["number"], match["scale"] or "")
    found = in_1024s(quantity) if kind in _LENGTHS else reading(quantity)
    before = _before(match)
    if kind == "tokens" and _PART_OF_A_SUM.search(before[-2:]):
        factor = _FACTOR.search(before)
        if factor:
            found *= reading(number(factor["number"], factor["scale"] or ""))
            start -= len(before) - factor.start()
    least = is_least(kind, before, text[match.end() : match.end() + 60])
    if least:
        found = Range(found.low, _NO_END)
    if kind == "carbon":
        found = _tonnes(quantity, found, kilograms="kg" in match[0])
    return Claim(kind, " ".join(text[start : match.end()].split()), found, start, match.end(), least)


_NO_END = Decimal(10) ** 18


def _tonnes(quantity: Quantity, found: Range, *, kilograms: bool) -> Range:
    """A mass; it is measured, not counted, so that a whole number is a rounded one."""
    if quantity.exact:
        found = Range(found.low - _HALF, found.high + _HALF)
    return Range(found.low / 1000, found.high / 1000) if kilograms else found


_HALF = Decimal("0.5")
_LENGTHS = frozenset({"context", "sequence", "vocabulary", "batch-tokens", "batch", "batch-sequences"})


_NAMES = (
    r"(?i:(?P<context>(?:context|sequence)(?:[ -](?:length|window|size))?)"
    r"|(?P<sequence>sequences of(?: length)?)"
    r"|(?P<vocabulary>vocab(?:ulary)?(?:[ _]size)?)"
    r"|(?P<head_width>heads? (?:dimension|size|width)|heads of(?: width)?)"
    r"|(?P<width>(?:hidden|embedding|model)[ _](?:size|dimension|width)|width|d_model)"
    r"|(?P<batch>batch(?: size)?))"
)
_HINTS = ("ontext", "equence", "ocab", "width", "size", "dimension", "d_model", "atch", "heads of")
"""Without one of these in a text none of the names is."""
_NAMED = re.compile(rf"\b{_NAMES}(?:\s?[:=]\s?|\s(?:(?:is|was|of|about|around|roughly|at)\s){{1,2}}|\s)$")


def _named(match: re.Match[str]) -> str | None:
    """What a number is by the name before it: `a context length of 2,048`."""
    found = _NAMED.search(match.string[max(0, match.start() - _LONGEST) : match.start()])
    kind = (found.lastgroup or "").replace("_", "-") if found else None
    if kind == "batch" and IN_USE.search(
        SENTENCE.split(match.string[max(0, match.start() - 60) : match.start()])[-1]
    ):
        return None
    if kind != "batch":
        return kind
    if _GROWING.match(match.string, match.end()) or _OF_ONE_DEVICE.search(
        match.string, max(0, match.start() - _NEAR_BY), match.start()
    ):
        return None
    return "batch-sequences" if _EXAMPLES.match(match.string, match.end()) else kind


_OF_ONE_DEVICE = re.compile(r"(?i)\b(?:per[- ](?:device|GPU|core|node)|micro|mini|local)[- ]?batch\b[^.;]*$")
_EXAMPLES = re.compile(r"\s(?:training )?(?:examples|samples|sequences|images|pairs|prompts)\b")
_GROWING = re.compile(r"\s(?:during|for|over|in|until) the first\b|\s(?:at first|initially)\b")


_LEAST_RATE, _MOST_RATE = Decimal("1e-9"), Decimal("0.1")
_OF_A_RATE = re.compile(
    r"(?i)\b(?:(?P<rate>learning[ -]rate|lr|(?:peak|final|maximum|minimum) rate|rate|decays|decayed|annealed)"
    r"|(?:weight decay|decay|epsilon|eps|ε|dropout|betas?|β\w?|probability|temperature|loss))\b"
)
_NEAR = 90


def _rate(match: re.Match[str]) -> str | None:
    """A small number is a learning rate if that is the hyperparameter named last before it."""
    text = match.string
    if match["scale"] or not _LEAST_RATE <= number(match["number"]).value <= _MOST_RATE:
        return None
    names = list(_OF_A_RATE.finditer(text, max(0, match.start() - _NEAR), match.start()))
    if not names or not names[-1]["rate"] or _END.search(text, names[-1].end(), match.start()):
        return None
    between = text[names[-1].start() : match.start()]
    if _CHANGED.search(between) or _WARMED_FROM.search(text, max(0, match.start() - _NEAR), match.start()):
        return None
    return "final-rate" if _FALLEN.search(between) and not between.endswith("from ") else "rate"


_CHANGED = re.compile(r"(?i)\b(?:lowered|reduced|raised|increased|halved|doubled|tried|swept|searched)\b")
_WARMED_FROM = re.compile(r"(?i)\bwarm[^.;]*\bfrom\s(?:about\s)?$")
"""Where a warm-up begins is not a rate of the training."""
_FALLEN = re.compile(r"(?i)\b(?:decay\w*|anneal\w*|falls?|drops?|down|final|minimum)\b")


_END = re.compile(r"[.;!?]\s")
