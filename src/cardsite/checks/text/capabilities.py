"""Checks that what a card says the model can do is not what it says elsewhere that it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...facts.kind import kind_of_task, kind_of_type
from ...problems import Severity
from ...schema import ModelKind, known
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .phrases import words_of
from .prose import telling

__all__ = ["CHECKS"]


_ABILITIES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        r"\binstruction|\bchat\b",
        ("instruct", "chat", "it"),
        r"\b(?:not|never|neither)(?: been)?(?: an?)? "
        r"(?:(?:fine-?|instruction-?)?(?:tuned|trained)\b[^.;]{0,20}\binstructions?\b|instruction[- ]tuned)"
        r"|\bno instruction[- ]tuning|\bknows no instruction"
        r"|\b(?:not|cannot) follow instructions|\braw language model\b",
    ),
    (
        r"\binfill|\bfill[- ]in[- ]the[- ]middle\b",
        (),
        r"\b(?:without|not|cannot|no)\b[^.;]{0,30}\b(?:infilling|fill[- ]in[- ]the[- ]middle)\b"
        r"|\b(?:not|cannot) fill (?:in )?gaps|\binfilling (?:is|was) not\b",
    ),
    (
        r"\bpython\b.*\bspeciali[sz]",
        ("python",),
        r"\bnot (?:been )?speciali[sz]ed (?:in|for|on) python\b",
    ),
)
"""What the name of a capability has, words in names of models that have it (none where base models may have
it too), and what a text says that denies it."""
_DENYING = frozenset({"not", "no", "never", "neither", "without", "cannot", "raw", "base"})
_OF_ANOTHER = re.compile(
    r"(?i)\bunlike\b|\b(?:base|original|other|previous) (?:models?|versions?|variants?)\b"
)
_BASE = re.compile(
    r"(?i)\bthis (?:repository|model|card|checkpoint|release|page)\b[^.;]{0,40}"
    r"\bbase (?:version|model|variant)\b"
)


@check("capability-contradiction", Severity.WARNING, "capabilities")
def contradiction(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A capability contradicts the model's variant or the card's own text.

    A model called `X Python` or `X Instruct` has the ability. A text that says that the model was not tuned
    for instructions, cannot fill gaps in code or is the base version denies what the list grants.

    Caught: The published card of the base model Code Llama 34B ticks "Python specialist"; it was copied from
    that of the Python variant.

    To fix it: look up which of the two holds; one may come from the card of another variant.

    Example:

          capabilities:
        -   - {name: Instructions / chat, supported: yes}
        +   - {name: Instructions / chat, supported: no}
          limitations: It is a raw language model and was not tuned on instructions.
    """
    for at, capability in enumerate(entry.card.capabilities or ()):
        for named, variants, denied in _ABILITIES:
            if re.search(named, capability.name, re.IGNORECASE):
                word = next((word for word in words_of(entry.card.name) if word in variants), "")
                against = f'the model\'s name says "{word}"' if word else ""
                if capability.supported:
                    against = "" if word else _against(entry, context, denied, of_variants=bool(variants))
                if against:
                    says = "yes" if capability.supported else "no"
                    message = f"{quoted(capability.name)} says {says}, but {against}"
                    yield Finding(("capabilities", at, "supported"), message)


def _against(entry: CardEntry, context: CheckContext, pattern: str, *, of_variants: bool) -> str:
    """What speaks against an ability, in words; empty where nothing does."""
    if of_variants and any(tag.casefold() in {"base", "base model"} for tag in entry.card.tags):
        return 'a tag says "base"'
    for passage, sentence in telling(entry, context, _DENYING):
        denied = None if _OF_ANOTHER.search(sentence) else re.search(pattern, sentence, re.IGNORECASE)
        found = denied or (of_variants and _BASE.search(sentence))
        if found:
            return f"{passage.path[0]} says {quoted(found[0])}"
    return ""


_WRITES = {ModelKind.LANGUAGE_MODEL, ModelKind.ENCODER_DECODER}
_OF_TEXT = {*_WRITES, ModelKind.ENCODER}
_OTHER = {ModelKind.TABULAR, ModelKind.TIME_SERIES}
_NEVER_OF_TYPE = {
    # Language models also speak, draw, forecast and read pictures, with other parts around them.
    **dict.fromkeys(_OF_TEXT, frozenset({ModelKind.VISION, ModelKind.TABULAR})),
    # Networks for pictures also read spectrograms and series, as pictures of them.
    ModelKind.VISION: {*_OF_TEXT, ModelKind.TABULAR},
    ModelKind.SPEECH: {*_OF_TEXT, *_OTHER, ModelKind.VISION, ModelKind.DIFFUSION},
    ModelKind.TIME_SERIES: {*_OF_TEXT, ModelKind.VISION, ModelKind.SPEECH, ModelKind.DIFFUSION},
}
"""For kinds of architectures the kinds of tasks that they do not have."""
_HEARS = frozenset({"automatic-speech-recognition", "audio-classification", "voice-activity-detection"})
"""Tasks with sound as the input, which networks of text alone do not have, though some of them speak."""
_PICTURES = {*_OF_TEXT, ModelKind.TABULAR, ModelKind.DIFFUSION}
_TABLES = {*_WRITES, ModelKind.SPEECH, ModelKind.DIFFUSION, ModelKind.VISION_LANGUAGE}
_NEVER_OF_LIBRARY = {
    "timm": _PICTURES,
    "ultralytics": _PICTURES,
    "diffusers": {ModelKind.ENCODER, *_OTHER},
    "sentence-transformers": {*_WRITES, *_OTHER, ModelKind.SPEECH, ModelKind.DIFFUSION},
    **dict.fromkeys(("sklearn", "scikit-learn", "xgboost", "lightgbm", "catboost"), frozenset(_TABLES)),
}
"""For libraries of one trade the kinds of tasks that their models do not have."""


@check("capability-task", Severity.WARNING, "pipeline_tag")
def task(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The pipeline tag is the task of another kind of model than the architecture or the library.

    The hub finds models by their tags, and the quick start is chosen by them. Only what goes with no task of
    that kind is reported: a network for pictures that is to write text, a library of image models with a
    tag for speech. Tasks of many kinds of models, such as `feature-extraction`, are left alone.

    Caught: in the project's trial, tags that were exchanged between cards of language models and of others.

    To fix it: correct `pipeline_tag`, `library_name` or `architecture.type`.

    Example:

        - pipeline_tag: text-generation
        + pipeline_tag: image-classification
          library_name: timm
    """
    card = entry.card
    tag, library = known(card.pipeline_tag), known(card.library_name)
    tagged, kind = kind_of_task(tag), known(card.architecture.type) if card.architecture else None
    of_type = kind_of_type(kind)
    deaf = of_type in _OF_TEXT and tag in _HEARS
    if tag and of_type and (deaf or tagged in _NEVER_OF_TYPE.get(of_type, ())):
        yield Finding(("pipeline_tag",), f"{quoted(tag)} is no task of the architecture {quoted(kind or '')}")
    elif tag and library and tagged in _NEVER_OF_LIBRARY.get(library.casefold(), ()):
        yield Finding(("pipeline_tag",), f"{quoted(tag)} is no task of the library {quoted(library)}")


CHECKS = (contradiction, task)
