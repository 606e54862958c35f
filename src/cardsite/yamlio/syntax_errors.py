"""libyaml's syntax errors in the words of someone who writes a card; knows only text and positions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from .text import MASK, SourceText, quoted

__all__ = ["HOLE_HINT", "TAG_HINT", "Fault", "Span", "explain", "hole_message", "tag_message"]

HOLE_HINT = "write the value, or delete the field or item; if the braces are meant, quote the text"

TAG_HINT = "remove it; put text that begins with ! in quotes"

_TAG = re.compile(r"!\S{0,60}")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a scalar begins and ends in the text, and its quotation mark, if it has one."""

    start: int
    end: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A syntax error as an author sees it."""

    code: str
    at: int
    """The index of the mistake, which is often not where the parser gave up."""
    message: str
    hint: str
    masks: tuple[int, ...] = ()
    """The characters that, read as letters, let the parser go on and find the next mistake."""


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What a parser knows when it gives up."""

    source: SourceText
    problem: str
    at: int
    context: int
    """Where the construct began in which it gave up."""
    last: Span
    """The scalar before."""

    @property
    def character(self) -> str:
        return self.source.text[self.at : self.at + 1]

    @property
    def indent(self) -> str:
        """What stands on the line before the error."""
        return self.source.text[self.source.start(self.at) : self.at]


def explain(error: yaml.MarkedYAMLError, source: SourceText, last: Span) -> Fault:
    """The fault behind an error of libyaml's parser (or PyYAML's own), given the last scalar before it."""
    at = _index(error.problem_mark, 0)
    trouble = _Trouble(source, error.problem or "", at, _index(error.context_mark, at), last)
    for words, handler in _HANDLERS:
        if words in trouble.problem:
            return handler(trouble)
    return _syntax(at, f"not valid YAML: {trouble.problem}", "put the value in quotes if it is text")


def hole_message(hole: str) -> str:
    """What to say of a placeholder, given with its braces."""
    return f"a placeholder from the template is still here: {quoted(hole)[1:-1]}"


def tag_message(source: SourceText, at: int) -> str:
    """What to say of the first tag at or after an index."""
    tag = _TAG.search(source.text, at)
    return f"a tag, {quoted(tag[0] if tag else '!')}"


def _index(mark: object, otherwise: int) -> int:
    index = getattr(mark, "index", otherwise)
    return index if isinstance(index, int) else otherwise


def _syntax(at: int, message: str, hint: str, *masks: int) -> Fault:
    return Fault("yaml-syntax", at, message, hint, masks)


def _second_colon(trouble: _Trouble) -> Fault:
    """`summary: a model: small`; or a field that stands where the text of the line above goes on."""
    source, last, at = trouble.source, trouble.last, trouble.at
    if source.line(last.start) == source.line(at):
        if last.mark:
            return _after_quote(trouble)
        rest = source.lines[source.line(at) - 1][last.start - source.start(at) :].split(" #")[0].rstrip()
        simple = len(rest) <= 60 and not set(f'"\\[]{{}}{MASK}') & set(rest)
        hint = f'write "{rest}"' if simple else "put the whole value in quotes"
        return _syntax(at, 'a value that contains ": " needs quotes', hint, at)
    if not source.text[source.start(last.start) : last.start].strip(" -"):
        return _no_field(last.start, source)
    begin = at - len(trouble.indent.lstrip())
    above = source.line(last.start)
    message = f"this line is indented as a part of the text that begins on line {above}"
    return _syntax(begin, message, "indent it like the field next to it")


def _expected_colon(trouble: _Trouble) -> Fault:
    return _no_field(trouble.context, trouble.source)


def _no_field(at: int, source: SourceText) -> Fault:
    line = source.lines[source.line(at) - 1][at - source.start(at) :]
    if match := re.match(r"[\w.-]+:(?=[^\s/])", line):
        name, value = line[: match.end() - 1], line[match.end() :]
        hint = f"write {quoted(f'{name}: {value}')[1:-1]}"
        return _syntax(at + match.end() - 1, 'no space after the ":"', hint)
    hint = 'add ":" and a value, or indent the line if it continues the text above'
    return _syntax(at, f'expected "name: value", found {quoted(line)}', hint)


def _bad_start(trouble: _Trouble) -> Fault:
    if trouble.character == "\t":
        return _tab(trouble)
    return _needs_quotes(trouble.source, trouble.at)


def _bad_sign(trouble: _Trouble) -> Fault:
    """`*bold* text` is an alias to YAML, `& more` an anchor, `> 3` the head of a block."""
    return _needs_quotes(trouble.source, trouble.context)


def _needs_quotes(source: SourceText, at: int) -> Fault:
    message = f"text that begins with {quoted(source.text[at : at + 1])} needs quotes"
    return _syntax(at, message, "put the whole value in quotes", at)


def _stray_dash(trouble: _Trouble) -> Fault:
    hint = 'begin a list on the line below its field; put text that begins with "-" in quotes'
    return _syntax(trouble.at, "a list cannot begin on the line of its field", hint, trouble.at)


def _tab(trouble: _Trouble) -> Fault:
    source = trouble.source
    here = source.line(trouble.at)
    indents = (re.match(r"[ \t]*", line) for line in source.lines[here:])
    others = [str(here + n) for n, indent in enumerate(indents, start=1) if indent and "\t" in indent[0]]
    more = ""
    if others:
        shown = ", ".join(others[:5]) + (", …" if len(others) > 5 else "")
        more = f" (line{'s' if len(others) > 1 else ''} {shown} too)"
    return Fault("yaml-tab", trouble.at, "a tab in the indentation", f"indent with spaces{more}")


def _open_quote(trouble: _Trouble) -> Fault:
    mark = trouble.source.text[trouble.context : trouble.context + 1]
    message = f"the quotation mark {mark} opened here is never closed"
    hint = f"close it with another {mark}"
    if mark == "'":
        hint += ", and write '' for an apostrophe inside"
    return _syntax(trouble.context, message, hint)


def _after_quote(trouble: _Trouble) -> Fault:
    """More text after a closing quotation mark, which is often one that was meant to be in the text."""
    source, last = trouble.source, trouble.last
    begun, ended = source.line(last.start), source.line(last.end)
    if begun != ended:
        message = f"the quotation mark {last.mark} opened here is closed only on line {ended}"
        return _syntax(last.start, message, f"close it with another {last.mark} where the text ends")
    inside = "'' for an apostrophe" if last.mark == "'" else '\\" for a quotation mark'
    hint = f"put the whole value in quotes, and write {inside} inside"
    return _syntax(trouble.at, "text after the closing quotation mark", hint)


def _bad_escape(trouble: _Trouble) -> Fault:
    if trouble.source.text[trouble.context : trouble.context + 1] != '"':
        return _bad_tag(trouble)
    # libyaml stands on the backslash or, where the digits are wrong, two characters on.
    at = trouble.source.text.rfind("\\", trouble.context, trouble.at + 1)
    escape = trouble.source.text[at : at + 2]
    message = f"{escape} means nothing inside double quotes"
    if escape[1:] in {"x", "u", "U"}:
        message = f"{escape} without the digits of a character"
    return _syntax(at, message, "write \\\\ for a backslash, or use single quotes", at)


def _no_value(trouble: _Trouble) -> Fault:
    found = trouble.character.strip()
    message = f"expected a value, found {quoted(found) if found else 'none'}"
    return _syntax(trouble.at, message, "give the value, in quotes if it begins with punctuation")


def _is_inside(trouble: _Trouble, closing: str) -> bool:
    """Whether the bracket does have its other half, so that only a comma can be missing."""
    source = trouble.source
    column = trouble.at - source.start(trouble.at)
    indent = trouble.context - source.start(trouble.context)
    return column > indent and closing in source.text[trouble.at :]


def _open_bracket(trouble: _Trouble) -> Fault:
    if hole := _hole(trouble):
        return hole
    source, opened, line = trouble.source, trouble.context, trouble.source.line(trouble.at)
    bracket = source.text[opened : opened + 1]
    closing = "]" if bracket == "[" else "}"
    if source.line(opened) != line:
        if _is_inside(trouble, closing):
            # The last line above with something on it that is not a comment.
            above = range(line - 1, 0, -1)
            number = next((n for n in above if source.lines[n - 1].partition("#")[0].strip()), 1)
            hint = f"end line {number} with a comma"
            return _syntax(trouble.at, "a comma is missing before this", hint, trouble.at)
        hint = f'add the "{closing}" or the comma that is missing before line {line}'
        return _syntax(opened, f'the "{bracket}" opened here is not closed', hint)
    if not trouble.character.strip():
        return _syntax(opened, f'the "{bracket}" opened here is not closed', f'add "{closing}"')
    if trouble.character == ":":
        return _syntax(trouble.at, 'a value that contains ": " needs quotes', "put the whole value in quotes")
    if trouble.last.mark and not source.text[trouble.last.end : trouble.at].strip():
        return _after_quote(trouble)
    message = f'expected "," or "{closing}", found {quoted(trouble.character)}'
    return _syntax(trouble.at, message, "put text that contains brackets, braces or commas in quotes")


def _misplaced(trouble: _Trouble) -> Fault:
    if hole := _hole(trouble):
        return hole
    source, last = trouble.source, trouble.last
    if last.mark and not source.text[last.end : trouble.at].strip(" \t"):
        return _after_quote(trouble)
    if "document start>" in trouble.problem and any(line.startswith("...") for line in source.lines):
        message = 'more text after the "..." that ends the document'
        return Fault("yaml-several-documents", trouble.at, message, "delete the line with the dots")
    if trouble.character == ":":
        return _syntax(trouble.at, 'a field without a name before the ":"', "write the name of the field")
    if trouble.indent.strip():
        return _syntax(trouble.at, "more text after the value has ended", "put the whole value in quotes")
    return _indentation(trouble)


def _indentation(trouble: _Trouble) -> Fault:
    source, width = trouble.source, len(trouble.indent)
    around = source.place(trouble.context)
    if width == around.column - 1 and trouble.context != trouble.at:
        if trouble.character == "-":
            hint = "indent it under the field whose list it belongs to"
            return _syntax(trouble.at, "a list item where a field is expected", hint)
        hint = f'begin it with "- " as on line {around.line}, or move it out of the list'
        return _syntax(trouble.at, "a field where a list item is expected", hint)
    message = f"indented by {_spaces(width)}, which does not match any line above"
    return _syntax(trouble.at, message, f"indent it by {_levels(trouble)}")


def _levels(trouble: _Trouble) -> str:
    """The indentations that would do: that of the enclosing block, or that of the line above."""
    source = trouble.source
    number = source.line(trouble.at) - 1
    while number > 1 and not source.lines[number - 1].strip():
        number -= 1
    line = source.lines[number - 1] if number else ""
    # A field below the first one of a list item stands under it, not under its dash.
    lead = " " if trouble.character == "-" else " -"
    widths = {len(line) - len(line.lstrip(lead)): number}
    if trouble.context != trouble.at:
        around = source.place(trouble.context)
        if trouble.character == "-" or source.text[trouble.context : trouble.context + 1] != "-":
            widths.setdefault(around.column - 1, around.line)
    widths.pop(len(trouble.indent), None)
    choices = [f"{_spaces(width)} like line {line}" for width, line in sorted(widths.items())]
    return " or ".join(choices) or "as much as the fields next to it"


def _spaces(width: int) -> str:
    return f"{width} space{'' if width == 1 else 's'}"


def _hole(trouble: _Trouble) -> Fault | None:
    """`{X}B`: YAML reads the braces as a mapping and then stumbles over what follows."""
    if match := re.search(r"\{[^{}:]+\}[ \t]*$", trouble.indent):
        at = trouble.at - len(match[0])
        hole = match[0].rstrip()
        return Fault("yaml-hole", at, hole_message(hole), HOLE_HINT, (at, at + len(hole) - 1))
    return None


def _bad_tag(trouble: _Trouble) -> Fault:
    at = trouble.context
    return Fault("yaml-tag", at, tag_message(trouble.source, at), TAG_HINT, (at,))


# The words of libyaml first, then those of PyYAML's own parser where they differ.
_HANDLERS: tuple[tuple[str, Callable[[_Trouble], Fault]], ...] = (
    ("mapping values are not allowed", _second_colon),
    ("sequence entries are not allowed", _stray_dash),
    ("mapping keys are not allowed", _bad_start),
    ("cannot start any token", _bad_start),
    ("tab character", _tab),
    ("unexpected end of stream", _open_quote),
    ("unexpected document indicator", _open_quote),
    ("could not find expected ':'", _expected_colon),
    ("escape c", _bad_escape),
    ("hexdecimal", _bad_escape),
    ("hexadecimal", _bad_escape),
    ("alphabetic or numeric character", _bad_sign),
    ("comment or line break", _bad_sign),
    ("chomping or indentation", _bad_sign),
    ("indentation indicator", _bad_sign),
    ("node content", _no_value),
    ("expected ',' or", _open_bracket),
    ("undefined tag handle", _bad_tag),
    ("URI", _bad_tag),
    ("whitespace or line break", _bad_tag),
    ("expected '!'", _bad_tag),
    ("the expected '>'", _bad_tag),
    ("expected key", _misplaced),
    ("expected '-' indicator", _misplaced),
    ("<block end>", _misplaced),
    ("document start>", _misplaced),
)
