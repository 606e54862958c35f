"""Scores in free text: numbers next to the name of a benchmark; does not know cards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["AVERAGE", "Names", "ScoreStatement", "benchmark_names", "score_statements"]

Names = Mapping[str, tuple[str, ...]]
"""For each name of a benchmark, folded, the ids that it can mean."""
AVERAGE = "average"
"""Stands for an average over benchmarks where an id is expected."""


@dataclass(frozen=True, slots=True)
class ScoreStatement:
    """A score that a text states."""

    name: str
    """The benchmark, in the text's own words."""
    benchmarks: tuple[str, ...]
    """The ids that the name can mean."""
    said: str
    """The score as the text has it."""
    start: int
    end: int


def folded(name: str) -> str:
    """A name without case and without what separates its parts."""
    return _BETWEEN.sub("", name.casefold())


_BETWEEN = re.compile(r"[\s_\-*`'’“”\"()\[\],:=.]+")


def benchmark_names(benchmarks: Mapping[str, tuple[str, ...]]) -> Names:
    """The names, given those of each benchmark's id; `ARC` alone means every benchmark that begins so."""
    found: dict[str, list[str]] = {AVERAGE: [AVERAGE], "mean": [AVERAGE]}
    for identity, names in benchmarks.items():
        first, _, rest = names[0].partition(" ")
        short = [first] if rest and first.isupper() and len(first) > 2 else []
        for name in dict.fromkeys(folded(each) for each in (identity, *names, *short)):
            found.setdefault(name, []).append(identity)
    return {name: tuple(ids) for name, ids in found.items()}


_SCORE = re.compile(
    r"\d\d{0,2}(?:\.\d{1,8}(?!\d))?(?:(?P<percent>[ \u00a0]?%)|(?<=\.\d)|(?<=\.\d\d)"
    r"|(?<=\.\d{3})|(?<=\.\d{4}))(?![\w%]|\.\d)"
    r"(?!\s(?:points?|standard|times|more|less|of guess|higher|lower))"
)
_DECIMAL = re.compile(r"\.(?<=\d\.)\d")
"""It begins with a sign that is quick to look for."""
_GLUE = frozenset(".,/$±+^-_")
_ON = re.compile(r"\s(?:(?:in )?(?:accuracy|F1)\s)?(?:on|in)\s(?:the\s)?((?:\S{1,30}\s?){1,3})")
_WINDOW = 80


def score_statements(text: str, names: Names) -> tuple[ScoreStatement, ...]:
    """The scores that a text states, in order."""
    if "%" not in text and not _DECIMAL.search(text):
        return ()
    found: list[ScoreStatement] = []
    for match in _SCORE.finditer(text):
        before = text[match.start() - 1] if match.start() else " "
        if before.isalnum() or before in _GLUE or text.endswith("± ", 0, match.start()):
            continue
        named = _named(text, match, names, found)
        if named is not None:
            name, ids = named
            found.append(ScoreStatement(name, ids, match[0], match.start(), match.end()))
    return tuple(found)


def _named(
    text: str, match: re.Match[str], names: Names, before: list[ScoreStatement]
) -> tuple[str, tuple[str, ...]] | None:
    on = _ON.match(text, match.end())
    if on:
        words = on[1].split()
        for count in range(len(words), 0, -1):
            ids = names.get(folded(" ".join(words[:count])))
            if ids:
                part = _IN_A_LANGUAGE.match(" ".join(text[on.start(1) :][:_WINDOW].split()[count:]))
                return None if part else (_bare(" ".join(words[:count])), ids)
    if before and _PAIR.fullmatch(text, before[-1].end, match.start()):
        return before[-1].name, before[-1].benchmarks
    return _before(text[max(0, match.start() - _WINDOW) : match.start()], names)


_IN_A_LANGUAGE = re.compile(r"in [A-Z][a-z]+")
"""`45.2% on HellaSwag in German` is a score of a part or of a translation."""
_PAIR = re.compile(r"\s(?:to|and|against)\s")
_SHOTS = re.compile(r"\(?(?:\d{1,3}|zero|one|five|ten)-shot,?\)?,?")
_LINK_WORDS = (
    "accuracy score scores scored at of is was are reaches reached rises falls from to with a an the "
    "performance reported as stands twice shot result about around it we our model gets achieves obtains "
    "attains"
)
_LINKS = frozenset(_LINK_WORDS.split())
_MOST_LINKS = 8


def _before(window: str, names: Names) -> tuple[str, tuple[str, ...]] | None:
    """The benchmark that the words before a number end with, apart from `accuracy of` and the like."""
    words = window.split()
    for _ in range(_MOST_LINKS):
        if not words or not (
            _SHOTS.fullmatch(words[-1]) or words[-1].strip("(:=,").lower() in _EMPTY_OR_LINK
        ):
            break
        words.pop()
    for count in (3, 2, 1):
        said = " ".join(words[-count:])
        ids = names.get(folded(said)) if said and said[-1] not in ".;" else None
        if ids:
            return _bare(said), ids
    return None


_EMPTY_OR_LINK = _LINKS | {""}


def _bare(name: str) -> str:
    return name.strip("*`'’“”\"()[],:=.;")
