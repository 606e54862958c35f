"""Numbers with a unit in free text, and what each is a number of; knows nothing of cards."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ..schema import Quantity
from .agreement import Range, in_1024s
from .numerals import NUMBER, SCALE, WORDS, number, reading

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


@lru_cache(maxsize=1 << 14)
def claims(text: str) -> tuple[Claim, ...]:
    """The claims of a text, in order; a number of which nobody can tell what it counts is not among them."""
    found = [*_in_digits(text), *_in_words(text)]
    if _IN_THIS_AGE.search(text):
        found += _dates(text)
    return tuple(sorted(found, key=lambda claim: claim.start))


# Patterns that begin with a plain set of characters are found many times faster than with a look behind.
_SPOT = re.compile(r"\d[\d.,_]*")
_IN_THIS_AGE = re.compile(r"[12][09]\d\d")
_GLUE = frozenset("_.,:/^+·")


def _in_digits(text: str) -> Iterator[Claim]:
    """One pass over the numbers of a text: by the unit behind, by the name before, as a learning rate."""
    end, rates = 0, "rate" in text or "decay" in text
    names = any(hint in text for hint in _HINTS)
    for spot in _SPOT.finditer(text):
        start = spot.start()
        if start < end or _glued(text, start):
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


def _glued(text: str, start: int) -> bool:
    """Whether the digits are the rest of a word or of another number: `v1.0`, `GPT-3`, `A100`."""
    before = text[start - 1] if start else " "
    if before == "-":
        return text[max(0, start - 2) : start - 1].isalnum()
    return before.isalnum() or before in _GLUE


def _in_words(text: str) -> Iterator[Claim]:
    """`six layers`, `two million parameters`."""
    for unit in _WORDED.finditer(text):
        match = _IN_WORDS.search(text, max(0, unit.start() - _LONGEST), unit.end())
        if match and match.end() == unit.end():
            kind = _counted(match)
            if kind:
                yield _claim(kind, match)


_WORDED = re.compile(r"[lhp](?:ayers|eads|arameters?)\b")
_LONGEST = 48
_UNITS = (
    r"(?i:(?P<parameters>param(?:eter)?s?)|(?P<tokens>tokens?)|(?P<steps>steps?|iterations)"
    r"|(?P<layers>layers?|blocks)|(?P<heads>heads)|(?P<sequences>sequences)|(?P<checkpoints>checkpoints)"
    r"|(?P<width>wide|dimensional|hidden units)|(?P<rows>rows)"
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
    rf"{_GAP}){{0,2}}+"
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
    text, start = match.string, match.start()
    before = text[max(0, start - 60) : start]
    if _PART_OF_A_SUM.search(before[-2:]) or _SELECTED.search(before[-12:]):
        return None
    return _kind(match, before, text[match.end() : match.end() + 40])


def _claim(kind: str, match: re.Match[str]) -> Claim:
    quantity = number(match["number"], match["scale"] or "")
    found = in_1024s(quantity) if kind in _LENGTHS else reading(quantity)
    if kind == "carbon":
        found = _tonnes(quantity, found, kilograms="kg" in match[0])
    return Claim(kind, " ".join(match[0].split()), found, match.start(), match.end())


def _tonnes(quantity: Quantity, found: Range, *, kilograms: bool) -> Range:
    """A mass; it is measured, not counted, so that a whole number is a rounded one."""
    if quantity.exact:
        found = Range(found.low - _HALF, found.high + _HALF)
    return Range(found.low / 1000, found.high / 1000) if kilograms else found


_HALF = Decimal("0.5")
_LENGTHS = frozenset({"context", "vocabulary", "batch-tokens", "batch"})


def _kind(match: re.Match[str], before: str, after: str) -> str | None:
    """What the number counts, by its unit and by the words around it."""
    unit = match.lastgroup or ""
    adjective = (match["adjective"] or "").lower()
    if unit == "tokens":
        return _kind_of_tokens(match, adjective, before, after)
    if unit == "parameters":
        few = number(match["number"], match["scale"] or "").value < _FEW_PARAMETERS
        return None if few or _PER.match(after) or _PART.match(after) else unit
    if unit == "layers":
        return None if before.endswith(" in ") else unit
    if unit == "heads":
        return "kv-heads" if adjective.startswith(("k", "K")) else unit
    if unit == "steps":
        return None if _NOT_OF_THE_TRAINING.search(before) or _PER.match(after) else unit
    if unit == "sequences":
        return "batch-sequences" if _BATCH.search(before) else None
    if unit == "rows":
        return "vocabulary" if "mbedding" in before or "ocabulary" in before else None
    return unit


_FEW_PARAMETERS = 10**5
_PART = re.compile(
    r"\s(?:are |is |lie |sit )?(?:in|of) (?:the|its|each) (?:\w+[- ])?"
    r"(?:embedding|head|layers?|adapter|MLP|router)"
)
_PER = re.compile(r"\s?(?:per|a|each|/|for each|for every)\b")
_A_STEP = re.compile(
    r"\s?(?:(?:per|a|each|/|for each)\s?|of each\s)(?:\w+\s)?(?:step|batch|update|iteration)"
)
_NOT_OF_THE_TRAINING = re.compile(r"(?i)\bwarm|\bevery\b|\brose\b|checkpoint|\bfirst\b|\binference|diffusion")
_BATCH = re.compile(r"(?i)\bbatch(?:es)?\b[^,;.()]{0,24}$")
_OF_DATA = re.compile(r"[ -](?:corpus|dataset|data set|subset|mixture|sample)\b")
_OF_ATTENTION = re.compile(r"(?i)\b(?:attention|sliding|local|alternat\w+)\b[^;.()]{0,50}$")
_CONTEXT = re.compile(
    r"(?i)\b(?:context|window|sequences?|lengths?|positions?|inputs?|prompts?|at most|reads?"
    r"|handles?"
    r"|accepts?|limited to|limit of|truncated (?:to|at)|maximum of)\b[^,;.()]{0,24}$"
)
_OF_CONTEXT = re.compile(r"(?i)[ -](?:of )?(?:context|long|window|sequences?|inputs?)\b")
_VOCABULARY = re.compile(r"(?i)\b(?:vocabulary|vocab|tokeni[sz]er)\b[^;.()]{0,24}$")
_OF_VOCABULARY = re.compile(r"(?i)[ -](?:in (?:its|the) )?vocab")
_TRAINED = re.compile(
    r"(?i)\b(?:pre-?train\w*|train\w*|saw|seen?|sees|reads?|process\w*|consum\w*|stop\w*|budget|total of"
    r"|exposed)\b"
    r"[^;.()]{0,50}$|\b(?:steps|epochs?)\b.{0,12}\b(?:on|over|of)\b.{0,8}$"
)
_SEEN = re.compile(
    r"(?i)\s(?:were |was |are )?(?:seen|used (?:for|in) training|of training|over \d[\d,]* steps)"
)
_MANY = 10**7
"""More tokens than this is no context, and fewer no training."""


def _kind_of_tokens(match: re.Match[str], adjective: str, before: str, after: str) -> str | None:
    if _A_STEP.match(after) or _BATCH.search(before):
        return "batch-tokens"
    if _OF_DATA.match(after) or _OF_ATTENTION.search(before):
        return None
    if _PER.match(after) or "warm" in before.lower():
        return None
    if number(match["number"], match["scale"] or "").value < _MANY:
        if _VOCABULARY.search(before) or _OF_VOCABULARY.match(after):
            return "vocabulary"
        if _CONTEXT.search(before) or _OF_CONTEXT.match(after) or adjective in {"context", "input"}:
            return "context"
        return None
    trained = "train" in adjective or _TRAINED.search(before) or _SEEN.match(after)
    return "tokens" if trained else None


_NAMES = (
    r"(?i:(?P<context>(?:context|sequence)(?:[ -](?:length|window|size))?)"
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
    return (found.lastgroup or "").replace("_", "-") if found else None


_LEAST_RATE, _MOST_RATE = Decimal("1e-9"), Decimal("0.1")
_OF_A_RATE = re.compile(
    r"(?i)\b(?:(?P<rate>learning[ -]rate|lr|(?:peak|final|maximum|minimum) rate|rate|decays|decayed|annealed)"
    r"|(?:weight decay|decay|epsilon|eps|ε|dropout|betas?|β\w?|probability|temperature|loss))\b"
)
_NEAR = 90


def _rate(match: re.Match[str]) -> str | None:
    """A small number is a learning rate if that is the hyperparameter named last in the sentence before "
    "it."""
    text = match.string
    if match["scale"] or not _LEAST_RATE <= number(match["number"]).value <= _MOST_RATE:
        return None
    names = list(_OF_A_RATE.finditer(text, max(0, match.start() - _NEAR), match.start()))
    if not names or not names[-1]["rate"] or _END.search(text, names[-1].end(), match.start()):
        return None
    between = text[names[-1].start() : match.start()]
    if _CHANGED.search(between):
        return None
    return "final-rate" if _FALLEN.search(between) and not between.endswith("from ") else "rate"


_CHANGED = re.compile(r"(?i)\b(?:lowered|reduced|raised|increased|tried|swept|searched)\b")
_FALLEN = re.compile(r"(?i)\b(?:decay\w*|anneal\w*|falls?|drops?|down|final|minimum)\b")


_END = re.compile(r"[.;!?]\s")
_MONTHS = {name[:3].lower(): index for index, name in enumerate(calendar.month_name) if name}
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)


def _day(name: str) -> str:
    return (
        rf"(?P<{name}>(?:(?P<{name}_d>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<{name}_m>{_MONTH}) "
        rf"(?:(?P<{name}_e>\d{{1,2}})(?:st|nd|rd|th)?, ?)?(?P<{name}_y>(?:19|20)\d\d)"
        rf"|(?P<{name}_iso>(?:19|20)\d\d-\d\d(?:-\d\d)?))"
    )


_OF_A_THING = re.compile(
    r"(?i)\b(?:code|papers?|data ?(?:set)?s?|corpus|pile|articles?|blog|reports?|library|licen[cs]e"
    r"|tokeni[sz]er|benchmark|version|demo|weights of)\b[^.;]*$"
)
_DATES = re.compile(
    r"\b(?i:(?P<verb>released|published|(?:pre-?)?trained))\s(?:(?:on|in|by \w+ in|between|from)\s){1,2}"
    rf"{_day('one')}"
    rf"(?:\s(?:and|to|until|till|through)\s{_day('two')})?"
)


def _dates(text: str) -> Iterator[Claim]:
    for match in _DATES.finditer(text):
        first, last = _days(match, "one"), _days(match, "two") if match["two"] else None
        trained = match["verb"].lower().endswith("trained")
        if not trained and _OF_A_THING.search(text[max(0, match.start() - _NEAR) : match.start()]):
            continue
        if first and (last is not None) == trained:
            kind = "started" if trained else "released"
            yield Claim(kind, f"{match['verb']} {match['one']}", first, match.start("one"), match.end("one"))
        if last and trained:
            yield Claim("ended", f"trained to {match['two']}", last, match.start("two"), match.end("two"))


def _days(match: re.Match[str], name: str) -> Range | None:
    """The days that a date can mean; None for one that the calendar has not."""
    iso = match[f"{name}_iso"]
    if iso:
        year, month, day = ([int(part) for part in iso.split("-")] + [0])[:3]
    else:
        year, month = int(match[f"{name}_y"]), _MONTHS[match[f"{name}_m"][:3].lower()]
        day = int(match[f"{name}_d"] or match[f"{name}_e"] or 0)
    if not 1 <= month <= 12 or day > calendar.monthrange(year, month)[1]:
        return None
    first = datetime.date(year, month, day or 1).toordinal()
    last = datetime.date(year, month, day or calendar.monthrange(year, month)[1]).toordinal()
    return Range(Decimal(first), Decimal(last))
