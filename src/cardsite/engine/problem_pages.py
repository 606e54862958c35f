"""What a preview shows of the problems of a card; it knows nothing of where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..markup import code, front_matter, heading, inline_code, text
from ..problems import Problem
from ..site import Page, Site

__all__ = ["with_problem_pages"]

_OVERVIEW = "problems.md"
_NOTICE = "This is a preview. A site with these problems cannot be built."


def with_problem_pages(site: Site, problems: Sequence[Problem], cards: str) -> Site:
    """The site with a page of all the problems, and those of each card on its own page.

    A card that does not follow the format has no other page; one that a check finds fault with keeps its own.
    `cards` is the folder of cards as the problems' places name it.
    """
    files = dict.fromkeys(problem.place.file for problem in problems)
    pages = {page.path: page for page in site.pages}
    overview = _page(_OVERVIEW, "Problems", problems, listed=True)
    pages[overview.path] = overview
    for file in files:
        here = [problem for problem in problems if problem.place.file == file]
        card = file.removeprefix(f"{cards}/").removesuffix(".yaml").removesuffix(".evals")
        path = f"models/{card.lstrip('/')}.md"
        shown = pages.get(path)
        pages[path] = (
            _with_notice(shown, here) if shown else _page(path, f"Problems in {file}", here, source=file)
        )
    return replace(site, pages=tuple(pages.values()))


def _with_notice(page: Page, problems: Iterable[Problem]) -> Page:
    """The page with the problems below its first heading; at its end where it has none."""
    lines = page.markdown.splitlines(keepends=True)
    heading = next((number for number, line in enumerate(lines) if line.startswith("# ")), len(lines) - 1)
    notice = "\n\n".join(["", _NOTICE, *map(_problem, problems), ""])
    text = "".join([*lines[: heading + 1], notice, *lines[heading + 1 :]])
    return replace(page, stored=text.encode())


def _page(
    path: str, title: str, problems: Iterable[Problem], *, source: str = "", listed: bool = False
) -> Page:
    blocks = [front_matter({"title": title}), f"# {heading(title)}", _NOTICE, *map(_problem, problems)]
    text = "\n\n".join(blocks) + "\n"
    return Page(path, title, text.encode(), source, listed=listed)


def _problem(problem: Problem) -> str:
    field = f"{inline_code(problem.field)}: " if problem.field else ""
    parts = [f"{inline_code(str(problem.place))} {field}{text(problem.message)}"]
    if problem.excerpt.strip():
        caret = " " * (problem.place.column - 1) + "^"
        parts.append(code(f"{problem.excerpt}\n{caret}", "text"))
    if problem.hint:
        parts.append(text(problem.hint))
    return "\n\n".join(parts)
