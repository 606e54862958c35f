"""How long a cold build takes beside plain Material for MkDocs, and beside an earlier version.

    python benchmarks/builds.py 100 300
    python benchmarks/builds.py --before ../earlier/src 300

builds a catalogue of that many cards with the plugin, then the Markdown of its pages, ready-made, with
Material alone, then with the earlier version, and again from the beginning. It prints a table in Markdown:
medians of the seconds of the processor and of the most memory of whole processes, and of the ratios in each
round.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from catalogue import SETTINGS, write_catalogue

HERE = Path(__file__).parents[1] / "src"
HEAD = ("cards", "build", "processor", "cardsite against it", "peak memory")


class Cost(NamedTuple):
    """What a process took."""

    seconds: float
    megabytes: float


def builds(folder: Path, count: int, before: Path | None) -> Iterator[tuple[str, Path, Path]]:
    """What is compared: its name, the folder of its mkdocs.yml, and the source of cardsite."""
    ours = folder / "cards"
    write_catalogue(ours, count)
    yield "cardsite", ours, HERE
    plain = folder / "plain"
    command = ["-m", "cardsite", "render", "--out", str(plain / "docs")]
    subprocess.run(
        [sys.executable, *command], cwd=ours, env=_environment(HERE), check=True, stdout=subprocess.DEVNULL
    )
    shutil.copy(ours / "docs/about.md", plain / "docs")
    extensions = [*SETTINGS["markdown_extensions"], "md_in_html"]  # type: ignore[misc]
    settings = {**SETTINGS, "plugins": ["search"], "markdown_extensions": extensions}
    (plain / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    yield "plain Material", plain, HERE
    if before:
        yield "cardsite before", ours, before


def cost(project: Path, source: Path) -> Cost:
    """Of one build, with no site there before it."""
    shutil.rmtree(project / "site", ignore_errors=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(project / "mkdocs.yml")]
    child = subprocess.Popen(command, env=_environment(source), stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{project} cannot be built")
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


def _environment(source: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(source.resolve())}


def rows(count: int, rounds: int, before: Path | None, folder: Path) -> Iterator[str]:
    """The lines of the table for one number of cards."""
    compared = list(builds(folder, count, before))
    measured = [[cost(project, source) for _, project, source in compared] for _ in range(rounds)]
    for place, (name, *_) in enumerate(compared):
        costs = [each[place] for each in measured]
        ratio = median(each[0].seconds / each[place].seconds for each in measured)
        cells = (
            f"{count:,}",
            name,
            f"{median(each.seconds for each in costs):.1f} s",
            f"{ratio:.2f}" if place else "",
            f"{median(each.megabytes for each in costs):,.0f} MB",
        )
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure the sizes that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 300], help="numbers of cards; 100 300")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is built; 3")
    parser.add_argument("--before", type=Path, help="the folder `src` of an earlier version")
    arguments = parser.parse_args()
    for source in filter(None, (HERE, arguments.before)):  # compile what is imported
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(source)], check=True)
    print("| " + " | ".join(HEAD) + " |\n|--:|---|--:|--:|--:|")
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory(prefix="cardsite-") as made:
            for line in rows(size, arguments.rounds, arguments.before, Path(made)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
