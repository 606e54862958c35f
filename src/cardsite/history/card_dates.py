"""When cards changed, and which were renamed, as git tells it; does without git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ..catalogue.renames import renames
from ..errors import CardsiteError
from ..site import CardDates, Commit
from ..yamlio.document import MAX_BYTES, Node, parse
from . import git

__all__ = ["NoHistory", "RenamedCards", "card_changes", "commit_of"]

_ENDINGS = (".evals.yaml", ".yaml")


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
    changed = _git(cards, "status", "--porcelain", "--", ".")
    merged = tuple(parent[:_DIGITS] for parent in parents) if len(parents) > 1 else ()
    return Commit(found[:_DIGITS], merged, bool(changed))


@dataclass
class RenamedCards:
    """Finds where cards are that git knows by another id: by what their files say, among those that are new.

    Asks git only when it is called, and gives an empty text where that knows nothing.
    """

    cards: Path
    _found: dict[str, dict[str, str]] = field(default_factory=dict)
    """By a commit, the new ids of the cards in it that are gone."""
    _deleted: dict[str, str] = field(default_factory=dict)
    """By the id of a card that is gone, the last commit that had it."""

    def __call__(self, old: str, now: Mapping[str, Node]) -> str:
        try:
            # What is renamed and not committed, then what is.
            return self._since("HEAD", now).get(old) or self._since(self._last_with(old), now).get(old, "")
        except NoHistory:
            self._found, self._deleted = {"HEAD": {}}, {"": ""}
            return ""

    def _last_with(self, old: str) -> str:
        if not self._deleted:
            wanted = ("--diff-filter=D", "--no-renames", "--name-only", "--relative")
            log = _git(self.cards, "log", "--format=%x00%H", *wanted, "--", ".")
            self._deleted = {"": ""}
            for commit in log.split("\0")[1:]:
                name, *files = commit.split("\n")
                for file in filter(None, files):
                    self._deleted.setdefault(file.removesuffix(".yaml"), f"{name}^")
        return self._deleted.get(old, "")

    def _since(self, commit: str, now: Mapping[str, Node]) -> dict[str, str]:
        if commit and commit not in self._found:
            self._found[commit] = _compared(self.cards, commit, now)
        return self._found.get(commit, {})


def _compared(cards: Path, commit: str, now: Mapping[str, Node]) -> dict[str, str]:
    then = dict(_cards_in(cards, commit))
    gone = [identity for identity in then if identity not in now][:_MOST_GONE]
    new = {identity: node for identity, node in now.items() if identity not in then}
    if not gone or not new:
        return {}
    try:
        files = git.contents(cards, [then[identity] for identity in gone])
    except CardsiteError as error:
        raise NoHistory(str(error)) from None
    nodes = {identity: parse(files[then[identity]], identity).root for identity in gone}
    return renames({identity: node for identity, node in nodes.items() if node is not None}, new)


_MOST_GONE = 2_000


def _cards_in(cards: Path, commit: str) -> Iterator[tuple[str, str]]:
    """The ids that cards may have in a commit, each with the object of its file."""
    for line in _git(cards, "ls-tree", "-r", "-l", "-z", commit).split("\0"):
        about, _, name = line.partition("\t")
        if name.endswith(".yaml") and not name.endswith((".evals.yaml", "/family.yaml")):
            _, kind, identity, size = about.split()
            if kind == "blob" and int(size) <= MAX_BYTES:
                yield name.removesuffix(".yaml"), identity


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
    try:
        return git.answer(folder, *arguments).decode("utf-8", "replace")
    except CardsiteError as error:
        raise NoHistory(str(error)) from None
