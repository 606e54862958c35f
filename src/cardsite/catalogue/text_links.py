"""What links in texts of cards, families and registries lead to, and what is wrong with those that do not.

A link names a thing by its kind and id (`card:pythia/pythia-160m`), or a file by its path from the file that
has the link. Both hold on every page that shows the text. A relative address of the web does not.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote

from ..markup import encoded, may_lead, safe_url
from ..markup.commonmark import Token, is_enormous, parse
from ..problems import Problem, Severity, did_you_mean
from ..schema import Part
from ..site import Docs, Expected
from ..terminal import one_line
from ..yamlio.text import quoted
from .moves import Moves
from .passages import Passage, passages
from .pictures import picture_path
from .text_lines import at_words, lines_of_text, to_value
from .validation import Located

__all__ = ["Ids", "Linked", "Text", "TextLinks", "read_links", "texts_of"]

_KINDS = {
    "card": "models",
    "family": "families",
    "organization": "organizations",
    "benchmark": "benchmarks",
    "dataset": "datasets",
    "license": "licenses",
}
"""What a link calls the kinds of things that have a page, or a place on one."""
_NAMES = {kind: name for name, kind in _KINDS.items()}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_REGISTRIES = ("organizations", "benchmarks", "datasets")


class Linked(NamedTuple):
    """A thing that a link leads to."""

    kind: str
    """`models`, `families`, `organizations`, `benchmarks`, `datasets`, `licenses`, `docs`, `pictures`; empty
    for a place on the page that has the text."""
    id: str
    """Of `docs` the path below their folder, of `pictures` their path as messages name it; `index` for all of
    a registry."""
    anchor: str = ""


class DeadLink(NamedTuple):
    """What is wrong with a link that leads nowhere."""

    code: str
    message: str
    hint: Callable[[], str]
    """What to do; to find that out takes longer than to find that something is wrong."""
    address: str = ""
    """What stands there, where it is certain what to write for it."""
    meant: str = ""
    """What to write for it."""


class Ids(Collection[str]):
    """Ids that can be listed, and others that are known as well."""

    def __init__(self, listed: Collection[str], also: Callable[[str], bool]) -> None:
        self._listed, self._also = listed, also

    def __contains__(self, identity: object) -> bool:
        return identity in self._listed or (isinstance(identity, str) and self._also(identity))

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)


class Text(NamedTuple):
    """A text that may have links."""

    located: Located
    passage: Passage
    page: str
    """The page of what the text belongs to: `models/pythia/pythia-160m.md`."""


class Home(NamedTuple):
    """Where a text stands."""

    file: str
    page: str


@dataclass(frozen=True, slots=True)
class TextLinks:
    """Finds what the links of a catalogue lead to."""

    label: str = ""
    """What messages call the folder of cards."""
    known: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The ids of each kind, also of things that could not be read."""
    pictures: Collection[str] = ()
    docs: Docs | None = None
    homes: Mapping[str, tuple[Home, ...]] = field(default_factory=dict)
    """For each text with links where it stands; equal texts may stand in several files."""
    named: frozenset[tuple[str, str]] = frozenset()
    """The kinds and ids of all things that links lead to."""
    expected: tuple[Expected, ...] = ()
    """The places on pages to which links lead."""
    moves: Moves = field(default_factory=Moves)
    """Under which ids cards lie that had others."""

    def target(self, written: str, text: str, page: str) -> Linked | None:
        """What an address in a text leads to that is shown on a page; None for nothing."""
        homes = self.homes.get(text, ())
        homes = tuple(home for home in homes if home.page == page) or homes
        found = {self._anywhere(written, home, page) for home in homes or (Home("", page),)}
        # Of a text that stands in two files, a path may mean two things.
        return found.pop() if len(found) == 1 else None

    def _anywhere(self, written: str, home: Home, page: str) -> Linked | None:
        found = self.found(written, home.file)
        if not isinstance(found, Linked):
            return None
        if found.kind or home.page == page:
            return found
        kind, _, identity = home.page.removesuffix(".md").partition("/")
        return found._replace(kind=kind, id=identity)

    def found(self, written: str, file: str) -> Linked | DeadLink | None:
        """What an address in a file leads to, or what is wrong with it; None where nobody can know."""
        if scheme := _SCHEME.match(written):
            return self._by_scheme(scheme[1], written[scheme.end() :], written)
        address, _, anchor = written.partition("#")
        anchor = unquote(anchor)
        if not address:
            return Linked("", "", anchor) if anchor else _without_address()
        if address.startswith("/") or not file:
            return self._of_the_web(written, file)
        return self._by_path(address, anchor, written, file)

    # By kind and id

    def _by_scheme(self, scheme: str, rest: str, written: str) -> Linked | DeadLink:
        identity, _, anchor = rest.partition("#")
        kind = _KINDS.get(scheme)
        if kind is None:
            return _foreign(scheme, rest, written)
        if found := self._thing(kind, identity, unquote(anchor)):
            return found
        return self._moved(kind, identity, written, f"{scheme}:{{}}") or self._unknown(kind, identity)

    def _thing(self, kind: str, identity: str, anchor: str) -> Linked | None:
        return Linked(kind, identity, anchor) if identity in self.known.get(kind, ()) else None

    def _unknown(self, kind: str, identity: str) -> DeadLink:
        def hint() -> str:
            known = self.known.get(kind, ())
            moved = self.moves.hint(identity, "card:{}") if kind == "models" else ""
            if moved:
                return moved
            same = sorted(each for each in known if identity and each.endswith(f"/{identity}"))
            if same:
                return f"write {' or '.join(f'{_NAMES[kind]}:{each}' for each in same[:3])}"
            return self._elsewhere(identity) or did_you_mean(identity, known) or _OTHERWISE[kind]

        return _unknown(kind, identity, hint)

    def _moved(self, kind: str, identity: str, written: str, as_written: str) -> DeadLink | None:
        """What is wrong with a link to a card that has another id now, as the card itself says."""
        new = self.moves.stated.get(identity, "") if kind == "models" else ""
        if not new:
            return None
        dead = _unknown(kind, identity, lambda: self.moves.hint(identity, as_written))
        _, sign, anchor = written.partition("#")
        return dead._replace(address=written, meant=as_written.format(new) + sign + anchor)

    def _elsewhere(self, identity: str) -> str:
        """The same id of another kind."""
        kinds = (kind for kind in self.known if identity in self.known[kind])
        return next((f"write {_NAMES[kind]}:{identity}" for kind in kinds), "")

    # By path

    def _by_path(self, address: str, anchor: str, written: str, file: str) -> Linked | DeadLink | None:
        path = picture_path(address, file)
        if path in self.pictures:
            return Linked("pictures", path)
        inside = path.removeprefix(f"{self.label}/") if path.startswith(f"{self.label}/") else ""
        if inside.endswith(".yaml"):
            return self._by_file(inside.removesuffix(".yaml"), anchor, written, file)
        if self.docs and path.startswith(f"{self.docs.folder}/"):
            in_docs = path.removeprefix(f"{self.docs.folder}/")
            if in_docs in self.docs.addresses:
                return Linked("docs", in_docs, anchor)
            if not self.docs.complete and not address.endswith("/"):
                return None
        elif (
            not inside and self.docs is None and not address.endswith("/") and "." in posixpath.basename(path)
        ):
            return None
        return self._of_the_web(written, file)

    def _by_file(self, name: str, anchor: str, written: str, file: str) -> Linked | DeadLink:
        folder, _, last = name.rpartition("/")
        if name in _REGISTRIES:
            found = self._thing(name, anchor, "") if anchor else Linked(name, "index")
            return found or self._unknown(name, anchor)
        kind, identity = ("families", folder) if last == "family" else ("models", name.removesuffix(".evals"))
        address = written.partition("#")[0]
        if found := self._thing(kind, identity, anchor):
            return found
        path = self._seen_from(f"{self.label}/{{}}.yaml", file)

        def hint() -> str:
            moved = self.moves.hint(identity, path) if kind == "models" else ""
            return moved or did_you_mean(address, self._paths(file)) or _OTHERWISE[kind]

        return self._moved(kind, identity, written, path) or _unknown(kind, identity, hint)

    # Neither

    def _of_the_web(self, written: str, file: str) -> DeadLink:
        path = re.split(r"[?#]", written, maxsplit=1)[0]
        is_file = "." in posixpath.basename(unquote(path)) and not path.startswith("/") and file
        message = f"the site has no file {quoted(picture_path(path, file))}" if is_file else ""
        message = message or f"{quoted(written)} is neither the path of a file nor a whole address"

        def hint() -> str:
            meant = next((f"write {each}" for each in self._meant(path, file)), "")
            if not meant and (host := _HOST.fullmatch(written)):
                meant = f"write https://{one_line(host[1])}"
            return meant or did_you_mean(path, self._paths(file)) or _WRITE

        return DeadLink("dead-link", message, hint)

    def _meant(self, path: str, file: str) -> Iterator[str]:
        """What to write for what somebody meant by a relative address of the web, or by an id alone."""
        path = unquote(path)
        pages = {home.page for homes in self.homes.values() for home in homes if home.file == file}
        folders = [
            base for page in sorted(pages) for base in (page.removesuffix(".md"), posixpath.dirname(page))
        ]
        inside = posixpath.dirname(file).removeprefix(self.label).strip("/")
        if self.docs and (below := picture_path(path, file)).startswith(f"{self.docs.folder}/"):
            yield from self._called(_stem(below.removeprefix(f"{self.docs.folder}/")), file)
        for folder in ("", *folders, inside):
            whole = posixpath.normpath(posixpath.join(folder, path.lstrip("/"))) if path.strip("/") else ".."
            if whole.startswith(".."):
                continue
            yield from self._called(_stem(whole), file)

    def _called(self, name: str, file: str) -> Iterator[str]:
        """A page by its address, a thing by its id."""
        kind, _, identity = name.partition("/")
        if identity in self.known.get(kind, ()):
            yield f"{_NAMES[kind]}:{identity}"
        for kind, known in self.known.items():
            if name in known and kind != "licenses":
                yield f"{_NAMES[kind]}:{name}"
        for page in (f"{name}.md", f"{name}/index.md", f"{name}/README.md", name):
            if self.docs and page in self.docs.addresses:
                yield self._seen_from(f"{self.docs.folder}/{page}", file)

    def _paths(self, file: str) -> list[str]:
        """All files that a link may lead to, as seen from a file."""
        known = [f"{self.label}/{each}.yaml" for each in self.known.get("models", ())]
        known += [f"{self.label}/{each}/family.yaml" for each in self.known.get("families", ())]
        known += [f"{self.docs.folder}/{each}" for each in self.docs.addresses] if self.docs else []
        return [self._seen_from(each, file) for each in (*known, *self.pictures)]

    @staticmethod
    def _seen_from(path: str, file: str) -> str:
        return posixpath.relpath(path, posixpath.dirname(file) or ".")


def _stem(path: str) -> str:
    """A path as the name of a page, below the folder of a kind if it has one."""
    return _ENDING.sub("", _BEFORE_KIND.sub("", path))


_BEFORE_KIND = re.compile(rf"^.*/(?=(?:{'|'.join(_NAMES)})/)")
_ENDING = re.compile(r"(?:/index)?(?:\.html?|\.md|\.ya?ml)?$")
_WRITE = "write card:id, the path of a file as seen from this one, or a whole address"
_HOST = re.compile(
    r"(?://|(?=www\.|[a-z0-9-]+\.(?:ai|co|com|dev|edu|io|net|org)(?:/|$)))([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#]\S*)?)"
)
"""An address that lacks its `https:`."""
_WORDS = {**_NAMES, "licenses": "licence"}
_OTHERWISE = {
    "models": "for a model without a card, write a whole address",
    "families": "a family is a folder with a family.yaml",
    "organizations": "add it to organizations.yaml, or write a whole address",
    "benchmarks": "add it to benchmarks.yaml, or write a whole address",
    "datasets": "add it to datasets.yaml, or write a whole address",
    "licenses": "use the hub's id, or an SPDX expression",
}
_ALSO = {
    "model": "card",
    "models": "card",
    "cards": "card",
    "families": "family",
    "organisation": "organization",
    "organizations": "organization",
    "licence": "license",
    "licenses": "license",
    "datasets": "dataset",
    "benchmarks": "benchmark",
}
"""What people call the kinds as well."""


def _without_address() -> DeadLink:
    return DeadLink("dead-link", "the link has no address", lambda: _WRITE)


def _unknown(kind: str, identity: str, hint: Callable[[], str]) -> DeadLink:
    return DeadLink(f"unknown-{_NAMES[kind]}", f"there is no {_WORDS[kind]} {quoted(identity)}", hint)


def _foreign(scheme: str, rest: str, written: str) -> DeadLink:
    folded = scheme.casefold()
    if kind := _ALSO.get(folded) or (folded if folded in _KINDS else ""):
        message = f'links have no kind "{one_line(scheme)}"'
        return DeadLink("dead-link", message, lambda: f"write {kind}:{one_line(rest)}")
    if folded in ("http", "https", "mailto"):
        hint = "write a whole address, without a user name, spaces and backslashes"
        return DeadLink("dead-link", f"{quoted(written)} is not an address that pages link to", lambda: hint)
    return DeadLink(
        "dead-link",
        f'pages have no links to "{one_line(scheme)}:"',
        lambda: (
            did_you_mean(folded, _KINDS)
            or "links lead to http, https and mailto, and to card:id and the like"
        ),
    )


def texts_of(located: Located, part: Part, page: str) -> Iterator[Text]:
    """The texts of a part that may have links."""
    for passage in passages(part):
        if may_lead(passage.text):
            yield Text(located, passage, page)


def read_links(links: TextLinks, texts: Iterable[Text]) -> tuple[TextLinks, list[Problem]]:
    """`links` with what the texts name, and what is wrong with them."""
    places = [(each, each.located.place(to_value(each.located, each.passage.path))) for each in texts]
    homes: dict[str, dict[Home, None]] = defaultdict(dict)
    for each, place in places:
        homes[each.passage.text].setdefault(Home(place.file, each.page))
    links = replace(links, homes={text: tuple(found) for text, found in homes.items()})
    named: set[tuple[str, str]] = set()
    problems: list[Problem] = []
    expected: list[Expected] = []
    # What members inherit is looked at once.
    for (place, text), each in {(place, each.passage.text): each for each, place in places}.items():
        faults = 0
        for words, address in islice(_addresses(text), _MOST_LINKS):
            found = links.found(address, place.file)
            if isinstance(found, Linked):
                named.add((found.kind, found.id))
                expected += _expected(found, each, homes[text], words)
            elif found and each.passage.prose:
                faults += 1
                problems += [_problem(each, found, words)] if faults <= _MOST_FAULTS else []
    return replace(links, named=frozenset(named), expected=tuple(expected)), problems


_MOST_LINKS, _MOST_FAULTS = 1_000, 20
"""So many links of a text are looked at, and so many reported."""


def _expected(target: Linked, text: Text, homes: Iterable[Home], words: str) -> Iterator[Expected]:
    """The anchor of a link, on the page that it leads to or on each that has the text."""
    kind, identity, anchor = target
    if not anchor or kind in ("licenses", "pictures"):
        return
    pages = (
        [identity if kind == "docs" else f"{kind}/{identity}.md"] if kind else [home.page for home in homes]
    )
    for page in pages:
        message = f"the page {page} has no place {quoted(f'#{anchor}')}"
        yield Expected(page, anchor, _problem(text, DeadLink("dead-link", message, lambda: ""), words))


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    """The links of a text that are not whole addresses, as they are written, each with its address."""
    if is_enormous(text):
        return
    parsed = parse(text)
    for token in parsed.tokens:
        if token.kind == "link" and token.nesting > 0 and not _is_whole(token):
            words = parsed.source[token.start : token.end].decode("utf-8")
            yield words, token.value.address


def _is_whole(token: Token) -> bool:
    """Whether it leads out of the catalogue, or will once a placeholder is filled in, which is reported."""
    address = token.value.address
    return safe_url(encoded(address)) or _HOLE.fullmatch(address) is not None


_HOLE = re.compile(r"\{[^{}]*\}")


def _problem(text: Text, fault: DeadLink, words: str) -> Problem:
    located, path = text.located, to_value(text.located, text.passage.path)
    severity = Severity.WARNING if fault.code == "dead-link" else Severity.ERROR
    problem = located.problem(fault.code, path, fault.message, fault.hint(), severity=severity)
    problem = at_words(lines_of_text(located, problem.place), problem, words)
    column = problem.excerpt.find(fault.address, problem.place.column - 1) + 1
    if not fault.address or not column:
        return problem
    place = problem.place._replace(column=column)
    return replace(problem, place=place).replacing(fault.address, fault.meant)
