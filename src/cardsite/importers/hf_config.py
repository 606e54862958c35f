"""Reads config.json of transformers: the architecture, with the defaults that files leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..problems import Place, Problem, Severity
from .configuration import Configuration, Found, text_of, yes_or_no
from .configurations import (
    EVERY_LAYER_WINDOWED,
    EXPERTS_OF_FULL_WIDTH,
    FOUR_TIMES,
    GATED,
    LEFT_OUT,
    ROOT_MEAN_SQUARE,
    WINDOW_PATTERNS,
    WITHOUT_ATTENTION,
)
from .configured_networks import count_of
from .input_files import Literal, literal_quote
from .readings import Imported, Reading
from .spelling import number, percent
from .transformers_types import transformers_version

__all__ = ["read_configuration"]

SOURCE = "hub-config"


def read_configuration(data: dict[str, Any], text: str, label: str) -> Imported:
    """What a configuration says, as `read_json` gives it.

    Of types that transformers has, what a file leaves out is known; of others it is not.
    """
    reader = _Reader(Configuration(data, text), label)
    sources = {SOURCE: {"title": "Configuration for transformers", "file": label}}
    return Imported(sources, tuple(reader.readings()), problems=tuple(reader.problems()))


class _Reader:
    """Gives the values of one configuration; what is read first decides what the next may say."""

    def __init__(self, config: Configuration, label: str) -> None:
        self.config, self.label = config, label
        self.network = config.network
        self.left_out = LEFT_OUT.get(self.network, ())
        self.unread: list[str] = []

    def readings(self) -> Iterator[Reading]:
        if self.config.kind:
            quote = literal_quote(self.config.text, "model_type", self.config.kind)
            yield Reading(_path("type"), self.config.kind, SOURCE, quote)
        yield from self._count()
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
        yield from self._extension()
        yield from self._activation()
        yield from self._normalization()
        yield from self._tied()
        yield from self._attention()
        yield from self._biases()
        for field in ("state_size", "convolution_width", "max_output_tokens", "embedding_dimension"):
            yield from self._numbers(field)
        yield from self._pictures()
        yield from self._sound()
        yield from self._classes()
        yield from self._precision()

    def problems(self) -> Iterator[Problem]:
        """Keys that no rule knows, in one note; call it when the readings are made."""
        unknown = self.config.unread()
        if not self.config.kind:
            yield self._note("no model_type, so that nothing is known of defaults")
        elif not self.config.is_known:
            version = transformers_version()
            yield self._note(
                f'the model_type "{self.network[:40]}" is not one of transformers {version}, '
                "so that nothing is known of defaults"
            )
        if self.unread:
            fields = " and ".join(field.replace("_", " ").replace(".", ": ") for field in self.unread)
            yield self._note(f"what it says of {fields} is not a whole number")
        if unknown:
            names = ", ".join(name[:40] for name in unknown[:20])
            more = f" and {len(unknown) - 20} more" if len(unknown) > 20 else ""
            yield self._note(f"not understood: {names}{more}")

    def _note(self, message: str) -> Problem:
        return Problem("import-unknown", Place(self.label), message, severity=Severity.NOTE)

    def _reading(self, field: str, found: Found, text: str) -> Reading:
        note = (
            f"The file leaves it out; it is the default of {self.network} in transformers."
            if found.default
            else ""
        )
        return Reading(_path(field), text, SOURCE, self.config.quote(found), note=note)

    def _numbers(self, field: str) -> Iterator[Reading]:
        found = None if field in self.left_out else self.config.find(field)
        if found and found.default and field == "attention_heads" and self._heads_do_not_fit(found):
            return
        if found and (text := number(found.text)) and text != "0":
            yield self._reading(field, found, text)
        elif found and found.text != "0":
            self.unread.append(field)

    def _heads_do_not_fit(self, heads: Found) -> bool:
        """Whether a default cannot be that of a network as wide as the file says."""
        width = self.config.whole_number("hidden_size")
        stated = self.config.find("head_dimension")
        return not stated and bool(width) and (width or 0) % int(heads.text) != 0

    def _count(self) -> Iterator[Reading]:
        """The number of parameters, where all that makes it is understood."""
        count = count_of(self.config.whole, self.config.text)
        if count is None:
            return
        at = _path("parameters")
        yield Reading(at, f"{count.total:_}", SOURCE, formula=count.formula, calculated=True)
        if count.active < count.total:
            yield Reading(
                _path("active_parameters"),
                f"{count.active:_}",
                SOURCE,
                formula=count.active_formula,
                note="With the embedding and the output head.",
                calculated=True,
            )

    def _experts(self) -> Iterator[Reading]:
        """Of a mixture of experts; a dense model of the same type has one expert or none."""
        config = self.config
        total = config.whole_number("experts.total")
        if total is None or total < 2:
            config.find("experts.per_token")
            return
        for field in ("experts.total", "experts.per_token", "experts.shared"):
            yield from self._numbers(field)
        shared = config.whole_number("shared_expert_intermediate_size")
        if shared and not config.whole_number("experts.shared"):
            formula = f"one network, {shared:,} wide, by shared_expert_intermediate_size"
            yield Reading(_path("experts.shared"), "1", SOURCE, formula=formula)
        wide = config.find("feed_forward_size") if self.network in EXPERTS_OF_FULL_WIDTH else None
        if wide and (text := number(wide.text)):
            yield self._reading("experts.width", wide, text)
        elif config.find("experts.width"):
            yield from self._numbers("experts.width")
        # Where each layer has experts, no layer has the width that the file gives for those without.
        everywhere = (
            config.whole_number("first_k_dense_replace") in (None, 0)
            and config.whole_number("decoder_sparse_step") in (None, 1)
            and not config.get("mlp_only_layers")
        )
        config.used |= {"moe_layer_freq", "shared_expert_intermediate_size"}
        if self.network in EXPERTS_OF_FULL_WIDTH or (everywhere and config.whole_number("experts.width")):
            self.left_out = (*self.left_out, "feed_forward_size")
            config.used.add("intermediate_size")

    def _layers(self) -> Iterator[Reading]:
        """Those of both stacks, where there are two; `num_layers` of t5 is one of them."""
        config, stacks = self.config, ("encoder_layers", "decoder_layers")
        if "layers" in self.left_out:
            first = config.find("layers")
            if first and (text := number(first.text)):
                yield self._reading("encoder_layers", first, text)
                if config.find("decoder_layers"):
                    yield from self._numbers("decoder_layers")
                else:
                    formula = f"as many as in the encoder, the default of {self.network} in transformers"
                    yield Reading(_path("decoder_layers"), text, SOURCE, formula=formula)
        elif all(config.whole_number(stack) for stack in stacks):
            config.find("layers")
            for stack in stacks:
                yield from self._numbers(stack)
        else:
            yield from self._numbers("layers")

    def _inner_width(self) -> Iterator[Reading]:
        """Four times the width, where a file of such a type leaves it out or says null."""
        if self.network not in FOUR_TIMES or self.config.find("feed_forward_size"):
            return
        if width := self.config.whole_number("hidden_size"):
            formula = f"4 × {width:,}, the default of {self.network} in transformers"
            yield Reading(_path("feed_forward_size"), f"{4 * width:_}", SOURCE, formula=formula)

    def _key_heads(self) -> Iterator[Reading]:
        """Heads of keys and values, and the width of a head; with latent attention they say nothing."""
        config = self.config
        grouped, width = config.find("kv_heads"), config.find("head_dimension")
        config.used |= {"multi_query", "multi_query_attention", "new_decoder_architecture", "qk_head_dim"}
        if config.find("attention.kv_rank"):
            return
        heads = config.whole_number("attention_heads")
        if self._has_one_key_head():
            yield Reading(_path("kv_heads"), "1", SOURCE, formula="one for all heads, by multi_query")
        elif grouped and "encoder_attention_heads" not in grouped.key:
            yield from self._numbers("kv_heads")
        elif heads and "num_key_value_heads" in config.type.defaults:
            formula = f"the {heads:_} attention heads, the default of {self.network} in transformers"
            yield Reading(_path("kv_heads"), f"{heads:_}", SOURCE, formula=formula)
        if width:
            yield from self._numbers("head_dimension")

    def _has_one_key_head(self) -> bool:
        """`multi_query` counts in these types only, in the second unless it has the newer layers."""
        newer = self.network == "falcon" and self.config.get("new_decoder_architecture")
        return (
            self.network in {"gpt_bigcode", "falcon"} and not newer and self.config.get("multi_query") is True
        )

    def _position(self) -> Iterator[Reading]:
        config, field = self.config, _path("position_embedding")
        config.used |= {"position_embedding_type", "alibi", "learned_pos_emb", *_ROTARY}
        attention = config.own.get("attn_config")
        slopes = attention if isinstance(attention, dict) else config.own
        if self.network in {"gpt2", "gpt_neo", "gpt_bigcode", "opt"}:
            yield Reading(field, "learned", SOURCE, note=f"As {self.network} has them.")
        elif self.network == "bloom":
            yield Reading(field, "ALiBi", SOURCE, note="As bloom has them.")
        elif slopes.get("alibi") is True:
            yield Reading(field, "ALiBi", SOURCE, formula="by alibi")
        elif config.own.get("position_embedding_type") == "absolute":
            yield Reading(field, "learned", SOURCE, formula="absolute, by position_embedding_type")
        elif "rope_parameters" in config.type.defaults or any(self._has(key) for key in _ROTARY):
            yield from self._rotary()

    def _has(self, key: str) -> bool:
        """Whether something is there of the type that a key about rotary positions has."""
        value = self.config.own.get(key)
        return isinstance(value, dict) if key in ("rope_parameters", "rope_scaling") else bool(value)

    def _rope(self, key: str) -> dict[str, Any]:
        """A mapping about rotary positions; of one for each kind of layer, that of layers that see all."""
        found = self.config.own.get(key, self.config.type.defaults.get(key))
        whole = found if isinstance(found, dict) else {}
        inner = whole.get("full_attention")
        return inner if isinstance(inner, dict) else whole

    def _rotary(self) -> Iterator[Reading]:
        """In transformers 5 the numbers stand in a mapping of their own."""
        own, parts, origins = self.config.own, ["rotary"], []
        usual = self.config.type.defaults.get("rope_parameters") or {}
        rope = (
            {**usual, **self._rope("rope_parameters")}
            if "full_attention" not in usual
            else self._rope("rope_parameters")
        )
        share = _stated(own, ("rotary_pct", "partial_rotary_factor")) or _stated(
            rope, ("partial_rotary_factor",)
        )
        base = _stated(own, ("rope_theta", "rotary_emb_base")) or _stated(rope, ("rope_theta",))
        dimensions = _stated(own, ("rotary_dim",))
        if share and (shown := percent(share[1])) and shown != "100 %":
            parts.append(f"{shown} of each head")
            origins.append(share[0])
        elif dimensions and (shown := number(dimensions[1])):
            parts.append(f"{shown} dimensions of each head")
            origins.append(dimensions[0])
        if base and (shown := number(base[1])) and shown != "10_000":
            parts.append(f"base {shown.replace('_', ',')}")
            origins.append(base[0])
        quote = literal_quote(self.config.text, *base) if base and origins == [base[0]] else ""
        formula = "" if quote or not origins else f"by {' and '.join(origins)}"
        note = "" if quote or origins else f"As {self.network} has them." if self.config.is_known else ""
        yield Reading(_path("position_embedding"), ", ".join(parts), SOURCE, quote, formula, note)

    def _extension(self) -> Iterator[Reading]:
        """How positions are scaled to take longer texts."""
        scaling = self._rope("rope_scaling") or self._rope("rope_parameters")
        kind = text_of(scaling.get("rope_type")) or text_of(scaling.get("type"))
        if not kind or kind in {"default", "mrope", "proportional"} or len(kind) > 40:
            return
        key = "rope_type" if text_of(scaling.get("rope_type")) else "type"
        name = _SCALINGS.get(kind, kind)
        quote = literal_quote(self.config.text, key, kind) if name == kind else ""
        formula = "" if quote else f"by {key}"
        yield Reading(_path("context_extension.method"), name, SOURCE, quote, formula)
        factor = scaling.get("factor")
        if isinstance(factor, Literal):
            quote = literal_quote(self.config.text, "factor", factor)
            yield Reading(_path("context_extension.factor"), str(factor), SOURCE, quote)

    def _activation(self) -> Iterator[Reading]:
        config = self.config
        found, projection = config.find("activation"), text_of(config.get("feed_forward_proj"))
        if projection and (not found or found.default):
            gated = projection.startswith("gated-")
            word = _gated(projection.removeprefix("gated-")) if gated else projection
            quote = literal_quote(config.text, "feed_forward_proj", projection)
            if gated:
                yield Reading(
                    _path("activation"), word, SOURCE, formula=f"{projection}, by feed_forward_proj"
                )
            elif quote:
                yield Reading(_path("activation"), word, SOURCE, quote)
            return
        word = found.text.strip() if found else ""
        if not found or not word or isinstance(config.own.get(found.key), Literal):
            return
        shown = _gated(word) if self.network in GATED else word
        if shown != word and not found.default:
            formula = f"{word} with a gate, by {found.key}"
            yield Reading(_path("activation"), shown, SOURCE, formula=formula)
        else:
            yield self._reading("activation", found, shown)

    def _normalization(self) -> Iterator[Reading]:
        own = self.config.own
        key = next((key for key in ("rms_norm_eps", *_LAYER_NORMS) if isinstance(own.get(key), Literal)), "")
        if key:
            is_rms = key == "rms_norm_eps" or self.network in ROOT_MEAN_SQUARE or own.get("rmsnorm") is True
            self.config.used |= {"rmsnorm"}
            word = "RMSNorm" if is_rms else "LayerNorm"
            yield Reading(_path("normalization"), word, SOURCE, formula=f"by {key}")
        self.config.used |= {"rms_norm_eps", *_LAYER_NORMS}

    def _tied(self) -> Iterator[Reading]:
        found = self.config.find("tied_embeddings")
        heads = [text_of(each) for each in self.config.whole.get("architectures") or [] if text_of(each)]
        writes = not heads or any(any(word in each for word in _WRITING) for each in heads)
        # Of a network without a head for words nothing is tied.
        if found and (not found.default or writes) and (shown := yes_or_no(found)):
            yield self._reading("tied_embeddings", found, shown)

    def _attention(self) -> Iterator[Reading]:
        config = self.config
        config.used |= {"use_sliding_window", "layer_types", "sliding_window_pattern", "max_window_layers"}
        if self.network == "gpt_neo":
            yield from self._alternating()
        elif config.find("attention.kv_rank"):
            formula = "by kv_lora_rank"
            yield Reading(_path("attention.kind"), "multi-head-latent", SOURCE, formula=formula)
            for field in ("kv_rank", "q_rank", "rope_dimension"):
                yield from self._numbers(f"attention.{field}")
            config.used |= {"qk_nope_head_dim", "v_head_dim"}
        elif self.network in WITHOUT_ATTENTION:
            yield Reading(_path("attention.kind"), "none", SOURCE, note=f"As {self.network} is built.")
        elif self._has_window():
            yield from self._windowed()
        else:
            yield from self._grouped()

    def _has_window(self) -> bool:
        """A window that is switched off, or as long as the context, is none."""
        window, context = (
            self.config.whole_number("attention.window"),
            self.config.whole_number("context_length"),
        )
        on = self.config.get("use_sliding_window") is not False
        return on and bool(window) and (context is None or (window or 0) < context)

    def _windowed(self) -> Iterator[Reading]:
        pattern, quote, formula = self._window_pattern()
        if pattern or self.network in EVERY_LAYER_WINDOWED:
            yield Reading(_path("attention.kind"), "sliding-window", SOURCE, formula="by sliding_window")
        if pattern:
            yield Reading(_path("attention.pattern"), pattern, SOURCE, quote, formula)
        yield from self._numbers("attention.window")

    def _window_pattern(self) -> tuple[str, str, str]:
        """So many layers with a window to one without, and what says it; empty for anything else."""
        every = self.config.own.get("sliding_window_pattern")
        if isinstance(every, str) and every.isdecimal() and 1 < int(every) < 1000:
            return f"{int(every) - 1}:1", "", "by sliding_window_pattern"
        layers = self.config.own.get("layer_types")
        if not isinstance(layers, list):
            pattern = WINDOW_PATTERNS.get(self.network, "")
            return pattern, "", f"as {self.network} has it in transformers" if pattern else ""
        if "full_attention" not in layers:
            return "", "", ""
        local = layers.index("full_attention")
        repeated = ["sliding_attention"] * local + ["full_attention"]
        expected = (repeated * (len(layers) // len(repeated) + 1))[: len(layers)]
        return (f"{local}:1" if local and layers == expected else ""), "", "counted in layer_types"

    def _grouped(self) -> Iterator[Reading]:
        """The kind that the numbers of heads make, where the file gives both."""
        heads = self.config.whole_number("attention_heads")
        keys = 1 if self._has_one_key_head() else self.config.whole_number("kv_heads")
        if not heads or not keys or keys > heads:
            return
        kind = "multi-head" if keys == heads else "multi-query" if keys == 1 else "grouped-query"
        formula = f"{keys:,} key–value heads for {heads:,} attention heads"
        yield Reading(_path("attention.kind"), kind, SOURCE, formula=formula)

    def _alternating(self) -> Iterator[Reading]:
        own = self.config.own
        self.config.used |= {"attention_types", "attention_layers", "window_size"}
        window = own.get("window_size", "256")
        layers, types = own.get("attention_layers"), own.get("attention_types")
        said = layers if isinstance(layers, list) else types if isinstance(types, list) else []
        pattern = str(said)
        if not said or ("global" in pattern and "local" in pattern):
            text = f"alternating global and local, window {window}"
            quote = literal_quote(self.config.text, "window_size", str(window))
            yield Reading(_path("attention"), text, SOURCE, quote)

    def _biases(self) -> Iterator[Reading]:
        """Biases that most networks do not have; a file that leaves them out says nothing."""
        for key, name in _BIASES.items():
            self.config.used.add(key)
            if self.config.own.get(key) is True:
                quote = literal_quote(self.config.text, key, "true")
                yield Reading(_path(f"extra.{name}"), "yes", SOURCE, quote)

    def _pictures(self) -> Iterator[Reading]:
        """The pictures that it reads, which the part for them describes where there is one."""
        for field in ("image_size", "image_channels", "patch_size"):
            for key in self.config.keys_of(field):
                self.config.used.add(key)
                said = self.config.seen.get(key)
                if isinstance(said, str) and (text := number(said)) and text != "0":
                    quote = literal_quote(self.config.text, key, said)
                    yield Reading(_path(field), text, SOURCE, quote)
                    break

    def _sound(self) -> Iterator[Reading]:
        self.config.used |= {"num_mel_bins", "max_source_positions"}
        said = self.config.heard.get("num_mel_bins")
        if isinstance(said, Literal) and (text := number(said)):
            yield Reading(
                _path("mel_bins"), text, SOURCE, literal_quote(self.config.text, "num_mel_bins", said)
            )

    def _classes(self) -> Iterator[Reading]:
        """As many as have names, if it classifies: every configuration in memory has two classes."""
        self.config.used |= {"id2label"}
        classes, named = self.config.whole.get("architectures"), self.config.whole.get("id2label")
        classifies = isinstance(classes, list) and any(
            str(name).endswith("Classification") for name in classes
        )
        if classifies and isinstance(named, dict) and named:
            yield Reading(_path("classes"), f"{len(named):_}", SOURCE, formula="the entries of id2label")

    def _precision(self) -> Iterator[Reading]:
        """The number format of the weights; of quantised ones it is that of the others only."""
        found = self.config.find("precision")
        how = self.config.whole.get("quantization_config")
        method = text_of(how.get("quant_method")) if isinstance(how, dict) else ""
        if isinstance(how, dict) and method and len(method) <= 40:
            yield from self._quantization(how, method)
        elif found and (word := found.text.removeprefix("torch.").strip()):
            quote = self.config.quote(found)
            yield Reading(_path("precision"), word, SOURCE, quote)

    def _quantization(self, how: dict[str, Any], method: str) -> Iterator[Reading]:
        text = self.config.text
        name = _METHODS.get(method, method)
        quote = literal_quote(text, "quant_method", method) if name == method else ""
        formula = "" if quote else "by quant_method"
        yield Reading(("quantization", "method"), name, SOURCE, quote, formula)
        bits = how.get("bits") or how.get("w_bit")
        if isinstance(bits, Literal) and number(bits):
            key = "bits" if how.get("bits") else "w_bit"
            yield Reading(("quantization", "bits"), str(bits), SOURCE, literal_quote(text, key, bits))
        elif how.get("load_in_4bit") is True or how.get("load_in_8bit") is True:
            key = "load_in_4bit" if how.get("load_in_4bit") is True else "load_in_8bit"
            yield Reading(("quantization", "bits"), key[8], SOURCE, formula=f"by {key}")
        size = how.get("group_size") or how.get("q_group_size")
        if isinstance(size, Literal) and number(size):
            key = "group_size" if how.get("group_size") else "q_group_size"
            quote = literal_quote(text, key, size)
            yield Reading(("quantization", "group_size"), number(size), SOURCE, quote)


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
_SCALINGS = {"yarn": "YaRN", "su": "longrope"}
_LAYER_NORMS = ("layer_norm_eps", "layer_norm_epsilon", "layernorm_epsilon", "norm_epsilon")
_BIASES = {
    "attention_bias": "Attention bias",
    "use_qkv_bias": "Bias of queries, keys and values",
    "add_qkv_bias": "Bias of queries, keys and values",
    "mlp_bias": "Feed-forward bias",
    "lm_head_bias": "Output bias",
}
_METHODS = {"gptq": "GPTQ", "awq": "AWQ", "fp8": "FP8", "mxfp4": "MXFP4", "aqlm": "AQLM", "hqq": "HQQ"}
_WRITING = ("LM", "Masked", "ConditionalGeneration", "PreTraining")
"""In the names of classes that have a head for words."""


def _gated(activation: str) -> str:
    """The name of a gated layer by the activation of its gate (arXiv:2002.05202)."""
    family = {"silu": "SwiGLU", "swish": "SwiGLU", "relu": "ReGLU"}
    return family.get(activation, "GeGLU" if re.fullmatch(r"gelu\w{0,20}", activation) else activation)


def _stated(place: dict[str, Any] | Any, keys: tuple[str, ...]) -> tuple[str, str] | None:
    """The first of these keys that has a number, and the number."""
    found = ((key, place.get(key)) for key in keys)
    return next(
        (
            (key, str(value))
            for key, value in found
            if isinstance(value, (Literal, int, float)) and not isinstance(value, bool)
        ),
        None,
    )


def _path(field: str) -> tuple[str, ...]:
    return ("architecture", *field.split("."))
