"""What transformers calls the numbers of each type of model, and takes where a file leaves them out.

The table beside this module is made from an installed transformers, by `make transformers-types`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["TransformersType", "transformers_type", "transformers_version"]


@dataclass(frozen=True, slots=True)
class TransformersType:
    """One `model_type`."""

    names: Mapping[str, str] = field(default_factory=dict)
    """What it calls what others call `hidden_size`, `num_hidden_layers` and so on: its `attribute_map`."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Its defaults by key; None for what it works out from other numbers."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """The types of its parts, such as `text_config`."""


@cache
def _table() -> Any:
    file = resources.files("cardsite") / "importers" / "transformers_types.json"
    return json.loads(file.read_text(encoding="utf-8"))


def transformers_type(name: str) -> TransformersType | None:
    """What is known of a type; None for one that transformers itself does not have."""
    entry = _table()["types"].get(name)
    return TransformersType(**entry) if entry is not None else None


def transformers_version() -> str:
    """The version that the table was made from."""
    return str(_table()["transformers"])
