"""How a table becomes cards: which column is which field, benchmark or setting."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from .base import OneOrMore, Part
from .scalars import Text, Url, choice

__all__ = ["DecimalSign", "MappedFamily", "MappedTable", "MappedValue", "TableMap"]


class DecimalSign(StrEnum):
    """What stands before the decimals of numbers in a table."""

    POINT = "point"
    COMMA = "comma"


class MappedValue(Part):
    """A value made of cells; written short, its text alone: `"{params}M"`."""

    value: Text
    """The text, with columns in braces: `"{params}M"`. Where a cell is empty, there is no value."""
    values: dict[Text, Text] | None = None
    """What each possible text stands for: `{yes: apache-2.0, no: proprietary}`. Any other is a mistake."""

    @model_validator(mode="before")
    @classmethod
    def _accept_text(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, MappedValue)) else {"value": data}


class MappedFamily(Part):
    """The family of a row's card; where the catalogue has no such family, a file is begun for it."""

    id: Text
    """Its id: `"acme/{series}"`, made as those of cards are. A card alone in it is left without a family."""
    name: Text
    """Its name: `"{series}"`."""
    summary: Text
    """What it is: ``"The models of Acme whose names begin with `{series}`."``"""


class MappedTable(Part):
    """What the columns of one table mean, or of several that have the same columns."""

    file: Text = "*"
    """The name of the file, in which `*` stands for any text; by default every file."""
    title: Text | None = None
    """What the table is, for the card's sources; by default its file name."""
    url: Url | None = None
    """Where it was published."""
    license: Text | None = None
    """The licence of the table itself."""
    id: Text | None = None
    """The card of a row, where this table says it otherwise; with `*` the row belongs to every card that
    another table, or the catalogue, has of such an id."""
    fields: dict[Text, MappedValue] = Field(default_factory=dict)
    """Fields of the card by their paths: `architecture.parameters: "{params}M"`."""
    run: dict[Text, MappedValue] = Field(default_factory=dict)
    """What the scores of a row have in common, by the fields of a run; rows that agree in it are one."""
    results: tuple[dict[Text, MappedValue], ...] = ()
    """The scores of a row, each by the fields of a result: `{benchmark: sciq, score: "{sciq} %"}`."""


class TableMap(Part):
    """The mapping: how tables become cards."""

    id: Text
    """The card of a row: `"acme/{model}"`. Capitals become small, and other signs hyphens."""
    decimal: Annotated[DecimalSign, choice(DecimalSign, "point or comma")] = DecimalSign.POINT
    """What stands before the decimals of numbers; the other one may part thousands."""
    missing: OneOrMore[Text] = ()
    """What cells without a value say, beside nothing at all: `n/a`."""
    patterns: dict[Text, Text] = Field(default_factory=dict)
    """For a column, a regular expression for its whole text; its named groups can be used as columns are."""
    family: MappedFamily | None = None
    """The family of a card, which every table gives that has no `id` of its own."""
    fields: dict[Text, MappedValue] = Field(default_factory=dict)
    """Fields of the card that every table gives which has no `id` of its own."""
    run: dict[Text, MappedValue] = Field(default_factory=dict)
    """What the scores of all tables have in common, where a table does not say otherwise."""
    tables: tuple[MappedTable, ...]
    """What the columns of each table mean."""
