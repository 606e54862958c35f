"""What the checks say of right cards, and what they catch when one thing at a time is made wrong in them.

    python benchmarks/mutations.py --cards DIR

counts the false alarms on a folder of cards of which every fact is right. Then it changes a number, a name, a
link, a licence, a date, a quote, a sample or a paragraph in a copy of it in hundreds of ways that follow from
a seed, and reads the catalogue with all checks after each. It prints which share was noticed, by what,
and what was missed although something else implies it. `--each 0` stops after the false alarms.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from changes import KINDS, Change, changes
from files import File, changed, field, files_of, written

from cardsite.build import EVERY_CHECK, read_catalogue
from cardsite.catalogue import loader
from cardsite.problems import Problem, Severity
from cardsite.yamlio.document import Document, read

CARDS = Path(__file__).parents[1] / "cards"
SEED = 20
EACH = 18
"""How many changes of each kind are tried, where there are so many places."""

Key = tuple[str, str, str, str]

# A change is one file of many, so the others need not be parsed again.
_parsed: dict[tuple[str, bytes], Document] = {}


def _read_once(path: Path, file: str) -> Document:
    key = file, path.read_bytes()
    if key not in _parsed:
        _parsed[key] = read(path, file)
    return _parsed[key]


loader.read = _read_once  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Outcome:
    """What became of a change."""

    change: Change
    found: tuple[Problem, ...]

    @property
    def severity(self) -> str:
        """The gravest that was said, or `missed`."""
        said = {problem.severity.value for problem in self.found}
        return next((word for word in ("error", "warning", "note") if word in said), "missed")

    @property
    def codes(self) -> list[str]:
        """The checks that said it, of the gravest severity."""
        return sorted({problem.code for problem in self.found if problem.severity.value == self.severity})

    @property
    def caught(self) -> bool:
        """Whether there is an error or a warning; a note is easily overlooked."""
        return self.severity in ("error", "warning")

    @property
    def escaped(self) -> bool:
        """Whether it was not caught although something else implies that it is wrong."""
        return not self.caught and bool(self.change.implied)


# Trying


def _key(problem: Problem) -> Key:
    """A problem without its line and those that it names, which move."""
    return problem.code, problem.place.file, problem.field, re.sub(r"(?<=:)[0-9:]+", "", problem.message)


def tried(folder: Path, file: File, change: Change, known: frozenset[Key]) -> Outcome:
    """What is said of the catalogue with the change and not without it."""
    place = folder / file.name
    before = place.read_bytes()
    place.write_text(written(changed(file.data, change.path, change.after)), encoding="utf-8")
    try:
        found = read_catalogue(folder, folder, EVERY_CHECK).problems
    finally:
        place.write_bytes(before)
    return Outcome(change, tuple(problem for problem in found if _key(problem) not in known))


def outcomes_of(cards: Path, folder: Path, seed: int, each: int, kinds: list[str] | None) -> list[Outcome]:
    """Tries all changes on a copy of the cards in a folder."""
    shutil.copytree(cards, folder)
    files = files_of(folder)
    for file in files.values():
        (folder / file.name).write_text(written(file.data), encoding="utf-8")
    known = frozenset(map(_key, read_catalogue(folder, folder, EVERY_CHECK).problems))
    return [
        tried(folder, files[change.file], change, known)
        for change in changes(files, Random(seed), each)
        if not kinds or change.kind in kinds
    ]


def false_alarms(cards: Path) -> Iterator[str]:
    """How many of the cards get an error, a warning or a note, and what is said, by check."""
    catalogue = read_catalogue(cards, cards, EVERY_CHECK)
    yield f"Of {len(catalogue.cards)} cards,"
    for severity in Severity:
        these = [problem for problem in catalogue.problems if problem.severity is severity]
        files = len({problem.place.file for problem in these})
        share = f"{100 * files / max(len(catalogue.cards), 1):.0f} %"
        yield f"- {files} ({share}) have {severity}s: {_counts(problem.code for problem in these)}"
    yield ""
    for each in sorted(catalogue.problems, key=lambda problem: (problem.code, problem.place)):
        if each.severity is not Severity.NOTE:
            yield f"- {each.code} ({each.severity}), {each.place}, {each.field}: {each.message}"


def _counts(codes: Iterable[str]) -> str:
    return ", ".join(f"{code} {times}" for code, times in Counter(codes).most_common()) or "none"


# The report


def report(outcomes: list[Outcome]) -> Iterator[str]:
    """Tables: what was noticed, by kind of change and by check, and what was missed."""
    yield "| changed | tried | error | warning | note | missed | implied | of these caught | said by |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|---|"
    for kind in KINDS:
        if these := [outcome for outcome in outcomes if outcome.change.kind == kind]:
            yield _row(kind, these)
    yield _row("**all**", outcomes, codes=False)
    implied = [outcome for outcome in outcomes if outcome.change.implied]
    caught = sum(outcome.caught for outcome in implied)
    noticed = sum(outcome.severity != "missed" for outcome in implied)
    share, with_notes = (f"{100 * count / max(len(implied), 1):.0f} %" for count in (caught, noticed))
    yield ""
    yield f"{len(implied)} of the changes contradict something else; {caught} of them got an error or"
    yield f"a warning, {share}; with notes, {noticed}, {with_notes}."
    yield ""
    yield from _escaped(outcomes)
    yield ""
    yield from _unsaid(outcomes)


def _row(kind: str, outcomes: list[Outcome], codes: bool = True) -> str:
    count = Counter(outcome.severity for outcome in outcomes)
    numbers = " | ".join(str(count[word]) for word in ("error", "warning", "note", "missed"))
    said = Counter(code for outcome in outcomes for code in outcome.codes)
    names = ", ".join(f"{code} {times}" for code, times in said.most_common(6)) if codes else ""
    implied = [outcome for outcome in outcomes if outcome.change.implied]
    caught = sum(outcome.caught for outcome in implied)
    return f"| {kind} | {len(outcomes)} | {numbers} | {len(implied)} | {caught} | {names} |"


def _escaped(outcomes: list[Outcome]) -> Iterator[str]:
    """One by one, what was missed although something else implies that it is wrong."""
    yield "| missed | where | from | to | implied by |"
    yield "|---|---|---|---|---|"
    for change in (outcome.change for outcome in outcomes if outcome.escaped):
        where = f"{change.file} {field(change.path)}"
        before, after = _difference(change)
        yield f"| {change.kind} | {where} | {before} | {after} | {change.implied} |"


def _unsaid(outcomes: list[Outcome]) -> Iterator[str]:
    """By kind, what was missed because nothing else says it."""
    places: dict[str, list[str]] = defaultdict(list)
    for outcome in outcomes:
        change = outcome.change
        if outcome.severity == "missed" and not change.implied:
            before, after = _difference(change)
            places[change.kind].append(f"{change.file} {field(change.path)}, {before} → {after}")
    yield "Missed because nothing else says it:"
    yield ""
    for kind, found in places.items():
        yield f"- {kind}: {len(found)}, such as {found[0]}"


def _difference(change: Change) -> tuple[str, str]:
    """Both texts; of long ones the words around the first difference."""
    before, after = (" ".join(str(text).split()) for text in (change.before, change.after))
    if len(before) > 40 or len(after) > 40:
        pairs = zip(before, after, strict=False)
        at = next((index for index, (one, other) in enumerate(pairs) if one != other), len(before))
        before, after = (text[max(at - 20, 0) : at + 25] for text in (before, after))
    return _shown(before), _shown(after)


def _shown(text: str) -> str:
    return "`{}`".format(text.replace("|", "\\|").replace("`", "'"))


def _as_json(outcome: Outcome) -> dict[str, Any]:
    change = outcome.change
    return {
        "kind": change.kind,
        "file": change.file,
        "field": field(change.path),
        "before": change.before,
        "after": str(change.after),
        "implied": change.implied,
        "found": [f"{each.severity} {each.code} {each.field}: {each.message}" for each in outcome.found],
    }


def main() -> None:
    """Tries all changes and prints the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cards", type=Path, default=CARDS, help="the folder of right cards")
    parser.add_argument(
        "--each", type=int, default=EACH, help="how many changes of each kind; 0: false alarms alone"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="which ones")
    parser.add_argument("--kind", action="append", choices=list(KINDS), help="only changes of this kind")
    parser.add_argument("--json", type=Path, help="a file for every outcome with its messages")
    options = parser.parse_args()
    started = perf_counter()
    print("\n".join(false_alarms(options.cards)))
    if not options.each:
        return
    with tempfile.TemporaryDirectory() as temporary:
        outcomes = outcomes_of(
            options.cards, Path(temporary) / "cards", options.seed, options.each, options.kind
        )
    print("", *report(outcomes), sep="\n")
    print(f"{len(outcomes)} changes in {perf_counter() - started:.0f} s", file=sys.stderr)
    if options.json:
        rows = json.dumps([_as_json(outcome) for outcome in outcomes], indent=1, ensure_ascii=False)
        options.json.write_text(rows, encoding="utf-8")


if __name__ == "__main__":
    main()
