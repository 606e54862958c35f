"""Checks that Markdown in a text is of the kind that pages show, and says what its author meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ...catalogue import CardEntry, Passage, picture_path
from ...markup import safe_url
from ...markup.commonmark import Parsed, Token, is_enormous, parse
from ...markup.formulas import mathml
from ...problems import Severity, did_you_mean
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .prose import card_text, without_code

__all__ = ["CHECKS"]

# Each begins with a character that is quick to look for.
_OF_OTHER_PROGRAMS = (
    (
        re.compile(r":(?<![\w:/`.]:)[a-z][a-z_]{2,30}:(?![\w:/`])"),
        "is shown as it stands",
        "write the character itself",
    ),
    (
        re.compile(r"\n[ \t]*(?:!!!|\?\?\?\+?|:::)[ \t]*[\"\w{][^\n]*"),
        "is shown as it stands",
        "write an alert: `> [!NOTE]`",
    ),
    (
        re.compile(r"\\{1,2}[(\[][^\n\\]{0,200}(?:\\[a-zA-Z]|[=^_])[^\n]{0,400}?\\{1,2}[)\]]"),
        "is not shown as a formula",
        "write a formula between $ and $",
    ),
)
_ELEMENT = re.compile(
    r"<!--|<(?:a|div|font|img|span)\s[^<>]*>"
    r"|</?(?:b|br|center|details|div|em|h[1-6]|hr|i|kbd|li|ol|p"
    r"|strong|su[bp]|summary|table|t[dhr]|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""Of HTML what READMEs have; `<pad>`, `<img>` and `<Model>` are words of models."""
_KIND = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""With which an address begins that is no path."""
_BAR = re.compile(rb"(?<!\\)\|")


@check("text-markdown", Severity.NOTE)
def markdown(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    r"""A text has Markdown that pages show otherwise than it was meant.

    Pages show CommonMark with tables, task lists, footnotes, alerts and formulas. HTML and what other
    programs add (`:rocket:`, `!!!`, diagrams of Mermaid) stand on them as they were written. So do formulas
    that cannot be read. Of a row with more cells than its table has columns, pages show no more than fit; a
    bar ends a cell, in code and in formulas too.

    To fix it: write what CommonMark has, an alert (`> [!NOTE]`) or a picture, or leave it as it stands.

    Example:

          limitations: |
        -   It does not count. :warning:
        +   It does not count. ⚠️

            | Task | Regex | Score |
            |------|-------|-------|
        -   | Dates | `\d+|today` | 0.5 |
        +   | Dates | `\d+\|today` | 0.5 |
    """
    for passage in card_text(entry, context).passages:
        if passage.prose:
            text = f"\n{passage.text}"
            for pattern, said, hint in _OF_OTHER_PROGRAMS:
                if pattern.search(text) and (match := pattern.search(without_code(text))):
                    found = match[0].strip()
                    yield Finding(passage.path, f"{quoted(found)} {said}", hint, words=found)
            if _may_fail(text) and not is_enormous(text):
                yield from _of_tokens(passage, parse(passage.text))


def _may_fail(text: str) -> bool:
    """Whether a text may have formulas, tables, diagrams or HTML, and is worth parsing."""
    return "$" in text or "|" in text or "mermaid" in text or ("<" in text and bool(_ELEMENT.search(text)))


def _of_tokens(passage: Passage, parsed: Parsed) -> Iterator[Finding]:
    columns, has_html = 0, False
    for token in parsed.tokens:
        if token.kind in ("html", "html_block") and not has_html:
            source = parsed.source[token.start : token.end].decode("utf-8")
            if match := _ELEMENT.search(source):
                has_html = True
                message = f"{quoted(match[0])} is shown as it stands"
                yield Finding(passage.path, message, "write it in Markdown, or leave it out", words=match[0])
        if token.kind == "table" and token.nesting > 0:
            columns = len(token.value)
        elif token.kind == "row" and token.nesting > 0:
            row = parsed.source[token.start : token.end].strip()
            ends = not row.endswith(b"|") or row.endswith(b"\\|")
            if (cells := len(_BAR.findall(row.removeprefix(b"|"))) + ends) > columns:
                message = f"this row has {cells} cells, and its table {columns} columns"
                hint = r"leave out what is too much, or write \| for a bar that is not the end of a cell"
                yield Finding(passage.path, message, hint, words=row.decode("utf-8"))
        elif token.kind == "code_block" and (token.value or "").split()[:1] == ["mermaid"]:
            hint = "draw it as a picture, and show that with `![what it shows](file.png)`"
            message = "a diagram of Mermaid is shown as its source"
            yield Finding(passage.path, message, hint, words=_first_line(parsed, token))
        elif token.kind in ("formula", "display_formula") and not mathml(
            token.value, display=token.kind == "display_formula"
        ):
            found = _first_line(parsed, token)
            message = f"the formula {quoted(found)} cannot be read, and is shown as its source"
            yield Finding(passage.path, message, "write it in plainer LaTeX", words=found)


def _first_line(parsed: Parsed, token: Token) -> str:
    return parsed.source[token.start : token.end].decode("utf-8").strip().partition("\n")[0]


@check("text-picture", Severity.WARNING)
def picture(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text shows a picture that its page cannot show.

    Pages show pictures that lie below the folder of cards, as PNG, JPEG, WebP or AVIF, and that say in words
    what they show. They load nothing from other sites: for a picture there, and for all others, the page has
    a link, or the words alone.

    To fix it: put the file beside the card, and write `![what it shows](file.png)`.

    Example:

        - limitations: The loss rises again, see ![the loss of both runs](loss.svg).
        + limitations: The loss rises again, see [the loss of both runs](https://example.org/loss.svg).
    """
    texts = card_text(entry, context)
    for passage in texts.passages if "![" in texts.text else ():
        if passage.prose and "![" in passage.text:
            parsed = parse(passage.text)
            for token, after in pairwise(parsed.tokens):
                if token.kind == "picture" and token.nesting > 0:
                    words = _first_line(parsed, token)
                    if finding := _of_picture(entry, context, passage, words, token, after):
                        yield finding


def _of_picture(
    entry: CardEntry, context: CheckContext, passage: Passage, words: str, token: Token, after: Token
) -> Finding | None:
    address = token.value.address
    if safe_url(address):
        message = f"the picture {quoted(address)} is on another site, and is shown as a link"
        return Finding(passage.path, message, words=words, severity=Severity.NOTE)
    path = picture_path(address, entry.located.place(passage.path).file)
    if path not in context.catalogue.pictures:
        message, hint = f"there is no picture {quoted(path)}", did_you_mean(path, context.catalogue.pictures)
        if _KIND.match(address):
            message, hint = f"{quoted(address)} is no picture", "for a link, take the exclamation mark away"
        return Finding(passage.path, message, hint, words=words)
    if after.kind == "picture":
        hint = f"write ![what it shows]({address})"
        return Finding(passage.path, f"{quoted(words)} does not say what it shows", hint, words=words)
    return None


CHECKS = (markdown, picture)
