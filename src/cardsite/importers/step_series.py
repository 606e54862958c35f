"""Files that differ in their step only become one source, so that a card need not list each of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, count

from .readings import Imported

__all__ = ["file_at", "folded"]

_STEP = re.compile(r"step\d+")
_PLACE = "step{step}"


def file_at(file: str, step: int | None) -> str:
    """The file of a step, where `{step}` stands for it in the name of a source's file."""
    return file if step is None else file.replace("{step}", str(step))


def folded(imported: Imported) -> Imported:
    """The same with one source for files whose names differ in the step only."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key, source in imported.sources.items():
        groups[_STEP.sub(_PLACE, source.get("file", ""))].append(key)
    sources: dict[str, Mapping[str, str]] = {}
    keys: dict[str, str] = {}
    for file, members in groups.items():
        first = imported.sources[members[0]]
        name = _free(_named(members[0], imported), sources)
        apart = len(members) > 1 and _PLACE in file
        sources[name] = (
            {**first, "title": _without_step(first.get("title", "")), "file": file} if apart else first
        )
        keys |= dict.fromkeys(members if apart else members[:1], name)
        for key in () if apart else members[1:]:
            sources[key], keys[key] = imported.sources[key], key
    runs = tuple(
        replace(run, fields={**run.fields, "source": keys.get(run.fields.get("source", ""), "")})
        for run in imported.runs
    )
    return replace(imported, sources=sources, runs=runs)


def _named(key: str, imported: Imported) -> str:
    """`results-0-shot` for runs without examples; the key itself where the shots differ or are not known."""
    shots = {run.fields.get("shots", "") for run in imported.runs if run.fields.get("source") == key}
    return f"results-{shots.pop()}-shot" if len(shots) == 1 and "" not in shots else key


def _free(name: str, taken: Mapping[str, object]) -> str:
    """The name, or the first with a number behind it that is not taken."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(each for each in chain((name,), numbered) if each not in taken)


def _without_step(title: str) -> str:
    return re.sub(r",? step [\d,]+\d|,? step \d", ", each checkpoint", title)
