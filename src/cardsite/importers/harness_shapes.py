"""Files of lm-evaluation-harness, of all versions since 0.3, in one shape; numbers keep their spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..problems import Place, Problem
from ..yamlio.text import clean, quoted
from .harness_metrics import RENAMED, Key
from .harness_remarks import Kind, Remarks
from .input_files import Literal, Refused
from .kinds import read_object
from .lighteval_shape import as_lm_eval

__all__ = ["HarnessFile", "Task", "read_results", "whole"]

_NO_METRICS = frozenset({"", "alias", "name", "sample_len", "sample_count", "samples"})
"""What is listed among the metrics of a task and is not one; up to 0.4.11 groups have a key of one space."""
_WORD = re.compile(r"[\w@.:/%+-]{1,80}")
_VERSION = re.compile(r"(?!(?:N/A|None|Yaml|null)$)[\w.+-]{1,60}")
_REVISION = re.compile(r"[\w.+/@-]{1,100}")
_HUB = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_SPLIT = re.compile(r"[\w.\[\]:%+-]{1,60}")
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,20})?")
_HOW_LOADED = ("dtype", "load_in_8bit", "load_in_4bit", "peft")
"""Arguments that change scores; others can hold paths and keys of whoever measured, and are not published."""
_MOST = {"tasks": 20_000, "scores of one task": 1_000, "groups": 500, "tasks in groups": 10_000}
"""Far more than the harness has; larger files would take long to go through."""

_ODD = Kind("import-unknown", "not understood: {names}")


@dataclass(frozen=True, slots=True)
class Task:
    """The scores of a task or of a group of tasks, as the file has them."""

    name: str
    scores: Mapping[Key, Any]
    errors: Mapping[Key, Any]
    shots: str = ""
    version: str = ""
    split: str = ""
    counts: tuple[int, int] | None = None
    """How many examples were scored, and how many there are."""
    higher: Mapping[str, bool] | None = None
    """Whether higher scores are better, by metric, where the file says so."""
    called: Mapping[str, str] = field(default_factory=dict)
    """What the file calls metrics that have another name here."""


@dataclass(frozen=True, slots=True)
class HarnessFile:
    """What one file says; texts are empty where it says nothing."""

    tasks: Mapping[str, Task]
    groups: Mapping[str, tuple[str, ...]]
    """The members, tasks or further groups, of each group that has some."""
    pooled: bool
    """Whether the errors of groups follow from those of their tasks; before 0.4.2 they are far too large."""
    model: str
    """The model's id on the hub, `with` that of an adapter; empty for what may be a path."""
    identity: str
    """What distinguishes the models of two files; not to be published."""
    revision: str
    commit: str
    """The commit of the weights."""
    harness: str
    """The version of the harness, or its commit."""
    moment: Decimal | None
    """When it was measured, in seconds since 1970."""
    limit: str
    """The most examples of a task, or their share, that were scored."""
    prompt: str
    program: str
    """The harness: `lm-evaluation-harness`, `lighteval`."""
    loaded: tuple[str, ...]
    """How the weights were loaded: `dtype=float16`."""

    @property
    def date(self) -> str:
        """The day it was measured, in UTC."""
        return datetime.fromtimestamp(int(self.moment), UTC).date().isoformat() if self.moment else ""


def read_results(path: Path, label: str) -> tuple[HarnessFile, Remarks]:
    """What a file says, and remarks on what is not understood; raises Refused for what are not results."""
    data, text = read_object("lm-eval", path, label)
    remarks = Remarks(label, text)
    program = "lm-evaluation-harness"
    if "config_general" in data:
        data, program = as_lm_eval(data)
    config = _mapping(data.get("config"))
    arguments = _arguments(config.get("model_args"))
    model = _text(arguments.get("pretrained") or arguments.get("model") or data.get("model_name"))
    adapter = _matching(_HUB, arguments.get("peft"))
    revision = _matching(_REVISION, arguments.get("revision") or config.get("model_revision"))
    commit = _matching(_VERSION, config.get("model_sha"))
    groups = _groups(data)
    _refuse_too_many(data["results"], groups, label)
    file = HarnessFile(
        tasks=_tasks(data, remarks),
        groups=groups,
        pooled="group_subtasks" in data,
        model=" with ".join(part for part in (_matching(_HUB, model), adapter) if part),
        identity=f"{model} {_text(arguments.get('peft'))}".strip(),
        # The commit in place of `main`, which moves.
        revision=(commit or revision) if revision in ("", "main") else revision,
        commit=commit,
        harness=_matching(_VERSION, data.get("lm_eval_version")) or _matching(_VERSION, data.get("git_hash")),
        moment=_moment(data.get("date"), remarks),
        limit=_limit(config, remarks),
        prompt=_prompt(data),
        program=program,
        loaded=tuple(_loaded(arguments)),
    )
    return file, remarks


def _refuse_too_many(rows: Mapping[str, Any], groups: Mapping[str, tuple[str, ...]], label: str) -> None:
    counts = {
        "tasks": len(rows),
        "scores of one task": max(len(_mapping(row)) for row in rows.values()),
        "groups": len(groups),
        "tasks in groups": sum(map(len, groups.values())),
    }
    for what, count in counts.items():
        if count > _MOST[what]:
            message = f"{count:,} {what}, where {_MOST[what]:,} are the most that is read"
            raise Refused(Problem("import-file", Place(label), message))


def whole(value: Any) -> int | None:
    """A whole number as small as those of shots and examples are; None for anything else."""
    return int(value) if isinstance(value, Literal) and re.fullmatch(r"[0-9]{1,9}", value) else None


def _tasks(data: Mapping[str, Any], remarks: Remarks) -> dict[str, Task]:
    rows = {**_mapping(data.get("groups")), **data["results"]}
    filtered = "configs" in data or any(
        "," in key for row in rows.values() if isinstance(row, dict) for key in row
    )
    found = {}
    for name, row in rows.items():
        if isinstance(row, dict):
            found[name] = _task(name, row, data, filtered, remarks)
        else:
            remarks.add(_ODD, f"results.{name}", "results", name)
    return found


def _task(
    name: str, row: Mapping[str, Any], data: Mapping[str, Any], filtered: bool, remarks: Remarks
) -> Task:
    scores: dict[Key, Any] = {}
    errors: dict[Key, Any] = {}
    for key, value in row.items():
        metric, comma, filter_ = key.partition(",")
        if key.strip() in _NO_METRICS:
            continue
        filter_ = "" if filter_ == "none" else filter_
        if bool(comma) != filtered or not all(_WORD.fullmatch(word) for word in (metric, filter_ or "none")):
            remarks.add(_ODD, f"results.{name}.{key}", "results", name, key)
            continue
        is_error = metric.endswith("_stderr")
        metric = metric.removesuffix("_stderr")
        (errors if is_error else scores)[RENAMED.get((name, metric), metric), filter_] = value
    config = _mapping(_mapping(data.get("configs")).get(name))
    samples = _mapping(_mapping(data.get("n-samples")).get(name))
    scored, every = whole(samples.get("effective")), whole(samples.get("original"))
    better = _mapping(_mapping(data.get("higher_is_better")).get(name))
    return Task(
        name=name,
        scores=scores,
        errors=errors,
        shots=_shots(name, config, data),
        version=_matching(_VERSION, _mapping(data.get("versions")).get(name)),
        split=_matching(_SPLIT, config.get("test_split") or config.get("validation_split")),
        counts=None if scored is None or every is None else (scored, every),
        higher={RENAMED.get((name, key), key): it for key, it in better.items() if isinstance(it, bool)},
    )


def _shots(name: str, config: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    for found in (
        _mapping(data.get("n-shot")).get(name),
        config.get("num_fewshot"),
        _mapping(data.get("config")).get("num_fewshot"),
    ):
        if (number := whole(found)) is not None:
            return str(number)
    return ""


def _groups(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Groups and their members; from 0.4.2 on the file lists them, together with tasks that have none."""
    if "group_subtasks" not in data:
        return _indented_groups(data["results"], _mapping(data.get("groups")))
    found = {
        name: tuple(dict.fromkeys(each for each in members if isinstance(each, str) and each != name))
        for name, members in _mapping(data["group_subtasks"]).items()
        if isinstance(members, list)
    }
    return {name: members for name, members in found.items() if members}


_INDENT = re.compile(r"( {1,50})- ")


def _indented_groups(rows: Mapping[str, Any], groups: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The groups of 0.4.0 and 0.4.1, which show in how far the aliases below them are indented.

    A group that stands before the one that it belongs to begins with its name.
    """
    found: dict[str, list[str]] = {}
    above: list[tuple[int, str]] = []
    for name, row in rows.items():
        indent = _INDENT.match(_text(_mapping(row).get("alias")))
        depth = len(indent[1]) if indent else 0
        while above and above[-1][0] >= depth:
            above.pop()
        parent = above[-1][1] if above else ""
        if depth and not above:
            parts = name.split("_")[:20]
            heads = ("_".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
            parent = next((head for head in heads if head in groups), "")
        if parent in groups and parent != name:
            found.setdefault(parent, []).append(name)
        above.append((depth, name))
    return {name: tuple(members) for name, members in found.items()}


def _arguments(given: Any) -> dict[str, Any]:
    """The arguments of the model: `pretrained=a/b,revision=step10`, or since 0.4.12 perhaps a mapping."""
    if isinstance(given, dict):
        return given
    pairs = (each.partition("=") for each in _text(given).split(","))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _loaded(arguments: Mapping[str, Any]) -> Iterator[str]:
    for name in _HOW_LOADED:
        value = arguments.get(name)
        said = {True: "True", False: ""}[value] if isinstance(value, bool) else _matching(_WORD, value)
        pattern = _HUB if name == "peft" else _WORD
        if said not in ("", "auto", "False") and pattern.fullmatch(said):
            yield f"{name}={said}"


def _limit(config: Mapping[str, Any], remarks: Remarks) -> str:
    given = config.get("limit")
    if given is None:
        return ""
    if not isinstance(given, Literal) or not _NUMBER.fullmatch(given):
        remarks.add(_ODD, "config.limit", "config", "limit")
        return "unknown"
    return re.sub(r"\.0+$", "", given)


_EARLIEST, _LATEST = 1_000_000_000, 10_000_000_000


def _moment(given: Any, remarks: Remarks) -> Decimal | None:
    if given is None:
        return None
    if isinstance(given, Literal) and _NUMBER.fullmatch(given) and _EARLIEST < Decimal(given) < _LATEST:
        return Decimal(given)
    remarks.add(_ODD, "date", "date")
    return None


def _prompt(data: Mapping[str, Any]) -> str:
    """What stood around the examples; a run with a chat template is another one than a run without."""
    parts = []
    if _text(data.get("chat_template")):
        digest = _matching(_VERSION, data.get("chat_template_sha"))[:12]
        parts.append(f"chat template (SHA-256 {digest}…)" if digest else "chat template")
    if instruction := _text(data.get("system_instruction")):
        parts.append(f"system instruction {quoted(clean(instruction))}")
    if parts and data.get("fewshot_as_multiturn") is True:
        parts.append("examples as turns")
    return ", ".join(parts)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str) else ""


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    """A text or a number of the file, where it has the form that is expected."""
    text = _text(value)
    return text if pattern.fullmatch(text) else ""
