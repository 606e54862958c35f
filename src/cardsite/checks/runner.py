"""Runs checks over a catalogue: which of them, what cards ignore, and where messages stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..catalogue import CardEntry, Catalogue, Lines, at_words, lines_of_text, to_value
from ..errors import CardsiteError
from ..problems import Place, Problem, Severity, did_you_mean, in_order
from ..yamlio.document import ScalarNode
from ..yamlio.text import clean
from .check_context import CheckContext
from .definition import Check, Finding, check, filled_in

__all__ = ["UNUSED_IGNORE", "Rules", "run"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Which checks a catalogue is held to; each word is a code, or the beginning of some: `score`."""

    select: tuple[str, ...] = ()
    """Only these; all of them where it is empty."""
    ignore: tuple[str, ...] = ()
    """None of these."""

    def chosen(self, checks: Mapping[str, Check]) -> dict[str, Check]:
        """The checks to run; raises CardsiteError for a word that no code begins with."""
        for word in (*self.select, *self.ignore):
            if not any(_matches(code, (word,)) for code in checks):
                groups = {code.partition("-")[0] for code in checks}
                hint = did_you_mean(word, {*checks, *groups})
                raise CardsiteError(f'there is no check "{word}"{"; " + hint if hint else ""}')
        chosen = {
            code: each
            for code, each in checks.items()
            if (not self.select or _matches(code, self.select)) and not _matches(code, self.ignore)
        }
        if self.select and not chosen:
            raise CardsiteError("no check is left to run: all that are selected are ignored as well")
        return chosen


def _matches(code: str, words: tuple[str, ...]) -> bool:
    return any(code == word or code.startswith(f"{word.rstrip('-')}-") for word in words)


def run(
    catalogue: Catalogue,
    checks: Mapping[str, Check],
    rules: Rules,
    asked: Callable[[CardEntry, str], bool] | None = None,
) -> tuple[Problem, ...]:
    """What the chosen checks find in all cards, in the order of the files.

    What a card ignores with a reason is left out, and an ignore that nothing needs any more is reported.
    With `asked`, only those checks are run of a card, by their codes, of which it says so.
    """
    chosen = rules.chosen(checks)
    context = CheckContext(catalogue)
    found: list[Problem] = []
    used: set[Place] = set()
    parts = {field.partition(".")[0] for each in chosen.values() for field in each.of if "." in field}
    for entry in catalogue.cards.values():
        ignored, filled = entry.card.ignore, filled_in(entry.card, parts)
        for each in chosen.values():
            if each.of and each.of.isdisjoint(filled):
                continue
            if asked and not asked(entry, each.code):
                used.add(_at(entry, each.code))
            elif each.code in ignored:
                if any(True for _ in each.find(entry, context)):
                    used.add(_at(entry, each.code))
            elif findings := [*each.find(entry, context)]:
                found += _problems(each, entry, findings)
    found += _ignores(catalogue, checks, chosen, used)
    return in_order(found)


def _at(entry: CardEntry, code: str) -> Place:
    """Where an ignore is written: of a family's, one member is enough that needs it."""
    return entry.located.key_place(("ignore", code))


@check("ignore-unused", Severity.WARNING)
def UNUSED_IGNORE(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001, N802
    """A card ignores a check that finds nothing in it, or that does not exist.

    When what it excused is gone, an ignore would excuse the next mistake of the kind without anybody having
    thought about it. A misspelt code excuses nothing; a code may also be that of a check that a later version
    of cardsite no longer has.

    Caught: no published card; it finds what is left over when a card is corrected, or a check narrowed or
    deleted.

    To fix it: write the code as the message shows it in brackets, or delete the line.

    Example:

        - ignore:
        -   shape-heads: The makers publish it so.
        -   shape-head: The makers publish it so.
        + description: Nothing to excuse.
    """
    return iter(())  # Which ignores are unused only the whole run knows.


def _ignores(
    catalogue: Catalogue,
    checks: Mapping[str, Check],
    chosen: Mapping[str, Check],
    used: Collection[Place],
) -> Iterator[Problem]:
    """The ignores that name no check, and those that set nothing aside."""
    for entry in catalogue.cards.values() if UNUSED_IGNORE.code in chosen else ():
        for code in entry.card.ignore:
            message, hint = f"the check {code} finds nothing here any more", ""
            if code not in checks:
                message, hint = f'there is no check "{code}"', did_you_mean(code, checks)
            elif code not in chosen or _at(entry, code) in used:
                continue
            yield _problem(UNUSED_IGNORE, entry, Finding(("ignore", code), message, hint, at_key=True))


def _problems(each: Check, entry: CardEntry, findings: Iterable[Finding]) -> Iterator[Problem]:
    texts: dict[Place, Lines] = {}
    for finding in findings:
        problem = _problem(each, entry, finding)
        if finding.words:
            if problem.place not in texts:
                texts[problem.place] = lines_of_text(entry.located, problem.place)
            problem = at_words(texts[problem.place], problem, finding.words)
        yield problem


def _problem(each: Check, entry: CardEntry, finding: Finding) -> Problem:
    path = finding.path if finding.at_key else to_value(entry.located, finding.path)
    problem = entry.located.problem(
        each.code,
        path,
        _line(finding.message),
        _line(finding.hint or each.advice),
        at_key=finding.at_key,
        severity=finding.severity or each.severity,
    )
    found = replace(problem, field=problem.field.removesuffix(".value"))
    node, _ = entry.located.find(path)
    # Only what stands on the line as it is read can be replaced there: no quotes, no escapes, no folding.
    return found.replacing(node.text, finding.replacement or "") if isinstance(node, ScalarNode) else found


def _line(text: str) -> str:
    """The text as one short line without characters that act on a terminal, whatever it took from a card."""
    line = clean(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


_LONGEST = 600
"""No message needs more characters; the text of a card can have any number of them."""
