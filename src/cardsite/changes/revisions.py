"""Reads the files of a git revision from its objects: nothing is checked out, and nothing of it is run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..catalogue.trees import Kind, StoredTree
from ..errors import CardsiteError
from ..history import git
from ..terminal import one_line

__all__ = ["FolderStep", "Repository", "is_pointer"]

_AT_ONCE = 64
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"

_KINDS: Mapping[str, Kind] = {"100644": "file", "100755": "file", "100664": "file", "120000": "link"}
"""What the modes of git are; a submodule (160000) is neither a file nor a folder."""


def is_pointer(content: bytes) -> bool:
    """Whether it is what Git LFS keeps in place of a file."""
    return content.startswith(_POINTER)


class FolderStep(NamedTuple):
    """A commit on the way to the one that is checked out, with what it did to the files of a folder."""

    moment: int
    """When it was committed, in seconds since 1970."""
    files: dict[str, str]
    """By its path in the folder, the object of each file that is new or changed; empty where it is gone."""


@dataclass(frozen=True)
class Repository:
    """The git repository that a folder lies in.

    Only commands that read objects are asked; variables of the environment that name another repository, or
    programs to run, do not reach them.
    """

    folder: Path
    """A folder in it, or its root."""

    def commit(self, revision: str) -> str:
        """The id of the commit that a revision names; raises CardsiteError where there is none."""
        if not revision or revision.startswith("-"):
            raise CardsiteError(f'"{one_line(revision)}" cannot be a git revision')
        named = self._git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if named.returncode:
            # Outside of a repository, or of one that belongs to somebody else, git says why.
            self.root()
            hint = "git branch -a and git tag list names, and git fetch gets more"
            if git.is_shallow(self.folder):
                hint = _MORE
            elif self._git("rev-parse", "--verify", "--quiet", "HEAD").returncode:
                hint = "this branch has no commit yet"
            raise CardsiteError(f'there is no git revision "{one_line(revision)}" here; {hint}')
        return named.stdout.decode("ascii", "replace").strip()

    def merge_base(self, one: str, other: str) -> str:
        """The commit from which two others went apart; raises CardsiteError where none is known."""
        found = self._git("merge-base", one, other)
        if found.returncode or not found.stdout:
            if git.is_shallow(self.folder):
                raise CardsiteError(f"this clone does not reach back to where the two went apart; {_MORE}")
            raise CardsiteError(
                f"{one_line(one)} and {one_line(other)} have no commit in common; write BASE..HEAD"
            )
        return found.stdout.decode("ascii", "replace").split()[0]

    def root(self) -> Path:
        """The folder at the top of the working tree; raises CardsiteError outside of a repository."""
        found = self._git("rev-parse", "--show-toplevel")
        if found.returncode:
            raise CardsiteError(f"{self.folder}: git says: {git.said(found.stderr)}")
        return Path(os.fsdecode(found.stdout.removesuffix(b"\n")))

    def tree(self, commit: str, path: str) -> StoredTree | None:
        """The folder at a path from the root in a commit, with all in it; None where there is none."""
        listed = list(self._listed(commit, path))
        if not listed:
            return None
        prefix = f"{path}/" if path else ""
        others: dict[str, Kind] = {}
        blobs: dict[str, str] = {}
        for mode, identity, name in listed:
            kind = _KINDS.get(mode, "other")
            if kind == "file":
                blobs[name.removeprefix(prefix)] = identity
            else:
                others[name.removeprefix(prefix)] = kind
        contents = git.contents(self.folder, blobs.values())
        return StoredTree({name: contents[identity] for name, identity in blobs.items()}, others)

    def _listed(self, commit: str, path: str) -> Iterator[tuple[str, str, str]]:
        """The mode, the object and the path of all that lies below a path."""
        arguments = ["ls-tree", "-r", "-z", "--full-tree", commit, *(["--", f"{path}/"] if path else [])]
        found = self._git(*arguments)
        if found.returncode:
            raise CardsiteError(f"git cannot list the files of {commit[:12]}: {git.said(found.stderr)}")
        for line in found.stdout.split(b"\0"):
            about, tab, name = line.partition(b"\t")
            if tab:
                mode, _, identity = about.decode("ascii").split(" ")
                yield mode, identity, name.decode("utf-8", "surrogateescape")

    def steps(self) -> list[FolderStep]:
        """How the folder came to be what it is in the last commit, the oldest step first.

        Of a merge it is one step what it brought in: the way is that of first parents, on which each step
        follows from the one before. Raises CardsiteError outside of a repository and in a shallow clone.
        """
        if git.is_shallow(self.folder):
            raise CardsiteError(_DEEPEN)
        wanted = ("--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--relative")
        log = git.answer(self.folder, "log", "--reverse", "--root", *wanted, "--format=%ct", "--", ".")
        steps: list[FolderStep] = []
        parts = iter(log.split(b"\0"))
        for each in parts:
            part = each.strip(b"\n")
            if part.startswith(b":"):
                _, mode, _, identity, state = part.decode("ascii").split(" ")
                name = next(parts).decode("utf-8", "surrogateescape")
                there = not state.startswith("D") and _KINDS.get(mode) == "file"
                steps[-1].files[name] = identity if there else ""
            elif part:
                steps.append(FolderStep(int(part), {}))
        return steps

    @contextmanager
    def objects(self) -> Iterator[Callable[[Iterable[str]], dict[str, bytes]]]:
        """Reads contents by their objects, as they are, from one process of git that waits for more."""
        command = git.command(self.folder, "cat-file", "--batch")
        pipe = subprocess.PIPE
        with subprocess.Popen(  # noqa: S603  (git, with words of our own, a folder behind -C and ids)
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=git.environment()
        ) as process:
            asks, gives = process.stdin, process.stdout
            assert asks and gives  # noqa: PT018, S101  (both are pipes)

            def contents(identities: Iterable[str]) -> dict[str, bytes]:
                found: dict[str, bytes] = {}
                waiting = list(dict.fromkeys(identities))
                while waiting:
                    # As many as a pipe holds: git does not read on before its answers are read.
                    asked, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
                    asks.write("".join(f"{identity}\n" for identity in asked).encode())
                    asks.flush()
                    for identity in asked:
                        head = gives.readline().split()
                        if len(head) != 3 or head[1] != b"blob":
                            raise CardsiteError(f"the repository lacks the object {identity[:12]}")
                        found[identity] = gives.read(int(head[2]) + 1)[:-1]
                return found

            yield contents

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return git.asked(self.folder, *arguments)


_MORE = (
    "the clone is shallow: git fetch --deepen=100 gets more of its history; in a workflow, fetch-depth: 100"
)
_DEEPEN = (
    "the clone is shallow: get its history with git fetch --unshallow, or in a workflow with fetch-depth: 0"
)
