"""What a single scalar of a card can be: text, prose, names, links, dates and free-form values.

The reader hands over every scalar as text, quoted ones as `Quoted`, and the type of the field decides.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ..yamlio.core_schema import NULLS, core_value
from .languages import FLAGS, code_hint, language_name

__all__ = [
    "DEFINITION",
    "BibTeX",
    "CardId",
    "CheckCode",
    "Commit",
    "Contact",
    "Date",
    "Flag",
    "FreeForm",
    "HubId",
    "IdOf",
    "ImageSize",
    "Language",
    "Name",
    "PipelineTag",
    "Prose",
    "Quoted",
    "RegistryId",
    "Sha256",
    "SourceKey",
    "SourceReference",
    "Style",
    "Text",
    "Title",
    "Url",
    "Verbatim",
    "Version",
    "choice",
    "expected",
    "one_of",
]


DEFINITION = "x-definition"
"""In the JSON Schema of a type that many fields have: the name under which it is described once."""


class Quoted(str):
    """A scalar that was quoted in the YAML: never a number, a flag or an absence."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Style:
    """How pages show a scalar; a remark in its type that validation passes over."""

    name: str


@dataclass(frozen=True, slots=True)
class IdOf:
    """What a text is an id of: editors offer those of the catalogue; validation passes over the remark."""

    kind: str
    """One of `ID_KINDS`."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), DEFINITION: self.kind}


def expected(what: str, hint: str = "") -> PydanticCustomError:
    """The error for a value of the wrong kind; the reader adds what was found."""
    return PydanticCustomError("expected", "expected {what}", {"what": what, "hint": hint})


def _scalar(data: Any, what: str) -> str:
    text = data.strip() if isinstance(data, str) else ""
    # An unquoted `~` or `null` that removes nothing is a value left out by mistake.
    if not text or (type(data) is str and data in NULLS):
        raise expected(what)
    return text


def _one_line(data: Any) -> str:
    text = _scalar(data, "text")
    if "\n" in text:
        raise expected("one line of text")
    return text


def _matching(pattern: str, what: str) -> BeforeValidator:
    """A validator for one line of text that matches the whole pattern."""
    whole = re.compile(pattern)

    def validate(data: Any) -> str:
        text = _scalar(data, what)
        if not whole.fullmatch(text):
            raise expected(what)
        return text

    return BeforeValidator(validate)


def one_of(names: Iterable[str], what: str) -> BeforeValidator:
    """A validator for one of a closed list of names; the error carries the list for "did you mean"."""
    known = tuple(names)
    allowed = frozenset(known)

    def validate(data: Any) -> str:
        text = _scalar(data, what)
        if text not in allowed:
            raise PydanticCustomError("unknown-name", "expected {what}", {"what": what, "known": list(known)})
        return text

    return BeforeValidator(validate)


def choice(names: type[StrEnum], what: str) -> BeforeValidator:
    """`one_of` for the members of an enumeration."""
    return one_of((name.value for name in names), what)


def _flag(data: Any) -> bool:
    if isinstance(data, bool):  # from a card's JSON
        return data
    words = {"true": True, "yes": True, "false": False, "no": False}
    if type(data) is str and data in words:
        return words[data]
    raise expected("yes or no", "take the quotes away" if isinstance(data, Quoted) and data in words else "")


def _prose(data: Any) -> str:
    return _scalar(data, "text (Markdown)")


def _verbatim(data: Any) -> str:
    if not isinstance(data, str) or not data.strip():
        raise expected("text")
    return str(data).strip("\n")


def _language(data: Any) -> str:
    what = "a language code (ISO 639), such as en"
    text = _scalar(data, what)
    if language_name(text) is None or (text in FLAGS and type(data) is str):
        raise expected(what, code_hint(text))
    return text


def _free_form(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _free_form(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_free_form(value) for value in data]
    return core_value(data) if type(data) is str else str(data) if isinstance(data, Quoted) else data


def _json(schema: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema(schema)


# Whatever stands unquoted in a field of text is text, also where YAML, and so an editor, sees a number in it.
_WORDS = {"type": ["string", "number", "boolean"]}

Text = Annotated[str, BeforeValidator(_one_line), _json(_WORDS)]
"""One line of text."""
Name = Annotated[
    str,
    _matching(r"[^\n\r]{1,120}", "a name of at most 120 characters, in one line"),
    _json({**_WORDS, "maxLength": 120}),
]
"""What something is called: one line, at most 120 characters."""
Title = Annotated[
    str,
    _matching(r"[^\n\r]{1,80}", "a title of at most 80 characters, in one line"),
    _json({**_WORDS, "maxLength": 80}),
]
"""A heading: one line, at most 80 characters."""
Prose = Annotated[str, BeforeValidator(_prose), _json(_WORDS), Style("prose")]
"""Text in Markdown (CommonMark with tables); raw HTML in it is shown as text."""
Verbatim = Annotated[str, BeforeValidator(_verbatim), _json(_WORDS)]
"""Text that is kept verbatim, spaces and line breaks included."""
Version = Annotated[str, BeforeValidator(_one_line), _json(_WORDS)]
"""A version, a hash or a revision, kept as written: `1.10` stays 1.10."""
Flag = Annotated[bool, BeforeValidator(_flag), _json({"enum": [True, False, "yes", "no"]})]
"""yes or no (true and false are the same)."""
FreeForm = Annotated[Any, BeforeValidator(_free_form), _json({})]
"""Any data; unquoted scalars follow the YAML 1.2 core schema."""

_ID = r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?"
RegistryId = Annotated[
    str,
    _matching(_ID, "an id (lower-case letters, digits, dots, hyphens, underscores)"),
    _json({**_WORDS, "pattern": f"^{_ID}$"}),
]
"""The id of an organisation, a benchmark or a dataset in its registry."""
CardId = Annotated[
    str,
    _matching(rf"{_ID}(?:/{_ID})*", "the id of a card, such as pythia/pythia-160m"),
    _json({**_WORDS, "pattern": f"^{_ID}(/{_ID})*$"}),
]
"""The id of a card or a family: its path below `cards/`, without `.yaml`."""
_HUB = r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}"
HubId = Annotated[
    str,
    _matching(_HUB, "a Hugging Face id, such as EleutherAI/pythia-160m"),
    _json({"type": "string", "pattern": f"^{_HUB}$"}),
]
"""The id of a repository on the Hugging Face hub: `owner/name`."""
_URL = r"https?://[^\s/?#\\<>\"'`{}|^]+\.?[^\s\\<>\"`{}|^]*"
Url = Annotated[
    str,
    _matching(_URL, "a web address that begins with https:// or http://"),
    _json({"type": "string", "format": "uri", "pattern": "^https?://"}),
    Style("link"),
]
"""A web address."""
_CONTACT = r"mailto:[^\s@<>\"'`]+@[^\s@<>\"'`]+"
Contact = Annotated[
    str,
    _matching(rf"{_URL}|{_CONTACT}", "a web address, or mailto: with an e-mail address"),
    _json({"type": "string", "pattern": "^(https?://|mailto:)"}),
    Style("link"),
]
"""A web address or `mailto:` address."""
_KEY = r"[A-Za-z0-9][A-Za-z0-9_-]*"
SourceReference = Annotated[
    str,
    _matching(rf"{_KEY}|{_URL}", "a key of `sources`, or a web address"),
    _json({"type": "string"}),
    IdOf("sources"),
]
"""A key of the card's `sources`, or a web address."""
SourceKey = Annotated[str, _matching(_KEY, "a short key (letters, digits, hyphens, underscores)")]
"""The key of a source."""
Sha256 = Annotated[
    str,
    _matching(r"[0-9a-fA-F]{64}", "a SHA-256 checksum of 64 hexadecimal digits"),
    _json({**_WORDS, "pattern": "^[0-9a-fA-F]{64}$"}),
]
"""A SHA-256 checksum: 64 hexadecimal digits."""
Commit = Annotated[
    str,
    _matching(r"[0-9a-f]{7,64}", "a commit of 7 to 64 hexadecimal digits"),
    _json({**_WORDS, "pattern": "^[0-9a-f]{7,64}$"}),
]
"""A commit of a repository: the first digits of its hash, at least 7."""
CheckCode = Annotated[
    str, _matching(r"[a-z]+(?:-[a-z]+)+", "the code of a check, such as shape-heads, one on a line")
]
"""The code of a check."""
Language = Annotated[
    str,
    BeforeValidator(_language),
    _json({"type": ["string", "boolean"]}),
    Style("language"),
]
"""A language as ISO 639 code (`en`, `yue`), with a script or a region where it matters (`zh-Hant`, `pt-BR`),
or `code`, or `multilingual`. Unquoted `no` is Norwegian."""
BibTeX = Annotated[
    str, _matching(r"(?s)@\w+\s*[{(].*", "a BibTeX entry, which begins with @article{ or the like")
]
"""A BibTeX entry."""

PIPELINE_TAGS = tuple(
    """
    text-classification token-classification table-question-answering question-answering
    zero-shot-classification translation summarization feature-extraction text-generation fill-mask
    sentence-similarity table-to-text multiple-choice text-ranking text-retrieval text-to-speech
    text-to-audio automatic-speech-recognition audio-to-audio audio-classification
    voice-activity-detection audio-text-to-text image-text-to-text image-text-to-image
    image-text-to-video visual-question-answering document-question-answering video-text-to-text
    visual-document-retrieval any-to-any depth-estimation image-classification object-detection
    image-segmentation text-to-image image-to-text image-to-image image-to-video
    unconditional-image-generation video-classification text-to-video zero-shot-image-classification
    mask-generation zero-shot-object-detection text-to-3d image-to-3d image-feature-extraction
    keypoint-detection video-to-video reinforcement-learning robotics tabular-classification
    tabular-regression tabular-to-text time-series-forecasting graph-ml other
    """.split()  # noqa: SIM905  (sixty names read better as words)
)
"""The task names of the Hugging Face hub."""
PipelineTag = Annotated[
    str,
    one_of(PIPELINE_TAGS, "a task name of the Hugging Face hub"),
    _json({"enum": list(PIPELINE_TAGS)}),
]
"""The model's main task, as the Hugging Face hub names it."""


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day, a month or a year, as precise as it was written: `2023-04-03`, `2023-04`, `2023`."""

    text: str

    @property
    def first_day(self) -> datetime.date:
        """The earliest day that the date can mean."""
        year, month, day = ([int(part) for part in self.text.split("-")] + [1, 1])[:3]
        return datetime.date(year, month, day)

    @classmethod
    def parse(cls, data: Any) -> Date:
        """The date in a scalar; raises the format's error for anything else."""
        what = "a date, such as 2023-04-03, 2023-04 or 2023"
        date = cls(_scalar(data, what))
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", date.text, re.ASCII):
            raise expected(what)
        try:
            date.first_day  # noqa: B018  (asks the calendar)
        except ValueError:
            raise expected("a date that the calendar has") from None
        return date

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return plain_type(cls, cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return {"type": ["string", "integer"], "pattern": r"^\d{4}(-\d{2}){0,2}$"}


@dataclass(frozen=True, slots=True)
class ImageSize:
    """The size of a picture in pixels: `224` for a square, or height and width, `384x288`."""

    height: int
    width: int

    @property
    def text(self) -> str:
        """Height and width: `384 × 288`."""
        return f"{self.height} × {self.width}"

    @classmethod
    def parse(cls, data: Any) -> ImageSize:
        """The size in a scalar; raises the format's error for anything else."""
        what = "a size in pixels, such as 224 for a square, or 384x288 (height x width)"
        match = _IMAGE_SIZE.fullmatch(_scalar(data, what))
        if match is None:
            raise expected(what)
        return cls(int(match[1]), int(match[2] or match[1]))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return plain_type(cls, cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return {"type": ["string", "integer"], "pattern": f"^{_IMAGE_SIZE.pattern}$"}


_IMAGE_SIZE = re.compile(r"([1-9]\d{0,5})(?: ?[x×] ?([1-9]\d{0,5}))?", re.ASCII)


def plain_type(cls: type, parse: Callable[[Any], Any]) -> CoreSchema:
    """The schema of a type that is parsed from one scalar and written back as its text."""
    return core_schema.no_info_plain_validator_function(
        lambda data: data if isinstance(data, cls) else parse(data),
        serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.text),
    )
