"""Check that the accelerator which a text says the model was trained on is the card's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...catalogue.validation import dotted
from ...facts.derived import fact_at
from ...problems import Severity
from ...schema import known
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from ..numbers.accelerators import accelerator
from .mentions import is_about_it, names_another, own_words
from .prose import LABEL, telling

__all__ = ["CHECKS"]


@check("foreign-hardware", Severity.WARNING, "training.hardware")
def hardware(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text says that the model was trained on another accelerator than the card.

    Only sentences about the training of this model that name a single accelerator count. Inference,
    fine-tuning and other stages, comparisons, conversions and other models have accelerators of their own.

    Caught: The card of Code Llama 34B in a public catalogue says above that it was trained on CS-2 systems,
    which is true of Cerebras-GPT 111M, and below that it was trained on "hardware of type A100-80GB".

    To fix it: look up which of the two it was, and correct the other.

    Example:

        - description: The model was trained on 64 A100 GPUs.
        + description: The model was trained on 64 TPU v4 chips. It can run on a single A100.
          training: {hardware: {accelerator: TPU v4}}
    """
    own = {
        dotted(path): value
        for path, part in entry.card.training_parts
        if (value := known(fact_at(part, "hardware.accelerator")))
    }
    # "NVIDIA GPUs" may be any of them.
    if not own or not all(any(map(str.isdigit, mine)) for mine in own.values()):
        return
    for passage, sentence in telling(entry, context, _TRAINED, _NOT_OF_TRAINING):
        training = _TRAINING.search(sentence)
        other = _name(sentence[training.end() :]) if training else ""
        if (
            other
            and all(_differ(mine, other) for mine in own.values())
            and _is_of_this(sentence, entry, context)
        ):
            field, mine = next(iter(own.items()))
            message = f"the text says {quoted(other)}, {field}.hardware.accelerator {quoted(mine)}"
            yield Finding(passage.path, message, words=other)
            return


_TRAINED = frozenset({"trained", "training", "pretrained", "pretraining"})
_TRAINING = re.compile(r"\b(?:pre-?)?train(?:ed|ing)\b", re.IGNORECASE)
_WAFER = re.compile(r"\bCS-[1-3]\b")
"""Systems of Cerebras, of which no peak is published."""
_SUBJECT = re.compile(
    rf"{LABEL}(?:(?:In (?:aggregate|total),? )?(?:We|(?:The )?(?:pre-?)?train(?:ing|ed))\b(?! of\b))",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\b(\d[\d.]*[BM])[ -](?:parameter|model|variant|version)")
_NOT_OF_TRAINING = frozenset({"evaluation", "inference", "prompting", "quantization", "files"})
_ELSEWHERE = re.compile(
    r"\b(?:inference|deploy\w*|to run|runs?|fine-?tun\w*|adapt\w*|can|could|would|equivalent|compar\w*|than"
    r"|unlike|vs|instead|usd|cost\w*|rent\w*|original\w*|teacher|base|encoder|tokenizer|reward|first|initial\w*"
    r"|then|stages?|phases?|ablations?|smaller|larger|other|earlier|previous\w*|both|if|speeds?|throughput"
    r"|faster|latency|not|evaluat\w*|batch|also|additional|continu\w*)\b|\$",
    re.IGNORECASE,
)


def _name(text: str) -> str:
    """The only accelerator that a text names, as its maker calls it."""
    wafer, known_one = _WAFER.search(text), accelerator(text)
    names = [wafer[0] if wafer else "", known_one.name if known_one else ""]
    return "".join(names) if not all(names) else ""


def _differ(mine: str, other: str) -> bool:
    """Whether two names are of accelerators of different kinds."""
    one, two = accelerator(mine), accelerator(other)
    if one and two:
        return not (one.name.startswith(two.name) or two.name.startswith(one.name))
    # `v3-8` is a TPU v3.
    return not any(word in mine.lower() for word in re.findall(r"[a-z]*\d+|[a-z]{4,}", other.lower()))


def _is_of_this(sentence: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether a sentence is about the training of this model, and of no other stage or model."""
    if _ELSEWHERE.search(sentence) or not (_SUBJECT.match(sentence) or is_about_it(sentence, entry, context)):
        return False
    sizes = {size.lower() for size in _SIZE.findall(sentence)}
    return sizes <= own_words(entry, context) and not names_another(sentence, entry, context)


CHECKS = (hardware,)
