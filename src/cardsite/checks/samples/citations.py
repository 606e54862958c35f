"""Checks of citations and of what names a paper: BibTeX and arXiv ids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...catalogue import CardEntry, Location
from ...problems import Severity
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .bibtex import BibEntry, bibliography
from .identifiers import ArxivId, arxiv_ids

__all__ = ["CHECKS"]


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
    for path, text in _citation(entry):
        for fault in bibliography(text).faults:
            yield Finding(path, fault)


@check("citation-fields", Severity.WARNING, "citation")
def fields(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A citation lacks its title, or BibTeX leaves something out of it.

    A reference without a title is of no use to anybody. A paper without an author is a note only, since some
    makers publish it so, and so is what BibTeX drops: the second of two fields of one name, and a value in
    neither braces nor quotes unless it is a number, a month such as `may`, or a `@string`.

    Caught: the citation of EleutherAI's card skeleton, `@article{...}`, which nobody had filled in.

    To fix it: add what is missing; put the value in braces.

    Example:

          citation: |
            @article{stone2024,
        +     title = {Stones},
              author = {Stone, Ada},
        -     month = June
        +     month = jun
            }
    """
    for path, text in _citation(entry):
        found = bibliography(text)
        yield from (Finding(path, each) for each in found.lacking)
        yield from (Finding(path, each, severity=Severity.NOTE) for each in found.remarks)


def _citation(entry: CardEntry) -> Iterator[tuple[Location, str]]:
    if entry.card.citation and entry.card.citation.value:
        yield ("citation",), entry.card.citation.value


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
    for path, text in ((("links", "paper"), _paper(entry)), *_citation(entry)):
        for each in {each.text: each for each in _ids(text)}.values():
            if each.fault:
                yield Finding(path, f"arXiv has no {quoted(each.text)}: {each.fault}", words=each.text)


def _paper(entry: CardEntry) -> str:
    links = entry.card.links
    return (links.paper.value if links and links.paper else None) or ""


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
    linked = [each.paper for each in _ids(_paper(entry)) if not each.fault]
    for path, text in _citation(entry):
        cited = [each.paper for each in _ids(text) if not each.fault]
        if linked and cited and set(linked).isdisjoint(cited):
            message = f"the citation names arXiv:{cited[0]}, but links.paper is arXiv:{linked[0]}"
            yield Finding(path, message, words=cited[0])
        yield from (Finding(path, words) for words in map(_other_year, bibliography(text).entries) if words)


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
    for each in (*_eprints(item), *arxiv_ids(item.fields.get("journal", ""))) if preprint else ():
        # Of what comes in during the last days of a year, the number is of January. arXiv's own export has
        # the year of the last version, in the key too.
        january = each.paper.rpartition("/")[2][2:4] == "01"
        late = each.year and int(year) >= each.year + _LATE and not keyed
        if each.year and (int(year) < each.year - january or late):
            return f"year is {year}, but arXiv:{each.paper} is of {each.year}"
    return ""


CHECKS = (bibtex, fields, arxiv, differs)
