"""Names of well-known model families, for catalogues that have no card of them; judges nothing."""

from __future__ import annotations

from functools import cache

from .phrases import Phrases

__all__ = ["KNOWN_MODELS", "known_models"]

KNOWN_MODELS = {
    **{
        name: (name,)
        for name in (
            *(
                "ALBERT",
                "Alpaca",
                "BERT",
                "BLOOM",
                "BLOOMZ",
                "BTLM",
                "Cerebras-GPT",
                "ChatGLM",
                "CodeGen",
                "CodeT5",
            ),
            *(
                "Command R",
                "DBRX",
                "DeepSeek",
                "DistilBERT",
                "Dolly",
                "ELECTRA",
                "Falcon",
                "FLAN-T5",
                "Galactica",
            ),
            *(
                "Gemma",
                "GLM",
                "GPT-J",
                "GPT-Neo",
                "GPT-NeoX",
                "Granite",
                "InternLM",
                "Jamba",
                "Llama",
                "Mamba",
            ),
            *(
                "Mistral",
                "Mixtral",
                "Nemotron",
                "OLMo",
                "OpenELM",
                "OpenLLaMA",
                "Orca",
                "Persimmon",
                "Pythia",
                "Qwen",
            ),
            *(
                "RedPajama",
                "RoBERTa",
                "RWKV",
                "SantaCoder",
                "SmolLM",
                "SOLAR",
                "StableLM",
                "StarCoder",
                "TinyLlama",
            ),
            *("Vicuna", "Whisper", "WizardLM", "XGen", "XLNet", "Zephyr"),
        )
    },
    "Code Llama": ("Code Llama", "CodeLlama"),
    "GPT-2": ("GPT-2", "GPT2", "DistilGPT2"),
    "MPT": ("MPT-7B", "MPT-30B"),
    "OPT": tuple(
        f"OPT-{size}" for size in ("125M", "350M", "1.3B", "2.7B", "6.7B", "13B", "30B", "66B", "175B")
    ),
    "Phi": ("Phi-1", "Phi-1.5", "Phi-2", "Phi-3", "Phi-3.5", "Phi-4"),
    "T5": ("T5", "mT5", "ByT5"),
    "Yi": ("Yi-6B", "Yi-9B", "Yi-34B"),
    "": ("llama.cpp", "llama-cpp", "llama-index", "LlamaIndex", "falcon-framework", "bert-score"),
}
"""By the name that messages use, how it is written; under an empty one, what only looks like a model.

Names that are everyday words in addresses, such as `opt`, stand here with a size only. GPT-3 is left out,
since cards compare themselves with it and there is none to copy from.
"""


@cache
def known_models() -> Phrases[str]:
    """The families by the ways in which they are written."""
    return Phrases((written, name) for name, ways in KNOWN_MODELS.items() for written in ways)
