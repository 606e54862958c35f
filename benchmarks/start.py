"""How long commands take to begin, beside an interpreter that does nothing.

    python benchmarks/start.py
    python benchmarks/start.py --runs 15

Prints a table: processor seconds of whole processes, taken in turn with `python -c pass`, and the median of
the ratios. The last row reads a catalogue of one card, so all that `check` needs has been imported.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

NOTHING = ("-c", "pass")
COMMANDS = {
    "`cardsite --help`": ("-m", "cardsite", "--help"),
    "`cardsite check --help`": ("-m", "cardsite", "check", "--help"),
    "`cardsite new --help`": ("-m", "cardsite", "new", "--help"),
    "`cardsite import --help`": ("-m", "cardsite", "import", "--help"),
    "`import cardsite.engine.plugin`, as MkDocs does": ("-c", "import cardsite.engine.plugin"),
    "`cardsite check` of one card": ("-m", "cardsite", "check"),
}
CARD = "name: Tiny\nsummary: A small model.\norganization: acme\nlicense: mit\n"


def processor_time(arguments: tuple[str, ...], folder: Path) -> float:
    """The processor seconds of a Python process in a folder, which has to end well."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Measure every command in turn with an interpreter that does nothing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=7, help="pairs that are measured of each; 7 by default")
    runs = parser.parse_args().runs
    print("| command | seconds | times `python -c pass` |")
    print("|---|--:|--:|", flush=True)
    with tempfile.TemporaryDirectory(prefix="cardsite-") as made:
        cards = Path(made) / "cards"
        cards.mkdir()
        (cards / "tiny.yaml").write_text(CARD, encoding="utf-8")
        (cards / "organizations.yaml").write_text("acme: {name: Acme}\n", encoding="utf-8")
        for name, arguments in COMMANDS.items():
            processor_time(arguments, cards.parent)  # compiles what it imports
            pairs = [
                (processor_time(arguments, cards.parent), processor_time(NOTHING, cards.parent))
                for _ in range(runs)
            ]
            seconds = statistics.median(command for command, _ in pairs)
            ratio = statistics.median(command / nothing for command, nothing in pairs)
            print(f"| {name} | {seconds:.2f} | {ratio:.0f} |", flush=True)


if __name__ == "__main__":
    main()
