"""The HTML of a generated page: CommonMark with ids at headings and resolved links; it knows no engine.

Python-Markdown takes most of the time of a build, and the pages of a catalogue use nothing that CommonMark
does not have. What a site's own templates, or another plugin, add to them may: `other_syntax` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote

from markdown.extensions.toc import (
    TocExtension,
    TocTreeprocessor,
    nest_toc_tokens,
    strip_tags,
    unique,
)

from ..markup import code
from ..markup.commonmark import page_html

__all__ = ["Headings", "Rendered", "other_syntax", "rendered"]


class Headings(NamedTuple):
    """How a site wants its headings: the settings of Python-Markdown's `toc`."""

    slugify: Callable[[str, str], str]
    separator: str
    raised: int
    """By how many levels each heading is lowered."""
    top: int
    bottom: int
    """The levels that the table of contents has."""
    link_class: str
    """Of a heading that is a link to itself; empty where it is none."""
    permalink: str
    """The link behind a heading, as HTML with `{id}`; empty where there is none."""
    permalink_first: bool

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Headings:
        """From the settings of `toc` in mkdocs.yml, read the way that extension reads them."""
        # It asks for a converter only to keep it.
        toc = TocTreeprocessor(None, TocExtension(**settings).getConfigs())  # type: ignore[arg-type]
        mark = "&para;" if toc.use_permalinks is True else toc.use_permalinks or ""
        title = f' title="{toc.permalink_title}"' if toc.permalink_title else ""
        link = f'<a class="{toc.permalink_class}" href="#{{id}}"{title}>{mark}</a>'
        return cls(
            slugify=toc.slugify,
            separator=toc.sep,
            raised=toc.base_level,
            top=toc.toc_top,
            bottom=toc.toc_bottom,
            link_class=toc.anchorlink_class if toc.use_anchors else "",
            permalink=link if mark else "",
            permalink_first=bool(toc.permalink_leading),
        )


class Rendered(NamedTuple):
    """A page as HTML, with what an engine wants to know of it."""

    html: str
    title: str
    """The text of a heading of the first level with which the page begins, as HTML; else empty."""
    contents: list[Any]
    """The table of contents as Python-Markdown's `toc` has it: nested `level`, `id`, `name`, `children`."""
    ids: set[str]
    """The anchors of the page: every `id`, and the `name` of every `<a>`."""


# What `markup` escapes in the texts of cards cannot match: these are written by templates and plugins. Each
# pattern stands behind the characters with which it begins: most pages have none of them.
_OTHER = {
    characters: re.compile(pattern)
    for characters, pattern in {
        "!!!": r"!!![ ]?\w[^\n]*",  # admonitions
        "???": r"\?\?\?\+?[ ]?\w[^\n]*",
        "/// ": r"///[ ][^\n]*",  # blocks
        "--8<--": r"--8<--[^\n]*",  # snippets
        "[TOC]": r"\[TOC\]",
        "```": r"```[ ]*(?:[\w+#-]+[ ]+\S|\{)[^\n]*",  # fences with more than a language
        "~~~": r"~~~[ ]*(?:[\w+#-]+[ ]+\S|\{)[^\n]*",
        "*[": r"\*\[[^\]\n]+\]:[^\n]*",  # abbreviations
        "[^": r"\[\^[^\]\n]+\]",  # footnotes
        "{": r"\{:?[ ]?[.#]?[A-Za-z][^{}\n]*\}",  # attributes
        "\n: ": r"\n:[ ]{1,3}\S[^\n]*",  # definitions
        ":": r":(?<![\w:]:)[a-z0-9+]+(?:[-_][a-z0-9_+-]+)*:(?!\w)",  # emoji and icons
        "==": r'===[!+]?[ ]"[^\n]*|==[^=\s][^=\n]*==',  # tabs, marked words
        "++": r"\+\+[a-z][^+\n]*\+\+",
        "~~": r"~~[^~\n]+~~",
        "^^": r"\^\^[^^\n]+\^\^",
        "$$": r"\$\$",
        # Markdown that is not to be read as such, or that no empty line sets apart.
        " markdown=": r' markdown="(?:(?:0|span)"(?=[^<>]*>)[^<>]*>'
        r'|(?:1|block)"(?=[^<>]*>)[^<>]*>'
        r"(?!(?:[ \t]*\n?[ \t]*<[^\n]*)*[ \t]*\n[ \t]*(?:\n|\Z))[^\n]*)",
    }.items()
}


def other_syntax(markdown: str) -> str:
    """The first words in which a page uses what only Python-Markdown, or an extension of it, understands.

    Empty for CommonMark with tables, in which `markdown="1"` marks an element whose Markdown stands between
    empty lines.
    """
    for characters, pattern in _OTHER.items():
        # One character is looked for thirty times as fast as two.
        may_be = all(each in markdown for each in characters) and characters in markdown
        if may_be and (found := pattern.search(markdown)):
            return " ".join(found[0].split())[:60]
    return ""


# In text and code, what would end a tag is `&gt;`: what `>` follows before any `<` stands in a tag. Here it
# is what no browser has a use for: signs for other readers of the page, and that a link opens no window.
_UNUSED = re.compile(
    r' (?:markdown="(?:1|block)"|data-cs-(?:only|search)="[a-z]+"|rel="noopener")(?=[^<>]*>)'
)
_ID = re.compile(r' id="([^"<>]*)"(?=[^<>]*>)')
_NAME = re.compile(r' name="([^"<>]*)"')
# The library writes headings, links and pictures in this form.
_HEADING = re.compile(r"\n<h([1-6])>(.*?)</h\1>(?=\n)", re.DOTALL)
_LINK = re.compile(r'(<(?:a href|img src)=")([^"]*)')
_WRITTEN = re.compile(r"\]\([ ]*<?([^\s<>)]+)")
_DEFINED = re.compile(r"\]:[ ]*<?([^\s<>]+)")


def rendered(markdown: str, headings: Headings, resolve: Callable[[str], str]) -> Rendered:
    """The page as HTML. `resolve` gives the address for the built page of a link in Markdown.

    Links in raw HTML stay as they are.
    """
    html = "\n" + _UNUSED.sub("", page_html(markdown, code))
    title = found[2] if (found := _HEADING.match(html)) and found[1] == "1" else ""
    html, contents = _with_ids(html, headings)
    html = _shorter(_resolved(html, _written(markdown), resolve).lstrip("\n"))
    names = (found[1] for found in _NAME.finditer(html) if _is_link(html, found.start()))
    ids = {unescape(name) for name in (*_ID.findall(html), *names)}
    return Rendered(html, strip_tags(title), contents, ids)


def _is_link(html: str, place: int) -> bool:
    """Whether a place lies in the tag of a link."""
    begin = html.rfind("<", 0, place)
    return html.startswith("<a ", begin) and ">" not in html[begin:place]


def _with_ids(html: str, headings: Headings) -> tuple[str, list[Any]]:
    """The page in which each heading has the id that Python-Markdown gives it, and the table of contents."""
    used, found = set[str](), list[Any]()

    def with_id(match: re.Match[str]) -> str:
        level, inner = min(int(match[1]) + headings.raised, 6), match[2]
        name, slug = _name_and_slug(inner, headings.slugify, headings.separator)
        anchor = unique(slug, used)
        if headings.top <= level <= headings.bottom:
            found.append({"level": level, "id": anchor, "name": name})
        if headings.link_class:
            inner = f'<a class="{headings.link_class}" href="#{anchor}">{inner}</a>'
        mark = headings.permalink.replace("{id}", anchor)
        inner = mark + inner if headings.permalink_first else inner + mark
        return f'\n<h{level} id="{anchor}">{inner}</h{level}>'

    return _HEADING.sub(with_id, html), nest_toc_tokens(found)


_REFERENCE = re.compile(r"&#(\d{1,3});")
_KEPT = frozenset("<>&\"'")
_AT_RIGHT, _RIGHT = ' style="text-align: right"', " data-r"


def _shorter(html: str) -> str:
    """The same HTML in fewer bytes.

    Characters that only Markdown could act on stand as themselves: what makes texts of cards inert for it is
    a tenth of a page, and of no use behind it. Cells of numbers, of which some pages have hundreds, are
    marked for the style sheet.
    """
    pieces = _REFERENCE.split(html.replace(_AT_RIGHT, _RIGHT))
    pieces[1::2] = map(_character, pieces[1::2])
    return "".join(pieces)


@cache
def _character(number: str) -> str:
    found = chr(int(number))
    return found if found not in _KEPT and (found.isprintable() or found == "\n") else f"&#{number};"


@lru_cache(maxsize=4096)  # most headings stand on all pages
def _name_and_slug(inner: str, slugify: Callable[[str, str], str], separator: str) -> tuple[str, str]:
    name = strip_tags(inner)
    return name, slugify(unescape(name), separator)


def _written(markdown: str) -> set[str]:
    """The addresses of links in Markdown, which raw HTML may have as well."""
    found = (address for pattern in (_WRITTEN, _DEFINED) for address in pattern.findall(markdown))
    return {unquote(unescape(address)) for address in found}


def _resolved(html: str, written: set[str], resolve: Callable[[str], str]) -> str:
    known: dict[str, str] = {}

    def address(match: re.Match[str]) -> str:
        before, place = match.groups()
        if place not in known:
            url = unescape(place)
            # The reading of `written` is a rough one: an escaped bracket, say, would hide a page.
            is_ours = unquote(url) in written or url.partition("#")[0].partition("?")[0].endswith(".md")
            new = resolve(url) if is_ours else url
            known[place] = place if new == url else new.replace("&", "&amp;").replace('"', "&quot;")
        return before + known[place]

    return _LINK.sub(address, html)
