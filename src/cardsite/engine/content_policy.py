"""Reads the HTML of finished pages: what it may hold, whether its links lead anywhere; knows no engine."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..markup.formulas import ATTRIBUTES, ELEMENTS

__all__ = ["Anchors", "Held", "dead_links", "held", "ids", "links", "violations"]

Anchors: TypeAlias = Callable[[str], frozenset[str]]
"""From the path of a file of the site to the ids in it."""


class Held(NamedTuple):
    """What a page's content holds."""

    violations: list[str]
    """What is outside the policy, in words, each once, in the order of the page."""
    links: list[str]
    """The addresses that links name, each once, in the order of the page."""
    ids: frozenset[str]
    """The anchors: every `id`, and the `name` of every `<a>`."""


# fmt: off
_ELEMENTS = frozenset({
    "a", "abbr", "article", "aside", "b", "bdi", "bdo", "blockquote", "br", "button", "caption", "cite",
    "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "i", "img", "input", "ins",
    "kbd", "label", "li", "mark", "nav", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u",
    "ul", "var", "wbr",
})
# fmt: on
# Drawings: shapes and words, and nothing that loads, moves or runs.
_SHAPES = frozenset(
    {"circle", "desc", "g", "line", "path", "polygon", "polyline", "rect", "svg", "text", "title", "tspan"}
)
_EVERYWHERE = frozenset(
    {"align", "class", "dir", "hidden", "id", "lang", "role", "tabindex", "title", "translate"}
)
# fmt: off
_OF_SHAPES = frozenset({
    "cx", "cy", "d", "dominant-baseline", "dx", "dy", "focusable", "height", "points",
    "preserveaspectratio", "r", "rx", "ry", "text-anchor", "transform", "viewbox", "width", "x", "x1",
    "x2", "y", "y1", "y2",
})
# fmt: on
_CELL = frozenset({"colspan", "headers", "rowspan", "scope", "style"})
_ON = {
    "a": frozenset({"href", "hreflang", "rel", "target"}),
    "button": frozenset({"popovertarget"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "del": frozenset({"datetime"}),
    "details": frozenset({"name", "open"}),
    "div": frozenset({"popover"}),
    "img": frozenset({"alt", "decoding", "height", "loading", "src", "width"}),
    "input": frozenset({"checked", "disabled", "name", "type", "value"}),
    "ins": frozenset({"datetime"}),
    "label": frozenset({"for"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "td": _CELL,
    "th": _CELL | {"abbr"},
    "time": frozenset({"datetime"}),
}
_FAMILY = re.compile(r"(?:aria-[a-z]+|data-(?!md-)[a-z0-9-]+)\Z")
# Python-Markdown writes the alignment of a table's column as a style.
_ALIGNED = re.compile(r"\s*text-align:\s*(?:left|right|center);?\s*\Z")
# Material finds its own parts by ids with two underscores; a page that has one of them takes its place.
_THEMES_OWN = re.compile(r"__(?!tabbed_|span-|codelineno-)")

# Browsers drop these from an address before they read it.
_AT_THE_ENDS = "".join(map(chr, range(0x21)))
_ANYWHERE = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def _parsed(html: str) -> LexborHTMLParser:
    # In the place where a theme puts it, with a mark behind that shows where the page's own part ended.
    return LexborHTMLParser(f"<!doctype html><head></head><body><div>{html}</div><i></i>")


def _own(parser: LexborHTMLParser) -> Iterator[LexborNode]:
    """The elements of the page, without those that `_parsed` put around them."""
    body = parser.body
    if body is None:
        return
    around = {node.mem_id for node in (body, body.child, body.last_child) if node}
    # One after the other: a list of them all would keep the search for cycles busy.
    for node in body.traverse(include_text=False):
        if node.mem_id not in around:
            yield node


def _unbalanced(parser: LexborHTMLParser) -> bool:
    body = parser.body
    first, last = (body.child, body.last_child) if body else (None, None)
    if first is None or last is None or first.next is None:
        return True
    return (first.tag, last.tag) != ("div", "i") or first.next.mem_id != last.mem_id or last.child is not None


def _external(address: str) -> str:
    """What makes an address leave the site: its scheme, `//` for another host, or an empty text."""
    address = _ANYWHERE.sub("", address.strip(_AT_THE_ENDS))
    if match := _SCHEME.match(address):
        return match[1].lower()
    return "//" if address.replace("\\", "/").startswith("//") else ""


def _value_allowed(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return _external(value) in ("", "http", "https", "mailto")
    if name == "src":
        return tag != "img" or not _external(value)
    if name == "style":
        return _ALIGNED.match(value) is not None
    if name == "popover":
        # One that clicks elsewhere and Escape close.
        return value in ("", "auto")
    if name in ("id", "name"):
        return not _THEMES_OWN.match(value)
    return (tag, name) != ("input", "type") or value.lower() in ("radio", "checkbox")


def _of_attribute(tag: str, name: str, value: str) -> str:
    own = _OF_SHAPES if tag in _SHAPES else ATTRIBUTES if tag in ELEMENTS else _ON.get(tag, ())
    known = name in _EVERYWHERE or name.lower() in own or _FAMILY.match(name)
    if not known:
        return f"attribute {name} on <{tag}>"
    return "" if _value_allowed(tag, name, value) else f'{name}="{" ".join(value.split())[:80]}" on <{tag}>'


def _of_element(tag: str, attributes: Mapping[str, str | None]) -> Iterator[str]:
    if tag not in _ELEMENTS and tag not in _SHAPES and tag not in ELEMENTS:
        yield f"element <{tag}>"
        return
    for name, value in attributes.items():
        if found := _of_attribute(tag, name, value or ""):
            yield found
    if tag == "input" and "type" not in attributes:
        yield "<input> without a type"
    if tag == "button" and "popovertarget" not in attributes:
        yield "<button> that opens nothing"


def held(html: str) -> Held:
    """What a page's content holds: the `violations` of the policy, its links, and what they can lead to.

    A page within the policy is read by its tags, of which most are those of other pages too.
    """
    read = _held_by_tags(html)
    return read if read and not _unbalanced(_parsed(html)) else Held(violations(html), links(html), ids(html))


# No end tag holds a thing: all that one can do is to end too much, or too little.
_START_TAG = re.compile(r"<(?!/[a-z])[^<>]*>")
_ATTRIBUTE = r'\s+([a-zA-Z][a-zA-Z-]*[0-9]?)(?:="([^"<>]*)")?'
_PLAIN_TAG = re.compile(rf"<([a-z][a-z0-9]*)((?:{_ATTRIBUTE})*)\s*/?>")
_ATTRIBUTES = re.compile(_ATTRIBUTE)


def _held_by_tags(html: str) -> Held | None:
    """What a page within the policy holds.

    None for one that is not, or whose tags a browser might read otherwise: it takes no element from where
    there is no `<`, and no other attributes than those of a tag in which every value stands in quotes.
    """
    tags = _START_TAG.findall(html)
    if len(tags) != html.count("<") - html.count("</"):
        return None
    links, ids = list[str](), list[str]()
    for tag in dict.fromkeys(tags):
        found = _allowed(tag)
        if found is None:
            return None
        link, anchors = found
        if link is not None:
            links.append(link)
        ids += anchors
    return Held([], list(dict.fromkeys(links)), frozenset(ids))


_NOTHING: tuple[None, tuple[str, ...]] = (None, ())


@lru_cache(maxsize=1 << 13)
def _allowed(tag: str) -> tuple[str | None, tuple[str, ...]] | None:
    """Of a start tag that the policy allows the address that it links to, and its anchors."""
    if _says_nothing('""'.join(tag.split('"')[::2])):
        return _NOTHING
    plain = _PLAIN_TAG.fullmatch(tag)
    if plain is None:
        return None
    name, rest = plain.group(1, 2)
    # A browser takes the first of two attributes of one name.
    attributes = {key.lower(): unescape(value) for key, value in reversed(_ATTRIBUTES.findall(rest))}
    if any(_of_element(name, attributes)):
        return None
    anchors = (attributes.get("id"), attributes.get("name") if name == "a" else None)
    return attributes.get("href") if name == "a" else None, tuple(filter(None, anchors))


_JUDGED = frozenset({"href", "id", "name", "popover", "src", "style", "type"})
"""The attributes of which the policy, or a link, wants to know what they say."""


@lru_cache(maxsize=1 << 12)
def _says_nothing(tag: str) -> bool:
    """Whether the policy allows a tag without values, as most of drawings, whatever they are."""
    plain = _PLAIN_TAG.fullmatch(tag)
    if plain is None or plain[1] == "input":
        return False
    names = {name.lower() for name, _ in _ATTRIBUTES.findall(plain[2])}
    return not names & _JUDGED and not any(_of_element(plain[1], dict.fromkeys(names, "")))


def violations(html: str) -> list[str]:
    """What in a page's content is outside the policy, in words, each once, in the order of the page.

    Allowed are the elements and attributes of prose and tables, switches that need no script, buttons that
    open a note of the page, links to http, https, mailto and relative addresses, images of the same site,
    drawings without styles, and the elements of MathML Core that formulas become.
    Everything else is named: scripts and event handlers, styles, forms, frames, embedded documents, whatever
    a browser loads from elsewhere.
    """
    parser = _parsed(html)
    found = [what for node in _own(parser) for what in _of_element(node.tag or "", node.attributes)]
    # A browser moves what stands on a second <body> to the first one.
    for node in parser.css("html, head, body"):
        found += [f"attribute {name} on <{node.tag}>" for name in node.attributes]
    if _unbalanced(parser):
        found.append("an element that is not closed, or an end tag too many")
    return list(dict.fromkeys(found))


def links(html: str) -> list[str]:
    """The addresses that the page's links name, each once, in the order of the page."""
    return list(dict.fromkeys(node.attributes.get("href") or "" for node in _parsed(html).css("a[href]")))


def ids(html: str) -> frozenset[str]:
    """The anchors of the page, or of a whole document: every `id`, and the `name` of every `<a>`."""
    parser = LexborHTMLParser(html)
    found = {node.attributes.get("id") for node in parser.css("[id]")}
    found |= {node.attributes.get("name") for node in parser.css("a[name]")}
    return frozenset(name for name in found if name)


def _target(address: str, url: str, root: str) -> str | None:
    """The file of the site that the path of a link means, or None if it leads out of the site."""
    if not address:
        path = url
    elif address.startswith("/"):
        if not address.startswith(root):
            return None
        path = address[len(root) :]
    else:
        path = posixpath.join(posixpath.dirname(url), address)
    folder = not path or path.endswith(("/", "/.", "/..")) or path in (".", "..")
    path = posixpath.normpath(path or ".")
    if path.startswith(".."):
        return None
    return posixpath.normpath(posixpath.join(path, "index.html")) if folder else path


def _dead(href: str, url: str, root: str, files: Collection[str], anchors: Anchors) -> str:
    address, _, fragment = href.partition("#")
    target = _target(unquote(address.partition("?")[0]), url, root)
    if target is None:
        return f'"{href}" leads out of the site'
    if target not in files:
        return f'"{href}" leads to no file: there is no {target}'
    if fragment and target.endswith(".html") and unquote(fragment) not in anchors(target):
        return f'"{href}" leads to no anchor: {target} has no id "{unquote(fragment)}"'
    return ""


def dead_links(
    links: Iterable[str], url: str, files: Collection[str], anchors: Anchors, root: str = "/"
) -> list[str]:
    """The links of a page into its own site that lead nowhere, in words, in the order given.

    `url` is the page's address relative to the site (`models/tiny/`, `models/tiny.html`), `files` holds the
    path of every file of the site, `anchors` gives the ids in one of them, and `root` is the path that the
    site has on its host. Links to other sites are not looked at.
    """
    inner = (href for href in links if not _external(href))
    return [found for href in inner if (found := _dead(href, url, root, files, anchors))]
