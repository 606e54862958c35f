"""Marks that show what a fact rests on, and the list of sources that they lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..markup import Resolver, Safe, attribute, text
from ..schema import Source

__all__ = ["CitedSource", "Evidence", "short_address"]


@dataclass(slots=True)
class CitedSource:
    """A source that facts of the page name, with the words quoted from it."""

    number: int
    anchor: str
    source: Source
    quotes: list[tuple[str, str]] = field(default_factory=list)
    """The label of a fact and the words quoted for it."""


class Evidence:
    """Gives each source of one page a number, in the order in which the page's facts name them.

    `words` gives what a sign says: the name of a macro and its values to plain text.
    """

    def __init__(
        self, sources: Mapping[str, Source], words: Callable[..., str], resolve: Resolver | None = None
    ) -> None:
        self._sources, self._words = sources, words
        self.resolve = resolve
        """What relative addresses in the texts of the page stand for."""
        self._cited: dict[str, CitedSource] = {}
        self._marks: dict[str, Safe] = {}

    @cached_property
    def _asserted(self) -> Safe:
        return _asserted(self._words("asserted"))

    @property
    def cited(self) -> tuple[CitedSource, ...]:
        """The sources named so far."""
        return tuple(self._cited.values())

    def mark(self, source: str | None, quote: str | None = None, label: str = "") -> Safe:
        """A small sign behind a fact: a link to its source, or that it has none."""
        if source is None:
            return self._asserted if quote is None else _asserted(self._words("quoted_by_card", quote))
        cited = self._cite(source)
        if quote is None:
            if source not in self._marks:
                title = self._words("read", cited.source.title)
                self._marks[source] = _link(cited, "cs-sourced", _number(cited.number), title)
            return self._marks[source]
        if (label, quote) not in cited.quotes:
            cited.quotes.append((label, quote))
        # The quotation marks of `q` are seen, but are not text: "[3]" is read or copied in both cases.
        sign = Safe(f"{text('[')}<q>{cited.number}</q>{text(']')}", f"[{cited.number}]")
        return _link(cited, "cs-quoted", sign, self._words("quoted", cited.source.title, quote))

    def derived(self, formula: str) -> Safe:
        """The sign of a number that follows from others; plain Markdown has the formula itself."""
        title = self._words("derived", formula)
        return Safe(_sign("cs-derived", "ƒ", title), self._words("derived_plain", text(formula).markdown), "")

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


# A mark begins with a space, so that the number of a source is never read as part of the value before it.


def _link(cited: CitedSource, name: str, sign: Safe, title: str) -> Safe:
    anchor, label = attribute(cited.anchor), attribute(title)
    before = f'<sup class="cs-mark {name}"> <a href="#{anchor}" title="{label}">'
    return Safe(f"{before}{sign}</a></sup>", f" {sign.markdown}", "")


def _number(number: int) -> Safe:
    # Brackets mean nothing without a definition, and texts keep those to themselves.
    return Safe(text(f"[{number}]"), f"[{number}]")


def _asserted(title: str) -> Safe:
    return _sign("cs-asserted", "†", title)


def _sign(name: str, sign: str, title: str) -> Safe:
    shown = text(sign)
    mark = f'<sup class="cs-mark {name}" title="{attribute(title)}"> {shown}</sup>'
    return Safe(mark, f" {shown.markdown}", "")
