"""The words for how scores were measured, from the values of a template; it knows no score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ..errors import CardsiteError
from ..facts.comparability import PARTS, Wording

__all__ = ["CONDITIONS", "read_wording"]

CONDITIONS = "conditions.md.j2"
"""The template that has the words."""


def read_wording(values: Mapping[str, Any]) -> Wording:
    """The words that the template sets; raises CardsiteError where some are missing."""
    try:
        words = {each.name: {part: values[each.name][part] for part in PARTS} for each in fields(Wording)}
    except KeyError as error:
        raise CardsiteError(f"{CONDITIONS}: there are no words for {error}") from error
    return Wording(**words)
