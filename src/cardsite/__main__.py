"""`python -m cardsite` is the command."""

from .cli import main

main(prog_name="cardsite")
