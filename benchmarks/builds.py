"""What cardsite takes beside other generators with the same pages, and beside an earlier version.

    python benchmarks/builds.py 300 1000
    python benchmarks/builds.py --before ../earlier/src 300
    python benchmarks/builds.py --peers -- 1000 5000

makes that many correct cards of many kinds, builds them, then the same pages with each of the peers, in turn,
and again from the beginning. It stops if a peer's pages have other headings, tables or code. It prints tables
in Markdown: builds, growth, where the time goes, and what commands take. Seconds are those of the processor
for whole processes and what they start; ratios are medians of those in each round.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from statistics import median
from typing import NamedTuple

from catalogue import ROOT, write_project
from peers import PEERS, different, environment
from selectolax.lexbor import LexborHTMLParser

HERE = ROOT / "src"
OURS, BEFORE = "cardsite", "cardsite before"
NOTHING = ("-c", "pass")
COMMANDS = {
    "`cardsite --help`": ("-m", "cardsite", "--help"),
    "`cardsite check --help`": ("-m", "cardsite", "check", "--help"),
    "`cardsite new --help`": ("-m", "cardsite", "new", "--help"),
    "`cardsite import --help`": ("-m", "cardsite", "import", "--help"),
    "`import cardsite.engine.plugin`, as MkDocs does": ("-c", "import cardsite.engine.plugin"),
}
CHECK = ("-m", "cardsite", "check")
OWN_PAGE = "models/pythia/pythia-160m.html"


class Cost(NamedTuple):
    """What a process took."""

    seconds: float
    megabytes: float


@dataclass
class Built:
    """What one generator took for so many cards in each round, and what came out."""

    name: str
    cards: int
    costs: list[Cost] = field(default_factory=list)
    pages: int = 0
    site: int = 0
    """Bytes of all files."""
    card: float = 0
    """Bytes of a card's page without the theme's part, the median."""

    @property
    def seconds(self) -> float:
        """The median of the rounds."""
        return median(cost.seconds for cost in self.costs)


@dataclass
class Record:
    """All that was measured."""

    rounds: int
    builds: list[Built] = field(default_factory=list)
    stages: dict[int, dict[str, float]] = field(default_factory=dict)
    """Seconds by stage for each number of cards."""
    commands: dict[str, list[tuple[float, ...]]] = field(default_factory=dict)
    """Seconds of a command, of an interpreter that does nothing, and of the earlier version's command."""
    own: dict[str, int] = field(default_factory=dict)
    """Bytes of the page of Pythia 160M without the theme's part, by version."""


# Measuring


def cost(command: Sequence[str], folder: Path, source: Path | None) -> Cost:
    """Of a process that has to end well, with the cardsite of a folder if one is given."""
    known = {**os.environ, "PYTHONPATH": str(source.resolve())} if source else None
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, cwd=folder, env=known, stdout=said, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if status:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} in {folder}:\n{said.read().decode()}")
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


class Contender(NamedTuple):
    """A generator with its project: a command, where it runs, and what it imports cardsite from."""

    name: str
    command: Sequence[str]
    folder: Path
    source: Path | None


BUILD = (sys.executable, "-m", "mkdocs", "build", "--quiet")


def contenders(folder: Path, before: Path | None, peers: list[str], programs: Path) -> Iterator[Contender]:
    """What is compared; the peers' projects are made here, from the rendered pages."""
    ours = folder / "cards"
    yield Contender(OURS, BUILD, ours, HERE)
    rendered = folder / "rendered"
    if peers:
        cost([sys.executable, "-m", "cardsite", "render", "--out", str(rendered)], ours, HERE)
        shutil.copy(ours / "docs/about.md", rendered)
    for name in peers:
        project = folder / f"peer-{len(name)}-{name.split()[0]}"
        project.mkdir()
        PEERS[name].prepare(rendered, project)
        program, *rest = PEERS[name].command
        yield Contender(name, [str(programs / program), *rest], project, None)
    if before:
        yield Contender(BEFORE, BUILD, ours, before)


def measure(record: Record, cards: int, before: Path | None, peers: list[str], programs: Path) -> None:
    """The builds of one number of cards, the stages of ours, and a check of those cards."""
    with tempfile.TemporaryDirectory(prefix="cardsite-") as made:
        folder = Path(made)
        write_project(folder / "cards", cards)
        compared = list(contenders(folder, before, peers, programs))
        built = [Built(contender.name, cards) for contender in compared]
        for round_ in range(record.rounds):
            for contender, result in zip(compared, built, strict=True):
                site = contender.folder / "site"
                shutil.rmtree(site, ignore_errors=True)
                result.costs.append(cost(contender.command, contender.folder, contender.source))
                print(f"{cards} {contender.name}: {result.costs[-1]}", file=sys.stderr, flush=True)
                if round_ == 0:
                    _look(result, site, folder / "first")
        record.builds += built
        record.stages[cards] = _stages(folder / "cards")
        named = f"`cardsite check` of {cards:,} cards"
        record.commands[named] = _command(CHECK, folder / "cards", record.rounds, before)


def _look(result: Built, site: Path, ours: Path) -> None:
    """Weighs a site, and holds the peers' against ours, which came first and is kept for that."""
    files = [path for path in site.rglob("*") if path.is_file()]
    result.pages = sum(path.suffix == ".html" for path in files)
    result.site = sum(path.stat().st_size for path in files)
    models = sorted(path for path in (site / "models").rglob("*.html") if path.stem != "index")
    result.card = median(map(content_bytes, models))
    if result.name == OURS:
        shutil.copytree(site, ours)
    elif result.name != BEFORE and (found := different(ours, site)):
        raise SystemExit("\n".join([f"{result.name} has not the same pages:", *found[:20]]))


def content_bytes(page: Path) -> int:
    """How long a page is without the theme's part."""
    article = LexborHTMLParser(page.read_text(encoding="utf-8")).css_first("article")
    assert article, f"{page} has no article"
    return len((article.html or "").encode())


def _stages(project: Path) -> dict[str, float]:
    command = [sys.executable, str(Path(__file__).with_name("stages.py")), "mkdocs.yml"]
    known = {**os.environ, "PYTHONPATH": str(HERE)}
    done = subprocess.run(command, cwd=project, env=known, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _command(
    arguments: tuple[str, ...], folder: Path, rounds: int, before: Path | None
) -> list[tuple[float, ...]]:
    """Seconds of it, of nothing, and of it before, in each round; a run before all of them compiles."""
    each = [(arguments, HERE), (NOTHING, HERE), *([(arguments, before)] if before else [])]
    runs = [
        tuple(cost([sys.executable, *command], folder, source).seconds for command, source in each)
        for _ in range(rounds + 1)
    ]
    return runs[1:]


def measure_commands(record: Record, before: Path | None) -> None:
    """What commands take that read no cards, and that of one card."""
    with tempfile.TemporaryDirectory(prefix="cardsite-") as made:
        folder = Path(made)
        write_project(folder, 1)
        for name, arguments in COMMANDS.items():
            record.commands[name] = _command(arguments, folder, record.rounds, before)
        record.commands["`cardsite check` of one card"] = _command(CHECK, folder, record.rounds, before)


def measure_own(record: Record, before: Path | None) -> None:
    """The page of Pythia 160M on the site of this project."""
    for name, source in ((OURS, HERE), (BEFORE, before)):
        if source:
            with tempfile.TemporaryDirectory(prefix="cardsite-") as made:
                cost([*BUILD, "--site-dir", made], ROOT, source)
                record.own[name] = content_bytes(Path(made) / OWN_PAGE)


# The tables


def report(record: Record) -> Iterator[str]:
    """The lines of all tables."""
    yield from _builds(record.builds)
    yield from _growth(record.builds)
    yield from _shares(record.stages)
    yield from _command_table(record.commands)
    for name, length in record.own.items():
        yield f"The page of Pythia 160M without the theme's part, {name}: {length / 1000:,.0f} kB."


def _table(heads: Sequence[str], rows: list[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "".join("---|" if head in {"build", "stage", "command"} else "--:|" for head in heads)
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _builds(builds: list[Built]) -> Iterator[str]:
    heads = (
        "cards",
        "build",
        "processor",
        "cardsite against it",
        "peak memory",
        "site",
        "pages",
        "a card's page",
    )
    ours = {built.cards: built for built in builds if built.name == OURS}
    rows = []
    for built in builds:
        pairs = zip(ours[built.cards].costs, built.costs, strict=True)
        ratios = [one.seconds / other.seconds for one, other in pairs]
        spread = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        rows.append(
            [
                f"{built.cards:,}",
                built.name,
                f"{built.seconds:.1f} s",
                "" if built.name == OURS else spread,
                f"{median(each.megabytes for each in built.costs):,.0f} MB",
                f"{built.site / 1e6:,.0f} MB",
                f"{built.pages:,}",
                f"{built.card / 1000:,.0f} kB",
            ]
        )
    return _table(heads, rows)


def _growth(builds: list[Built]) -> Iterator[str]:
    """The exponent between the smallest and the largest number of cards."""
    sizes = sorted({built.cards for built in builds})
    if len(sizes) < 2:
        return
    small, large = sizes[0], sizes[-1]
    seconds = {(built.name, built.cards): built.seconds for built in builds}
    for name in dict.fromkeys(name for name, cards in seconds if cards == large):
        grown = seconds[name, large] / seconds[name, small]
        exponent = log(grown) / log(large / small)
        times = f"{grown:.2f} times as long"
        yield f"{name} takes {times} for {large:,} cards as for {small:,}, n^{exponent:.2f}."
    yield ""


def _shares(stages: dict[int, dict[str, float]]) -> Iterator[str]:
    heads = ["stage", *(f"{cards:,} cards" for cards in stages)]
    names = sorted(
        {name for each in stages.values() for name in each}, key=lambda name: -_largest(stages, name)
    )
    rows = [
        [
            name,
            *(
                f"{each.get(name, 0):.1f} s, {each.get(name, 0) / sum(each.values()):.0%}"
                for each in stages.values()
            ),
        ]
        for name in names
    ]
    return _table(heads, rows)


def _largest(stages: dict[int, dict[str, float]], name: str) -> float:
    return max(each.get(name, 0) for each in stages.values())


def _command_table(commands: dict[str, list[tuple[float, ...]]]) -> Iterator[str]:
    earlier = any(len(run) > 2 for runs in commands.values() for run in runs)
    heads = ["command", "processor", "times `python -c pass`", *(["against before"] if earlier else [])]
    rows = []
    for name, runs in commands.items():
        row = [
            name,
            f"{median(run[0] for run in runs):.2f} s",
            f"{median(run[0] / run[1] for run in runs):.0f}",
        ]
        rows.append([*row, *([f"{median(run[0] / run[2] for run in runs):.2f}"] if earlier else [])])
    return _table(heads, rows)


def main() -> None:
    """Measure the sizes that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[300], help="numbers of cards; 300")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is built; 3")
    parser.add_argument("--before", type=Path, help="the folder `src` of an earlier version")
    parser.add_argument(
        "--peers", nargs="*", choices=PEERS, default=list(PEERS), help="all, unless some are named"
    )
    parser.add_argument(
        "--environment", type=Path, default=ROOT / ".venv/peers", help="where they are installed"
    )
    arguments = parser.parse_args()
    for source in filter(None, (HERE, arguments.before)):  # compile what is imported
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(source)], check=True)
    programs = environment(arguments.environment) if arguments.peers else Path()
    record = Record(arguments.rounds)
    for size in arguments.sizes:
        measure(record, size, arguments.before, arguments.peers, programs)
    measure_commands(record, arguments.before)
    measure_own(record, arguments.before)
    print("\n".join(report(record)))


if __name__ == "__main__":
    main()
