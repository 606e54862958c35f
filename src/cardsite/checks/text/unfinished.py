"""Checks that a card's wording is finished: no placeholders, stand-ins, doubled words or empty headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import compress

from ...catalogue import CardEntry
from ...problems import Severity
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .texts import said, without_code, written

__all__ = ["CHECKS"]

# A letter first: `{1, 2}` is a set and `{"a": 1}` is data. What stands right before tells a hole from the
# patterns of mathematics (x_{max}, \text{loss}) and of names (step{step}).
_HOLE = re.compile(r"(?<![\w\\^_}$])\{\s{0,3}[A-Za-z][^{}]{0,400}\}")
_NO_HOLE = re.compile(r"\{\s*(?:[a-z]|step|\w+(?:\s*,\s*\w+)+|\w+\s*:.*)\s*\}")


_SHORT = re.compile(r"\{[a-z]{1,12}\}")
_SHOWING = re.compile(
    r"\b(?:write|type|enter|replace|read|put|pattern|placeholder|template|variable|called|parameters?)s?\b[^.!?]{0,20}\Z",
    re.IGNORECASE,
)


def _is_shown(match: re.Match[str]) -> bool:
    """Whether the sentence tells the reader what to do with these very braces."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    shown = bool(_SHORT.fullmatch(match[0]) and _SHOWING.search(before))
    return shown and not before.endswith("](")


@check("text-hole", Severity.WARNING)
def hole(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text has a placeholder that nobody filled in.

    Words in braces, such as `{Model Name}` or `{X} GB`, come from a skeleton and wait for a value. In code
    spans and fences braces are code; `step{step}`, a single letter, and a
    word that a reader is told to write or to replace are patterns.

    To fix it: write what belongs there, or delete the sentence.

    Wrong:

        limitations: The full weights are {X} GB on disk, see [our paper]({paper link}).

    Right:

        limitations: The full weights are 3 GB on disk. Read `{name}` as the name of a file.
    """
    for passage in written(entry, context).passages:
        if "{" in passage.text:
            holes = [
                match[0]
                for match in _HOLE.finditer(without_code(passage.text))
                if not (_NO_HOLE.fullmatch(match[0]) or _is_shown(match))
            ]
            if holes:
                more = f", the first of {len(holes)} holes" if len(holes) > 1 else ""
                yield Finding(passage.path, f"nobody filled in {quoted(holes[0])}{more}", words=holes[0])


_STAND_IN = re.compile(
    r"\bcoming soon\b|\[?\bmore information (?:is )?needed\b(?!\s+[a-z])\]?"
    r"|\bto be (?:announced|added|determined)\b"
    r"|\blorem ipsum\b|\binsert\b[\w \t]{1,40}\bhere\b|\bx{3,}\b|\bfill (?:this )?in later\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\b(?:TODO|TBD|TBA|FIXME|XXX+)\b")
_FIRST_WORDS = frozenset(
    {"coming", "needed", "announced", "added", "determined", "lorem", "insert", "later", "xxx", "xxxx"}
    | {"todo", "tbd", "tba", "fixme"}
)
_NOTHING = frozenset({"-", "–", "—", "…", "...", "?", "??", "???", "n/a", "tbd", "todo", "placeholder"})
_NOTHING_IN_PROSE = _NOTHING | {"none", "none.", "nothing", "nil", "null", "unknown", "description"}


@check("text-placeholder", Severity.WARNING)
def placeholder(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text stands in for one that nobody wrote.

    "Coming soon", "TBD" or "[More Information Needed]" tells a reader nothing, and stays for years. That a
    fact is not there can be said so that pages, filters and coverage understand it.

    To fix it: write an absence (not_disclosed, not_applicable, unknown, coming_soon), or delete the line.

    Wrong:

        intended_use: "[More Information Needed]"
        limitations: N/A

    Right:

        intended_use: not_disclosed
    """
    texts = written(entry, context)
    marked = not texts.words.isdisjoint(_FIRST_WORDS)
    for passage in texts.passages:
        # The longest of those words has eleven letters.
        if len(passage.text) < 12:
            nothing = _NOTHING_IN_PROSE if passage.prose else _NOTHING
            if _says_nothing(passage.text, nothing):
                yield Finding(passage.path, f"{quoted(passage.text)} says nothing")
                continue
        if marked:
            words = said(passage.text)
            match = next((each for each in _STAND_IN.finditer(words) if not _is_cited(each)), None)
            if match := match or _MARKS.search(words):
                yield Finding(
                    passage.path, f"{quoted(match[0])} stands in for text that is not there", words=match[0]
                )
    yield from _empty_reasons(entry, context)


def _says_nothing(text: str, nothing: frozenset[str]) -> bool:
    words = text.strip().casefold()
    return words in nothing or words.rstrip(".") in nothing


def _is_cited(match: re.Match[str]) -> bool:
    """Whether it stands between single quotes, which elsewhere are apostrophes."""
    text, start, end = match.string, match.start(), match.end()
    return text[max(0, start - 1) : start] in {"'", "‘"} and text[end : end + 1] in {"'", "’"}


def _empty_reasons(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """What a card, or its family at the first member, ignores without a reason."""
    for code, reason in entry.card.ignore.items():
        path = ("ignore", code)
        mine = entry.located.place(path).file == entry.file
        if (mine or entry.id == min(each.id for each in context.members[entry.family])) and (
            _says_nothing(reason, _NOTHING_IN_PROSE) or _MARKS.match(reason)
        ):
            yield Finding(path, f"{quoted(reason)} is not a reason", "write why this is right as it stands")


_MAY_REPEAT = frozenset(
    {
        "that",
        "had",
        "not",
        "win",
        "is",
        "so",
        "very",
        "no",
        "bye",
        "ha",
        "do",
        "in",
        "on",
        "out",
        "go",
        "who",
        "what",
    }
    # The same word with two meanings, in languages that cards are written in.
    | {"die", "der", "das", "dem", "den", "sie", "nous", "vous", "si", "que", "het", "dat"}
)


@check("text-twice", Severity.WARNING)
def twice(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A word stands twice in a row.

    It is the trace of a sentence that was put together from two. "That that" and "had had" can be right and
    are not reported; quotes are verbatim and are ignored.

    To fix it: delete one of the two.

    Wrong:

        limitations: See the guide that is available available on its site.

    Right:

        limitations: See the guide that is available on its site. It says that that is enough.
    """
    texts = written(entry, context)
    doubled = sorted(word for word in texts.doubled - _MAY_REPEAT if word.isalpha() and len(word) > 1)
    for passage in texts.passages if doubled else ():
        if passage.prose and any(word in passage.text for word in doubled):
            for match in _doubled(said(passage.text)):
                yield Finding(
                    passage.path, f'the word "{match}" stands twice in a row', words=f"{match} {match}"
                )


def _doubled(text: str) -> Iterator[str]:
    """Words, in small letters, that the next one repeats; a name such as "Walla Walla" may."""
    lowered, words = text.lower().split(), text.split()
    if len(lowered) == len(words):
        pairs = zip(lowered, words[1:], strict=False)
        for word, other in compress(pairs, map(str.startswith, lowered[1:], lowered)):
            repeated = _BARE.match(other)
            if repeated and repeated[0] == word and len(word) > 1 and word not in _MAY_REPEAT:
                yield word


_BARE = re.compile(r"[^\W\d_]+(?![-\w/'’\0])")


_CONTRADICTION = re.compile(
    r"\b(?:masked (?:auto-?regressive|causal) (?:language )?(?:model|training|objective|transformer)\w*"
    r"|(?:auto-?regressive|causal) masked[- ]language\w*"
    r"|bi-?directional (?:auto-?regressive|causal) \w+|encoder-only decoder\w*|unsupervised supervised \w+)",
    re.IGNORECASE,
)
_CONTRADICTING = frozenset({"masked", "bidirectional", "bi", "encoder", "unsupervised"})


@check("text-contradiction", Severity.WARNING)
def contradiction(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """Two terms stand together that exclude each other.

    An autoregressive model predicts the next token and masks none of its input; a masked one fills gaps and
    looks both ways. Text that joins the two was put together without being understood.

    To fix it: look up which of the two the model is.

    Wrong:

        description: It was trained with masked autoregressive language modeling on English text.

    Right:

        description: It was trained with autoregressive language modeling on English text.
    """
    texts = written(entry, context)
    if texts.words.isdisjoint(_CONTRADICTING):
        return
    for passage in texts.passages:
        match = _CONTRADICTION.search(said(passage.text))
        if match:
            yield Finding(passage.path, f"{quoted(match[0])} is a contradiction in terms", words=match[0])


_HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]+\S")


@check("text-empty", Severity.WARNING)
def empty(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A heading has nothing below it.

    A reader takes it for a section that went missing. A heading that is followed by a lower one is fine.

    To fix it: write the section, or delete its heading.

    Wrong:

        description: |
          It continues English text.

          ## Results

          ## Further reading

          See the paper.

    Right:

        description: |
          It continues English text.

          ## Further reading

          See the paper.
    """
    for passage in written(entry, context).passages:
        if passage.prose and "#" in passage.text:
            yield from (
                Finding(passage.path, f"nothing stands below the heading {quoted(heading)}", words=heading)
                for heading in _empty_headings(without_code(passage.text))
            )


def _empty_headings(text: str) -> Iterator[str]:
    """The headings that end the text, or that one of the same or a higher level follows at once."""
    level, waiting = 0, ""
    for line in filter(str.strip, text.splitlines()):
        match = _HEADING.match(line)
        if match and waiting and len(match[1]) <= level:
            yield waiting
        level, waiting = (len(match[1]), line.strip(" #\t")) if match else (0, "")
    if waiting:
        yield waiting


CHECKS = (hole, placeholder, twice, contradiction, empty)
