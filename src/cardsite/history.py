"""When cards changed, as git tells it; knows nothing of what a card is, and does without git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from .site import CardDates, Commit

__all__ = ["NoHistory", "card_changes", "commit_of"]

_ENDINGS = (".evals.yaml", ".yaml")
_SECONDS = 60


class NoHistory(Exception):  # noqa: N818  (nothing went wrong: a folder need not be in a repository)
    """Says why there are no dates."""


def card_changes(cards: Path) -> Mapping[str, CardDates]:
    """By the id of a card, when its file, or that of its results, was added and last committed.

    Asks git once for the whole folder. Raises NoHistory where there is no git or no repository, or where it
    holds a part of the history only, of which every file seems to be as old as the part.
    """
    if _git(cards, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise NoHistory("the repository is a shallow clone, in which dates are wrong")
    log = _git(cards, "log", "--format=%x00%ct", "--name-only", "--no-renames", "--relative", "--", ".")
    found: dict[str, tuple[datetime, datetime]] = {}
    for identity, moment in _touched(log):
        first, last = found.get(identity, (moment, moment))
        found[identity] = min(first, moment), max(last, moment)
    return {identity: CardDates(*found[identity]) for identity in sorted(found)}


_DIGITS = 12
"""So many digits of a hash name a commit."""


def commit_of(cards: Path) -> Commit:
    """The commit that is checked out. Raises NoHistory where there is no git, no repository or no commit."""
    found, *parents = _git(cards, "log", "-1", "--format=%H %P").split()
    changed = _git(cards, "--no-optional-locks", "status", "--porcelain", "--", ".")
    merged = tuple(parent[:_DIGITS] for parent in parents) if len(parents) > 1 else ()
    return Commit(found[:_DIGITS], merged, bool(changed))


def _touched(log: str) -> Iterator[tuple[str, datetime]]:
    """What each commit touched: an id that a card can have, and the moment."""
    for commit in log.split("\0")[1:]:
        seconds, *names = commit.split("\n")
        moment = datetime.fromtimestamp(int(seconds), UTC)
        for name in filter(None, names):
            ending = next((ending for ending in _ENDINGS if name.endswith(ending)), None)
            if ending:
                yield name.removesuffix(ending), moment


def _git(folder: Path, *arguments: str) -> str:
    # Settings of the machine must not change what is printed.
    command = ["git", "-C", str(folder), "-c", "log.showSignature=false", "-c", "core.quotePath=false"]
    try:
        done = subprocess.run(  # noqa: S603  (git, with words of our own and a folder behind -C)
            [*command, *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=True,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise NoHistory("there is no git") from None
    except subprocess.TimeoutExpired:
        raise NoHistory(f"git took longer than {_SECONDS} seconds") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines()
        raise NoHistory(f"git says: {said[0] if said else error.returncode}") from None
    return done.stdout
