"""Checks of citations and of what names a paper: BibTeX, arXiv ids, DOIs."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import CardEntry, Location
from ...problems import Severity
from ...yamlio.document import MappingNode, Node, ScalarNode, SequenceNode
from ...yamlio.text import quoted
from ..cache import once_per_card
from ..check_context import CheckContext
from ..definition import Finding, check
from .bibtex import BibEntry, bibliography
from .identifiers import ArxivId, arxiv_ids, doi_fault, dois

__all__ = ["CHECKS"]


@check("citation-bibtex", Severity.ERROR)
def bibtex(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The citation is not BibTeX that a reader can use.

    It is copied into a bibliography as it stands, where one missing comma stops the whole document. It is
    read as BibTeX reads it: an entry has a type, a key, and the fields that its type needs. In the place of
    a journal, an article may have what preprints have: `eprint`, `url` or `doi`.

    To fix it: correct the entry; the publisher's or arXiv's own export is a good start.

    Wrong:

        citation: |
          @inproceedings{stone2024,
            title = {Stones},
            author = {Stone, Ada}
            year = {2024}
          }

    Right:

        citation: |
          @inproceedings{stone2024,
            title = {Stones},
            author = {Stone, Ada},
            booktitle = {Proceedings of the Quarry},
            year = {2024}
          }
    """
    for path, text in _citation(entry):
        for fault in bibliography(text).faults:
            yield Finding(path, fault)


def _citation(entry: CardEntry) -> Iterator[tuple[Location, str]]:
    if entry.card.citation and entry.card.citation.value:
        yield ("citation",), entry.card.citation.value


@check("citation-arxiv", Severity.ERROR)
def arxiv(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """An arXiv id cannot exist.

    An id holds the year and the month of the paper: 2304.01373 is of April 2023. So a month 13 cannot be,
    and a preprint cannot be cited with a year before its id. The check reads addresses of arXiv, what
    follows `arXiv:`, and `eprint` in the citation.

    To fix it: copy the id from the paper's page.

    Wrong:

        links:
          paper: https://arxiv.org/abs/2313.01373

    Right:

        links:
          paper: https://arxiv.org/abs/2304.01373
    """
    for path, text in _doubtful(entry, context):
        for each in arxiv_ids(text):
            if each.fault:
                yield Finding(path, f"arXiv has no {quoted(each.text)}: {each.fault}", words=each.text)
    for path, text in _citation(entry):
        for item in bibliography(text).entries:
            yield from (Finding(path, words) for words in _about_eprint(item))


def _about_eprint(item: BibEntry) -> Iterator[str]:
    for each in _eprints(item):
        if each.fault and not arxiv_ids(item.fields.get("eprint", "")):
            yield f"arXiv has no {quoted(each.text)}: {each.fault}"
    year = item.fields.get("year", "").strip()
    if not _is_preprint(item) or len(year) != 4 or not (year.isascii() and year.isdigit()):
        return
    for each in (*_eprints(item), *arxiv_ids(item.fields.get("journal", ""))):
        if each.year and each.year > int(year):
            yield f"year is {year}, but arXiv:{each.paper} is of {each.year}"
            return


def _eprints(item: BibEntry) -> tuple[ArxivId, ...]:
    """The id in `eprint`, which stands there without a word before it."""
    kind = item.fields.get("archiveprefix", item.fields.get("eprinttype", "")).strip().lower()
    written = item.fields.get("eprint", "").strip()
    return arxiv_ids(f"arxiv.org/abs/{written}") if kind == "arxiv" and "/abs/" not in written else ()


def _is_preprint(item: BibEntry) -> bool:
    """Whether arXiv is where it appeared: what appeared elsewhere may have come to arXiv years later."""
    journal = item.fields.get("journal", "").lower()
    return "arxiv" in journal or "corr" in journal.split() or (item.type == "misc" and not journal)


@check("citation-doi", Severity.ERROR)
def doi(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A DOI does not have the form of one.

    The check reads addresses of doi.org, what follows `doi:`, and the field `doi` of the citation.

    To fix it: copy the DOI from the publisher's page.

    Wrong:

        citation: |
          @misc{stone2024,
            title = {Stones},
            doi = {zenodo.5297715}
          }

    Right:

        citation: |
          @misc{stone2024,
            title = {Stones},
            doi = {10.5281/zenodo.5297715}
          }
    """
    for path, text in _doubtful(entry, context):
        for each in dois(text):
            if each.fault:
                yield Finding(path, f"{quoted(each.text)} is not a DOI: {each.fault}", words=each.text)
    for path, text in _citation(entry):
        for item in bibliography(text).entries:
            written = item.fields.get("doi", "").strip()
            # With an address before it, it is among those above.
            if written and not dois(written) and (fault := doi_fault(written)):
                yield Finding(path, f"{quoted(written)} is not a DOI: {fault}", words=written)


@check("citation-differs", Severity.WARNING)
def differs(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The link to the paper and the citation name different papers.

    Both are for the paper that describes the model. A citation that was copied with the rest of another
    card shows here.

    To fix it: look which of the two describes this model; a further paper can stand in `links.other`.

    Wrong:

        links:
          paper: https://arxiv.org/abs/2304.03208
        citation: |
          @article{stone2023, title = {Stones}, author = {Stone, Ada}, year = {2023},
            journal = {arXiv preprint arXiv:2304.01373}}

    Right:

        links:
          paper: https://arxiv.org/abs/2304.01373
        citation: |
          @article{stone2023, title = {Stones}, author = {Stone, Ada}, year = {2023},
            journal = {arXiv preprint arXiv:2304.01373}}
    """
    links = entry.card.links
    paper = links.paper.value if links and links.paper else None
    for path, text in _citation(entry):
        linked, cited = _papers(paper or "", ()), _papers(text, bibliography(text).entries)
        for kind, ours in linked.items():
            theirs = cited.get(kind, [])
            if ours and theirs and not set(ours) & set(theirs):
                yield Finding(
                    path,
                    f"the citation names {theirs[0]}, but links.paper is {ours[0]}",
                    words=theirs[0].partition(":")[2],
                )


def _papers(text: str, entries: tuple[BibEntry, ...]) -> dict[str, list[str]]:
    """The papers that a text names, by arXiv and by DOI."""
    ids = [*arxiv_ids(text), *(each for item in entries for each in _eprints(item))]
    written = [each.text for each in dois(text)] + [item.fields.get("doi", "").strip() for item in entries]
    named = [each.lower() for each in written if each and not doi_fault(each)]
    return {
        "arXiv": [f"arXiv:{each.paper}" for each in ids if not each.fault],
        "DOI": [f"doi:{each}" for each in named if "/arxiv." not in each],
    }


_VERBATIM = frozenset({"examples", "ignore", "quote", "templates"})
"""What others wrote, and models: an id in it is theirs."""
_Found = tuple[tuple[Location, str], ...]


@once_per_card
def _doubtful(entry: CardEntry, context: CheckContext) -> _Found:
    """The texts of a card, addresses too, in which an arXiv id or a DOI is wrong.

    Most cards have none, which their file as a whole tells much sooner than all of its texts.
    """
    inherits = bool(entry.family) and context.made(_some_family_is_wrong)
    if not (inherits or _has_runs_elsewhere(entry) or _is_wrong(entry.yaml)):
        return ()
    return tuple((path, text) for path, text in _texts(entry.located.node) if _is_wrong(text))


def _some_family_is_wrong(context: CheckContext) -> bool:
    families = context.catalogue.families.values()
    return any(_is_wrong(family.yaml) for family in families)


def _has_runs_elsewhere(entry: CardEntry) -> bool:
    runs, path = entry.located.find(("evaluation", "runs"))
    return len(path) == 2 and isinstance(runs, SequenceNode) and runs.items[-1].place.file != entry.file


_MARKS = ("rxiv", "rXiv", "papers/", "doi", "DOI")


def _is_wrong(text: str) -> bool:
    """Whether an id in a text, or in the lines of a file, has a fault."""
    if not any(mark in text for mark in _MARKS):
        return False
    lines = [line for line in text.split("\n") if any(mark in line for mark in _MARKS)]
    return any(
        any(each.fault for each in arxiv_ids(line)) or any(each.fault for each in dois(line))
        for line in lines
    )


def _texts(node: Node) -> Iterator[tuple[Location, str]]:
    if isinstance(node, ScalarNode):
        yield (), node.text
        return
    for step, inner in node.entries.items() if isinstance(node, MappingNode) else enumerate(node.items):
        if step not in _VERBATIM:
            yield from (((step, *path), text) for path, text in _texts(inner))


CHECKS = (bibtex, arxiv, doi, differs)
