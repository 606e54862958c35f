"""Checks that compare the numbers in a card's texts with its fields.

Only what a text says of the model itself is compared: the sentences of its summary, of its description and of
the descriptions of architecture and training, and the cells of tables that are this model's. A sentence that
begins with another subject is left alone, and so is one that also speaks of other models, of parts, of ranges
or of what somebody else says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ...catalogue import CardEntry, Passage, passages
from ...problems import Severity
from ...schema import BaseModelRelation
from ..agreement import Range, written
from ..cache import once_per_card
from ..check_context import CheckContext
from ..definition import Finding, check
from ..text.prose import card_text
from .card_numbers import HOMES, Stated, absent, has_silent_stage, stated
from .numerals import has_digits, number
from .score_statements import AVERAGE, benchmark_names, score_statements
from .spans import cells, sentences
from .statements import (
    UNITS,
    Statement,
    calculations,
    has_units,
    kind_named,
    may_calculate,
    statements,
    value_in,
)
from .subjects import OwnNames, names_another, of_the_model, own_names

__all__ = ["CHECKS"]


@dataclass(frozen=True, slots=True)
class Told:
    """A number in a text that the card's fields do not bear out."""

    kind: str
    passage: Passage
    said: str
    against: str
    """What the card has instead, `training.tokens is 380B`; empty where it does not have the field."""
    field: str
    """The field that the number belongs in."""
    whose: str = "the text"


_READ = frozenset(
    {
        *(("summary",), ("description",), ("architecture", "description"), ("training", "procedure")),
        *(("training", "method"), ("training", "data_description"), ("adapter", "description")),
    }
)
"""The texts whose sentences are about the model; of others only the tables, calculations and scores are."""
_SCORED = frozenset({*_READ, ("evaluation", "commentary")})


@once_per_card
def told(entry: CardEntry, context: CheckContext) -> tuple[Told, ...]:
    """All such numbers of a card; of a family's text those that no member bears out, at its first member."""
    return tuple(_told(entry, context))


def _told(entry: CardEntry, context: CheckContext) -> Iterator[Told]:
    members = context.members.get(entry.family, ())
    first = bool(members) and members[0].id == entry.id
    units = not card_text(entry, context).words.isdisjoint(UNITS)
    for passage in context.passages(entry):
        if not (passage.prose and _is_read(passage) and _may_count(passage.text, units=units)):
            continue
        shared = bool(entry.family) and entry.located.place(passage.path).file != entry.file
        if not shared:
            yield from _in_text(passage, (entry,), context)
        elif first:
            yield from _in_text(passage, members, context)
    if first:
        yield from _in_family(members, context)


def _is_read(passage: Passage) -> bool:
    """Whether anything at all is looked for in a text."""
    return passage.path[0] in _BEGINNINGS or "|" in passage.text or may_calculate(passage.text)


_BEGINNINGS = frozenset(path[0] for path in _SCORED)


def _in_text(passage: Passage, members: tuple[CardEntry, ...], context: CheckContext) -> Iterator[Told]:
    """What a text of a card, or one that the members of a family share, tells."""
    (entry, *others) = members
    found = _of_the_model(passage, members, context, shared=bool(others))
    yield from _contradicted(found, passage, members, context)
    for each in calculations(passage.text):
        if not _stated("tokens", entry, context):
            yield Told("tokens", passage, each.said, "", "training.tokens")
    if _steps(passage) in _SCORED and not others:
        yield from _scores(entry, passage, context)


def _in_family(members: tuple[CardEntry, ...], context: CheckContext) -> Iterator[Told]:
    """What the texts of a family itself tell, at the fields: they have no place in a card."""
    family = context.catalogue.families.get(members[0].family)
    # Of one with mistakes of its own, which are reported, members still inherit what it shares.
    for passage in passages(family.family) if family else ():
        if passage.prose and passage.path[0] != "shared" and _may_count(passage.text):
            found = _of_the_model(passage, members, context, shared=True)
            for each in _contradicted(found, passage, members, context):
                at = Passage(tuple(each.field.split(".")), each.said, prose=False)
                yield replace(each, passage=at, whose="the family's text")


def _of_the_model(
    passage: Passage, members: tuple[CardEntry, ...], context: CheckContext, *, shared: bool
) -> list[Statement]:
    """What a text may say of the model itself, or of all members of a family; `sure` where it does.

    Kinds of which the fields bear out every number are left out: whom a sentence is about takes long to find.
    """
    entry = members[0]
    found = [*_of_tables(passage, entry, context)]
    calculated = [*calculations(passage.text)]
    if calculated and _stated("tokens", entry, context):
        found += calculated
    told_in = sentences(passage.text) if _steps(passage) in _READ else ()
    spoken_in = [(sentence, spoken) for sentence in told_in if (spoken := statements(sentence.text))]
    every = [*found, *(each for _, spoken in spoken_in for each in spoken)]
    open_ = {each.kind for each in every if not _is_stated(each, members, context)}
    if not open_:
        return []
    summary, own = passage.path == ("summary",), own_names(entry, context)
    for sentence, spoken in spoken_in:
        if open_.isdisjoint([each.kind for each in spoken]):
            continue
        by = sentence.start
        for each, sure in of_the_model(
            sentence.text, spoken, own, entry, context, shared=shared, summary=summary
        ):
            slip = not (sure or _OF_A_PART.search(sentence.text)) and _is_slip(
                each, _stated(each.kind, entry, context)
            )
            found.append(replace(each, start=each.start + by, end=each.end + by, sure=sure or slip))
    return [each for each in found if each.kind in open_]


def _stated(kind: str, entry: CardEntry, context: CheckContext) -> tuple[Stated, ...]:
    """What a card states about a kind, looked up once."""
    found = context.of_cards[stated, kind]
    if entry.id not in found:
        found[entry.id] = stated(kind, entry, context.catalogue.registries)
    result: tuple[Stated, ...] = found[entry.id]
    return result


def _is_stated(each: Statement, members: Collection[CardEntry], context: CheckContext) -> bool:
    """Whether a field of one of the cards bears a number out."""
    return any(
        field.range.same(each.range) for entry in members for field in _stated(each.kind, entry, context)
    )


_OF_A_PART = re.compile(
    r"(?i)\b(?:\w*tun(?:ed?|ing)|instruct\w*|warm\w*|anneal\w*|stages?|phases?|step \d|continued|further"
    r"|validation|held-out|test|per)\b"
)
_SLIPS = (Decimal("1e3"), Decimal("1e-3"), Decimal("1e6"), Decimal("1e-6"))
_SLIPPING = frozenset({"parameters", "tokens", "vocabulary", "context", "steps"})


def _is_slip(statement: Statement, fields: Iterable[Stated]) -> bool:
    """Whether a count has the digits of the field and another unit: million for billion."""
    return statement.kind in _SLIPPING and any(
        field.range.middle and _same_digits(statement.range.middle / field.range.middle) for field in fields
    )


def _same_digits(ratio: Decimal) -> bool:
    return any(abs(ratio / slip - 1) < _NEARLY for slip in _SLIPS)


_NEARLY = Decimal("0.03")


def _steps(passage: Passage) -> tuple[str, ...]:
    return tuple(step for step in passage.path if isinstance(step, str))


def _may_count(text: str, *, units: bool = True) -> bool:
    """Whether a text may have a number outside of its addresses; with `units` also one in words."""
    if units and has_units(text):
        return True
    return has_digits(text) and ("://" not in text or has_digits(_ADDRESS.sub("", text)))


_ADDRESS = re.compile(r"https?://[^\s()]*")


def _of_tables(passage: Passage, entry: CardEntry, context: CheckContext) -> Iterator[Statement]:
    """The cells of this model: in its row under a name, in its column beside one, or in a list of values."""
    found = cells(passage.text)
    own = own_names(entry, context) if found else OwnNames.of()
    for cell in found:
        if cell.lone:
            kind = kind_named(cell.row)
        elif own.has(cell.row):
            kind = kind_named(cell.column)
        else:
            kind = kind_named(cell.row) if own.has(cell.column) else ""
        statement = value_in(kind, cell.text, cell.start) if kind in HOMES else None
        if statement:
            yield statement


# What the fields say to it


_LENGTHS = frozenset({"context", "sequence"})
_OF_BASES = frozenset({"tokens", "steps", "batch-tokens", "batch-sequences", "rate"})
"""What a text may well say of the training of the base model."""
_KEPT = frozenset({"layers", "heads", "kv-heads", "width", "head-width", "feed-forward"})
_KEEPING = frozenset({BaseModelRelation.FINETUNE, BaseModelRelation.QUANTIZED})
"""What has no other layers and widths than its base model."""


def _contradicted(
    found: Iterable[Statement],
    passage: Passage,
    members: tuple[CardEntry, ...],
    context: CheckContext,
) -> Iterator[Told]:
    """The first statement of each kind that no field of the card, or of a member of its family, bears out."""
    spoken: dict[str, list[Statement]] = defaultdict(list)
    for each in sorted(found, key=lambda each: each.start):
        spoken[each.kind].append(each)
    for kind, group in spoken.items():
        sure = [each for each in group if each.sure]
        if not sure:
            continue
        first = sure[0]
        fields = [each for entry in members for each in _stated(kind, entry, context)]
        # A text that also states the field's own number says what the other one is.
        if any(field.range.same(each.range) for each in group for field in fields):
            continue
        # Several counts of tokens are those of parts of the data, several of steps those of stages.
        if kind in {"tokens", "steps"} and len(sure) > 1:
            continue
        sizes = own_names(members[0], context).sizes if kind == "parameters" else ()
        if any(_is_size(first.range, size, fields) for size in sizes):
            continue
        if any(_others_may_state(kind, entry, first.range, context) for entry in members):
            continue
        (entry, *others) = members
        if fields:
            yield Told(kind, passage, first.said, fields[0].shown, fields[0].field)
        elif not others and kind != "gpu-hours" and not absent(kind, entry.card):
            yield Told(kind, passage, first.said, "", _home(kind, first, entry))


_NEAR_ENOUGH = Decimal("0.35")
"""Models are named after a size that is at most so far from what they have: Gemma 2B from 2.68 billion."""


def _is_size(range_: Range, size: str, fields: Iterable[Stated]) -> bool:
    """Whether a number of parameters is the size in the model's name, and near what the fields have."""
    near = [each.range.wider(_NEAR_ENOUGH).agrees(range_) for each in fields]
    return written(number(size[:-1], size[-1])).same(range_) and any(near)


def _others_may_state(kind: str, entry: CardEntry, range_: Range, context: CheckContext) -> bool:
    """Whether a model that the card was made from states such a number, or may, having no card.

    So may a stage of the training that states none, where others do.
    """
    if has_silent_stage(kind, entry.card) and _stated(kind, entry, context):
        return True
    bases = tuple(context.above(entry))
    if any(each.range.same(range_) for base in bases for each in _stated(kind, base, context)):
        return True
    if kind in _KEPT and len(entry.card.bases) == 1 and entry.card.relation in _KEEPING:
        return False
    return bool(entry.card.bases) and (kind in _OF_BASES or not bases)


_LARGEST_ADAPTER = 5 * 10**8


def _home(kind: str, each: Statement, entry: CardEntry) -> str:
    """The field that a card is asked for; of an adapter its own, unless the number is its base model's."""
    first, *others = HOMES[kind]
    own = entry.card.adapter and each.range.high < _LARGEST_ADAPTER
    return next((home for home in others if home.startswith("adapter.")), first) if own else first


# Scores


def _scores(entry: CardEntry, passage: Passage, context: CheckContext) -> Iterator[Told]:
    """The scores in a text of which the card has no result at all."""
    known, text = context.made(_benchmarks), passage.text
    if not score_statements(text, known):
        return
    measured = {result.benchmark for run in entry.card.runs for result in run.results}
    measured |= {AVERAGE for run in entry.card.runs if run.average or len(run.results) > 1}
    told = []
    for sentence in sentences(text):
        found = {each.benchmarks: each for each in reversed(score_statements(sentence.text, known))}
        fresh = [each for each in reversed(found.values()) if measured.isdisjoint(each.benchmarks)]
        if fresh and not _OF_OTHER_SCORES.search(sentence.text):
            told += fresh
    # A paragraph that compares scores names the other models once, and not in every sentence.
    if not told or names_another(text, own_names(entry, context), context):
        return
    for each in told:
        on = "on average" if each.benchmarks == (AVERAGE,) else f"on {each.name}"
        yield Told("score", passage, f"{each.said} {on}", "", "evaluation.runs")


_OF_OTHER_SCORES = re.compile(
    r"(?i)\b(?:than|compared|versus|vs|unlike|against|while|whereas|models|others?|base model|pretrained"
    r"|tuned|teacher|rises?|falls?|from|quanti[sz]\w*|\d-bit|human|guess\w*|random|chance|baseline|previous"
    r"|state of the art|would|target|each)\b"
)


def _benchmarks(context: CheckContext) -> dict[str, tuple[str, ...]]:
    entries = context.catalogue.registries.benchmarks.items()
    return dict(benchmark_names({name: (each.value.name, *each.value.aliases) for name, each in entries}))


# The checks


def _findings(entry: CardEntry, context: CheckContext, *kinds: str) -> Iterator[Finding]:
    for each in told(entry, context):
        if each.against and each.kind in kinds:
            message = f"{each.whose} says {each.said}, but {each.against}"
            yield Finding(each.passage.path, message, words=_words(each))


def _words(each: Told) -> str:
    """What stands in the text: of a score the number."""
    return each.said.partition(" on ")[0] if each.kind == "score" else each.said


@check("claim-parameters", Severity.WARNING)
def parameters(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states another number of parameters than the fields.

    Readers believe the sentence, machines the field, and after an edit of one the other is often forgotten.
    `1.3B`, `1.3 billion` and 1,315,575,808 agree; makers round as well as cut, so that `14B` may stand for
    14.7 billion. The size in the model's name is left alone, and so are sentences about other models, about a
    family, or with a range.

    Caught: "the base version of the 34B parameters model" on a page titled Cerebras-GPT 111M, in an asset
    catalogue's card of Code Llama 34B.

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
    return _findings(entry, context, "parameters")


_SHAPE = (
    "layers",
    "heads",
    "kv-heads",
    "width",
    "head-width",
    "feed-forward",
    "context",
    "sequence",
    "vocabulary",
)


@check("claim-shape", Severity.WARNING)
def shape(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states other layers, heads, widths, context or vocabulary than the fields.

    Read are forms such as `64 attention heads`, `n_heads = 64`, `Layers: 40` and `forty layers`, and in
    tables the cells of this model, in English only. A passage that also states the field's own number is left
    alone: the other one is that of a setting or of a part. What a family's text says has to be true of one
    member.

    Caught: 20 heads in the Model Zoo's README of Cerebras-GPT 2.7B, whose configuration has 32.

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
    return _findings(entry, context, *_SHAPE)


@check("claim-training", Severity.WARNING)
def training(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states other training tokens, steps, batches or GPU hours than the fields.

    What follows from the fields counts as stated: tokens from steps and batch. Tokens are those of the
    training only where the sentence says that they were read: those of a data set need not have been. Of a
    training in stages a text may mean any stage, or several that follow each other.

    Caught: 300 billion for 380 billion tokens, and "2.2 million tokens" for 2.2 billion, in the trial of the
    checks (`benchmarks/mutations.py`).

    To fix it: correct the text, or the field if the text is right.

    Wrong:

        description: Trained on 300B tokens. Training took 362,000 steps.
        training:
          tokens: 380B
          steps: 362_000

    Right:

        description: Trained on 380 billion tokens. Training took 362,000 steps.
        training:
          tokens: 380B
          steps: 362_000
    """
    return _findings(entry, context, "tokens", "steps", "batch-tokens", "batch-sequences", "gpu-hours")


@check("claim-rate", Severity.WARNING)
def rate(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states another learning rate than the fields.

    Papers, tables and configurations often differ in it, and who repeats the run needs one. `2.5e-4`,
    `0.00025` and `2.5 × 10⁻⁴` agree.

    Caught: 3.0e-4 in the README of Pythia 1B, whose configuration has 2.5e-4.

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
    return _findings(entry, context, "rate")


@check("claim-unstructured", Severity.NOTE)
def unstructured(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A number stands in a text only, and its field is empty.

    In a sentence it cannot be compared, sorted or checked, and has no source. The field shows it in the
    card's table, and the sentence may stay.

    Caught: the card of GPT-Neo 1.3B in an asset catalogue, whose parameters, steps, tokens and seven scores
    stand in sentences; "20*6.7B tokens" in that of GPT-6.7B-Alpaca.

    To fix it: fill in the field that the message names.

    Wrong:

        description: >
          A transformer with 1.3 billion parameters. It was trained on 380 billion tokens.
          HellaSwag (10-shot) is at 48.47.

    Right:

        description: >
          A transformer with 1.3 billion parameters. It was trained on 380 billion tokens.
          HellaSwag (10-shot) is at 48.47.
        architecture:
          parameters: 1.3B
        training:
          tokens: 380B
        evaluation:
          runs:
            - results:
                - {benchmark: hellaswag, metric: acc_norm, shots: 10, score: 48.47 %}
    """
    for each in told(entry, context):
        if not each.against:
            wanted = "such result in evaluation.runs" if each.kind == "score" else each.field
            message = f"the text says {each.said}; the card has no {wanted}"
            yield Finding(each.passage.path, message, words=_words(each))


CHECKS = (parameters, shape, training, rate, unstructured)
