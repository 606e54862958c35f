"""Reads config.json of transformers: the architecture, with the defaults that files leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..problems import Place, Problem, Severity
from .configurations import DEFAULTS, KEYS, OTHER_KEYS, PASSED_OVER
from .input_files import Literal, Refused, literal_quote
from .kinds import read_object
from .readings import Imported, Reading
from .spelling import flag, number, percent

__all__ = ["import_hf_config"]


def import_hf_config(path: Path, label: str) -> Imported:
    """What a configuration says; a broken file, or one of another kind, gives its problem and nothing else.

    Known in full: gpt2, gpt_neo, gpt_neox, llama. Of others the keys that most configurations share are
    taken, without any default.
    """
    try:
        data, text = read_object("hf-config", path, label)
    except Refused as refused:
        return Imported({}, problems=(refused.problem,))
    config = _Config(data, text, label)
    sources = {"hub-config": {"title": "Configuration for transformers", "file": label}}
    return Imported(sources, tuple(config.readings()), problems=tuple(config.problems()))


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    quote: str
    default: bool


class _Config:
    """One configuration and the names that its architecture gives to things."""

    def __init__(self, data: Mapping[str, Any], text: str, label: str) -> None:
        self.data, self.text, self.label = data, text, label
        kind = data.get("model_type")
        self.kind = kind if isinstance(kind, str) else ""
        self.keys = KEYS.get(self.kind, OTHER_KEYS)
        self.defaults = DEFAULTS.get(self.kind, {})
        self.used = {"model_type"}
        self.unread: list[str] = []

    def readings(self) -> Iterator[Reading]:
        if self.kind:
            quote = literal_quote(self.text, "model_type", self.kind)
            yield Reading(("architecture", "type"), self.kind, "hub-config", quote)
        for field in ("layers", "hidden_size", "attention_heads", "kv_heads", "feed_forward_size"):
            yield from self._numbers(field)
        for field in ("context_length", "vocabulary_size"):
            yield from self._numbers(field)
        yield from self._inner_width()
        yield from self._key_heads()
        yield from self._position()
        yield from self._words("activation")
        yield from self._tied()
        yield from self._attention()
        yield from self._words("precision")

    def problems(self) -> Iterator[Problem]:
        """Keys that no rule knows, in one note; call it when the readings are made."""
        unknown = sorted(key for key in self.data if key not in self.used and key not in PASSED_OVER)
        if not self.kind:
            yield self._note("no model_type, so that nothing is known of defaults")
        elif self.kind not in KEYS:
            yield self._note(f'the model_type "{self.kind[:40]}" is not one whose defaults are known')
        if self.unread:
            fields = " and ".join(field.replace("_", " ") for field in self.unread)
            yield self._note(f"what it says of {fields} is not a whole number")
        if unknown:
            names = ", ".join(name[:40] for name in unknown[:20])
            more = f" and {len(unknown) - 20} more" if len(unknown) > 20 else ""
            yield self._note(f"not understood: {names}{more}")

    def _note(self, message: str) -> Problem:
        return Problem("import-unknown", Place(self.label), message, severity=Severity.NOTE)

    def _value(self, field: str) -> _Value | None:
        """What the file says, or what transformers takes where it says nothing."""
        for key in self.keys.get(field, ()):
            if (found := self.data.get(key)) is not None:
                self.used.add(key)
                text = flag(found) if isinstance(found, bool) else found
                if not isinstance(text, str):
                    return None
                spelled = str(found).lower() if isinstance(found, bool) else text
                return _Value(text, literal_quote(self.text, key, spelled), default=False)
            self.used.add(key)
        default = self.defaults.get(field)
        return _Value(default, "", default=True) if default else None

    def _reading(self, field: str, value: _Value, text: str) -> Reading:
        note = (
            f"The file leaves it out; it is the default of {self.kind} in transformers."
            if value.default
            else ""
        )
        return Reading(("architecture", field), text, "hub-config", value.quote, note=note)

    def _numbers(self, field: str) -> Iterator[Reading]:
        value = self._value(field)
        if value and (text := number(value.text)):
            yield self._reading(field, value, text)
        elif value:
            self.unread.append(field)

    def _words(self, field: str) -> Iterator[Reading]:
        value = self._value(field)
        if value:
            text = "SwiGLU" if (self.kind, value.text) == ("llama", "silu") else value.text
            if word := text.removeprefix("torch.").strip():
                yield self._reading(field, value, word)

    def _tied(self) -> Iterator[Reading]:
        value = self._value("tied_embeddings")
        if value and value.text in {"yes", "no"}:
            yield self._reading("tied_embeddings", value, value.text)

    def _inner_width(self) -> Iterator[Reading]:
        """Four times the width, where gpt2 and gpt_neo leave it out or say null."""
        if self.kind not in {"gpt2", "gpt_neo"} or self._value("feed_forward_size"):
            return
        width = self._value("hidden_size")
        if width and width.text.isdecimal():
            inner = number(str(4 * int(width.text)))
            formula = f"4 × {int(width.text):,}, the default of {self.kind} in transformers"
            yield Reading(("architecture", "feed_forward_size"), inner, "hub-config", formula=formula)

    def _key_heads(self) -> Iterator[Reading]:
        """As many as attention heads, where llama leaves them out or says null."""
        heads = self._value("attention_heads")
        if self.kind == "llama" and heads and not self._value("kv_heads") and (text := number(heads.text)):
            formula = f"the {text} attention heads, the default of llama in transformers"
            yield Reading(("architecture", "kv_heads"), text, "hub-config", formula=formula)

    def _position(self) -> Iterator[Reading]:
        if self.kind in {"gpt2", "gpt_neo"}:
            yield Reading(
                ("architecture", "position_embedding"),
                "learned",
                "hub-config",
                note=f"As {self.kind} has them.",
            )
        elif self.kind in {"gpt_neox", "llama"}:
            yield from self._rotary()

    def _rotary(self) -> Iterator[Reading]:
        """In transformers 5 the numbers stand in a mapping of their own."""
        self.used |= {"rope_parameters", "rotary_pct", "rotary_emb_base", "rope_theta", "rope_scaling"}
        nested = self.data.get("rope_parameters")
        rope = nested if isinstance(nested, dict) else {}
        share = (
            rope.get("partial_rotary_factor")
            or self.data.get("rotary_pct")
            or self.defaults.get("rotary_share")
        )
        base = rope.get("rope_theta") or self.data.get("rotary_emb_base") or self.data.get("rope_theta")
        parts = ["rotary"]
        if isinstance(share, str) and (shown := percent(share)) and shown != "100 %":
            parts.append(f"{shown} of each head")
        if isinstance(base, str) and (shown := number(base)) and shown != "10_000":
            parts.append(f"base {shown.replace('_', ',')}")
        scaling = self.data.get("rope_scaling")
        kind = (
            (scaling.get("rope_type") or scaling.get("type"))
            if isinstance(scaling, dict)
            else rope.get("rope_type")
        )
        if isinstance(kind, str) and not isinstance(kind, Literal) and kind != "default":
            parts.append(f"scaled ({kind[:40]})")
        key = "partial_rotary_factor" if "partial_rotary_factor" in rope else "rotary_pct"
        quote = literal_quote(self.text, key, share) if isinstance(share, str) else ""
        yield Reading(("architecture", "position_embedding"), ", ".join(parts), "hub-config", quote)

    def _attention(self) -> Iterator[Reading]:
        if self.kind != "gpt_neo":
            return
        self.used |= {"attention_types", "attention_layers", "window_size"}
        window = self.data.get("window_size", "256")
        layers = self.data.get("attention_layers")
        types = self.data.get("attention_types")
        said = layers if isinstance(layers, list) else types if isinstance(types, list) else []
        pattern = str(said)
        if not said or ("global" in pattern and "local" in pattern):
            text = f"alternating global and local, window {window}"
            quote = literal_quote(self.text, "window_size", str(window))
            yield Reading(("architecture", "attention"), text, "hub-config", quote)
