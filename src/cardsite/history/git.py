"""Asks git for what a repository keeps: of it nothing is checked out, run or fetched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from ..errors import CardsiteError
from ..terminal import one_line

__all__ = ["answer", "asked", "command", "contents", "environment", "is_shallow", "said"]

_SECONDS = 120
_MOST_BYTES = 256 * 1024 * 1024
"""No folder of cards is so large; more than this is not kept in memory."""

_HARDENED = (
    "--no-replace-objects",  # objects are what their names say
    "--no-pager",
    "--literal-pathspecs",  # a folder may be called `:(glob)`
    *("-c", "core.fsmonitor=false"),  # a program that the repository names
    *("-c", "safe.bareRepository=explicit"),  # files of the working tree are no repository
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.quotePath=false"),
    *("-c", "core.useReplaceRefs=false"),
    *("-c", "protocol.allow=never"),  # of a partial clone nothing is fetched
    *("-c", "log.showSignature=false"),
)


def command(folder: Path, *arguments: str) -> list[str]:
    """The words that ask git about the repository that a folder lies in."""
    return ["git", "-C", str(folder), *_HARDENED, *arguments]


def environment() -> dict[str, str]:
    """The environment without what tells git to look elsewhere or to run something."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }


def asked(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """What git does with some words, whether it succeeds or not; raises CardsiteError without git."""
    try:
        done = subprocess.run(  # noqa: S603  (git, with words of our own, a folder behind -C and ids)
            command(folder, *arguments),
            input=stdin,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env=environment(),
        )
    except FileNotFoundError:
        raise CardsiteError("there is no git here, which reads revisions; compare two folders") from None
    except subprocess.TimeoutExpired:
        raise CardsiteError(f"git took longer than {_SECONDS} seconds") from None
    if len(done.stdout) > _MOST_BYTES:
        raise CardsiteError("the folder of cards has more than 256 MiB")
    return done


def answer(folder: Path, *arguments: str) -> bytes:
    """What git prints; raises CardsiteError with its own words where it fails."""
    done = asked(folder, *arguments)
    if done.returncode:
        raise CardsiteError(f"git says: {said(done.stderr)}")
    return done.stdout


def contents(folder: Path, identities: Iterable[str]) -> dict[str, bytes]:
    """The contents of objects, each read once, as they are: no filter or conversion is applied."""
    wanted = dict.fromkeys(identities)
    names = "".join(f"{identity}\n" for identity in wanted).encode()
    found = asked(folder, "cat-file", "--batch", "--buffer", stdin=names).stdout
    by_identity: dict[str, bytes] = {}
    at = 0
    for identity in wanted:
        end = found.find(b"\n", at)
        head = found[at:end].split(b" ")
        if end < 0 or len(head) != 3 or head[1] != b"blob":
            hint = "git fetch --refetch --filter=blob:limit=1m gets what a partial clone has left out"
            raise CardsiteError(f"the repository lacks the object {identity[:12]}; {hint}")
        size = int(head[2])
        by_identity[identity] = found[end + 1 : end + 1 + size]
        at = end + 2 + size
    return by_identity


def is_shallow(folder: Path) -> bool:
    """Whether the repository has the last part of its history only."""
    return asked(folder, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def said(stderr: bytes) -> str:
    """The first line of what git complains of."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return one_line(lines[0]) if lines else "nothing"
