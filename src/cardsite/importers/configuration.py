"""A config.json of transformers: its own keys, and what its type takes for those that it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .configurations import KEYS, TWO_NETWORKS, is_passed_over
from .input_files import Literal, literal_quote
from .spelling import flag, number
from .transformers_types import TransformersType, transformers_type

__all__ = ["Configuration", "Found", "plain", "text_of", "yes_or_no"]

_WRITERS = ("text_config", "llm_config", "language_config")
"""Where the network that writes is described, in models that also see or hear."""
_SEERS = ("vision_config", "vision_tower_config")
_HEARERS = ("audio_config", "audio_encoder_config")
_NO_DEFAULT = frozenset({"attention.window", "precision"})
"""What a file has to say itself: a window is often switched off by leaving it out."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a configuration says of a field."""

    key: str
    text: str
    """As JSON writes it: `12`, `silu`, `true`."""
    default: bool = False
    """Whether the file leaves it out, and its type has this for it."""


class Configuration:
    """The keys of the network that writes, or of the only one, with the defaults of its type."""

    def __init__(self, data: Mapping[str, Any], text: str) -> None:
        self.whole, self.text = data, text
        self.kind = text_of(data.get("model_type"))
        known = transformers_type(self.kind)
        writer, inner = ("", {}) if self.kind in TWO_NETWORKS else _first(data, _WRITERS)
        self.own: Mapping[str, Any] = inner or data
        inner_kind = text_of(inner.get("model_type")) or (
            known.parts.get(writer, "") if known and writer else ""
        )
        self.network = inner_kind or self.kind
        """The type of that network: `llama` in `llava`."""
        found = transformers_type(self.network)
        self.is_known = found is not None
        self.type = found or TransformersType()
        self.seen = _first(data, _SEERS)[1] or ({} if inner else data)
        self.heard = _first(data, _HEARERS)[1] or ({} if inner else data)
        self.used: set[str] = set()
        """The keys that something was read from."""

    def keys_of(self, field: str) -> list[str]:
        """What a field may be called, the name that the type has for it first."""
        names = KEYS.get(field, (field,))
        own = [self.type.names[name] for name in names if name in self.type.names]
        reverse = [canonical for canonical, name in self.type.names.items() if name in names]
        return list(dict.fromkeys([*own, *names, *reverse]))

    def find(self, field: str) -> Found | None:
        """What the file says of a field, or what its type takes; None where neither says anything."""
        keys = self.keys_of(field)
        self.used.update(keys)
        for key in keys:
            for place in (self.own, self.whole if field in _OF_THE_WHOLE else {}):
                if (value := place.get(key)) is not None:
                    return Found(key, flag_text(value)) if isinstance(value, (bool, str)) else Found(key, "")
        if field in _NO_DEFAULT:
            return None
        for key in keys:
            if key not in self.own and (value := self.type.defaults.get(key)) is not None:
                return Found(key, flag_text(value), default=True)
        return None

    def whole_number(self, field: str) -> int | None:
        """What it says of a field, where that is a whole number."""
        found = self.find(field)
        text = number(found.text) if found else ""
        return int(text) if text else None

    def says(self, key: str) -> bool | None:
        """A flag, by its own name; None where neither file nor type has it."""
        found = self.find(key)
        return {"true": True, "false": False}.get(found.text) if found else None

    def get(self, key: str) -> Any:
        """What stands under a key, or the type's default for it."""
        self.used.add(key)
        return self.own[key] if key in self.own else self.type.defaults.get(key)

    def quote(self, found: Found) -> str:
        """The words of the file; empty for a default."""
        return "" if found.default else literal_quote(self.text, found.key, found.text)

    def unread(self) -> list[str]:
        """Keys that say something of the model, and that nothing was read from."""
        return sorted(
            key
            for key, value in self.own.items()
            if key not in self.used
            and value not in (None, False)
            and not is_passed_over(key)
            and not isinstance(value, Mapping)
            and not self._is_default(key, value)
        )

    def _is_default(self, key: str, value: Any) -> bool:
        """Whether the file only spells out what its type would take."""
        if key not in self.type.defaults:
            return False
        return bool(plain(value) == plain(self.type.defaults[key]))


_OF_THE_WHOLE = frozenset({"precision", "tied_embeddings"})
"""Said of the whole model as well as of the network that writes."""


def _first(data: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, Mapping[str, Any]]:
    found = ((name, value) for name in names if isinstance(value := data.get(name), dict) and value)
    return next(found, ("", {}))


def text_of(value: Any) -> str:
    """A text of the file; empty for numbers and anything else."""
    return str(value) if isinstance(value, str) and not isinstance(value, Literal) else ""


def flag_text(value: Any) -> str:
    """A single value as JSON writes it; empty for lists and mappings."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (str, int, float)) else ""


def plain(value: Any) -> Any:
    """A value in which `1e-05` and `0.00001` are the same."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


def yes_or_no(found: Found) -> str:
    """`yes` or `no`, as cards write a flag; empty for anything else."""
    return flag({"true": True, "false": False}.get(found.text))
