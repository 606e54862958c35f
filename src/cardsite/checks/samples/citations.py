"""Checks of citations and of what names a paper: BibTeX and arXiv ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ...catalogue import CardEntry
from ...problems import Severity
from ...schema import known
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .bibtex import BibEntry, bibliography

__all__ = ["CHECKS", "arxiv_ids"]

# BibTeX


def _citation(entry: CardEntry) -> str:
    return (entry.card.citation.value if entry.card.citation else None) or ""


@check("citation-bibtex", Severity.ERROR, "citation")
def bibtex(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """BibTeX refuses the citation.

    It is copied into a bibliography as it stands, where one missing comma stops the whole document. It is
    read as BibTeX reads it; what stands outside an entry is a comment, and a citation in words has none.

    Proof: BibTeX stops at it whatever the style: an entry without its end or without a comma between two
    fields, a field without a value, braces that are not in pairs, one key for two entries.

    Caught: the README for arXiv:2502.03783 lacks the comma between `year` and `doi`; in the trial, entries
    that lost their last brace.

    To fix it: correct the entry; the publisher's or arXiv's own export is a good start.

    Example:

          citation: |
            @inproceedings{stone2024,
              title = {Stones},
        -     author = {Stone, Ada}
        +     author = {Stone, Ada},
              year = {2024}
            }
    """
    for fault in bibliography(_citation(entry)).faults:
        yield Finding(("citation",), fault)


_NO_TITLE = frozenset({"", "...", "…", "?", "??"})


@check("citation-fields", Severity.WARNING, "citation")
def fields(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A citation lacks its title.

    A reference without a title is of no use to anybody.

    Caught: the citation of EleutherAI's card skeleton, `@article{...}`, which nobody had filled in.

    To fix it: add the title, or take the citation from the publisher's or arXiv's own export.

    Example:

          citation: |
            @article{stone2024,
        +     title = {Stones},
              author = {Stone, Ada}
            }
    """
    found = bibliography(_citation(entry))
    for item in found.entries if not found.faults else ():
        if item.fields.get("title", "").strip() in _NO_TITLE:
            yield Finding(("citation",), f"@{item.type} without a title")


# arXiv


class ArxivId(NamedTuple):
    """An arXiv id as it is written."""

    text: str
    fault: str
    """What is wrong with it, in words; empty where its form is right."""

    @property
    def paper(self) -> str:
        """The id without its version."""
        return re.sub(r"v\d+$", "", self.text.lower())

    @property
    def year(self) -> int:
        """The year of the first version, for an id without a fault."""
        year = int(self.text.rpartition("/")[2][:2])
        return (1900 if year > 90 else 2000) + year


_NEW = re.compile(r"(\d\d)(\d\d)\.(\d{4,5})(?:v[1-9]\d*)?", re.ASCII)
_OLD = re.compile(
    r"[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/(\d\d)(\d\d)\d{3}(?:v[1-9]\d*)?", re.ASCII | re.IGNORECASE
)
_IN_ADDRESS = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html|ps|format)|huggingface\.co/papers)/([^\s<>\"'`{}|\\^\[\](),;]*)",
    re.IGNORECASE,
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
    digits = 5 if year >= 15 else 4
    if match.re is _OLD or len(match[3]) == digits:
        return ""
    return f"ids of 20{match[1]} have {digits} digits behind the dot"


@check("citation-arxiv", Severity.ERROR, "citation", "links.paper")
def arxiv(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """An arXiv id cannot exist.

    An id holds the year and the month of the paper: 2304.01373 is of April 2023. The check reads the link to
    the paper and the citation: addresses of arXiv, what follows `arXiv:`, and `eprint`.

    Proof: arXiv's own scheme: four digits of year and month, since 2015 five digits behind the dot and before
    four, and before April 2007 a subject and seven digits. There is no month 13, and no other form.

    Caught: in the trial, ids that lost digits: 2304.01373 written 2301.1.

    To fix it: copy the id from the paper's page.

    Example:

          links:
        -   paper: https://arxiv.org/abs/2313.01373
        +   paper: https://arxiv.org/abs/2304.01373
    """
    for path, text in ((("links", "paper"), _paper(entry)), (("citation",), _citation(entry))):
        for each in {each.text: each for each in _ids(text) if each.fault}.values():
            yield Finding(path, f"arXiv has no {quoted(each.text)}: {each.fault}", words=each.text)


def _paper(entry: CardEntry) -> str:
    links = entry.card.links
    return (known(links.paper) if links else None) or ""


def _ids(text: str) -> Iterator[ArxivId]:
    """The ids in an address or a citation."""
    yield from arxiv_ids(text)
    for item in bibliography(text).entries:
        yield from _eprints(item)


def _eprints(item: BibEntry) -> tuple[ArxivId, ...]:
    """The id in `eprint`, which stands there without a word before it."""
    kind = item.fields.get("archiveprefix", item.fields.get("eprinttype", "")).strip().lower()
    written = item.fields.get("eprint", "").strip()
    return arxiv_ids(f"arxiv.org/abs/{written}") if kind == "arxiv" and "/abs/" not in written else ()


@check("citation-differs", Severity.WARNING, "citation")
def differs(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The citation names another paper than the link, or another year than the paper's number on arXiv.

    Link and citation are for the paper that describes the model. A citation that was copied with the rest of
    another card shows here. The year of a preprint is that of its number on arXiv, or a year or two later;
    and a year in the key, as in `stone2023`, is that of the entry or of the preprint before it.

    Caught: in the trial, citations of another card of the catalogue, and years that are four years off.

    To fix it: look which of the two describes this model; a further paper can stand in `links.other`.

    Example:

          links:
        -   paper: https://arxiv.org/abs/2304.03208
        +   paper: https://arxiv.org/abs/2304.01373
          citation: |
            @article{stone2023, title = {Stones}, author = {Stone, Ada}, year = {2023},
              journal = {arXiv preprint arXiv:2304.01373}}
    """
    text = _citation(entry)
    linked = [each.paper for each in _ids(_paper(entry)) if not each.fault]
    cited = [each.paper for each in _ids(text) if not each.fault]
    if linked and cited and set(linked).isdisjoint(cited):
        message = f"the citation names arXiv:{cited[0]}, but links.paper is arXiv:{linked[0]}"
        yield Finding(("citation",), message, words=cited[0])
    for message in filter(None, map(_other_year, bibliography(text).entries)):
        yield Finding(("citation",), message)


_LATE = 3
"""Years after its number on arXiv in which a preprint may have been revised."""
_FAR = 2
"""Years between a preprint and what became of it are fewer."""
# `smith2023stones`, but not `abs-2004-05150`.
_YEAR_IN_KEY = re.compile(r"(?<![\d.])((?:19[89]|20[0-4])\d)(?![-.]?\d)")


def _other_year(item: BibEntry) -> str:
    """How far the year of a preprint is from its number; what appeared elsewhere may have any year."""
    year, journal = item.fields.get("year", "").strip(), item.fields.get("journal", "").lower()
    if not re.fullmatch("[0-9]{4}", year):
        return ""
    keyed = _YEAR_IN_KEY.findall(item.key)
    if len(keyed) == 1 and abs(int(year) - int(keyed[0])) >= _FAR:
        return f"year is {year}, but the key {quoted(item.key)} says {keyed[0]}"
    preprint = "arxiv" in journal or "corr" in journal.split() or (item.type == "misc" and not journal)
    numbers = (*_eprints(item), *arxiv_ids(item.fields.get("journal", ""))) if preprint else ()
    for each in (number for number in numbers if not number.fault):
        # Of what comes in during the last days of a year, the number is of January. arXiv's own export has
        # the year of the last version, in the key too.
        january = each.paper.rpartition("/")[2][2:4] == "01"
        late = int(year) >= each.year + _LATE and not keyed
        if int(year) < each.year - january or late:
            return f"year is {year}, but arXiv:{each.paper} is of {each.year}"
    return ""


CHECKS = (bibtex, fields, arxiv, differs)
