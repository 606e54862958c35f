"""Which media a model reads or writes, as the name of its task tells."""

from __future__ import annotations

from functools import cache

__all__ = ["MEDIA", "modalities"]

MEDIA = ("text", "image", "audio", "video", "3d", "table")
"""The media, in the order in which they are listed."""

_NAMED = {
    "text": "text",
    "token": "text",
    "sentence": "text",
    "question": "text",
    "translation": "text",
    "summarization": "text",
    "image": "image",
    "visual": "image",
    "audio": "audio",
    "speech": "audio",
    "voice": "audio",
    "video": "video",
    "3d": "3d",
    "table": "table",
    "tabular": "table",
}
"""Words in the names of tasks, and the media that they stand for."""

_UNNAMED = {
    "text": "zero-shot-classification feature-extraction fill-mask multiple-choice "
    "automatic-speech-recognition visual-document-retrieval any-to-any",
    "image": "depth-estimation object-detection zero-shot-object-detection mask-generation "
    "keypoint-detection document-question-answering any-to-any",
    "audio": "any-to-any",
    "video": "any-to-any",
    "table": "time-series-forecasting",
}
"""Tasks of the Hugging Face hub whose names do not say what they work on."""


@cache
def modalities(task: str) -> tuple[str, ...]:
    """The media of a task of the hub: `("text", "image")` for `text-to-image`; none for `robotics`."""
    words = task.split("-")
    found = {_NAMED[word] for word in words if word in _NAMED}
    found |= {medium for medium, tasks in _UNNAMED.items() if task in tasks.split()}
    return tuple(medium for medium in MEDIA if medium in found)
