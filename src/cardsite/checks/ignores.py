"""A check of the ignores that cards write; which of them are unused only the run itself knows."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalogue import CardEntry
from ..problems import Severity
from .check_context import CheckContext
from .definition import Finding, check

__all__ = ["CHECKS", "UNUSED"]


@check("ignore-unused", Severity.WARNING)
def UNUSED(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001, N802
    """A card ignores a check that finds nothing in it, or that does not exist.

    An ignore is a statement about the card, and its reason is shown to readers. When what it excused is
    gone, it would excuse the next mistake of the kind without anybody having thought about it. A misspelt
    code excuses nothing, and the check that was meant goes on reporting; a code may also be that of a check
    that a later version of cardsite no longer has.

    Caught: no published card; it finds what is left over when a card is corrected, or a check narrowed or
    deleted.

    To fix it: write the code as the message shows it in brackets, or delete the line.

    Example:

        - ignore:
        -   shape-heads: The makers publish it so.
        -   shape-head: The makers publish it so.
        + description: Nothing to excuse.
    """
    return iter(())


CHECKS = (UNUSED,)
