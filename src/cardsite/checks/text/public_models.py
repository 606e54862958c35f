"""Names of well-known model families, for catalogues that have no card of them; judges nothing."""

from __future__ import annotations

from functools import cache

from .phrases import Phrases

__all__ = ["public_models"]

# Everyday words, such as `opt`, stand here with a size only; GPT-3 and GPT-4 have no text to copy.
_FAMILIES = """
ALBERT, Alpaca, BERT, BLOOM, BLOOMZ, BTLM, Cerebras-GPT, ChatGLM, CodeGen, CodeT5, Code Llama, CodeLlama,
Command R, DBRX, DeepSeek, DistilBERT, Dolly, ELECTRA, Falcon, FLAN-T5, Galactica, Gemma, GLM, GPT-2, GPT2,
GPT-J, GPT-Neo, GPT-NeoX, Granite, InternLM, Jamba, Llama, Mamba, Mistral, Mixtral, MPT-7B, MPT-30B,
Nemotron, OLMo, OpenELM, OpenLLaMA, Orca, Persimmon, Phi-1, Phi-2, Phi-3, Phi-4, Pythia, Qwen, RedPajama,
RoBERTa, RWKV, SantaCoder, SmolLM, SOLAR, StableLM, StarCoder, T5, TinyLlama, Vicuna, Whisper, WizardLM,
XGen, XLNet, Yi-6B, Yi-34B, Zephyr
"""
_NOT_MODELS = "llama.cpp, llama-cpp, llama-index, LlamaIndex, bert-score"


@cache
def public_models() -> Phrases[str]:
    """The families by name; what only looks like one stands for an empty text."""
    families = ((name, name) for name in " ".join(_FAMILIES.split()).split(", "))
    return Phrases([*families, *((name, "") for name in _NOT_MODELS.split(", "))])
