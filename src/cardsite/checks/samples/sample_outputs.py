"""Checks of sample inputs and outputs: loops, seeds and scripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from unicodedata import name as name_of

from ...catalogue import CardEntry, Location
from ...facts.repetition import ending, most_repetitive, texts_of
from ...problems import Severity
from ...schema import Example, known
from ...schema.languages import language_scripts
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]


def _unexplained(entry: CardEntry, words: re.Pattern[str]) -> Iterator[tuple[Location, Example]]:
    """The examples of which neither their own note nor the note on all of them speaks of it."""
    inference = entry.card.inference
    for index, example in enumerate(entry.card.examples):
        notes = (example.note, inference.note if inference else None)
        if not any(note and words.search(note) for note in notes):
            yield ("inference", "examples", index), example


_OF_LOOPS = re.compile(r"(?i)\b(?:loop|repeat|repetit|degenerat|over and over|same (?:phrase|word|sentence))")
_IN_WORDS = re.compile(r"[^\W\d_]{2}")


@check("sample-loop", Severity.WARNING, "inference.examples")
def loop(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """An output repeats itself, and nothing beside it says so.

    In an output of 20 words or more, it is a loop if less than half of its sequences of four words are
    different; of what people write, more than 90 % are. So is an output that ends with one phrase four times
    or more. What a model does badly is worth showing, with a note that says why.

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
    for path, example in _unexplained(entry, _OF_LOOPS):
        # Rows of numbers or of labels are data.
        texts = [text for text in texts_of(example.output) if _IN_WORDS.search(text)]
        found = most_repetitive(texts)
        if found and found.loops:
            words = f"{found.words:,} words, {found.different_words:,} of them different"
            sequences = f"{found.different_sequences:,} ÷ {found.sequences:,} = {found.percent} %"
            yield Finding((*path, "output"), f"{words}; {sequences} of its four-word sequences are different")
        elif found and (last := next(filter(None, map(ending, texts)), None)):
            yield Finding((*path, "output"), f"the output ends with {quoted(last[0])}, {last[1]} times")


_OF_SEEDS = re.compile(r"(?i)\bseed")


@check("sample-seed", Severity.NOTE, "inference.examples")
def seed(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
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
    for path, example in _unexplained(entry, _OF_SEEDS):
        settings = _settings(example)
        seeded = example.seed is not None or settings.get("seed") is not None
        if not seeded and example.output is not None and (how := _sampling(settings)):
            yield Finding((*path, "output"), f"sampled with {how}, but no seed is given")


def _settings(example: Example) -> dict[str, Any]:
    """What is said of the generation: in the input, and over it in the example's own parameters."""
    found: dict[str, Any] = {}
    waiting: list[Any] = [example.parameters, example.input]
    while waiting:
        data = waiting.pop()
        if isinstance(data, Mapping):
            found |= {name: data[name] for name in _SETTINGS if name in data}
            waiting += data.values()
        elif isinstance(data, (list, tuple)):
            waiting += data
    return found


_SETTINGS = ("do_sample", "seed", "temperature", "top_p", "top_k")


def _sampling(settings: Mapping[str, Any]) -> str:
    """The settings that make an output one of many; empty where none does."""
    if settings.get("do_sample") is False or settings.get("temperature") == 0 or settings.get("top_k") == 1:
        return ""
    named = [
        f"{name} {settings[name]}"
        for name in ("temperature", "top_p", "top_k")
        if isinstance(settings.get(name), (int, float)) and settings[name]
    ]
    return ", ".join(named) or ("do_sample" if settings.get("do_sample") is True else "")


_SCRIPTS = {
    "CJK": "Hani Hans Hant Jpan Kore",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "HANGUL": "Kore",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "HEBREW": "Hebr",
    "ARABIC": "Arab",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAI": "Thai",
}
"""The words with which Unicode begins the names of letters, and the scripts that they belong to."""
_EXPLAINS = re.compile(r"\b(?:[Ll]anguage|[Tt]ranslat|(?:in|into|from|speaks|knows) [A-Z])")
_LETTERS, _SHARE = 20, 0.8


@check("sample-script", Severity.WARNING, "inference.examples")
def script(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A sample is in a script of none of the model's languages.

    The sample is another model's, or a language is missing. A text of twenty letters counts, four fifths of
    which belong to one script that no stated language is written in; Latin letters go with every language.
    Nothing is said where a note speaks of languages, nor where the script of one is unknown.

    Caught: in the project's trial, a sample in Russian on the card of a model for English.

    To fix it: correct the sample, or add the language to `language`.

    Example:

        - language: en
        + language: [en, ru]
          inference:
            examples:
              - {input: Where is the harbour?, output: Гавань находится на восточной стороне города.}
    """
    languages = known(entry.card.language) or ()
    for index, example in enumerate(entry.card.examples if languages else ()):
        for name, data in (("input", example.input), ("output", example.output)):
            found = _script("".join(texts_of(data)))
            if found in _SCRIPTS and not _EXPLAINS.search(example.note or ""):
                stated = [language_scripts(code) for code in languages]
                if all(stated) and frozenset[str]().union(*stated).isdisjoint(_SCRIPTS[found].split()):
                    only = ", ".join(languages)
                    message = f"the {name} is in {found.capitalize()} letters, but language is {only}"
                    yield Finding(("inference", "examples", index, name), message)


def _script(text: str) -> str:
    """The script of nearly all letters of a text; empty where there is none, or too little text."""
    if text.isascii():
        return ""
    counts = Counter(map(_of_letter, filter(str.isalpha, text[:5_000])))
    if sum(counts.values()) < _LETTERS:
        return ""
    # Kanji stand among kana.
    if counts["HIRAGANA"] + counts["KATAKANA"]:
        counts["HIRAGANA"] += counts.pop("CJK", 0) + counts.pop("KATAKANA", 0)
    most, number = counts.most_common(1)[0]
    return most if number >= _SHARE * sum(counts.values()) else ""


@cache
def _of_letter(letter: str) -> str:
    return name_of(letter, "").partition(" ")[0]


CHECKS = (loop, seed, script)
