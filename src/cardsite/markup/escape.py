"""Plain text made inert for Markdown, HTML and front matter, whatever the syntax of the engine behind it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias, Union

from .plain_markdown import escaped, in_code

__all__ = [
    "FrontMatter",
    "Safe",
    "around",
    "attribute",
    "cell",
    "clean",
    "escape",
    "front_matter",
    "has_rtl",
    "heading",
    "inline_code",
    "join",
    "one_line",
    "text",
    "title",
]

FrontMatter: TypeAlias = Union[  # noqa: UP007  (a recursive alias needs the quoted names)
    str, bool, int, Sequence["FrontMatter"], Mapping[str, "FrontMatter"]
]
"""What a key of a page's front matter may hold."""


class Safe(str):
    """Markup that is ready to stand in a page, and what stands in its place in plain Markdown.

    The mark is lost by every operation of `str`: joining it with plain text by `+`, `%`, `format`, an
    f-string or `str.join` gives a plain `str`, which a template escapes again. Only `join` and `around`
    keep it.
    """

    __slots__ = ("markdown", "searched")

    markdown: str
    """For readers without a site engine; the same where nothing else is given."""

    searched: str
    """What a search knows of it, as inert HTML; nothing where plain Markdown has nothing."""

    def __new__(cls, page: str = "", markdown: str | None = None, searched: str | None = None) -> Safe:
        self = str.__new__(cls, page)
        self.markdown = page if markdown is None else markdown
        self.searched = (page if self.markdown else "") if searched is None else searched
        return self

    def __html__(self) -> str:
        return str(self)


def join(parts: Iterable[Safe], separator: Safe = Safe("")) -> Safe:  # noqa: B008  (immutable)
    """Safe parts as one, with the separator between them; a `TypeError` if any of them is plain text."""
    found = list(parts)
    for part in (separator, *found):
        if not isinstance(part, Safe):
            raise TypeError(f"join takes Safe values only, found {type(part).__name__}")
    return Safe(
        str.join(separator, found),
        separator.markdown.join(part.markdown for part in found),
        separator.searched.join(part.searched for part in found),
    )


def around(before: str, part: Safe, after: str, markdown: str = "{}") -> Safe:
    """A safe part between elements of HTML; in plain Markdown as `markdown` has it."""
    return Safe(f"{before}{part}{after}", markdown.replace("{}", part.markdown), part.searched)


# Controls (Python-Markdown uses U+0002 and U+0003 for its own stash), bidirectional embeddings, overrides and
# isolates, which can make a line read as something else, byte order marks and noncharacters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    + "".join(chr(plane + low) for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# A no-break space is one that the author meant, so it is not collapsed.
_SPACE = re.compile(r"[^\S\xa0\u202f]+")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")

# Everything in ASCII that is neither letter, digit, space nor comma, except what is harmless where it
# stands and would make pages hard to review: "." inside a number and "-" inside a word. (The exceptions are
# looked at after the character has matched, which is four times as fast as alternatives.) Two things are
# active without any punctuation: ordinals (1st, smartsymbols) and commit hashes (magiclink).
_PUNCTUATION = (
    r"[!-/:-@\[-`{-~\n\t\u2028\u2029]"
    r"(?:(?<![,.-])"
    r"|(?<=-)(?:(?![0-9A-Za-z])|(?<![0-9A-Za-z]-))"
    r"|(?<=\.)(?:(?![0-9])|(?<![0-9]\.)))"
    r"|[0-9](?=st|nd|rd|th)"
)
_ACTIVE = re.compile(_PUNCTUATION)
_HASH = re.compile(r"[\da-f]{40}")
_ACTIVE_OR_HASH = re.compile(_PUNCTUATION + r"|(?<=[\da-f]{19})[\da-f](?=[\da-f]{19})")
_REFERENCE = {chr(n): f"&#{n};" for n in (*range(128), 0x2028, 0x2029)}


def clean(value: str) -> str:
    """The text without control and bidirectional characters; line ends are `\\n`, lone surrogates U+FFFD."""
    if value.replace("\n", "").isprintable():
        return value
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if not value.isascii():
        value = _SURROGATE.sub("\ufffd", value)
    return _UNWANTED.sub("", value)


def one_line(value: str) -> str:
    """The cleaned text with each run of white space as one space, and none at the ends."""
    if value.isprintable():
        return " ".join(value.split())
    return _SPACE.sub(" ", clean(value)).strip()


def has_rtl(value: str) -> bool:
    """Whether the text has characters that run from right to left."""
    return not value.isascii() and _RTL.search(value) is not None


def _reference(match: re.Match[str]) -> str:
    return _REFERENCE[match[0]]


def escape(value: str) -> str:
    """The text with every character that Markdown or HTML could act on as a numeric reference."""
    has_hash = len(value) >= 40 and _HASH.search(value)
    return (_ACTIVE_OR_HASH if has_hash else _ACTIVE).sub(_reference, value)


def _isolated(value: str) -> str:
    # Otherwise a right-to-left name would reorder the numbers and brackets beside it.
    return f"<bdi>{escape(value)}</bdi>" if has_rtl(value) else escape(value)


def text(value: str) -> Safe:
    """Any text as one line of inert inline text, for any place in a page: a reader sees what was written.

    White space is collapsed, control and bidirectional characters are dropped, and text with
    right-to-left characters is isolated in `<bdi>`.
    """
    return _short_text(value) if len(value) <= _SHORT else _text(value)


_SHORT = 100


@lru_cache(maxsize=8192)
def _short_text(value: str) -> Safe:
    """Labels, names and numbers, which many pages of one catalogue repeat."""
    return _text(value)


def _text(value: str) -> Safe:
    line = one_line(value)
    return Safe(_isolated(line), escaped(line))


def cell(value: str) -> Safe:
    """As `text`, for a table cell: line ends become `<br>`; never holds a pipe, a backtick or a line end."""
    lines = [line for line in map(one_line, value.splitlines()) if line]
    return Safe("<br>".join(map(_isolated, lines)), escaped(" ".join(lines)))


def inline_code(value: str) -> Safe:
    """Any text as `<code>`, on one line."""
    line = one_line(value)
    return Safe(f"<code>{_isolated(line)}</code>", in_code(line))


@lru_cache(maxsize=8192)
def _short_attribute(value: str) -> Safe:
    return Safe(escape(one_line(value)))


def attribute(value: str) -> Safe:
    """Any text as the value of an HTML attribute in double quotes."""
    return _short_attribute(value) if len(value) <= _SHORT else Safe(escape(one_line(value)))


_TYPOGRAPHIC = str.maketrans({"<": "‹", ">": "›", '"': "”", "'": "’"})
_OPENING_QUOTE = re.compile(r'(?:^|(?<=[\s(\[{]))"')
_ENTITY = re.compile(r"&(#?\w+;?)")
_TEMPLATE = re.compile(r"\{(?=[{%#])")
# Engines make a heading's id of its ASCII letters, digits and underscores, after normalizing it. Ids with two
# underscores at the start belong to the theme (`__search`): there they become a cousin that ids leave out.
_START = re.compile(r"[^0-9A-Za-z]+")
_UNDERSCORES = str.maketrans(dict.fromkeys("_\uff3f\ufe33\ufe34\ufe4d\ufe4e\ufe4f", "ˍ"))


def _without_entity(match: re.Match[str]) -> str:
    return match[0] if html.unescape(match[0]) == match[0] else f"＆{match[1]}"


def title(value: str) -> str:
    """Any text as one line for a page's title: plain, and no markup however often it is unescaped.

    Themes print titles raw, and some unescape them first, so that no escaping holds. Here `<`, `>` and
    quotes become their typographic cousins, and an `&` that would begin an entity a full-width one.
    """
    line = _OPENING_QUOTE.sub("“", one_line(value)).translate(_TYPOGRAPHIC)
    line = _TEMPLATE.sub("{ ", _ENTITY.sub(_without_entity, line))
    start = _START.match(line)
    return line if start is None else start[0].translate(_UNDERSCORES) + line[start.end() :]


def heading(value: str) -> Safe:
    """Any text for a Markdown heading, to stand after the `#`s: as `title`, then inert."""
    line = title(value)
    return Safe(escape(line), escaped(line))


_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def _titled(value: FrontMatter) -> object:
    if isinstance(value, str):
        return title(value)
    if isinstance(value, Mapping):
        return {_key(key): _titled(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_titled(item) for item in value]
    if isinstance(value, int):
        return value
    raise TypeError(f"front matter cannot hold {type(value).__name__}")


def _key(name: str) -> str:
    if not _KEY.fullmatch(name):
        raise ValueError(f"not a key for front matter: {name!r}")
    return name


def front_matter(values: Mapping[str, FrontMatter]) -> Safe:
    """The block between two `---` lines at the top of a page, in the order given.

    Every text goes through `title`, then stands as JSON. A `ValueError` for a key that is not an identifier.
    """
    # Not as \\u escapes: PyYAML reads an escaped surrogate pair as two broken characters. What `title` lets
    # through can stand in YAML as it is.
    lines = [f"{_key(key)}: {json.dumps(_titled(item), ensure_ascii=False)}" for key, item in values.items()]
    return Safe("\n".join(["---", *lines, "---", ""]), "")
