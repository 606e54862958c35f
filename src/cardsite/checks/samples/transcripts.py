"""The prompts, answers and settings in a sample input and output, in whichever shape a service takes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...catalogue import CardEntry, Location
from ...facts.repetition import texts_of
from ...schema import Example
from ..check_context import CheckContext, once_per_card

__all__ = ["Transcript", "transcripts"]

_PROMPTS = frozenset({"input_string", "input_text", "inputs", "instruction", "prompt", "prompts", "text"})
"""The keys under which services take the text to continue; chats have `messages`, which no engine echoes."""
_SETTINGS = frozenset({"do_sample", "seed", "temperature", "top_k", "top_p"})
_LABELS = frozenset({"created", "finish_reason", "id", "index", "label", "model", "object", "role", "type"})
"""The keys of an output that hold no text of the model."""
_MOST_BRACKETS = 200
"""JSON text with more is taken for text: what is read here is read by recursion."""


@dataclass(frozen=True)
class Transcript:
    """An example of a card, taken apart."""

    example: Example

    @cached_property
    def prompts(self) -> tuple[str, ...]:
        """The texts that the model was given; empty where the input has no place for them that we know."""
        given = self._input
        if isinstance(given, str):
            return (given,)
        texts = (text for key, value in _items(given, _PROMPTS) if key in _PROMPTS for text in _texts(value))
        return tuple(text for text in texts if text.strip())

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """The texts in the output."""
        kept = _without_labels(_decoded(self.example.output))
        return tuple(text for text in texts_of(kept) if text.strip())

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """What is said of the generation: in the input, and over it in the example's own parameters."""
        found = (*_items(self._input, _SETTINGS), *_items(self.example.parameters, _SETTINGS))
        return {key: value for key, value in found if key in _SETTINGS}

    @cached_property
    def _input(self) -> Any:
        return _decoded(self.example.input)


@once_per_card
def transcripts(entry: CardEntry, context: CheckContext) -> tuple[tuple[Location, Transcript], ...]:  # noqa: ARG001
    """The examples of a card, each with its path."""
    examples = entry.card.examples
    return tuple(
        (("inference", "examples", index), Transcript(example)) for index, example in enumerate(examples)
    )


def _decoded(value: Any) -> Any:
    """The data that a text is the JSON of; any other value as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    if value.count("{") + value.count("[") > _MOST_BRACKETS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _without_labels(output: Any) -> Any:
    if isinstance(output, Mapping):
        return {key: _without_labels(value) for key, value in output.items() if key not in _LABELS}
    return [_without_labels(value) for value in output] if isinstance(output, (list, tuple)) else output


def _items(data: Any, ends: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """All keys with their values at any depth, but nothing below those keys that are looked for."""
    for key, value in data.items() if isinstance(data, Mapping) else ():
        yield key, value
        if key not in ends:
            yield from _items(value, ends)
    for value in data if isinstance(data, (list, tuple)) else ():
        yield from _items(value, ends)


def _texts(value: Any) -> Iterator[str]:
    return (
        each for each in (value if isinstance(value, (list, tuple)) else (value,)) if isinstance(each, str)
    )
