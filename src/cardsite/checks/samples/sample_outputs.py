"""Checks of sample inputs and outputs: what no run can have given, and what a reader should be told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...problems import Severity
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .fences import blocks
from .jsontext import fault, is_meant_as_json
from .transcripts import Transcript, transcripts

__all__ = ["CHECKS"]


@check("sample-json", Severity.ERROR)
def json_text(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A sample is written as JSON and does not parse.

    Readers copy samples. A text counts as JSON if it stands in a fence that says `json`, or if it is an
    input or output that begins with a key in braces and ends with a bracket. JSON lines and excerpts with
    `...` are fine.

    To fix it: correct the text at that line, counted from its first; or write the sample as YAML, which
    pages show as JSON.

    Wrong:

        inference:
          examples:
            - input: |
                {
                  "inputs": "The sky is",
                  "parameters": {"max_new_tokens": 8,}
                }

    Right:

        inference:
          examples:
            - input: |
                {
                  "inputs": "The sky is",
                  "parameters": {"max_new_tokens": 8}
                }
    """
    for path, transcript in transcripts(entry, context):
        for name, value in (("input", transcript.example.input), ("output", transcript.example.output)):
            if isinstance(value, str) and is_meant_as_json(value) and (found := fault(value)):
                yield Finding((*path, name), f"the {name} is not JSON at its {found}")
    for path, fence in blocks(entry, context):
        if fence.language == "json" and fence.code.strip() and (found := fault(fence.code)):
            message = f"the block of JSON does not parse at its {found}"
            yield Finding(path, message, words=fence.first_line)


_SPECIAL = re.compile(r"\s*(?:<\|?[a-zA-Z_]+\|?>\s*)*")
"""What a tokenizer puts before a text: `<s>`, `<|endoftext|>`."""
_SHORT = 2
"""A prompt of fewer words can begin an answer by chance."""


def _words(text: str) -> list[str]:
    return _SPECIAL.sub("", text, count=1).split()


def _echoes(prompt: str, answer: str) -> bool:
    start = "".join(_words(prompt))
    return "".join(_words(answer)).startswith(start)


def _nearly_echoes(prompt: str, answer: str) -> bool:
    """Whether an answer begins as a prompt that was changed in a word or two would make it."""
    asked, given = _words(prompt), _words(answer)
    same = sum(one == other for one, other in zip(asked, given, strict=False))
    return len(asked) >= 4 and same >= 0.7 * len(asked) and asked[0] == given[0]


@check("sample-echo", Severity.WARNING)
def echo(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """An output does not begin with the prompt although the engine repeats it, or the other way round.

    What an engine gives back is either the prompt and its continuation, or the continuation alone. It is
    said by `return_full_text` or `echo`, or by the other examples of the card. An output that begins with
    almost the prompt belongs to another prompt.

    To fix it: copy input and output from one and the same run.

    Wrong:

        inference:
          examples:
            - input: The sky over the harbour is
              output: The sky over the harbour is grey today.
            - input: A stone that is thrown into the water
              output: The sea over the harbour is green.

    Right:

        inference:
          examples:
            - input: The sky over the harbour is
              output: The sky over the harbour is grey today.
            - input: A stone that is thrown into the water
              output: A stone that is thrown into the water sinks.
    """
    found = [
        (path, transcript, prompt, answer)
        for path, transcript in transcripts(entry, context)
        for prompt, answer in transcript.pairs
        if len(prompt.split()) >= _SHORT
    ]
    # What one kind of input shows of the engine says nothing of another: they go to different services.
    engines = {
        (type(transcript.example.input), transcript.example.source)
        for _, transcript, prompt, answer in found
        if _echoes(prompt, answer)
    }
    for path, transcript, prompt, answer in found:
        engine = (type(transcript.example.input), transcript.example.source)
        words = _about_echo(transcript, prompt, answer, others=engine in engines)
        if words:
            yield Finding((*path, "output"), words)


def _about_echo(transcript: Transcript, prompt: str, answer: str, *, others: bool) -> str:
    """What is wrong about the beginning of an answer; empty where nothing is."""
    name = next((name for name in ("return_full_text", "echo") if name in transcript.settings), "")
    stated = transcript.settings.get(name)
    if _echoes(prompt, answer):
        return f"{name} is false, but the output begins with the prompt" if stated is False else ""
    begins = f"the output begins with {_start(answer, prompt)}"
    if stated is True:
        return f"{name} is true, but {begins}, and the prompt is {quoted(prompt)}"
    if stated is not False and _nearly_echoes(prompt, answer):
        return f"{begins}, which is not quite the prompt {quoted(prompt)}"
    if stated is not False and others:
        return f"{begins}, not with the prompt as in another example: {quoted(prompt)}"
    return ""


def _start(answer: str, prompt: str) -> str:
    return quoted(" ".join(answer.split()[: max(3, len(prompt.split()))]))


_RUN = re.compile(r"(\S)\1{3,}")
_LONGEST_TOKEN = 12
"""More characters than this no tokenizer puts into a token on average; in English it is about four."""


@check("sample-length", Severity.WARNING)
def length(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """An output is longer than the limit on new tokens allows.

    Each word takes at least one token, and most take more. So an output of more words than tokens was not
    made with these settings, or not by this model. A prompt that the output repeats does not count, unless
    the limit is `max_length`.

    To fix it: copy input, settings and output from one and the same run.

    Wrong:

        inference:
          examples:
            - input: The sky is
              parameters: {max_new_tokens: 8}
              output: The sky is grey, and the sea below it is green and rather cold today.

    Right:

        inference:
          examples:
            - input: The sky is
              parameters: {max_new_tokens: 32}
              output: The sky is grey, and the sea below it is green and rather cold today.
    """
    for path, transcript in transcripts(entry, context):
        for prompt, answer in transcript.pairs or (("", text) for text in transcript.answers):
            words = _too_long(transcript, prompt, answer)
            if words:
                yield Finding((*path, "output"), words)


def _too_long(transcript: Transcript, prompt: str, answer: str) -> str:
    """By how much an answer is longer than it can be; empty where it is not."""
    limit = transcript.whole_number("max_new_tokens", "max_tokens")
    whole = transcript.whole_number("max_length")
    asked, given = _words(prompt), _words(answer)
    echoed = len(asked) if _echoes(prompt, answer) else 0
    if limit and len(given) - echoed > limit[1]:
        added = f"{len(given) - echoed:,} words{' after the prompt' if echoed else ''}"
        return f"{added}, each of a token or more, but {limit[0]} is {limit[1]:,}"
    # A line of dashes can be one token, however long.
    characters = len(_RUN.sub(r"\1", "".join(given[echoed:])))
    if limit and characters > _LONGEST_TOKEN * limit[1]:
        each = f"{characters:,} characters ÷ {limit[1]:,} tokens = {characters / limit[1]:.0f}"
        return f"{each} characters in a token, where about four are usual; {limit[0]} is {limit[1]:,}"
    total = len(given) if echoed else len(asked) + len(given)
    if whole and total > whole[1]:
        return f"{total:,} words with the prompt, each of a token or more, but max_length is {whole[1]:,}"
    return ""


CHECKS = (json_text, echo, length)
