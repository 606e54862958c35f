"""Which part a name plays in its sentence: maker, thing compared with, owner of a licence; judges nothing."""

from __future__ import annotations

import re

from ..passages import Passage
from .mentions import Mention
from .phrases import words_of
from .texts import said

__all__ = ["is_comparison", "is_maker", "is_of_another_thing", "sentence", "subject_of"]

_BREAK = re.compile(r"(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)[.!?]\s|\n\s*\n|;\s")
_REACH = 300
"""A sentence is looked at as far as this, on either side of the name."""


def _sides(mention: Mention) -> tuple[str, str]:
    """What stands before and after a name in its sentence."""
    text = said(mention.passage.text)
    before = _BREAK.split(text[max(0, mention.start - _REACH) : mention.start])[-1]
    return before, _BREAK.split(text[mention.end : mention.end + _REACH])[0]


def sentence(mention: Mention) -> tuple[Passage, int]:
    """Which sentence it is: the text, and where in it the sentence begins."""
    return mention.passage, mention.start - len(_sides(mention)[0])


_COMPARING = re.compile(
    r"\b(?:than|unlike|like|against|vs|versus|similar to|compar(?:ed|able|ison|isons) (?:with|to)"
    r"|(?:beat|outperform|surpasse|surpass|exceed|match|matche|rival)(?:s|ed|ing)?|on par with|ahead of)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r",\s*(?:the )?\Z", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[,)]|and\b|or\b|\Z)")


def is_comparison(mention: Mention) -> bool:
    """Whether the sentence only compares with what is named: "unlike others, X is fast" is about X."""
    before, after = _sides(mention)
    if not _COMPARING.search(before):
        return False
    return not _CLAUSE.search(before) or bool(_LISTED.match(after.rstrip(" .!?;")))


_BY = re.compile(
    r"\b(?:developed|released|created|trained|made|built|published|designed|introduced|model|models) by "
    r"(?:the )?\Z",
    re.IGNORECASE,
)
_DID = re.compile(
    r"(?: AI| Research| Systems)? (?:has |have )?(?:developed|released|created|trained|built|published)\s+"
)
# Without capitals between: "the Llama 2 model" is another one.
_THIS = re.compile(r"it\b(?! [a-z]+ed\b)|(?:the|this|these|both)(?:\s[a-z-]+){0,3}?\s(?:models?|weights)\b")
_LINKING = re.compile(
    r"(?:[\s,(*_]|\b(?:was|is|were|are|been|being|has|have|had|which|that|and|first|jointly|[a-z]+ly|[a-z]+ed))+\Z"
)
_LAST = re.compile(r"[\w.-]*\w\Z")
_BEGINS = frozenset({"It", "The", "This", "These", "Both"})


def is_maker(mention: Mention, own: tuple[str, ...]) -> bool:
    """Whether an organisation is said to have made this model, which has these names."""
    before, after = _sides(mention)
    did, by = _DID.match(after), _BY.search(before)
    if did:
        rest = after[did.end() :].removeprefix("the ")
        return bool(_THIS.match(after, did.end())) or rest.lower().startswith(
            tuple(each.lower() for each in own)
        )
    if not by:
        return False
    if by[0].lower().startswith("model"):
        return True
    last = _LAST.search(_LINKING.sub("", before[: by.start()]))
    return last is None or not _is_another(last[0], own)


def _is_another(noun: str, own: tuple[str, ...]) -> bool:
    """Whether a noun is the name of another thing, or a thing that is not a model."""
    if noun in _BEGINS or set(words_of(noun)) <= {word for name in own for word in words_of(name)}:
        return False
    return not noun[0].islower() or bool(_THINGS.fullmatch(noun))


_THINGS = re.compile(
    r"\b(?:code|library|libraries|software|repository|script|scripts|harness|toolkit|tokenizer|data|dataset|datasets"
    r"|corpus|corpora|texts?|documents?|documentation|paper|figures?|images?|benchmarks?|prompts)\b",
    re.IGNORECASE,
)
_MODEL = re.compile(r"\b(?:weights?|models?|checkpoints?|adapters?|release|card)\b", re.IGNORECASE)


def is_of_another_thing(mention: Mention) -> bool:
    """Whether the sentence is about the licence of code, data or a paper, and not of a model."""
    before, after = _sides(mention)
    whole = f"{before}{mention.name}{after}"
    return bool(_THINGS.search(whole)) and not _MODEL.search(whole)


_HAS = re.compile(r"\s(?:is|are|was|were|has|have|comes?|falls?)\s")
_PART = re.compile(r",|;|\band\b|\bwhile\b|\bbut\b|\bwhereas\b")


def subject_of(mention: Mention) -> str:
    """What is said to be under a licence, as far as it stands in one clause before "is" or "are"."""
    clause = _PART.split(_sides(mention)[0])[-1]
    has = _HAS.search(clause)
    return clause[: has.start()] if has else ""
