"""Checks of the code in a card's text: that it parses, and loads this model for its task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from textwrap import dedent
from typing import NamedTuple

from ...catalogue import CardEntry, Location
from ...facts.kind import kind_of_task
from ...markup.commonmark import parse
from ...problems import Severity
from ...schema import ModelKind, known
from ...yamlio.text import quoted
from ..check_context import CheckContext, once_per_card
from ..definition import Finding, check
from ..text.prose import card_text
from .loaded_models import commands, script

__all__ = ["CHECKS", "Fence", "fences"]


class Fence(NamedTuple):
    """A block of code; `language` is the first word after the fence, in lower case."""

    language: str
    code: str

    @property
    def first_line(self) -> str:
        """For messages about the block, which stand there."""
        return next(filter(None, map(str.strip, self.code.split("\n"))), "")


_WORD = re.compile(r"[\w+#.-]+")


@lru_cache(maxsize=4096)
def fences(markdown: str) -> tuple[Fence, ...]:
    """The fenced blocks, in order, without an indentation that all of their lines have."""
    if "```" not in markdown and "~~~" not in markdown:
        return ()
    found = []
    for token, inner in pairwise(parse(markdown).tokens):
        # Of indented code the value is None.
        if token.kind == "code_block" and token.nesting == 1 and token.value is not None:
            word = _WORD.search(token.value)
            code = dedent(inner.value).strip("\n") if inner.kind == "text" else ""
            found.append(Fence(word[0].lower() if word else "", code))
    return tuple(found)


@once_per_card
def blocks(entry: CardEntry, context: CheckContext) -> tuple[tuple[Location, Fence], ...]:
    """The fenced code in the prose of a card, and its quick starts, each with the path of its text."""
    prose = (each for each in context.passages(entry) if each.prose)
    fenced = ((passage.path, fence) for passage in prose for fence in fences(passage.text))
    starts = (
        (("quick_start", place, "code"), Fence(each.language.lower(), each.code))
        for place, each in enumerate(entry.card.quick_start)
    )
    return (*fenced, *starts)


_PYTHON = frozenset({"python", "py", "python3", "ipython", "pycon", ".python"})
_SHELL = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session", "text", ""})


@check("snippet-python", Severity.WARNING)
def python(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A block of Python does not parse.

    Readers copy it. It is parsed by the Python that cardsite runs on, and never run; sessions with `>>>`,
    notebooks with `!pip` or `%cd`, commands such as `pip install` between the lines, and excerpts with `...`
    or `<token>` are understood. Only fences that say `python` are checked.

    Caught: the README of Orthrus, where a sequence lacked its closing quote (bowang-lab/Orthrus, pull request
    7).

    To fix it: correct the code at that line; if it is not meant as Python, change the word behind the fence.

    Example:

          sections:
            - title: Loading
              body: |
                ```python
        -       model = AutoModelForCausalLM.from_pretrained("acme/stone"
        +       model = AutoModelForCausalLM.from_pretrained("acme/stone")
                ```
    """
    for path, fence in blocks(entry, context):
        if fence.language in _PYTHON and (fault := script(fence.code).fault):
            message = f"the block of Python does not parse at its {fault}"
            yield Finding(path, message, words=fence.first_line)


@check("snippet-model", Severity.WARNING, "hub_id")
def model(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """Code in a card loads another model.

    It was copied with another card's text, and a reader who runs it gets results of something else. It is
    said of blocks that do not load the card's own id, but the weights of a model that neither the card's
    fields nor the text around the block name. Converted copies, tokenizers, processors, and what a variable
    or comment calls assistant, draft, reward, reranker or teacher are left out.

    Caught: the card of codeparrot/codeparrot-small, whose code loads lvwerra/codeparrot-small
    (huggingface/transformers, issue 17859); in the trial, code of other cards.

    To fix it: write the card's hub id, or name the other model in `related`.

    Example:

          hub_id: acme/stone
          sections:
            - title: Loading
              body: |
                ```python
        -       model = AutoModelForCausalLM.from_pretrained("globex/pebble")
        +       model = AutoModelForCausalLM.from_pretrained("acme/stone")
                ```
    """
    own = _hub_id(entry).lower()
    for path, fence in blocks(entry, context) if own else ():
        loaded = [name for name in dict.fromkeys(_loads(fence)) if name.lower() != own and _is_id(name)]
        if not loaded or _loads_own(own, fence):
            continue
        allowed = [*context.declared(entry)]
        if entry.located.find(path)[0].place.file != entry.file:
            # What a family shares shows one of its members.
            allowed += context.members.get(entry.family or "", ())
        fine = {_hub_id(each).lower() for each in allowed}
        for name in loaded:
            known_here = name.lower() in fine or _is_copy(name, own) or _helps(name, fence)
            if not known_here and not _is_named(name, path, entry, context):
                message = f"the code loads {quoted(name)}, but hub_id is {quoted(_hub_id(entry))}"
                yield Finding(path, message, words=name)


def _hub_id(entry: CardEntry) -> str:
    return known(entry.card.hub_id) or ""


def _loads(fence: Fence) -> Iterator[str]:
    if fence.language in _PYTHON or (fence.language in _SHELL and "(" in fence.code):
        yield from script(fence.code).loads
    if fence.language in _SHELL:
        yield from commands(fence.code)


_PREPARES = re.compile(r"(?i)tokenizer|processor|extractor|scheduler")
_HELPER = r"assistant|draft|speculat|re-?rank|teacher|reward|judge|vocoder|vae|refiner|base"
_HELPING = re.compile(rf"(?i)#.*\b(?:{_HELPER})|^\s*(?:\w+_)?(?:{_HELPER})\w*\s*=")
# What converted copies of a model add to its name.
_FORMAT = re.compile(
    r"[-_.]?(?:hf|gguf|gptq|awq|mlx|onnx|bnb|exl2|ct2|nf4|\d-?bit|u?int[48]|b?fp?(?:8|16|32)|quantized)(?![a-z0-9])"
)


def _loads_own(own: str, fence: Fence) -> bool:
    lines = fence.code.lower().split("\n") if own in fence.code.lower() else ()
    return any(own in _ID.findall(line) for line in lines if not _PREPARES.search(line))


def _is_copy(name: str, own: str) -> bool:
    """Whether it is a converted copy, or an old name without an owner; other owners have other models."""
    names = (name.lower().rpartition("/")[2], own.rpartition("/")[2])
    plain = [re.sub(r"[^a-z0-9]", "", _FORMAT.sub("", each)) for each in names]
    return plain[0] == plain[1] and (names[0] != names[1] or "/" not in name)


def _helps(name: str, fence: Fence) -> bool:
    """Whether a variable or a comment says so, on each line that names the model or right before it."""
    lines = fence.code.split("\n")
    said = []
    for before, line in zip(["", *lines], lines, strict=False):
        if name in line:
            # The line before is a comment, or the beginning of a call.
            leads = before.strip()[:1] == "#" or before.rstrip()[-1:] == "("
            said.append(_HELPING.search(line.replace(name, "")) or (leads and _HELPING.search(before)))
    return bool(said) and all(said)


def _is_named(name: str, path: Location, entry: CardEntry, context: CheckContext) -> bool:
    """Whether the text around the code, or the card in a place for others, names the model."""
    text = next((each.text for each in context.passages(entry) if each.prose and each.path == path), "")
    if text.count(name) > sum(each.code.count(name) for each in fences(text)):
        return True
    card = entry.card
    told = (card.links, card.bases, card.teachers, card.related, card.successor, card.sources, card.software)
    return any(name.lower() in str(each).lower() for each in (*told, card.aliases) if each)


_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
# The models that the hub has without an owner.
_WITHOUT_OWNER = re.compile(
    r"(?:distil|x?lm-)?(?:gpt2|openai-gpt|roberta|bert|albert|xlnet|t5)(?:-[\w-]+)?", re.ASCII
)
_FOLDER = re.compile(
    r"(?i)(?:your|my|user|username|org|organi[sz]ation|owner|path|models?|checkpoints?|ckpts?|out|outputs?|results?|"
    r"runs|data|datasets|local|tmp|home|mnt|content|workspace|exports?|examples?|namespace|repo)(?:[-_]\w+)*/.*"
)


def _is_id(written: str) -> bool:
    """Whether it is the id of a model, rather than a folder, a hole or a stand-in."""
    named = _ID.fullmatch(written) and not _FOLDER.fullmatch(written)
    return bool(named or _WITHOUT_OWNER.fullmatch(written))


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

    With a head that was never trained, the code runs and prints noise. It is said of code that loads the
    card's own hub id and nothing else, with a class or a pipeline of another kind of model, if no block of
    the card loads it for its tag. Code that goes on to train the model, and models that write their verdicts,
    are left alone.

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


CHECKS = (python, model, task)
