"""Checks that compare the numbers in a card's texts with its fields.

Sentences that begin with another subject than the model are left alone, and so are those that also speak of
other models, of parts, of ranges or of what somebody else says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain

from ...catalogue import CardEntry, Passage, passages
from ...facts.derived import fact_at
from ...problems import Severity
from ...schema import BaseModelRelation, Card
from ..agreement import Range, written
from ..check_context import CheckContext, once_per_card
from ..definition import Finding, check
from ..text.phrases import Phrases
from .card_numbers import HOMES, Stated, has_silent_stage, stated
from .numerals import number
from .statements import (
    Statement,
    calculations,
    cells,
    kind_named,
    may_count,
    sentences,
    statements,
    value_in,
)
from .subjects import is_of_the_model, names_another, own_names

__all__ = ["CHECKS"]

_READ = frozenset(
    {
        *(("summary",), ("description",), ("architecture", "description"), ("training", "procedure")),
        *(("training", "method"), ("training", "data_description"), ("adapter", "description")),
    }
)
"""The texts whose sentences are about the model; of others only the tables and calculations are."""
_SHAPE = frozenset(
    {
        *("parameters", "layers", "heads", "kv-heads", "width", "head-width", "feed-forward"),
        *("context", "sequence", "vocabulary"),
    }
)
"""The kinds of numbers that `claim-shape` is about."""


@check("claim-shape", Severity.WARNING)
def shape(entry: CardEntry, context: CheckContext) -> Iterable[Finding]:
    """A text states other parameters, layers, heads, widths, context or vocabulary than the fields.

    After an edit of one the other is often forgotten. Read are forms such as `1.3 billion parameters`,
    `n_heads = 64`, `Layers: 40` and `forty layers`, and in tables the cells of this model, in English only.
    `14B` may stand for 14.7 billion. Sentences about other models or with a range are left alone, and so is a
    number where the same text also states that of the field. What a family's text says has to be true of one
    member.

    Caught: "the base version of the 34B parameters model" on a page titled Cerebras-GPT 111M, in an asset
    catalogue's card of Code Llama 34B; 20 heads in the Model Zoo's README of Cerebras-GPT 2.7B, whose
    configuration has 32.

    To fix it: correct the text, or the field if the text is right; if another page says so, name that page.

    Example:

        - description: A transformer with 1.3 billion parameters, 32 layers and 20 attention heads.
        + description: A transformer with 2.7 billion parameters, 32 layers and 32 attention heads.
          architecture: {parameters: 2.7B, layers: 32, attention_heads: 32}
    """
    return _found(entry, context).get("claim-shape", ())


@check("claim-training", Severity.WARNING)
def training(entry: CardEntry, context: CheckContext) -> Iterable[Finding]:
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
    return _found(entry, context).get("claim-training", ())


@check("claim-unstructured", Severity.NOTE)
def unstructured(entry: CardEntry, context: CheckContext) -> Iterable[Finding]:
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
    return _found(entry, context).get("claim-unstructured", ())


@once_per_card
def _found(entry: CardEntry, context: CheckContext) -> Mapping[str, list[Finding]]:
    """What each of the checks finds in the texts of a card."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for passage, members, whose in _texts(entry, context):
        lacking: list[tuple[str, str]] = []
        for each, field in _contradicted(passage, members, context):
            if field:
                code = "claim-shape" if each.kind in _SHAPE else "claim-training"
                # A family's own texts have no place in a card: what is wrong in them stands at the field.
                path = passage.path if whose == "the text" else tuple(field.field.split("."))
                message = f"{whose} says {each.said}, but {field.shown}"
                found[code].append(Finding(path, message, words=each.said))
            elif each.kind not in {"gpu-hours", "sequence"} and not _is_absent(each.kind, entry.card):
                lacking.append((each.said, _home(each, entry)))
        if not stated("tokens", entry, context):
            lacking += ((each.said, "training.tokens") for each in calculations(passage.text))
        lacking += ((score, "such result in evaluation.runs") for score in _scores(passage, entry, context))
        # What a family has in common is nobody's own.
        for said, home in lacking if whose == "the text" and len(members) == 1 else ():
            message = f"the text says {said}; the card has no {home}"
            found["claim-unstructured"].append(
                Finding(passage.path, message, words=said.partition(" on ")[0])
            )
    return found


def _texts(entry: CardEntry, context: CheckContext) -> Iterator[tuple[Passage, tuple[CardEntry, ...], str]]:
    """The texts that are read, the cards that they may speak of, and what a message calls them.

    Those that a family shares are read at its first member.
    """
    members = context.members.get(entry.family, ())
    first = bool(members) and members[0].id == entry.id
    for passage in filter(_is_read, context.passages(entry)):
        if not entry.family or entry.located.place(passage.path).file == entry.file:
            yield passage, (entry,), "the text"
        elif first:
            yield passage, members, "the text"
    # Of a family with mistakes of its own, which are reported, members still inherit what it shares.
    family = context.catalogue.families.get(entry.family) if first else None
    for passage in filter(_is_read, passages(family.family) if family else ()):
        if passage.path[0] != "shared":
            yield passage, members, "the family's text"


def _is_read(passage: Passage) -> bool:
    """Whether anything at all is looked for in a text."""
    text = passage.text
    return passage.prose and (passage.path in _READ or "|" in text or "tokens" in text) and may_count(text)


def _contradicted(
    passage: Passage, members: tuple[CardEntry, ...], context: CheckContext
) -> Iterator[tuple[Statement, Stated | None]]:
    """The first number of each kind that no field of the cards bears out, with the first of these fields."""
    by_kind: dict[str, list[Statement]] = defaultdict(list)
    for each in _of_the_model(passage, members, context):
        by_kind[each.kind].append(each)
    for kind, every in by_kind.items():
        certain = [each for each in every if each.sure]
        # A text that also states the field's own number says what the other one is. Several counts of tokens
        # are those of parts of the data, several of steps those of stages.
        if any(_is_true(each, members, context) for each in every):
            continue
        if not certain or (len(certain) > 1 and kind in {"tokens", "steps"}):
            continue
        first = certain[0]
        fields = [field for one in members for field in stated(kind, one, context)]
        sizes = own_names(members[0], context).sizes if kind == "parameters" else ()
        if _is_size(first.range, sizes, fields):
            continue
        if any(_others_may_state(kind, one, first.range, context) for one in members):
            continue
        # Short sequences go before the longer ones that give the context.
        if kind == "sequence" and all("context" in field.field for field in fields):
            fields = [field for field in fields if first.range.low > field.range.high]
        yield first, fields[0] if fields else None


def _of_the_model(
    passage: Passage, members: tuple[CardEntry, ...], context: CheckContext
) -> Iterator[Statement]:
    """What a text may say of the model itself, or of all members of a family; `sure` where it does.

    Kinds of which the fields bear out every number are left out: whom a sentence is about takes long to find.
    """
    entry, spoken = members[0], dict[str, tuple[Statement, ...]]()
    found = [*_of_tables(passage, entry, context)]
    if stated("tokens", entry, context):
        found += calculations(passage.text)
    if passage.path in _READ:
        spoken = {text: statements(text) for text in sentences(passage.text)}
    every = chain(found, *spoken.values())
    open_ = {each.kind for each in every if not _is_true(each, members, context)}
    yield from (each for each in found if each.kind in open_)
    own, adapter, summary = own_names(entry, context), bool(entry.card.adapter), passage.path == ("summary",)
    for text, numbers in spoken.items() if open_ else ():
        mine = [each for each in numbers if each.kind in open_]
        if mine and not names_another(text, own, context, {each.start for each in numbers}):
            plain = is_of_the_model(text, own, shared=len(members) > 1, summary=summary, adapter=adapter)
            for each in mine:
                sure = (each.sure and plain) or _is_slip(each, text, entry, context)
                yield each._replace(sure=sure)


def _is_true(each: Statement, members: Iterable[CardEntry], context: CheckContext) -> bool:
    """Whether a field of one of the cards bears a number out."""
    fields = (field for one in members for field in stated(each.kind, one, context))
    return any(field.range.same(each.range) for field in fields)


def _is_absent(kind: str, card: Card) -> bool:
    """Whether the card says of a field of the kind that there is no value, which is an answer too."""
    facts = (fact_at(card, field) for field in HOMES[kind])
    return any(fact is not None and fact.absent is not None for fact in facts)


_OF_A_PART = re.compile(
    r"(?i)\b(?:\w*tun(?:ed?|ing)|instruct\w*|warm\w*|anneal\w*|stages?|phases?|step \d|continued|further"
    r"|validation|held-out|test|per|teacher|pilot)\b"
)
_SLIPS = (Decimal("1e3"), Decimal("1e-3"), Decimal("1e6"), Decimal("1e-6"))
_SLIPPING = frozenset({"parameters", "tokens", "vocabulary", "context", "steps"})
_NEARLY = Decimal("0.03")


def _is_slip(statement: Statement, text: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether a count has the digits of the field and another unit: million for billion."""
    if statement.kind not in _SLIPPING or _OF_A_PART.search(text):
        return False
    fields = (field.range.middle for field in stated(statement.kind, entry, context))
    ratios = [statement.range.middle / middle for middle in fields if middle]
    return any(abs(ratio / slip - 1) < _NEARLY for ratio in ratios for slip in _SLIPS)


def _of_tables(passage: Passage, entry: CardEntry, context: CheckContext) -> Iterator[Statement]:
    """The cells of this model: in its row under a name, in its column beside one, or in a list of values.

    Several cells of a kind are those of several models, whose rows have the family's name.
    """
    own = own_names(entry, context)
    found: dict[str, list[str]] = defaultdict(list)
    for cell in cells(passage.text):
        if cell.lone or own.has(cell.row) or own.has(cell.column):
            found[kind_named(cell.row if cell.lone or not own.has(cell.row) else cell.column)].append(
                cell.text
            )
    for kind, (text, *others) in found.items():
        if kind in HOMES and not others and (statement := value_in(kind, text)):
            yield statement


_OF_BASES = frozenset({"tokens", "steps", "batch-tokens", "batch-sequences", "rate"})
"""What a text may well say of the training of the base model."""
_KEPT = frozenset({"layers", "heads", "kv-heads", "width", "head-width", "feed-forward"})
_KEEPING = frozenset({BaseModelRelation.FINETUNE, BaseModelRelation.QUANTIZED})
"""What has no other layers and widths than its base model."""
_NEAR_ENOUGH = Decimal("0.35")
"""Models are named after a size that is at most so far from what they have: Gemma 2B from 2.68 billion."""


def _is_size(range_: Range, sizes: Iterable[str], fields: Iterable[Stated]) -> bool:
    """Whether a number of parameters is the size in the model's name, and near what the fields have."""
    named = any(written(number(size[:-1], size[-1])).same(range_) for size in sizes)
    return named and any(field.range.wider(_NEAR_ENOUGH).agrees(range_) for field in fields)


def _others_may_state(kind: str, entry: CardEntry, range_: Range, context: CheckContext) -> bool:
    """Whether a model that the card was made from states such a number, or may, having no card.

    So may a stage of the training that states none, where others do.
    """
    if has_silent_stage(kind, entry.card) and stated(kind, entry, context):
        return True
    bases = tuple(context.above(entry))
    if any(field.range.same(range_) for base in bases for field in stated(kind, base, context)):
        return True
    if kind in _KEPT and len(entry.card.bases) == 1 and entry.card.relation in _KEEPING:
        return False
    return bool(entry.card.bases) and (kind in _OF_BASES or not bases)


_LARGEST_ADAPTER = 5 * 10**8


def _home(each: Statement, entry: CardEntry) -> str:
    """The field that a card is asked for; of an adapter its own, unless the number is its base model's."""
    first, *others = HOMES[each.kind]
    own = entry.card.adapter and each.range.high < _LARGEST_ADAPTER
    return next((home for home in others if home.startswith("adapter.")), first) if own else first


# Scores


_SCORE = r"(\d{1,3}(?:\.\d{1,8}(?!\.?\w)(?:\s?%)?|\s?%))(?!\s(?:points?|times|of guess))"
_DECIMAL = re.compile(r"\.(?<=\d\.)\d")
"""It begins with a sign that is quick to look for."""
_BEFORE = re.compile(rf"(?<![\w.,/$±+^-])(?<!± ){_SCORE}\s(?:accuracy |F1 )?on\s(?:the\s)?$")
_AFTER = re.compile(
    r"(?:[\s(:=,*`]|(?:\d{1,3}|zero|one|five|ten)-shot\)?"
    rf"|(?:accuracy|score|performance|is|was|stands|reported|as|at|of|with)\b){{0,30}}{_SCORE}"
)
_LONGEST_BEFORE = 40
_AVERAGE = "average"
_OF_OTHER_SCORES = re.compile(
    r"(?i)\b(?:than|compared|versus|vs|unlike|against|while|whereas|models|others?|base model|pretrained"
    r"|tuned|teacher|rises?|falls?|from|quanti[sz]\w*|\d-bit|human|guess\w*|random|chance|baseline|previous"
    r"|state of the art|would|target|each)\b"
)


def _scores(passage: Passage, entry: CardEntry, context: CheckContext) -> Iterator[str]:
    """The scores in a text of which the card has no result at all: `48.47 on HellaSwag`."""
    text = passage.text
    if passage.path not in _READ or not ("%" in text or _DECIMAL.search(text)):
        return
    if _OF_OTHER_SCORES.search(text):
        return
    measured = {result.benchmark for run in entry.card.runs for result in run.results}
    measured |= {_AVERAGE for run in entry.card.runs if run.average or len(run.results) > 1}
    names, fresh = context.made(_benchmarks), dict[tuple[str, ...], str]()
    for name in names.inside(text, anyhow=True):
        before = _BEFORE.search(text, max(0, name.start - _LONGEST_BEFORE), name.start)
        score = before or _AFTER.match(text, name.end)
        if score and measured.isdisjoint(name.values):
            fresh.setdefault(name.values, f"{score[1]} on {text[name.start : name.end]}")
    if fresh and not names_another(text, own_names(entry, context), context):
        yield from fresh.values()


def _benchmarks(context: CheckContext) -> Phrases[str]:
    """The ids of benchmarks by their names; `ARC` alone means every benchmark that begins so."""
    found = [(_AVERAGE, _AVERAGE)]
    for identity, each in context.catalogue.registries.benchmarks.items():
        first, _, rest = each.value.name.partition(" ")
        short = [first] if rest and first.isupper() and len(first) > 2 else []
        found += ((name, identity) for name in (identity, each.value.name, *each.value.aliases, *short))
    return Phrases(found)


CHECKS = (shape, training, unstructured)
