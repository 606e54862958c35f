"""What a template printed, as a page and as plain Markdown: its own words and elements, and values in them.

A value stands in the printed text as its number between two signs. So what a template wrote is known from
what an author wrote, and the former alone is read here: the templates' own elements become Markdown, and each
value stands in one of its two forms.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ..markup import FOOTNOTES, TO, Safe, in_address, settled, text
from ..site import HERE, HERE_END, SearchEntry

__all__ = ["Printed", "Values"]

_OPEN, _CLOSE = "\x02", "\x03"
_VALUE = re.compile(r"\x02(\d+)\x03")
_NO_WORD = re.compile(r"[\W_]+")
_PLAIN_ONLY = ' data-cs-only="plain"'
_UNSHOWN = re.compile(rf"<([a-z]+)\b[^<>]*{_PLAIN_ONLY}[^<>]*>.*?</\1>", re.DOTALL)


@lru_cache(maxsize=4096)  # most rows stand on all pages
def _plain(name: str) -> str:
    return _NO_WORD.sub("-", name.casefold()).strip("-")


class Values:
    """The values that one page prints, by their numbers."""

    def __init__(self) -> None:
        self.values: list[Safe] = []
        self._rows = Counter[str]()

    def anchor(self, name: str) -> str:
        """The id of a row of this name: `r.layers`, and `r.layers.2` for the next of the same name.

        No heading, footnote or source has an id with a full stop.
        """
        plain = _plain(name)
        self._rows[plain] += 1
        return f"r.{plain}" if self._rows[plain] == 1 else f"r.{plain}.{self._rows[plain]}"

    def place(self, value: Safe) -> str:
        """What stands for the value; itself, where it is nothing but letters and digits."""
        if value.markdown == value and value.isascii() and _OPEN not in value:
            return value
        self.values.append(value)
        return f"{_OPEN}{len(self.values) - 1}{_CLOSE}"

    def page(self, printed: str) -> str:
        """The printed text with its values as they stand in a page."""
        if _PLAIN_ONLY in printed:
            printed = _UNSHOWN.sub("", printed)
        if _OPEN not in printed:
            return printed
        pieces = _VALUE.split(printed)
        pieces[1::2] = [self.values[int(number)] for number in pieces[1::2]]
        return "".join(pieces)

    def plain(self, printed: str) -> str:
        """The printed text and its values as Markdown, but for what depends on where it is read."""
        text = _SPACES.sub(" ", _Elements(self.values).markdown(printed))
        text = _GAPS.sub("\n\n", "\n".join(map(str.rstrip, text.split("\n"))))
        pieces, footnotes = _INDENTED.split(text), 0
        for place in range(1, len(pieces), 3):
            markdown = self.values[int(pieces[place])].markdown
            if FOOTNOTES in markdown:
                footnotes += 1
                markdown = markdown.replace(FOOTNOTES, str(footnotes) if footnotes > 1 else "")
            indent = int(pieces[place + 1])
            pieces[place] = markdown.replace("\n", "\n" + " " * indent) if indent else markdown
            pieces[place + 1] = ""
        return settled("".join(pieces)).strip() + "\n"

    def searched(self, printed: str) -> tuple[SearchEntry, ...]:
        """What a search should know of the page: its words and key facts, and no tables, code and marks."""
        return _Searched(self.values).entries(printed)


class Printed:
    """A page as its template printed it."""

    def __init__(self, text: str, values: Values) -> None:
        self._text, self._values = text, values

    @property
    def page(self) -> str:
        return self._values.page(self._text)

    @property
    def plain(self) -> str:
        return self._values.plain(self._text)

    @property
    def searched(self) -> tuple[SearchEntry, ...]:
        return self._values.searched(self._text)


# The elements of templates

_PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>|\x02(\d+)\x03|(\n+)")


_Piece = tuple[str, str | None, str | None, str | None, str | None, str | None]
"""Words of a template and one thing after them: `/` where an element ends, its name and its attributes, or
the number of a value, or ends of lines."""


@lru_cache(maxsize=1)  # of a page both its plain form and what is searched are made
def _pieces(printed: str) -> list[_Piece]:
    found = [*_PIECE.split(printed), *[None] * 5]
    return list(zip(*(found[place::6] for place in range(6)), strict=True))


_INDENTED = re.compile(r"\x02(\d+):(\d+)\x03")
_SPACES = re.compile(r" (?<=\S ) +")
"""What is left around an element that is left out."""
_GAPS = re.compile(r"\n{3,}")
_BOLD = ("**", "**")
_SIGNS = {
    "b": _BOLD,
    "br": (" ", " "),
    "em": ("*", "*"),
    "q": ("“", "”"),
    "small": ("(", ")"),
    "strong": _BOLD,
}
_BLOCKS = frozenset(("article", "aside", "details", "div", "figcaption", "figure", "nav", "p", "section"))
_ATTRIBUTE = re.compile(r'\b(alt|src)="([^"]*)"')
_VOID = frozenset(("br", "hr", "img", "input"))
_PAGE_ONLY = re.compile(r'\b(?:aria-hidden="true"|data-cs-only="page")')
_SITE_ONLY = re.compile(r'\bdata-cs-only="site"')


class _Elements:
    """Turns the elements of one page into Markdown, from left to right."""

    def __init__(self, values: Sequence[Safe]) -> None:
        self.values = values
        self.parts: list[str] = []
        self.prefix: list[str] = []
        """What each line begins with inside of lists."""
        self.numbers: list[int] = []
        """For each list around, the number of its next item; -1 for bullets."""
        self.row = self.at_start = False
        self.summary = False
        """Whether it is inside the line of something folded, which is bold as a whole."""
        self.section = False
        """Whether what was opened last is a section that folds, whose line is a heading."""
        self.hidden = 0
        """How many elements around are left out."""
        self.inside: list[tuple[str, bool]] = []
        """The elements around that may be only for the site, and whether they are."""

    def markdown(self, printed: str) -> str:
        self.at_start = True
        for words, end, tag, rest, value, lines in _pieces(printed):
            if words:
                self._text(words)
            if self.hidden or (rest and not end and _PAGE_ONLY.search(rest)):
                self._hide(tag, end)
            elif lines:
                self.parts.append(lines)
                self.at_start = True
            elif value:
                self._value(value)
            elif tag:
                self._element(tag, rest or "", end=bool(end))
        return "".join(self.parts)

    def _text(self, text: str) -> None:
        if self.hidden:
            return
        if self.at_start:
            self.row, self.at_start = text.startswith("|"), False
        self.parts.append(text)

    def _value(self, number: str) -> None:
        # What stands for nothing may not keep two empty lines apart.
        if self.values[int(number)].markdown:
            self._text(f"{_OPEN}{number}:{sum(map(len, self.prefix))}{_CLOSE}")

    def _hide(self, tag: str | None, end: str | None) -> None:
        if tag and tag not in _VOID:
            self.hidden += -1 if end else 1

    def _element(self, tag: str, rest: str, *, end: bool) -> None:
        if tag in ("div", "nav", "section"):
            self._around(tag, rest, end=end)
        if tag in _SIGNS and not (self.summary and _SIGNS[tag] == _BOLD):
            self._text(_SIGNS[tag][end])
        elif tag == "img":
            self._picture(dict(_ATTRIBUTE.findall(rest)))
        elif tag == "label":
            self._text("**" if end else f"{self._gap()}**")
            self.parts.append(self._gap() if end else "")
        elif tag == "summary" and self.section:
            self._text(self._gap() if end else f"{self._gap()}### ")
            self.section = not end
        elif tag == "summary":
            self.summary = not end
            self._text(("** " if self.row else f"**{self._gap()}") if end else f"{self._gap()}**")
        elif tag in ("ol", "ul"):
            self._list(tag, end=end)
        elif tag == "li":
            self._item(end=end)
        elif tag in _BLOCKS:
            self.section = not end and "cs-section" in rest
            self.parts.append(self._gap())

    def _picture(self, attributes: Mapping[str, str]) -> None:
        """A picture with words for those who do not see it; one without is an ornament."""
        words, address = (
            html.unescape(_VALUE.sub(lambda value: self.values[int(value[1])], attributes.get(name, "")))
            for name in ("alt", "src")
        )
        if words and address:
            self._text(f"![{text(words).markdown}]({TO}{in_address(address)})")

    def _around(self, tag: str, rest: str, *, end: bool) -> None:
        """Marks where something begins and ends that is of use on the site only."""
        if not end:
            self.inside.append((tag, _SITE_ONLY.search(rest) is not None))
            self.parts.append(HERE if self.inside[-1][1] else "")
        elif self.inside and self.inside.pop()[1]:
            self.parts.append(HERE_END)

    def _gap(self) -> str:
        return "" if self.row else "\n\n" + "".join(self.prefix)

    def _list(self, tag: str, *, end: bool) -> None:
        if end:
            self.numbers[-1:] = []
        else:
            self.numbers.append(1 if tag == "ol" else -1)
        self.parts.append("\n" if self.prefix else "\n\n")

    def _item(self, *, end: bool) -> None:
        if end:
            self.prefix[-1:] = []
            return
        number = self.numbers[-1] if self.numbers else -1
        sign = "- " if number < 0 else f"{number}. "
        if number > 0:
            self.numbers[-1] += 1
        self.parts.append(f"\n{''.join(self.prefix)}{sign}")
        self.prefix.append(" " * len(sign))


# What is searched

_HEADING = re.compile(r"(#{1,6}) +(.*)")
_DELIMITERS = re.compile(r"[|: -]+")
_LEFT_OUT = re.compile(r'\b(?:aria-hidden="true"|data-cs-only=|data-cs-search="none")')
_FACTS, _PROSE = 'data-cs-search="facts"', 'data-cs-search="prose"'
_UNSEARCHED = frozenset(("details", "nav", "pre", "summary", "sup", "svg"))


class _Searched:
    """Collects the words of one page below the headings that lead to them."""

    def __init__(self, values: Sequence[Safe]) -> None:
        self.values = values
        self.found: list[tuple[int, str, list[str], list[str]]] = []
        """For each heading its level, its words, the facts and the passages below it."""
        self.line: list[str] = []
        self.depth = self.hidden = self.facts = 0
        """How deep the elements are nested, and at what depth those begin that are left out or hold facts."""

    def entries(self, printed: str) -> tuple[SearchEntry, ...]:
        for words, end, tag, rest, value, lines in _pieces(printed):
            if words:
                self._text(words)
            if lines:
                self._end_of_line()
            elif value:
                self._text(self.values[int(value)].searched)
            elif tag in _VOID:
                self._text(" ")
            elif tag:
                self._element(tag, rest or "", end=bool(end))
        self._end_of_line()
        return tuple(
            SearchEntry(level, title, tuple(facts), tuple(passages))
            for level, title, facts, passages in self.found
        )

    def _text(self, text: str) -> None:
        if not self.hidden:
            self.line.append(text)

    def _element(self, tag: str, rest: str, *, end: bool) -> None:
        if tag in _BLOCKS or tag == "li":
            self._end_of_line()
        if end:
            self.hidden = 0 if self.hidden == self.depth else self.hidden
            self.facts = 0 if self.facts == self.depth else self.facts
            self.depth -= 1
            return
        self.depth += 1
        left_out = _PROSE not in rest if tag in _UNSEARCHED else _LEFT_OUT.search(rest)
        if not self.hidden and left_out:
            self.hidden = self.depth
        elif _FACTS in rest:
            self.facts = self.depth

    def _end_of_line(self) -> None:
        if not self.line:
            return
        # Bold type is a template's: of values every character is a reference.
        line = " ".join("".join(self.line).replace("**", "").split())
        self.line = []
        if heading := _HEADING.match(line):
            self.found.append((len(heading[1]), heading[2], [], []))
        elif line and self.found:
            self._words(line, *self.found[-1][2:])

    def _words(self, line: str, facts: list[str], passages: list[str]) -> None:
        if self.facts and _DELIMITERS.fullmatch(line):
            facts.pop()  # what stands above is the head of the table
        elif self.facts:
            facts.append(" ".join(line.replace("|", " ").split()))
        elif not line.startswith("|"):
            passages.append(line.removeprefix("- "))
