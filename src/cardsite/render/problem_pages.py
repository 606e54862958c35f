"""What a preview shows of problems: on the pages of cards, on one for what has no other, and all on one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from .. import markup
from ..catalogue import Catalogue, is_card_id
from ..problems import Problem, Severity, at_least
from ..site import PROBLEMS, Page, Preview
from .environment import make_environment, render_template
from .fields import Fields
from .paths import Address, page_path
from .render_context import RenderContext

__all__ = ["banner", "broken_pages", "with_problem_pages"]


def broken_pages(catalogue: Catalogue) -> dict[str, str]:
    """The paths of the pages that cards and families have only in a preview, each with its file."""
    made: Mapping[str, Iterable[str]] = {"models": catalogue.cards, "families": catalogue.families}
    label, known = catalogue.links.label, catalogue.links.known
    return {
        page_path(kind, identity): f"{label}/{identity}{ending}"
        for kind, ending in (("models", ".yaml"), ("families", "/family.yaml"))
        for identity in known.get(kind, ())
        # Of another id no file may be called.
        if identity not in made[kind] and is_card_id(identity)
    }


def with_problem_pages(pages: Iterable[Page], context: RenderContext) -> Iterator[Page]:
    """The pages with the errors of their files, pages of files that have no other, and one of all errors."""
    errors: dict[str, list[Problem]] = defaultdict(list)
    for problem in at_least(context.catalogue.problems, Severity.ERROR):
        errors[problem.place.file].append(problem)

    def of(path: str, file: str) -> list[Problem]:
        # A family's file stands for its members too, whose errors are not its own.
        files = context.catalogue.files.get(file, {file}) if path.startswith("models/") else {file}
        registries = sorted(_broken_registries(context.catalogue, file))
        return [problem for each in (*sorted(files), *registries) for problem in errors.get(each, ())]

    homes = {file: path for path, file in broken_pages(context.catalogue).items()}
    for page in pages:
        found: list[Problem] = []
        if page.source and page.path.startswith(("models/", "families/")):
            homes[page.source], found = page.path, of(page.path, page.source)
        yield _with_notice(page, found, context) if found else page
    for path, file in broken_pages(context.catalogue).items():
        yield _page(path, map(_shown, of(path, file)), context, file)
    if errors:
        linker = context.linker(PROBLEMS)
        all_of_them = (problem for found in errors.values() for problem in found)
        shown = (_shown(each, linker.address(homes.get(each.place.file, ""))) for each in all_of_them)
        yield _page(PROBLEMS, shown, context)


def _broken_registries(catalogue: Catalogue, file: str) -> set[str]:
    """The files of what a card refers to and pages leave out, since it cannot be read."""
    label, known = catalogue.links.label, catalogue.registries
    entry = catalogue.cards.get(file.removeprefix(f"{label}/").removesuffix(".yaml"))
    if entry is None:
        return set()
    terms = (entry.card.license, entry.card.data_license, entry.card.base_model_license)
    named = [(each.kind, each.id) for each in entry.card.references()]
    named += [("licenses", each.id) for each in terms if each and each.id]
    return {
        f"{label}/{kind}.yaml"
        for kind, identity in named
        if identity in known.broken.get(kind, ()) and identity not in getattr(known, kind)
    }


def banner(catalogue: Catalogue, templates: Path | None, preview: Preview) -> str:
    """What stands above every page of a preview, as HTML; its link is to `PROBLEMS` as seen from the root.

    Raises CardsiteError as `render_catalogue` does.
    """
    files = {problem.place.file for problem in at_least(catalogue.problems, Severity.ERROR)}
    values = {"commit": Fields(**asdict(preview.commit)) if preview.commit else None, "files": len(files)}
    return render_template(make_environment(templates), "preview.html.j2", values).page.strip()


def _page(path: str, problems: Iterable[Fields], context: RenderContext, file: str = "") -> Page:
    """A page of problems: of those of a file, or of all."""
    title = file or context.template("titles.md.j2", {"page": "problems"}).page.strip()
    content = {
        "title": title,
        "front_matter": markup.front_matter({"title": title}),
        "file": file or None,
        "problems": tuple(problems),
    }
    return Page(path, title, context.template("problems.md.j2", content).page.encode(), file, listed=not file)


def _with_notice(page: Page, problems: Iterable[Problem], context: RenderContext) -> Page:
    """The page with the problems below its first heading; at its end where it has none."""
    lines = page.markdown.splitlines(keepends=True)
    heading = next((number for number, line in enumerate(lines) if line.startswith("# ")), len(lines) - 1)
    notice = context.template("problem-list.md.j2", {"problems": tuple(map(_shown, problems))}).page
    text = "".join([*lines[: heading + 1], f"\n{notice}\n", *lines[heading + 1 :]])
    return replace(page, stored=text.encode())


def _shown(problem: Problem, page: Address | None = None) -> Fields:
    caret = " " * (problem.place.column - 1) + "^"
    return Fields(
        place=str(problem.place),
        page=page,
        field=problem.field or None,
        message=problem.message,
        excerpt=f"{problem.excerpt}\n{caret}" if problem.excerpt.strip() else None,
        hint=problem.hint or None,
    )
