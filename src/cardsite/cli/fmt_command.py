"""`cardsite fmt`: one order of fields and one style for all files."""

from __future__ import annotations

from pathlib import Path

import click

from ..authoring.format import files_of, formatted
from ..files import write_file
from ..reports.text_report import as_text, counted
from .options import with_cards
from .output import say, say_lines

__all__ = ["fmt"]


@click.command()
@with_cards
@click.option("--check", is_flag=True, help="Write nothing; list what would change, and exit with 1 for it.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
def fmt(cards: Path, check: bool, paths: tuple[Path, ...]) -> None:
    """Put the fields of files into the order of the format, and indent them in one way.

    PATH is a file, or a folder whose YAML files are meant; by default the folder of cards. What the files say
    does not change, and no comment is lost. Exit status: 0 when every file is in order, 1 when one would
    change (with --check) or was left alone because of a mistake in it.
    """
    files = files_of(paths or (cards,))
    left = changed = 0
    for path in files:
        before = path.read_bytes()
        after = formatted(before, path.as_posix())
        if after.problems:
            say_lines(as_text(after.problems), err=True)
            left += 1
        elif after.content != before:
            if not check:
                write_file(path, after.content)
            say(path.as_posix())
            changed += 1
    parts = [
        f"{counted(changed, 'file')} {'would change' if check else 'changed'}" if changed else "",
        f"{counted(left, 'file')} left alone" if left else "",
        f"{counted(len(files) - changed - left, 'file')} in order",
    ]
    say(", ".join(filter(None, parts)), err=True)
    raise click.exceptions.Exit(1 if left or (check and changed) else 0)
