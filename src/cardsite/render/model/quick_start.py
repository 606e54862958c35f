"""Code that loads a model, written from its library, hub id, precision and base model; never typed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...schema import Card, known

__all__ = ["Snippet", "checkpoint_snippet", "quick_start"]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code under a title."""

    title: str
    code: str
    language: str = "python"


def quick_start(card: Card, base_hub_id: str) -> tuple[Snippet, ...]:
    """Snippets for a model on the Hugging Face hub; none where the library is not one we can write for.

    `base_hub_id` is the hub id of the base model, for an adapter.
    """
    hub_id = known(card.hub_id)
    library = known(card.library_name)
    if hub_id is None or known(card.pipeline_tag) != "text-generation":
        return ()
    if library == "peft" and base_hub_id:
        return (
            Snippet("Python", _with_adapter(card, hub_id, base_hub_id)),
            _commands([base_hub_id, hub_id], f"pretrained={base_hub_id},peft={hub_id}"),
        )
    if library == "transformers":
        stated = known(card.architecture.precision) if card.architecture else None
        half = stated if stated in {"bfloat16", "float16"} else "float16"
        return (
            Snippet(f"Python, {half}", _plain(hub_id, half)),
            Snippet("Python, float32", _plain(hub_id, "float32")),
            _commands([hub_id], f"pretrained={hub_id},dtype={half}"),
        )
    return ()


def checkpoint_snippet(card: Card, steps: Sequence[int]) -> str:
    """Code that loads a checkpoint from the beginning, the middle and the end of the training, a line each.

    Empty where the card states no schedule, no pattern of revisions or no hub id.
    """
    names = revision_names(card, steps)
    hub_id = known(card.hub_id)
    if not names or hub_id is None:
        return ""
    chosen = list(dict.fromkeys((names[0], names[len(names) // 2], names[-1])))
    lines = (
        f"model = AutoModelForCausalLM.from_pretrained({_string(hub_id)}, revision={_string(name)})\n"
        for name in chosen
    )
    return "from transformers import AutoModelForCausalLM\n\n" + "".join(lines)


def revision_names(card: Card, steps: Sequence[int]) -> tuple[str, ...]:
    """The name of each checkpoint's revision on the hub; nothing where the card states no pattern."""
    pattern = card.checkpoints.revision.value if card.checkpoints and card.checkpoints.revision else None
    if not pattern or "{step}" not in pattern or len(steps) > _MOST_REVISIONS:
        return ()
    return tuple(pattern.replace("{step}", str(step)) for step in steps)


_MOST_REVISIONS = 2000
"""A page that lists more than this helps nobody."""


def _string(value: str) -> str:
    """A Python string literal in double quotes."""
    body = value.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{body}"'


def _plain(hub_id: str, precision: str) -> str:
    return f"""import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained(
    {_string(hub_id)},
    torch_dtype=torch.{precision},
    device_map="auto",
)
tokenizer = AutoTokenizer.from_pretrained({_string(hub_id)})

# Perplexity of a passage
inputs = tokenizer("your text here", return_tensors="pt").to(model.device)
with torch.no_grad():
    loss = model(**inputs, labels=inputs["input_ids"]).loss
print(f"Perplexity: {{torch.exp(loss).item():.2f}}")

# Generation
outputs = model.generate(**inputs, max_new_tokens=128, temperature=0.7, do_sample=True)
print(tokenizer.decode(outputs[0], skip_special_tokens=True))
"""


def _commands(hub_ids: Sequence[str], arguments: str) -> Snippet:
    """What a shell does with a model: get its files, and measure it as its scores were measured."""
    lines = [
        "# Download the files",
        "pip install huggingface_hub",
        *(f"hf download {hub_id}" for hub_id in hub_ids),
        "",
        "# Measure it with lm-evaluation-harness",
        'pip install "lm_eval[hf]"' + (" peft" if "peft=" in arguments else ""),
        f"lm_eval --model hf --model_args {arguments} --tasks lambada_openai",
    ]
    return Snippet("Command line", "\n".join(lines) + "\n", "text")


def _with_adapter(card: Card, hub_id: str, base_hub_id: str) -> str:
    how = card.adapter.quantization.value if card.adapter and card.adapter.quantization else ""
    bits = "load_in_8bit=True" if "8" in (how or "") else "load_in_4bit=True" if "4" in (how or "") else ""
    config = f"    quantization_config=BitsAndBytesConfig({bits}),\n" if bits else ""
    imports = "AutoModelForCausalLM, AutoTokenizer" + (", BitsAndBytesConfig" if bits else "")
    return f"""from peft import PeftModel
from transformers import {imports}

tokenizer = AutoTokenizer.from_pretrained({_string(base_hub_id)})
base = AutoModelForCausalLM.from_pretrained(
    {_string(base_hub_id)},
{config}    device_map="auto",
)
model = PeftModel.from_pretrained(base, {_string(hub_id)})

inputs = tokenizer("your prompt here", return_tensors="pt").to(model.device)
outputs = model.generate(**inputs, max_new_tokens=128, temperature=0.7, do_sample=True)
print(tokenizer.decode(outputs[0], skip_special_tokens=True))
"""
