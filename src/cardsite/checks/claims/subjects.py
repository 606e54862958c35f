"""Of whom a sentence speaks: of the model itself, or also of others, of parts, of a use; knows no fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ...catalogue import CardEntry
from ..cache import once_per_card
from ..check_context import CheckContext
from ..text.mentions import names
from ..text.prose import word_set
from ..text.public_models import public_models
from .numerals import WORDS
from .statements import Statement

__all__ = ["OwnNames", "names_another", "of_the_model", "own_names"]

_SIZE = re.compile(r"(?<![\w.$])\d{1,4}(?:\.\d{1,2})?[MBTmbt](?![A-Za-z0-9])")
_PART_OF_A_NAME = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*")


def _words(name: str) -> str:
    """Words and numbers of a name, with spaces around: `Qwen2.5-7B` and `qwen 2.5 7b` are the same."""
    return f" {' '.join(_PART_OF_A_NAME.findall(name.casefold()))} "


@dataclass(frozen=True, slots=True)
class OwnNames:
    """The names of a card, of its family and of its hub id, to distinguish them from other models' names."""

    words: str
    sizes: frozenset[str]
    """The sizes in the names, in capitals: `350M`."""

    @classmethod
    def of(cls, *names: str) -> OwnNames:
        """Those of the names given."""
        sizes = (size.upper() for name in names for size in _SIZE.findall(re.sub("[-_/]", " ", name)))
        return cls("|".join(map(_words, names)), frozenset(sizes))

    def has(self, name: str) -> bool:
        """Whether a name, or the size that stands for a model, is the card's own."""
        words = _words(name)
        return bool(words.strip()) and (words in self.words or name.strip().upper() in self.sizes)

    def begin(self, text: str) -> bool:
        """Whether a text begins with the first word of one of the names."""
        first = _FIRST_WORD.match(text)
        return first is not None and f"| {first[1].casefold()} " in f"|{self.words}"


_FIRST_WORD = re.compile(r"[\W_]{0,12}(?:[Tt]he )?([^\W\d_]+)")


@once_per_card
def own_names(entry: CardEntry, context: CheckContext) -> OwnNames:
    """The names by which a card's texts speak of its model."""
    card, family = entry.card, context.catalogue.families.get(entry.family)
    hub = card.hub_id.value if card.hub_id and card.hub_id.value else ""
    return OwnNames.of(card.name, *card.aliases, hub, entry.id, family.family.name if family else "")


_WORD = "|".join(WORDS)
_PARTS = (
    r"(?:text|vision|visual|image|audio|speech|prompt|in the) encoder|mask decoder|(?:en|de)coders? have"
    r"|(?:en|de)coder (?:\([^)]{1,40}\) )?has|backbone|projector|U-?Net|autoencoder|VAE|tower|vision|experts?"
    r"|router|classifier|together"
)
_SAYERS = r"paper|README|reports?|reported|authors|says?|according"
_OTHER_MODELS = re.compile(
    r"(?i)\b(?:teacher|student|draft|reward|distill\w*|(?:the|its) base model|pilot|trial|ablation\w*"
    r"|experiments?|tried|sweep|grid)\b"
)
"""Words for models without a name of their own."""
_OF_OTHERS = re.compile(
    r"(?i)\b(?:than|compar\w+|versus|vs|instead|rather|unlike|whereas|against|between|rang\w+|smaller|larger"
    r"|bigger|predecessor|previous|former|latter|others?|another|variant|version [a-z]\b|per|respectively"
    r"|alone|which|half|(?<!-)only|of (?:these|those|them)|in all|total|altogether|cumulative|quanti[sz]\w*"
    rf"|\d-bit|up to|at most|limited|if|could|would|may|might|should|{_PARTS}|{_SAYERS})\b|\?"
)
"""Words of comparisons, parts, trials and reports, in whose company a number may be anybody's."""
_OF_MANY = re.compile(
    r"(?i)\b(?:(?:each|every)(?! (?:layer|block|head)\b)|all|both|models|versions|variants|sizes|families"
    r"|suites|(?:the|this|whole|entire) (?:family|series|suite)(?! of))\b"
)
"""A family's own text speaks of its members so."""
_OF_ADAPTERS = re.compile(r"(?i)\b(?:adapters?|LoRA)\b")
_OF_COUNTS = re.compile(
    r"(?i)\b(?:embeddings?|outside|without|head|of its|blocks of|weights come|trained are)\b"
)
_OF_LENGTHS = re.compile(
    r"(?i)\b(?:beyond|set for|extend\w*|mid-?train\w*|longer|shorter|window of|sliding|local|chunks?"
    r"|documents?|prompts?|outputs?|answers?|summaries|instruction|generat\w*|test\w*|evaluat\w*|measured|perplexity|cache|copy|first"
    r"|enough|tokeni[sz]er was)\b"
)
_WITH_A_WINDOW = re.compile(
    r"(?i),? (?:with|and|using) (?:an? )?(?:local|sliding)[- ](?:attention )?window(?: attention)?(?: size)?"
    r" of \d[\d,]*k?(?: tokens)?"
)
"""What is said of the window beside a length; the length stays the model's."""
_OF_RUNS = re.compile(
    r"(?i)\b(?:first|second|initial\w*|then|later|last|next|until|after|before|by \d[\d,]* steps|at step"
    r"|stages?|phases?|warm\w*|ramp\w*|restart\w*|spikes?|crash\w*|checkpoints?|lowered|halved|reduced"
    r"|schedule|tuned?|tuning|fine-?tun\w*|epochs?|of its|of the|runs?|inference|best|problems?|held-out"
    r"|tokeni[sz]er|twice|times|planned|means?|answer|scored?|rates|suits|measured|evaluation)\b"
)
_OF_LAYERS = re.compile(r"(?i)\b(?:in|of|at) layers?\b|\binduction\b|\bshar(?:e|es|ing)\b")
_SILENT = {
    **dict.fromkeys(("heads", "kv-heads", "layers"), _OF_LAYERS),
    "parameters": _OF_COUNTS,
    **dict.fromkeys(("context", "sequence", "vocabulary"), _OF_LENGTHS),
    **dict.fromkeys(("tokens", "steps", "batch-tokens", "batch-sequences", "rate", "gpu-hours"), _OF_RUNS),
}
"""Further words, for some kinds of numbers: of parts of the count, of a use, of a part of the training."""
_SELF = re.compile(
    r"(?i)\s*(?:this (?:repository|repo|model|checkpoint|card|is)\b"
    r"|the (?:model|network) (?:has|uses)\b)"
)
"""The beginning of a sentence that can only be about the model at hand."""
_NOUNS = (
    r"models?|networks?|architecture|transformer|decoder|encoder|(?:pre-?)?training|run|weights|checkpoint|release"
    r"|context|vocabulary|batch|learning|peak|tokeni[sz]er|data|corpus|attention|hidden|layers?|heads?"
    r"|parameters?|tokens?|steps?|sequences?|texts?|inputs?|width|size"
)
_PLAIN = re.compile(
    r"[\s*_#>|+.)\"'(-]{0,12}(?:\*\*[^*\n]{1,40}\*\*:?\s+)?(?:\d|(?i:"
    rf"(?:it|its|this|these|we|our|an?|all|both|each|every|full|with|has|uses?|built|in|on|over|set|n_\w+|d_\w+|\w+ing|(?:pre-?)?trained|{_WORD}"
    rf"|(?:the (?:[\w-]+ ){{0,2}})?(?:{_NOUNS}))\b))"
)
"""How sentences about the model itself begin, apart from its names; others have another subject."""
_COMPARING = re.compile(
    r"(?i)\b(?:per|each|every|all|both|up to|at most|limited|than|compared|versus|vs|unlike|rang\w+|between"
    rf"|of which|\w*tun(?:ed?|ing)|distill\w*|(?<!-)only|{_PARTS}|window of|sliding)\b"
)
_NUMBERED = re.compile(r"\b(?!INT|TPU)[A-Z][A-Za-z]{2,}-?\d(?:\.\d)?\b")
"""A name with the number of its generation: `Qwen2`, `GPT-3`."""
_ADJECTIVE = re.compile(r"[- ](?:architectures?|style|like|based|type|tokeni[sz]er|vocabulary|design)\b")


_OF_ONE_AMONG_SEVERAL = re.compile(
    r"(?i)\b(?:the|that|those|another|a second) (?:[\w-]+ )?"
    r"(?:one|version|variant|model|sibling|edition|checkpoint|network)s?"
    r" (?:with|of|at|having|that (?:has|have))(?: (?:about|only|some))? $"
)
"""What stands before the number by which a model is told from its siblings: "the version with" 12 layers."""


def of_the_model(
    text: str,
    spoken: Iterable[Statement],
    own: OwnNames,
    entry: CardEntry,
    context: CheckContext,
    *,
    shared: bool,
    summary: bool,
) -> Iterator[tuple[Statement, bool]]:
    """The numbers of a sentence that may be the model's own, and whether they can be nobody else's.

    Those of a sentence that names another model are left out. `shared` texts are a family's, and speak of all
    its members. Of a `summary` the model is the subject, whatever words it begins with.
    """
    counted = {each.start for each in spoken}
    certain = bool(_SELF.match(text))
    if (not certain and _OTHER_MODELS.search(text)) or names_another(text, own, context, counted):
        return
    if certain:
        silent, by_kind = [_COMPARING], {}
    else:
        silent, by_kind = [_OF_OTHERS, *([] if shared else [_OF_MANY])], _SILENT
        if not entry.card.adapter:
            silent.append(_OF_ADAPTERS)
    windows = [match.span() for match in _WITH_A_WINDOW.finditer(text)]
    whole = _WITH_A_WINDOW.sub("", text) if windows else text
    plain = certain or summary or _PLAIN.match(text) or own.begin(text)
    sure = bool(plain) and not any(words.search(text) for words in silent)
    for each in spoken:
        if _OF_ONE_AMONG_SEVERAL.search(text, 0, each.start):
            continue
        if any(start < each.start < end for start, end in windows):
            continue
        yield each, sure and each.sure and not (each.kind in by_kind and by_kind[each.kind].search(whole))


def names_another(text: str, own: OwnNames, context: CheckContext, counted: Collection[int] = ()) -> bool:
    """Whether a text names a model that is not the card's own, or a size for one.

    At the places in `counted` stand numbers of something, which are not sizes.
    """
    for match in _SIZE.finditer(text):
        if match.start() not in counted and not own.has(match[0]):
            return True
    # `BERT large` is not BERT base, nor is "the large model".
    if any(not own.has(match[0]) for match in _VARIANT.finditer(text)):
        return True
    if any(not own.has(match[1]) for match in _SIBLING.finditer(text)):
        return True
    words = word_set(text)
    for phrases in (names(context).models_and_families, public_models()):
        beginnings = phrases.beginnings(words)
        for found in phrases.inside(text, beginnings) if beginnings else ():
            version = _VERSION.match(text, found.end)
            name = text[found.start : version.end() if version else found.end]
            if not own.has(name) and not _ADJECTIVE.match(text, found.start + len(name)):
                return True
    return any(
        not own.has(match[0]) and not _ADJECTIVE.match(text, match.end())
        for match in _NUMBERED.finditer(text)
    )


_SIZE_WORD = r"[Nn]ano|[Tt]iny|[Mm]ini|[Ss]mall|[Mm]edium|[Ll]arge|[Hh]uge|[Gg]iant|XX?L"
_VARIANT = re.compile(
    r"\b(?!(?:The|An?|This|Our|Its?|In|With|For|As|One|Each|Every|Both)\b)[A-Z][\w.-]*[ -]"
    rf"(?:[Bb]ase|{_SIZE_WORD})\b"
)
_SIBLING = re.compile(
    rf"\b[Tt]he ({_SIZE_WORD})(?:[- ]sized)? (?:model|network|checkpoint|one|variant|version)\b"
)
_VERSION = re.compile(r"[- ]?[vV]?\d[\d.]*(?:[MBT]\b)?(?<!\.)")
