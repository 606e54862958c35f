"""What one check finds in a small card, as messages without places."""

from __future__ import annotations

from pathlib import Path

from cardsite.build import read_catalogue
from cardsite.checks import Rules
from examples import write_example

__all__ = ["messages"]


def messages(folder: Path, code: str, text: str) -> list[str]:
    """The messages of a check for a card, or several, written as the examples of checks are."""
    problems = read_catalogue(write_example(folder, text), folder, Rules(select=(code,))).problems
    others = [f"{problem.field}: {problem.message}" for problem in problems if problem.code != code]
    assert not others, "\n".join(["something else is wrong in the card:", *others])
    return [problem.message for problem in problems]
