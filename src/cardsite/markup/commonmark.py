"""Contributors' Markdown as finished HTML: rendered by comrak, cleaned by nh3, then made inert."""

from __future__ import annotations

import html
import re
from functools import lru_cache

import comrak
import nh3

from .code import CLASSES, highlight
from .escape import Safe, clean, escape, has_rtl, one_line
from .links import safe_path, safe_url

__all__ = ["inline", "prose"]

_EXTENSIONS = comrak.ExtensionOptions()
_EXTENSIONS.table = _EXTENSIONS.strikethrough = _EXTENSIONS.autolink = _EXTENSIONS.tasklist = True
_RENDER = comrak.RenderOptions()
# Raw HTML stays visible text, so that `<pad>` and `<Model>` are not lost.
_RENDER.escape = _RENDER.compact_html = True

_INLINE_TAGS = {"a", "br", "code", "del", "em", "strong"}
_BLOCK_TAGS = {"blockquote", "div", "hr", "li", "ol", "p", "pre", "span", "ul"}
_TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
_ALIGN = {"align": {"left", "center", "right"}}


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes={"a": {"href"}, "ol": {"start"}},
        tag_attribute_values={"td": _ALIGN, "th": _ALIGN},
        allowed_classes={
            "div": {"cs-scroll", "highlight"},
            "p": {"cs-prose-heading"},
            "span": set(CLASSES),
        },
        url_schemes={"http", "https", "mailto"},
        url_relative=lambda url: url if safe_path(url) else None,
        link_rel="noopener",
    )


_BLOCKS = _cleaner(_INLINE_TAGS | _BLOCK_TAGS | _TABLE_TAGS)
_INLINES = _cleaner(_INLINE_TAGS)

# These read comrak's own output, in which every "<" of a contributor is already "&lt;".
_FENCE = re.compile(r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.DOTALL)
_HEADING = re.compile(r"<(/?)h[1-6]>")
_LINK = re.compile(r'<a href="([^"]*)"(?: title="[^"]*")?>(.*?)</a>', re.DOTALL)
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"(?: title="[^"]*")? />')
_CHECKBOX = re.compile(r'<input type="checkbox"( checked="")? disabled="" />')
_BLOCK_END = re.compile(r"</(?:h[1-6]|li|p|pre|td|th)>|<hr />")
_TAG = re.compile(r'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)')
_VALUE = re.compile(r'"([^"]*)"')
_DEEPEST = 100
_MOST_CELLS = 50_000


def _anchor(href: str, label: str, moved: bool) -> str:
    url = html.unescape(href)
    allowed = safe_url(url) or (safe_path(url) and not moved)
    return f'<a href="{href}">{label}</a>' if allowed else label


def _links(rendered: str, moved: bool) -> str:
    """Links only to where links may go, and links in place of images: a page loads nothing from elsewhere."""
    if "<a " in rendered:
        # An image inside a link gives its text only, for links cannot nest.
        rendered = _LINK.sub(lambda m: _anchor(m[1], _IMAGE.sub(_alt, m[2]), moved), rendered)
    return _IMAGE.sub(lambda m: _anchor(m[1], _alt(m), moved), rendered)


def _alt(image: re.Match[str]) -> str:
    return image[2] or "image"


def _fence(match: re.Match[str]) -> str:
    return highlight(html.unescape(match[2]), html.unescape(match[1] or ""), html.escape)


def _too_much(markdown: str) -> bool:
    # A wide header and thousands of short rows are filled up by comrak to gigabytes of empty cells.
    if markdown.count("|") < 100:
        return False
    lines = markdown.split("\n")
    return max(line.count("|") for line in lines) * len(lines) > _MOST_CELLS


def _too_deep(rendered: str) -> bool:
    # nh3 takes quadratic time for depth, 18 s for 200 kB of ">".
    depth = 0
    for tag in _TAG.findall(rendered) if rendered.count("<") > _DEEPEST else ():
        depth += -1 if tag.startswith("</") else not tag.endswith("/>")
        if depth > _DEEPEST:
            return True
    return False


def _rendered(markdown: str, moved: bool) -> str:
    """comrak's HTML, or the source as one paragraph where it would be enormous."""
    markdown = clean(markdown)
    if not _too_much(markdown):
        rendered = comrak.render_markdown(
            markdown, extension_options=_EXTENSIONS, render_options=_RENDER
        ).strip()
        if not _too_deep(rendered):
            return _CHECKBOX.sub(lambda m: "☑" if m[1] else "☐", _links(rendered, moved))
    return f"<p>{html.escape(markdown)}</p>"


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


@lru_cache(maxsize=4096)
def prose(markdown: str, *, moved: bool = False) -> Safe:
    """Contributors' Markdown (CommonMark with tables, task lists, strike-through) as one line of HTML.

    Text that was written for another page is `moved`: its relative links would lead elsewhere, so their
    labels stand alone.

    Raw HTML is text, headings are bold paragraphs, images are links, code is highlighted. Empty for Markdown
    that renders to nothing. The line stands as a block of its own: at the start of a line, with empty lines
    around it. Markdown nested over 100 levels deep, or with a table of over 50,000 cells, stands
    as its source.
    """
    rendered = _FENCE.sub(_fence, _rendered(markdown, moved))
    rendered = _HEADING.sub(
        lambda m: "</strong></p>" if m[1] else '<p class="cs-prose-heading"><strong>', rendered
    )
    rendered = rendered.replace("<table>", '<div class="cs-scroll"><table>').replace(
        "</table>", "</table></div>"
    )
    inert = _inert(_cleaned(_BLOCKS, rendered))
    direction = ' dir="auto"' if has_rtl(inert) else ""
    return Safe(f'<div class="cs-prose"{direction}>{inert}</div>' if inert else "")


@lru_cache(maxsize=4096)
def inline(markdown: str, *, moved: bool = False) -> Safe:
    """Contributors' Markdown as inline HTML (emphasis, code, links, line breaks) for a line or a table cell.

    Paragraphs, list items and other blocks become text with a space between them; `moved` as for `prose`.
    """
    rendered = _BLOCK_END.sub(r" \g<0>", _rendered(markdown, moved).replace("\n</code>", "</code>"))
    inert = _inert(one_line(_cleaned(_INLINES, rendered)))
    return Safe(f"<bdi>{inert}</bdi>" if has_rtl(inert) else inert)
