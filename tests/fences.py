"""The fenced blocks of a Markdown file, and the commands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Fence:
    """A block of code; `title` is the file that it belongs into, if the page names one."""

    language: str
    title: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command and the output that the page shows; empty where it shows none."""

    line: str
    output: str = ""


def fences(page: Path) -> list[Fence]:
    """The blocks of a page, in order."""
    return [Fence(*found) for found in _FENCE.findall(page.read_text(encoding="utf-8"))]


def commands(fence: Fence) -> Iterator[Command]:
    """The commands of a block: each line of `sh`, each line after `$` of `console` with what follows it."""
    if fence.language == "sh":
        yield from (Command(line) for line in fence.text.splitlines())
    if fence.language == "console":
        for part in re.split(r"^\$ ", fence.text, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            yield Command(line.partition("  # ")[0].strip(), output)
