"""Options that several commands have, and what they say of ids."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from ..catalogue import Catalogue, is_card_id

__all__ = ["likely_organization", "refuse_no_id", "with_cards", "with_config", "with_templates"]

F = TypeVar("F", bound=Callable[..., object])


def with_cards(command: F) -> F:
    """Adds `--cards`."""
    return click.option(
        "--cards",
        type=click.Path(path_type=Path),
        default=Path("cards"),
        show_default=True,
        help="The folder of cards.",
    )(command)


def with_templates(command: F) -> F:
    """Adds `--templates`."""
    return click.option(
        "--templates",
        type=click.Path(path_type=Path),
        default=Path("templates"),
        show_default=True,
        help="The site's own templates; they come before those of cardsite.",
    )(command)


def with_config(command: F) -> F:
    """Adds `--config`."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        default=Path("mkdocs.yml"),
        show_default=True,
        help="The site's settings; those for the checks apply here too. The file is optional.",
    )(command)


def refuse_no_id(identity: str, option: str) -> None:
    """A usage error for what cannot be the id of a card."""
    if not is_card_id(identity):
        raise click.BadParameter(
            f'"{identity}" cannot be the id of a card: lower-case letters, digits, dots, hyphens and'
            " underscores, in at most three folders, as in pythia/pythia-160m; family, index, con and the"
            " like mean something else",
            param_hint=option,
        )


def likely_organization(identity: str, catalogue: Catalogue) -> str:
    """That of the family beside the card, the one that its folder is called after, or the only one."""
    folder, known = identity.rpartition("/")[0], list(catalogue.registries.organizations)
    family = catalogue.families.get(folder)
    named = family.family.organization if family else ""
    return named or (folder if folder in known else known[0] if len(known) == 1 else "")
