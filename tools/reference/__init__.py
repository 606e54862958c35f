"""The reference pages that are made from the code: the card format, the checks, the lenses and the commands.

`python -m tools.reference docs/reference` writes them; nothing in the package imports this.
"""

from .checks import checks_page
from .commands import commands_page
from .format import format_page
from .lenses import lenses_page

__all__ = ["PAGES"]

PAGES = {
    "checks.md": checks_page,
    "commands.md": commands_page,
    "format.md": format_page,
    "lenses.md": lenses_page,
}
"""A function that gives the page's Markdown, by the name of the page's file."""
