"""What a preview shows in place of a card that cannot be published; it knows nothing of where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .markup import code, front_matter, heading, inline_code, text
from .pages import Page, Site
from .problems import Problem

__all__ = ["with_problem_pages"]

_OVERVIEW = "problems.md"
_NOTICE = "This is a preview. A site with these problems cannot be built."


def with_problem_pages(site: Site, problems: Sequence[Problem], cards: str) -> Site:
    """The site with a page of all the problems, and in place of each broken card's page one of its own.

    `cards` is the folder of cards as the problems' places name it.
    """
    files = dict.fromkeys(problem.place.file for problem in problems)
    added = [_page(_OVERVIEW, "Problems", problems, listed=True)]
    for file in files:
        here = [problem for problem in problems if problem.place.file == file]
        added.append(_page(_path(file, cards), f"Problems in {file}", here, source=file))
    pages = {page.path: page for page in (*site.pages, *added)}
    return replace(site, pages=tuple(pages.values()))


def _path(file: str, cards: str) -> str:
    card = file.removeprefix(f"{cards}/").removesuffix(".yaml").removesuffix(".evals")
    return f"models/{card.lstrip('/')}.md"


def _page(
    path: str, title: str, problems: Iterable[Problem], *, source: str = "", listed: bool = False
) -> Page:
    blocks = [front_matter({"title": title}), f"# {heading(title)}", _NOTICE, *map(_problem, problems)]
    return Page(path, title, "\n\n".join(blocks) + "\n", source, listed)


def _problem(problem: Problem) -> str:
    field = f"{inline_code(problem.field)}: " if problem.field else ""
    parts = [f"{inline_code(str(problem.place))} {field}{text(problem.message)}"]
    if problem.excerpt.strip():
        caret = " " * (problem.place.column - 1) + "^"
        parts.append(code(f"{problem.excerpt}\n{caret}", "text"))
    if problem.hint:
        parts.append(text(problem.hint))
    return "\n\n".join(parts)
