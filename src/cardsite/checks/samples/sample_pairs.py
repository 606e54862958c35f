"""Checks that a sample output belongs to its input, and is in a script of the model's languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from unicodedata import name as name_of

from ...catalogue import CardEntry
from ...problems import Severity
from ...schema import known
from ...schema.languages import language_scripts
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .transcripts import transcripts

__all__ = ["CHECKS"]

_FREE = (None, "text-generation")
"""Tasks with many right outputs."""
_PROMPT = 5
"""Words of a prompt that are nobody's by chance."""
_SHORT = 6
"""Characters of a prompt that another begins with in turn."""


@check("sample-mixed", Severity.WARNING, "inference.examples")
def mixed(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """An output belongs to another input of the card.

    An output that begins with the prompt of another example, of five words or more, is that one's; and so is
    each of two that begin with each other's. Examples whose inputs contain each other, such as turns of one
    conversation, are left alone, and so are tasks with one right output.

    Caught: in the project's trial, outputs of two examples that had changed places.

    To fix it: copy input and output from one and the same run.

    Example:

          inference:
            examples:
        -     - {input: The old harbour of the town, output: A recipe for bread begins with flour and water.}
        +     - {input: The old harbour of the town, output: The old harbour of the town was closed in 1950.}
              - {input: A recipe for bread begins with, output: A recipe for bread begins with flour or salt.}
    """
    examples = transcripts(entry, context) if known(entry.card.pipeline_tag) in _FREE else ()
    told = [
        (path, " ".join(" ".join(each.prompts).split()), [" ".join(made.split()) for made in each.answers])
        for path, each in examples[:_MOST]
    ]
    for path, prompt, answers in told:
        for number, (_, theirs, made) in enumerate(told, 1):
            exchanged = len(theirs) >= _SHORT and any(each.startswith(prompt) for each in made)
            alike = not prompt or not theirs or prompt in theirs or theirs in prompt
            if alike or not (exchanged or theirs.count(" ") >= _PROMPT - 1):
                continue
            if any(answer.startswith(theirs) for answer in answers):
                message = f"the output begins with the input of example {number}, {quoted(theirs[:60])}"
                yield Finding((*path, "output"), message)


_MOST = 100
"""So many examples are compared with each other."""


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
    "ETHIOPIC": "Ethi",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "ORIYA": "Orya",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "TIBETAN": "Tibt",
}
"""The words with which Unicode begins the names of letters, and the scripts that they belong to."""
_EXPLAINS = re.compile(r"\b(?:[Ll]anguage|[Tt]ranslat|(?:in|into|from|speaks|knows) [A-Z])")
_LETTERS, _SHARE = 20, 0.8


@check("sample-script", Severity.WARNING, "inference.examples")
def script(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A sample is in a script of none of the model's languages.

    The sample is another model's, or a language is missing. A text of twenty letters counts, four fifths of
    which belong to one script that no stated language is written in. Latin letters go with every language.
    Nothing is said where a note speaks of languages, nor of many languages or ones whose script is unknown.

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
    for path, each in transcripts(entry, context) if languages else ():
        for name, texts in (("input", each.prompts), ("output", each.answers)):
            found = _script("".join(texts))
            if found in _SCRIPTS and not _EXPLAINS.search(each.example.note or ""):
                stated = [language_scripts(code) for code in languages]
                if all(stated) and frozenset[str]().union(*stated).isdisjoint(_SCRIPTS[found].split()):
                    only = ", ".join(languages)
                    message = f"the {name} is in {found.capitalize()} letters, but language is {only}"
                    yield Finding((*path, name), message)


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


CHECKS = (mixed, script)
