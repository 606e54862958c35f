"""Checks of the code in a card's text: that it parses, and that it loads this model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry, Location
from ...problems import Severity
from ...schema import known
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .fences import Fence, blocks, fences
from .loaded_models import commands, script

__all__ = ["CHECKS"]

_PYTHON = frozenset({"python", "py", "python3", "ipython", "pycon", ".python"})
_SHELL = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session", "text", ""})
_CALLS = ("from_pretrained", "pipeline(", "snapshot_download", "hf_hub_download")


def _loads(fence: Fence) -> Iterator[str]:
    unnamed = fence.language in _SHELL and any(call in fence.code for call in _CALLS)
    if fence.language in _PYTHON or unnamed:
        yield from script(fence.code).loads
    if fence.language in _SHELL:
        yield from commands(fence.code)


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
    said of blocks that do not load the card's own id, or a converted copy of it, but the weights of another
    model that neither the card's fields nor the text around the block name. Tokenizers, processors, and what
    a variable or comment calls assistant, draft, reward, reranker or teacher are left out.

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
        allowed = {_hub_id(each).lower() for each in context.declared(entry)}
        if entry.located.find(path)[0].place.file != entry.file:
            # What a family shares shows one of its members.
            allowed |= {_hub_id(each).lower() for each in context.members.get(entry.family or "", ())}
        for name in loaded:
            fine = name.lower() in allowed or _is_copy(name, own) or _helps(name, fence)
            if not (fine or _is_named(name, path, entry, context)):
                message = f"the code loads {quoted(name)}, but hub_id is {quoted(_hub_id(entry))}"
                yield Finding(path, message, words=name)


def _hub_id(entry: CardEntry) -> str:
    return known(entry.card.hub_id) or ""


_PREPARES = re.compile(r"(?i)tokenizer|processor|extractor|scheduler")
_HELPER = r"assistant|draft|speculat|re-?rank|teacher|reward|judge|vocoder|vae|refiner|base"
_HELPING = re.compile(rf"(?i)#.*\b(?:{_HELPER})|^\s*(?:\w+_)?(?:{_HELPER})\w*\s*=")
# What converted copies of a model add to its name.
_FORMAT = re.compile(
    r"[-_.]?(?:hf|gguf|gptq|awq|mlx|onnx|bnb|exl2|ct2|nf4|\d-?bit|u?int[48]|b?fp?(?:8|16|32)|quantized)(?![a-z0-9])"
)


def _loads_own(own: str, fence: Fence) -> bool:
    lines = [line for line in fence.code.lower().split("\n") if own in line and not _PREPARES.search(line)]
    return any(own in _ID.findall(line) for line in lines)


def _is_copy(name: str, own: str) -> bool:
    """Whether it is a converted copy, or an old name without an owner; other owners have other models."""
    names = (name.lower().rpartition("/")[2], own.rpartition("/")[2])
    plain = [re.sub(r"[^a-z0-9]", "", _FORMAT.sub("", each)) for each in names]
    return plain[0] == plain[1] and (names[0] != names[1] or "/" not in name)


def _helps(name: str, fence: Fence) -> bool:
    """Whether a variable or a comment says so, on each line that names the model or right before it."""
    lines = fence.code.split("\n")
    numbers = [number for number, line in enumerate(lines) if name in line]
    return bool(numbers) and all(
        _HELPING.search(lines[number].replace(name, "")) or _leads(lines[number - 1]) for number in numbers
    )


def _leads(line: str) -> bool:
    """Whether a line says so of the next: a comment, or the beginning of a call."""
    return (line.strip()[:1] == "#" or line.rstrip()[-1:] == "(") and bool(_HELPING.search(line))


def _is_named(name: str, path: Location, entry: CardEntry, context: CheckContext) -> bool:
    """Whether the text around the code, or the card in a place for others, names the model."""
    prose = (each.text for each in context.passages(entry) if each.prose and each.path == path)
    text = next(prose, "")
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
    if _WITHOUT_OWNER.fullmatch(written):
        return True
    return _ID.fullmatch(written) is not None and not _FOLDER.fullmatch(written)


CHECKS = (python, model)
