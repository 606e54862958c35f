"""Contributors' Markdown as finished HTML: parsed, written as elements, cleaned by nh3, then made inert."""

from __future__ import annotations

import html
import re
from collections import Counter
from contextlib import suppress
from functools import lru_cache

import nh3

from .code import CLASSES, highlight
from .commonmark import Parsed, Token, is_enormous, parse
from .escape import Safe, clean, escape, has_rtl, one_line
from .formulas import ATTRIBUTES, ELEMENTS, mathml
from .inline_markdown import inline_markdown, words
from .links import Lookup, Resolved, Resolver, destination, from_page, lookup, safe_path, safe_url
from .plain_markdown import FOOTNOTES
from .prose_markdown import prose_markdown

__all__ = ["distinct_footnotes", "inline", "may_lead", "prose"]


_INLINE_TAGS = {"a", "br", "code", "del", "em", "strong"}
_BLOCK_TAGS = {"blockquote", "div", "hr", "li", "ol", "p", "pre", "span", "ul"}
_TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
_ALIGN = {"align": {"left", "center", "right"}}
_ALERTS = ("Note", "Tip", "Important", "Warning", "Caution")
_FOOTNOTE = re.compile(r"fn(?:ref)?:[a-z_]*:\d{1,6}")


def _cleaner(tags: set[str], **more: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags | more.keys(),
        attributes={"a": {"href"}, "ol": {"start"}} | more,
        tag_attribute_values={"td": _ALIGN, "th": _ALIGN},
        allowed_classes={
            "blockquote": {"cs-alert", *(f"cs-alert-{kind.lower()}" for kind in _ALERTS)},
            "div": {"cs-footnotes", "cs-scroll", "highlight"},
            "p": {"cs-alert-title", "cs-prose-heading"},
            "span": {"cs-formula", "cs-display", *CLASSES},
        },
        url_schemes={"http", "https", "mailto"},
        url_relative=lambda url: url if safe_path(url) else None,
        attribute_filter=_kept if more else None,
        link_rel="noopener",
    )


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """The ids and roles of footnotes, what a picture has, and a stop of the keyboard."""
    if attribute == "id":
        return value if _FOOTNOTE.fullmatch(value) else None
    if attribute == "role":
        return value if value in {"doc-noteref", "doc-backlink", "doc-endnotes"} else None
    if attribute == "tabindex":
        return "0"
    if attribute in ("width", "height") and tag == "img":
        return value if value.isdecimal() else None
    return value


_FORMULAS = {element: set(ATTRIBUTES) for element in ELEMENTS}
_BLOCKS = _cleaner(_INLINE_TAGS | _BLOCK_TAGS | _TABLE_TAGS)
_RICH = _cleaner(
    _INLINE_TAGS | _BLOCK_TAGS | _TABLE_TAGS,
    a={"href", "id", "role"},
    div={"role"},
    img={"alt", "height", "loading", "src", "width"},
    li={"id"},
    span={"tabindex"},
    sup=set(),
    **_FORMULAS,
)
_INLINES = _cleaner(_INLINE_TAGS)
_RICH_INLINES = _cleaner(_INLINE_TAGS | {"span"}, **_FORMULAS)

_TAG = re.compile(r'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)')
_VALUE = re.compile(r'"([^"]*)"')
_DEEPEST = 100
_MOST_FORMULAS = 1_000
_LONG_FORMULA = 25

# What needs no thought, as it begins and as it ends.
_PLAIN = {
    "paragraph": ("<p>", "</p>"),
    "html_block": ("<p>", "</p>"),
    "heading": ('<p class="cs-prose-heading"><strong>', "</strong></p>"),
    "item": ("<li>", "</li>"),
    "head": ("<thead><tr>", "</tr></thead>"),
    "emphasis": ("<em>", "</em>"),
    "strong": ("<strong>", "</strong>"),
    "strikethrough": ("<del>", "</del>"),
}
_FLAT = {**_PLAIN, **dict.fromkeys(("paragraph", "html_block", "heading"), ("", " "))}
_ALONE = {"soft_break": "\n", "hard_break": "<br>", "rule": "<hr>"}
_ALIGNED = {"None": "", "Left": ' align="left"', "Center": ' align="center"', "Right": ' align="right"'}


class _TooDeepError(Exception):
    """The text is nested too deeply: nh3 takes quadratic time for depth."""


def _escaped(text: str) -> str:
    """Text as nh3 writes it, which then finds nothing to change and need not look a second time."""
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


class _Writer:
    """Writes the tokens of one text as HTML, each in one step, without looking back."""

    def __init__(self, parsed: Parsed, *, key: str, find: Lookup | None, block: bool) -> None:
        self.parsed, self.key, self.find = parsed, key, find
        self.block, self.plain = block, _PLAIN if block else _FLAT
        self.parts: list[str] = []
        self.depth = self.formulas = 0
        self.alignment: tuple[str, ...] = ()
        self.column = 0
        self.body = False
        self.code: list[str] | None = None
        """The lines of the code around, its language first."""
        self.alt: list[str] | None = None
        """The words of the picture around."""
        self.picture_depth = 0
        self.links: list[bool] = []
        """For each link around, whether it leads anywhere."""
        self.ordered: list[bool] = []
        self.marks: dict[str, int] = {}
        """The number of each footnote that was referred to, in the order of the text."""
        self.notes: dict[str, list[str]] = {}
        self.around: list[tuple[list[str], str]] = []
        """The texts in which footnotes stand, with the label of each."""

    def html(self) -> str:
        for token in self.parsed.tokens:
            if token.nesting:
                self.depth += token.nesting
                if self.depth > _DEEPEST:
                    raise _TooDeepError
            self._write(token)
        return "".join([*self.parts, *self._footnotes()])

    def _write(self, token: Token) -> None:
        kind = token.kind
        if self.alt is not None:
            self._in_picture(token)
        elif kind in self.plain:
            self.parts.append(self.plain[kind][token.nesting < 0])
            if kind == "head":
                self.column = 0
        elif kind in _ALONE:
            self.parts.append(_ALONE[kind])
        else:
            getattr(self, f"_{kind}")(token)

    # What stands alone

    def _text(self, token: Token) -> None:
        if self.code is not None:
            self.code.append(token.value)
        elif self.links or ("/" not in token.value and "@" not in token.value and "www." not in token.value):
            self.parts.append(_escaped(token.value))
        else:
            self.parts.append(_with_addresses(token.value))

    def _html(self, token: Token) -> None:
        # Raw HTML stays visible text, so that `<pad>` and `<Model>` are not lost.
        self.parts.append(_escaped(token.value))

    def _code(self, token: Token) -> None:
        self.parts.append(f"<code>{_escaped(token.value)}</code>")

    def _formula(self, token: Token) -> None:
        formula = self._converted(token, display=False)
        # Python-Markdown takes <math> for a block, unless something of a line stands before it.
        shown = formula and f'<span class="cs-formula"{_stop(formula)}>{formula}</span>'
        self.parts.append(shown or self._source(token))

    def _display_formula(self, token: Token) -> None:
        if not self.block:
            self._formula(token)
        elif formula := self._converted(token, display=True):
            self.parts.append(f'<span class="cs-formula cs-display"{_stop(formula)}>{formula}</span>')
        else:
            self.parts.append(self._source(token))

    def _converted(self, token: Token, *, display: bool) -> str | None:
        self.formulas += 1
        return mathml(token.value, display=display) if self.formulas <= _MOST_FORMULAS else None

    def _source(self, token: Token) -> str:
        return _escaped(self.parsed.source[token.start : token.end].decode("utf-8"))

    def _task(self, token: Token) -> None:
        self.parts.append("☑ " if token.value else "☐ ")

    # Blocks

    def _quote(self, token: Token) -> None:
        if token.nesting < 0:
            self.parts.append("</blockquote>")
        elif token.value is None:
            self.parts.append("<blockquote>")
        else:
            self.parts.append(
                f'<blockquote class="cs-alert cs-alert-{token.value.lower()}">'
                f'<p class="cs-alert-title">{token.value}</p>'
            )

    def _code_block(self, token: Token) -> None:
        if token.nesting > 0:
            self.code = [next(iter((token.value or "").split()), "")]
        elif self.code is not None:
            language, *lines = self.code
            self.code = None
            self.parts.append(highlight("".join(lines), language, _escaped))

    def _list(self, token: Token) -> None:
        if token.nesting < 0:
            self.parts.append("</ol>" if self.ordered.pop() else "</ul>")
            return
        self.ordered.append(token.value is not None)
        start = "" if token.value in (None, 1) else f' start="{token.value}"'
        self.parts.append("<ul>" if token.value is None else f"<ol{start}>")

    # Tables

    def _table(self, token: Token) -> None:
        if token.nesting > 0:
            self.alignment, self.body = token.value, False
            self.parts.append('<div class="cs-scroll"><table>')
        else:
            self.parts.append("</tbody></table></div>" if self.body else "</table></div>")

    def _row(self, token: Token) -> None:
        if token.nesting < 0:
            self.parts.append("</tr>")
            return
        self.column = 0
        self.parts.append("<tr>" if self.body else "<tbody><tr>")
        self.body = True

    def _cell(self, token: Token) -> None:
        tag = "td" if self.body else "th"
        if token.nesting < 0:
            self.parts.append(f"</{tag}>")
            return
        self.parts.append(f"<{tag}{_ALIGNED[self.alignment[self.column]]}>")
        self.column += 1

    # Links and pictures

    def _address(self, written: str) -> Resolved | None:
        return destination(written, self.find)

    def _link(self, token: Token) -> None:
        if token.nesting < 0:
            self.parts.append("</a>" if self.links.pop() else "")
            return
        found = self._address(token.value.address)
        self.links.append(found is not None)
        if found:
            self.parts.append(f'<a href="{html.escape(found.address)}" rel="noopener">')

    def _picture(self, token: Token) -> None:
        self.alt, self.picture_depth, self.picture = [], 1, token.value.address

    def _in_picture(self, token: Token) -> None:
        """The words of a picture, without the marks in them."""
        if self.alt is None:
            return
        if token.kind == "picture":
            self.picture_depth += token.nesting
            if not self.picture_depth:
                self._end_of_picture(" ".join("".join(self.alt).split()))
        elif token.kind in ("text", "code", "html", "formula", "display_formula"):
            self.alt.append(token.value)
        elif token.kind in ("soft_break", "hard_break"):
            self.alt.append(" ")

    def _end_of_picture(self, alt: str) -> None:
        self.alt = None
        found = self._address(self.picture)
        words = html.escape(alt or "image")
        if found and found.width and alt:
            size = f'width="{found.width}" height="{found.height}"'
            self.parts.append(f'<img src="{html.escape(found.address)}" alt="{words}" {size} loading="lazy">')
        elif found and not self.links:  # a page loads nothing from elsewhere, and links cannot nest
            self.parts.append(f'<a href="{html.escape(found.address)}" rel="noopener">{words}</a>')
        else:
            self.parts.append(words)

    # Footnotes

    def _footnote_mark(self, token: Token) -> None:
        if not self.block:
            number = self.marks.setdefault(token.value, len(self.marks) + 1)
            self.parts.append(f"[{number}]")
            return
        first = token.value not in self.marks
        number = self.marks.setdefault(token.value, len(self.marks) + 1)
        place = f' id="fnref:{self.key}:{number}"' if first and not self.around else ""
        about = f'{place} role="doc-noteref" rel="noopener"'
        self.parts.append(f'<sup><a href="#fn:{self.key}:{number}"{about}>{number}</a></sup>')

    def _footnote(self, token: Token) -> None:
        if token.nesting > 0:
            self.around.append((self.parts, token.value))
            self.parts = []
        else:
            note = self.parts
            self.parts, label = self.around.pop()
            self.notes.setdefault(label, note)

    def _footnotes(self) -> list[str]:
        """The footnotes that are referred to, in the order of their numbers, each with a link back."""
        if not self.block:
            return [
                f"[{number}] {''.join(self.notes.get(label, ()))}" for label, number in self.marks.items()
            ]
        if not self.marks:
            return []
        items = []
        for label, number in self.marks.items():
            note = "".join(self.notes.get(label, ()))
            back = f' <a href="#fnref:{self.key}:{number}" role="doc-backlink" rel="noopener">↩</a>'
            note = f"{note[:-4]}{back}</p>" if note.endswith("</p>") else f"{note}{back}"
            items.append(f'<li id="fn:{self.key}:{number}">{note}</li>')
        return ['<div class="cs-footnotes" role="doc-endnotes"><ol>', *items, "</ol></div>"]


# No "@" in front of the host, as in `safe_url`; what ends a sentence does not belong to an address.
_ADDRESS = re.compile(
    r"(?<![\w/@.-])(?:https?://|www\.)[^\s<>\"'`]+|(?<![\w/@.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
    re.IGNORECASE,
)
_AT_THE_END = "?!.,:;*_~|"


def _stop(formula: str) -> str:
    """Makes a stop of the keyboard of a formula so long that it scrolls on small screens."""
    signs = html.unescape(_TAG.sub("", formula))
    return ' tabindex="0"' if len(signs) > _LONG_FORMULA else ""


def _with_addresses(text: str) -> str:
    """Escaped text in which addresses are links."""
    parts, kept = [], 0
    for match in _ADDRESS.finditer(text):
        found = _trimmed(match[0])
        url = found
        if "://" not in found:
            url = f"mailto:{found}" if "@" in found else f"http://{found}"
        if safe_url(url):
            parts.append(_escaped(text[kept : match.start()]))
            parts.append(f'<a href="{html.escape(url)}" rel="noopener">{_escaped(found)}</a>')
            kept = match.start() + len(found)
    return "".join([*parts, _escaped(text[kept:])])


def _trimmed(address: str) -> str:
    """An address as it stands in a sentence, without what closes the sentence or a bracket around it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end:
        last = address[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last not in _AT_THE_END:
            break
        end -= 1
    return address[:end]


def _rendered(markdown: str, *, key: str = "", find: Lookup | None = None, block: bool) -> str:
    """The text's HTML before cleaning, or the source as one paragraph where it would be enormous."""
    markdown = clean(markdown)
    with suppress(_TooDeepError):
        if not is_enormous(markdown):
            return _Writer(parse(markdown), key=key, find=find, block=block).html()
    return f"<p>{_escaped(markdown)}</p>" if block else _escaped(markdown)


def _cleaned(cleaner: nh3.Cleaner, source: str) -> str:
    # Serialising and parsing HTML again need not give the same tree; what is published is a tree that does.
    for _ in range(4):
        before, source = source, cleaner.clean(source)
        if before == source:
            return source
    return html.escape(source)


def _quoted(match: re.Match[str]) -> str:
    return f'"{escape(html.unescape(match[1]))}"'


def _inert(cleaned: str) -> str:
    """The HTML on one line, with every active character of texts and attribute values as a reference."""
    parts = _TAG.split(cleaned)
    parts[::2] = [escape(html.unescape(part)) if part else part for part in parts[::2]]
    parts[1::2] = [_VALUE.sub(_quoted, tag) if '"' in tag else tag for tag in parts[1::2]]
    return "".join(parts)


_RICHER = re.compile(r"<(?:img|math|sup) ?")


def prose(markdown: str, *, key: str = "", resolve: Resolver | None = None) -> Safe:
    """Contributors' Markdown as one line of HTML.

    CommonMark with tables, task lists, strike-through, footnotes, alerts and formulas. Raw HTML is text,
    headings are bold paragraphs, code is highlighted. Empty for Markdown that renders to nothing. The line
    stands as a block of its own: at the start of a line, with empty lines around it. Markdown nested over
    100 levels deep, or with tables of over 50,000 cells, stands as its source, and so do formulas after
    the first thousand.

    `key` (letters and underscores) is part of the ids of footnotes, so that those of two texts differ.
    Of addresses that are not whole ones, `resolve` says what they mean; links that mean nothing are their
    labels. A picture that has a size is shown, any other is a link.
    """
    made, asks = _prose(markdown, key)
    return _blocks(markdown, key, lookup(markdown, resolve)) if resolve and asks else made


_MAY_LEAD = re.compile(r"\](?:\(|:|\[)|<[A-Za-z][A-Za-z0-9+.-]+:")


def may_lead(markdown: str) -> bool:
    """Whether the text can have links or pictures whose addresses a page has to resolve."""
    return _MAY_LEAD.search(markdown) is not None


# What resolves holds a whole catalogue, which no cache should keep.
@lru_cache(maxsize=512)
def _prose(markdown: str, key: str) -> tuple[Safe, bool]:
    """What is shown where nothing resolves, and whether the text asks for anything to be resolved."""
    asked: list[str] = []
    return _blocks(markdown, key, asked.append), bool(asked)


def _blocks(markdown: str, key: str, find: Lookup | None) -> Safe:
    rendered = _rendered(markdown, key=key, find=find, block=True)
    inert = _inert(_cleaned(_RICH if _RICHER.search(rendered) else _BLOCKS, rendered))
    direction = ' dir="auto"' if has_rtl(inert) else ""
    noted = " cs-noted" if _NOTED in inert else ""
    html = f'<div class="cs-prose{noted}"{direction}>{inert}</div>' if inert else ""
    label = f"{key or 'note'}{FOOTNOTES}"
    plain = prose_markdown(
        markdown,
        below=_HEADINGS,
        key=label,
        find=lambda written: from_page(written, find),
    )
    return Safe(html, plain if inert else "", escape(words(markdown)))


_HEADINGS = 3
"""Prose stands below headings of this level at most."""


_NOTED = '<div class="cs-footnotes"'
_BEGINNING = '<div class="cs-prose cs-noted"'
_OWN = re.compile(r' id="fn&#58;((?:[a-z]|&#95;)*)&#58;[0-9]')


def distinct_footnotes(page: str) -> str:
    """The page with different ids for the footnotes of all its texts, also of those with equal keys."""
    before, *texts = page.split(_BEGINNING)
    seen: Counter[str] = Counter()
    for number, text in enumerate(texts):
        found = _OWN.search(text)
        key = found[1] if found else ""
        seen[key] += 1
        if seen[key] > 1:
            ids = re.compile(rf'(="(?:&#35;)?(?:fn|fnref)&#58;{key})(?=&#58;[0-9])')
            texts[number] = ids.sub(rf"\g<1>{seen[key]}", text)
    return _BEGINNING.join([before, *texts])


_BLOCK_END = re.compile(r"</(?:li|p|pre|td|th)>|<hr>")


def inline(markdown: str, resolve: Resolver | None = None) -> Safe:
    """Contributors' Markdown as inline HTML (emphasis, code, links, line breaks) for a line or a table cell.

    Paragraphs, list items and other blocks become text with a space between them, and footnotes stand at the
    end; `resolve` as for `prose`.
    """
    if resolve is None or not may_lead(markdown):
        return _inline(markdown)
    return _line(markdown, lookup(markdown, resolve))


@lru_cache(maxsize=4096)
def _inline(markdown: str) -> Safe:
    return _line(markdown, None)


def _line(markdown: str, find: Lookup | None) -> Safe:
    rendered = _BLOCK_END.sub(r" \g<0>", _rendered(markdown, find=find, block=False))
    cleaner = _RICH_INLINES if "<math " in rendered else _INLINES
    inert = _inert(one_line(_cleaned(cleaner, rendered.replace("\n</code>", "</code>"))))
    plain = inline_markdown(markdown, find)
    return Safe(f"<bdi>{inert}</bdi>" if has_rtl(inert) else inert, plain)
