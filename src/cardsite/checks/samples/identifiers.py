"""The arXiv ids in a text, and what is wrong with their form; knows nothing of cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["ArxivId", "arxiv_ids"]


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv id as it is written."""

    text: str
    fault: str
    """What is wrong with it, in words; empty where its form is right."""

    @property
    def paper(self) -> str:
        """The id without its version."""
        return _VERSION.sub("", self.text.lower())

    @property
    def year(self) -> int | None:
        """The year of the first version; None for an id with a fault."""
        digits = self.text.rpartition("/")[2][:2]
        if self.fault or not digits.isdigit():
            return None
        return (1900 if int(digits) > 90 else 2000) + int(digits)


_VERSION = re.compile(r"v\d+$")
_NEW = re.compile(r"(\d\d)(\d\d)\.(\d{4,5})(?:v[1-9]\d*)?", re.ASCII)
_OLD = re.compile(
    r"[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/(\d\d)(\d\d)\d{3}(?:v[1-9]\d*)?", re.ASCII | re.IGNORECASE
)
_END = r"[^\s<>\"'`{}|\\^\[\](),;]"
_IN_ADDRESS = re.compile(
    rf"(?:arxiv\.org/(?:abs|pdf|html|ps|format)|huggingface\.co/papers)/({_END}*)", re.IGNORECASE
)
# What stands after `arXiv:` in a sentence need not be an id; a row of digits is meant as one.
_IN_WORDS = re.compile(r"\barxiv[:.]\s?((?:[a-z.-]{1,20}/)?\d[\d./-]{5,20}(?:v\d+)?\d*)", re.IGNORECASE)
_IN_JOURNAL = re.compile(r"(?<![/\w])abs/(\d[\d./-]{5,20}(?:v\d+)?)")


@lru_cache(maxsize=4096)
def arxiv_ids(text: str) -> tuple[ArxivId, ...]:
    """The arXiv ids in addresses of arXiv and behind the word `arXiv:`, in order, each once."""
    if "arxiv" not in text and "papers/" not in text and "rXiv" not in text and "abs/" not in text:
        return ()
    written = dict.fromkeys(_written(text))
    return tuple(ArxivId(each, _arxiv_fault(each)) for each in written)


def _written(text: str) -> Iterator[str]:
    found = [match for pattern in (_IN_ADDRESS, _IN_WORDS, _IN_JOURNAL) for match in pattern.finditer(text)]
    for match in sorted(found, key=lambda match: match.start(1)):
        identity = re.split(r"[?#]", match[1], maxsplit=1)[0].rstrip(".:/!-")
        identity = re.sub(r"\.pdf$", "", identity, flags=re.IGNORECASE)
        if identity:
            yield identity


def _arxiv_fault(identity: str) -> str:
    match = _NEW.fullmatch(identity) or _OLD.fullmatch(identity)
    if match is None:
        return (
            "an id is four digits, a dot and five digits (2304.01373), or an old one such as hep-th/9901001"
        )
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        return f"its first four digits are year and month, and there is no month {match[2]}"
    if match.re is _OLD:
        ended = 7 < year < 91 or (year == 7 and month > 3)
        return "ids with a subject ended in March 2007" if ended else ""
    if (year, month) < (7, 4) or year > 90:
        return "ids of this form began in April 2007"
    digits = 5 if year >= 15 else 4
    return "" if len(match[3]) == digits else f"ids of 20{match[1]} have {digits} digits behind the dot"
