"""Reads training files of GPT-NeoX: keys in either style, several files merged as the launcher does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from ..facts.numbers import grouped
from ..problems import Problem
from .neox_file import ConfigEntry, NeoxFile, read_neox
from .neox_keys import TOKENIZERS
from .readings import Imported, Reading
from .spelling import number, percent

__all__ = ["import_neox"]


def import_neox(files: Sequence[tuple[Path, str]]) -> Imported:
    """What training files say, each a path and the name that messages and evidence give it.

    Nothing is taken where one is broken or of another kind. Numbers that contradict each other are left out
    and reported.
    """
    merged, problems = read_neox(files)
    if merged is None:
        return Imported({}, problems=tuple(problems))
    importer = _Importer(merged)
    readings = tuple(importer.readings())
    if strangers := tuple(merged.strangers()):
        return Imported({}, problems=strangers)
    return Imported(merged.sources, readings, problems=(*problems, *importer.problems, *merged.unknown()))


_A, _T, _C = "architecture", "training", "checkpoints"


class _Importer:
    def __init__(self, file: NeoxFile) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def readings(self) -> Iterator[Reading]:
        yield from self._architecture()
        yield from self._training()
        yield from self._optimizer()
        yield from self._batch()
        yield from self._checkpoints()

    def _plain(self, path: tuple[str, ...], key: str, text: str | None = None) -> Iterator[Reading]:
        """A value as the file writes it, or in the words of a card."""
        entry = self.file.get(key)
        if entry and entry.text:
            yield Reading(path, entry.text if text is None else text, entry.source, entry.quote)

    def _whole(self, path: tuple[str, ...], key: str) -> Iterator[Reading]:
        entry = self.file.get(key)
        if entry and (text := number(entry.text)):
            yield Reading(path, text, entry.source, entry.quote)
        elif entry:
            self.problems.append(entry.problem(f"expected a whole number, found {entry.shown}"))

    def _default(self, path: tuple[str, ...], value: str, key: str) -> Iterator[Reading]:
        if self.file.is_of_a_model:
            note = f"The file leaves `{key}` out; it is the default of GPT-NeoX."
            yield Reading(path, value, self.file.main, note=note)

    # Architecture

    def _architecture(self) -> Iterator[Reading]:
        rotary = self.file.text("pos_emb") == "rotary"
        if rotary:
            yield Reading(
                (_A, "type"), "gpt_neox", self.file.main, note="The class that transformers has for it."
            )
        yield from self._shape()
        yield from self._whole((_A, "kv_heads"), "num_kv_heads")
        yield from self._inner_width()
        yield from self._whole((_A, "context_length"), "max_position_embeddings")
        yield from self._vocabulary()
        yield from self._position(rotary=rotary)
        yield from self._activation_and_norm()
        entry = self.file.get("no_weight_tying")
        if entry is None:
            yield from self._default((_A, "tied_embeddings"), "yes", "no-weight-tying")
        else:
            yield from self._plain((_A, "tied_embeddings"), "no_weight_tying", "no" if entry.true else "yes")
        if (parallel := self.file.get("gpt_j_residual")) and parallel.true:
            yield Reading((_A, "extra", "Parallel residual"), "yes", parallel.source, parallel.quote)

    def _shape(self) -> Iterator[Reading]:
        """Layers, width and heads; of the first and last only what the file's own numbers bear out."""
        layers, heads = self.file.get("num_layers"), self.file.get("num_attention_heads")
        width, listed = self.file.whole("hidden_size"), self.file.attention_layers()
        many, few = (layers and layers.whole) or 0, (heads and heads.whole) or 0
        uneven = bool(width and few and width % few)
        unlisted = bool(many and listed and listed != many)
        swapped = uneven and unlisted and listed == few and (width or 0) % many == 0
        taken = f"the two are swapped: {few} layers and {many} heads are taken"
        hint = taken if swapped else "layers and heads are left out"
        if heads and width and uneven:
            message = f"hidden size {grouped(width)} ÷ {few} heads = {width / few:.2f}, not a whole number"
            self.problems.append(heads.problem(message, hint))
        if layers and unlisted:
            message = f"{many} layers, but attention-config lists {listed}"
            self.problems.append(layers.problem(message, hint))
        yield from self._whole((_A, "hidden_size"), "hidden_size")
        if swapped:
            yield from self._swapped(few, many)
        elif not uneven and not unlisted:
            yield from self._whole((_A, "layers"), "num_layers")
            yield from self._whole((_A, "attention_heads"), "num_attention_heads")

    def _swapped(self, layers: int, heads: int) -> Iterator[Reading]:
        """What two other numbers of the file say where it has layers and heads in each other's place."""
        note = f"The file has {heads} layers and {layers} heads, which its width and attention-config deny."
        listed = self.file.get("attention_config")
        quote = listed.quote if listed else ""
        yield Reading((_A, "layers"), f"{layers:_}", self.file.main, quote, note=note)
        yield Reading((_A, "attention_heads"), f"{heads:_}", self.file.main, note=note)

    def _inner_width(self) -> Iterator[Reading]:
        stated, width = self.file.get("intermediate_size"), self.file.whole("hidden_size")
        gated = (
            self.file.text("activation") in {"swiglu", "geglu", "reglu"}
            or self.file.text("mlp_type") == "llama"
        )
        if gated:
            return  # the file's number is rescaled for them
        if stated:
            yield from self._whole((_A, "feed_forward_size"), "intermediate_size")
        elif width:
            formula = f"4 × {grouped(width)}, the default of GPT-NeoX"
            yield Reading((_A, "feed_forward_size"), f"{4 * width:_}", self.file.main, formula=formula)

    def _vocabulary(self) -> Iterator[Reading]:
        """The tokens of a known tokenizer, padded as GPT-NeoX pads them."""
        entry = self.file.get("vocab_file")
        tokens = TOKENIZERS.get(entry.text.rpartition("/")[2]) if entry else None
        if tokens is None:
            return
        # 128 is the default of make_vocab_size_divisible_by.
        multiple = 128 * (self.file.whole("model_parallel_size") or 1)
        padded = -(-tokens.count // multiple) * multiple
        formula = f"{grouped(tokens.count)} tokens padded to a multiple of {multiple}"
        note = f"The tokenizer is {tokens.name}."
        yield Reading((_A, "vocabulary_size"), f"{padded:_}", self.file.main, formula=formula, note=note)
        yield Reading((_A, "tokenizer"), tokens.name, self.file.main)

    def _position(self, *, rotary: bool) -> Iterator[Reading]:
        path = (_A, "position_embedding")
        share = self.file.get("rotary_pct")
        if rotary and share and (shown := percent(share.text)) and shown != "100 %":
            yield Reading(path, f"rotary, {shown} of each head", share.source, share.quote)
        elif self.file.get("pos_emb"):
            yield from self._plain(path, "pos_emb")
        else:
            yield from self._default(path, "learned", "pos-emb")

    def _activation_and_norm(self) -> Iterator[Reading]:
        names = {"layernorm": "LayerNorm", "rmsnorm": "RMSNorm"}
        for field, key, default in (
            ("activation", "activation", "gelu"),
            ("normalization", "norm", "layernorm"),
        ):
            text = self.file.text(key)
            if text:
                yield from self._plain((_A, field), key, names.get(text, text))
            else:
                yield from self._default((_A, field), names.get(default, default), key)

    # Training

    def _training(self) -> Iterator[Reading]:
        yield Reading((_T, "library"), "GPT-NeoX", self.file.main)
        yield from self._whole((_T, "steps"), "train_iters")
        if self.file.whole("seq_length") != self.file.whole("max_position_embeddings"):
            yield from self._whole((_T, "sequence_length"), "seq_length")
        yield from self._schedule()
        yield from self._plain((_T, "weight_decay"), "weight_decay")
        yield from self._plain((_T, "gradient_clipping"), "gradient_clipping")
        hidden, attention = self.file.text("hidden_dropout"), self.file.text("attention_dropout")
        if hidden and attention and Decimal(hidden) == Decimal(attention):
            yield from self._plain((_T, "dropout"), "hidden_dropout")
        elif hidden or attention:
            yield from self._row("Hidden dropout", "hidden_dropout")
            yield from self._row("Attention dropout", "attention_dropout")
        yield from self._precision()
        if entry := self.file.get("checkpoint_activations"):
            path = (_T, "activation_checkpointing")
            yield from self._plain(path, "checkpoint_activations", "yes" if entry.true else "no")
        yield from self._row("Model parallel", "model_parallel_size")
        yield from self._row("Pipeline parallel", "pipe_parallel_size")
        yield from self._row("ZeRO stage", "zero_optimization.stage")

    def _row(self, name: str, key: str, unit: str = "") -> Iterator[Reading]:
        entry = self.file.get(key)
        if entry and entry.text:
            yield Reading((_T, "extra", name), f"{entry.text}{unit}", entry.source, entry.quote)

    def _schedule(self) -> Iterator[Reading]:
        yield from self._plain((_T, "learning_rate"), "optimizer.params.lr")
        yield from self._plain((_T, "final_learning_rate"), "min_lr")
        if self.file.get("lr_decay_style"):
            yield from self._plain((_T, "schedule"), "lr_decay_style")
        else:
            yield from self._default((_T, "schedule"), "linear", "lr-decay-style")
        warmup = self.file.get("warmup")
        if warmup and (shown := percent(warmup.text)):
            yield Reading((_T, "warmup"), f"{shown} of the steps", warmup.source, warmup.quote)
        elif not warmup:
            yield from self._default((_T, "warmup"), "1 % of the steps", "warmup")

    def _precision(self) -> Iterator[Reading]:
        names = {"fp16": "float16", "bfloat16": "bfloat16", "bf16": "bfloat16", "fp32": "float32"}
        stated = self.file.text("precision")
        half = self.file.get("fp16.enabled") or self.file.get("fp16.fp16")
        brain = self.file.get("bf16.enabled")
        path = (_T, "precision")
        if stated:
            yield from self._plain(path, "precision", names.get(stated, stated))
        elif brain and brain.true:
            yield Reading(path, "bfloat16", brain.source, brain.quote)
        elif half and half.true:
            kind = self.file.get("fp16.type")
            said = kind or self.file.get("fp16.fp16")
            # The words that switch it on do not name it.
            quote, note = (said.quote, "") if said else ("", "The file enables `fp16`.")
            yield Reading(
                path, names.get(kind.text if kind else "", "float16"), half.source, quote, note=note
            )

    def _optimizer(self) -> Iterator[Reading]:
        at = (_T, "optimizer")
        yield from self._plain((*at, "name"), "optimizer.type")
        for index, field in enumerate(("beta1", "beta2")):
            if beta := self.file.item("optimizer.params.betas", index):
                yield Reading((*at, field), beta.text, beta.source, beta.quote)
        yield from self._plain((*at, "epsilon"), "optimizer.params.eps")

    # Batch

    def _batch(self) -> Iterator[Reading]:
        """Sequences in one step: as the file says, or from the accelerators that a comment counts."""
        path = (_T, "batch_sequences")
        count, micro = self.file.comment_count(), self.file.whole("train_micro_batch_size_per_gpu")
        if count:
            yield Reading((_T, "hardware", "count"), f"{count.whole:_}", count.source, count.quote)
        if self.file.get("train_batch_size"):
            yield from self._whole(path, "train_batch_size")
        elif count and count.whole and micro:
            yield from self._computed_batch(count, micro)
        yield from self._row("Micro-batch per GPU", "train_micro_batch_size_per_gpu", " sequences")
        key = "gas" if self.file.get("gas") else "gradient_accumulation_steps"
        yield from self._row("Gradient accumulation", key)

    def _computed_batch(self, count: ConfigEntry, micro: int) -> Iterator[Reading]:
        passes = self.file.whole("gas") or self.file.whole("gradient_accumulation_steps") or 1
        parallel = (self.file.whole("pipe_parallel_size") or 1) * (
            self.file.whole("model_parallel_size") or 1
        )
        gpus = count.whole or 0
        if gpus % parallel:
            message = f"{gpus} GPUs cannot be shared evenly by {parallel} that hold one copy of the model"
            self.problems.append(count.problem(message))
            return
        size = gpus // parallel * micro * passes
        copies = f"{gpus} GPUs ÷ {parallel} that hold one copy" if parallel > 1 else f"{gpus} GPUs"
        formula = f"{copies} × {micro} sequences" + (f" × {passes} passes" if passes > 1 else "")
        yield Reading((_T, "batch_sequences"), f"{size:_}", count.source, formula=formula)

    # Checkpoints

    def _checkpoints(self) -> Iterator[Reading]:
        every, extra = self.file.get("checkpoint_factor"), self.file.get("extra_save_iters")
        if self.file.text("checkpoint_scale") not in ("", "linear"):
            return
        steps = [item for item in (extra.items if extra else ()) if item.isdecimal()]
        if extra and steps and "0" in steps:
            yield Reading((_C, "first"), "0", extra.source, extra.quote)
        elif every:
            yield from self._whole((_C, "first"), "checkpoint_factor")
        yield from self._whole((_C, "last"), "train_iters")
        yield from self._whole((_C, "interval"), "checkpoint_factor")
        others = [step for step in steps if step != "0"]
        if extra and others:
            yield Reading((_C, "extra_steps"), f"[{', '.join(others)}]", extra.source, extra.quote)
