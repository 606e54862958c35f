"""Who a model is: names, links, licence, status, and what it was made from."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from .base import ABSENCES, Absence, AbsenceName, Fact, Part, choices_of
from .scalars import (
    CardId,
    Commit,
    Contact,
    Date,
    Flag,
    IdOf,
    Name,
    Prose,
    SourceReference,
    Text,
    Title,
    Url,
    choice,
)

__all__ = [
    "Author",
    "BaseModelReference",
    "BaseModelRelation",
    "LicenseTerms",
    "Link",
    "Links",
    "ModelKind",
    "ModelReference",
    "RelatedModel",
    "SampleLink",
    "Section",
    "Software",
    "Source",
    "Status",
]


class Status(StrEnum):
    """Where a model is in its life."""

    DRAFT = "draft"
    ACTIVE = "active"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class ModelKind(StrEnum):
    """What a model reads and makes, as far as readers ask other things of it and other formulas hold.

    How it was made is no kind: a mixture of experts, an adapter, a merge or a quantised model is still what
    its like are, and is found by those words too.
    """

    LANGUAGE_MODEL = "language-model"
    ENCODER_DECODER = "encoder-decoder"
    ENCODER = "encoder"
    EMBEDDING = "embedding"
    VISION_LANGUAGE = "vision-language"
    MULTIMODAL = "multimodal"
    SPEECH = "speech"
    VISION = "vision"
    DIFFUSION = "diffusion"
    TIME_SERIES = "time-series"
    TABULAR = "tabular"
    OTHER = "other"


class BaseModelRelation(StrEnum):
    """How a model was made from its base model, as the Hugging Face hub names it."""

    ADAPTER = "adapter"
    FINETUNE = "finetune"
    MERGE = "merge"
    QUANTIZED = "quantized"


StatusName = Annotated[Status, choice(Status, "a status")]
KindName = Annotated[ModelKind, choice(ModelKind, "a kind of model")]
RelationName = Annotated[BaseModelRelation, choice(BaseModelRelation, "a relation to the base model")]


class Link(Part):
    """A titled link to a page of the web."""

    title: Text
    """What the reader will find there."""
    url: Url
    """The address, with https://."""


class Figure(Part):
    """A picture that the page shows."""

    file: Text
    """A PNG, JPEG, WebP or AVIF file below `cards/`, as seen from this one: `figures/loss.png`."""
    alt: Text
    """What the picture says, for readers who do not see it."""
    caption: Prose | None = None
    """What stands below it."""
    source: SourceReference | None = None
    """Where it comes from: a key of `sources`, or a URL."""


class SampleLink(Part):
    """A titled link to sample code, or the reason why there is none: `coming_soon`."""

    title: Text | None = None
    """The file's name."""
    url: Url | None = None
    """Where it is."""
    absent: Annotated[Absence, choice(Absence, "a link (title and url), or an absence")] | None = None
    """Instead of a link: why there is none."""
    reason: Text | None = None
    """With `absent`: a sentence that explains it."""

    @model_validator(mode="before")
    @classmethod
    def _accept_plain(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, SampleLink)) else {"absent": data}

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.title is None or self.url is None) == (self.absent is None):
            raise PydanticCustomError(
                "sample-link", "expected a title and a url, or an absence such as coming_soon"
            )
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        words = {"enum": [word.value for word in Absence]}
        return {"anyOf": [words, handler.resolve_ref_schema(handler(schema))]}


class Links(Part):
    """Where else the model lives."""

    weights: Fact[Url] | None = None
    """The page that the weights are downloaded from."""
    repository: Fact[Url] | None = None
    """The source code."""
    paper: Fact[Url] | None = None
    """The paper that describes the model."""
    blog: Fact[Url] | None = None
    """The announcement."""
    demo: Fact[Url] | None = None
    """A place to try the model."""
    contact: Fact[Contact] | None = None
    """Where questions are answered: a page, or `mailto:` and an address."""
    other: tuple[Link, ...] = ()
    """Further links, each with a title."""


class LicenseTerms(Part):
    """The licence of one thing: `apache-2.0`, or a mapping where there is more to say."""

    id: Annotated[Text, IdOf("licenses")] | None = None
    """An id of the Hugging Face hub (`apache-2.0`, `llama2`), an SPDX expression, or `other`."""
    absent: AbsenceName | None = None
    """Instead of an id: why there is none. `license: not_disclosed` says that the makers state no licence."""
    reason: Text | None = None
    """With `absent`: a sentence that explains it."""
    name: Text | None = None
    """With `other`: the licence's name."""
    link: Url | None = None
    """The licence's text; needed with `other`."""
    source: SourceReference | None = None
    """Where the licence is stated: a key of `sources`, or a URL."""
    quote: Text | None = None
    """The words that state it, verbatim."""
    note: Prose | None = None
    """What a reader should know about it, as Markdown."""

    @model_validator(mode="before")
    @classmethod
    def _accept_plain(cls, data: Any) -> Any:
        if isinstance(data, (dict, LicenseTerms)):
            return data
        return {"absent": data} if type(data) is str and data in ABSENCES else {"id": data}

    @model_validator(mode="after")
    def _other_is_named(self) -> Self:
        if (self.id is None) == (self.absent is None):
            raise PydanticCustomError("license", "expected either an id or an absence (id: … or absent: …)")
        if self.id == "other" and not (self.name and self.link):
            raise PydanticCustomError("license", "a licence `other` needs a name and a link")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        full = handler.resolve_ref_schema(handler(schema))
        plain = [*choices_of(full["properties"]["id"]), {"enum": sorted(ABSENCES)}]
        return {"anyOf": [*plain, full]}


class ModelReference(Part):
    """Another model: the id of a card of this catalogue, or a title and a URL for a model outside of it."""

    model: Annotated[CardId, IdOf("models")] | None = None
    """The id of a card of this catalogue."""
    title: Text | None = None
    """The name of a model that has no card here."""
    url: Url | None = None
    """The page of a model that has no card here."""
    note: Prose | None = None
    """What a reader should know about it."""

    @model_validator(mode="before")
    @classmethod
    def _accept_plain(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, ModelReference)) else {"model": data}

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.model is None) == (self.title is None or self.url is None):
            raise PydanticCustomError("reference", "expected the id of a card, or a title and a url")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        full = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [*choices_of(full["properties"]["model"]), full]}


class BaseModelReference(ModelReference):
    """A model that this one was made from."""

    role: Text | None = None
    """What it became here, where there are several: `language model`, `vision encoder`, `draft model`."""


class RelatedModel(ModelReference):
    """A model that a reader of this card may want instead, or next."""

    relation: Text | None = None
    """How it is related: `trained on the deduplicated data`."""


class Author(Part):
    """A person or a group that made the model."""

    name: Name
    """The name as the author writes it."""
    group: Flag = False
    """Whether it is a team, a company or another group, and no person."""
    url: Url | None = None
    """The author's page."""
    hub_id: Text | None = None
    """The author's name on the Hugging Face hub."""
    affiliation: Text | None = None
    """Where the author works."""


class Software(Part):
    """Software that made the model, or that it needs."""

    name: Name
    """The software's name."""
    version: Text | None = None
    """The version used."""
    url: Url | None = None
    """Its page."""
    note: Prose | None = None
    """What it was used for."""


class Source(Part):
    """A public place that facts of the card were read in."""

    title: Text
    """What it is: `Training configuration of Pythia 160M`."""
    url: Url | None = None
    """Where it is."""
    file: Text | None = None
    """A file in the repository it was read from, such as `models/160M/pythia-160m.yml`."""
    license: Text | None = None
    """The licence of the source itself."""
    accessed: Date | None = None
    """When it was read."""
    commit: Commit | None = None
    """The commit of the repository at which it was read, where the address follows a branch."""
    note: Prose | None = None
    """What a reader should know about it."""


class Section(Part):
    """A section of the page that the format has no fields for."""

    title: Title
    """The heading."""
    body: Prose
    """The text, as Markdown."""
    after: Text | None = None
    """The section that it follows, such as `intended-use`; without it, it stands before the citation."""
    source: SourceReference | None = None
    """Where the text's facts were read: a key of `sources`, or a URL."""
