"""Marks that open what a fact rests on, and the list of sources that they number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..markup import Resolver, Safe, text
from ..schema import Source

__all__ = ["CitedSource", "Evidence", "Note", "short_address"]


@dataclass(slots=True)
class CitedSource:
    """A source that facts of the page name, with the words quoted from it."""

    number: int
    anchor: str
    source: Source
    quotes: list[tuple[str, str]] = field(default_factory=list)
    """What was quoted for: a field of the format, or a thing by its name; and the words."""

    @property
    def place(self) -> str:
        """Where it is, in short: a file of a repository, or the host of an address that is not the title."""
        address = short_address(self.source.url or "")
        return self.source.file or ("" if address == self.source.title else address.partition("/")[0])


@dataclass(frozen=True, slots=True)
class Note:
    """What one or more marks of a page open: all of them say the same."""

    anchor: str
    sign: str
    """What stands on the mark: the number of a source, or nothing."""
    cited: CitedSource | None = None
    quote: str = ""
    formula: str = ""


class Evidence:
    """Gives each source of one page a number, in the order in which the page's facts name them.

    `words` gives what stands behind a calculated number in plain Markdown: the name of a macro and its
    values to plain text.
    """

    def __init__(
        self, sources: Mapping[str, Source], words: Callable[..., str], resolve: Resolver | None = None
    ) -> None:
        self._sources, self._words = sources, words
        self.resolve = resolve
        """What relative addresses in the texts of the page stand for."""
        self._cited: dict[str, CitedSource] = {}
        self._notes: dict[tuple[str, str], Note] = {}
        self._marks: dict[tuple[str, str], Safe] = {}

    @property
    def cited(self) -> tuple[CitedSource, ...]:
        """The sources named so far."""
        return tuple(self._cited.values())

    def opened_in(self, page: str) -> tuple[Note, ...]:
        """The notes that marks on a page open; not each fact of a card stands on it."""
        opened = frozenset(_OPENED.findall(page))
        return tuple(note for note in self._notes.values() if note.anchor in opened)

    @staticmethod
    def has_marks(page: str) -> bool:
        """Whether anything on the page opens a note, or the list of all signs."""
        return f' popovertarget="{_PREFIX}' in page

    def mark(self, source: str | None, quote: str | None = None, about: str = "") -> Safe:
        """A small sign behind a fact, which opens where it was read, or says that it has no source."""
        if source is None:
            return self._mark("", _ASSERTED, quote=quote or "")
        cited = self._cite(source)
        if quote is not None and (about, quote) not in cited.quotes:
            cited.quotes.append((about, quote))
        return self._mark(source, str(cited.number), cited, quote or "")

    def derived(self, formula: str) -> Safe:
        """The sign of a number that follows from others; plain Markdown has the formula itself."""
        return self._mark("", _DERIVED, formula=formula)

    def _mark(
        self, source: str, sign: str, cited: CitedSource | None = None, quote: str = "", formula: str = ""
    ) -> Safe:
        key = source or sign, quote or formula
        if key not in self._marks:
            note = Note(f"{_PREFIX}{len(self._notes) + 1}", sign, cited, quote, formula)
            self._notes[key] = note
            plain = f" [{sign}]" if cited else f" {text(sign).markdown}"
            if formula:
                plain = self._words("derived_plain", text(formula).markdown)
            self._marks[key] = Safe(_button(note), plain, "")
        return self._marks[key]

    def _cite(self, key: str) -> CitedSource:
        if key not in self._cited:
            number = len(self._cited) + 1
            # Of one that is not listed the address is known, or nothing at all, which is reported elsewhere.
            source = self._sources.get(key) or Source(
                title=short_address(key), url=key if key.startswith("http") else None
            )
            # No key begins with a hyphen.
            anchor = f"source-{key}" if key in self._sources else f"source--{number}"
            self._cited[key] = CitedSource(number, anchor, source)
        return self._cited[key]


def short_address(url: str) -> str:
    """An address as a label: without its scheme, and with only its ends where it is long."""
    address = url.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").rstrip("/")
    host, _, rest = address.partition("/")
    return f"{host}/…/{rest.rpartition('/')[2]}" if len(address) > 48 and "/" in rest else address


_ASSERTED, _DERIVED = "†", "ƒ"
# No heading, footnote or source has an id with a full stop.
_PREFIX = "e."
_OPENED = re.compile(rf' popovertarget="({re.escape(_PREFIX)}[1-9]\d*)"')


def _button(note: Note) -> str:
    """The mark of a note.

    It begins with a space, so that the number of a source is never read as part of the value before it; its
    name is the first line of the note. The quotation marks of `q` are seen, but are not text: "[3]" is read
    or copied in both cases.
    """
    sign = note.sign
    if note.cited:
        sign = f"{_OPENING}<q>{sign}</q>{_CLOSING}" if note.quote else f"{_OPENING}{sign}{_CLOSING}"
    around = '<sup class="cs-asserted">' if note.sign == _ASSERTED else "<sup>"
    button = f'<button popovertarget="{note.anchor}" aria-labelledby="{note.anchor}.t">{sign}</button>'
    return f"{around} {button}</sup>"


_OPENING, _CLOSING = text("["), text("]")
