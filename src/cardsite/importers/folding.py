"""Files that differ in their step only become one source, so that a card need not list each of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from .base import Imported

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
        if len(members) == 1 or _PLACE not in file:
            sources |= {key: imported.sources[key] for key in members}
            keys |= {key: key for key in members}
            continue
        name = _named(members[0], imported)
        sources[name] = {**first, "title": _without_step(first.get("title", "")), "file": file}
        keys |= dict.fromkeys(members, name)
    runs = tuple(
        replace(run, fields={**run.fields, "source": keys.get(run.fields.get("source", ""), "")})
        for run in imported.runs
    )
    return replace(imported, sources=sources, runs=runs)


def _named(key: str, imported: Imported) -> str:
    """`results-0-shot` for runs without examples."""
    shots = next((run.fields.get("shots") for run in imported.runs if run.fields.get("source") == key), None)
    return f"results-{shots}-shot" if shots else "results"


def _without_step(title: str) -> str:
    return re.sub(r",? step [\d,]+\d|,? step \d", ", each checkpoint", title)
