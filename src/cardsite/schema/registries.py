"""The entries of the registries: organisations, benchmarks, metrics, datasets, licences, snippets."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator, model_validator

from .base import Fact, OneOrMore, Part, choices_of
from .identity import LicenseTerms, Link
from .quantities import Bytes, Count, Number, Score, Tokens
from .scalars import (
    Date,
    Flag,
    FreeForm,
    HubId,
    IdOf,
    Language,
    Name,
    Prose,
    RegistryId,
    Text,
    Url,
    choice,
    expected,
)

__all__ = [
    "Benchmark",
    "Dataset",
    "Direction",
    "LicenseAnswer",
    "LicenseAnswers",
    "LicenseClass",
    "LicenseDemand",
    "LicenseEntry",
    "Metric",
    "Organization",
    "Permission",
    "Snippet",
    "TestSize",
]


class Direction(StrEnum):
    """Which scores are better."""

    HIGHER = "higher"
    LOWER = "lower"
    TARGET = "target"


class LicenseClass(StrEnum):
    """What a licence broadly allows; not legal advice."""

    PERMISSIVE = "permissive"
    COPYLEFT = "copyleft"
    NON_COMMERCIAL = "non-commercial"
    RESPONSIBLE_AI = "responsible-ai"
    CUSTOM = "custom"


class LicenseDemand(StrEnum):
    """What a licence asks of who passes on a work that was made from the licensed one; not legal advice."""

    NO_COMMERCIAL_USE = "no-commercial-use"
    NO_DERIVATIVES = "no-derivatives"
    SAME_LICENSE = "same-license"
    USE_RESTRICTIONS = "use-restrictions"


class Permission(StrEnum):
    """What a licence says to a question; not legal advice. What allows least comes first."""

    NO = "no"
    UNKNOWN = "unknown"
    WITH_TERMS = "with-terms"
    YES = "yes"


DirectionName = Annotated[Direction, choice(Direction, "higher, lower or target")]
LicenseClassName = Annotated[LicenseClass, choice(LicenseClass, "a licence class")]
LicenseDemandName = Annotated[LicenseDemand, choice(LicenseDemand, "what a licence asks")]
PermissionName = Annotated[Permission, choice(Permission, "yes, no, with-terms or unknown")]


def _no_percent(name: str) -> str:
    if name in ("%", "percent", "share"):
        hint = "write fraction: pages show it in percent, and cards may write it so"
        raise expected("the unit that scores are stored in", hint)
    return name


Unit = Annotated[Text, AfterValidator(_no_percent)]


class Organization(Part):
    """Someone who makes models."""

    name: Name
    """The name as the organisation writes it."""
    summary: Prose | None = None
    """Who they are, in a sentence."""
    about: Fact[Prose] | None = None
    """The text of "About" on the pages of its models."""
    url: Url | None = None
    """Its page."""
    hub_id: Text | None = None
    """Its name on the Hugging Face hub."""
    links: tuple[Link, ...] = ()
    """Further places: chat, source code, blog."""


class Metric(Part):
    """A way of scoring."""

    name: Name
    """What a reader calls it: `word error rate`."""
    short_name: Name | None = None
    """Its abbreviation, where it has one: `WER`."""
    aliases: OneOrMore[Name] = ()
    """Other names that harnesses write: `acc@1`; case, spaces, hyphens and underscores do not matter."""
    direction: DirectionName
    """Which scores are better: `higher`, `lower`, or those nearest to the `target`."""
    target: Number | None = None
    """With the direction `target`, the ideal score, as `0.5`."""
    unit: Unit = "number"
    """`fraction`, `hundredths`, `correlation`, `number`, or what is printed behind the number: `s`, `dB`."""
    low: Number | None = None
    """The lowest possible score; of a fraction that of the fraction."""
    high: Number | None = None
    """The highest possible score; of a fraction that of the fraction."""
    binary: Flag = False
    """Whether each example is got right or wrong, so that the standard error follows from their number."""
    mean_of_examples: Flag = False
    """Whether it is the mean of what each example gets, from 0 to 1, so that the standard error is at most
    that of answers which are right or wrong: pass@10, a probability."""


class TestSize(Part):
    """The number of examples of a test set; written short, the number."""

    __test__ = False  # it is not a class of tests

    examples: Count
    """How many examples it has."""
    split: Text | None = None
    """The split, where it is not the test split, or where several are used."""
    subset: Text | None = None
    """The configuration, language or version, where several are used."""

    @model_validator(mode="before")
    @classmethod
    def _accept_number(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, TestSize)) else {"examples": data}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        full = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [*choices_of(full["properties"]["examples"]), full]}


class Benchmark(Part):
    """A task that models are scored on."""

    name: Name
    """The name as its authors write it: `LAMBADA`."""
    measures: Prose
    """What it measures, in a sentence."""
    metric: Annotated[Text, IdOf("metrics")]
    """The metric that is meant where a result names none: one that cardsite knows, or of `metrics.yaml`."""
    direction: DirectionName | None = None
    """Which scores in its metric are better, where it is not the metric's own direction."""
    target: Score | None = None
    """With the direction `target`, the ideal score in its metric."""
    low: Number | None = None
    """The lowest possible score in its metric, where it is not the metric's own."""
    high: Number | None = None
    """The highest possible score in its metric, where it is not the metric's own."""
    chance: Score | None = None
    """The score of guessing in its metric."""
    test_size: OneOrMore[TestSize] = ()
    """How many examples the test set has: `1319`; where several splits or subsets are used, of each."""
    url: Url | None = None
    """Its page."""
    hub_ids: OneOrMore[HubId] = ()
    """The repositories of its data on the Hugging Face hub; a model trained on them has seen the answers."""
    hub_config: Text | None = None
    """Which configuration of the first of them it is, where they hold several benchmarks: `ARC-Easy`."""
    hub_task: Text | None = None
    """The task of the first of them whose leaderboard on the hub takes scores, by its eval.yaml: `gsm8k`."""
    paper: Url | None = None
    """The paper that introduced it."""
    aliases: OneOrMore[Name] = ()
    """Task names of evaluation harnesses that mean this benchmark; `*` stands for its parts, `{subset}` for
    what results name as `subset`: `"xnli_{subset}"`."""
    caveats: Prose | None = None
    """What is known to be wrong with it."""
    unranked: Prose | None = None
    """Why scores on it are listed without ranks, where it is too flawed to say which model is better."""


class Dataset(Part):
    """Data that models are trained on."""

    name: Name
    """The name as its authors write it: `The Pile`."""
    summary: Prose
    """What it is, in one or two sentences."""
    description: Fact[Prose] | None = None
    """What it consists of and how it was made."""
    known_issues: Fact[Prose] | None = None
    """What is known to be wrong with it."""
    organization: Annotated[RegistryId, IdOf("organizations")] | None = None
    """Who made it: an id of `organizations.yaml`."""
    hub_id: HubId | None = None
    """Its repository on the Hugging Face hub."""
    url: Url | None = None
    """Its page."""
    paper: Url | None = None
    """The paper that describes it."""
    license: LicenseTerms | None = None
    """Its licence."""
    language: OneOrMore[Language] = ()
    """Its languages, as ISO 639 codes."""
    tokens: Fact[Tokens] | None = None
    """Its size in tokens."""
    examples: Fact[Count] | None = None
    """Its size in examples."""
    size: Fact[Bytes] | None = None
    """Its size in memory: `825GiB`."""
    derived_from: Annotated[RegistryId, IdOf("datasets")] | None = None
    """The dataset that it was made from."""
    release_date: Date | None = None
    """When it was published."""


class LicenseAnswer(Part):
    """What a licence says to one question: `yes`, or a mapping where there is more to say."""

    answer: PermissionName
    """`yes`, `no`, `with-terms` where the answer depends on what `note` says, or `unknown`."""
    clause: Text | None = None
    """Where its text says so: `§4(b)`."""
    note: Text | None = None
    """The terms, in a sentence."""

    @model_validator(mode="before")
    @classmethod
    def _accept_plain(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, LicenseAnswer)) else {"answer": data}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        full = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [*choices_of(full["properties"]["answer"]), full]}


class LicenseAnswers(Part):
    """What a licence allows and asks, as its text says; not legal advice. What is left out is unknown."""

    commercial_use: LicenseAnswer | None = None
    """Whether it allows commercial use."""
    changes: LicenseAnswer | None = None
    """Whether what is under it may be changed."""
    redistribution: LicenseAnswer | None = None
    """Whether it may be passed on, changed or not."""
    attribution: LicenseAnswer | None = None
    """Whether who passes it on keeps notices or gives credit."""
    same_license: LicenseAnswer | None = None
    """Whether what is made from it stays under this licence."""
    use_restrictions: LicenseAnswer | None = None
    """Whether it forbids some uses."""
    threshold: LicenseAnswer | None = None
    """Whether it has other terms for who is large."""
    naming: LicenseAnswer | None = None
    """Whether it asks for a name or a label."""
    patents: LicenseAnswer | None = None
    """Whether it grants the use of patents."""
    text: Url | None = None
    """The text in which the answers were read."""
    dated: Date | None = None
    """The date of that text, where a licence has several."""


class LicenseEntry(Part):
    """A licence. Those that the Hugging Face hub has an id for come with cardsite."""

    name: Name
    """Its full name."""
    spdx: Text | None = None
    """Its SPDX id, where it has one."""
    url: Url | None = None
    """Its text."""
    kind: LicenseClassName = Field(default=LicenseClass.CUSTOM)
    """What it broadly allows."""
    asks: OneOrMore[LicenseDemandName] = ()
    """What it asks of works made from the licensed one, beyond what its class does."""
    answers: LicenseAnswers | None = None
    """What it allows and asks, with the clause for each."""


class Snippet(Part):
    """A way to run a model, which the pages of all models show that it fits."""

    tab: Name
    """What readers choose it by: `transformers`. Of several of one name a page shows the first that fits."""
    language: Text
    """The language of the code: `python`, `bash`."""
    template: Text
    """The template of the code, a file below `templates/code/`."""
    when: dict[Text, OneOrMore[Text]]
    """What has to hold of a model: for each fact the words of which it has to have one."""
    unless: dict[Text, OneOrMore[Text]] = Field(default_factory=dict)
    """What must not hold: for each fact the words of which it may have none."""
    needs: OneOrMore[Text] = ()
    """Values that have to be known besides: `hub_id`, `base`, `file`."""
    by: Text = "task"
    """The fact that chooses among `cases`."""
    cases: dict[Text, dict[Text, FreeForm]] = Field(default_factory=dict)
    """Values for the template by the words of that fact; where there are any, one of them has to fit."""
    values: dict[Text, FreeForm] = Field(default_factory=dict)
    """Values for the template in all cases."""
    settings: dict[Text, Text] = Field(default_factory=dict)
    """What the library calls the recommended settings that it understands, by their names in a card; a list
    where it calls them the same."""
    defaults: dict[Text, Text] = Field(default_factory=dict)
    """What such a setting is where a card states none, by its name in a card."""

    @field_validator("settings", mode="before")
    @classmethod
    def _accept_list(cls, data: Any) -> Any:
        return {name: name for name in data} if isinstance(data, list) else data
