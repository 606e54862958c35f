"""Made-up cards of other kinds than dense language models: everything in them is right too.

Each kind is a function from chance to what only such a card has; `other_kinds` puts around it what all cards
have. Nothing here knows of the families in `correct.py` but the base of a quantised model, which is given.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from correct_yaml import Data, Raw, slug
from sentences import about_nothing, listed, paragraph, table

__all__ = ["Base", "helpers", "other_kinds", "quantized"]

# What each kind has


def _moe(chance: Random, name: str) -> Data:
    layers, width, heads = chance.choice(((16, 2048, 16), (24, 3072, 24), (32, 4096, 32)))
    experts, chosen, inner = chance.choice((8, 16, 64)), chance.choice((1, 2, 4)), chance.choice((1024, 2048))
    attention, expert, vocabulary = 4 * width * width, 3 * width * inner, 32_000
    rest = 2 * vocabulary * width + width
    total, active = (
        rest + layers * (attention + working * expert + (experts + 2) * width)
        for working in (experts, chosen)
    )
    said = f"Of {experts} experts in each layer, {chosen} work on a token."
    architecture: Data = {
        "description": paragraph(chance, [said], 1),
        "type": "mixtral",
        "parameters": {"value": Raw(f"{total:_}"), "source": "config", "formula": "embeddings + layers"},
        "active_parameters": Raw(f"{active:_}"),
        "experts": {"total": experts, "per_token": chosen, "width": inner},
        "layers": {"value": layers, "source": "config", "quote": f'"num_hidden_layers": {layers}'},
        "hidden_size": {"value": width, "source": "config", "quote": f'"hidden_size": {width}'},
        "attention_heads": heads,
        "kv_heads": heads,
        "feed_forward_size": inner,
        "context_length": chance.choice((4096, 8192, 32_768)),
        "vocabulary_size": vocabulary,
        "position_embedding": "rotary",
        "activation": "SwiGLU",
        "tied_embeddings": Raw("no"),
    }
    rows = [
        {"benchmark": benchmark, "metric": "acc", "shots": shots, "score": _percent(chance, 30, 85)}
        for benchmark, shots in (("hellaswag", 0), ("piqa", 0), ("winogrande", 0), ("arc-easy", 0))
    ]
    subjects = ("abstract_algebra", "anatomy", "astronomy", "college_physics", "econometrics", "virology")
    by_subject = [
        {
            "benchmark": "mmlu",
            "subset": subject,
            "metric": "acc",
            "shots": 5,
            "score": _percent(chance, 27, 80),
        }
        for subject in chance.sample(subjects, chance.randint(3, 6))
    ]
    return {
        "summary": f"A mixture of {experts} experts, of which {chosen} work on each token.",
        "language": "en",
        "pipeline_tag": "text-generation",
        "library_name": "transformers",
        "architecture": architecture,
        "evaluation": _evaluation(chance, {"Own scores": rows, "By subject": by_subject}),
    }


def _encoder(chance: Random, name: str) -> Data:
    width, layers = chance.choice(((384, 6), (384, 12), (768, 12)))
    inner, vocabulary, positions = 4 * width, 30_522, 512
    block = 4 * (width * width + width) + 2 * width * inner + inner + width + 4 * width
    total = (vocabulary + positions + 2) * width + 2 * width + layers * block + width * width + width
    subsets = ("ArguAna", "FiQA2018", "NFCorpus", "SciFact", "TRECCOVID", "SCIDOCS", "Touche2020")
    retrieval = [
        {
            "benchmark": "mteb-eng-v1",
            "subset": subset,
            "metric": "ndcg_at_10",
            "score": _share(chance, 15, 75),
        }
        for subset in chance.sample(subsets, chance.randint(3, 7))
    ]
    similar = [
        {"benchmark": "mteb-eng-v1", "subset": subset, "metric": "cosine_spearman", "score": score}
        for subset in ("STS12", "STS13", "BIOSSES", "SICK-R")
        for score in [_share(chance, 60, 89)]
    ]
    return {
        "summary": f"A sentence encoder that turns a short text into a vector of {width} numbers.",
        "language": "en",
        "pipeline_tag": "sentence-similarity",
        "library_name": "sentence-transformers",
        "architecture": {
            "type": "bert",
            "parameters": {"value": Raw(f"{total:_}"), "source": "config"},
            "layers": {"value": layers, "source": "config", "quote": f'"num_hidden_layers": {layers}'},
            "hidden_size": width,
            "attention_heads": 12,
            "feed_forward_size": inner,
            "context_length": positions,
            "vocabulary_size": vocabulary,
            "position_embedding": "learned",
            "embedding_dimension": width,
            "pooling": chance.choice(("mean", "cls")),
            "similarity_function": "cosine",
        },
        "training": {
            "objective": "contrastive, with the other pairs of the batch as negatives",
            "data": [
                {"name": f"Pairs of {place}", "pairs": Raw(f"{chance.randint(10, 900)}_000")}
                for place in chance.sample(("titles", "questions", "captions", "comments", "abstracts"), 3)
            ],
            "procedure": paragraph(chance, []),
        },
        "evaluation": _evaluation(chance, {"Retrieval": retrieval, "Similarity of sentences": similar}),
    }


def _speech(chance: Random, name: str) -> Data:
    layers, width, heads = chance.choice(((4, 384, 6), (6, 512, 8), (12, 768, 12), (24, 1024, 16)))
    clean = Decimal(chance.randint(200, 600)) / 100
    read = [
        {"benchmark": "librispeech-clean", "metric": "wer", "score": Raw(f"{clean} %")},
        {"benchmark": "librispeech-other", "metric": "wer", "score": Raw(f"{2 * clean} %")},
    ]
    languages = chance.sample(("de", "fr", "es", "hi", "sw", "cy", "ta"), 4)
    common = [
        {"benchmark": "common-voice", "subset": language, "metric": "wer", "score": _percent(chance, 6, 70)}
        for language in languages
    ]
    return {
        "summary": "A speech recogniser that reads half a minute of audio at a time.",
        "language": ["en", *languages],
        "pipeline_tag": "automatic-speech-recognition",
        "library_name": "transformers",
        "architecture": {
            "type": "whisper",
            "encoder_layers": {"value": layers, "source": "config", "quote": f"n_audio_layer={layers}"},
            "decoder_layers": layers,
            "hidden_size": {"value": width, "source": "config", "quote": f"n_audio_state={width}"},
            "attention_heads": heads,
            "context_length": 448,
            "sampling_rate": Raw("16 kHz"),
            "mel_bins": 80,
            "audio_window": Raw("30 s"),
        },
        "training": {
            "objective": "next-token prediction of transcripts",
            "data": [
                {"name": "Read books", "hours": chance.randint(500, 5000)},
                {"name": "Broadcasts with subtitles", "hours": chance.randint(500, 50_000)},
            ],
            "data_issues": about_nothing(chance),
        },
        "evaluation": _evaluation(chance, {"Read English": read, "Other languages": common}),
        "capabilities": [
            {"name": "Transcription", "supported": Raw("yes"), "source": "paper"},
            {"name": "Streaming", "supported": Raw("no"), "note": about_nothing(chance)},
        ],
    }


def _image(chance: Random, name: str) -> Data:
    side, classes = chance.choice((224, 256, 288, 384)), 1000
    tests = ("imagenet-1k", "imagenet-real", "imagenet-v2", "imagenet-a", "imagenet-r", "imagenet-sketch")
    runs = {}
    for size in (side, side + 32):
        rows = []
        for benchmark in tests:
            best = Decimal(chance.randint(2000, 8200)) / 100
            rows += [
                {"benchmark": benchmark, "metric": "top1", "score": Raw(f"{best} %")},
                {"benchmark": benchmark, "metric": "top5", "score": Raw(f"{best + 13} %")},
            ]
        runs[f"{size} × {size}"] = rows
    return {
        "summary": f"An image classifier for {classes:,} classes of photographs.",
        "pipeline_tag": "image-classification",
        "library_name": "timm",
        "architecture": {
            "type": "resnet50",
            "parameters": {"value": Raw(f"{chance.randint(5, 90)}_557_032"), "source": "config"},
            "activation": "ReLU",
            "normalization": "BatchNorm",
            "image_size": [side, side + 32],
            "image_channels": 3,
            "classes": classes,
            "extra": [{"name": "Interpolation", "value": "bicubic", "source": "config"}],
        },
        "training": {
            "objective": "binary cross-entropy on each class",
            "data": [{"name": "Photographs", "images": Raw(f"{chance.randint(200, 1400)}_167")}],
            "epochs": chance.choice((100, 300, 600)),
            "optimizer": {"name": "LAMB"},
            "procedure": paragraph(chance, []),
        },
        "evaluation": _evaluation(chance, runs),
    }


def _diffusion(chance: Random, name: str) -> Data:
    denoiser, reader = chance.randint(600, 2600), chance.randint(120, 2600)
    pictures = [
        {"benchmark": "mjhq-30k", "metric": "fid", "score": _share(chance, 500, 1500)},
        {"benchmark": "mjhq-30k", "metric": "clip_score", "score": _share(chance, 2500, 3100)},
        {"benchmark": "geneval", "metric": "geneval_overall", "score": _share(chance, 40, 75)},
    ]
    return {
        "summary": "A text-to-image model: a diffusion transformer with a small text encoder.",
        "language": "en",
        "pipeline_tag": "text-to-image",
        "library_name": "diffusers",
        "architecture": {
            "parameters": {"value": Raw(f"{denoiser}M"), "source": "paper", "note": "Of the denoiser."},
            "layers": chance.choice((20, 24, 28)),
            "image_size": chance.choice((512, 1024)),
            "components": [
                {"role": "denoiser", "type": "Transformer2DModel", "parameters": Raw(f"{denoiser}M")},
                {"role": "text encoder", "type": "t5", "parameters": Raw(f"{reader}M"), "source": "config"},
                {"role": "image decoder", "type": "AutoencoderKL", "source": "config"},
            ],
            "extra": [{"name": "Scheduler", "value": "Euler", "source": "config"}],
        },
        "training": {
            "objective": "rectified flow, velocity prediction",
            "data_description": {"absent": "not_disclosed", "reason": about_nothing(chance)},
            "hardware": {"accelerator": "not_disclosed"},
            "schedule": "constant",
        },
        "evaluation": _evaluation(chance, {"At full size": pictures}),
    }


def _tabular(chance: Random, name: str) -> Data:
    measures = ("length", "weight", "age", "distance", "moisture", "depth", "slope", "density", "hardness")
    features = [
        {
            "name": f"{how} {measure}",
            "type": "numeric",
            "range": f"{chance.randint(0, 9)} to {chance.randint(10, 4000)}",
            "missing": "none",
            "importance": Raw(f"{chance.randint(-900, 900) / 1000}"),
        }
        for measure in chance.sample(measures, 6)
        for how in ("mean", "worst")
    ]
    held = chance.randint(120, 900)
    scores = [
        {"benchmark": "adult", "metric": metric, "score": _percent(chance, 70, 99), "samples": held}
        for metric in ("acc", "balanced_acc", "recall", "specificity")
    ]
    return {
        "summary": "Logistic regression on a dozen measurements, which anybody can train again.",
        "pipeline_tag": "tabular-classification",
        "library_name": "sklearn",
        "tabular": {
            "estimator": {"value": "sklearn.linear_model.LogisticRegression", "source": "config"},
            "hyperparameters": {"C": Raw("1.0"), "solver": "lbfgs", "max_iter": 1000},
            "preprocessing": ["StandardScaler"],
            "features": features,
            "target": [
                {
                    "name": "sound",
                    "classes": [
                        {"name": each, "count": chance.randint(200, 999)} for each in ("rot", "none")
                    ],
                }
            ],
            "threshold": Raw("0.5"),
            "source": "config",
        },
        "training": {
            "objective": "cross-entropy with an L2 penalty",
            "data": [{"name": "Samples of a survey", "examples": Raw(f"{3 * held}")}],
            "library": "scikit-learn",
        },
        "evaluation": _evaluation(chance, {"Test set": scores}),
    }


def _percent(chance: Random, low: int, high: int) -> Raw:
    return Raw(f"{chance.randint(100 * low, 100 * high) / 100:.2f} %")


def _share(chance: Random, low: int, high: int) -> Raw:
    """Of one, if the limits are percentages; with four digits behind the point."""
    return Raw(f"{chance.randint(100 * low, 100 * high) / 10_000:.4f}")


def _evaluation(chance: Random, runs: dict[str, list[Data]]) -> Data:
    return {
        "runs": [{"title": title, "source": "paper", "results": rows} for title, rows in runs.items()],
        "commentary": paragraph(chance, []),
    }


# Code, which differs from card to card


def helpers(chance: Random) -> list[str]:
    """A function, a command and settings that go with it, each in a fence, and a sentence."""
    noun, limit = chance.choice(("record", "passage", "item", "window")), chance.randint(2, 999)
    python = f"""```python
def {noun}s(lines: list[str], limit: int = {limit}) -> list[str]:
    \"\"\"Those with more than a word, without repetitions.\"\"\"
    seen: set[str] = set()
    kept = [{noun} for {noun} in lines if " " in {noun} and not ({noun} in seen or seen.add({noun}))]
    return kept[:limit]
```"""
    shell = f"```sh\npython -m {noun}s --limit {limit} --out {noun}s-{chance.randint(10, 99)}.txt\n```"
    settings = (
        f'```json\n{{"batch_size": {chance.choice((8, 16, 32))}, "{noun}s": {limit}, "shuffle": true}}\n```'
    )
    return [python, about_nothing(chance), *chance.sample((shell, settings), 2)]


_LOADED = {
    "transformers": ("from transformers import AutoModel", 'AutoModel.from_pretrained("{}")'),
    "sentence-transformers": (
        "from sentence_transformers import SentenceTransformer",
        'SentenceTransformer("{}")',
    ),
    "timm": ("import timm", 'timm.create_model("hf_hub:{}", pretrained=True)'),
    "diffusers": ("from diffusers import DiffusionPipeline", 'DiffusionPipeline.from_pretrained("{}")'),
    "sklearn": ("from huggingface_hub import hf_hub_download", 'hf_hub_download("{}", "model.joblib")'),
    "gguf": (
        "from llama_cpp import Llama",
        'Llama.from_pretrained(repo_id="{}", filename="*Q4_K_M.gguf")',
    ),
}


def _body(chance: Random, hub_id: str, library: str) -> str:
    """How to load it with a library, and what to do then."""
    imported, call = _LOADED[library]
    loaded = f"```python\n{imported}\n\nmodel = {call.format(hub_id)}\n```"
    return "\n\n".join((about_nothing(chance), loaded, *helpers(chance))) + "\n"


# Whole cards

_KINDS: dict[str, Callable[[Random, str], Data]] = {
    "MoE": _moe,
    "Encoder": _encoder,
    "Speech": _speech,
    "Vision": _image,
    "Diffusion": _diffusion,
    "Table": _tabular,
}


def other_kinds(chance: Random, name: str, organization: str, licenses: list[str]) -> dict[str, Data]:
    """Two cards of different kinds that bear a name, by the id of the card."""
    made = {}
    for kind in chance.sample(sorted(_KINDS), 2):
        called = f"{name} {kind}"
        made[slug(called)] = _around(
            chance, called, organization, chance.choice(licenses), _KINDS[kind](chance, called)
        )
    return made


def _around(chance: Random, name: str, organization: str, license_: str, found: Data) -> Data:
    hub_id = f"{organization.replace(' ', '')}/{name.replace(' ', '-')}"
    description = [paragraph(chance, [], 3), listed(chance), table(chance), paragraph(chance, [], 2)]
    card = {
        "name": name,
        "summary": found["summary"],
        "organization": slug(organization),
        "hub_id": hub_id,
        "release_date": Raw(f"{chance.randint(2021, 2024)}-{chance.randint(1, 12):02}"),
        "license": license_,
        "links": {"weights": f"https://huggingface.co/{hub_id}"},
        "description": {"value": "\n\n".join(description) + "\n", "source": "paper"},
    }
    rest = {
        "intended_use": listed(chance) + "\n",
        "limitations": paragraph(chance, [], 3),
        "biases": about_nothing(chance),
        "ethical_considerations": paragraph(chance, []),
        "sections": [{"title": "In a few lines", "body": _body(chance, hub_id, found["library_name"])}],
        "sources": {
            "paper": {"title": f"Report on {name}", "url": f"https://example.org/reports/{slug(name)}"},
            "config": {"title": f"Configuration of {name}", "url": f"https://huggingface.co/{hub_id}"},
        },
    }
    return {**card, **found, **rest}


class Base:
    """What a quantised card takes from its base."""

    def __init__(self, name: str, id_: str, license_: str, parameters: int, architecture: Data) -> None:
        self.name, self.id, self.license = name, id_, license_
        self.parameters, self.architecture = parameters, architecture


_TYPES = {
    "Q2_K": "3.4",
    "Q3_K_M": "3.90",
    "Q4_0": "4.55",
    "Q4_K_M": "4.83",
    "Q5_K_M": "5.67",
    "Q6_K": "6.56",
}
"""Bits for each weight of some types of GGUF."""


def quantized(chance: Random, base: Base, organization: str) -> Data:
    """A model in several files, whose sizes are those of its weights."""
    name = f"{base.name} GGUF"
    files = []
    for kind, bits in _TYPES.items():
        size = Decimal(bits) * base.parameters / 8 / 10**9
        files.append(
            {
                "name": f"{slug(base.name)}.{kind}.gguf",
                "format": "GGUF",
                "quantization": kind,
                "bits": int(kind[1]),
                "size": Raw(f"{size:.3f} GB"),
                "note": about_nothing(chance),
            }
        )
    found = {
        "summary": f"{base.name} in {len(files)} sizes for llama.cpp.",
        "language": "en",
        "pipeline_tag": "text-generation",
        "library_name": "gguf",
        "base_model": base.id,
        "base_model_relation": "quantized",
        "architecture": {name: value for name, value in base.architecture.items() if value is not None},
        "quantization": {
            "method": "GGUF",
            "tool": "llama.cpp",
            "quantized_by": organization,
            "description": paragraph(chance, []),
        },
        "files": files,
    }
    card = _around(chance, name, organization, base.license, found)
    del card["release_date"]
    return card
