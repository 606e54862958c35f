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
from ..cache import once_per_card
from ..check_context import CheckContext

__all__ = ["Transcript", "transcripts"]

_PROMPTS = frozenset({"input_string", "input_text", "inputs", "instruction", "prompt", "prompts", "text"})
"""The keys under which services take the text to continue; chats have `messages`, which no engine echoes."""
_SETTINGS = frozenset(
    {
        *("do_sample", "echo", "max_length", "max_new_tokens", "max_tokens", "return_full_text", "seed"),
        *("temperature", "top_k", "top_p"),
    }
)
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
        found = (given,) if isinstance(given, str) else tuple(_under(given, _PROMPTS))
        return tuple(text for text in found if text.strip())

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """The texts in the output."""
        kept = _without_labels(_decoded(self.example.output))
        return tuple(text for text in texts_of(kept) if text.strip())

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each prompt with its answer; empty where they cannot be distinguished."""
        prompts, answers = self.prompts, self.answers
        if len(prompts) == 1:  # several continuations of one prompt
            return tuple((prompts[0], answer) for answer in answers)
        return tuple(zip(prompts, answers, strict=True)) if len(prompts) == len(answers) else ()

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """What is said of the generation: in the input, and over it in the example's own parameters."""
        return {**dict(_settings(self._input)), **dict(_settings(self.example.parameters))}

    @cached_property
    def _input(self) -> Any:
        return _decoded(self.example.input)

    def whole_number(self, *names: str) -> tuple[str, int] | None:
        """The first of the settings that is a positive whole number, with its name."""
        for name in names:
            value = self.settings.get(name)
            if type(value) is int and value > 0:
                return name, value
        return None


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
    if isinstance(output, (list, tuple)):
        return [_without_labels(value) for value in output]
    return output


def _under(data: Any, names: frozenset[str]) -> Iterator[str]:
    """The texts below these keys, at any depth."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in names:
                yield from _strings(value)
            else:
                yield from _under(value, names)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _under(value, names)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        yield from (item for item in value if isinstance(item, str))


def _settings(data: Any) -> Iterator[tuple[str, Any]]:
    """The settings at any depth: services take them beside the prompt, or under `parameters`."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in _SETTINGS:
                yield key, value
            else:
                yield from _settings(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _settings(value)
