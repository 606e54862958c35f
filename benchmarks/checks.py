"""How long checks take beside the reading of the same cards, as a whole and by group, as catalogues grow.

    python benchmarks/checks.py 100 1000 10000

makes that many correct cards of many kinds and prints two tables in Markdown. Times are those of the
processor. With `--same`, every card has one paragraph, one sample and one link in common with all others,
which is the worst that can happen to checks that compare cards. `--cards DIR` takes the cards of a folder in
place of made-up ones, and `--profile` prints where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import TypeVar

from catalogue import write_project

from cardsite.catalogue import Catalogue, load
from cardsite.checks import CHECKS, Rules, run

T = TypeVar("T")


@dataclass(frozen=True)
class Measured:
    """Seconds to read a number of cards, to run all checks, and to run each group alone."""

    cards: int
    reading: float
    checking: float
    groups: Mapping[str, float]
    found: int


def _seconds(work: Callable[[], T]) -> tuple[float, T]:
    gc.collect()
    gc.disable()  # as cardsite.checks.reading does
    before = process_time()
    result = work()
    spent = process_time() - before
    gc.enable()
    return spent, result


def measure(folder: Path) -> Measured:
    """The times for the cards of a folder; groups add up to more, since each alone makes its own indexes."""
    reading, catalogue = _seconds(lambda: load(folder, "cards"))
    checking, problems = _seconds(lambda: run(catalogue, CHECKS, Rules()))
    groups = dict.fromkeys(code.partition("-")[0] for code in CHECKS)
    spent = {group: _seconds(lambda group=group: _group(catalogue, group))[0] for group in groups}  # type: ignore[misc]
    return Measured(len(catalogue.cards), reading, checking, spent, len(problems))


def _group(catalogue: Catalogue, group: str) -> object:
    return run(catalogue, CHECKS, Rules(select=(group,)))


SHARED = """
out_of_scope: >
  Whatever this paragraph says stands on every card of the catalogue, letter for letter, so that a search that
  compares each card with each other one would never come to an end, however fast it were at a single pair.
"""
SAMPLE = """
inference:
  samples:
    - {type: Batch, python: {title: run.ipynb, url: "https://example.org/run-37"}}
  examples:
    - input: The sea
      output: The sea is a large body of salt water that covers most of the earth, the same on each card.
"""


def share_everything(folder: Path) -> None:
    """Gives all cards the same paragraph, sample output and sample link, and makes strangers of them."""
    made = sorted(folder.rglob("*.yaml"))
    for number, path in enumerate(made):
        if path.parent == folder and path.stem in {"organizations", "datasets"}:
            continue
        if path.stem != "family" and not path.stem.endswith(".evals"):
            text = path.read_text(encoding="utf-8")
            parts = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)
            kept = "".join(part for part in parts if not part.startswith(_LEFT_OUT))
            own = folder / f"card-{number}.yaml"
            own.write_text(f"{kept}organization: acme\nlicense: mit\n{SAMPLE}{SHARED}", encoding="utf-8")
        path.unlink()


_LEFT_OUT = (
    *("organization:", "license:", "inference:", "out_of_scope:"),
    *("related:", "base_model:", "base_model_relation:", "adapter:"),
)


def report(measured: list[Measured]) -> Iterator[str]:
    """The lines of the two tables."""
    yield "| cards | reading | all checks | of the reading | ms per card | problems |"
    yield "|--:|--:|--:|--:|--:|--:|"
    for each in measured:
        yield (
            f"| {each.cards:,} | {each.reading:.2f} s | {each.checking:.2f} s | "
            f"{each.checking / each.reading:.0%} | {each.checking / each.cards * 1000:.2f} | {each.found:,} |"
        )
    yield ""
    heads = [f"{each.cards:,} cards" for each in measured]
    yield "| ms per card: group | " + " | ".join(heads) + " | growth |"
    yield "|:--|" + "--:|" * (len(heads) + 1)
    for group in sorted(measured[-1].groups, key=lambda group: -measured[-1].groups[group]):
        times = [each.groups[group] / each.cards * 1000 for each in measured]
        yield (
            f"| {group} | " + " | ".join(f"{time:.3f}" for time in times) + f" | {times[-1] / times[0]:.1f} |"
        )


def profile(folder: Path) -> None:
    """Prints where all checks spend their time."""
    catalogue = load(folder, "cards")
    profiler = cProfile.Profile()
    profiler.runcall(run, catalogue, CHECKS, Rules())
    pstats.Stats(profiler).sort_stats("tottime").print_stats(35)


def main() -> None:
    """Measure the sizes that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, help="numbers of cards; 100 1000 10000 by default")
    parser.add_argument("--same", action="store_true", help="all cards say the same")
    parser.add_argument("--cards", type=Path, metavar="DIR", help="cards of a folder, not made-up ones")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    arguments = parser.parse_args()
    measured = [measure(arguments.cards)] if arguments.cards else []
    sizes = () if arguments.cards else arguments.sizes or (100, 1000, 10_000)
    with tempfile.TemporaryDirectory(prefix="cardsite-") as made:
        for size in sizes:
            cards = Path(made) / str(size) / "cards"
            write_project(cards.parent, size)
            if arguments.same:
                share_everything(cards)
            if arguments.profile:
                profile(cards)
            else:
                measured.append(measure(cards))
    if measured:
        print("\n".join(report(measured)))


if __name__ == "__main__":
    main()
