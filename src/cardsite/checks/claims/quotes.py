"""Checks that quotes contain the values they stand beside, and that each says where it was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...catalogue import CardEntry, Location
from ...problems import Severity
from ...schema import Capability, Card, Date, ExtraRow, Fact, LicenseTerms, Part, Quantity, Result
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .quoting import holds, holds_license

__all__ = ["CHECKS"]


Quote = tuple[Location, str, list[Any]]
"""The path of a quote, its words, and the parts it lies in, from the card down."""


def _last(context: CheckContext) -> dict[str, tuple[Quote, ...]]:  # noqa: ARG001
    """The quotes of the card that was looked at last, since both checks ask for them."""
    return {}


def _quotes(entry: CardEntry, context: CheckContext) -> tuple[Quote, ...]:
    known = context.made(_last)
    if entry.id not in known:
        known.clear()
        known[entry.id] = tuple(_read(entry, context))
    return known[entry.id]


def _read(entry: CardEntry, context: CheckContext) -> Iterator[Quote]:
    for passage in context.passages(entry):
        if passage.path[-1] == "quote":
            parts = _parts(entry.card, passage.path[:-1])
            # A sample's input can have a key of that name.
            if isinstance(parts[-1], Part):
                yield passage.path, passage.text, parts


def _parts(card: Card, path: Location) -> list[Any]:
    parts: list[Any] = [card]
    for step in path:
        here = parts[-1]
        parts.append(
            getattr(here, step) if isinstance(step, str) and not isinstance(here, dict) else here[step]
        )
    return parts


@check("quote-value", Severity.WARNING)
def value(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A quote does not contain the value that it is the evidence for.

    The quote is what a reader compares verbatim. If the number in it is another one, then the value
    or the quote was copied from the wrong place. `1.3B` holds 1,300,000,000, `38.0%` holds 0.38, `0.0006`
    holds 6e-4, `April 3, 2023` holds 2023-04-03. For names one word of them is enough.

    To fix it: read the source again, and correct the value or the quote.

    Wrong:

        architecture:
          attention_heads:
            value: 32
            quote: 20 attention heads
            source: https://example.org/readme

    Right:

        architecture:
          attention_heads:
            value: 32
            quote: '"num_heads": 32'
            source: https://example.org/config
    """
    for path, quote, parts in _quotes(entry, context):
        lacking = _lacking(parts[-1], quote)
        if lacking is not None:
            yield Finding(path, f"the quote {quoted(quote)} does not hold {lacking}")


def _lacking(part: Any, quote: str) -> str | None:
    """What of a part's value the quote lacks, for a message."""
    if isinstance(part, LicenseTerms):
        return None if part.id is None or holds_license(part.id, quote) else quoted(part.id)
    for each in _values(part):
        if not holds(each, quote):
            return _shown(each)
    return None


def _values(part: Any) -> tuple[Any, ...]:
    """The values that a part's quote is for; those that only a person can look for are left out."""
    if isinstance(part, (Fact, ExtraRow)):
        found = part.value
    elif isinstance(part, Result):
        found = part.score
    else:
        found = part.supported if isinstance(part, Capability) else None
    values = found if isinstance(found, tuple) else (found,)
    return tuple(
        _FLAGS.get(each, each) if isinstance(each, str) else each for each in values if _can_be_found(each)
    )


_FLAGS = {"yes": True, "Yes": True, "no": False, "No": False}
_SHORTEST = 3
"""Shorter words are codes: `en` stands for a language that sources write out."""


def _can_be_found(value: Any) -> bool:
    if isinstance(value, str):
        return (len(value) >= _SHORTEST or value in _FLAGS or value.isdecimal()) and not value.startswith(
            ("http:", "https:", "mailto:", "@")
        )
    return isinstance(value, (Quantity, Date, bool))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return quoted(value) if isinstance(value, str) else value.text if isinstance(value, Date) else str(value)


@check("quote-source", Severity.WARNING)
def source(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A quote names no source, and the block that it is in names none either.

    Words in quotation marks are somebody's. Without a source nobody can look whether they stand there, and
    the page shows them as the card's own assertion.

    To fix it: add `source:` beside the quote, or to the block for all that it holds.

    Wrong:

        architecture:
          layers: {value: 12, quote: '"num-layers": 12'}

    Right:

        architecture:
          layers: {value: 12, quote: '"num-layers": 12', source: config}
        sources:
          config: {title: Training configuration, url: "https://example.org/config"}
    """
    for path, quote, parts in _quotes(entry, context):
        named = (getattr(part, "source", None) for part in reversed(parts))
        if next((each for each in named if each), "none") == "none":
            yield Finding(path, f"the quote {quoted(quote)} has no source")


CHECKS = (value, source)
