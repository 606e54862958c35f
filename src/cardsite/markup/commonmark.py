"""Markdown as tokens with their places, and as HTML; no other module knows the library that reads it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, NamedTuple

import pyromark
from pyromark import Options

__all__ = ["Parsed", "Token", "is_enormous", "page_html", "parse"]


class Token(NamedTuple):
    """The beginning or the end of an element, or one that holds no others."""

    kind: str
    """`paragraph`, `heading`, `quote`, `code_block`, `html_block`, `list`, `item`, `footnote`, `table`,
    `head`, `row`, `cell`, `emphasis`, `strong`, `strikethrough`, `link`, `picture`; alone: `text`, `code`,
    `formula`, `display_formula`, `html`, `soft_break`, `hard_break`, `rule`, `footnote_mark`, `task`."""
    nesting: int
    """1 at the beginning, -1 at the end, 0 for what stands alone."""
    start: int
    """Where it begins in the source, in bytes."""
    end: int
    """Where it ends, for beginnings as well."""
    value: Any = None
    """The text of what stands alone; the level of a heading, the kind of an alert (`Note`), the words
    behind a fence (None for indented code), the first number of a list, the label of a footnote, the
    alignment of each column, whether a task is done; for links and pictures a `LinkTarget`."""


class LinkTarget(NamedTuple):
    """Where a link or a picture leads."""

    address: str
    written: str
    """`inline`, `automatic` (`<https://…>`), or `reference`, which is defined elsewhere in the text."""


class Parsed(NamedTuple):
    """A text with its tokens; places are those in `source`."""

    source: bytes
    """The text in UTF-8, in which a dollar sign that begins no formula has a backslash before it."""
    tokens: list[Token]
    backslashes: list[int]
    """The places of those backslashes, which the author did not write."""
    definitions: list[tuple[int, int]]
    """The places of definitions of links (`[label]: address`)."""


_OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_GFM
    | Options.ENABLE_FOOTNOTES
)
_PARSER = pyromark.Markdown(options=_OPTIONS | Options.ENABLE_MATH)
_WITHOUT_FORMULAS = pyromark.Markdown(options=_OPTIONS)

_KINDS = {
    "Paragraph": "paragraph",
    "Heading": "heading",
    "BlockQuote": "quote",
    "CodeBlock": "code_block",
    "HtmlBlock": "html_block",
    "List": "list",
    "Item": "item",
    "FootnoteDefinition": "footnote",
    "Table": "table",
    "TableHead": "head",
    "TableRow": "row",
    "TableCell": "cell",
    "Emphasis": "emphasis",
    "Strong": "strong",
    "Strikethrough": "strikethrough",
    "Link": "link",
    "Image": "picture",
    "Text": "text",
    "Code": "code",
    "InlineMath": "formula",
    "DisplayMath": "display_formula",
    "Html": "html",
    "InlineHtml": "html",
    "FootnoteReference": "footnote_mark",
    "TaskListMarker": "task",
    "SoftBreak": "soft_break",
    "HardBreak": "hard_break",
    "Rule": "rule",
}
_WRITTEN = {"Inline": "inline", "Autolink": "automatic", "Email": "automatic"}


def _value(name: str, data: Any) -> Any:
    if name in ("Link", "Image"):
        address, written = data["dest_url"], _WRITTEN.get(data["link_type"], "reference")
        return LinkTarget(f"mailto:{address}" if data["link_type"] == "Email" else address, written)
    if name == "Heading":
        return int(data["level"][1:])
    if name == "CodeBlock":
        return data["Fenced"] if isinstance(data, dict) else None
    return data


def _tokens(events: Iterator[tuple[Any, Any]]) -> Iterator[Token]:
    for event, place in events:
        start, end = place["start"], place["end"]
        if type(event) is str:
            yield Token(_KINDS[event], 0, start, end)
            continue
        ((name, data),) = event.items()
        if name not in ("Start", "End"):
            yield Token(_KINDS[name], 0, start, end, data)
        elif type(data) is str:
            yield Token(_KINDS[data], 1 if name == "Start" else -1, start, end)
        else:
            ((inner, value),) = data.items()
            yield Token(
                _KINDS[inner],
                1 if name == "Start" else -1,
                start,
                end,
                _value(inner, value) if name == "Start" else None,
            )


_MOST_CELLS = 50_000


def is_enormous(markdown: str) -> bool:
    """Whether the text could have tables of over 50,000 cells: short rows are filled up to the widest one."""
    if markdown.count("|") < 100:
        return False
    lines = markdown.split("\n")
    return max(line.count("|") for line in lines) * len(lines) > _MOST_CELLS


_ROUNDS = 12
"""Most dollar signs of sums are found in the first round, and each further one halves what is left."""
_SUM = re.compile(rb"[\d.,]+[a-zA-Z]{0,2}[ \n]+[a-zA-Z]{2,}")


def _is_formula(source: bytes, token: Token) -> bool:
    """Whether it can be meant as a formula, and is not a sum of money, a variable of a shell or a path."""
    if token.kind == "display_formula":
        return bool(token.value.strip())
    before, after = source[token.start - 1 : token.start], source[token.end : token.end + 1]
    return not (before.isalnum() or after.isalnum() or _SUM.match(source, token.start + 1))


@lru_cache(maxsize=8)  # a text is asked for its HTML, its Markdown and its words one after the other
def parse(markdown: str) -> Parsed:
    """The tokens of CommonMark with tables, strike-through, task lists, alerts, formulas and footnotes.

    The time grows in step with the length, whatever the text, and the stack not at all. Lone surrogates
    become question marks.
    """
    source, added = markdown.encode("utf-8", "replace"), list[int]()
    if b"$" not in source:
        return _parsed(_WITHOUT_FORMULAS, source, added)
    for _ in range(_ROUNDS):
        parsed = _parsed(_PARSER, source, added)
        formulas = (token for token in parsed.tokens if token.kind in ("formula", "display_formula"))
        wrong = [token.start for token in formulas if not _is_formula(source, token)]
        if not wrong:
            return parsed
        source, added = _escaped(source, wrong, added)
    return _parsed(_WITHOUT_FORMULAS, markdown.encode("utf-8", "replace"), [])


def _parsed(parser: pyromark.Markdown, source: bytes, added: list[int]) -> Parsed:
    text = source.decode("utf-8")
    tokens = list(_tokens(parser.events_with_range(text, merge_text=True)))
    spans = (each["span"] for each in parser.reference_definitions(text).values()) if "]:" in text else ()
    return Parsed(source, tokens, added, [(span["start"], span["end"]) for span in spans])


def _escaped(source: bytes, wrong: list[int], added: list[int]) -> tuple[bytes, list[int]]:
    """The source with a backslash at each of the places, and where all backslashes are that were added."""
    cuts = [0, *wrong, len(source)]
    pieces = [source[start:end] for start, end in pairwise(cuts)]
    earlier = [place + bisect_right(wrong, place) for place in added]
    return b"\\".join(pieces), sorted([*earlier, *(place + number for number, place in enumerate(wrong))])


def page_html(markdown: str, fenced: Callable[[str, str], str]) -> str:
    """The HTML of a whole page, in which raw HTML stays as it is: CommonMark with tables, and nothing else.

    `fenced` gives the HTML of a block of code from its source and its language, which may be empty.
    """

    def highlighted(language: str | None, source: str) -> str:
        return f"{fenced(source, language or '')}\n"

    read = partial(pyromark.html, options=Options.ENABLE_TABLES, highlight=highlighted)
    try:
        return read(markdown)
    except UnicodeEncodeError:  # lone surrogates have no form in UTF-8
        return read(markdown.encode("utf-8", "replace").decode("utf-8"))
