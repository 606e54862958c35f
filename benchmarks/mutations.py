"""What the checks catch: one thing at a time is made wrong in the catalogue's own cards, which are right.

    python benchmarks/mutations.py

changes a number, a name, a link, a licence, a date, a quote, a sample or a paragraph in a copy of `cards/` in
hundreds of ways that follow from a seed, and reads the catalogue with all checks after each. It prints, in
Markdown, which share was noticed, by which checks, and what was missed although something else implies it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from changes import KINDS, Change, changes
from files import File, changed, field, files_of, written

from cardsite.build import EVERY_CHECK, read_catalogue
from cardsite.problems import Problem

CARDS = Path(__file__).parents[1] / "cards"
SEED = 20
EACH = 18
"""How many changes of each kind are tried, where there are so many places."""

Key = tuple[str, str, str, str]


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
    def escaped(self) -> bool:
        """Whether nothing was said although something else implies that it is wrong."""
        return self.severity == "missed" and bool(self.change.implied)


# Trying


def _key(problem: Problem) -> Key:
    """A problem without its line, which moves."""
    return problem.code, problem.place.file, problem.field, problem.message


def known_problems(folder: Path) -> frozenset[Key]:
    """What is said of a folder of cards."""
    return frozenset(map(_key, read_catalogue(folder, folder, EVERY_CHECK).problems))


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


def outcomes_of(folder: Path, seed: int, each: int, kinds: list[str] | None) -> list[Outcome]:
    """Tries all changes on a copy of the cards in a folder."""
    shutil.copytree(CARDS, folder)
    files = files_of(folder)
    for file in files.values():
        (folder / file.name).write_text(written(file.data), encoding="utf-8")
    known = known_problems(folder)
    listed = changes(files, Random(seed), each)
    return [
        tried(folder, files[change.file], change, known)
        for change in listed
        if not kinds or change.kind in kinds
    ]


# The report


def report(outcomes: list[Outcome]) -> Iterator[str]:
    """Tables: what was noticed, by kind of change and by check, and what was missed."""
    yield "| changed | tried | error | warning | note | missed | of these implied | said by |"
    yield "|---|--:|--:|--:|--:|--:|--:|---|"
    for kind in KINDS:
        if these := [outcome for outcome in outcomes if outcome.change.kind == kind]:
            yield _row(kind, these)
    yield _row("**all**", outcomes, codes=False)
    implied = [outcome for outcome in outcomes if outcome.change.implied]
    noticed = sum(not outcome.escaped for outcome in implied)
    share = f"{100 * noticed / max(len(implied), 1):.0f} %"
    yield ""
    yield f"{len(implied)} of the changes contradict something else; {noticed} of them were noticed, {share}."
    yield ""
    yield from _escaped(outcomes)
    yield ""
    yield from _unsaid(outcomes)


def _row(kind: str, outcomes: list[Outcome], codes: bool = True) -> str:
    count = Counter(outcome.severity for outcome in outcomes)
    numbers = " | ".join(str(count[word]) for word in ("error", "warning", "note", "missed"))
    said = Counter(code for outcome in outcomes for code in outcome.codes)
    names = ", ".join(f"{code} {times}" for code, times in said.most_common(6)) if codes else ""
    escaped = sum(outcome.escaped for outcome in outcomes)
    return f"| {kind} | {len(outcomes)} | {numbers} | {escaped} | {names} |"


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
    before, after = " ".join(change.before.split()), " ".join(str(change.after).split())
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
    parser.add_argument("--each", type=int, default=EACH, help="how many changes of each kind")
    parser.add_argument("--seed", type=int, default=SEED, help="which ones")
    parser.add_argument("--kind", action="append", help="only changes of this kind")
    parser.add_argument("--json", type=Path, help="a file for every outcome with its messages")
    options = parser.parse_args()
    started = perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        outcomes = outcomes_of(Path(temporary) / "cards", options.seed, options.each, options.kind)
    print("\n".join(report(outcomes)))
    print(f"{len(outcomes)} changes in {perf_counter() - started:.0f} s", file=sys.stderr)
    if options.json:
        rows = json.dumps([_as_json(outcome) for outcome in outcomes], indent=1, ensure_ascii=False)
        options.json.write_text(rows, encoding="utf-8")


if __name__ == "__main__":
    main()
