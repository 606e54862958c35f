"""Checks of sample outputs: loops, cuts and seeds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...facts.repetition import ending, most_repetitive, texts_of
from ...problems import Severity
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .transcripts import Transcript, transcripts

__all__ = ["CHECKS"]


def _says(entry: CardEntry, transcript: Transcript, words: re.Pattern[str]) -> bool:
    """Whether the note of an example, or the note on all of them, speaks of it."""
    inference = entry.card.inference
    notes = (transcript.example.note, inference.note if inference else None)
    return any(note and words.search(note) for note in notes)


_OF_LOOPS = re.compile(r"(?i)\b(?:loop|repeat|repetit|degenerat|over and over|same (?:phrase|word|sentence))")
_IN_WORDS = re.compile(r"[^\W\d_]{2}")


@check("sample-loop", Severity.WARNING, "inference.examples")
def loop(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """An output repeats itself, and nothing beside it says so.

    The measure is the share of different sequences among all sequences of four words; below a half, in an
    output of 20 words or more, it is a loop. What people write is above 90 %. A longer output that begins
    well loops if it ends with one phrase four times or more. Such a sample shows what a
    model does badly or what its settings do to it, which is worth showing with a note that says why.

    Caught: the sample of Cerebras-GPT 111M in the Azure catalogue: 105 words, 10 of them different.

    To fix it: say in the example's `note` that it repeats itself and why, or show another sample.

    Example:

          inference:
            examples:
              - input: The rain
                output: >
                  The rain falls on the roof of the house and the rain falls on the roof of the house and the
                  rain falls on the roof of the house and the rain falls on the roof of the house
        +       note: The output repeats one phrase until the limit, as a small model does without sampling.
    """
    for path, transcript in transcripts(entry, context):
        # Rows of numbers or of labels are data.
        texts = [text for text in texts_of(transcript.example.output) if _IN_WORDS.search(text)]
        found = most_repetitive(texts)
        if found is None or _says(entry, transcript, _OF_LOOPS):
            continue
        if found.loops:
            words = f"{found.words:,} words, {found.different_words:,} of them different"
            sequences = f"{found.different_sequences:,} ÷ {found.sequences:,} = {found.percent} %"
            yield Finding((*path, "output"), f"{words}; {sequences} of its four-word sequences are different")
        elif last := next(filter(None, map(ending, texts)), None):
            yield Finding((*path, "output"), f"the output ends with {quoted(last[0])}, {last[1]} times")


_OF_CUTS = re.compile(
    r"(?i)\b(?:cuts?|limit|truncat\w*|stop(?:s|ped)|ends?|ended|shortened|excerpt|abbreviated|"
    r"max_new_tokens|max_length|max_tokens)\b|…"
)
_LONG = 20
_PROSE_LINE = 8
"""A last line of fewer words may be a line of code, a list or a verse, which end as they like."""


@check("sample-cut", Severity.NOTE, "inference.examples")
def cut(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """An output ends within a sentence, and nothing says that it was cut.

    A reader cannot tell whether the model stopped there, the limit on new tokens did, or whoever copied it.

    Caught: the sample of Cerebras-GPT 111M in the Azure catalogue, which ends with "the person who".

    To fix it: end the output with … where you cut it, or say in the `note` what ended it.

    Example:

          inference:
            examples:
              - input: What is rain?
                output: >
                  Rain is water that falls from clouds in drops, after it rose as vapour from the sea and from
                  wet land, cooled, and gathered around
        +       note: The limit of 32 new tokens ended it.
    """
    for path, transcript in transcripts(entry, context):
        answer = next(filter(_is_cut, transcript.answers), None)
        if answer and not _says(entry, transcript, _OF_CUTS):
            last = " ".join(answer.split()[-5:])
            yield Finding((*path, "output"), f"the output ends with {quoted(last)}, within a sentence")


def _is_cut(answer: str) -> bool:
    text = answer.rstrip()
    within = text[-1:].isalnum() or text.endswith((",", "-", ";"))
    return within and len(text.split()) >= _LONG and len(text.rpartition("\n")[2].split()) >= _PROSE_LINE


_OF_SEEDS = re.compile(r"(?i)\bseed")


@check("sample-seed", Severity.NOTE, "inference.examples")
def seed(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """An output was sampled without a seed.

    Nobody can get it again, so nobody can tell whether it is typical or the best of twenty.

    Caught: the samples of Cerebras-GPT 111M, Code Llama 34B and GPT-Neo 1.3B in the Azure catalogue.

    To fix it: add `seed` to the example; where it is not known, say so in the `note`.

    Example:

          inference:
            examples:
              - input: The sky is
                parameters: {do_sample: true, temperature: 0.7}
        +       seed: 1234
                output: The sky is grey.
    """
    for path, transcript in transcripts(entry, context):
        example, how = transcript.example, _sampling(transcript)
        seeded = example.seed is not None or transcript.settings.get("seed") is not None
        if how and example.output is not None and not seeded and not _says(entry, transcript, _OF_SEEDS):
            yield Finding((*path, "output"), f"sampled with {how}, but no seed is given")


def _sampling(transcript: Transcript) -> str:
    """The settings that make an output one of many; empty where none does."""
    settings = transcript.settings
    if settings.get("do_sample") is False or settings.get("temperature") == 0 or settings.get("top_k") == 1:
        return ""
    named = [
        f"{name} {settings[name]}"
        for name in ("temperature", "top_p", "top_k")
        if isinstance(settings.get(name), (int, float)) and settings[name]
    ]
    return ", ".join(named) or ("do_sample" if settings.get("do_sample") is True else "")


CHECKS = (loop, cut, seed)
