"""What the card format is built on: strict parts, facts with evidence, and typed absence."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from .scalars import Prose, SourceReference, Text, choice

__all__ = ["ABSENCES", "Absence", "AbsenceName", "Fact", "OneOrMore", "Part", "choices_of", "known"]

T = TypeVar("T")


class Part(BaseModel):
    """A mapping of the card format: unknown fields are errors, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=False, defer_build=True)


class Absence(StrEnum):
    """Why a fact is not there; each is a statement, and not the same as a field nobody filled in."""

    NOT_DISCLOSED = "not_disclosed"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    COMING_SOON = "coming_soon"

    @property
    def words(self) -> str:
        """The absence as a reader sees it: `not disclosed`."""
        return self.value.replace("_", " ")


ABSENCES: frozenset[str] = frozenset(Absence)
AbsenceName = Annotated[Absence, choice(Absence, "an absence")]


class Fact(Part, Generic[T]):
    """One fact, with what it rests on.

    Written plain (`layers: 12`), as an absence (`layers: not_disclosed`), or in full:
    `{value: 12, source: config, quote: '"num-layers": 12', note: …}`.
    """

    value: T | None = None
    """What the card says."""
    absent: AbsenceName | None = None
    """Instead of a value: why there is none (not_disclosed, not_applicable, unknown, coming_soon)."""
    reason: Text | None = None
    """With `absent`: a sentence that explains it."""
    source: SourceReference | None = None
    """Where the value was read: a key of the card's `sources`, a URL, or `none` against that of the block."""
    quote: Text | None = None
    """The words or the line of the source that hold the value, verbatim."""
    formula: Text | None = None
    """How the value was calculated, where nobody published it: `2 · V · d + L · (…)`."""
    note: Prose | None = None
    """What a reader should know about this value, as Markdown."""

    @model_validator(mode="before")
    @classmethod
    def _accept_plain(cls, data: Any) -> Any:
        if isinstance(data, dict) and type(data.get("value")) is str and data["value"] in ABSENCES:
            raise PydanticCustomError(
                "fact", "expected a value; for an absence write absent: {word}", {"word": data["value"]}
            )
        if isinstance(data, (dict, Fact)):
            return data
        if type(data) is str and data in ABSENCES:
            return {"absent": data}
        return {"value": data}

    @model_validator(mode="after")
    def _exactly_one(self) -> Fact[T]:
        if (self.value is None) == (self.absent is None):
            raise PydanticCustomError("fact", "expected either a value or an absence (value: … or absent: …)")
        if self.reason is not None and self.absent is None:
            raise PydanticCustomError("fact", "a reason goes with an absence; with a value, write a note")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        full = handler.resolve_ref_schema(handler(schema))
        absences = {"enum": [absence.value for absence in Absence]}
        return {"anyOf": [*choices_of(full["properties"]["value"]), absences, full]}

    @property
    def known(self) -> bool:
        """Whether there is a value rather than an absence."""
        return self.value is not None


def choices_of(schema: JsonSchemaValue) -> list[JsonSchemaValue]:
    """What an optional field can be where it is written, as JSON Schemas."""
    choices = schema.get("anyOf", [schema])
    return [choice for choice in choices if choice.get("type") != "null"]


def known(fact: Fact[T] | None) -> T | None:
    """The value of a fact; None where it is absent or was not filled in."""
    return fact.value if fact is not None else None


def _as_list(data: Any) -> Any:
    return data if isinstance(data, (list, tuple)) else [data]


class _OneIsEnough:
    """Lets editors take one item for a list of one."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


OneOrMore = Annotated[tuple[T, ...], BeforeValidator(_as_list), _OneIsEnough()]
"""One item, or a list of them: `language: en` and `language: [en, de]` are both fine."""
