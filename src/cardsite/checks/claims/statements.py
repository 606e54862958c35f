"""Sentences and cells of a Markdown text, and the numbers in them with what each counts; knows no card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ...schema import Quantity
from ..agreement import Range, cut, in_1024s
from .numerals import NUMBER, SCALE, WORD, WORDS, has_digits, number, reading

__all__ = [
    "Cell",
    "Statement",
    "calculations",
    "cells",
    "kind_named",
    "may_count",
    "sentences",
    "statements",
    "value_in",
]


class Cell(NamedTuple):
    """A cell of a table with what its row and its column are called."""

    text: str
    row: str
    column: str
    lone: bool
    """Whether the table has two columns: names and values."""


_FENCE = re.compile(r"^ {0,3}(```|~~~)(?:.|\n)*?(?:^ {0,3}\1|\Z)", re.MULTILINE)
_ADDRESS = re.compile(r"(?<=\])\([^\s()]{1,400}\)|<[^<>\n]{1,400}>|https?://\S+")
_EMPHASIS = re.compile(r"[*`](?!(?<= \*) )(?:(?<!\d[*`])[*`]*|[*`]*(?!\d))")
_STAR = re.compile(r"^( {0,12})\*(?= )", re.MULTILINE)
"""The mark of an item, which is no emphasis."""
_END = re.compile(
    r"[.!?:;\n](?:(?<=[.!?:])[)\"”’]?\s+(?=[A-Z(\[\"“])|(?<=;)\s|(?<=\n)\s*\n"
    r"|(?<=\n)\s*(?=[-+#|>]|\d{1,2}[.)]\s))"
)
_ABBREVIATED = ("e.g.", "i.e.", "vs.", "approx.", " ca.", " cf.", " al.", "resp.", "Fig.", "Eq.", "No.")
_ROW = re.compile(r"^[ \t]*\|?(.*\|.*)$", re.MULTILINE)
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")


@lru_cache(maxsize=2048)
def _blanked(text: str) -> str:
    if "```" in text or "~~~" in text:
        text = _FENCE.sub(" ", text)
    if "* " in text:
        text = _STAR.sub(r"\1-", text)
    if "](" in text or "<" in text or "://" in text:
        text = _ADDRESS.sub(" ", text)
    return _EMPHASIS.sub(" ", text) if "*" in text or "`" in text else text


@lru_cache(maxsize=2048)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences, headings and items of a text, without its tables.

    Code, addresses and emphasis are spaces, and items begin with `-`.
    """
    plain = _blanked(text)
    if "|" in plain:
        plain = _ROW.sub("\n", plain)
    ends = [
        end
        for end in (match.end() for match in _END.finditer(plain))
        if not plain[max(0, end - 12) : end].rstrip().endswith(_ABBREVIATED)
    ]
    found = (plain[start:end] for start, end in pairwise([0, *ends, len(plain)]))
    return tuple(each for each in found if not each.isspace())


@lru_cache(maxsize=2048)
def cells(text: str) -> tuple[Cell, ...]:
    """The cells of the tables of a text, without headers."""
    return tuple(_cells(_blanked(text))) if "|" in text else ()


def _cells(plain: str) -> Iterator[Cell]:
    header: list[str] = []
    end = -1
    for line in _ROW.finditer(plain):
        if line.start() != end + 1:
            header = []
        end = line.end()
        names = [name.strip() for name in line[1].rstrip().removesuffix("|").split("|")]
        if not header:
            header = names
        elif not _RULE.fullmatch(line[1]):
            for column, text in zip(header[1:], names[1:], strict=False):
                yield Cell(text, names[0], column, lone=len(names) == 2)


class Statement(NamedTuple):
    """A number of which a text says what it counts."""

    kind: str
    """What it is a number of: `parameters`, `tokens`, `layers`, `rate` …"""
    said: str
    """The number and its unit as the text has them: `300B tokens`."""
    range: Range
    """What it can stand for, in base units."""
    start: int = 0
    """Where the number begins in the text."""
    end: int = 0
    sure: bool = True
    """Whether the words around it leave no doubt of what it counts."""


_UNITS: dict[str, str] = {
    "parameters": r"param(?:eter)?s?|weights",
    "kv-heads": r"(?:key[-/ ]value|KV|GQA) heads",
    "heads": r"(?:self-)?(?:attention |query )?heads",
    "layers": r"(?:transformer |decoder |hidden )?(?:layers?|blocks)",
    "width": r"wide|hidden (?:units|dimensions)",
    "context": r"tokens? (?:of )?(?:context|window)|context(?: length| window)?\b",
    "vocabulary": r"(?:tokens? |entries |words? |subwords? )?(?:in (?:its|the) )?vocab(?:ulary)?(?: size)?",
    "batch-tokens": r"tokens (?:per|in each|a|each) (?:step|batch|update)",
    "batch-sequences": r"sequences (?:per|in each|a|each) (?:step|batch|update)",
    "steps": r"(?:training |optimi[sz]er )?(?:steps|iterations|updates)",
    "gpu-hours": r"(?:GPU|TPU|accelerator|[AHV]\d{3})[- ]hours?",
    "tokens": r"(?:training )?tokens?",
}
"""What stands after a number, by kind; the longer one first where one begins like another."""
_NAMES: dict[str, str] = {
    "parameters": r"(?:number of |total )?param(?:eter)?s?(?: count)?|parameter count|model size",
    "kv-heads": r"(?:number of )?(?:key[-/ ]value|kv)[-_ ]heads|(?:num|n)_(?:kv|key_value)_heads",
    "head-width": r"heads? (?:dimension|size|width|dim)|head_dim|d_head|d_k"
    r"|(?:attention |query )?heads of(?: (?:width|size|dimension))?",
    "heads": r"(?:number of )?(?:self-)?(?:attention |query )?heads|(?:num|n)_(?:attention_)?heads?",
    "layers": r"(?:number of )?(?:transformer |decoder |hidden )?layers|(?:num|n)_(?:hidden_)?layers?|depth",
    "feed-forward": r"(?:feed[- ]?forward|intermediate|ffn|mlp)[-_ ](?:hidden )?(?:size|width|dimension|dim)"
    r"|d_ff|n_inner",
    # Not `hidden_dim`: in the configurations of Llama and Mistral it is the width of the feed-forward layer.
    "width": r"(?:hidden|embedding|model)[-_ ](?:size|dimension|width)|d_model|n_embd|width",
    "vocabulary": r"vocab(?:ulary)?(?:[-_ ]size)?|n_vocab",
    "sequence": r"sequences of(?: length)?|training sequence length",
    "context": r"(?:max(?:imum)?[-_ ])?(?:context|sequence|input)(?:[-_ ](?:length|window|size))|context"
    r"|n_ctx|n_positions|max_position_embeddings|max_seq_len",
    "tokens": r"(?:number of )?(?:pre-?)?training tokens|tokens (?:seen|read)|train(?:ed|ing) tokens",
    "steps": r"(?:number of )?(?:training|train|max)[-_ ]steps",
    "batch": r"(?:global |total |training )?batch(?:es|[-_ ]size)?",
    "rate": r"(?:peak |max(?:imum)? |initial )?(?:learning[-_ ]rate|lr)",
}
"""What stands before a number, or in the first column of a table."""
_LENGTHS = frozenset({"context", "sequence", "vocabulary", "batch", "batch-tokens", "batch-sequences"})
_SPACE = r"(?:[ \u00a0-]|\n {0,12})"
_ADJECTIVES = (
    r"(?:(?:trainable|total|model|text|learnable|learned|non-?embedding|network|unique|dense|pre-?training)"
    rf"{_SPACE}){{0,2}}"
)


def _group(names: dict[str, str]) -> str:
    return "|".join(rf"(?P<{kind.replace('-', '_')}>{pattern})" for kind, pattern in names.items())


_SIZED = (
    r"(?:(?:only|chat|base|language|code|instruct(?:ion)?|dense|decoder|transformer|multilingual|open)[- ])*"
    r"(?:model|transformer|network|LLM|decoder|encoder|version|variant|checkpoint)\b"
)
_AFTER = re.compile(rf"{_SPACE}?{_ADJECTIVES}(?i:{_group(_UNITS)})(?!\w)")
_MODEL_AFTER = re.compile(rf"[ -](?i:{_SIZED})")
_SELF_BEFORE = re.compile(r"(?i)\b(?:this|our|is (?:a|an|the))(?: \w+){0,2} $")
_NAME_BEFORE = re.compile(
    rf"(?i)(?<![\w-])(?:{_group(_NAMES)})"
    r"(?P<between>\s{0,3}[:=|]\s{0,3}|\s(?:(?:is|was|of|to|at|set|peaks|size|equals|decays|from|about|around|roughly"
    r"|nearly|almost|over)\s){0,3})$"
)
_IN_NAMES = (
    *("head", "layer", "param", "size", "dim", "width", "depth", "d_", "n_", "vocab", "length", "sequence"),
    *("context", "window", "max", "token", "step", "batch", "rate", "lr"),
)
"""Of each name a part that is quick to look for."""
_SPOT = re.compile(r"\d(?<![\w.,:/^+·]\d)(?<![^\W_]-\d)[\d.,_]*")
"""Digits that are not the rest of a word or of another number: `v1.0`, `GPT-3`, `A100`."""
_DIGITS = re.compile(rf"(?P<number>{NUMBER})(?:{_SPACE}?(?P<scale>{SCALE}))?(?![\w%]|\s?%|\.\d)")
_WORDED = re.compile(rf"(?i)\b(?P<number>{WORD})(?:{_SPACE}(?P<scale>million|billion|trillion))?(?=[ \n-])")
_SPELT = re.compile(r"[oOtTfFsSeEnN](?<!\w.)[a-zA-Z]{2,8}")
"""What may begin such a number; words are looked up many times faster than they are found by alternatives."""
_NEAR = 60
_LISTED = re.compile(r"\d(?:,|,? and|,? or)\s?$")
_PART = re.compile(
    r"(?:[×x*÷/^±]|\d\s?[-–—]|\bto|\bor|\bthan|\bfirst|\blast|\bnext|\btop|\bevery|\beach|\bper"
    r"|(?:\d|\b(?i:one|two|three|four|five|six|seven|half|some|most|out)) of)\s?$"
)
"""Ends of a span, factors, and numbers that select or compare."""
_PART_AFTER = re.compile(
    r"\s?(?:[×x*÷/^±]\s?\d|[-–—]\s?\d|to \d|or \d)|\s[×x*·÷/] [a-z(]"
    r"|\s(?:fewer|less|more|larger|smaller|apart)\b"
)


@lru_cache(maxsize=1 << 13)
def statements(text: str) -> tuple[Statement, ...]:
    """The statements of a sentence, in order; a number of which nobody can say what it counts is not one."""
    found: list[Statement] = []
    end = 0
    for start in sorted(_starts(text)):
        match = _DIGITS.match(text, start) or _WORDED.match(text, start) if start >= end else None
        statement = _statement(match, text) if match else None
        if statement:
            found.append(statement)
        if match:
            end = statement.end if statement else match.end()
    return tuple(found)


_COUNTED_IN_WORDS = ("ayers", "eads", "arameter", "locks")
"""Of these, texts may say in words how many there are: "forty layers"."""


def may_count(text: str) -> bool:
    """Whether there may be a number in a text; much faster than to look for it."""
    return has_digits(text) or any(map(text.__contains__, _COUNTED_IN_WORDS))


def _starts(text: str) -> Iterator[int]:
    yield from (match.start() for match in _SPOT.finditer(text))
    if any(map(text.__contains__, _COUNTED_IN_WORDS)):
        yield from (match.start() for match in _SPELT.finditer(text) if match[0].lower() in WORDS)


def _statement(match: re.Match[str], text: str) -> Statement | None:
    before = text[max(0, match.start() - _NEAR) : match.start()]
    unit, sized = _AFTER.match(text, match.end()), match["scale"] in {"M", "B", "T"}
    is_named = any(map(before.lower().__contains__, _IN_NAMES))
    if not (unit or sized or is_named) or _PART.search(before[-12:]) or _PART_AFTER.match(text, match.end()):
        return None
    quantity, end, sure = number(match["number"], match["scale"] or ""), match.end(), True
    if unit and _is_counted(_kind(unit), match, unit, quantity, before):
        kind, end = _kind(unit), unit.end()
        if kind == "tokens":
            counted = _TOKENS_OF.search(before)
            kind, sure = _kind(counted) if counted else kind, bool(counted)
    elif match["number"].isalpha():
        return None
    elif sized and _MODEL_AFTER.match(text, end) and _SELF_BEFORE.search(before):
        kind = "parameters"
    else:
        named = _NAME_BEFORE.search(before) if is_named else None
        kind, end = _named(named, quantity, text, end) if named else ("", end)
        if not kind:
            return None
    said, hedge = " ".join(text[match.start() : end].split()), _HEDGE.search(before[-16:])
    range_ = meant(kind, quantity)
    if hedge and hedge["about"]:
        range_ = range_.wider(_LOOSE)
    elif hedge and hedge["under"]:
        range_ = Range(range_.low / 2, range_.high)
    # "Trained over 300B tokens" says how many they were, not that they were more.
    elif hedge and not (kind in {"tokens", "steps"} and hedge["over"].lower() == "over"):
        range_ = Range(range_.low, range_.high * 2)
    return Statement(kind, said, range_, match.start(), end, sure)


_HEDGE = re.compile(
    r"(?i)(?:(?P<about>\b(?:about|around|roughly|approximately|approx\.|nearly|almost|ca\.|some)|~|≈)"
    r"|(?P<over>\b(?:more than|over|at least|above|exceed\w*|beyond)|>|≥)"
    r"|(?P<under>\b(?:less than|fewer than|under|below)|<|≤))\s*$"
)
_LOOSE = Decimal("0.06")
_NUMBERED = frozenset({"heads", "kv-heads", "layers", "parameters", "steps"})


def _named(named: re.Match[str], quantity: Quantity, text: str, end: int) -> tuple[str, int]:
    """What a number with a name before it counts, and where its unit ends; nothing where nobody can tell."""
    kind = _kind(named)
    if kind == "batch":
        # Without a unit nobody can tell whether tokens or sequences are counted.
        counted = _BATCHED.match(text, end)
        return (f"batch-{counted.lastgroup}", counted.end()) if counted else ("", end)
    other = (
        # "Heads 7 and 9" are two of them.
        (kind in _NUMBERED and named["between"].isspace())
        or (kind == "rate" and not _LEAST_RATE <= quantity.value <= _MOST_RATE)
        or (kind in {"context", "sequence"} and _OTHER_UNIT.match(text, end))
        # A base without its exponent: 2**17, whose stars are gone.
        or (kind == "vocabulary" and quantity.value < _FEW[kind])
    )
    return ("" if other else kind), end


_BATCHED = re.compile(
    r"\s(?:training )?(?:(?P<sequences>sequences|samples|examples|images|pairs)|(?P<tokens>tokens))\b"
)
_OTHER_UNIT = re.compile(
    r"[ -]?(?:dim\w*|images?|frames?|seconds?|s\b|ms\b|samples?|hours?|minutes?|characters?|words?|pixels?"
    r"|patches|(?:time )?steps)"
)
_LEAST_RATE, _MOST_RATE = Decimal("1e-9"), Decimal("0.1")
_MANY_TOKENS = 10**9
_FEW = {"parameters": 10**5, "steps": 100, "context": 16, "vocabulary": 16}
_TOKENS_OF = re.compile(
    r"(?i)\b(?:(?:(?P<context>(?:context|window)(?: (?:length|size|window))?)"
    r"|(?P<vocabulary>vocab(?:ulary)?(?: size)?|tokeni[sz]er)|(?P<sequence>sequences)"
    r"|(?P<batch_tokens>batch(?:es)?(?: size)?))"
    r"(?: of(?: length)?| is| was| has| knows| with|:)?(?: about| over)? ?"
    r"|(?P<tokens>(?:pre-?)?(?:train\w*|saw|seen|sees|reads?|consum\w*|process\w*)\b(?![^.;,:()]*\b(?:which|that"
    r"|has|holds|contain\w*|corpus|dataset|subset|sequences|tokeni[sz]er|window|context|prompts?|batch\w*)\b)"
    r"(?:[^.,;:()]|[.,](?=\d)){0,50}))$"
)
"""What tokens are those of, by the words before their number."""


def _is_counted(
    kind: str, match: re.Match[str], unit: re.Match[str], quantity: Quantity, before: str
) -> bool:
    """Whether a number with a unit behind it says how many of them the model has."""
    if quantity.value < _FEW.get(kind, 0) or _PART_AFTER.match(unit.string, unit.end()):
        return False
    # In words and without "attention", heads are outputs: "Two heads are added on top".
    if kind == "heads" and match["number"].isalpha() and "head" in unit[0].split()[0]:
        return False
    if kind == "tokens":
        return bool(_TOKENS_OF.search(before)) or quantity.value >= _MANY_TOKENS
    if kind == "gpu-hours":
        return bool(_TRAINING_TOOK.search(before))
    if kind == "steps":
        return not _OF_TIME.search(before)
    return not _LISTED.search(before[-6:]) and not (kind == "width" and _OF_HEADS.search(before))


_OF_TIME = re.compile(r"(?i)\b(?:context|window|horizon|histor\w*|forecast\w*|predict\w*)\b[^.;:()]{0,30}$")
"""The steps of a time series."""
_OF_HEADS = re.compile(r"(?i)\bheads?\b[^.,;:()]{0,30}$")
_TRAINING_TOOK = re.compile(r"(?i)\btrain(?:ed|ing)\b(?![^.;:]*\b(?:data|tokeni[sz]er)\b)")


def _kind(match: re.Match[str]) -> str:
    found = (name for name, text in match.groupdict().items() if text is not None and name != "between")
    return next(found, "").replace("_", "-")


def meant(kind: str, quantity: Quantity) -> Range:
    """What a number of a kind can stand for: makers cut counts as well as rounding them."""
    if kind in {"parameters", "tokens"}:
        return cut(reading(quantity))
    return in_1024s(quantity) if kind in _LENGTHS else reading(quantity)


_LABEL = re.compile(rf"(?i)(?:{_group(_NAMES)})")


def kind_named(label: str) -> str:
    """The kind that a label of a table names, or nothing: `n_layers` are layers."""
    found = _LABEL.fullmatch(label.strip())
    return _kind(found) if found else ""


def value_in(kind: str, cell: str) -> Statement | None:
    """The number that is the whole of a cell."""
    found = _DIGITS.fullmatch(cell.strip())
    if found is None:
        return None
    return Statement(kind, found[0], meant(kind, number(found["number"], found["scale"] or "")))


_CALCULATION = re.compile(
    rf"(?<![\w.])(\d{{1,6}})\s?[*×·]\s?(\d{{1,4}}(?:\.\d{{1,4}})?)\s?({SCALE})\stokens?\b"
)


def calculations(text: str) -> Iterator[Statement]:
    """Counts of tokens that a text leaves to the reader to work out: `20*6.7B tokens`."""
    if "token" in text and any(map(text.__contains__, "*×·")):
        for match in _CALCULATION.finditer(text):
            range_ = cut(reading(number(match[1]))) * cut(reading(number(match[2], match[3])))
            yield Statement("tokens", match[0], range_)
