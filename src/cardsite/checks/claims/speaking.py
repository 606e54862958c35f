"""Of whom a sentence speaks: of the model at hand, of another, or of what somebody else says; no numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Sentence", "models_in", "sentence"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The sentence around a number, and what it gives away about whose number that is."""

    start: int
    end: int
    others: bool
    """The words right around the number say that it is not, or not only, this model's."""
    tuning: bool
    """They are of tuning a model further, or of an adapter."""
    itself: bool
    """They are of a model `itself`, as one says of what another was made from."""
    reported: bool
    """It tells what some text says."""
    several: bool
    """The words right around the number are of more than one model."""
    subjects: tuple[str, ...]
    """Names and sizes of models that stand where the number may be theirs."""
    names: tuple[str, ...]
    """All names and sizes of models in it."""


@lru_cache(maxsize=1 << 12)
def sentence(text: str, start: int, end: int) -> Sentence:
    """What the sentence around text[start:end] gives away."""
    first, last = _bounds(text, start, end)
    before, after = text[first:start], text[end:last]
    found = [(match, first) for match in _MODEL.finditer(before)]
    behind = [(match, end) for match in _MODEL.finditer(after)]
    subjects = [match[0] for match, _ in found if not _in_passing(before, match)]
    subjects += [match[0] for match, _ in behind if _OWNER.search(after[: match.start()])]
    subjects += [
        match[0]
        for match, _ in behind
        if _OPENING.match(before) and re.fullmatch(r"[^,;]{0,30},\s(?:the )?", after[: match.start()])
    ]
    clause = f"{_BREAK.split(before)[-1]} {_BREAK.split(after)[0]}"
    part = f"{before.rpartition(';')[2]} {after.partition(';')[0]}"
    return Sentence(
        first,
        last,
        others=bool(_OTHERS.search(clause) or _others_beside(before, after)),
        tuning=bool(_TUNING.search(clause)),
        itself=bool(_ITSELF.search(clause)),
        reported=bool(_REPORTED.search(part)),
        several=bool(_SEVERAL.search(clause)),
        subjects=tuple(subjects),
        names=tuple(match[0] for match, _ in found + behind),
    )


@lru_cache(maxsize=1 << 12)
def models_in(text: str) -> tuple[str, ...]:
    """All names and sizes of models in a text."""
    return tuple(dict.fromkeys(match[0] for match in _MODEL.finditer(text)))


def _others_beside(before: str, after: str) -> bool:
    """Whether what stands before or behind a number gives it to another model."""
    return bool(
        _INSTEAD.search(before)
        or _WHICH.search(before)
        or _FOR_OTHERS.match(after)
        or _opens_with_others(before)
    )


_MOST = 400
"""A sentence is looked at no farther than this, so that text without a full stop takes no longer."""
_ENDS = re.compile(r"[.!?][\"'”*)]{0,3}\s|\n\s*\n|\n\s*[-*+|]\s|\|")
_BREAK = re.compile(r"[,;:()—–]\s?(?=\D|$)|\s[-–—]\s|\b(?:while|whereas|where|but)\b")


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    low, high = max(0, start - _MOST), min(len(text), end + _MOST)
    first = max((match.end() for match in _ENDS.finditer(text, low, start)), default=low)
    after = _ENDS.search(text, end, high)
    return first, after.start() if after else high


_FAMILIES = (
    "ChatGPT|GPT|RoBERTa|DeBERTa|ALBERT|BERT|ELECTRA|T5|OPT|BLOOMZ?|PaLM|Code ?Llama|CodeLlama|L[Ll]a[Mm][Aa]"
    "|Chinchilla|Gopher|Pythia|Mistral|Mixtral|Falcon|Gemma|Gemini|Qwen|Phi|StableLM|MPT|Dolly|Alpaca"
    "|Vicuna|Codex"
    "|StarCoder|CodeGen|Claude|OLMo|DeepSeek|Megatron|Jurassic|LaMDA|Galactica|XGLM|SantaCoder|FLAN|UL2"
    "|Whisper|CLIP"
)
_MODEL = re.compile(
    rf"\b(?:[A-Z][A-Za-z]*-)?(?:{_FAMILIES})(?:[- ]?(?:NeoX?|J|small|medium|large|XL|v?\d[\w.]*\w|\d)\b)*"
    r"|(?<![\w.,/])(?:[A-Z][A-Za-z]+-)?\d{1,4}(?:\.\d{1,2})?[MBT]\b(?![ -](?:[a-z-]+[ -])?(?:param|token"
    r"|train))"
    r"|(?<![\w./-])(?:[a-z][a-z\d.]{0,20}-){1,4}\d{1,4}(?:\.\d{1,2})?[bm]\b"
)
"""A name of a kind of model and what follows it, or a size that stands for it: `GPT-3`, `the 2.7B model`."""
_PASSING = re.compile(
    r"(?i)\b(?:from|after|like|unlike|as in|as for|as of|design of|shape of|manner of|style of|size of"
    r"|version of"
    r"|variant of|based on|built on|on top of|laid over|replicating|reproducing|replication of|with"
    r"|using|than|above"
    r"|over|against|below|beside"
    r"|(?:has|have|with|at|shares?) the \w+(?: and \w+)? of)(?: the| an?)?\s$"
)
_KIND_OF = re.compile(
    r"(?:'s|’s)?[ -](?:architecture|design|style|like|tokeni[sz]er|vocabulary|shape|format|recipe|based"
    r"|family of|library|codebase|seed|optimal)\b"
)
_POSSESSIVE = re.compile(r"['’]s?\s")
_IN_BRACKETS = re.compile(r"\s\([^)]*$")
_RELATIVE = re.compile(
    r"(?:\s(?:models?|one|version))?,?\s(?:which|that|whose|who|where|has|had|was|is|with)\b"
)


def _in_passing(text: str, match: re.Match[str]) -> bool:
    """Whether a name only says what the model is like or made from."""
    if _KIND_OF.match(text, match.end()):
        return True
    if _POSSESSIVE.match(text, match.end()) or _IN_BRACKETS.match(text, match.end()):
        return False
    introduced = _PASSING.search(text[max(0, match.start() - 40) : match.start()])
    return bool(introduced) and not _RELATIVE.match(text, match.end())


_OWNER = re.compile(r"^[\s)]{0,2}(?:of|in|for|by|at)\s(?:the )?$")
_OPENING = re.compile(r"\s*(?:With|At|Having|Using|Despite|Compared)\b")
_OTHERS = re.compile(
    r"(?i)\b(?:others?|another|(?<!sequences )(?<!heads )each|most (?:\w+ )?models|base models?"
    r"|its base|original(?:ly)?"
    r"|predecessors?|successors?|earlier"
    r"|previous(?:ly)?|older|newer|former(?:ly)?|twin|siblings?|neighbours?|competitors?|comparable|similar"
    r"|larger|smaller|largest|smallest|models|members|sizes"
    r"|variants|guess\w*|chance|random\w*|recommend\w*|vision|tower"
    r"|pilots?|prototypes?|ablations?|teachers?|prox(?:y|ies)|(?:draft|reward|reference|judge) model"
    r"|experiments with|sweeps?|(?:was|were) tried|given up|abandoned|rejected|failed"
    r"|classifiers?|probes?|routers?|alone|version [b-z]"
    r"|the (?:U-?Net|VAE|autoencoder|(?:text|image|audio|speech) encoder) (?:has|have|with|holds|contains)"
    r"|would|could|should|might|if|suppose|unless|together|e\.g)\b"
)
_OPENING_OTHERS = re.compile(
    r"\s*(?:[-*+]\s|\*\*)?(?:(?:Larger|Smaller|Bigger|Other|Earlier|Older|Newer|Previous|Similar|Comparable|Most"
    r"|Many|Some|Few|No) (?:\w+ )?models|(?:A|An|The|One) (?:\w+ )?(?:pilot|prototype|teacher|ablation))\b,"
)
_TURN = re.compile(r";\s|:\s|\b(?:while|whereas|where|but)\b")


def _opens_with_others(before: str) -> bool:
    """Whether a sentence begins with other models and goes on about them behind a comma."""
    return bool(_OPENING_OTHERS.match(before)) and not _TURN.search(before)


_TUNING = re.compile(r"(?i)\b(?:fine-?tun\w*|instruction-?tun\w*|tuning|adapters?|LoRA|low-rank)\b")
_INSTEAD = re.compile(
    r"(?i)\b(?:instead of|rather than|unlike|versus|vs\.?|against|(?:up|down) from|compared (?:to|with))"
    r"\s(?:[^,;.]|\.\d){0,30}$"
)
_WHICH = re.compile(
    r"(?i)\b(?:predecessors?|successors?|originals?|twins?|siblings?|teachers?|base models?),?\s"
    r"(?:which|that|whose|with)\b[^,;.]*$"
)
_FOR_OTHERS = re.compile(
    r"\s(?:for|of|by|from|with|in)\s(?:the|its)\s(?:pre-?trained|base|raw|untuned|teacher|parent|unquanti[sz]ed)\b"
)
_ITSELF = re.compile(r"\bitself\b")
_REPORTED = re.compile(
    r"(?i)\b(?:readme|says?|said|states?|gives?|gave|counts?|claims?|rounds?|according|speaks?|writes|wrongly"
    r"|published (?:card|configuration|page)|hub's card|mistake\w*|erroneous\w*|incorrect\w*)\b"
)
_SEVERAL = re.compile(
    r"(?i)\b(?:models|members|sizes|larger|smaller|largest|smallest|neighbours?|twin|siblings?"
    r"|both|all|each|base model|its base|variants|stages?|then|another|further)\b"
)
