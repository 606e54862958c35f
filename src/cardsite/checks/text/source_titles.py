"""Whether the title of a source and its address are about one and the same model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...facts.hub import model_id_at
from ...schema import known
from ..check_context import CheckContext
from ..definition import Finding
from .mentions import names
from .phrases import words_of
from .prose import word_set

__all__ = ["of_another_model"]

_SIZE = re.compile(r"(?<![a-z0-9])(?:(\d+)[-_.p])?(\d+)([mb])(?![a-z0-9])")
_ROUNDED = 0.05
"""Of two sizes that differ by less, one is the other rounded: 6.7B and 7B."""
_THING = (
    r"config(?:uration)?|config\.json|weights|tokenizer|card|readme|checkpoints?|repository",
    r"(?: file)? (?:of|for) (?:the )?",
)
_THING_OF = re.compile(
    rf"(?:(?:the|training|model|generation) ){{0,2}}(?:{_THING[0]}){_THING[1]}", re.IGNORECASE
)
_HINT = "give the address of what the title names, or correct the title"


def of_another_model(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """Sources whose titles name one model and whose addresses another: another size, or another card's."""
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
        elif other := _thing_of_another(source.title, source.url, entry, context):
            message = f"the title names {other}, but the address this model"
            yield Finding(("sources", key, "title"), message, _HINT)


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


def _thing_of_another(title: str, url: str, entry: CardEntry, context: CheckContext) -> str:
    """The model of another card whose file the title says that an address of this model is."""
    begins, own = _THING_OF.match(title), known(entry.card.hub_id)
    if begins is None or own is None or (model_id_at(url) or "").casefold() != own.casefold():
        return ""
    every, rest = names(context).models, title[begins.end() :]
    hit = next(every.inside(rest, every.beginnings(word_set(rest))), None)
    return rest[: hit.end] if hit and not hit.start and entry.id not in hit.values else ""
