"""What kind of file a file is, recognised by what only its kind has, so that no importer reads another's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..problems import Place, Problem
from ..yamlio.document import MappingNode as YamlMapping
from ..yamlio.document import SequenceNode as YamlSequence
from ..yamlio.document import parse
from .harness_remarks import listed
from .input_files import Refused, read_json, read_text
from .neox_keys import HALLMARKS, HYPHENATED, REQUIRED

__all__ = ["KINDS", "is_pipeline", "is_timm", "is_training_file", "kind_of", "read_object", "wrong_kind"]

KINDS = {
    "lm-eval": "a file of results of lm-evaluation-harness or LightEval",
    "hf-config": "a config.json of transformers",
    "neox": "a training file of GPT-NeoX",
    "safetensors": "weights in safetensors",
    "table": "a table in CSV, with a file that says what its columns mean",
}
"""What can be imported, by the word that commands have for it."""

_CONTENTS = {
    "lm-eval": 'such a file has scores by task in "results", and "versions" or "config" beside it',
    "hf-config": 'such a file names its type in "model_type", or its classes in a list "architectures"',
    "neox": "such a file has num-layers, pos-emb, train-iters or the like at its top",
}
_RESULTS = frozenset({"configs", "git_hash", "group_subtasks", "lm_eval_version", "n-shot", "versions"})
_EVALUATED = frozenset({"batch_size", "limit", "model", "model_args", "num_fewshot"})
_SHAPES = (
    frozenset({"num_hidden_layers", "hidden_size", "num_attention_heads"}),
    frozenset({"n_layer", "n_embd", "n_head", "vocab_size"}),
)


def is_training_file(data: Mapping[str, object]) -> bool:
    """Whether these are arguments of GPT-NeoX: one that only it has, or the four that it has to be given."""
    if "model_type" in data or "architectures" in data or "results" in data:
        return False
    names = {name.replace("-", "_") for name in data}
    hyphenated = {name.replace("-", "_") for name in data if "-" in name}
    return bool(names & HALLMARKS or hyphenated & HYPHENATED) or names >= REQUIRED


def _is_results(data: Mapping[str, object]) -> bool:
    """Whether these are results of lm-evaluation-harness, or of LightEval, which has a `config_general`."""
    rows, config = data.get("results"), data.get("config")
    if not isinstance(rows, dict):
        return False
    if isinstance(data.get("config_general"), dict):
        return any(name.count("|") > 1 for name in rows)
    told = not _RESULTS.isdisjoint(data) or (isinstance(config, dict) and not _EVALUATED.isdisjoint(config))
    return told and any(isinstance(row, dict) for row in rows.values())


def is_pipeline(data: Mapping[str, object]) -> bool:
    """Whether this is the index of a pipeline of diffusers."""
    return str(data.get("_class_name")).endswith("Pipeline")


def is_timm(data: Mapping[str, object]) -> bool:
    """Whether this is a configuration of timm."""
    return isinstance(data.get("pretrained_cfg"), dict) and isinstance(data.get("architecture"), str)


def _is_configuration(data: Mapping[str, object]) -> bool:
    """Whether this is a configuration of transformers; the first ones, of BERT and GPT-2, name no type."""
    if (isinstance(data.get("model_type"), str) and data["model_type"]) or is_pipeline(data) or is_timm(data):
        return True
    classes = data.get("architectures")
    if isinstance(classes, list) and classes and all(isinstance(each, str) for each in classes):
        return True
    return any(all(str(data.get(name)).isdecimal() for name in shape) for shape in _SHAPES)


_TESTS = {"lm-eval": _is_results, "hf-config": _is_configuration, "neox": is_training_file}


def kind_of(text: str) -> str:
    """The kind of a file that holds this text; empty for any other, and for what cannot be read."""
    data = _content(text)
    if not isinstance(data, dict):
        return ""
    return next((kind for kind, has_marks in _TESTS.items() if has_marks(data)), "")


def wrong_kind(kind: str, text: str, label: str) -> Problem:
    """Says of a file that it is not of a kind, what it is instead, and which importer reads it."""
    found, data = kind_of(text), _content(text)
    if found:
        what, hint = KINDS[found], f"cardsite import {found} reads it"
    elif isinstance(data, dict):
        what, hint = f"fields {listed(list(data))}" if data else "no fields", _CONTENTS[kind]
    else:
        what, hint = "a list" if isinstance(data, list) else "other text", _CONTENTS[kind]
        what = "JSON Lines" if _is_json_lines(text) else what if text.strip() else "an empty file"
    problem = Problem("import-kind", Place(label), f"expected {KINDS[kind]}, found {what}", hint=hint)
    return replace(problem, code="import-file") if data is None else problem


def read_object(kind: str, path: Path, label: str) -> tuple[dict[str, Any], str]:
    """What a JSON file of a kind holds, as from `read_json`; raises Refused for a file of another kind."""
    try:
        data, text = read_json(path, label)
    except Refused:
        text = read_text(path, label)
        other = _is_json_lines(text) or not text.lstrip().startswith("{")
        if other or kind_of(text) not in ("", kind):
            raise Refused(wrong_kind(kind, text, label)) from None
        raise
    if not isinstance(data, dict) or not _TESTS[kind](data):
        raise Refused(wrong_kind(kind, text, label))
    return data, text


def _is_json_lines(text: str) -> bool:
    """Whether each line is an object, as in the samples that lm-evaluation-harness writes beside results."""
    first, _, rest = text.partition("\n")
    try:
        return bool(rest.strip()) and isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _content(text: str) -> Any:
    """What JSON holds; of YAML only whether it is a list, and the names at its top."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        root = parse(text.encode(), "").root
    if isinstance(root, YamlMapping):
        return dict.fromkeys(root.entries)
    return [] if isinstance(root, YamlSequence) else None
