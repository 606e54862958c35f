"""Scores in free text: numbers next to the name of a benchmark; does not know cards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["AVERAGE", "Names", "ScoreStatement", "benchmark_names", "score_statements"]

Names = Mapping[str, tuple[str, ...]]
"""For each name of a benchmark, folded, the ids that it can mean."""
AVERAGE = "average"
"""Stands for an average over benchmarks where an id is expected."""


class ScoreStatement(NamedTuple):
    """A score that a text states."""

    name: str
    """The benchmark, in the text's own words."""
    benchmarks: tuple[str, ...]
    """The ids that the name can mean."""
    said: str
    """The score as the text has it."""


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
    r"(?<![\w.,/$±+^-])(?<!± )\d{1,3}(?:\.\d{1,8}(?!\.?\w)(?:\s?%)?|\s?%)(?!\s(?:points?|times|of guess))"
)
_DECIMAL = re.compile(r"\.(?<=\d\.)\d")
"""It begins with a sign that is quick to look for."""
_ON = re.compile(r"\s(?:accuracy |F1 )?on\s(?:the\s)?((?:\S{1,30}\s?){1,3})(?!in [A-Z])")
_SHOTS = re.compile(r"\(?(?:\d{1,3}|zero|one|five|ten)-shot\)?,?")
_LINK_WORDS = "accuracy score performance is was stands reported as at of with on an the"
_LINKS = frozenset(_LINK_WORDS.split())
"""What may stand between a name and its score."""
_WINDOW = 80


def score_statements(text: str, names: Names) -> tuple[ScoreStatement, ...]:
    """The scores that a text states, in order."""
    found: list[ScoreStatement] = []
    if "%" not in text and not _DECIMAL.search(text):
        return ()
    for match in _SCORE.finditer(text):
        on = _ON.match(text, match.end())
        after, before = (
            on[1].split() if on else [],
            text[max(0, match.start() - _WINDOW) : match.start()].split(),
        )
        while before and (
            before[-1] in "(:=," or before[-1].lower() in _LINKS or _SHOTS.fullmatch(before[-1])
        ):
            before.pop()
        nearest = [
            *(" ".join(after[:count]) for count in range(len(after), 0, -1)),
            *(" ".join(before[-count:]) for count in range(min(len(before), 3), 0, -1)),
        ]
        name = next((each for each in nearest if folded(each) in names), None)
        if name:
            found.append(ScoreStatement(name.strip("*`'’“”\"()[],:=.;"), names[folded(name)], match[0]))
    return tuple(found)
