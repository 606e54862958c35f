"""The HTML that a theme puts around pages, made once for those that differ in their own part only.

A shell is what a theme makes of a page that is not there, with marks for what is a page's own: its title, its
content, its addresses. In which forms the theme prints these, and what else it asks of a page, shows when the
shell is made. Knows Jinja and the names of Material's templates, and no engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, NamedTuple

from jinja2 import Environment
from jinja2.environment import TemplateModule
from jinja2.runtime import Markup, escape  # type: ignore[attr-defined]

__all__ = ["Shells"]

_MARK = "cardsite-shell"


class _UnknownError(Exception):
    """A theme asks for what no shell can have."""


class _Meta(Mapping[str, Any]):
    """What a page says of itself, which notes what the theme asks for."""

    def __init__(self, own: Mapping[str, Any], marks: Mapping[str, str]) -> None:
        self.own, self.marks = own, marks
        self.asked: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name in self.marks:
            return self.marks[name]
        self.asked[name] = self.own.get(name)
        return self.own[name]

    def __iter__(self) -> Iterator[str]:
        raise _UnknownError

    def __len__(self) -> int:
        return len(self.own)


class _Page:
    """A page outside of the navigation, which has what it is given and nothing else."""

    active = is_page = True
    is_homepage = is_section = is_link = False
    parent = previous_page = next_page = children = None
    ancestors = ()

    def __init__(self, **known: Any) -> None:
        vars(self).update(known)

    def __getattr__(self, name: str) -> Any:
        raise _UnknownError(name)


def _plain(value: str) -> str:
    return str(Markup(value).striptags())


_FORMS: tuple[Callable[[str], str], ...] = (
    str,
    _plain,
    lambda value: str(escape(value)),
    lambda value: str(escape(_plain(value))),
)
"""How themes print a text; each makes another text of a mark."""


class _Shell(NamedTuple):
    asked: dict[str, Any]
    """What the theme asked of what a page says of itself, and what it heard."""
    texts: list[str]
    """The HTML between the parts of a page."""
    parts: list[tuple[str, Callable[[str], str]]]
    """The name of each part, and the form in which it stands there."""

    def around(self, parts: Mapping[str, str]) -> str:
        filled = [form(parts[name]) for name, form in self.parts]
        return "".join(each for pair in zip(self.texts, [*filled, ""], strict=True) for each in pair)


@dataclass
class Shells:
    """Has a theme render pages outside of the navigation: as few of them as will do for all."""

    environment: Environment
    theme: Callable[[Mapping[str, Any]], str]
    """Renders one page."""
    folders: frozenset[str] = frozenset()
    """The folders of the site with pages that the theme links to. All others are alike to it."""
    words: TemplateModule | None = None
    """What gives templates the words of the site's language."""
    made: dict[tuple[Any, ...], list[_Shell | None]] = field(default_factory=dict)
    """For pages that may have a shell in common those made; None if the theme did something else."""

    def page(self, context: Mapping[str, Any]) -> str:
        """The page as the theme renders it."""
        page = context["page"]
        own = self._own_address(page.url)
        parts = _parts(page, own)
        if str(page.meta.get("title", page.title)) != parts["title"]:
            return self.theme(context)
        key = (
            page.url.removesuffix("/".join(own)),
            len(own),
            own[-1].endswith(".html"),
            *(name for name, value in parts.items() if value),
            "<h1" in parts["content"],
            [heading.level for heading in page.toc][:1] == [1],
            context["base_url"],
            *map(str, (*context["extra_css"], *context["extra_javascript"])),
        )
        shells = self.made.setdefault(key, [])
        for shell in shells:
            if shell and all(page.meta.get(name) == value for name, value in shell.asked.items()):
                return shell.around(parts | {"contents": self._contents(context)})
        output = self.theme(context)
        if None not in shells:
            shell = self._shell(context, parts, own)
            # A theme may do with a page what no mark shows.
            same = shell and shell.around(parts | {"contents": self._contents(context)}) == output
            shells.append(shell if same else None)
        return output

    def _own_address(self, url: str) -> list[str]:
        """The parts of an address that are behind every folder that the theme links to."""
        names = url.split("/")
        # The theme's own files, and what else its settings name, may be anywhere at the root.
        known = next((n for n in range(len(names) - 1, 1, -1) if "/".join(names[:n]) in self.folders), 1)
        return names[known if len(names) > 1 else 0 :]

    def _contents(self, context: Mapping[str, Any]) -> str:
        """The table of contents of a page, in which most pages differ."""
        if self.words is None:
            self.words = self.environment.get_template("partials/language.html").make_module(dict(context))
        template = self.environment.get_template("partials/toc.html")
        return template.render({**context, "lang": self.words})

    def _shell(self, context: Mapping[str, Any], parts: Mapping[str, str], own: list[str]) -> _Shell | None:
        page = context["page"]
        marks = {name: f"{_MARK}-{name}-&#46;&amp;-{_MARK}" if value else "" for name, value in parts.items()}
        marks |= {name: f"{_MARK}-{name}-{_MARK}" for name in parts if name.isdigit() and parts[name]}
        marks["first"] = f"#{_MARK}-first" if parts["first"] else ""
        marks["content"] += "<h1>" if "<h1" in parts["content"] else ""
        meta = _Meta(
            page.meta, {name: marks[name] for name in ("title", "description") if page.meta.get(name)}
        )
        level = next((heading.level for heading in page.toc), 1)
        below = SimpleNamespace(title=_MARK, url=f"#{_MARK}", level=level + 1, children=[])
        first = SimpleNamespace(title=_MARK, url=marks["first"], level=level, children=[below])
        address = "/".join(marks[str(n)] + name.removeprefix(parts[str(n)]) for n, name in enumerate(own))
        shown = {
            **context,
            "page": _Page(
                title=marks["title"],
                meta=meta,
                content=marks["content"],
                canonical_url=marks["canonical"] or None,
                edit_url=marks["edit"] or None,
                toc=[first] if parts["first"] else [],
                url=page.url.removesuffix("/".join(own)) + address,
            ),
        }
        try:
            html, contents = self.theme(shown), self._contents(shown)
        except _UnknownError:
            return None
        found: dict[str, tuple[str, Callable[[str], str]]] = {contents: ("contents", str)}
        for name, mark in marks.items():
            for form in _FORMS if mark else ():
                found.setdefault(form(mark), (name, form))
        any_part = re.compile("|".join(map(re.escape, found)))
        texts, printed = any_part.split(html), any_part.findall(html)
        if any(_MARK in text for text in texts):
            return None
        return _Shell(meta.asked, texts, [found[each] for each in printed])


def _parts(page: Any, own: list[str]) -> dict[str, str]:
    """What is a page's own, each text by its name; empty where it has none."""
    return {
        "title": str(page.title or ""),
        "description": str(page.meta.get("description") or ""),
        "content": page.content or "",
        "canonical": page.canonical_url or "",
        "edit": page.edit_url or "",
        "first": next((heading.url for heading in page.toc), ""),
        **{str(place): name.removesuffix(".html") for place, name in enumerate(own)},
    }
