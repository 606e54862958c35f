"""Checks that compare the numbers in a card's texts with its fields."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import CardEntry
from ...problems import Severity
from ..check_context import CheckContext
from ..definition import Finding, check
from .deciding import Told, told

__all__ = ["CHECKS"]


def _against(entry: CardEntry, context: CheckContext, kinds: frozenset[str]) -> Iterator[Finding]:
    for each in told(entry, context):
        if each.against and each.kind in kinds:
            message = f"{each.whose} says {each.said}, but {each.against}"
            yield Finding(each.passage.path, message, words=_words(each))


def _words(each: Told) -> str:
    """What stands in the text: of a score the number, of a date the date, as the rest may stand elsewhere."""
    if each.kind in _DATE:
        return each.said.partition(" ")[2].removeprefix("to ")
    return each.said.partition(" on ")[0] if each.kind == "score" else each.said


def _kinds(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


_PARAMETERS = _kinds("parameters")


@check("claim-parameters", Severity.WARNING)
def parameters(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states another number of parameters than the fields.

    Readers believe the sentence, machines the field, and after an edit of one the other is often forgotten.
    `1.3B`, `1.3 billion` and 1,315,575,808 agree. Sentences about other models, about the family or about
    what another page says are left alone, and so is the size in the model's name, up to a quarter off.

    To fix it: correct the text, or the field if the text is right.

    Wrong:

        description: A transformer with 1.3 billion parameters.
        architecture:
          parameters: 2.7B

    Right:

        description: A transformer with 2.7 billion parameters.
        architecture:
          parameters: 2.7B
    """
    return _against(entry, context, _PARAMETERS)


_SHAPE = _kinds("layers", "heads", "kv-heads", "width", "head-width", "context", "sequence", "vocabulary")


@check("claim-shape", Severity.WARNING)
def shape(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states other layers, heads, widths, context or vocabulary than the fields.

    Two published tables of one model can differ, and a card that quotes both in different places
    contradicts itself. A sentence that states both numbers, or says whose the other one is, is left alone.
    The length of the sequences of the training counts too; a length that was only used, as in a test, may be
    shorter than the context. Where a text states the field's own length too, another one is taken for that of
    a setting. What the family's own text says of its members has to be true of one of them.

    To fix it: correct the text, or the field if the text is right; if another page says so, name that page.

    Wrong:

        description: It has 32 layers and 20 attention heads.
        architecture:
          layers: 32
          attention_heads: 32

    Right:

        description: It has 32 layers and 32 attention heads. The README says 20 heads.
        architecture:
          layers: 32
          attention_heads: 32
    """
    return _against(entry, context, _SHAPE)


_TRAINING = _kinds("tokens", "steps", "batch", "batch-tokens", "batch-sequences", "checkpoints")


@check("claim-training", Severity.WARNING)
def training(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states other training tokens, steps, batches or checkpoints than the fields.

    What follows from the fields counts as stated: tokens from steps and batch, checkpoints from their
    interval. Tokens of the context or of a batch are told from those of the training by the words around.
    `After 5,000 steps` says only that there were so many, and `20*6.7B tokens` is calculated.

    To fix it: correct the text, or the field if the text is right.

    Wrong:

        description: Trained on 300B tokens in 362,000 steps.
        training:
          tokens: 380B
          steps: 362_000

    Right:

        description: Trained on 380 billion tokens in 362,000 steps.
        training:
          tokens: 380B
          steps: 362_000
    """
    return _against(entry, context, _TRAINING)


_RATE = _kinds("rate", "final-rate")


@check("claim-rate", Severity.WARNING)
def rate(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states another learning rate than the fields.

    Papers, tables and configurations often differ in it, and who repeats the run needs one. `2.5e-4`,
    `0.00025` and `2.5 × 10⁻⁴` agree.

    To fix it: correct the text, or the field if the text is right; if another page says so, name that page.

    Wrong:

        description: Trained with a peak learning rate of 3.0e-4.
        training:
          learning_rate: 2.5e-4

    Right:

        description: Trained with a peak learning rate of 2.5e-4.
        training:
          learning_rate: 2.5e-4
    """
    return _against(entry, context, _RATE)


_COST = _kinds("hours", "carbon", "devices")


@check("claim-cost", Severity.WARNING)
def cost(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states other hours, accelerators or emissions than the fields.

    They are often published for a whole family and then divided, or counted anew when models join it.
    A larger number that the text calls a total is left alone.

    To fix it: correct the text, or the field if the text is right.

    Wrong:

        description: The training took 1,400K GPU hours and emitted 65.3 tCO2eq.
        training:
          gpu_hours: 400K
          energy:
            carbon_tco2eq: 65.3

    Right:

        description: The training took 400K GPU hours and emitted 65.3 tCO2eq.
        training:
          gpu_hours: 400K
          energy:
            carbon_tco2eq: 65.3
    """
    return _against(entry, context, _COST)


_DATE = _kinds("released", "started", "ended")


@check("claim-date", Severity.WARNING)
def date(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states another date of release or of training than the fields.

    A month agrees with each of its days.

    To fix it: correct the text, or the field if the text is right.

    Wrong:

        release_date: 2023-04-03
        description: It was released in March 2023.

    Right:

        release_date: 2023-04-03
        description: It was released in April 2023.
    """
    return _against(entry, context, _DATE)


_SCORE = _kinds("score")


@check("claim-score", Severity.WARNING)
def score(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states a score that the results do not have.

    The number must stand beside the benchmark's name: `HellaSwag (10-shot) at 48.47`, `38.66 % on HellaSwag`.
    One of the card's scores of that benchmark has to agree, rounded as the text has it.

    To fix it: correct the text, or the result if the text is right.

    Wrong:

        evaluation:
          commentary: It reaches 83.66 % on HellaSwag.
          runs:
            - results:
                - {benchmark: hellaswag, metric: acc, shots: 0, score: 38.66 %}

    Right:

        evaluation:
          commentary: It reaches 38.7 % on HellaSwag.
          runs:
            - results:
                - {benchmark: hellaswag, metric: acc, shots: 0, score: 38.66 %}
    """
    return _against(entry, context, _SCORE)


@check("claim-unstructured", Severity.NOTE)
def unstructured(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A number stands in a text only, and its field is empty.

    In a sentence it cannot be compared, sorted or checked, and has no source. The field shows it in the
    card's table, and the sentence may stay.

    To fix it: fill in the field that the message names.

    Wrong:

        description: >
          A transformer with 1.3 billion parameters, trained for 362,000 steps on 380 billion tokens.
          HellaSwag (10-shot) is at 48.47.

    Right:

        description: >
          A transformer with 1.3 billion parameters, trained for 362,000 steps on 380 billion tokens.
          HellaSwag (10-shot) is at 48.47.
        architecture:
          parameters: 1.3B
        training:
          steps: 362_000
          tokens: 380B
        evaluation:
          runs:
            - results:
                - {benchmark: hellaswag, metric: acc_norm, shots: 10, score: 48.47 %}
    """
    for each in told(entry, context):
        if not each.against:
            message = f"text says {each.said}; the card has no {_field(each)}"
            yield Finding(each.passage.path, message, words=_words(each))


def _field(each: Told) -> str:
    return "such result in evaluation.runs" if each.kind == "score" else each.field


CHECKS = (parameters, shape, training, rate, cost, date, score, unstructured)
