"""A page as plain Markdown, for people and language models; knows nothing but what pages are made of.

The pages' own Markdown is made for a site engine: elements around it, finished HTML in one line, and every
active character of a card as a numeric reference. Here the elements become Markdown, and characters stand
as themselves, with a backslash where they would mean something. The result is as inert as the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache

from .plain_lines import TEXT_START, Line

__all__ = ["plain_line", "plain_page", "words"]

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_GAPS = re.compile(r"\n(?:[ \t]*\n)+")
_MATHML = re.compile(r'<math alttext="([^"]*)"[^<>]*>.*?</math>')
_TAGS = re.compile(r"<[^<>]*>")

# Pages hold their HTML in lines of its own. What spans lines are elements around Markdown.
_AROUND = re.compile(r"</?(?:article|aside|details|div|figure|nav|section)\b[^<>]*>|<input[^<>]*>")
_PICTURE = '<div class="cs-picture'
_WORDS_OF_PICTURES = re.compile(r"<p>[^\n]*?</p>|<label\b[^\n]*?</label>")
_MARK = re.compile(
    r'<sup class="cs-mark (?P<kind>[\w-]+)"(?: title="(?P<title>[^"]*)")?>'
    r"(?P<sign>(?:[^<]|</?[aq]\b[^<>]*>)*)</sup>"
)
_AT_START = re.compile(r" *(?:- |#+ )?")
_REFERENCE_NEXT = re.compile(r"\d*&#\d")

# Harmless in the middle of a line, and frequent: taking them back first leaves little to look at.
_HARMLESS = [(f"&#{ord(character)};", character) for character in "./:;()',=?$@%{}+-#"]
_FORMULA = '<br><small class="cs-note">&#61; '
"""Stands behind a calculated number where a table says its formula."""


def _mark(match: re.Match[str]) -> str:
    """The number of a source without its link, a calculation with its formula."""
    if match["kind"] == "cs-derived":
        if match.string.startswith(_FORMULA, match.end()):
            return ""
        formula = (match["title"] or "").partition(" ")[2]
        return f" (calculated: {formula})"
    return html.unescape(_TAGS.sub("", match["sign"]))


def _tags(match: re.Match[str]) -> str:
    return f"<p>Tags: {match[1].replace('</span> <span>', ', ')}</p>"


# A word that every line with such a thing contains, the thing, and what becomes of it; spans go last.
_QUICK: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    ("<svg", re.compile(r"<svg\b[^\n]*?</svg>"), ""),
    ("cs-legend", re.compile(r'<p class="cs-legend">.*?</p>'), ""),
    ("cs-tags", re.compile(r'<p class="cs-tags">(.*?) *</p>'), _tags),
    ("aria-hidden", re.compile(r'<(span|bdi)\b[^<>]* aria-hidden="true">[^<]*</\1>'), ""),
    ("<input", re.compile(r"<input\b[^<>]*>"), ""),
    ("cs-mark", _MARK, _mark),
    ("<span", re.compile(r"</?span\b[^<>]*>"), ""),
    ("<bdi", re.compile(r"</?bdi\b[^<>]*>"), ""),
    ("<br><small", re.compile(r"<br>(?=<small)"), ""),
    (" <small", re.compile(r" +(?=<small)"), ""),
    # The first paragraph of an item or a quotation begins where that begins.
    ("><p>", re.compile(r"(?<=<li>|ote>)<p>"), ""),
)


def plain_page(markdown: str) -> str:
    """The page without its front matter, its elements and its drawings; relative links stay as they are."""
    lines = map(_plain, _FRONT_MATTER.sub("", markdown, count=1).split("\n"))
    text = _GAPS.sub("\n\n", "\n".join(line for line in lines if line is not None))
    # Apart from the gaps: a pattern that begins with spaces would look behind every word.
    return "\n\n".join(block.rstrip(" \t") for block in text.split("\n\n")).strip() + "\n"


def plain_line(markup: str) -> str:
    """Inline text of a page, such as a summary, on one line."""
    return " ".join(Line(_prepared(markup), block=False).text().split())


def words(markup: str) -> str:
    """Inline text of a page without any markup, as a reader sees it, on one line."""
    source = _MATHML.sub(r"$\1$", markup) if "<math " in markup else markup
    return " ".join(html.unescape(_TAGS.sub("", source)).split())


def _plain(line: str) -> str | None:
    """A line of a page, which is an element, Markdown, or both; None where nothing of it is for readers."""
    if _PICTURE in line:
        line = "".join(_WORDS_OF_PICTURES.findall(line))
    return line if "<" not in line and "&" not in line else _converted(line)


# Members of a family share prose, sources and authors, and all pages the elements around them.
@lru_cache(maxsize=4096)
def _converted(line: str) -> str | None:
    if line.rfind("<") == 0 and _AROUND.fullmatch(line.rstrip()):
        return None
    return Line(_prepared(line), block=line.startswith("<")).text()


def _prepared(line: str) -> str:
    """The line with what is done faster for all of it at once than piece by piece."""
    start = _AT_START.match(line)
    if start and _REFERENCE_NEXT.match(line, start.end()):
        line = line[: start.end()] + TEXT_START + line[start.end() :]
    for sign, pattern, replacement in _QUICK:
        if sign in line:
            line = pattern.sub(replacement, line)
    if "&#" in line:
        for long, short in _HARMLESS:
            line = line.replace(long, short)
    return line
