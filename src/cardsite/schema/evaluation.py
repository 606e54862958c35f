"""What was measured, how, by whom."""

from typing import Annotated, Any

from pydantic import AfterValidator, model_validator

from .base import Fact, OneOrMore, Part, choices_of
from .identity import SampleLink
from .quantities import Count, Score, Steps
from .scalars import Date, Flag, IdOf, Name, Prose, RegistryId, SourceReference, Text, Version, expected
from .tables import Table

__all__ = ["Capability", "Evaluation", "EvaluationSample", "HeadlineScore", "Result", "Run"]


class Result(Part):
    """One score. What it leaves out, it has from its run."""

    benchmark: Annotated[RegistryId, IdOf("benchmarks")]
    """The benchmark's id."""
    subset: Text | None = None
    """The part of the benchmark that was scored: a configuration, language or task, as `fr` of XNLI."""
    metric: Annotated[Text, IdOf("metrics")] | None = None
    """The metric, as the harness names it: `acc`, `wer`, `ndcg_at_10`; by default that of the benchmark."""
    score: Score
    """The score: `0.3866`, or `38.66 %`; in the unit of its metric, such as `7.34` of 10."""
    error: Score | None = None
    """The standard error, in the score's unit."""
    shots: Count | None = None
    """Examples in the prompt."""
    split: Text | None = None
    """The split of the dataset: `test`, `validation`."""
    version: Version | None = None
    """The version of the benchmark or task."""
    filter: Text | None = None
    """The harness's answer filter, such as `strict-match`."""
    samples: Count | None = None
    """How many examples were scored, where it is not all of them."""
    checkpoint: Steps | None = None
    """The training step that was evaluated, where it is not the last."""
    source: SourceReference | None = None
    """Where the score was read: a key of `sources`, or a URL."""
    quote: Text | None = None
    """The words of the source, verbatim."""
    note: Prose | None = None
    """What a reader should know about it."""


class Run(Part):
    """Scores that were measured together, and what they have in common."""

    title: Text | None = None
    """What the page calls the run: `Zero-shot, last checkpoint`."""
    harness: Text | None = None
    """The evaluation software: `lm-evaluation-harness`."""
    harness_version: Version | None = None
    """Its version or commit."""
    measured_by: Text | None = None
    """Who measured: an organisation's id, or a name."""
    date: Date | None = None
    """When."""
    shots: Count | None = None
    """Examples in the prompt."""
    split: Text | None = None
    """The split of the datasets."""
    version: Version | None = None
    """The version of the benchmarks or tasks, where all have one."""
    checkpoint: Steps | None = None
    """The training step that was evaluated, where it is not the last."""
    revision: Version | None = None
    """The revision of the weights."""
    prompt: Text | None = None
    """The prompt or chat template used."""
    settings: Text | None = None
    """What else a score depends on: `images of 288 × 288, crop 100 %`, `after Whisper's text normaliser`."""
    average: Fact[Score] | None = None
    """An average that the source states; the page shows the mean of the rows beside it."""
    source: SourceReference | None = None
    """Where the scores were read: a key of `sources`, or a URL."""
    note: Prose | None = None
    """What a reader should know about the run."""
    results: tuple[Result, ...]
    """The scores, one row each."""


class EvaluationSample(Part):
    """A notebook or a script that evaluates the model on a dataset."""

    task: Text
    """The task: `Text generation`."""
    use_case: Text | None = None
    """What it stands for."""
    dataset: SampleLink | None = None
    """The dataset."""
    python: SampleLink | None = None
    """The notebook, or `coming_soon`."""
    cli: SampleLink | None = None
    """The command-line sample, or `coming_soon`."""
    note: Prose | None = None
    """What a reader should know about it."""


class HeadlineScore(Part):
    """A score of the card that stands for the model; written short, the id of its benchmark."""

    benchmark: Annotated[RegistryId, IdOf("benchmarks")]
    """The benchmark's id."""
    subset: Text | None = None
    """The part of the benchmark, where results are of several."""
    metric: Annotated[Text, IdOf("metrics")] | None = None
    """The metric, where results are in several."""

    @model_validator(mode="before")
    @classmethod
    def _accept_id(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, HeadlineScore)) else {"benchmark": data}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        full = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [*choices_of(full["properties"]["benchmark"]), full]}

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.benchmark, self.subset, self.metric)))


def _at_most_three(scores: tuple[HeadlineScore, ...]) -> tuple[HeadlineScore, ...]:
    if len(scores) > MOST_HEADLINES:
        raise expected("at most three scores")
    return scores


MOST_HEADLINES = 3


class Evaluation(Part):
    """Scores and what to make of them."""

    headline: Annotated[OneOrMore[HeadlineScore], AfterValidator(_at_most_three)] = ()
    """Up to three of the scores, which stand for the model where there is no room for all."""
    runs: tuple[Run, ...] = ()
    """Groups of scores that were measured together."""
    commentary: Fact[Prose] | None = None
    """How the scores compare, what surprised, what to be careful with."""
    tables: tuple[Table, ...] = ()
    """Results that are no single scores: a confusion matrix, scores by class or by group."""
    samples: tuple[EvaluationSample, ...] = ()
    """Notebooks and scripts for evaluating the model oneself."""


class Capability(Part):
    """Something that the model can do, or cannot."""

    name: Name
    """`Code completion`."""
    supported: Flag
    """yes or no."""
    source: SourceReference | None = None
    """Where it is stated: a key of `sources`, or a URL."""
    quote: Text | None = None
    """The words of the source, verbatim."""
    note: Prose | None = None
    """What limits it."""
