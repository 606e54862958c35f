"""Reads config.json of transformers: the architecture, with the defaults that files leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..problems import Place, Problem, Severity
from .configurations import (
    DEFAULTS,
    EVERY_LAYER_WINDOWED,
    EXPERTS_OF_FULL_WIDTH,
    FOUR_TIMES,
    GATED,
    KEYS,
    LEFT_OUT,
    OTHER_KEYS,
    PASSED_OVER,
    TWO_NETWORKS,
    WITHOUT_ATTENTION,
)
from .input_files import Literal, Refused, literal_quote
from .kinds import read_object
from .readings import Imported, Reading
from .spelling import flag, number, percent

__all__ = ["import_hf_config"]


def import_hf_config(path: Path, label: str) -> Imported:
    """What a configuration says; a broken file, or one of another kind, gives its problem and nothing else.

    Known in full: gpt2, gpt_neo, gpt_neox, llama. Of others the keys that mean the same in most types are
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
    """One configuration and the names that its architecture gives to things.

    Of a model that also sees or hears, the network that writes stands in `text_config`.
    """

    def __init__(self, data: Mapping[str, Any], text: str, label: str) -> None:
        self.whole, self.text, self.label = data, text, label
        self.kind = _words_of(data.get("model_type"))
        inner, seen = _mapping(data.get("text_config")), _mapping(data.get("vision_config"))
        if self.kind in TWO_NETWORKS:
            inner = {}
        self.data: Mapping[str, Any] = {**data, **inner} if inner else data
        self.seen = seen or data
        self.network = _words_of(inner.get("model_type")) or self.kind
        self.keys = KEYS.get(self.network, OTHER_KEYS)
        self.defaults = DEFAULTS.get(self.network, {})
        if inner:
            # Whether the head is tied is said of the whole, which has a default of its own.
            self.defaults = {
                name: value for name, value in self.defaults.items() if name != "tied_embeddings"
            }
        self.left_out = LEFT_OUT.get(self.network, ())
        self.used = {"model_type", "text_config", "text_config_dict", "vision_config", "vision_config_dict"}
        self.unread: list[str] = []

    def readings(self) -> Iterator[Reading]:
        if self.kind:
            quote = literal_quote(self.text, "model_type", self.kind)
            yield Reading(("architecture", "type"), self.kind, "hub-config", quote)
        yield from self._experts()
        yield from self._layers()
        for field in (
            "hidden_size",
            "attention_heads",
            "feed_forward_size",
            "context_length",
            "vocabulary_size",
        ):
            yield from self._numbers(field)
        yield from self._inner_width()
        yield from self._key_heads()
        yield from self._position()
        yield from self._words("activation")
        yield from self._tied()
        yield from self._attention()
        for field in ("state_size", "convolution_width", "mel_bins", "embedding_dimension"):
            yield from self._numbers(field)
        yield from self._pictures()
        yield from self._classes()
        yield from self._words("precision")

    def problems(self) -> Iterator[Problem]:
        """Keys that no rule knows, in one note; call it when the readings are made."""
        ignored = self.used | PASSED_OVER | {key for key, value in self.data.items() if value is None}
        unknown = sorted(key for key in self.data if key not in ignored)
        if not self.kind:
            yield self._note("no model_type, so that nothing is known of defaults")
        elif self.network not in KEYS:
            yield self._note(f'the model_type "{self.kind[:40]}" is not one whose defaults are known')
        if self.unread:
            fields = " and ".join(field.replace("_", " ").replace(".", ": ") for field in self.unread)
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
                self.used |= {other for other in self.keys[field] if self.data.get(other) in (None, found)}
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
            f"The file leaves it out; it is the default of {self.network} in transformers."
            if value.default
            else ""
        )
        return Reading(_path(field), text, "hub-config", value.quote, note=note)

    def _whole(self, field: str) -> int | None:
        """What the file, or the default, says of a field, where that is a whole number."""
        value = self._value(field)
        text = number(value.text) if value else ""
        return int(text) if text else None

    def _numbers(self, field: str) -> Iterator[Reading]:
        value = None if field in self.left_out else self._value(field)
        if value and (text := number(value.text)):
            yield self._reading(field, value, text)
        elif value:
            self.unread.append(field)

    def _words(self, field: str) -> Iterator[Reading]:
        value = self._value(field)
        if value:
            text = "SwiGLU" if value.text == "silu" and self.network in GATED else value.text
            if word := text.removeprefix("torch.").strip():
                yield self._reading(field, value, word)

    def _tied(self) -> Iterator[Reading]:
        value = self._value("tied_embeddings")
        if value and value.text in {"yes", "no"}:
            yield self._reading("tied_embeddings", value, value.text)

    def _experts(self) -> Iterator[Reading]:
        """Of a mixture of experts; a dense model of the same type has one expert or none."""
        total = self._whole("experts.total")
        if total is None or total < 2:
            return
        yield from self._numbers("experts.total")
        yield from self._numbers("experts.per_token")
        if self._whole("experts.shared"):
            yield from self._numbers("experts.shared")
        if self.network in EXPERTS_OF_FULL_WIDTH:
            width = self._value("feed_forward_size")
            if width and (text := number(width.text)):
                yield self._reading("experts.width", width, text)
        else:
            yield from self._numbers("experts.width")
        # Where each layer has experts, no layer has the width that the file gives for those without.
        dense = self.data.get("first_k_dense_replace"), self.data.get("decoder_sparse_step")
        self.used |= {"first_k_dense_replace", "decoder_sparse_step", "mlp_only_layers", "moe_layer_freq"}
        everywhere = (
            dense[0] in (None, "0") and dense[1] in (None, "1") and not self.data.get("mlp_only_layers")
        )
        if self.network in EXPERTS_OF_FULL_WIDTH or (everywhere and self._whole("experts.width")):
            self.left_out = (*self.left_out, "feed_forward_size")

    def _layers(self) -> Iterator[Reading]:
        """Those of both stacks, where there are two; `num_layers` of t5 is one of them."""
        stacks = ("encoder_layers", "decoder_layers")
        if "layers" in self.left_out:
            first = self._value("layers")
            if first and (text := number(first.text)):
                yield self._reading("encoder_layers", first, text)
                if self._value("decoder_layers"):
                    yield from self._numbers("decoder_layers")
                else:
                    formula = f"as many as in the encoder, the default of {self.network} in transformers"
                    yield Reading(_path("decoder_layers"), text, "hub-config", formula=formula)
        elif all(self._whole(stack) for stack in stacks):
            self._value("layers")
            for stack in stacks:
                yield from self._numbers(stack)
        else:
            yield from self._numbers("layers")

    def _inner_width(self) -> Iterator[Reading]:
        """Four times the width, where a file of such a type leaves it out or says null."""
        if self.network not in FOUR_TIMES or self._value("feed_forward_size"):
            return
        if width := self._whole("hidden_size"):
            formula = f"4 × {width:,}, the default of {self.network} in transformers"
            yield Reading(_path("feed_forward_size"), f"{4 * width:_}", "hub-config", formula=formula)

    def _key_heads(self) -> Iterator[Reading]:
        """Heads of keys and values, and the width of a head; with latent attention they say nothing."""
        grouped, width = self._value("kv_heads"), self._value("head_dimension")
        if self._value("attention.kv_rank"):
            return
        heads = self._whole("attention_heads")
        self.used |= {"multi_query", "multi_query_attention", "new_decoder_architecture"}
        if self._has_one_key_head():
            yield Reading(
                _path("kv_heads"), "1", "hub-config", literal_quote(self.text, "multi_query", "true")
            )
        elif grouped:
            yield from self._numbers("kv_heads")
        elif self.network == "llama" and heads:
            formula = f"the {heads:_} attention heads, the default of llama in transformers"
            yield Reading(_path("kv_heads"), f"{heads:_}", "hub-config", formula=formula)
        if width:
            yield from self._numbers("head_dimension")

    def _has_one_key_head(self) -> bool:
        """`multi_query` counts in these types only, in the second unless it has the newer layers."""
        types = (
            ("gpt_bigcode", "falcon") if not self.data.get("new_decoder_architecture") else ("gpt_bigcode",)
        )
        return self.network in types and self.data.get("multi_query") is True

    def _position(self) -> Iterator[Reading]:
        field = _path("position_embedding")
        self.used |= {"position_embedding_type", "alibi", *_ROTARY}
        if self.network in {"gpt2", "gpt_neo"}:
            yield Reading(field, "learned", "hub-config", note=f"As {self.network} has them.")
        elif self.network == "bloom":
            yield Reading(field, "ALiBi", "hub-config", note="As bloom has them.")
        elif self.data.get("alibi") is True:
            yield Reading(field, "ALiBi", "hub-config", literal_quote(self.text, "alibi", "true"))
        elif self.data.get("position_embedding_type") == "absolute":
            quote = literal_quote(self.text, "position_embedding_type", "absolute")
            yield Reading(field, "learned", "hub-config", quote)
        elif self.network in {"gpt_neox", "llama"} or any(self._says(key) for key in _ROTARY):
            yield from self._rotary()

    def _says(self, key: str) -> bool:
        """Whether something is there of the type that a key about rotary positions has."""
        value = self.data.get(key)
        return isinstance(value, dict) if key in ("rope_parameters", "rope_scaling") else bool(value)

    def _rotary(self) -> Iterator[Reading]:
        """In transformers 5 the numbers stand in a mapping of their own."""
        nested = self.data.get("rope_parameters")
        rope = nested if isinstance(nested, dict) else {}
        share = (
            rope.get("partial_rotary_factor")
            or self.data.get("rotary_pct")
            or self.data.get("partial_rotary_factor")
            or self.defaults.get("rotary_share")
        )
        base = rope.get("rope_theta") or self.data.get("rotary_emb_base") or self.data.get("rope_theta")
        parts = ["rotary"]
        if isinstance(share, str) and (shown := percent(share)) and shown != "100 %":
            parts.append(f"{shown} of each head")
        elif isinstance(dimensions := self.data.get("rotary_dim"), str) and (shown := number(dimensions)):
            parts.append(f"{shown} dimensions of each head")
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
        numbers = {
            "rotary_pct": share,
            "partial_rotary_factor": share,
            "rope_theta": base,
            "rotary_emb_base": base,
        }
        quotes = (
            literal_quote(self.text, key, said) for key, said in numbers.items() if isinstance(said, str)
        )
        quote = next(filter(None, quotes), "")
        yield Reading(("architecture", "position_embedding"), ", ".join(parts), "hub-config", quote)

    def _attention(self) -> Iterator[Reading]:
        self.used |= {"use_sliding_window", "layer_types", "sliding_window_pattern"}
        if self.network == "gpt_neo":
            yield from self._alternating()
        elif self._value("attention.kv_rank"):
            quote = literal_quote(self.text, "kv_lora_rank", str(self.data.get("kv_lora_rank")))
            yield Reading(_path("attention.kind"), "multi-head-latent", "hub-config", quote)
            for field in ("kv_rank", "q_rank", "rope_dimension"):
                yield from self._numbers(f"attention.{field}")
        elif self.network in WITHOUT_ATTENTION:
            note = f"As {self.network} is built."
            yield Reading(_path("attention.kind"), "none", "hub-config", note=note)
        elif self._has_window():
            yield from self._windowed()
        else:
            yield from self._grouped()

    def _has_window(self) -> bool:
        """A window that is switched off, or as long as the context, is none."""
        window, context = self._whole("attention.window"), self._whole("context_length")
        on = self.data.get("use_sliding_window") is not False
        return on and bool(window) and (context is None or (window or 0) < context)

    def _windowed(self) -> Iterator[Reading]:
        pattern, quote = self._window_pattern()
        if pattern or self.network in EVERY_LAYER_WINDOWED:
            window = literal_quote(self.text, "sliding_window", str(self.data.get("sliding_window")))
            yield Reading(_path("attention.kind"), "sliding-window", "hub-config", window)
        if pattern:
            formula = "" if quote else "counted in layer_types"
            yield Reading(_path("attention.pattern"), pattern, "hub-config", quote, formula)
        yield from self._numbers("attention.window")

    def _window_pattern(self) -> tuple[str, str]:
        """So many layers with a window to one without, and the words that say it; empty for anything else."""
        every = self.data.get("sliding_window_pattern")
        if isinstance(every, str) and every.isdecimal() and 1 < int(every) < 1000:
            return f"{int(every) - 1}:1", literal_quote(self.text, "sliding_window_pattern", every)
        layers = self.data.get("layer_types")
        if not isinstance(layers, list) or "full_attention" not in layers:
            return "", ""
        local = layers.index("full_attention")
        repeated = ["sliding_attention"] * local + ["full_attention"]
        expected = (repeated * (len(layers) // len(repeated) + 1))[: len(layers)]
        return (f"{local}:1" if local and layers == expected else ""), ""

    def _grouped(self) -> Iterator[Reading]:
        """The kind that the numbers of heads make, where the file gives both."""
        heads = self._whole("attention_heads")
        keys = 1 if self._has_one_key_head() else self._whole("kv_heads")
        if not heads or not keys or keys > heads:
            return
        kind = "multi-head" if keys == heads else "multi-query" if keys == 1 else "grouped-query"
        formula = f"{keys:,} key–value heads for {heads:,} attention heads"
        yield Reading(_path("attention.kind"), kind, "hub-config", formula=formula)

    def _alternating(self) -> Iterator[Reading]:
        self.used |= {"attention_types", "attention_layers", "window_size"}
        window = self.data.get("window_size", "256")
        layers = self.data.get("attention_layers")
        types = self.data.get("attention_types")
        said = layers if isinstance(layers, list) else types if isinstance(types, list) else []
        pattern = str(said)
        if not said or ("global" in pattern and "local" in pattern):
            text = f"alternating global and local, window {window}"
            quote = literal_quote(self.text, "window_size", str(window))
            yield Reading(_path("attention"), text, "hub-config", quote)

    def _pictures(self) -> Iterator[Reading]:
        """The pictures that it reads, which the part for them describes where there is one."""
        for field in ("image_size", "image_channels", "patch_size"):
            for key in self.keys.get(field, ()):
                self.used.add(key)
                said = self.seen.get(key)
                if isinstance(said, str) and (text := number(said)):
                    yield Reading(_path(field), text, "hub-config", literal_quote(self.text, key, said))

    def _classes(self) -> Iterator[Reading]:
        """As many as have names, if it classifies: every configuration in memory has two classes."""
        self.used |= {"id2label"}
        classes, named = self.whole.get("architectures"), self.whole.get("id2label")
        classifies = isinstance(classes, list) and any(
            str(name).endswith("Classification") for name in classes
        )
        if classifies and isinstance(named, dict) and named:
            yield Reading(
                _path("classes"), f"{len(named):_}", "hub-config", formula="the entries of id2label"
            )


_ROTARY = (
    "rope_parameters",
    "rope_scaling",
    "rope_theta",
    "rotary",
    "rotary_dim",
    "rotary_emb_base",
    "rotary_pct",
    "partial_rotary_factor",
)


def _path(field: str) -> tuple[str, ...]:
    return ("architecture", *field.split("."))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _words_of(value: Any) -> str:
    return value if isinstance(value, str) else ""
