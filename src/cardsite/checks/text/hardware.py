"""Check that the accelerator which a text says the model was trained on is the card's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry
from ...catalogue.validation import dotted
from ...facts.derived import fact_at
from ...problems import Severity
from ...schema import Count, known
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from ..numbers.accelerators import accelerator
from .mentions import names
from .models import NAME, foreign_subjects, is_own_name, own_words
from .phrases import words_of
from .prose import card_text, word_set
from .public_models import public_models
from .sentences import LABEL, sentences

__all__ = ["CHECKS"]


@check("foreign-hardware", Severity.WARNING, "training.hardware")
def hardware(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text says that the model was trained on another accelerator than the card.

    Only sentences about the training of this model that name a single accelerator count, with how many of
    them there were where the card says that too. Inference,
    fine-tuning and other stages, comparisons, conversions and other models have accelerators of their own.

    Caught: The card of Code Llama 34B in a public catalogue says above that it was trained on CS-2 systems,
    which is true of Cerebras-GPT 111M, and below that it was trained on "hardware of type A100-80GB".

    To fix it: look up which of the two it was, and correct the other.

    Wrong:

        description: The model was trained on 64 A100 GPUs.
        training: {hardware: {accelerator: TPU v4}}

    Right:

        description: The model was trained on 64 TPU v4 chips. It can run on a single A100.
        training: {hardware: {accelerator: TPU v4}}
    """
    own, counts = (
        {
            dotted(path): value
            for path, part in entry.card.training_parts
            if (value := known(fact_at(part, f"hardware.{name}")))
        }
        for name in ("accelerator", "count")
    )
    texts = card_text(entry, context)
    if not own or not all(map(_DIGIT.search, own.values())):
        return
    if texts.words.isdisjoint(_TRAINED):
        return
    for passage in texts.passages:
        if passage.prose and passage.path[0] not in _NOT_OF_TRAINING and _may_tell(passage.text):
            for sentence in sentences(passage.text):
                other = _accelerator(sentence)
                differs = other and all(_differ(mine, other) for mine in own.values())
                number = _number(sentence, other) if counts and other and not differs else ""
                many = number and all(_other_number(each, number) for each in counts.values())
                if (differs or many) and not _of_something_else(sentence, entry, context):
                    name, said = ("accelerator", other) if differs else ("count", number)
                    field, mine = next(iter((own if differs else counts).items()))
                    message = f"the text says {quoted(said)}, {field}.hardware.{name} {quoted(str(mine))}"
                    yield Finding(passage.path, message, words=said)
                    return


_DIGIT = re.compile(r"\d")
_TRAINED = frozenset({"trained", "training", "pretrained", "pretraining"})
_TRAINING = re.compile(r"\b(?:pre-?)?train(?:ed|ing)\b", re.IGNORECASE)
_NAME = re.compile(
    # A set of characters first is found many times faster than alternatives are.
    r"[TGMRPVAHBLC](?<!\w.)(?:(?<=T)PU[ -]?v\d\w?"
    r"|(?:(?<=G)[HB]|(?<=M)I|(?<=R)TX |(?<=[PVAHBL]))\d{2,4}[A-Z]{0,2}"
    r"|(?<=[TL])4|(?<=C)S-[1-3]|(?<=G)audi ?[23])(?!\.?\d)"
)
_LABEL = re.compile(rf"\A{LABEL}")
_OF_THIS = re.compile(
    rf"{LABEL}(?:In (?:aggregate|total),? )?(?:(?:It|We|(?:The )?(?:[Pp]re-?)?[Tt]rain(?:ing|ed))\b"
    r"|(?:The|This|These|Our|All)(?: [a-z0-9.-]+){0,2} (?:models?|weights|networks?|checkpoints?|adapter)"
    r" (?:was|were|is|are|has|have|took)\b)",
    re.IGNORECASE,
)
_TRAINING_OF = re.compile(rf"{LABEL}(?:Pre-?t|T)raining (?:of )?(?:the )?(?P<name>{NAME})")
_SIZE = re.compile(r"\b(\d[\d.]*[BM])[ -](?:parameter|model|variant|version)")
_NOT_OF_TRAINING = frozenset(
    {"evaluation", "inference", "prompting", "notes", "related", "successor", "base_model", "sources"}
    | {"quantization", "merge", "distillation", "files"}
)
_ELSEWHERE = re.compile(
    r"\b(?:inference|deploy\w*|to run|runs?|fine-?tun\w*|adapt\w*|can|could|would|equivalent|compar\w*|than"
    r"|unlike|vs|instead|usd|cost\w*|rent\w*|original\w*|teacher|base|encoder|tokenizer|reward|first|initial\w*"
    r"|then|stages?|phases?|ablations?|smaller|larger|other|earlier|previous\w*|both|if|speeds?|throughput"
    r"|faster|latency|not|evaluat\w*|batch|also|additional|continu\w*)\b|\$",
    re.IGNORECASE,
)


def _may_tell(text: str) -> bool:
    return bool(_NAME.search(text)) and bool(_TRAINING.search(text))


def _accelerator(sentence: str) -> str:
    """The only accelerator that a sentence names, after it speaks of training."""
    found = {match[0] for match in _NAME.finditer(sentence)}
    training = _TRAINING.search(sentence) if len(found) == 1 else None
    return next((name for name in found if training and training.end() < sentence.index(name)), "")


def _number(sentence: str, name: str) -> str:
    """How many of them a sentence says there were, where it counts all at once."""
    found = re.search(rf"(?<![\w.,×])(\d[\d,]{{0,6}}) (?:[A-Z][A-Za-z]+ ){{0,2}}{name}", sentence)
    return found[1] if found and not _OF_SEVERAL.search(sentence) else ""


def _other_number(mine: Count, said: str) -> bool:
    return mine.value != int(said.replace(",", ""))


_OF_SEVERAL = re.compile(
    r"(?i)\b(?:nodes?|each|every|per|pods?|hosts?|machines?|servers?|up to|between|or|cores?|slices?"
    r"|of type)\b|[×*]| x "
)


def _differ(mine: str, other: str) -> bool:
    """Whether two names are of accelerators of different kinds."""
    one, two = accelerator(mine), accelerator(other)
    if one and two:
        return not (one.name.startswith(two.name) or two.name.startswith(one.name))
    # `v3-8` is a TPU v3.
    return not any(word in mine.lower() for word in re.findall(r"[a-z]*\d+|[a-z]{4,}", other.lower()))


def _of_something_else(sentence: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether a sentence is about another stage or model; not if the whole text is about that model."""
    if _ELSEWHERE.search(sentence) or not (
        _OF_THIS.match(sentence) or is_own_name(_LABEL.sub("", sentence), entry, context)
    ):
        return True
    own = own_words(entry, context)
    if any(size.lower() not in own for size in _SIZE.findall(sentence)):
        return True
    of = _TRAINING_OF.match(sentence)
    others = [of["name"]] if of else []
    for phrases in (names(context).models_and_families, public_models()):
        found = phrases.inside(sentence, phrases.beginnings(word_set(sentence)))
        others += [sentence[each.start : each.end] for each in found]
    named = [words for words in (words_of(other) for other in others) if not own.issuperset(words)]
    foreign = [words_of(each.name) for each in foreign_subjects(entry, context)] if named else []
    return any(words not in foreign for words in named)


CHECKS = (hardware,)
