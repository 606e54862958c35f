"""Source code as highlighted HTML, in the markup that Material's copy button knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Error, Token, Whitespace, _TokenType

from .escape import Safe, clean, escape
from .plain_markdown import fenced

__all__ = ["CLASSES", "code", "highlight"]

CLASSES = frozenset(STANDARD_TYPES.values()) - {""}
"""The classes that highlighting may give to a span."""

# A closed list, short on purpose: many lexers take quadratic time or worse for crafted text (20 kB of empty
# lines cost the C lexer 30 s). Each of these takes less than half a second for the worst we found at the
# longest source. Plain text for all others, `mermaid` and `console` among them.
_LEXERS = {
    **dict.fromkeys(("bash", "sh", "shell", "zsh"), "bash"),
    **dict.fromkeys(("python", "py", "python3"), "python"),
    **dict.fromkeys(("pycon", "python-console"), "pycon"),
    **dict.fromkeys(("yaml", "yml"), "yaml"),
    **dict.fromkeys(("javascript", "js"), "javascript"),
    **dict.fromkeys(("bibtex", "bib"), "bibtex"),
    **{name: name for name in ("go", "html", "json", "rust", "sql", "toml", "xml")},
}
_LONGEST = 8_000
_LONG = 12
# Most of a source are names, operators and punctuation: they have the colour of all code.
_PLAIN = frozenset((Token.Text, Whitespace, Error, Token.Name, Token.Operator, Token.Punctuation))


@lru_cache(maxsize=128)  # bounded: contributors choose the names
def _lexer(language: str) -> Lexer | None:
    name = _LEXERS.get(language.strip().lower())
    return get_lexer_by_name(name, stripnl=False, ensurenl=False) if name else None


def _class(kind: _TokenType) -> str:
    # A card's "..." inside JSON is an abbreviation, not an error to be framed in red.
    if kind in _PLAIN:
        return ""
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    return STANDARD_TYPES.get(kind, "")


def _spans(source: str, lexer: Lexer, quote: Callable[[str], str]) -> Iterator[str]:
    tokens = ((_class(kind), value) for kind, value in lexer.get_tokens(source))
    for name, group in groupby(tokens, key=lambda token: token[0]):
        value = quote("".join(part for _, part in group))
        yield f'<span class="{name}">{value}</span>' if name else value


_LEFT_OVER = re.compile("[\x0b\x0c\x1c-\x1f\x85]")


def _tidy(source: str) -> str:
    return _LEFT_OVER.sub("", clean(source)).rstrip("\n")


def highlight(source: str, language: str, quote: Callable[[str], str]) -> str:
    """The block's HTML, in which `quote` has escaped the text between the tags."""
    source = _tidy(source)
    lexer = _lexer(language) if len(source) <= _LONGEST else None
    body = "".join(_spans(source, lexer, quote)) if lexer else quote(source)
    return f'<div class="highlight"><pre><code>{body}</code></pre></div>'


def code(source: str, language: str) -> Safe:
    """Source code as one line of HTML, highlighted if the language is among the usual ones.

    In plain Markdown it stands between fences.

    Spaces and tabs are kept; line ends at the end are dropped. The line stands as a block of its own: at the
    start of a line, with empty lines around it.
    """
    # Most pages have the same few snippets, which differ in the id of the model.
    names = _NAME.findall(source)
    if names and language == "python":
        html = _code(_NAME.sub(f'"{_STAND_IN}"', source), language)
        parts = html.split(_STAND_IN)
        if len(parts) == len(names) + 1:
            escaped = [*map(escape, names), ""]
            whole = "".join(part + name for part, name in zip(parts, escaped, strict=True))
            return Safe(whole, fenced(_tidy(source), language), "")
    return _code(source, language)


_NAME = re.compile(r'(?<=[(=\n ])"([A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*)"(?=[,)\n])')
_STAND_IN = "cardsite0name"


@lru_cache(maxsize=2048)
def _code(source: str, language: str) -> Safe:
    tidy = _tidy(source)
    html = highlight(source, language, escape)
    if tidy.count("\n") >= _LONG:
        # The style sheet lets it scroll, which the keyboard can where it stops.
        html = html.replace("<pre>", '<pre tabindex="0">', 1)
    return Safe(html, fenced(tidy, language), "")
