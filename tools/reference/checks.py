"""The reference of the checks: what each says of itself."""

from __future__ import annotations

from itertools import groupby

from cardsite.checks import CHECKS, Check

from .tables import table

__all__ = ["checks_page"]

_HEAD = """\
<!-- Made by `make reference`; change the code it is made from, not this page. -->

# Checks

A card can follow the format and still be wrong. Checks hold what it says against itself, against the rest
of the catalogue and against arithmetic. Each has a code, which stands in brackets behind its messages; the
first word of the code is its group. [How to choose checks](../how-to/checks.md) says how a site or a card
sets some aside.

An **error** cannot be right and keeps the site from being built. A **warning** is very probably wrong; it
fails `mkdocs build --strict`. A **note** is for a careful reader; `cardsite check --show note` lists them.

"""


def checks_page() -> str:
    """The page of all checks."""
    rows = (
        (f"[`{each.code}`](#{each.code})<br>{each.severity.value}", f"{each.title}.")
        for each in CHECKS.values()
    )
    blocks = [_HEAD + table(("Check", "What is wrong where it fires"), rows)]
    for group, checks in groupby(CHECKS.values(), key=lambda each: each.code.partition("-")[0]):
        blocks += [f"## `{group}`\n\n", *map(_block, checks)]
    return "".join(blocks).rstrip() + "\n"


def _block(each: Check) -> str:
    examples = f"Wrong:\n\n```yaml\n{each.wrong}```\n\nRight:\n\n```yaml\n{each.right}```\n\n"
    return (
        f"### {each.code}\n\n*{each.severity.value.capitalize()}.* **{each.title}.** {each.why}\n\n"
        f"To fix it: {each.advice}.\n\n{examples}"
    )
