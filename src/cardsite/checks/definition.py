"""What a check is: a function over one card, whose docstring is its documentation; knows no check itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import dedent, indent

from ..catalogue import CardEntry, Location
from ..problems import Severity
from ..schema import Card
from .check_context import CheckContext

__all__ = ["Check", "Finding", "check", "explained", "filled_in"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check has to say about a card."""

    path: Location
    """The field it is about, such as ("training", "tokens"); a message stands at its line."""
    message: str
    """Both sides and the formula, in one line, without a full stop."""
    hint: str = ""
    """What to do, in one line; where it is empty, the check's own advice is given."""
    replacement: str | None = None
    """The YAML to write in place of the value at the path; only where nothing else can be meant."""
    at_key: bool = False
    """Whether the message stands at the field's name rather than at its value."""
    severity: Severity | None = None
    """Where this one is milder than the check's others."""
    words: str = ""
    """The words of a text that it is about: in a text of many lines, the message stands at theirs."""


Find = Callable[[CardEntry, CheckContext], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check with its documentation."""

    code: str
    """A short stable name whose first word is the group: `shape-parameters`."""
    severity: Severity
    title: str
    """What is wrong where it reports, in one sentence."""
    why: str
    """Why it matters and how it is decided, as Markdown."""
    proof: str
    """Of an error, why the card's own values rule it out, whoever wrote it; as Markdown."""
    caught: str
    """A real mistake that it caught, and where; as Markdown."""
    advice: str
    """What to do, as Markdown."""
    example: str
    """How YAML that it fires on is put right, as a diff: what a card has beside its name, summary and
    organisation. A line `# x.yaml` begins another file."""
    find: Find
    of: frozenset[str]
    """The fields without any of which a card has nothing for it to look at; see `filled_in`."""

    @property
    def wrong(self) -> str:
        """The YAML that it fires on."""
        return self._without("+")

    @property
    def right(self) -> str:
        """The same, put right."""
        return self._without("-")

    def _without(self, sign: str) -> str:
        return "".join(f"{line[2:]}\n" for line in self.example.splitlines() if line[:1] != sign)


def check(code: str, severity: Severity, *of: str) -> Callable[[Find], Check]:
    """Makes a check of a function; its docstring holds the title, why, and the parts of `_PARTS`.

    With fields, such as `training.tokens`, only cards are looked at that have one of them.
    """

    def made(find: Find) -> Check:
        return Check(code, severity, *_documentation(code, inspect.getdoc(find) or ""), find, frozenset(of))

    return made


def filled_in(card: Card, parts: Iterable[str]) -> set[str]:
    """The fields that a card has, and those of the parts: `training`, `training.tokens`.

    The stages of a training count as the training.
    """
    found = set(card.model_fields_set)
    for name in parts:
        part = getattr(card, name)
        for each in (part, *(card.stages if name == "training" else ())) if part else ():
            found.update([f"{name}.{inner}" for inner in each.model_fields_set])
    return found


_PARTS = re.compile(
    r"(?P<title>[^\n]+)\n\n(?P<why>.+?)\n\n(?:Proof: (?P<proof>.+?)\n\n)?(?:Caught: (?P<caught>.+?)\n\n)?"
    r"To fix it: (?P<advice>.+?)\n\nExample:\n\n(?P<example>.+)",
    re.DOTALL,
)


def _documentation(code: str, doc: str) -> tuple[str, str, str, str, str, str]:
    parts = _PARTS.fullmatch(doc.strip())
    if parts is None:
        raise TypeError(f"the docstring of {code} does not have the parts of a check")
    title, why = parts["title"].strip().rstrip("."), parts["why"].strip()
    proof, caught, advice = (" ".join((parts[name] or "").split()) for name in ("proof", "caught", "advice"))
    return title, why, proof, caught, advice.rstrip("."), dedent(parts["example"]) + "\n"


def explained(each: Check) -> str:
    """The documentation of a check, as Markdown that reads well in a terminal."""
    blocks = [
        f"{each.code} ({each.severity})",
        f"{each.title}.",
        each.why,
        *([f"Proof: {each.proof}"] if each.proof else []),
        *([f"Caught: {each.caught}"] if each.caught else []),
        f"To fix it: {each.advice}.",
        f"Example:\n\n{indent(each.example, '    ')}",
    ]
    return "\n\n".join(block.rstrip() for block in blocks) + "\n"
