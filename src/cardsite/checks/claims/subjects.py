"""Of whom a sentence speaks: of the model itself, or also of others, of parts, of a use; knows no fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ...catalogue import CardEntry
from ..check_context import CheckContext
from ..text.known import known_models
from ..text.mentions import names
from ..text.texts import split
from .statements import Statement

__all__ = ["OwnNames", "is_about", "names_another", "own_names"]

_SIZE = re.compile(r"(?<![\w.])\d{1,4}(?:\.\d{1,2})?[MBTmbt](?![A-Za-z0-9])")
_BETWEEN = re.compile(r"[\s_./+-]+")


@dataclass(frozen=True, slots=True)
class OwnNames:
    """The names of a card, of its family and of its hub id, to distinguish them from other models' names."""

    folded: str
    sizes: frozenset[str]
    """The sizes in the names, in capitals: `350M`."""

    @classmethod
    def of(cls, *names: str) -> OwnNames:
        """Those of the names given."""
        sizes = (size.upper() for name in names for size in _SIZE.findall(name.replace("-", " ")))
        return cls(" ".join(_BETWEEN.sub("", name).casefold() for name in names), frozenset(sizes))

    def has(self, name: str) -> bool:
        """Whether a name, or the size that stands for a model, is the card's own."""
        folded = _BETWEEN.sub("", name).casefold()
        return bool(folded) and (folded in self.folded or name.strip().upper() in self.sizes)


def own_names(entry: CardEntry, context: CheckContext) -> OwnNames:
    """The names by which a card's texts speak of its model."""
    card, family = entry.card, context.catalogue.families.get(entry.family)
    hub = card.hub_id.value if card.hub_id and card.hub_id.value else ""
    return OwnNames.of(card.name, *card.aliases, hub, entry.id, family.family.name if family else "")


_OTHERS = (
    # Comparisons and ranges
    r"than|compar\w+|versus|vs|instead|rather|unlike|whereas|while|against|between|rang\w+|smaller|larger"
    r"|bigger|better|longer|predecessor|earlier|previous|former|latter|others?|another|some|one|version"
    # Parts, totals and units
    r"|variant|per|respectively|alone|encoder|vision|tower|experts?|router|head|classifier|embeddings?|which"
    r"|half|(?<!-)only|outside|without|of (?:its|these|those|them)|in all|total|altogether|cumulative"
    r"|average|mean|epochs?|corpus|window of|sliding|local|quanti[sz]\w*|\d-bit|bits?|cache"
    # Limits and times
    r"|up to|at most|limited|beyond|set for|first|second|initial\w*|then|later|last|next|until|after|before"
    r"|by \d[\d,]* steps|at step|stages?|phases?|warm\w*|ramp\w*|restart\w*|spikes?|crash\w*|checkpoints?"
    r"|lowered|halved|reduced|schedule"
    # Uses, trials and what comes of them
    r"|inference|generat\w*|served?|evaluat\w*|test\w*|measured|takes|tuned?|tuning|fine-?tun\w*|pilot|trial"
    r"|ablation\w*|experiments?|tried|sweep|grid|if|could|would|may|might|should|needs?|suits|chunks?"
    r"|documents?|prompts?|outputs?|answers?|summaries|held-out|sample\w*|copy|tokeni[sz]er was|follows?"
    # Other models and what others say
    r"|teacher|student|draft|reward|distill\w*|base model|paper|README|reports?|reported|authors|says?"
    r"|according"
)
_OF_OTHERS = re.compile(rf"(?i)\b(?:{_OTHERS})\b|\?")
"""Words of comparisons, parts, stages, uses and reports, in whose company a number may be anybody's."""
_OF_MANY = re.compile(
    r"(?i)\b(?:each|every|all|both|models|versions|variants|sizes|series|famil\w+|suites?)\b"
)
"""A family's own text speaks of its members so."""
_OF_ADAPTERS = re.compile(r"(?i)\b(?:adapters?|LoRA)\b")
_SELF = re.compile(
    r"(?i)\s*(?:this (?:repository|repo|model|checkpoint|card|is)\b"
    r"|the (?:model|network) (?:has|is|was|uses)\b)"
)
"""The beginning of a sentence that can only be about the model at hand."""
_COMPARING = re.compile(
    r"(?i)\b(?:per|each|every|all|both|up to|at most|limited|than|compared|versus|vs|unlike|rang\w+|between"
    r"|of which|\w*tun(?:ed?|ing)|distill\w*|experts?|only|encoder|vision|window of|sliding)\b"
)
_GPT = re.compile(r"\bGPT-?\d(?:\.\d)?\b")
_ADJECTIVE = re.compile(r"[- ](?:architectures?|style|like|based|type|tokeni[sz]er|vocabulary|design)\b")


def is_about(
    text: str,
    spoken: Iterable[Statement],
    own: OwnNames,
    entry: CardEntry,
    context: CheckContext,
    *,
    shared: bool,
) -> bool:
    """Whether the numbers of a sentence can only be the model's own; of a family's text, its members'."""
    if _SELF.match(text):
        silent = [_COMPARING]
    else:
        silent = [
            _OF_OTHERS,
            *([] if shared else [_OF_MANY]),
            *([] if entry.card.adapter else [_OF_ADAPTERS]),
        ]
    if any(words.search(text) for words in silent):
        return False
    return not names_another(text, own, context, [(each.start, each.end) for each in spoken])


def names_another(
    text: str, own: OwnNames, context: CheckContext, counted: Collection[tuple[int, int]] = ()
) -> bool:
    """Whether a text names a model that is not the card's own, or a size for one; `counted` are no sizes."""
    for match in _SIZE.finditer(text):
        if not own.has(match[0]) and not any(start <= match.start() < end for start, end in counted):
            return True
    words = split(text)
    for phrases in (names(context).models_and_families, known_models()):
        beginnings = phrases.beginnings(words)
        for found in phrases.inside(text, beginnings) if beginnings else ():
            version = _VERSION.match(text, found.end)
            name = text[found.start : version.end() if version else found.end]
            if not own.has(name) and not _ADJECTIVE.match(text, found.start + len(name)):
                return True
    return any(
        not own.has(match[0]) and not _ADJECTIVE.match(text, match.end()) for match in _GPT.finditer(text)
    )


_VERSION = re.compile(r"[- ]?[vV]?\d[\d.]*(?:[MBT]\b)?(?<!\.)")
