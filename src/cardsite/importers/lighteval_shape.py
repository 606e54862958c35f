"""Files of LightEval, and of the first Open LLM Leaderboard, in the shape of lm-evaluation-harness."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .input_files import Literal

__all__ = ["as_lm_eval"]

_AVERAGE = "_average"
_OURS = "harness"
"""What the first leaderboard called tasks that it ran with lm-evaluation-harness: `harness|gsm8k|5`."""


def as_lm_eval(data: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The same results in the other shape, and the program that measured them.

    The name of a task has its suite and shots in it: `leaderboard|arc:challenge|25`, in some versions with a
    fourth part. The row `all` is a mean over unlike tasks, and left out.
    """
    general = data.get("config_general")
    settings: Mapping[str, Any] = general if isinstance(general, dict) else {}
    rows: dict[str, Any] = {}
    shots: dict[str, Any] = {}
    members: dict[str, list[str]] = {}
    suites = set()
    for name, row in data["results"].items():
        suite, task, number = _parts(name)
        if name == "all" or not task:
            continue
        suites.add(suite)
        group, _, part = task.partition(":")
        plain = group if part == _AVERAGE else task.replace(":", "_")
        if plain in rows:
            plain = f"{plain}_{number}_shot"
        rows[plain] = row
        shots[plain] = number
        if part == _AVERAGE:
            members.setdefault(group, [])
    for name in rows:
        group = next((each for each in members if name.startswith(f"{each}_")), "")
        if group:
            members[group].append(name)
    program = "lm-evaluation-harness" if suites == {_OURS} else "lighteval"
    model = settings.get("model_config")
    named = settings.get("model_name") or (model.get("model_name") if isinstance(model, dict) else None)
    made: dict[str, Any] = {
        "results": rows,
        "n-shot": shots,
        "versions": {},
        "config": {
            "model_args": {"pretrained": named, "dtype": _plain(settings.get("model_dtype"))},
            "model_sha": settings.get("model_sha"),
        },
    }
    if members:
        made["group_subtasks"] = members
    if program == "lighteval":
        made["git_hash"] = settings.get("lighteval_sha")
    return made, program


def _parts(name: str) -> tuple[str, str, Any]:
    """Suite, task and shots; the last as numbers of JSON are read here."""
    parts = name.split("|")
    if len(parts) < 3 or not re.fullmatch(r"[0-9]{1,4}", parts[2]):
        return "", "", None
    return parts[0], parts[1], Literal(parts[2])


def _plain(dtype: Any) -> Any:
    return dtype.removeprefix("torch.") if isinstance(dtype, str) else None
