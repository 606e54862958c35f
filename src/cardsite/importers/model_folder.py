"""Reads configurations of other libraries than transformers: diffusers, timm, sentence-transformers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..problems import has_errors
from .configuration import text_of
from .hf_config import read_configuration
from .input_files import Literal, Refused, literal_quote, read_json
from .kinds import is_pipeline, is_timm, read_object
from .readings import Imported, Reading
from .spelling import number

__all__ = ["import_model_config"]

_ROLES = {
    "unet": "denoiser",
    "transformer": "denoiser",
    "prior": "prior",
    "text_encoder": "text encoder",
    "text_encoder_2": "second text encoder",
    "text_encoder_3": "third text encoder",
    "image_encoder": "image encoder",
    "vae": "image decoder",
    "movq": "image decoder",
    "vqvae": "image decoder",
    "controlnet": "control network",
    "safety_checker": "safety checker",
}
"""The networks of a pipeline of diffusers, by their names in its index; its other parts have no weights."""
_POOLINGS = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "lasttoken",
}


def import_model_config(path: Path, label: str) -> Imported:
    """What a configuration says, or the files of a model's folder that are known by their names.

    A broken file, or one of another kind, gives its problem and nothing else.
    """
    if path.is_dir() and not path.is_symlink():
        return _of_folder(path, label)
    try:
        data, text = read_object("hf-config", path, label)
    except Refused as refused:
        return Imported({}, problems=(refused.problem,))
    if is_pipeline(data):
        sources = {"pipeline": {"title": "Index of the pipeline for diffusers", "file": label}}
        return Imported(sources, tuple(_components(data)))
    if is_timm(data):
        sources = {"timm-config": {"title": "Configuration for timm", "file": label}}
        return Imported(sources, tuple(_timm(data, text)))
    return read_configuration(data, text, label)


def _of_folder(path: Path, label: str) -> Imported:
    index = path / "model_index.json"
    name = "model_index.json" if index.is_file() else "config.json"
    found = import_model_config(path / name, f"{label}/{name}")
    if has_errors(found.problems) or not (path / "modules.json").is_file():
        return found
    try:
        parts = list(_sentence_parts(path, label))
    except Refused as refused:
        return Imported({}, problems=(refused.problem,))
    sources, readings = dict(found.sources), list(found.readings)
    for key, source, more in parts:
        # What the library reads a text with counts before what the network could take.
        stated = {reading.path for reading in more}
        readings = [reading for reading in readings if reading.path not in stated]
        readings += [replace(reading, source=key) for reading in more]
        sources[key] = source
    return replace(found, sources=sources, readings=tuple(readings))


def _sentence_parts(path: Path, label: str) -> Iterator[tuple[str, dict[str, str], list[Reading]]]:
    """The files of sentence-transformers, each with a key, its source and what it says; raises Refused."""
    modules, _ = read_json(path / "modules.json", f"{label}/modules.json")
    named = [each for each in modules if isinstance(each, dict)] if isinstance(modules, list) else []
    pooling = next(
        (text_of(each.get("path")) for each in named if "Pooling" in text_of(each.get("type"))), ""
    )
    files = {
        "pooling": (
            f"{pooling}/config.json" if pooling and ".." not in Path(pooling).parts else "",
            _pooling,
        ),
        "sentence-transformers": ("config_sentence_transformers.json", _similarity),
        "sentence-length": ("sentence_bert_config.json", _length),
    }
    for key, (name, read) in files.items():
        file = path / name
        if name and not name.startswith("/") and file.is_file():
            data, text = read_json(file, f"{label}/{name}")
            if isinstance(data, dict) and (readings := list(read(data, text))):
                title = "Configuration for sentence-transformers"
                yield key, {"title": title, "file": f"{label}/{name}"}, readings


def _pooling(data: Mapping[str, Any], text: str) -> Iterator[Reading]:
    mode = text_of(data.get("pooling_mode"))
    flags = [name for key, name in _POOLINGS.items() if data.get(key) is True]
    if mode:
        yield _reading("pooling", mode, quote=literal_quote(text, "pooling_mode", mode))
    elif flags:
        shown = flags[0] if len(flags) == 1 else f"[{', '.join(flags)}]"
        yield _reading("pooling", shown, formula="by the modes that are true")
    for key in ("embedding_dimension", "word_embedding_dimension"):
        width = data.get(key)
        if isinstance(width, Literal) and (shown := number(width)):
            yield _reading("embedding_dimension", shown, quote=literal_quote(text, key, width))
            return


def _similarity(data: Mapping[str, Any], text: str) -> Iterator[Reading]:
    if name := text_of(data.get("similarity_fn_name")):
        yield _reading("similarity_function", name, quote=literal_quote(text, "similarity_fn_name", name))


def _length(data: Mapping[str, Any], text: str) -> Iterator[Reading]:
    length = data.get("max_seq_length")
    if isinstance(length, Literal) and (shown := number(length)):
        yield _reading("context_length", shown, quote=literal_quote(text, "max_seq_length", length))


def _components(data: Mapping[str, Any]) -> Iterator[Reading]:
    for name, role in _ROLES.items():
        part = data.get(name)
        kind = text_of(part[1]) if isinstance(part, list) and len(part) == 2 else ""
        if kind:
            path = ("architecture", "components", role, "type")
            yield Reading(path, kind, "pipeline", formula=f"the class of {name}")


def _timm(data: Mapping[str, Any], text: str) -> Iterator[Reading]:
    kind, pretrained = text_of(data.get("architecture")), data["pretrained_cfg"]
    yield Reading(("architecture", "type"), kind, "timm-config", literal_quote(text, "architecture", kind))
    sizes = pretrained.get("input_size")
    if isinstance(sizes, list) and len(sizes) == 3 and all(number(str(each)) for each in sizes):
        channels, height, width = map(str, sizes)
        shown = height if height == width else f"{height}x{width}"
        for field, value in (("image_size", shown), ("image_channels", channels)):
            yield Reading(("architecture", field), value, "timm-config", formula="by input_size")
    classes = data.get("num_classes")
    if isinstance(classes, Literal) and (shown := number(classes)) and shown != "0":
        quote = literal_quote(text, "num_classes", classes)
        yield Reading(("architecture", "classes"), shown, "timm-config", quote)


def _reading(field: str, value: str, quote: str = "", formula: str = "") -> Reading:
    return Reading(("architecture", field), value, "", quote, formula)
