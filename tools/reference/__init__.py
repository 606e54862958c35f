"""The reference pages that are made from the code: the card format, the checks, the templates and so on.

`python -m tools.reference docs/reference` writes them; nothing in the package imports this.
"""

from collections.abc import Callable
from functools import partial

from .blocks import blocks_page
from .checks import GROUPS, check_list, group_page
from .commands import commands_page
from .format import format_page
from .lenses import lenses_page

__all__ = ["PAGES"]

PAGES: dict[str, Callable[[], str]] = {
    "checks/index.md": check_list,
    **{f"checks/{group}.md": partial(group_page, group) for group in GROUPS},
    "commands.md": commands_page,
    "format.md": format_page,
    "lenses.md": lenses_page,
    "template-blocks.md": blocks_page,
}
"""A function that gives the page's Markdown, by the page's path below `docs/reference`."""
