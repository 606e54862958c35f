"""How long `cardsite diff` takes beside `cardsite check`, where one card of many has changed.

    python benchmarks/comparing.py 100 1000

makes a git repository of that many correct cards of many kinds, edits one, runs both commands in turn, and
prints a table in Markdown. Times are those of the processor.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from catalogue import write_project

_ROUNDS = 3


def _seconds(folder: Path, *arguments: str) -> float:
    """What a command of cardsite takes of the processor, git included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "cardsite", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _with_one_edit(folder: Path, count: int) -> None:
    write_project(folder, count)
    name = {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for arguments in (("init",), ("add", "--all"), ("commit", "--message", "x")):
        subprocess.run(
            ["git", *arguments], cwd=folder, check=True, capture_output=True, env={**os.environ, **name}
        )
    card = next(path for path in sorted((folder / "cards").glob("*.yaml")) if path.stem not in _REGISTRIES)
    card.write_text(f"{card.read_text(encoding='utf-8')}ignore: {{name-hub: Edited.}}\n", encoding="utf-8")


_REGISTRIES = ("organizations", "benchmarks", "datasets", "metrics")


def main() -> None:
    """Print a row for each number of cards."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cards", type=int, nargs="+")
    print("| cards | check | diff | ratio |\n|--:|--:|--:|--:|")
    for count in parser.parse_args().cards:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _with_one_edit(folder, count)
            rounds = [(_seconds(folder, "check"), _seconds(folder, "diff")) for _ in range(_ROUNDS)]
        check, diff = (median(each) for each in zip(*rounds, strict=True))
        ratio = median(diff / check for check, diff in rounds)
        print(f"| {count:,} | {check:.1f} s | {diff:.1f} s | {ratio:.2f} |")


if __name__ == "__main__":
    main()
