"""The page of all models: one table, or a compact list where the script makes a table of what is in view."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from ...facts.order import by_organization
from ..data_files import catalogue_files
from ..fields import Fields
from ..model_rows import DASH, model_rows
from ..paths import COMPARISON, Linker
from ..render_context import RenderContext

__all__ = ["LARGEST_TABLE", "catalogue_table"]

LARGEST_TABLE = 300
"""With more models than this the page lists names and sizes only, so that it stays small."""


def catalogue_table(context: RenderContext, linker: Linker) -> dict[str, Any]:
    """The values of the page: rows for the table, or groups of them for the list."""
    rows = model_rows(context, linker, by_organization(context.catalogue))
    small = len(rows) <= LARGEST_TABLE
    by_maker = groupby(rows, key=lambda row: row.organization)
    groups = tuple(Fields(organization=name, rows=tuple(members)) for name, members in by_maker)
    return {
        "count": f"{len(rows):,}",
        "columns": _usual_columns(rows),
        "rows": rows if small else (),
        "groups": () if small else groups,
        "coverage": linker.address("coverage.md"),
        "compare": linker.address(COMPARISON),
        "data_files": catalogue_files(context, linker),
    }


_WHERE_SEVERAL = ("organization", "kind")
_WHERE_FILLED = ("family", "active", "context", "tokens", "embedding", "macs")


def _usual_columns(rows: Sequence[Fields]) -> Fields:
    """Which columns there are beside the parameters.

    The organisation and the kind where there are several, the licence and the date where any model has one,
    others where a third of models have something to say. The family is left out where there is no room.
    `columns.js` has the same rule, and follows it for the kinds that a reader chooses.
    """
    filled = {
        name: 3 * sum(getattr(row, name) is not DASH for row in rows) >= len(rows) for name in _WHERE_FILLED
    }
    several = {name: len({getattr(row, name) for row in rows}) > 1 for name in _WHERE_SEVERAL}
    stated = {name: any(getattr(row, f"has_{name}") for row in rows) for name in ("license", "released")}
    found = {**several, **stated, **filled}
    if sum(found.values()) > _ROOM:
        found["family"] = False
    return Fields(**found)


_ROOM = 6
"""So many columns fit beside the name and the parameters."""
