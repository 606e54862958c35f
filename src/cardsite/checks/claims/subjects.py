"""Of whom a sentence speaks: of the model itself, or also of others, of parts, of a use; knows no fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple

from ...catalogue import CardEntry
from ..check_context import CheckContext, once_per_card
from ..text.mentions import models_and_families, public_models
from .numerals import WORD

__all__ = ["OwnNames", "is_of_the_model", "names_another", "own_names"]

_SIZE = re.compile(r"(?<![\w.$])\d{1,4}(?:\.\d{1,2})?[MBTmbt](?![A-Za-z0-9])")
_PART_OF_A_NAME = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*")


def _words(name: str) -> str:
    """Words and numbers of a name, with spaces around: `Qwen2.5-7B` and `qwen 2.5 7b` are the same."""
    return f" {' '.join(_PART_OF_A_NAME.findall(name.casefold()))} "


class OwnNames(NamedTuple):
    """The names of a card, of its family and of its hub id, to distinguish them from other models' names."""

    words: str
    """Those of each name, with a bar before it."""
    sizes: frozenset[str]
    """The sizes in the names, in capitals: `350M`."""

    def has(self, name: str) -> bool:
        """Whether a name, or the size that stands for a model, is the card's own."""
        words = _words(name)
        return bool(words.strip()) and (words in self.words or name.strip().upper() in self.sizes)

    def begin(self, text: str) -> bool:
        """Whether a text begins with the first word of one of the names."""
        first = _FIRST_WORD.match(text)
        return first is not None and f"| {first[1].casefold()} " in self.words


_FIRST_WORD = re.compile(r"[\W_]{0,12}(?:[Tt]he )?([^\W\d_]+)")


@once_per_card
def own_names(entry: CardEntry, context: CheckContext) -> OwnNames:
    """The names by which a card's texts speak of its model."""
    card, family = entry.card, context.catalogue.families.get(entry.family)
    hub = card.hub_id.value if card.hub_id and card.hub_id.value else ""
    every = [card.name, *card.aliases, hub, entry.id, family.family.name if family else ""]
    sizes = _SIZE.findall(re.sub("[-_/]", " ", " | ".join(every)))
    return OwnNames("".join(f"|{_words(name)}" for name in every), frozenset(map(str.upper, sizes)))


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(' '.join(words).split())})(?!\w)".replace("_", "[ -]"))


_OF_OTHERS = _any(
    r"teacher student draft reward distill\w* (?:the|its)_base_model pilot trial ablation\w* experiments?",
    r"tried sweep grid than compar\w+ versus vs instead rather unlike whereas against between rang\w+",
    r"smaller larger bigger predecessor previous former latter others? another variants? version_[a-z] per",
    r"respectively alone which half only of_(?:these|those|them) in_all total altogether cumulative",
    r"quanti[sz]\w* \d-bit up_to at_most limited if could would may might should paper README reports?",
    r"reported authors says? according",
    # Parts
    r"(?:text|vision|visual|image|audio|speech|prompt|in_the)_encoder mask_decoder (?:en|de)coders?_have",
    r"(?:en|de)coder_(?:\([^)]{1,40}\)_)?has backbone projector U-?Net autoencoder VAE tower vision experts?",
    r"router classifier together (?:one|version|edition)_with feature_\w+ MLP project\w* is_available",
)
"""Words of comparisons, parts, trials and reports, in whose company a number may be anybody's."""
_OF_MANY = _any(
    r"(?:each|every)(?!_(?:layer|block|head)\b) all both models versions sizes families suites",
    r"(?:the|this|whole|entire)_(?:family|series|suite)(?!_of)",
)
"""A family's own text speaks of its members so."""
_OF_ADAPTERS = _any("adapters? LoRA")
_OF_PARTS = _any(
    r"(?:in|of|at)_layers? induction shar(?:e|es|ing) embeddings? outside without of_its blocks_of",
    r"weights_come trained_are",
    # Of a use
    r"beyond set_for extend\w* mid-?train\w* longer shorter window_of sliding local chunks? documents?",
    r"prompts? outputs? answers? summaries instruction generat\w* test\w* evaluat\w* measured perplexity",
    r"cache copy enough tokeni[sz]er_was",
    # Of a part of the training
    r"first second initial\w* then later last next until after before by_\d[\d,]*_steps at_step stages?",
    r"phases? warm\w* ramp\w* restart\w* spikes? crash\w* checkpoints? lowered halved reduced schedule",
    r"tuned? tuning fine-?tun\w* epochs? of_the_(?:corpus|data|schedule|steps|router) runs? inference",
    r"best problems? held-out twice times planned means? scored? rates suits",
)
"""Words of parts of a count, of a use, of a part of the training."""
_NOUNS = (
    r"models?|networks?|architecture|transformer|decoder|encoder|(?:pre-?)?training|run|weights|checkpoint|release"
    r"|context|vocabulary|batch|learning|peak|tokeni[sz]er|data|corpus|attention|hidden|layers?|heads?"
    r"|parameters?|tokens?|steps?|sequences?|texts?|inputs?|width|size"
)
_PLAIN = re.compile(
    r"[\s_#>|+.)\"'(-]{0,12}(?:\d|(?i:"
    rf"(?:it|its|this|these|we|our|an?|all|both|each|every|full|with|has|uses?|built|in|on|over|set|n_\w+"
    rf"|d_\w+|\w+ing|(?:pre-?)?trained|{WORD}"
    rf"|(?:the (?:[\w-]+ ){{0,2}})?(?:{_NOUNS}))\b))"
)
"""How sentences about the model itself begin, apart from its names; others have another subject."""


def is_of_the_model(text: str, own: OwnNames, *, shared: bool, summary: bool, adapter: bool) -> bool:
    """Whether a number in a sentence that names no other model can be nobody else's.

    `shared` texts are a family's, and speak of all its members. Of a `summary` the model is the subject,
    whatever words it begins with.
    """
    if not (summary or _PLAIN.match(text) or own.begin(text)):
        return False
    silent = [_OF_OTHERS, _OF_PARTS, *([] if shared else [_OF_MANY]), *([] if adapter else [_OF_ADAPTERS])]
    return "?" not in text and not any(words.search(text) for words in silent)


def names_another(text: str, own: OwnNames, context: CheckContext, counted: Collection[int] = ()) -> bool:
    """Whether a text names a model that is not the card's own, or a size for one.

    At the places in `counted` stand numbers of something, which are not sizes.
    """
    sizes = (match[0] for match in _SIZE.finditer(text) if match.start() not in counted)
    # `BERT large` is not BERT base, nor is "the large model".
    variants = (match[0] for match in _VARIANT.finditer(text))
    siblings = (match[1] for match in _SIBLING.finditer(text))
    return not all(map(own.has, chain(sizes, variants, siblings, _named(text, context))))


def _named(text: str, context: CheckContext) -> Iterator[str]:
    """The names of models in a text, but for those that describe something: "a Llama-like design"."""
    spans = [match.span() for match in _NUMBERED.finditer(text)]
    for phrases in (context.made(models_and_families), public_models()):
        for found in phrases.inside(text):
            version = _VERSION.match(text, found.end)
            spans.append((found.start, version.end() if version else found.end))
    return (text[start:end] for start, end in spans if not _ADJECTIVE.match(text, end))


_NUMBERED = re.compile(
    r"\b(?!INT|TPU)[A-Z][A-Za-z]{2,}(?:-?\d(?:\.\d)?|[- ][vV]\d(?:\.\d)?|-[A-Za-z](?:/\d\d?)?)\b"
)
"""A name with the number of its generation, or the letter of its size: `Qwen2`, `Minnow v1`, `ViT-S/16`."""
_ADJECTIVE = re.compile(r"[- ](?:architectures?|style|like|based|type|tokeni[sz]er|vocabulary|design)\b")
_SIZE_WORD = r"[Nn]ano|[Tt]iny|[Mm]ini|[Ss]mall|[Mm]edium|[Ll]arge|[Hh]uge|[Gg]iant|XX?L"
_VARIANT = re.compile(
    r"\b(?!(?:The|An?|This|Our|Its?|In|With|For|As|One|Each|Every|Both)\b)[A-Z][\w.-]*[ -]"
    rf"(?:[Bb]ase|{_SIZE_WORD})\b"
)
_SIBLING = re.compile(
    rf"\b[Tt]he ({_SIZE_WORD})(?:[- ]sized)? (?:model|network|checkpoint|one|variant|version)\b"
)
_VERSION = re.compile(r"[- ]?[vV]?\d[\d.]*(?:[MBT]\b)?(?<!\.)")
