"""Turns any part of the format into what a template prints: values as Safe text with their evidence marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from .. import markup
from ..facts.derived import Derived
from ..facts.numbers import short
from ..markup import Resolver, Safe
from ..schema import (
    Attention,
    Experts,
    Fact,
    FieldSpec,
    ForwardPass,
    LicenseTerms,
    Parameters,
    Part,
    Quantity,
    Tokens,
    fields_of,
)
from ..schema.languages import language_names
from .evidence import Evidence, short_address

__all__ = [
    "NOTHING",
    "Fields",
    "RenderedFact",
    "absent",
    "described",
    "of_link",
    "plain_value",
    "remark",
    "show",
    "show_derived",
    "show_part",
    "titled",
    "with_mark",
]


NOTHING = Safe("")
_MILLION = 10**6


@dataclass(frozen=True, slots=True)
class RenderedFact:
    """A fact as a page shows it; printing it gives the value, its mark and its note."""

    value: Safe
    mark: Safe = NOTHING
    note: Safe = NOTHING
    plain: str = ""
    """The value as plain text, for attributes and conditions."""
    known: bool = True
    """Whether it is a value; an absence with its reason is shown, but is not one."""
    quoted: bool = False
    """Whether its mark opens words that the card quotes, which stand nowhere else on the page."""
    number: Decimal | None = None
    """How many parameters or tokens the value counts, or what was calculated."""

    @property
    def brief(self) -> Safe:
        """The value and its mark; a large number in three figures, with every digit as its title."""
        if self.number is None or self.number < _MILLION:
            return self.bare
        return with_mark(titled(short(self.number), self.plain), self.mark)

    @property
    def shown(self) -> Safe:
        """The value with its mark and its note."""
        return markup.join((self.bare, remark(self.note))) if self.note else self.bare

    @property
    def bare(self) -> Safe:
        """The value and its mark, without the note."""
        return with_mark(self.value, self.mark)


def remark(note: Safe) -> Safe:
    """A note under the value of a cell; nothing where there is none."""
    if not note:
        return NOTHING
    return markup.around('<br><small class="cs-note">', note, "</small>", " ({})" if note.markdown else "")


_LAST_WORD = re.compile(r"(?:</(?:p|li|ul|ol|blockquote|div)>)+\Z")
_FOOTNOTES = '<div class="cs-footnotes"'
_CLOSING = 400
"""How many characters of closing tags a passage ends with, at most."""


def of_link(shown: RenderedFact) -> RenderedFact:
    """A fact shown as a link, which is its own evidence: it has no mark but one that opens a quotation."""
    return shown if shown.quoted else replace(shown, mark=NOTHING)


def with_mark(value: Safe, mark: Safe) -> Safe:
    """The mark behind the value; in a block of prose, behind its last word, above its footnotes."""
    if not mark:
        return value
    plain = markup.marked_markdown(value.markdown, mark.markdown)
    return Safe(_marked(value, mark), plain, value.searched)


def _marked(value: str, mark: str) -> str:
    notes = value.rfind(_FOOTNOTES) if value.startswith("<div") else -1
    if notes >= 0:
        return _marked(value[:notes], mark) + value[notes:]
    end = _LAST_WORD.search(value, max(0, len(value) - _CLOSING)) if value.startswith("<div") else None
    return f"{value[: end.start()]}{mark}{end[0]}" if end else f"{value}{mark}"


class Fields:
    """The fields of a part under their names, for a template; fields that were not filled in are None."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def any(self, *names: str) -> bool:
        """Whether any of the named fields (or any at all) was filled in."""
        return any(self.__dict__[name] not in (None, ()) for name in names or self.__dict__)


def show_part(part: Part, evidence: Evidence, source: str | None = None, about: str = "") -> Fields:
    """The view of a part; facts without a source rest on the part's, or on that of the block around it.

    Quotes are listed under the field's name, behind what it is about where that says too little.
    """
    specs, values = fields_of(type(part)), vars(part)
    source = named_source(values.get("source"), source)
    # Most fields of a card are not filled in.
    fields = {
        name: None if values[name] is None else _show_field(values[name], spec, evidence, source, about)
        for name, spec in specs.items()
        if name != "source"
    }
    if "source" in specs and isinstance(fields.get("quote"), str | None):
        fields["mark"] = evidence.mark(source, values.get("quote"), _about(part))
    return Fields(**fields)


def named_source(own: str | None, around: str | None) -> str | None:
    """The source that a fact rests on: its own, or that of what is around it; `none` means neither."""
    chosen = own or around
    return None if chosen == "none" else chosen


def _about(part: Part) -> str:
    """What a quote for the whole part is about: what it is called, or its field."""
    if isinstance(part, LicenseTerms):
        return markup.inline_code("license")
    names = (getattr(part, name, None) for name in ("benchmark", "dataset", "name", "title"))
    return next((name for name in names if name), "")


_NAMED_BY_PART = (Attention, Experts, ForwardPass)
"""Parts whose fields are called `kind` or `total`: of what, only the part says."""


def _show_field(value: Any, spec: FieldSpec, evidence: Evidence, source: str | None, about: str = "") -> Any:
    if isinstance(value, Fact):
        named = about if spec.name in {"kind", "pattern"} else f"{about} {spec.name}"
        return show(value, replace(spec, name=named) if about else spec, evidence, source)
    if isinstance(value, Part):
        return show_part(value, evidence, source, spec.name if isinstance(value, _NAMED_BY_PART) else "")
    if isinstance(value, tuple) and spec.part:
        return tuple(show_part(item, evidence, source) for item in value)
    return value


def show(fact: Fact[Any], spec: FieldSpec, evidence: Evidence, source: str | None = None) -> RenderedFact:
    """The fact with its marks, which open its formula as well, and its note; an absence with its reason."""
    mark = _mark(fact, spec, evidence, source)
    note = markup.inline(fact.note, evidence.resolve) if fact.note else NOTHING
    if fact.absent is not None:
        reason = markup.text(f": {fact.reason}" if fact.reason else "")
        words = markup.join((absent(fact.absent.words), reason))
        return RenderedFact(words, mark, note, fact.absent.words, known=False)
    value = _value(fact.value, spec, evidence.resolve)
    number = fact.value.value if isinstance(fact.value, Parameters | Tokens) else None
    return RenderedFact(value, mark, note, plain_value(fact.value), quoted=bool(fact.quote), number=number)


def _mark(fact: Fact[Any], spec: FieldSpec, evidence: Evidence, source: str | None) -> Safe:
    """What the fact rests on: its source, then how it was calculated."""
    read_in = named_source(fact.source, source)
    calculated = evidence.derived(fact.formula) if fact.formula else NOTHING
    if named_source(fact.source, None) or fact.quote:
        sourced = True
    elif fact.formula or fact.absent is not None:
        # The source of a block does not say what the card calculates, or what it finds missing.
        sourced = False
    else:
        # A passage is opinion as often as fact, and a link its own evidence: without a source they carry no
        # mark. A number always does.
        sourced = read_in is not None or spec.style not in {"prose", "link"}
    if not sourced:
        return calculated
    about = markup.inline_code(spec.name) if fact.quote else ""
    mark = evidence.mark(read_in, fact.quote, about)
    return markup.join((mark, calculated)) if calculated else mark


def show_derived(derived: Derived | None, evidence: Evidence) -> RenderedFact | None:
    """A calculated number, whose mark opens the formula."""
    if derived is None:
        return None
    mark, words = evidence.derived(derived.formula), markup.text(derived.text)
    return RenderedFact(words, mark, plain=derived.text, number=derived.value)


def titled(words: str, exact: str) -> Safe:
    """Words that show every digit while they are pointed at, where they lack some."""
    if exact == words:
        return markup.text(words)
    return markup.around(f'<span title="{markup.attribute(exact)}">', markup.text(words), "</span>")


_MOST = 300
"""Characters of a page's description, of which search engines and previews show a line or two."""


def described(summary: str) -> str:
    """A summary as the description of its page: plain text of one line."""
    words = markup.title(markup.words(summary))
    return words if len(words) <= _MOST else f"{words[: _MOST - 1]}…"


def absent(words: str) -> Safe:
    """That something is not there, in words."""
    return markup.around('<span class="cs-absent">', markup.text(words), "</span>")


def _value(value: Any, spec: FieldSpec, resolve: Resolver | None) -> Safe:
    if spec.style == "prose":
        return markup.prose(value, key=spec.name.replace(" ", "_"), resolve=resolve)
    if spec.style == "link":
        return markup.link(short_address(value), value)
    if spec.style == "language":
        return markup.text(language_names(value))
    return markup.text(plain_value(value))


def plain_value(value: Any) -> str:
    """The value in words: `12`, `yes`, `en, de`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Quantity):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(plain_value(item) for item in value)
    return str(getattr(value, "text", value))
