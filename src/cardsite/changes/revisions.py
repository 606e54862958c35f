"""Reads the files of a git revision from its objects: nothing is checked out, and nothing of it is run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..catalogue.trees import Kind, StoredTree
from ..errors import CardsiteError
from ..terminal import one_line

__all__ = ["FolderStep", "Repository", "is_pointer"]

_SECONDS = 120
_MOST_BYTES = 256 * 1024 * 1024
"""No folder of cards is so large; more than this is not kept in memory."""
_AT_ONCE = 64
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"

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
            if self._shallow():
                hint = _DEEPEN
            elif self._git("rev-parse", "--verify", "--quiet", "HEAD").returncode:
                hint = "this branch has no commit yet"
            raise CardsiteError(f'there is no git revision "{one_line(revision)}" here; {hint}')
        return named.stdout.decode("ascii", "replace").strip()

    def merge_base(self, one: str, other: str) -> str:
        """The commit from which two others went apart; raises CardsiteError where none is known."""
        found = self._git("merge-base", one, other)
        if found.returncode or not found.stdout:
            if self._shallow():
                raise CardsiteError(f"this clone does not reach back to where the two went apart; {_DEEPEN}")
            raise CardsiteError(
                f"{one_line(one)} and {one_line(other)} have no commit in common; write BASE..HEAD"
            )
        return found.stdout.decode("ascii", "replace").split()[0]

    def root(self) -> Path:
        """The folder at the top of the working tree; raises CardsiteError outside of a repository."""
        found = self._git("rev-parse", "--show-toplevel")
        if found.returncode:
            said = found.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = one_line(said[0]) if said else "it is not in a git repository"
            raise CardsiteError(f"{self.folder}: git says: {reason}")
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
        contents = self._contents(dict.fromkeys(blobs.values()))
        return StoredTree({name: contents[identity] for name, identity in blobs.items()}, others)

    def _listed(self, commit: str, path: str) -> Iterator[tuple[str, str, str]]:
        """The mode, the object and the path of all that lies below a path."""
        arguments = ["ls-tree", "-r", "-z", "--full-tree", commit, *(["--", f"{path}/"] if path else [])]
        found = self._git(*arguments)
        if found.returncode:
            raise CardsiteError(f"git cannot list the files of {commit[:12]}: {_said(found.stderr)}")
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
        if self._shallow():
            raise CardsiteError(_DEEPEN)
        wanted = ("--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--relative")
        found = self._git("log", "--reverse", "--root", *wanted, "--format=%ct", "--", ".")
        if found.returncode:
            raise CardsiteError(f"git says: {_said(found.stderr)}")
        steps: list[FolderStep] = []
        parts = iter(found.stdout.split(b"\0"))
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
        command: Sequence[str] = ["git", "-C", str(self.folder), *_HARDENED, "cat-file", "--batch"]
        pipe = subprocess.PIPE
        with subprocess.Popen(  # noqa: S603  (git, with words of our own, a folder behind -C and ids)
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=_environment()
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

    def _contents(self, identities: Mapping[str, None]) -> dict[str, bytes]:
        """The contents of objects, each read once, as they are: no filter or conversion is applied."""
        names = "".join(f"{identity}\n" for identity in identities).encode()
        found = self._git("cat-file", "--batch", "--buffer", stdin=names)
        contents: dict[str, bytes] = {}
        at = 0
        for identity in identities:
            end = found.stdout.find(b"\n", at)
            head = found.stdout[at:end].split(b" ")
            if end < 0 or len(head) != 3 or head[1] != b"blob":
                hint = "git fetch --refetch --filter=blob:limit=1m gets what a partial clone has left out"
                raise CardsiteError(f"the repository lacks the object {identity[:12]}; {hint}")
            size = int(head[2])
            contents[identity] = found.stdout[end + 1 : end + 1 + size]
            at = end + 2 + size
        return contents

    def _shallow(self) -> bool:
        return self._git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def _git(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command: Sequence[str] = ["git", "-C", str(self.folder), *_HARDENED, *arguments]
        try:
            done = subprocess.run(  # noqa: S603  (git, with words of our own, a folder behind -C and ids)
                command, input=stdin, capture_output=True, check=False, timeout=_SECONDS, env=_environment()
            )
        except FileNotFoundError:
            raise CardsiteError("there is no git here, which reads revisions; compare two folders") from None
        except subprocess.TimeoutExpired:
            raise CardsiteError(f"git took longer than {_SECONDS} seconds") from None
        if len(done.stdout) > _MOST_BYTES:
            raise CardsiteError("the folder of cards has more than 256 MiB")
        return done


_DEEPEN = (
    "the clone is shallow: get its history with git fetch --unshallow, or in a workflow with fetch-depth: 0"
)


def _said(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return one_line(lines[0]) if lines else "nothing"


def _environment() -> dict[str, str]:
    """The environment without what tells git to look elsewhere or to run something."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
