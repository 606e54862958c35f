"""What a built catalogue consists of, and what the site around it knows: plain values for any site engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from urllib.parse import quote

from .files import PutAside
from .problems import Problem, has_errors

__all__ = [
    "ABOUT",
    "CHANGES",
    "FEED",
    "HERE",
    "HERE_END",
    "PROBLEMS",
    "UNPUBLISHED",
    "Asset",
    "CardDates",
    "CardVersion",
    "CatalogueChange",
    "Commit",
    "Docs",
    "Expected",
    "History",
    "Page",
    "PastClaim",
    "Preview",
    "SearchEntry",
    "Site",
    "SiteInfo",
    "plain_path",
]

FEED = "feed.atom"
"""Where the feed of changed cards lies."""

PROBLEMS = "problems.md"
"""The page of a preview that has all errors."""

CHANGES = "changes.md"
"""The page that lists how the catalogue changed."""

ABOUT = "The facts and scores of a model show where they come from."
"""What a site is said to be that says nothing of itself."""


HERE, HERE_END = "\x0e", "\x0f"
"""Around what is of use on the site only, in the plain form of a page."""


class SearchEntry(NamedTuple):
    """What stands below one heading of a page, as a search should know it; all texts are inert HTML."""

    level: int
    heading: str
    facts: tuple[str, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown page.

    `path` is relative to the site's root and ends in `.md`; the Markdown begins with front matter.
    """

    path: str
    title: str
    stored: bytes | PutAside
    """The Markdown as UTF-8."""
    source: str = ""
    """The YAML file that the page is made from, relative to where cardsite runs; empty for lists."""
    names: tuple[str, ...] = ()
    """What else the page is looked for by: the aliases of a model, its name on the hub, its licence."""
    listed: bool = False
    """Whether it belongs in a site's navigation; model pages do not, or every page would list them all."""
    structured: str = ""
    """What it is about as JSON-LD, ready to stand in a script element; empty where nothing is known."""
    report: str = ""
    """A link to report a mistake on it, as HTML; empty where nobody knows where."""
    plain: str = ""
    """The same for readers without the site's engine, in which `HERE` and links to other pages are marked.

    Of a built site, the file beside the page has it."""
    searched: tuple[SearchEntry, ...] = ()
    """What a search should know of it."""
    moved_to: str = ""
    """The path of the page that is to be read instead: this one has the address that it had before."""

    @property
    def content(self) -> bytes:
        """The Markdown as UTF-8."""
        return self.stored.content if isinstance(self.stored, PutAside) else self.stored

    @property
    def markdown(self) -> str:
        """The Markdown as text."""
        return self.content.decode()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that goes into the site as it is."""

    path: str
    stored: bytes | PutAside

    @property
    def content(self) -> bytes:
        """What the file holds."""
        return self.stored.content if isinstance(self.stored, PutAside) else self.stored


class Expected(NamedTuple):
    """A place on a page to which a text leads; whether it is there, who builds the page can tell."""

    path: str
    """The page, hand-written ones by their path in the folder of these."""
    anchor: str
    problem: Problem
    """What to report if it is not there."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that cardsite makes of a catalogue; the same cards give the same bytes."""

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    problems: tuple[Problem, ...]
    expected: tuple[Expected, ...] = ()
    banner: str = ""
    """Of a preview, what stands above each of its pages, as HTML with a link to `PROBLEMS` from the root."""

    @property
    def files(self) -> dict[str, bytes]:
        """The content of every page and asset, by its path."""
        pages = {page.path: page.content for page in self.pages}
        return pages | {asset.path: asset.content for asset in self.assets}

    @property
    def publishable(self) -> bool:
        """Whether no problem is an error."""
        return not has_errors(self.problems)


@dataclass(frozen=True, slots=True)
class CardDates:
    """When a card was added and when it last changed, in UTC."""

    added: datetime
    last: datetime


class PastClaim(NamedTuple):
    """One thing that a card says otherwise since a commit, in the words of pages."""

    label: str
    """What pages call it, with the thing in a list of which it is said."""
    old: str | None = None
    new: str | None = None
    """None is what was, or is, not said."""
    by: str = ""
    """How far a number moved: `+6.9 %`."""
    better: bool | None = None
    """Of a score, whether the new one is the better one."""
    done: Literal["", "added", "removed", "changed"] = ""
    """Of a long text, code, an address or several fields, what became of it, in place of the two values."""
    evidence: bool = False
    """Whether only what it rests on changed."""


class CardVersion(NamedTuple):
    """What one commit made of a card."""

    day: str
    """That of the commit, in UTC: 2023-04-03."""
    kind: str
    """added, renamed or changed; unreadable where the format of today cannot read it, or what was before."""
    claims: tuple[PastClaim, ...] = ()
    more: int = 0
    """So many further claims changed; of unreadable versions, so many older ones are as well."""
    previous: str = ""
    """The id that it had, where it was renamed."""


class CatalogueChange(NamedTuple):
    """What one commit made of some cards, which is the same for all of them."""

    day: str
    kind: str
    """As of a version of a card, or removed."""
    cards: tuple[tuple[str, str], ...]
    """The ids that the cards have now, with the names; the id of one that is gone is empty."""
    others: int = 0
    """So many cards more."""
    claims: tuple[PastClaim, ...] = ()
    more: int = 0
    previous: str = ""


class History(NamedTuple):
    """How the cards came to be what they are."""

    cards: Mapping[str, tuple[CardVersion, ...]] = {}
    """By the id of a card its last versions, the newest first."""
    changes: tuple[CatalogueChange, ...] = ()
    """Those of all cards, the newest first."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the repository that the cards lie in."""

    id: str
    """The first digits of its hash."""
    merged: tuple[str, ...] = ()
    """The commits that it has brought together, where it is a merge."""
    changed: bool = False
    """Whether there are cards that are not as in the commit."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A site that is looked at and not published: it has pages of cards with errors, which show these."""

    commit: Commit | None = None
    """What it is made from; None where that is not known."""


@dataclass(frozen=True, slots=True)
class IssueForm:
    """Where a new issue is opened, and the parameters that fill in its title and its text."""

    address: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Docs:
    """The hand-written part of a site, to which texts of cards may lead."""

    folder: str
    """What messages call it, as seen from where they name cards: `docs`."""
    addresses: Mapping[str, str]
    """For each file, by its path in the folder, its address as seen from the root of the site; empty where
    that is not known."""
    complete: bool = True
    """Whether there are no other files; programs that build a site may add some."""


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """What the adapter of a site engine says of the site; without one, files know only each other."""

    name: str = "Model catalogue"
    about: str = ABOUT
    url: str = ""
    """The address of the site, which ends with a slash; empty where it is not known."""
    folders: bool = False
    """Whether the page `models/tiny.md` is published as `models/tiny/`, and not as `models/tiny.html`."""
    changed: Mapping[str, CardDates] = field(default_factory=dict)
    """By the id of a card, when it changed; empty where nothing is known of it."""
    history: History = History()  # noqa: RUF009  (it is immutable)
    """What cards said before; empty where nothing is known of it."""
    issues: IssueForm | None = None
    """Where readers report mistakes; None where the repository of the cards is not known."""
    built: bool = False
    """Whether pages are built at once; otherwise links in finished HTML lead to their Markdown."""
    docs: Docs | None = None
    """The hand-written part; None where nothing is known of it."""
    plain_ending: str = ".md.txt"
    """How addresses of plain pages end; on their way through an engine they are not pages to be rendered."""
    preview: Preview | None = None
    """None for a site that is to be published."""

    def page(self, path: str) -> str:
        """The full address of a page (`models/tiny.md`); empty where the site's is not known."""
        return f"{self.url}{quote(_address(path, folders=self.folders))}" if self.url else ""

    def address(self, path: str) -> str:
        """The address of a page as seen from the root of the site."""
        return quote(_address(path, folders=self.folders)) if self.built else path

    def file(self, path: str) -> str:
        """The full address of a file that is not a page; empty where the site's is not known."""
        return f"{self.url}{quote(self.published(path))}" if self.url else ""

    def link(self, path: str) -> str:
        """The address of a file for a reader of a file at the root: full where that is known."""
        return self.file(path) or quote(self.published(path))

    def published(self, path: str) -> str:
        """Where the site puts a file."""
        plain = path.endswith(".md.txt")
        return path.removesuffix(".md.txt") + self.plain_ending if plain else path

    def last_change(self, path: str) -> str:
        """The day on which the card of a page last changed, as in 2023-04-03; empty where it is not known."""
        change = self.changed.get(path.removeprefix("models/").removesuffix(".md"))
        return change.last.date().isoformat() if change and path.startswith("models/") else ""

    @property
    def has_feed(self) -> bool:
        """Whether there is a feed: its entries need full addresses and dates; a preview has none."""
        return bool(self.url and self.changed and self.preview is None)


UNPUBLISHED = SiteInfo()
"""What is known of a site whose engine says nothing."""


def plain_path(page: str) -> str:
    """Where the plain text of a page lies: `models/tiny.md.txt`, which no engine takes for a page."""
    return f"{page}.txt"


_REPOSITORIES = {
    r"(github\.com|codeberg\.org)(/[^/?#]+/[^/?#]+?)(?:\.git)?(?:[/?#].*)?": ("/issues/new", "title", "body"),
    # Here repositories lie in groups, and these in others.
    r"(gitlab\.com)((?:/[^/?#]+){2,}?)(?:\.git)?/?(?:/(?:-|edit|blob|raw|tree)/.*)?": (
        "/-/issues/new",
        "issue[title]",
        "issue[description]",
    ),
}
"""Addresses in a repository, what follows that of the repository to open an issue, and the parameters."""


def issue_form(*addresses: str | None) -> IssueForm | None:
    """The form of the repository that the first of the addresses lies in; None where no host is known."""
    for address in addresses:
        for pattern, (ending, title, body) in _REPOSITORIES.items():
            if found := re.fullmatch(f"https?://{pattern}", address or "", re.IGNORECASE):
                return IssueForm(f"https://{found[1].lower()}{found[2]}{ending}", title, body)
    return None


def _address(path: str, *, folders: bool) -> str:
    name = path.removesuffix(".md")
    if not folders:
        return f"{name}.html"
    return f"{name}/" if name.rpartition("/")[2] != "index" else name.removesuffix("index")
