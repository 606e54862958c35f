"""Check that the code in a card runs the model for the task that the card gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...facts.kind import kind_of_task
from ...problems import Severity
from ...schema import ModelKind, known
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from ..text.prose import card_text
from .fences import blocks
from .loaded_models import script

__all__ = ["CHECKS"]

_HEADS = {
    "CausalLM": "text-generation",
    "LMHeadModel": "text-generation",
    "MaskedLM": "fill-mask",
    "SequenceClassification": "text-classification",
    "TokenClassification": "token-classification",
    "SpeechSeq2Seq": "automatic-speech-recognition",
    "CTC": "automatic-speech-recognition",
    "ImageClassification": "image-classification",
    "ObjectDetection": "object-detection",
    "SemanticSegmentation": "image-segmentation",
    "DepthEstimation": "depth-estimation",
}
"""What the last part of a class says that it is for."""
_CLASS = re.compile(rf"\b\w*?({'|'.join(_HEADS)})\.from_pretrained\(")
_PIPELINE = re.compile(r"\bpipeline\(\s*(?:task\s*=\s*)?[\"']([a-z-]+)[\"']")
_OLD_NAMES = {"sentiment-analysis": "text-classification", "ner": "token-classification"}

_DIFFERENT = {
    # Language models also hear and see, and classes for classifying text or pictures classify sound.
    ModelKind.LANGUAGE_MODEL: {ModelKind.ENCODER},
    ModelKind.ENCODER: {ModelKind.LANGUAGE_MODEL, ModelKind.VISION},
    ModelKind.VISION: {ModelKind.LANGUAGE_MODEL, ModelKind.ENCODER},
    ModelKind.SPEECH: {ModelKind.LANGUAGE_MODEL, ModelKind.ENCODER, ModelKind.VISION},
}
"""For the kind of a task that code is for, the kinds of tasks that it cannot be meant for."""
_JUDGES = frozenset("guard guardrail moderation moderate safety judge judges verdict".split())  # noqa: SIM905
_TRAINS = re.compile(r"\bnum_labels\b|\bTrainer\(|\.train\(\)|\bget_peft_model\(")


@check("snippet-task", Severity.WARNING, "pipeline_tag")
def task(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The code loads the model for another task than its pipeline tag.

    With a head that was never trained, the code runs and prints noise: so either the tag or the code is
    wrong. It is said of code that loads the card's own hub id and nothing else, with a class or a pipeline of
    another kind of model, if no block of the card loads it for its tag. Code that goes on to train the
    model, and models that write their verdicts, are left alone.

    Caught: in the project's trial, `text-classification` for a model that writes text.

    To fix it: correct `pipeline_tag`, or load the model with the class of its task.

    Example:

          hub_id: acme/tapir-111m
        - pipeline_tag: text-classification
        + pipeline_tag: text-generation
          quick_start:
            - title: transformers
              code: model = AutoModelForCausalLM.from_pretrained("acme/tapir-111m")
    """
    tag, own = known(entry.card.pipeline_tag) or "", (known(entry.card.hub_id) or "").lower()
    kind = kind_of_task(tag)
    # Language models rank as well, loaded as such.
    if kind not in _DIFFERENT or not own or tag == "text-ranking":
        return
    found = None
    for path, fence in blocks(entry, context):
        loads = {name.lower() for name in script(fence.code).loads}
        if loads != {own} or _TRAINS.search(fence.code):
            continue
        for words, meant in _tasks(fence.code):
            of_code = kind_of_task(meant)
            if of_code is None or kind not in _DIFFERENT.get(of_code, ()):
                return
            found = found or (path, words, meant)
    if found:
        path, words, meant = found
        if kind_of_task(meant) is ModelKind.LANGUAGE_MODEL and _JUDGES & card_text(entry, context).words:
            return
        message = f"{quoted(words)} is for {meant}, but pipeline_tag is {quoted(tag)}"
        yield Finding(path, message, words=words)


def _tasks(code: str) -> Iterator[tuple[str, str]]:
    """The words of a block that say what for it loads a model, each with the task."""
    for match in _CLASS.finditer(code):
        yield match[0].partition(".")[0], _HEADS[match[1]]
    for match in _PIPELINE.finditer(code):
        yield match[1], _OLD_NAMES.get(match[1], match[1])


CHECKS = (task,)
