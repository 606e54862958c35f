"""The page of all models: one table, or a compact list where the script makes a table of what is in view."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from ..ordering import by_organization
from .context import Context
from .datafiles import catalogue_files
from .paths import COMPARISON, Linker
from .shown import View
from .tables import model_rows

__all__ = ["LARGEST_TABLE", "catalogue_table"]

LARGEST_TABLE = 300
"""With more models than this the page lists names and sizes only, so that it stays small."""


def catalogue_table(context: Context, linker: Linker) -> dict[str, Any]:
    """The values of the page: rows for the table, or groups of them for the list."""
    rows = model_rows(context, linker, by_organization(context.catalogue))
    small = len(rows) <= LARGEST_TABLE
    return {
        "count": f"{len(rows):,}",
        "rows": rows if small else (),
        "groups": () if small else _groups(rows),
        "coverage": linker.to("what the cards fill in", "coverage.md"),
        "compare": linker.to("compare models", COMPARISON),
        "data_files": catalogue_files(context, linker),
    }


def _groups(rows: tuple[View, ...]) -> tuple[View, ...]:
    """Models by organisation."""
    grouped = groupby(rows, key=lambda row: row.organization)
    return tuple(View(organization=organization, rows=tuple(members)) for organization, members in grouped)
