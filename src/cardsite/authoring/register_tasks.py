"""Entries of benchmarks.yaml for tasks of evaluation results that no benchmark stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ..catalogue import Catalogue
from ..files import write_file
from ..importers.harness_remarks import shown_name
from ..yamlio.editor import quoted_text

__all__ = ["register_tasks"]


def register_tasks(cards: Path, tasks: Mapping[str, str], catalogue: Catalogue) -> list[str]:
    """Adds an entry for each task, with placeholders for what its author has to say; gives the new ids.

    Tasks without scores, those whose name cannot be an id, and those whose id is taken are passed over.
    """
    path = cards / "benchmarks.yaml"
    text = path.read_bytes().decode("utf-8") if path.is_file() else ""
    known = {*catalogue.registries.benchmarks, *re.findall(r"(?m)^([A-Za-z0-9][^:\s]*):", text)}
    lines: dict[str, str] = {}
    for task, metric in tasks.items():
        name = re.sub(r"[^a-z0-9]+", "-", task.casefold()).strip("-")
        if not metric or not name or len(name) > 60 or name in known | set(lines) or shown_name(task) != task:
            continue
        lines[name] = (
            f"{quoted_text(name)}:\n  name: {{its name}}\n  measures: {{what it measures, in a sentence}}\n"
            f"  metric: {metric if metric in catalogue.registries.metrics else '{an id of a metric}'}\n"
            f"  aliases: [{quoted_text(task)}]\n"
        )
    if lines:
        start = f"{text.rstrip()}\n" if text.strip() else ""
        write_file(path, (start + "".join(lines.values())).encode())
    return list(lines)
