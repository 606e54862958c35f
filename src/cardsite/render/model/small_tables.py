"""Small tables of a model's page: those that the card has as data, and what goes into a model of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ...markup import Safe
from ...schema import Table, Tabular
from ..evidence import Evidence
from ..fields import Fields
from .derivation import stated_columns, value_rows

__all__ = ["table_view", "tabular_view"]

_NUMBER = re.compile(r"[-+−]?[\d.,_]+(?:[eE][-+]?\d+)? ?%?(?: ?± ?[\d.,_]+ ?%?)?")


def table_view(table: Table, evidence: Evidence) -> Fields:
    """A table of the card: heads, rows of cells, and the line between them that aligns numbers."""
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    first = ["---"] if table.labels else []
    dashes = [*first, *("--:" if _are_numbers(column) else "---" for column in columns)]
    heads = table.labels or (None,) * len(table.rows)
    return Fields(
        title=table.title,
        confusion=bool(table.labels),
        heads=table.labels or table.columns,
        dashes=Safe(f"|{'|'.join(dashes)}|"),
        rows=tuple(
            Fields(
                head=head,
                cells=tuple(Fields(text=cell, right=bool(head) and i == j) for j, cell in enumerate(row)),
            )
            for i, (head, row) in enumerate(zip(heads, table.rows, strict=True))
        ),
        note=table.note,
        mark=evidence.mark(table.source) if table.source else None,
    )


def _are_numbers(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)


def tabular_view(view: Any, tabular: Tabular | None) -> Fields | None:
    """Features, targets and the parameters of the estimator as rows."""
    if view is None or tabular is None:
        return None
    features = tuple(
        _feature(shown, own.source) for shown, own in zip(view.features, tabular.features, strict=True)
    )
    return Fields(
        features=features,
        count=f"{len(features):,}" if features else None,
        has=stated_columns(features, "type", "unit", "range", "missing", "importance"),
        targets=tuple(
            Fields(
                name=shown.name,
                unit=shown.unit,
                range=shown.range,
                classes=shown.classes,
                note=shown.note,
                mark=shown.mark if own.source else None,
            )
            for shown, own in zip(view.target, tabular.target, strict=True)
        ),
        hyperparameters=value_rows(tabular.hyperparameters),
        mark=view.mark,
    )


def _feature(shown: Any, source: str | None) -> Fields:
    return Fields(
        name=shown.name,
        type=shown.type,
        unit=shown.unit,
        range=shown.range or (", ".join(shown.values) or None),
        missing=shown.missing,
        importance=shown.importance,
        note=shown.note,
        # The source of the block stands at the table's head.
        mark=shown.mark if source else None,
    )
