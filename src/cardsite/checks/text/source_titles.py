"""Whether the title of a source and its address are about a model of one size."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ..definition import Finding
from .phrases import words_of

__all__ = ["of_another_size"]

_SIZE = re.compile(r"(?<![a-z0-9])(?:(\d+)[-_.p])?(\d+)([mb])(?![a-z0-9])")
_ROUNDED = 0.05
"""Of two sizes that differ by less, one is the other rounded: 6.7B and 7B."""
_HINT = "give the address of what the title names, or correct the title"


def of_another_size(entry: CardEntry) -> Iterator[Finding]:
    """Sources whose titles name this model with one size and whose addresses with another."""
    words = words_of(entry.card.name)
    stem = words[: next((at for at, word in enumerate(words) if _SIZE.fullmatch(word)), 0)]
    for key, source in entry.card.sources.items():
        if not source.url:
            continue
        path = source.url.partition("://")[2].partition("/")[2].lower()
        told = words_of(source.title)
        named = [found for word in _after(stem, told) if (found := _SIZE.fullmatch(word))]
        there = {found[0]: found for found in _SIZE.finditer(path)}
        # An address with several sizes is of something larger.
        if len(there) == 1 and named and all(word in path for word in stem):
            size, leads = there.popitem()
            # `Tapir 1.4B, which was called 1.3B` explains its address.
            if not any(_may_be_one(leads, each) for each in map(_SIZE.fullmatch, told) if each):
                says = " and ".join(each[0].upper() for each in named)
                message = f"the title says {says}, but the address {size.upper()}"
                yield Finding(("sources", key, "url"), message, _HINT)


def _after(stem: tuple[str, ...], words: tuple[str, ...]) -> Iterator[str]:
    """The words that follow a name of several."""
    ends = range(len(stem), len(words)) if stem else ()
    return (words[end] for end in ends if words[end - len(stem) : end] == stem)


def _may_be_one(one: re.Match[str], other: re.Match[str]) -> bool:
    return any(
        abs(size - theirs) <= _ROUNDED * max(size, theirs) for size in _sizes(one) for theirs in _sizes(other)
    )


def _sizes(match: re.Match[str]) -> tuple[float, ...]:
    """What a size may be, in millions: `3-8b` is the 8B of the third version, or 3.8B."""
    before, number, unit = match.groups()
    forms = (number, f"{before}.{number}") if before else (number,)
    return tuple(float(form) * (1000 if unit == "b" else 1) for form in forms)
