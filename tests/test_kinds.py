"""Which importer a file is for: each of these files is of one kind, or of none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cardsite.importers.kinds import KINDS, kind_of
from cardsite.importers.lm_eval import import_lm_eval
from cardsite.importers.model_folder import import_model_config
from cardsite.importers.neox import import_neox

IMPORTS = Path(__file__).parent / "imports"

CONFIGS: dict[str, Any] = {
    "with a type": {"model_type": "newest"},
    "with classes": {"architectures": ["BertForMaskedLM"], "vocab_size": 30522},
    "of the first BERT": {"num_hidden_layers": 12, "hidden_size": 768, "num_attention_heads": 12},
    "of the first GPT-2": {"n_layer": 12, "n_embd": 768, "n_head": 12, "vocab_size": 50257, "n_ctx": 1024},
    "a pipeline of diffusers": {"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "X"]},
    "timm": {"architecture": "resnet50", "num_classes": 1000, "pretrained_cfg": {}},
    "of several parts": {"model_type": "clip", "text_config": {}, "vision_config": {}},
    "with the names of GPT-NeoX": {"model_type": "gpt_neox", "hidden_size": 1, "rotary_pct": 0.25},
}
RESULTS: dict[str, Any] = {
    "before 0.4": {"results": {"piqa": {"acc": 0.6}}, "versions": {"piqa": 0}, "config": {"model": "hf"}},
    "without versions": {"results": {"piqa": {"acc": 0.6}}, "config": {"model_args": "pretrained=a/b"}},
    "since 0.4": {"results": {"piqa": {"acc,none": 0.6}}, "configs": {}, "n-shot": {"piqa": 0}},
    "LightEval": {
        "config_general": {"model_name": "a/b"},
        "results": {"leaderboard|arc:challenge|25": {"acc_norm": 0.5}, "all": {}},
        "versions": {},
    },
    "with a part that is odd": {"results": {"piqa": {"acc,none": 0.6}, "x": 1}, "group_subtasks": {}},
}
TRAINING: dict[str, Any] = {
    "with hyphens": {"num-layers": 24, "hidden-size": 64},
    "what others have too, but with hyphens": {"train-iters": 100, "lr-decay-style": "cosine"},
    "with underscores": {"pipe_parallel_size": 1, "model_parallel_size": 1, "num_layers": 2},
    "what it has to be given": {
        "num_layers": 2,
        "hidden_size": 64,
        "num_attention_heads": 4,
        "max_position_embeddings": 512,
    },
}
OTHERS: dict[str, Any] = {
    "nothing": {},
    "a word": {"asd": "sdf"},
    "a list": [{"model_type": "llama"}],
    "a number": 3,
    "null": None,
    "a type that is not a text": {"model_type": ["x"], "hidden_size": True, "num_hidden_layers": 24.5},
    "classes that are not a list": {"architectures": "<b>"},
    "a model of a course": {"hidden_size": 256, "num_layers": 2, "dropout": 0.1, "epochs": 10},
    "settings of a site": {"site_name": "x", "theme": {"name": "material"}, "plugins": ["search"]},
    "a workflow": {"name": "x", "on": ["push"], "jobs": {"a": {"steps": []}}},
    "a card": {"name": "X", "summary": "x", "organization": "o", "architecture": {"layers": 2}},
    "a family": {"name": "X", "shared": {"architecture": {"layers": 2}}},
    "DeepSpeed": {
        "train_batch_size": 256,
        "optimizer": {"type": "Adam", "params": {"lr": 0.00015, "betas": [0.9, 0.95]}},
        "fp16": {"enabled": True},
        "zero_optimization": {"stage": 2},
        "gradient_clipping": 1.0,
        "wall_clock_breakdown": False,
    },
    "Megatron-LM": {"train_iters": 3, "tokenizer_type": "GPT2BPETokenizer", "data_path": "x", "split": "9,1"},
    "axolotl": {"base_model": "a/b", "sequence_len": 4096, "optimizer": "adamw_torch", "warmup_steps": 10},
    "nanoGPT": {"n_layer": 12, "n_head": 12, "n_embd": 768, "block_size": 1024},
    "the parameters of Llama": {
        "dim": 4096,
        "n_layers": 32,
        "n_heads": 32,
        "norm_eps": 1e-5,
        "vocab_size": -1,
    },
    "how to generate": {"bos_token_id": 1, "eos_token_id": 2, "transformers_version": "4.44.0"},
    "a tokenizer": {"tokenizer_class": "LlamaTokenizer", "model_max_length": 2048},
    "an adapter": {"peft_type": "LORA", "base_model_name_or_path": "a/b", "r": 8, "lora_alpha": 16},
    "a part of diffusers": {"_class_name": "UNet2DConditionModel", "sample_size": 64, "act_fn": "silu"},
    "a leaderboard": {"config": {"model_name": "a/b", "model_sha": "x"}, "results": {"arc": {"acc": 0.5}}},
    "MTEB": {"mteb_version": "1.1", "task_name": "STS", "scores": {"test": [{"main_score": 0.8}]}},
    "results alone": {"results": {"piqa": {"acc": 0.5}}},
    "no results": {"results": {}, "versions": {}},
    "a list of results": {"results": [{"acc": 0.5}], "versions": {}},
}
CASES = [
    pytest.param(json.dumps(data), kind, id=f"{kind or 'none'}: {name}")
    for kind, cases in {"hf-config": CONFIGS, "lm-eval": RESULTS, "neox": TRAINING, "": OTHERS}.items()
    for name, data in cases.items()
]


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_a_file_is_of_the_kind_whose_marks_it_has(text: str, kind: str, tmp_path: Path) -> None:
    assert kind_of(text) == kind
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")
    file = (path, "file.json")
    taken = {
        "hf-config": import_model_config(*file),
        "lm-eval": import_lm_eval([file], {}),
        "neox": import_neox([file]),
    }
    refused = {name for name, found in taken.items() if "import-kind" in {p.code for p in found.problems}}
    assert set(taken) == set(KINDS) - {"safetensors", "table"}  # of other files
    assert refused == set(taken) - {kind} or json.loads(text) is None
    assert all(not taken[name].readings and not taken[name].runs for name in taken if name != kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("num-layers: 24\npos-emb: rotary\n", "neox"),
        ('# as JSON, but for this\n{"num-layers": 24,\n "use_wandb": True,}\n', "neox"),
        ("\ufeffmodel_type: llama\n", ""),
        ("services: {}\nx: &a {b: 1}\ny: *a\n", ""),
        ("hook: !!python/name:os.system ''\n", ""),
        ("num-layers: 1\n: : [\n", ""),
        ("- num-layers: 1\n", ""),
        ("# Title\n\nSome text: a: b\n", ""),
        ("model,acc\na,0.5\n", ""),
        ('{"model_type": "llama", "hidden_size": NaN}', "hf-config"),
        ('{"model_type": "llama"', ""),
        ("[" * 100_000, ""),
        ('{"a":' * 100_000, ""),
        (f'{{"model_type": "llama", "x": {"9" * 5000}}}', ""),
        ("", ""),
    ],
    ids=lambda value: ascii(value[:20]),
)
def test_yaml_and_broken_files_have_a_kind_or_none(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize("path", sorted(IMPORTS.rglob("*.json")), ids=lambda path: path.parent.name)
def test_the_files_that_other_tests_import_are_of_their_kind(path: Path) -> None:
    kind = path.relative_to(IMPORTS).parts[0]
    broken = path.parent.name in ("not-a-mapping", "truncated", "given-twice")
    # Of a folder one file is known by its marks, and the others by their names.
    broken |= (
        "sentence-transformers" in path.parts and path.name != "config.json"
    ) or "1_Pooling" in path.parts
    assert kind_of(path.read_text(encoding="utf-8")) == ("" if broken else kind)


def neox(folder: Path, *files: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The fields that are taken, and the files that are refused for their kind."""
    named = [(folder / f"{number}.yml", f"{number}.yml") for number in range(len(files))]
    for (path, _), data in zip(named, files, strict=True):
        path.write_text(json.dumps(data), encoding="utf-8")
    found = import_neox(named)
    refused = [problem.place.file for problem in found.problems if problem.code == "import-kind"]
    return [".".join(reading.path) for reading in found.readings], refused


MODEL = {"num-layers": 2, "hidden-size": 64, "pos-emb": "rotary"}


def test_beside_a_training_file_there_may_be_one_of_settings_that_others_have_too(tmp_path: Path) -> None:
    fields, refused = neox(tmp_path, MODEL, {"fp16": {"enabled": True}, "gas": 2, "seed": 1})
    assert refused == []
    assert "training.precision" in fields


@pytest.mark.parametrize("name", ["a word", "settings of a site", "a card", "axolotl"])
def test_a_file_of_another_kind_among_training_files_is_refused_and_nothing_is_taken(
    name: str, tmp_path: Path
) -> None:
    assert neox(tmp_path, MODEL, OTHERS[name]) == ([], ["1.yml"])
    assert neox(tmp_path, OTHERS[name], MODEL) == ([], ["0.yml"])


def test_a_file_that_describes_no_model_leaves_nothing_of_it_to_defaults(tmp_path: Path) -> None:
    fields, refused = neox(tmp_path, {"train-iters": 100, "train-data-paths": ["x"]})
    assert refused == []
    assert fields == ["training.library", "training.steps", "checkpoints.last"]
