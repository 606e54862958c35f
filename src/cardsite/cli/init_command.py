"""`cardsite init`: a new catalogue."""

from __future__ import annotations

import json
import os
import re
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import click

from .. import __version__
from ..authoring.new_catalogue import catalogue_files, edit_address
from ..errors import CardsiteError
from ..files import create_tree, in_the_way
from .output import say

__all__ = ["init"]

_README = "README.md"
_NAMED = 6
"""So many files in the way are named, the others counted."""


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="What the site is called; by default what DIR is called.")
@click.option(
    "--requirement",
    metavar="TEXT",
    help="The line of requirements.txt, as pip reads it; by default what this cardsite was installed from.",
)
@click.option(
    "--repository",
    metavar="URL",
    default="",
    help="The address of the repository on github.com, gitlab.com or codeberg.org, for edit buttons.",
)
@click.option(
    "--without",
    metavar="PATH",
    multiple=True,
    help="Leave out a file, or a folder with all that is in it, such as README.md or .github.",
)
def init(
    folder: Path, name: str | None, requirement: str | None, repository: str, without: tuple[str, ...]
) -> None:
    """Write a new catalogue into DIR: settings, workflows, and an example of a card.

    What is there can be checked, built and published at once. No file is replaced: if one of the new
    catalogue is there already, nothing is written.
    """
    name = folder.resolve().name if name is None else name
    if not name.strip() or not name.isprintable() or re.search("[<>]", name):
        raise click.BadParameter("it has to be one line of text without < and >", param_hint="--name")
    if requirement is not None and (not requirement.strip() or not requirement.isprintable()):
        raise click.BadParameter("it has to be one line", param_hint="--requirement")
    edit_uri = edit_address(repository) if repository else ""
    if edit_uri is None:
        message = (
            f'"{repository}" is not the address of a repository on github.com, gitlab.com or codeberg.org;'
            " leave it out, and set edit_uri in mkdocs.yml"
        )
        raise click.BadParameter(message, param_hint="--repository")
    if os.path.lexists(folder) and not folder.is_dir():
        raise CardsiteError(f"{folder} is a file, and not a folder for a new catalogue")
    wanted = _installed_from() if requirement is None else requirement
    wanted, is_local = _seen_from(folder, wanted)
    left_out = [Path(os.path.normpath(path)).as_posix() for path in without]
    files = catalogue_files(name, wanted, edit_uri, left_out)
    if there := in_the_way(files, folder):
        named = ", ".join(str(folder / name) for name in there[:_NAMED])
        others = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
        raise CardsiteError(
            f"in the way: {named}{others}; nothing was written. Move what is there, or leave it out of the"
            f" new catalogue: --without {there[0]}"
        )
    create_tree(files, folder)
    next_step = f"; {folder / _README} says how to go on" if _README in files else ""
    say(f"{len(files)} files written{next_step}")
    if is_local:
        say(
            f"requirements.txt names {wanted}, which only this machine has; before others build the"
            ' catalogue, write an address there, such as "cardsite @ git+https://…"',
            err=True,
        )


def _installed_from() -> str:
    """A requirement for the cardsite that runs: a version of the index, a commit, or a folder or file."""
    try:
        recorded = metadata.distribution("cardsite").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        recorded = None
    if not recorded:
        return f"cardsite=={__version__}"
    # https://packaging.python.org/en/latest/specifications/direct-url-data-structure/
    origin = json.loads(recorded)
    url = urlsplit(origin["url"])
    if url.scheme == "file":
        return url2pathname(url.path)
    if vcs := origin.get("vcs_info"):
        return f"cardsite @ {vcs['vcs']}+{origin['url']}@{vcs['commit_id']}"
    return f"cardsite @ {origin['url']}"


def _seen_from(folder: Path, requirement: str) -> tuple[str, bool]:
    """The path of what lies on this machine as seen from a folder, and whether that is what is required."""
    path = Path(requirement)
    if not (os.sep in requirement or "/" in requirement) or not path.exists():
        return requirement, False
    seen = Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    return (seen if seen.startswith("..") else f"./{seen}"), True
