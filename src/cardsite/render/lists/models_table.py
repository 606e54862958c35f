"""The page of all models: one table, or a compact list where the script makes a table of what is in view."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from ... import markup
from ...facts.order import by_organization
from ...markup import Safe
from ..data_files import catalogue_files
from ..fields import Fields
from ..model_rows import model_rows, usual_columns
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
        "columns": usual_columns(rows),
        "rows": rows if small else (),
        "groups": () if small else groups,
        "coverage": linker.address("coverage.md"),
        "phrases": Safe(
            f'data-cs-phrases="{markup.attribute(json.dumps(dict(context.wording.phrases)))}"', ""
        ),
        "compare": linker.address(COMPARISON),
        "data_files": catalogue_files(context, linker),
    }
