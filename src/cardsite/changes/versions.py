"""From what a person names, revisions or folders, to two versions of a catalogue that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..catalogue import Catalogue, load
from ..catalogue.trees import DiskTree, Kept, StoredTree, Tree
from ..checks import CHECKS, Rules, run
from ..checks.reading import label_of, without_collecting
from ..errors import CardsiteError
from ..problems import Problem, in_order
from .revisions import Repository
from .second_run import run_again
from .versions_compared import Version, changed_files

__all__ = ["compared", "read_versions"]

_SHORT = 10
"""So many digits of a commit are shown."""


def read_versions(cards: Path, named: str, rules: Rules, kept: Kept) -> tuple[Version, Version]:
    """The two versions of the folder of cards that `named` stands for, `BASE` or `BASE..HEAD`.

    Each is a git revision or a folder of cards. A revision alone is compared at the point where the working
    tree went apart from it; `BASE..HEAD` compares the two directly. Raises CardsiteError where one of them is
    not there, or neither has cards.
    """
    sides = list(_sides(cards, named))
    label = label_of(cards)
    if all(tree.items() is None for _, tree in sides):
        raise CardsiteError(f"{label}: neither {sides[0][0]} nor {sides[1][0]} has such a folder")
    return compared(sides[0], sides[1], label, rules, kept)


Named = tuple[str, Tree]
"""A version by what the report calls it, and its folder of cards."""


def compared(before: Named, after: Named, label: str, rules: Rules, kept: Kept) -> tuple[Version, Version]:
    """Both versions of a folder of cards, which messages call `label`, with what checks find in them."""
    with without_collecting():
        old, new = (Version(name, tree, _load(tree, label, kept), label) for name, tree in (before, after))
        found = run(new.catalogue, CHECKS, rules)
        again = run_again(old.catalogue, new.catalogue, found, rules, changed_files(old, new))
        return _with(old, again), _with(new, found)


def _load(tree: Tree, label: str, kept: Kept) -> Catalogue:
    # A folder that is not there yet, or no longer, has no cards.
    return load(tree if tree.items() is not None else StoredTree({}, {".": "other"}), label, kept=kept)


def _with(version: Version, found: tuple[Problem, ...]) -> Version:
    """The version with what checks found, but where something was reported already."""
    catalogue = version.catalogue
    reported = {problem.place for problem in catalogue.problems}
    fresh = (problem for problem in found if problem.place not in reported)
    whole = replace(catalogue, problems=in_order([*catalogue.problems, *fresh]))
    return replace(version, catalogue=whole)


def _sides(cards: Path, named: str) -> Iterator[tuple[str, Tree]]:
    if not named.strip():
        # Most likely a variable that is not set; as a folder it would be the one that the command runs in.
        raise CardsiteError("the name of a version is empty; leave it out, or write a revision or a folder")
    base, separator, head = _parted(named)
    if not separator and not _is_folder(base, cards):
        found = _Revisions(cards)
        yield found.common(base, found.repository.commit(base), found.repository.commit("HEAD"))
        yield "the working tree", DiskTree(cards)
    elif not separator:
        yield base, DiskTree(Path(base))
        yield label_of(cards), DiskTree(cards)
    elif separator == "...":
        found = _Revisions(cards)
        commits = found.repository.commit(base or "HEAD"), found.repository.commit(head or "HEAD")
        yield found.common(base or "HEAD", *commits)
        yield found.named(head or "HEAD", commits[1])
    else:
        for each in (base or "HEAD", head or "HEAD"):
            if _is_folder(each, cards):
                yield each, DiskTree(Path(each))
            else:
                found = _Revisions(cards)
                yield found.named(each, found.repository.commit(each))


def _is_folder(name: str, cards: Path) -> bool:
    """Whether a name is that of a folder; raises CardsiteError where a revision has it as well."""
    if not Path(name).is_dir():
        return False
    if Path(name).is_absolute() or name.startswith("."):
        return True
    try:
        _Revisions(cards).repository.commit(name)
    except CardsiteError:
        return True
    raise CardsiteError(f"{name} is a folder and a git revision; write ./{name} or refs/heads/{name}")


def _parted(named: str) -> tuple[str, str, str]:
    """`BASE`, or both sides of `BASE..HEAD`; names of folders can have two full stops themselves."""
    if Path(named).is_dir():
        return named, "", ""
    places = [place for place in range(len(named)) if named.startswith("..", place)]
    for place in places:
        one, other = named[:place], named[place + 2 :]
        if one and other and Path(one).is_dir() and Path(other).is_dir():
            return one, "..", other
    if "..." in named:
        base, _, head = named.partition("...")
        return base, "...", head
    return named.partition("..")


class _Revisions:
    """Revisions of the repository that the folder of cards lies in, or lay in."""

    def __init__(self, cards: Path) -> None:
        there = cards.absolute()
        while not there.is_dir():
            there = there.parent
        self.repository = Repository(there)
        root = self.repository.root()
        resolved = there.resolve() / cards.absolute().relative_to(there)
        if not resolved.is_relative_to(root.resolve()):
            raise CardsiteError(f"{label_of(cards)} does not lie in the git repository {root}")
        self._path = resolved.relative_to(root.resolve()).as_posix()

    def named(self, revision: str, commit: str) -> tuple[str, Tree]:
        """What the report calls a commit, and its folder of cards."""
        name = revision if commit.startswith(revision) else f"{revision} ({commit[:_SHORT]})"
        return name, self._tree(commit)

    def common(self, revision: str, commit: str, other: str) -> tuple[str, Tree]:
        """The same of the last commit that a revision has in common with another."""
        base = self.repository.merge_base(commit, other)
        if base == commit:
            return self.named(revision, commit)
        return f"{revision} at {base[:_SHORT]}, the last commit in common", self._tree(base)

    def _tree(self, commit: str) -> Tree:
        tree = self.repository.tree(commit, "" if self._path == "." else self._path)
        return _Missing() if tree is None else tree


class _Missing(StoredTree):
    """A folder that is not there."""

    def __init__(self) -> None:
        super().__init__({})
