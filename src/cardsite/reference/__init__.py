"""The reference pages that are made from the code: the card format, the checks and the commands.

`python -m cardsite.reference docs/reference` writes them; nothing else in the package uses this.
"""

from .checks import checks_page
from .commands import commands_page
from .format import format_page

__all__ = ["PAGES"]

PAGES = {"checks.md": checks_page, "commands.md": commands_page, "format.md": format_page}
"""A function that gives the page's Markdown, by the name of the page's file."""
