"""BibTeX as its entries and what is wrong with them, read by pybtex; knows nothing of cards."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.scanner import Pattern, PybtexSyntaxError
from pybtex.utils import CaseInsensitiveDict

from ...yamlio.text import quoted

__all__ = ["BibEntry", "Bibliography", "bibliography"]


class BibEntry(NamedTuple):
    """One entry; type and names of fields in lower case."""

    type: str
    key: str
    fields: dict[str, str]


class Bibliography(NamedTuple):
    """What a text of BibTeX holds."""

    entries: tuple[BibEntry, ...]
    faults: tuple[str, ...]
    """Why BibTeX refuses it, each in one line, in the order of the text."""


_LONGEST = 20_000
"""No citation of a model is longer, and the parser takes quadratic time for some texts."""
_REFUSALS = {
    "premature end of file": "the entry is not closed",
    "'}' expected": "expected a comma, or the brace that closes the entry",
    "')' expected": "expected a comma, or the bracket that closes the entry",
    "'=' expected": "expected = after the name of a field",
    "field value expected": "expected a value in braces or quotes after =",
    "unbalanced braces": "the braces inside a value are not in pairs",
}
"""What the parser says where BibTeX itself stops, in our words; elsewhere BibTeX goes on."""
# Where there is none, `title={...` is read as the key.
_NO_KEY = re.compile(r'.*=(?:[{"].*)?')
_BEGINS = re.compile(r"@\s*[^\s{(@]+\s*[{(]")
_IN_ADDRESS = re.compile(r"(?<=\w)@")


class _Parser(LowLevelParser):  # type: ignore[misc]
    """Allows what BibTeX allows and pybtex does not, and asks for the comma behind the key as BibTeX does."""

    NAME = Pattern(r"[^\s\d\"#%'(),={}][^\s\"#%'(),={}]*", "a valid name")
    # R writes entries with an empty key.
    KEY_PAREN = Pattern(r"[^\s,]*", "entry key")
    KEY_BRACE = Pattern(r"[^\s,}]*", "entry key")

    def parse_entry_body(self, body_end: Pattern) -> None:
        key = self.KEY_PAREN if body_end is self.RPAREN else self.KEY_BRACE
        self.current_entry_key = self.required([key]).value
        if self.optional([self.COMMA]):
            self.parse_entry_fields()


_VALUE = r"\{[^{}@]*(?:\{[^{}@]*\}[^{}@]*)*\}|\"[^{}@\"]*\"|\d+"
_FIELD = rf"([A-Za-z]\w*)\s*=\s*({_VALUE})\s*"
_PLAIN = re.compile(
    rf"\s*@(?!(?i:comment|string|preamble)\b)([A-Za-z]+)\{{\s*([A-Za-z0-9][\w:.+/-]*)\s*((?:,\s*{_FIELD})+),?\s*\}}\s*"
)
"""One entry of fields in braces or quotes, as nearly every card has it: ten times faster than the parser."""


def _plain(match: re.Match[str]) -> BibEntry:
    fields = {
        name.lower(): value if value.isdigit() else value[1:-1]
        for name, value in re.findall(_FIELD, match[3])
    }
    return BibEntry(match[1].lower(), match[2], fields)


def _parsed(text: str) -> tuple[list[BibEntry], list[PybtexSyntaxError]]:
    """The entries, and what the parser does not understand."""
    errors: list[PybtexSyntaxError] = []
    # The parser writes the macros of a text into what it is given.
    parser = _Parser(text, macros=CaseInsensitiveDict(month_names), handle_error=errors.append)
    entries = [
        BibEntry(kind.lower(), content[0] or "", {name.lower(): "".join(value) for name, value in content[1]})
        for kind, content in parser
        if kind.lower() not in {"string", "preamble"}
    ]
    return entries, errors


@lru_cache(maxsize=1024)
def bibliography(text: str) -> Bibliography:
    """The entries of a text of BibTeX and what is wrong with them; none of over 20,000 characters."""
    if len(text) > _LONGEST or "@" not in text:
        return Bibliography((), ())
    plain = _PLAIN.fullmatch(text)
    entries, errors = ([_plain(plain)], []) if plain else _parsed(_IN_ADDRESS.sub(" ", text))
    faults = ["the entry has no key" for entry in entries if _NO_KEY.fullmatch(entry.key)]
    faults = faults or [_in_words(error) for error in errors if _is_refused(error)]
    keys = Counter(entry.key.lower() for entry in entries if entry.key)
    faults = faults or [f"two entries have the key {quoted(key)}" for key, count in keys.items() if count > 1]
    return Bibliography(tuple(entries), tuple(dict.fromkeys(faults)))


def _is_refused(error: PybtexSyntaxError) -> bool:
    began, _, _ = error.error_context_info
    return str(error.args[0]) in _REFUSALS and _BEGINS.match(error.parser.text, began) is not None


def _in_words(error: PybtexSyntaxError) -> str:
    said, text = str(error.args[0]), error.parser.text
    _, line, position = error.error_context_info
    before = text[position : position + 40].lstrip().partition("\n")[0]
    shown = f", before {quoted(before)}" if before and _REFUSALS[said].startswith("expected") else ""
    return f"line {line}: {_REFUSALS[said]}{shown}"
