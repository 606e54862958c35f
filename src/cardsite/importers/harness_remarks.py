"""What to look at after an import of evaluation results: one line for each kind and file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..problems import Problem, Severity
from ..yamlio.text import clean
from .input_files import place_of_keys

__all__ = ["Kind", "Remarks", "listed", "said_once", "shown_name"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A reason to say something about names of a file."""

    code: str
    message: str
    """With `{count}` and `{names}` for what it is about."""
    hint: str = ""
    severity: Severity = Severity.NOTE


@dataclass(slots=True)
class Remarks:
    """Collects what there is to say about one file, so that a thousand tasks give one line."""

    label: str
    text: str
    names: dict[Kind, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def add(self, kind: Kind, name: str, *keys: str) -> None:
        """Remarks on a name; the keys lead to its place in the file."""
        self.names.setdefault(kind, {}).setdefault(name, keys)

    def problems(self) -> Iterator[Problem]:
        """A problem for each kind, at the place of the first name in the order of the alphabet."""
        for kind, names in self.names.items():
            keys = names[min(names)]
            place, excerpt = place_of_keys(self.text, self.label, keys)
            message = kind.message.format(count=len(names), names=listed(sorted(names)))
            yield Problem(
                code=kind.code,
                place=place,
                message=message,
                field=".".join(shown_name(key) for key in (keys if len(names) == 1 else keys[:1])),
                hint=kind.hint,
                excerpt=excerpt,
                severity=kind.severity,
            )


def listed(names: Sequence[str], most: int = 6) -> str:
    """Names of a file for a message, in one line: the first few, and how many more there are."""
    shown = ", ".join(shown_name(name) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def shown_name(name: str) -> str:
    """A name of a file for a message: on one line, not too long, without what no text has."""
    flat = " ".join(clean(name[:200]).split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"


def said_once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Problems that differ only in their file as one, at the first file: one line for twenty files."""
    first: dict[tuple[str, str, str], Problem] = {}
    files: dict[tuple[str, str, str], set[str]] = {}
    for problem in problems:
        key = (problem.code, problem.message, problem.field)
        first.setdefault(key, problem)
        files.setdefault(key, set()).add(problem.place.file)
    for key, problem in first.items():
        more = len(files[key]) - 1
        also = f" (and so in {more} more file{'s' if more > 1 else ''})" if more else ""
        yield replace(problem, message=problem.message + also)
