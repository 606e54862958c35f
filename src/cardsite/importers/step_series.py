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
        key = members[0]
        first = imported.sources[key]
        shots = {run.fields.get("shots", "") for run in imported.runs if run.fields.get("source") == key}
        # The key itself where the shots differ or are not known; with a number behind it where it is taken.
        plain = f"results-{shots.pop()}-shot" if len(shots) == 1 and "" not in shots else key
        numbered = (f"{plain}-{number}" for number in count(2))
        name = next(each for each in chain((plain,), numbered) if each not in sources)
        apart = len(members) > 1 and _PLACE in file
        title = re.sub(r",? step [\d,]+\d|,? step \d", ", each checkpoint", first.get("title", ""))
        sources[name] = {**first, "title": title, "file": file} if apart else first
        keys |= dict.fromkeys(members if apart else members[:1], name)
        for key in () if apart else members[1:]:
            sources[key], keys[key] = imported.sources[key], key
    runs = tuple(
        replace(run, fields={**run.fields, "source": keys.get(run.fields.get("source", ""), "")})
        for run in imported.runs
    )
    return replace(imported, sources=sources, runs=runs)
