"""Checks of the code in a card's text: that it parses, and that it loads this model."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterator

from ...catalogue import CardEntry, Location
from ...facts.derived import checkpoint_steps
from ...facts.numbers import grouped
from ...problems import Severity
from ...schema import Card, known
from ...yamlio.text import quoted
from ..cache import once_per_card
from ..check_context import CheckContext
from ..definition import Finding, check
from .fences import Fence, blocks
from .loaded_models import Load, commands, script

__all__ = ["CHECKS"]

_PYTHON = frozenset({"python", "py", "python3", "ipython", "pycon", ".python"})
_SHELL = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session", "text", ""})
_CALLS = ("from_pretrained", "pipeline(", "snapshot_download", "hf_hub_download")


@once_per_card
def _loads(entry: CardEntry, context: CheckContext) -> tuple[tuple[Location, Load, bool], ...]:
    """What the code of a card loads, each thing once for each text, and whether it only helps the model."""
    found: dict[tuple[Location, Load, bool], None] = {}
    own = _hub_id(entry.card).lower()
    for path, fence in blocks(entry, context):
        loads = tuple(_of_fence(fence))
        has_own = any(load.model.lower() == own and not load.tokenizer for load in loads)
        for load in loads:
            found[path, load, not load.tokenizer and (has_own or _helps(load, fence))] = None
    return tuple(found)


_HELPING = re.compile(r"assistant|draft|speculat|re-?rank|teacher", re.IGNORECASE)


def _helps(load: Load, fence: Fence) -> bool:
    """Whether a variable or a comment says so, on each line that names the model or right before it."""
    lines = fence.code.split("\n")
    named = [number for number, line in enumerate(lines) if load.model in line]
    return bool(named) and all(
        any(_HELPING.search(line.replace(load.model, "")) for line in lines[max(0, number - 1) : number + 1])
        for number in named
    )


def _of_fence(fence: Fence) -> Iterator[Load]:
    unnamed = fence.language in _SHELL and any(call in fence.code for call in _CALLS)
    if fence.language in _PYTHON or unnamed:
        yield from script(fence.code).loads
    if fence.language in _SHELL:
        yield from commands(fence.code)


@check("snippet-python", Severity.ERROR)
def python(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A block of Python does not parse.

    Readers copy it. It is parsed and never run; sessions with `>>>`, notebooks with `!pip` or `%cd`, and
    excerpts with `...` are understood. Only fences that say `python` are checked.

    To fix it: correct the code at that line; if it is not meant as Python, change the word behind the fence.

    Wrong:

        sections:
          - title: Loading
            body: |
              ```python
              model = AutoModelForCausalLM.from_pretrained("acme/stone"
              ```

    Right:

        sections:
          - title: Loading
            body: |
              ```python
              model = AutoModelForCausalLM.from_pretrained("acme/stone")
              ```
    """
    for path, fence in blocks(entry, context):
        if fence.language in _PYTHON and (fault := script(fence.code).fault):
            message = f"the block of Python does not parse at its {fault}"
            yield Finding(path, message, words=fence.first_line)


@check("snippet-model", Severity.WARNING)
def model(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """Code in a card loads another model.

    It was copied with another card's text, and a reader who runs it gets results of something else. The
    card's own id may stand there, and those of its family and of the models, links and sources that it
    names; for a tokenizer also what `architecture.tokenizer` names. A second model beside the card's own, or
    one that a variable or comment calls assistant, draft, reranker or teacher, is fine.

    To fix it: write the card's hub id, or name the other model in `related`.

    Wrong:

        hub_id: acme/stone
        sections:
          - title: Loading
            body: |
              ```python
              model = AutoModelForCausalLM.from_pretrained("globex/pebble")
              ```

    Right:

        hub_id: acme/stone
        sections:
          - title: Loading
            body: |
              ```python
              model = AutoModelForCausalLM.from_pretrained("acme/stone")
              ```
    """
    own = _hub_id(entry.card)
    for path, load, helps in _loads(entry, context):
        if helps or not _is_id(load.model) or load.model.lower() == own.lower():
            continue
        others = context.made(_by_hub_id).get(load.model.lower(), ())
        if any(context.related(entry, other) for other in others) or _is_named(entry, load):
            continue
        if others:
            name = f"{quoted(load.model)}, which is {quoted(others[0].label)}"
            message = f"the code loads {name}, not {quoted(own or entry.label)}"
            yield Finding(path, message, words=load.model)
        elif own:
            what = "the tokenizer of " if load.tokenizer else ""
            message = f"the code loads {what}{quoted(load.model)}, but hub_id is {quoted(own)}"
            yield Finding(path, message, words=load.model)


def _hub_id(card: Card) -> str:
    return known(card.hub_id) or ""


def _by_hub_id(context: CheckContext) -> dict[str, list[CardEntry]]:
    """The cards of each hub id, in lower case."""
    found: dict[str, list[CardEntry]] = defaultdict(list)
    for entry in context.catalogue.cards.values():
        if identity := _hub_id(entry.card):
            found[identity.lower()].append(entry)
    return found


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


_FOLD = re.compile(r"[^a-z0-9]+")


def _is_named(entry: CardEntry, load: Load) -> bool:
    """Whether the card itself names the model that is loaded, in a place for naming others."""
    card, name = entry.card, load.model.lower()
    said = (
        card.links,
        card.base_model,
        card.related,
        card.successor,
        card.sources,
        card.software,
        card.aliases,
    )
    if any(name in str(each).lower() for each in said if each):
        return True
    tokenizer = card.architecture.tokenizer if card.architecture else None
    if not load.tokenizer or tokenizer is None or tokenizer.value is None:
        return load.tokenizer
    return _FOLD.sub("", name.rpartition("/")[2]) in _FOLD.sub("", str(tokenizer).lower())


@check("snippet-revision", Severity.WARNING)
def revision(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A revision is not one of the model's checkpoints.

    Where the card says how the revisions are called (`checkpoints.revision`) and at which steps there are
    any, those in its code, its samples and its results must be among them. `main`, hashes, and what
    `checkpoints.exceptions` names are fine.

    To fix it: write a revision that exists, or add its step to `checkpoints.extra_steps`.

    Wrong:

        checkpoints:
          first: 0
          last: 3_000
          interval: 1_000
          revision: step{step}
        inference:
          examples:
            - input: The sky is
              output: The sky is grey.
              revision: step1500

    Right:

        checkpoints:
          first: 0
          last: 3_000
          interval: 1_000
          revision: step{step}
        inference:
          examples:
            - input: The sky is
              output: The sky is grey.
              revision: step2000
    """
    for path, written in _revisions(entry, context):
        words = _misfit(entry, context, written)
        if words:
            yield Finding(path, words, words=written)
    evaluation = entry.card.evaluation
    for index, run in enumerate(evaluation.runs if evaluation else ()):
        step = _step(entry.card, run.revision or "")
        if step is not None and run.checkpoint is not None and run.checkpoint.value != step:
            message = f"the scores are of step {run.checkpoint}, but revision is {quoted(run.revision or '')}"
            yield Finding(("evaluation", "runs", index, "revision"), message)


def _revisions(entry: CardEntry, context: CheckContext) -> Iterator[tuple[Location, str]]:
    """Every revision of this model that the card names."""
    card = entry.card
    for index, run in enumerate(card.runs):
        if run.revision:
            yield ("evaluation", "runs", index, "revision"), run.revision
    for index, example in enumerate(card.examples):
        if example.revision:
            yield ("inference", "examples", index, "revision"), example.revision
    for path, load, _ in _loads(entry, context):
        if load.revision and load.model.lower() == _hub_id(card).lower():
            yield path, load.revision


_ANY = re.compile(r"main|[0-9a-f]{7,40}|refs/\S+|.*[{}<>$…].*|.*\.\.\..*")


def _misfit(entry: CardEntry, context: CheckContext, written: str) -> str:
    """Why there is no such revision; empty where there may be."""
    checkpoints = entry.card.checkpoints
    pattern = checkpoints.revision.value if checkpoints and checkpoints.revision else None
    if checkpoints is None or not pattern or "{step}" not in pattern or _ANY.fullmatch(written):
        return ""
    exceptions = checkpoints.exceptions.value if checkpoints.exceptions else None
    if exceptions and written in exceptions:
        return ""
    step = _step(entry.card, written)
    if step is None:
        return f"the revision {quoted(written)} is not of the form {quoted(pattern)}"
    steps = _steps(entry, context)
    at = bisect.bisect_left(steps, step)
    if not steps or (at < len(steps) and steps[at] == step):
        return ""
    near = steps[max(at - 1, 0) : at + 1]
    which = f"the nearest {'is' if len(near) == 1 else 'are'} of {' and '.join(map(grouped, near))}"
    return f"the revision {quoted(written)} is of none of the {len(steps):,} checkpoints; {which}"


@once_per_card
def _steps(entry: CardEntry, context: CheckContext) -> tuple[int, ...]:  # noqa: ARG001
    return checkpoint_steps(entry.card.checkpoints) if entry.card.checkpoints else ()


def _step(card: Card, written: str) -> int | None:
    """The step in the name of a revision; None where it does not have the form that the card gives."""
    checkpoints = card.checkpoints
    pattern = checkpoints.revision.value if checkpoints and checkpoints.revision else None
    before, hole, after = (pattern or "").partition("{step}")
    digits = written.removeprefix(before).removesuffix(after) if hole else ""
    whole = (
        digits.isascii() and digits.isdigit() and len(digits) < 12 and written == f"{before}{digits}{after}"
    )
    # `step0100` is another branch than `step100`.
    return int(digits) if whole and str(int(digits)) == digits else None


CHECKS = (python, model, revision)
