"""One line of a page as Markdown: finished HTML, or Markdown with HTML in it, from left to right."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

__all__ = ["TEXT_START", "Line"]

_CODE = re.compile(r"<pre><code>(?P<block>[^<]*)</code></pre>|<code>(?P<inline>[^<]*)</code>")
_FORMULA = re.compile(r'<math alttext="(?P<source>[^"]*)" display="(?P<display>\w+)">.*?</math>')
_HELD = "\x02{}\x03"
"""Stands for finished code; no text of a page holds these characters."""
_PIECE = re.compile(
    r"\x02(?P<held>\d+)\x03|(?P<next></t[dh]><t[dh]\b[^<>]*>)|<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?P<rest>[^<>]*)>|&#?\w+;"
)
_FIRST_NUMBER = re.compile(r'\bstart="(\d{1,9})"')
_QUOTE = "> "
_ALT = re.compile(r'\balt="([^"]*)"')
_HREF = re.compile(r'\bhref="([^"]*)"')
TEXT_START = "\x01"
"""Stands at the start of a text of a card, where more characters are active than elsewhere."""
_START = re.compile(r"\x01[ \t]*(?:(?P<sign>[-+=#>])|(?P<number>\d+)(?=[.)]))?")
_IN_CODE = [(f"&#{ord(character)};", character) for character in '\n"_[]*!<>|`~\\']
_ESCAPED = frozenset("\\`*_[]<|~")


class Line:
    """One line of a page on its way to Markdown, which may be many lines."""

    def __init__(self, line: str, *, block: bool) -> None:
        self.line, self.block = line, block
        self.cells = line.startswith("|")
        self.held: list[str] = []
        self.lists: list[int] = []
        """For each list around, the number of its next item; -1 for bullets."""
        self.prefix: list[str] = []
        """What each line begins with inside of lists and quotations."""
        self.links: list[str] = []
        self.columns = 0

    def text(self) -> str:
        """The line in Markdown; a block of HTML may become many lines."""
        line = _FORMULA.sub(self._formula, self.line) if "<math " in self.line else self.line
        line = _CODE.sub(self._hold, line) if "<code>" in line else line
        line = _PIECE.sub(self._piece, line.replace("&#10;", f"\n{TEXT_START}" if self.block else " "))
        line = _START.sub(_guarded, line) if TEXT_START in line else line
        line = line.lstrip(" ") if self.block else line
        return "\n".join(_without_empty_quotes(line.split("\n"))) if self.block and _QUOTE in line else line

    def _formula(self, match: re.Match[str]) -> str:
        sign = "$$" if match["display"] == "block" else "$"
        self.held.append(f"{sign}{html.unescape(match['source'])}{sign}".replace("\n", " "))
        return _HELD.format(len(self.held) - 1)

    # Code, which is taken out before anything else is read

    def _hold(self, match: re.Match[str]) -> str:
        block = match["block"]
        source = match["inline"] if block is None else block
        # Code has hundreds of references to characters; the common ones are faster to replace one by one.
        for reference, character in _IN_CODE:
            source = source.replace(reference, character)
        source = html.unescape(source) if "&" in source else source
        # More backticks around the code than there are in it.
        if block is None:
            fence = "`" * (_longest_run(source) + 1)
            padded = f" {source} " if source.startswith("`") or source.endswith("`") else source
            self.held.append(f"{fence}{padded.replace('|', chr(92) + '|') if self.cells else padded}{fence}")
        else:
            fence = "`" * max(3, _longest_run(source) + 1)
            self.held.append(f"{fence}\n{source.rstrip(chr(10))}\n{fence}")
        return _HELD.format(len(self.held) - 1)

    # Everything else, piece by piece

    def _piece(self, match: re.Match[str]) -> str:
        if match["held"] is not None:
            return self._release(self.held[int(match["held"])])
        if match["next"]:
            self.columns += 1
            return " | "
        if match["tag"] is None:
            return self._character(match)
        tag = match["tag"]
        if tag in _SIGNS:
            return _SIGNS[tag][bool(match["end"])]
        handler = _HANDLERS.get(tag)
        return handler(self, match) if handler else ""

    def _release(self, code: str) -> str:
        if "\n" not in code and not code.startswith("```"):
            return code
        gap = self._gap()
        return gap + code.replace("\n", "\n" + "".join(self.prefix)) + gap

    def _character(self, match: re.Match[str]) -> str:
        character = html.unescape(match[0])
        if character in _ESCAPED:
            return f"\\{character}" if self._active(character, match) else character
        if character == "&" and re.match(r"#?\w+;", match.string[match.end() : match.end() + 40]):
            return "\\&"
        return character

    def _active(self, character: str, match: re.Match[str]) -> bool:
        if character == "|":
            return self.cells or bool(self.columns)
        around = match.string[match.start() - 1 : match.start()] + match.string[match.end() : match.end() + 1]
        return character != "_" or not (len(around) == 2 and around.isalnum())

    def _gap(self) -> str:
        """An empty line, and the beginning of the next."""
        if not self.block:
            return " "
        prefix = "".join(self.prefix)
        return f"\n{prefix.rstrip()}\n{prefix}"

    def _paragraph(self, match: re.Match[str]) -> str:
        return "" if match["end"] else self._gap() + TEXT_START

    def _list(self, match: re.Match[str]) -> str:
        if match["end"]:
            self.lists[-1:] = []
            return self._gap()
        start = _FIRST_NUMBER.search(match["rest"])
        self.lists.append(-1 if match["tag"] == "ul" else int(start[1]) if start else 1)
        # Inside of an item a list needs no gap, and would set all items apart with one.
        return self._gap() if not self.prefix or self.prefix[-1] == _QUOTE else ""

    def _item(self, match: re.Match[str]) -> str:
        if match["end"]:
            self.prefix[-1:] = []
            return ""
        number = self.lists[-1] if self.lists else -1
        sign = "- " if number < 0 else f"{number}. "
        if number >= 0:
            self.lists[-1] += 1
        before = "\n" + "".join(self.prefix)
        self.prefix.append(" " * len(sign))
        return before + sign + TEXT_START

    def _quotation(self, match: re.Match[str]) -> str:
        if match["end"]:
            self.prefix[-1:] = []
            return self._gap()
        gap = self._gap()
        self.prefix.append(_QUOTE)
        return gap + _QUOTE

    def _link(self, match: re.Match[str]) -> str:
        if match["end"]:
            address = self.links.pop() if self.links else ""
            return f"]({address})" if address else ""
        found = _HREF.search(match["rest"])
        # Nothing in the address may end the link.
        self.links.append(html.unescape(found[1]).translate(_NOT_IN_ADDRESSES) if found else "")
        return "[" if self.links[-1] else ""

    def _picture(self, match: re.Match[str]) -> str:
        alt = _ALT.search(match["rest"])
        return _PIECE.sub(self._piece, alt[1]) if alt else ""

    def _cell(self, match: re.Match[str]) -> str:
        if match["end"]:
            return " |"
        self.columns += 1
        return " "

    def _row(self, match: re.Match[str]) -> str:
        prefix = "".join(self.prefix)
        if not match["end"]:
            self.columns = 0
            return f"\n{prefix}|"
        return ""

    def _head(self, match: re.Match[str]) -> str:
        return f"\n{''.join(self.prefix)}|{'---|' * self.columns}" if match["end"] else self._gap()

    def _table(self, match: re.Match[str]) -> str:
        if match["end"]:
            self.columns = 0
        return self._gap()

    def _line_end(self, _match: re.Match[str]) -> str:
        return " " if self.cells or self.columns or not self.block else f"\\\n{''.join(self.prefix)}"

    def _box(self, match: re.Match[str]) -> str:
        return "" if match["end"] else self._gap()

    def _summary(self, match: re.Match[str]) -> str:
        return "**" if match["end"] else f"{self._gap()}**"

    def _rule(self, _match: re.Match[str]) -> str:
        return f"{self._gap()}---{self._gap()}"


_SIGNS = {
    "strong": ("**", "**"),
    "b": ("**", "**"),
    "em": ("*", "*"),
    "i": ("*", "*"),
    "del": ("~~", "~~"),
    "q": ("“", "”"),
    "small": (" (", ")"),
    "label": ("**", "**"),
}
_HANDLERS: dict[str, Callable[[Line, re.Match[str]], str]] = {
    "a": Line._link,
    "blockquote": Line._quotation,
    "br": Line._line_end,
    "div": Line._box,
    "hr": Line._rule,
    "img": Line._picture,
    "li": Line._item,
    "ol": Line._list,
    "p": Line._paragraph,
    "summary": Line._summary,
    "table": Line._table,
    "td": Line._cell,
    "th": Line._cell,
    "thead": Line._head,
    "tr": Line._row,
    "ul": Line._list,
}


def _longest_run(source: str) -> int:
    return max((len(run) for run in re.findall("`+", source)), default=0)


_NOT_IN_ADDRESSES = {ord(character): f"%{ord(character):02X}" for character in " ()<>[]\\|`*"}


def _without_empty_quotes(lines: list[str]) -> list[str]:
    """The lines with one empty line between the parts of a quotation, and none at its end."""
    kept: list[str] = []
    for line in (each.rstrip() if each.startswith(">") else each for each in lines):
        if not line.strip("> ") and kept and kept[-1] == ">":
            if not line:
                kept[-1] = ""
            continue
        kept.append(">" if line.startswith(">") and not line.strip("> ") else line)
    return kept


def _guarded(match: re.Match[str]) -> str:
    if match["sign"]:
        return f"\\{match['sign']}"
    return f"{match['number']}\\" if match["number"] else ""
