"""The reference of the commands: what `--help` says of each."""

from __future__ import annotations

from cardsite.cli import main

__all__ = ["commands_page"]

_HEAD = """\
---
search:
  boost: 0.002
---

<!-- Made by `make reference`; change the code it is made from, not this page. -->

# Commands

The commands need no `mkdocs.yml`. The exit status is 0 when all is well, 1 when cards have errors,
and 2 when a command could not run at all; it then says why in one line.

"""
_WIDTH = 80
"""As wide as click's own limit, so that the page does not depend on the terminal."""


def commands_page() -> str:
    """The page of all commands."""
    with main.make_context("cardsite", [], resilient_parsing=True, terminal_width=_WIDTH) as context:
        blocks = [_block("cardsite", context.get_help())]
        for name in main.list_commands(context):
            if command := main.get_command(context, name):
                inner = command.make_context(name, [], context, resilient_parsing=True, terminal_width=_WIDTH)
                blocks.append(_block(f"cardsite {name}", inner.get_help()))
    return _HEAD + "\n".join(blocks)


def _block(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text}\n```\n"
