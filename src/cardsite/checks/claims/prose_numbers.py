"""Checks that compare the numbers in a card's texts with its fields.

Only what a text says of the model itself is compared: the sentences of its summary, of its description and of
the descriptions of architecture and training, and the cells of tables that are this model's. A sentence that
begins with another subject is left alone, and so is one that also speaks of other models, of parts, of ranges
or of what somebody else says.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ...catalogue import CardEntry, Passage, passages
from ...problems import Severity
from ...schema import BaseModelRelation
from ..agreement import Range, written
from ..check_context import CheckContext, once_per_card
from ..definition import Finding, check
from .card_numbers import HOMES, Stated, absent, has_silent_stage, stated
from .numerals import number
from .score_statements import AVERAGE, benchmark_names, score_statements
from .spans import cells, sentences
from .statements import Statement, calculations, kind_named, may_count, statements, value_in
from .subjects import is_of_the_model, names_another, own_names

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
"""The texts whose sentences are about the model; of others only the tables and calculations are."""


@once_per_card
def told(entry: CardEntry, context: CheckContext) -> tuple[Told, ...]:
    """All such numbers of a card; of a family's text those that no member bears out, at its first member."""
    return tuple(_told(entry, context))


def _told(entry: CardEntry, context: CheckContext) -> Iterator[Told]:
    members = context.members.get(entry.family, ())
    first = bool(members) and members[0].id == entry.id
    for passage in context.passages(entry):
        if not (passage.prose and _is_read(passage) and may_count(passage.text)):
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
    return passage.path in _READ or "|" in passage.text or "tokens" in passage.text


def _in_text(passage: Passage, members: tuple[CardEntry, ...], context: CheckContext) -> Iterator[Told]:
    """What a text of a card, or one that the members of a family share, tells."""
    (entry, *others) = members
    yield from _contradicted(passage, members, context, shared=bool(others))
    for each in calculations(passage.text):
        if not _stated("tokens", entry, context):
            yield Told("tokens", passage, each.said, "", "training.tokens")
    if passage.path in _READ and not others:
        yield from _scores(entry, passage, context)


def _in_family(members: tuple[CardEntry, ...], context: CheckContext) -> Iterator[Told]:
    """What the texts of a family itself tell, at the fields: they have no place in a card."""
    family = context.catalogue.families.get(members[0].family)
    # Of one with mistakes of its own, which are reported, members still inherit what it shares.
    for passage in passages(family.family) if family else ():
        if passage.prose and passage.path[0] != "shared" and may_count(passage.text):
            for each in _contradicted(passage, members, context, shared=True):
                at = Passage(tuple(each.field.split(".")), each.said, prose=False)
                yield replace(each, passage=at, whose="the family's text")


def _of_the_model(
    passage: Passage, members: tuple[CardEntry, ...], context: CheckContext, *, shared: bool
) -> list[Statement]:
    """What a text may say of the model itself, or of all members of a family; `sure` where it does.

    Kinds of which the fields bear out every number are left out: whom a sentence is about takes long to find.
    """
    entry = members[0]
    found = _of_tables(passage, entry, context)
    if _stated("tokens", entry, context):
        found += calculations(passage.text)
    told_in = sentences(passage.text) if passage.path in _READ else ()
    spoken_in = [(sentence, spoken) for sentence in told_in if (spoken := statements(sentence.text))]
    every = [*found, *(each for _, spoken in spoken_in for each in spoken)]
    open_ = {each.kind for each in every if not _is_stated(each, members, context)}
    if not open_:
        return []
    summary, own = passage.path == ("summary",), own_names(entry, context)
    adapter = entry.card.adapter is not None
    for sentence, spoken in spoken_in:
        by, text = sentence.start, sentence.text
        mine = [each for each in spoken if each.kind in open_]
        if not mine or names_another(text, own, context, {each.start for each in spoken}):
            continue
        plain = is_of_the_model(text, own, shared=shared, summary=summary, adapter=adapter)
        for each in mine:
            slip = not _OF_A_PART.search(text) and _is_slip(each, _stated(each.kind, entry, context))
            found.append(
                replace(each, start=each.start + by, end=each.end + by, sure=(each.sure and plain) or slip)
            )
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
    r"|validation|held-out|test|per|teacher|pilot)\b"
)
_SLIPS = (Decimal("1e3"), Decimal("1e-3"), Decimal("1e6"), Decimal("1e-6"))
_SLIPPING = frozenset({"parameters", "tokens", "vocabulary", "context", "steps"})
_NEARLY = Decimal("0.03")


def _is_slip(statement: Statement, fields: Iterable[Stated]) -> bool:
    """Whether a count has the digits of the field and another unit: million for billion."""
    return statement.kind in _SLIPPING and any(
        abs(statement.range.middle / field.range.middle / slip - 1) < _NEARLY
        for field in fields
        if field.range.middle
        for slip in _SLIPS
    )


def _of_tables(passage: Passage, entry: CardEntry, context: CheckContext) -> list[Statement]:
    """The cells of this model: in its row under a name, in its column beside one, or in a list of values.

    Several cells of a kind are those of several models, whose rows have the family's name.
    """
    if not (found := cells(passage.text)):
        return []
    own = own_names(entry, context)
    kinds = [
        kind_named(cell.row if cell.lone or not own.has(cell.row) else cell.column)
        if cell.lone or own.has(cell.row) or own.has(cell.column)
        else ""
        for cell in found
    ]
    times = Counter(kinds)
    each = [
        value_in(kind, cell.text, cell.start)
        for kind, cell in zip(kinds, found, strict=True)
        if kind in HOMES and times[kind] == 1
    ]
    return [statement for statement in each if statement]


# What the fields say to it


_OF_BASES = frozenset({"tokens", "steps", "batch-tokens", "batch-sequences", "rate"})
"""What a text may well say of the training of the base model."""
_KEPT = frozenset({"layers", "heads", "kv-heads", "width", "head-width", "feed-forward"})
_KEEPING = frozenset({BaseModelRelation.FINETUNE, BaseModelRelation.QUANTIZED})
"""What has no other layers and widths than its base model."""


def _contradicted(
    passage: Passage, members: tuple[CardEntry, ...], context: CheckContext, *, shared: bool
) -> Iterator[Told]:
    """The first statement of each kind that no field of the card, or of a member of its family, bears out."""
    (entry, *others) = members
    spoken: dict[str, list[Statement]] = defaultdict(list)
    for each in sorted(_of_the_model(passage, members, context, shared=shared), key=lambda each: each.start):
        spoken[each.kind].append(each)
    for kind, group in spoken.items():
        sure = [each for each in group if each.sure]
        if not sure or any(_is_stated(each, members, context) for each in group):
            # A text that also states the field's own number says what the other one is.
            continue
        # Several counts of tokens are those of parts of the data, several of steps those of stages.
        if kind in {"tokens", "steps"} and len(sure) > 1:
            continue
        first = sure[0]
        fields = [each for member in members for each in _stated(kind, member, context)]
        sizes = own_names(entry, context).sizes if kind == "parameters" else ()
        if any(_is_size(first.range, size, fields) for size in sizes):
            continue
        if any(_others_may_state(kind, member, first.range, context) for member in members):
            continue
        # Short sequences go before the longer ones that give the context.
        if kind == "sequence" and all("context" in each.field for each in fields):
            fields = [each for each in fields if first.range.low > each.range.high]
        if fields:
            yield Told(kind, passage, first.said, fields[0].shown, fields[0].field)
        elif not others and kind not in {"gpu-hours", "sequence"} and not absent(kind, entry.card):
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
    found = score_statements(passage.text, context.made(_benchmarks))
    measured = {result.benchmark for run in entry.card.runs for result in run.results}
    measured |= {AVERAGE for run in entry.card.runs if run.average or len(run.results) > 1}
    fresh = {each.benchmarks: each for each in reversed(found) if measured.isdisjoint(each.benchmarks)}
    if not fresh or _OF_OTHER_SCORES.search(passage.text):
        return
    if names_another(passage.text, own_names(entry, context), context):
        return
    for each in reversed(fresh.values()):
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


_SHAPE = frozenset(HOMES) & {
    *("parameters", "layers", "heads", "kv-heads", "width", "head-width", "feed-forward"),
    *("context", "sequence", "vocabulary"),
}


def _findings(entry: CardEntry, context: CheckContext, *, shape: bool) -> Iterator[Finding]:
    for each in told(entry, context):
        if each.against and (each.kind in _SHAPE) is shape:
            message = f"{each.whose} says {each.said}, but {each.against}"
            yield Finding(each.passage.path, message, words=each.said)


@check("claim-shape", Severity.WARNING)
def shape(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states other parameters, layers, heads, widths, context or vocabulary than the fields.

    Readers believe the sentence, machines the field, and after an edit of one the other is often forgotten.
    Read are forms such as `1.3 billion parameters`, `64 attention heads`, `n_heads = 64`, `Layers: 40` and
    `forty layers`, and in tables the cells of this model, in English only. Makers round as well as cut, so
    that `14B` may stand for 14.7 billion, and the size in the model's name is left alone. So are sentences
    about other models, about a family, or with a range, and a passage that also states the field's own
    number. What a family's text says has to be true of one member.

    Caught: "the base version of the 34B parameters model" on a page titled Cerebras-GPT 111M, in an asset
    catalogue's card of Code Llama 34B; 20 heads in the Model Zoo's README of Cerebras-GPT 2.7B, whose
    configuration has 32.

    To fix it: correct the text, or the field if the text is right; if another page says so, name that page.

    Example:

        - description: A transformer with 1.3 billion parameters, 32 layers and 20 attention heads.
        + description: A transformer with 2.7 billion parameters, 32 layers and 32 attention heads.
          architecture: {parameters: 2.7B, layers: 32, attention_heads: 32}
    """
    return _findings(entry, context, shape=True)


@check("claim-training", Severity.WARNING)
def training(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text states other training tokens, steps, batches, GPU hours or learning rates than the fields.

    What follows from the fields counts as stated: tokens from steps and batch. Tokens are those of the
    training only where the sentence says that they were read: those of a data set need not have been. Of a
    training in stages a text may mean any stage, or several that follow each other. `2.5e-4`, `0.00025` and
    `2.5 × 10⁻⁴` agree.

    Caught: a learning rate of 3.0e-4 in the README of Pythia 1B, whose configuration has 2.5e-4; "2.2 million
    tokens" for 2.2 billion in the trial of the checks (`benchmarks/mutations.py`).

    To fix it: correct the text, or the field if the text is right; if another page says so, name that page.

    Example:

        - description: Trained on 300B tokens, with a peak learning rate of 3.0e-4.
        + description: Trained on 380 billion tokens, with a peak learning rate of 2.5e-4.
          training: {tokens: 380B, learning_rate: 2.5e-4}
    """
    return _findings(entry, context, shape=False)


@check("claim-unstructured", Severity.NOTE)
def unstructured(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A number stands in a text only, and its field is empty.

    In a sentence it cannot be compared, sorted or checked, and has no source. The field shows it in the
    card's table, and the sentence may stay.

    Caught: the card of GPT-Neo 1.3B in an asset catalogue, whose parameters, steps, tokens and seven scores
    stand in sentences; "20*6.7B tokens" in that of GPT-6.7B-Alpaca.

    To fix it: fill in the field that the message names.

    Example:

          description: >
            A transformer with 1.3 billion parameters. HellaSwag (10-shot) is at 48.47.
        + architecture:
        +   parameters: 1.3B
        + evaluation:
        +   runs:
        +     - results:
        +         - {benchmark: hellaswag, metric: acc_norm, shots: 10, score: 48.47 %}
    """
    for each in told(entry, context):
        if not each.against:
            wanted = "such result in evaluation.runs" if each.kind == "score" else each.field
            message = f"the text says {each.said}; the card has no {wanted}"
            words = each.said.partition(" on ")[0] if each.kind == "score" else each.said
            yield Finding(each.passage.path, message, words=words)


CHECKS = (shape, training, unstructured)
