"""The reference of the checks: a list of all, and a page for each group with what they say of themselves."""

from __future__ import annotations

from cardsite.checks import CHECKS, Check
from cardsite.problems import Severity

from .tables import table

__all__ = ["GROUPS", "check_list", "group_page"]

GROUPS = tuple(dict.fromkeys(code.partition("-")[0] for code in CHECKS))
"""The groups in the order of their checks; a group is the first word of its checks' codes."""

_LIST = """\
---
search:
  boost: 0.002
---

<!-- Made by `make reference`; change the code it is made from, not this page. -->

# Checks

A card can follow the format and still be wrong. Checks compare what it says with the rest of the card, with
the other cards and with arithmetic. Each has a code, which stands in brackets behind its messages; the first
word of the code is its group. [Choose checks](../../how-to/checks.md) says how a site or a card ignores
some. `cardsite check --explain CODE` prints what these pages say of a check.

| Severity | What it means |
| --- | --- |
| error | It cannot be right. The site is not built. |
| warning | It is very probably wrong. `mkdocs build --strict` fails. |
| note | It is for a careful reader. `cardsite check --show note` lists it. |

"""

_ERRORS = """
## Why errors are errors

An error stops the build, so a check may only be one where the card's own values, or the format of what it
holds, rule the value out. What is merely unlikely is a warning.

"""

_GROUP = """\
---
search:
  boost: 0.002
---

<!-- Made by `make reference`; change the code it is made from, not this page. -->

# Checks: {group}

[All checks](index.md) has the other groups and what the severities mean.
[Choose checks](../../how-to/checks.md) says how to ignore one.

"""


def check_list() -> str:
    """The page that lists all checks, with links to the pages of the groups."""
    rows = (
        (
            f"[{group}]({group}.md)" if code == _codes(group)[0] else "",
            f"[`{code}`]({group}.md#{code})",
            CHECKS[code].severity.value,
            f"{CHECKS[code].title}.",
        )
        for group in GROUPS
        for code in _codes(group)
    )
    proofs = (
        (
            f"[`{each.code}`]({each.code.partition('-')[0]}.md#{each.code})",
            each.proof[:1].upper() + each.proof[1:],
        )
        for each in CHECKS.values()
        if each.severity is Severity.ERROR
    )
    listed = table(("Group", "Check", "Severity", "What is wrong where it fires"), rows).rstrip()
    return f"{_LIST}{listed}\n{_ERRORS}{table(('Check', 'Proof'), proofs).rstrip()}\n"


def group_page(group: str) -> str:
    """The page of a group: each of its checks with its reason, what to do, and an example."""
    return _GROUP.format(group=group) + "\n".join(_block(CHECKS[code]) for code in _codes(group))


def _codes(group: str) -> list[str]:
    return [code for code in CHECKS if code.partition("-")[0] == group]


def _block(each: Check) -> str:
    remarks = "".join(
        f"{word}: {text}\n\n" for word, text in (("Proof", each.proof), ("Caught", each.caught)) if text
    )
    return f"""\
## {each.code}

*{each.severity.value.capitalize()}.* **{each.title}.**

{each.why}

{remarks}To fix it: {each.advice}.

<div data-search-exclude markdown="1">

Example:

```diff
{each.example}```

</div>
"""
