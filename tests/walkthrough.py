"""Does what a page tells its reader to do: writes its files, makes its changes, runs its commands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner
from mkdocs.__main__ import cli as mkdocs_cli

from cardsite.cli import main
from fences import ROOT, Command, Fence, commands, fences
from tinysite import write

__all__ = ["follow", "run"]

INSTALLING = ("python3 -m venv ", ". .venv/bin/activate", "pip install ")
"""Commands that change the environment; the tests have one already."""
MAY_DISAGREE = ("cardsite import ", "cardsite fmt")
"""Commands that end with 1 where a file says something else than the card, or a card is unfinished."""
ENDLESS_OR_REMOTE = ("mkdocs serve", "mkdocs gh-deploy")
COMMITS = {
    f"GIT_{who}_{what}": "reader@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}
"""A reader has told git who they are."""


def run(command: Command, folder: Path) -> None:
    """Run a command as a reader would, and compare with the output that the page shows."""
    line = command.line
    if line.startswith(INSTALLING):
        return
    if line.startswith("make "):
        assert re.search(rf"^{line.removeprefix('make ')}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return
    if line.startswith(ENDLESS_OR_REMOTE):
        assert line.split()[1] in mkdocs_cli.commands
        return
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # In a copy of this repository, the copy's own package.
    source = os.pathsep.join([str(folder / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=folder,
        env={**os.environ, **COMMITS, "PATH": path, "PYTHONUTF8": "1", "PYTHONPATH": source},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    compare(command, done.returncode, done.stdout)


def run_here(command: Command, folder: Path) -> None:
    """The same for commands of cardsite, without a process for each: that takes a second to start."""
    with chdir(folder):
        done = CliRunner().invoke(main, shlex.split(command.line)[1:])
    compare(command, done.exit_code, done.output)


def compare(command: Command, code: int, output: str) -> None:
    may_fail = command.line == "cardsite check" or command.line.startswith(MAY_DISAGREE)  # to show messages
    assert code in ((0, 1) if may_fail else (0,)), output
    # What differs each time, such as a commit, is shown as `…`.
    if command.output and not re.fullmatch(".*".join(map(re.escape, command.output.split("…"))), output):
        assert output == command.output


def apply(fence: Fence, folder: Path) -> None:
    """Make the change to a file that a `diff` block shows."""
    lines = fence.text.splitlines(keepends=True)
    before, after = ("".join(line[1:] for line in lines if line[0] in f" {sign}") for sign in "-+")
    file = folder / fence.title
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{fence.title} does not have these lines once:\n{before}"
    write(file, text.replace(before, after))


def follow(page: Path, folder: Path, *, run_commands: bool = True) -> None:
    """Do what a page says, from top to bottom."""
    for fence in fences(page):
        if fence.language == "diff":
            apply(fence, folder)
        elif fence.title:
            write(folder / fence.title, fence.text)
        for command in commands(fence) if run_commands else ():
            (run_here if command.line.startswith("cardsite ") else run)(command, folder)
