"""Contents that wait on the disk until they are asked for, and take no memory; knows no page."""

from __future__ import annotations

import tempfile
from typing import IO, NamedTuple

__all__ = ["Kept", "Shelf"]


class Shelf:
    """Keeps contents in a file without a name, which ends with whoever may still ask for one of them."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (it is closed with the last that it keeps)

    def keep(self, content: bytes) -> Kept:
        """Put a content aside."""
        return Kept(self._file, self._file.seek(0, 2), self._file.write(content))


class Kept(NamedTuple):
    """A content that was put aside."""

    file: IO[bytes]
    start: int
    length: int

    @property
    def content(self) -> bytes:
        """What was put aside."""
        self.file.seek(self.start)
        return self.file.read(self.length)
