"""Checks that a card's wording is finished: no placeholders or doubled words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...problems import Severity
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .phrases import words_in
from .prose import card_text, doubled, masked, telling, without_code

__all__ = ["CHECKS"]

# A letter first: `{1, 2}` is a set and `{"a": 1}` is data. What stands right before distinguishes a
# placeholder from the patterns of mathematics (x_{max}, \text{loss}), of names (step{step}) and of BibTeX
# (title={Pile}).
_PLACEHOLDER = re.compile(r"(?<![\w\\^_}$=])\{\s{0,3}[A-Za-z][^{}]{0,400}\}")
# A word of small letters that is a part of a name or path, or what a prompt has in its place, is filled in
# later.
_FILLED_LATER = re.compile(
    r"\{\s*(?:[a-z]|step|\w+(?:\s*,\s*\w+)+|\w+\s*:.*|\w+[._]\w+|(?:system|user|chat|input|image)?[ -]?"
    r"(?:prompt|question|instructions?|inputs?|outputs?|context|text|response|answer|query|documents?|passage"
    r"|label|sentence|content|messages?|image|premise|hypothesis|choices|options|history|language))\s*\}",
    re.DOTALL,
)
_WORD = re.compile(r"\{[a-z]{1,12}\}")
_SHOWING = re.compile(
    r"\b(?:write|type|enter|replace|read|put|pattern|placeholder|template|variable|called|named|parameters?)s?\b"
    r"[^.!?]{0,20}\Z|[-/.:]\Z",
    re.IGNORECASE,
)


@check("text-hole", Severity.WARNING)
def hole(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text has a placeholder that nobody filled in.

    Words in braces, such as `{Model Name}` or `{X} GB`, come from a skeleton and wait for a value. In code
    spans and fences braces are code; `step{step}`, a single letter, the slots of a prompt (`{question}`) and
    a word that a reader is told to write or to replace are patterns.

    Caught: A card that was published as an unfilled skeleton, with some sixty placeholders such as
    `{Model Name}` and `{X} GB`.

    To fix it: write what belongs there, or delete the sentence.

    Example:

        - limitations: The full weights are {X} GB on disk, see [our paper]({paper link}).
        + limitations: The full weights are 3 GB on disk. Read `{name}` as the name of a file.
    """
    texts = card_text(entry, context)
    for passage in texts.passages if "{" in texts.text else ():
        if "{" in passage.text and "@" not in passage.text and passage.path[0] != "prompting":
            holes = [
                match[0]
                for match in _PLACEHOLDER.finditer(without_code(passage.text))
                if not (_FILLED_LATER.fullmatch(match[0]) or _is_shown(match))
            ]
            for first in holes[:1]:
                more = f", the first of {len(holes)} placeholders" if len(holes) > 1 else ""
                yield Finding(passage.path, f"nobody filled in {quoted(first)}{more}", words=first)


def _is_shown(match: re.Match[str]) -> bool:
    """Whether the sentence tells the reader what to do with these very braces, or they are part of a name."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    after = match.string[match.end() : match.end() + 1]
    shown = bool(_WORD.fullmatch(match[0]) and (_SHOWING.search(before) or after in {"-", "/", "_"}))
    return shown and not before.endswith("](")


# In a sentence, "coming soon" promises; alone in a line or cell it stands in for what is not there.
_STAND_IN = re.compile(
    r"(?:^|[|:>])[ \t*_]*(?:coming soon|to be (?:announced|added|determined))[ \t*_.!…]*(?:$|\|)"
    r"|\[more information (?:is )?needed\]|(?:^|[|:>.])[ \t]*more information (?:is )?needed\.?[ \t]*(?:$|\|)"
    r"|\blorem ipsum dolor\b|\[insert\b[\w \t]{1,40}\]|\b(?-i:Insert) [\w \t]{1,40} here\b"
    r"|\bfill (?:this )?in later\b|\b(?-i:TODO|TBD|TBA|FIXME|XXX+)\b(?=\s*[:.)\]|]|\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_HINTS = (
    *("coming soon", "to be announced", "to be added", "to be determined", "lorem ipsum", "insert "),
    *("information needed", "information is needed", "in later", "todo", "tbd", "tba", "fixme", "xxx"),
)
"""One of these is in whatever the patterns find; without it they need not search."""
_NOTHING = frozenset({"-", "–", "—", "…", "...", "?", "??", "???", "n/a", "tbd", "todo", "placeholder"})
_NOTHING_IN_PROSE = _NOTHING | {"none", "none.", "nothing", "nil", "null", "unknown", "description"}
_LONGER = 15
"""So many characters say something."""


@check("text-placeholder", Severity.WARNING)
def placeholder(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text is a placeholder for one that nobody wrote.

    "Coming soon", "TBD" or "[More Information Needed]" tells a reader nothing, and stays for years. That a
    fact is not there can be said so that pages, filters and coverage understand it.

    Caught: The published cards of Cerebras-GPT 111M, Code Llama 34B and GPT-Neo 1.3B in one catalogue have
    "coming soon" in a cell of their tables of samples.

    To fix it: write an absence (not_disclosed, not_applicable, unknown, coming_soon), or delete the line.

    Example:

        + intended_use: not_disclosed
        - intended_use: "[More Information Needed]"
        - limitations: N/A
    """
    texts = card_text(entry, context)
    hinted = any(map(texts.text.lower().__contains__, _HINTS))
    for passage in texts.passages:
        nothing = _NOTHING_IN_PROSE if passage.prose else _NOTHING
        if len(passage.text) < _LONGER and _says_nothing(passage.text, nothing):
            # In a cell of a table a dash or a question mark is how tables are written.
            if passage.path[-3:-2] != ("rows",):
                yield Finding(passage.path, f"{quoted(passage.text)} says nothing")
        elif hinted and (match := _STAND_IN.search(masked(passage.text))):
            found = match[0].strip(" \t|:>*_.")
            yield Finding(passage.path, f"{quoted(found)} is a placeholder", words=found)
    for code, reason in entry.card.ignore.items():
        path = ("ignore", code)
        # What a family ignores is reported at its first member.
        mine = entry.located.place(path).file == entry.file or entry is context.members[entry.family][0]
        if mine and (_says_nothing(reason, _NOTHING_IN_PROSE) or _STAND_IN.match(reason)):
            yield Finding(path, f"{quoted(reason)} is not a reason", "write why this is right as it stands")


def _says_nothing(text: str, nothing: frozenset[str]) -> bool:
    words = text.strip().casefold()
    return words in nothing or words.rstrip(".") in nothing


_SHORT_WORDS = frozenset(
    """
    the of and to for with from by are was were be been this these we our it its as an or which at can into
    """.split()  # noqa: SIM905  (words read better in rows)
)
"""Short words that no sentence has twice in a row, in languages that cards are written in."""
_LONG = 6
_EMPHASIS = frozenset({"really", "always", "little"})


@check("text-twice", Severity.WARNING)
def twice(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A word stands twice in a row.

    It is the trace of a sentence that was put together from two. Only words of six letters and more and a few
    short ones are looked at: "that that" and "had had" can be right. Quotes are verbatim and are ignored.

    Caught: "Please see the Responsible Use Guide available available at …" in the published card of Code
    Llama 34B.

    To fix it: delete one of the two.

    Example:

        - limitations: See the guide that is available available on its site.
        + limitations: See the guide that is available on its site. It says that that is enough.
    """
    texts = card_text(entry, context)
    slips = set(filter(_is_a_slip, texts.doubled))
    for passage in texts.passages if slips else ():
        # The pattern takes its time.
        if passage.prose and not slips.isdisjoint(doubled(words_in(passage.text))):
            for match in _TWICE.finditer(masked(passage.text)):
                word = match[1].lower()
                if word in slips:
                    message = f'the word "{word}" stands twice in a row'
                    yield Finding(passage.path, message, words=f"{word} {word}")


_TWICE = re.compile(r"(?<![-\w/'’\0])([^\W\d_]+)\s+\1(?![-\w/'’\0])", re.IGNORECASE)


def _is_a_slip(word: str) -> bool:
    return word.isalpha() and (word in _SHORT_WORDS or (len(word) >= _LONG and word not in _EMPHASIS))


@check("text-contradiction", Severity.WARNING)
def contradiction(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """Two terms stand together that exclude each other.

    An autoregressive model predicts the next token and masks none of its input; a masked one fills gaps and
    looks both ways.

    Caught: "The training focused on masked autoregressive language modeling" in a published card of GPT-Neo
    1.3B, an autoregressive model.

    To fix it: look up which of the two the model is.

    Example:

        - description: It was trained with masked autoregressive language modeling on English text.
        + description: It was trained with autoregressive language modeling on English text.
    """
    for passage, sentence in telling(entry, context, frozenset({"masked"})):
        if match := _MASKED_AUTOREGRESSIVE.search(sentence):
            yield Finding(passage.path, f"{quoted(match[0])} is a contradiction in terms", words=match[0])


_MASKED_AUTOREGRESSIVE = re.compile(
    r"(?i)\b(?:masked auto-?regressive|auto-?regressive masked)[- ]language model\w*"
)


CHECKS = (hole, placeholder, twice, contradiction)
