"""Writes what transformers calls the numbers of each type of model, and takes where a file leaves them out.

    python -m tools.transformers_types src/cardsite/importers/transformers_types.json

It needs transformers, which is no dependency of the project: `make transformers-types`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cardsite.importers.configurations import is_passed_over

_PARTS = ("text_config", "vision_config", "audio_config", "llm_config", "encoder", "decoder")
_LONGEST = 60
"""Characters of the longest default that is kept: lists of layers follow from other keys."""


def table() -> dict[str, Any]:
    """The version, the keys that every configuration has, and by `model_type` names, defaults and parts."""
    transformers = _library()
    common = transformers.PretrainedConfig().to_dict()
    types = {name: _entry(made, common) for name, made in sorted(_configurations(transformers).items())}
    return {"transformers": transformers.__version__, "common": sorted(common), "types": types}


def _library() -> Any:
    import transformers  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415  (only here)

    transformers.logging.set_verbosity_error()
    logging.disable(logging.CRITICAL)
    return transformers


def _configurations(transformers: Any) -> dict[str, Any]:
    """A configuration of each type with its defaults, those of parts included."""
    mapping = transformers.models.auto.configuration_auto.CONFIG_MAPPING
    names = transformers.models.auto.configuration_auto.CONFIG_MAPPING_NAMES
    found: dict[str, Any] = {}
    ahead = []
    for name in names:
        # A few need a package for their defaults, or a part to be given.
        with contextlib.suppress(Exception):
            ahead.append(mapping[name])
    while ahead:
        kind = ahead.pop()
        name = getattr(kind, "model_type", "")
        if not name or name in found:
            continue
        with contextlib.suppress(Exception):
            found[name] = kind()
        ahead += (getattr(kind, "sub_configs", None) or {}).values()
    return found


def _entry(made: Any, common: dict[str, Any]) -> dict[str, Any]:
    declared = {each.name: each.default for each in dataclasses.fields(made)}
    own = {
        # What is worked out from other numbers is no default: those may be others in a file.
        key: value if key in _TELLING or declared.get(key) not in (None, "auto") else None
        for key, value in made.to_dict().items()
        if key in _TELLING or (key in declared and key not in common and not is_passed_over(key))
    }
    parts = {
        key: value["model_type"]
        for key, value in own.items()
        if key in _PARTS and isinstance(value, dict) and value.get("model_type")
    }
    kept = {
        key: value for key, value in own.items() if key not in parts and (key in _TELLING or _is_short(value))
    }
    named = {name: key for name, key in (made.attribute_map or {}).items() if name != key}
    entry = {"names": named, "defaults": kept, "parts": parts}
    return {name: value for name, value in entry.items() if value}


_TELLING = frozenset({"is_encoder_decoder", "rope_parameters", "tie_word_embeddings", *_PARTS})


def _is_short(value: Any) -> bool:
    return isinstance(value, (int, float, str, list, dict, type(None))) and len(json.dumps(value)) <= _LONGEST


def lines(made: dict[str, Any]) -> Iterator[str]:
    """The table as JSON, a line for each type, so that a change can be read."""
    yield "{"
    yield f' "transformers": {json.dumps(made["transformers"])},'
    yield f' "common": {json.dumps(made["common"])},'
    yield ' "types": {'
    rows = [
        f"  {json.dumps(name)}: {json.dumps(entry, sort_keys=True, separators=(',', ':'))}"
        for name, entry in made["types"].items()
    ]
    yield ",\n".join(rows)
    yield " }"
    yield "}"


def main() -> None:
    """Writes the table to the file that is named."""
    if len(sys.argv) != 2:
        sys.exit("name the file to write")
    Path(sys.argv[1]).write_text("\n".join(lines(table())) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
