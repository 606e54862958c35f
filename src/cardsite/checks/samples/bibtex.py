"""BibTeX as its entries and what is wrong with them, read by pybtex; knows nothing of cards.

pybtex reads as BibTeX itself does, so that what it refuses, a reader's BibTeX refuses too; other parsers
take a field without the comma before it for a part of the last one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from pybtex.database.input.bibtex import LowLevelParser, UndefinedMacro, month_names
from pybtex.scanner import PybtexSyntaxError

from ...problems import did_you_mean
from ...yamlio.text import quoted

__all__ = ["BibEntry", "Bibliography", "bibliography"]


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One entry; type and names of fields in lower case."""

    type: str
    key: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Bibliography:
    """What a text of BibTeX holds."""

    entries: tuple[BibEntry, ...]
    faults: tuple[str, ...]
    """What is wrong with it, each in one line, in the order of the text."""


_LONGEST = 20_000
"""No citation of a model is longer, and the parser takes quadratic time for some texts."""
_MONTHS = dict(month_names)
# The parser writes the macros of one text into what it is given, hence a copy for each.

_AUTHORED = (("author", "editor"), ("title",))
_DATED = ("year", "date")
_ELSEWHERE = ("eprint", "archiveprefix", "url", "doi", "howpublished", "note")
_REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "article": (("author",), ("title",), ("journal", *_ELSEWHERE, "journaltitle"), _DATED),
    "inproceedings": (("author",), ("title",), ("booktitle",), _DATED),
    "conference": (("author",), ("title",), ("booktitle",), _DATED),
    "incollection": (*_AUTHORED, ("booktitle",), _DATED),
    "inbook": (*_AUTHORED, _DATED),
    "book": (*_AUTHORED, _DATED),
    "proceedings": (("title",), _DATED),
    "phdthesis": (("author",), ("title",), ("school", "institution"), _DATED),
    "mastersthesis": (("author",), ("title",), ("school", "institution"), _DATED),
    "thesis": (("author",), ("title",), ("school", "institution"), _DATED),
    "techreport": (("author",), ("title",), ("institution",), _DATED),
    "report": (("author",), ("title",), ("institution",), _DATED),
    "unpublished": (("author",), ("title",)),
    "misc": (("title", "howpublished", "url"),),
    "online": (("title",), ("url", "doi", "eprint")),
    "software": (("author", "editor", "organization"), ("title",)),
    "dataset": (("title",),),
    "manual": (("title",),),
}
"""For each type of entry the fields it needs, of each group one; for articles with what stands in for a
journal at preprints. Types that are not here need a title."""
_OTHER_TYPES = """
    artwork audio booklet bookinbook collection electronic image inreference letter movie music mvbook
    mvcollection mvproceedings patent performance periodical preprint reference review standard suppbook
    suppcollection suppperiodical video webpage www
""".split()  # noqa: SIM905  (thirty names read better as words)
_NO_VALUE = frozenset({"", "...", "…", "?", "??"})


@lru_cache(maxsize=1024)
def bibliography(text: str) -> Bibliography:
    """The entries of a text of BibTeX and what is wrong with them; none of over 20,000 characters."""
    if len(text) > _LONGEST:
        return Bibliography((), ())
    errors: list[PybtexSyntaxError] = []
    parser = LowLevelParser(text, macros=dict(_MONTHS), handle_error=errors.append)
    parsed = [(kind.lower(), content) for kind, content in list(parser)]
    entries = [
        (
            BibEntry(kind, content[0] or "", {name.lower(): "".join(value) for name, value in content[1]}),
            content[1],
        )
        for kind, content in parsed
        if kind not in {"string", "preamble"}
    ]
    found = tuple(entry for entry, _ in entries)
    faults = [fault for entry in found for fault in _faults_of_key(entry)]
    if not faults:
        faults = [_in_words(error) for error in errors]
    if not faults and text[parser.pos :].lstrip().startswith("}"):
        faults = [f"line {text.rstrip().count(chr(10)) + 1}: a closing brace too many"]
    if not faults:
        keys = [entry.key for entry in found]
        faults = [f"two entries have the key {quoted(key)}" for key in _twice(keys)]
        for entry, fields in entries:
            faults += [
                f"the field {name} stands there twice" for name in _twice([n.lower() for n, _ in fields])
            ]
            faults += _lacking(entry)
    return Bibliography(found, tuple(dict.fromkeys(faults)))


def _twice(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


_WORDS = {
    "premature end of file": "the entry is not closed",
    "'}' expected": "expected a comma, or the brace that closes the entry",
    "')' expected": "expected a comma, or the bracket that closes the entry",
    "'=' expected": "expected = after the name of a field",
    "entry key expected": "expected a key behind the brace that opens the entry",
    "field value expected": "expected a value in braces or quotes after =",
    "unbalanced braces": "the braces inside a value are not in pairs",
    "too many nested braces": "the braces are nested too deep",
}
"""What the parser says, in our words."""


def _in_words(error: PybtexSyntaxError) -> str:
    said, text = str(error.args[0]), error.parser.text
    _, line, position = error.error_context_info
    if isinstance(error, UndefinedMacro):
        return f"line {line}: the value {quoted(said)} stands neither in braces nor in quotes"
    words = _WORDS.get(said, "expected an entry, such as @misc{key, title={...}}")
    before = text[position : position + 40].lstrip().partition("\n")[0]
    shown = f", before {quoted(before)}" if before and words.startswith("expected") else ""
    return f"line {line}: {words}{shown}"


def _faults_of_key(entry: BibEntry) -> list[str]:
    # Where there is none, `title={...` is read as the key.
    key = entry.key.strip()
    if "=" in key:
        return ["the entry has no key"]
    return [f"the entry is not filled in: its key is {quoted(key)}"] if key in _NO_VALUE - {""} else []


def _lacking(entry: BibEntry) -> list[str]:
    """What an entry that parses is not or has not."""
    near = did_you_mean(entry.type, [*_REQUIRED, *_OTHER_TYPES]) if not _is_known(entry.type) else ""
    if near:
        return [f"there is no type of entry @{entry.type}; {near}"]
    filled = {name for name, value in entry.fields.items() if value.strip() not in _NO_VALUE}
    groups = _REQUIRED.get(entry.type, (("title",),))
    lacking = [_either(group) for group in groups if not filled.intersection(group)]
    return [f"@{entry.type} needs {' and '.join(lacking)}"] if lacking else []


def _is_known(kind: str) -> bool:
    return kind in _REQUIRED or kind in _OTHER_TYPES


def _either(names: tuple[str, ...]) -> str:
    """The names that anybody would think of."""
    return " or ".join(names[: 1 if names == _DATED else 2])
