"""Check that a model's task is one that its architecture and its library have."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import CardEntry
from ...facts.kind import kind_of_task, kind_of_type
from ...problems import Severity
from ...schema import ModelKind, known
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]

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
    tag for speech. Language models with parts for pictures, sound or forecasts are left alone, and so are
    tasks of many kinds of models, such as `feature-extraction`.

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


CHECKS = (task,)
