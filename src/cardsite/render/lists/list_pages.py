"""The pages around the models: home, all models, families, organisations, benchmarks, datasets, licences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from ... import markup
from ...catalogue import CardEntry, Registries
from ...facts.licences import LICENSE_CLASSES
from ...markup import Safe
from ...schema import LicenseClass, LicenseTerms
from ...schema.languages import language_names
from ...site import CHANGES, Page
from ..charts.scaling import scaling
from ..coverage_view import dashboard
from ..data_files import catalogue_files
from ..fields import Fields, described, plain_value, show_part
from ..licence_links import LicenseView, answers_view, license_link, license_view
from ..lineage_list import family_graph
from ..model_rows import DASH, model_rows, some_models, usual_columns
from ..past import catalogue_changes
from ..paths import ALL_MODELS, COMPARISON, LICENSES, Linker, page_path
from ..render_context import RenderContext, by_size
from .backlinks import benchmark_links, dataset_links, indirect_models
from .benchmark_page import benchmark_values
from .comparison import comparison_values, side_by_side
from .home import home
from .models_table import catalogue_table

__all__ = ["list_pages"]

E = TypeVar("E")


_SINGULAR = {
    "families": "family",
    "organizations": "organization",
    "benchmarks": "benchmark",
    "datasets": "dataset",
}


def list_pages(context: RenderContext) -> Iterator[Page]:
    """Every page that is not the page of a model."""
    yield _titled(context, "index.md", "home", home)
    yield _titled(context, ALL_MODELS, "models", catalogue_table)
    yield _titled(context, COMPARISON, "compare", comparison_values)
    yield _titled(context, LICENSES, "licenses", _licenses)
    yield _titled(context, "coverage.md", "coverage", dashboard)
    if context.site_info.history.changes:
        yield _titled(context, CHANGES, "changes", catalogue_changes)
    registries = context.catalogue.registries
    kinds: tuple[tuple[str, dict[str, Any], Any], ...] = (
        ("families", context.catalogue.families, _family),
        ("organizations", registries.organizations, _organization),
        ("benchmarks", context.used_benchmarks, benchmark_values),
        ("datasets", registries.datasets, _dataset),
    )
    for kind, entries, values in kinds:
        yield _titled(context, f"{kind}/index.md", kind, _index(kind, entries))
        for entry in entries.values():
            value = _value_of(kind, entry)
            template = f"{_SINGULAR[kind]}.md.j2"
            summary = described(_summary_of(value) or "")
            path = page_path(kind, entry.id)
            page = _page(context, path, value.name, template, _bound(values, entry), summary)
            yield replace(page, source=entry.file, listed=False)
    yield from _moved(context)


def _moved(context: RenderContext) -> Iterator[Page]:
    """Pages at the addresses that models had before."""
    for old, new in context.catalogue.moved.items():
        if entry := context.catalogue.cards.get(new):
            path, values = page_path("models", old), {"id": old}
            page = _page(context, path, entry.label, "moved.md.j2", _linked(entry, values))
            yield replace(page, source=entry.file, listed=False, moved_to=page_path("models", new))


def _linked(entry: CardEntry, values: dict[str, Any]) -> Values:
    return lambda _, linker: {"link": linker.page("models", entry.id, entry.label), **values}


Values = Callable[[RenderContext, Linker], dict[str, Any]]


def _bound(values: Callable[[RenderContext, Linker, Any], dict[str, Any]], entry: Any) -> Values:
    return lambda context, linker: values(context, linker, entry)


def _titled(context: RenderContext, path: str, name: str, values: Values) -> Page:
    """A page that is not about one thing: a template has its title."""
    title, *names = context.template("titles.md.j2", {"page": name}).page.strip().splitlines()
    page = _page(context, path, title, f"{name}.md.j2", values)
    return replace(page, names=(*names, *(_licenses_of_models(context) if path == LICENSES else ())))


def _page(
    context: RenderContext, path: str, title: str, template: str, values: Values, summary: str = ""
) -> Page:
    # The lists are one table, or a few cards: the room is theirs.
    wide = path.endswith("index.md") or path == "coverage.md"
    hidden = ["navigation", "toc"] if wide else ["navigation"]
    about = {"description": summary} if summary else {}
    linker = context.linker(path)
    content = {
        "title": title,
        "front_matter": markup.front_matter({"title": title, **about, "hide": hidden}),
        "resolve": context.resolver(linker),
        "lists": Fields(
            **{kind: linker.address(f"{kind}/index.md") for kind in _SINGULAR},
            licenses=linker.address(LICENSES),
            changes=linker.address(CHANGES),
        ),
        "above": linker.address(f"{path.partition('/')[0]}/index.md"),
        **values(context, linker),
    }
    listed = wide or path in (LICENSES, CHANGES)
    evidence = content.pop("evidence", None)
    printed = context.template(template, content)
    page = context.with_notes(printed.page, evidence) if evidence else printed.page
    return Page(path, title, page.encode(), listed=listed, plain=printed.plain, searched=printed.searched)


# Pages


def _index(kind: str, entries: dict[str, Any]) -> Values:
    def values(context: RenderContext, linker: Linker) -> dict[str, Any]:
        by_name = sorted(entries.values(), key=lambda entry: str(_value_of(kind, entry).name).casefold())
        rows = tuple(_index_row(kind, entry, context, linker) for entry in by_name)
        return {"rows": rows, "data_files": catalogue_files(context, linker)}

    return values


def _value_of(kind: str, entry: Any) -> Any:
    return entry.family if kind == "families" else entry.value


def _summary_of(value: Any) -> str | None:
    return getattr(value, "summary", None) or getattr(value, "measures", None)


def _index_row(kind: str, entry: Any, context: RenderContext, linker: Linker) -> Fields:
    value = _value_of(kind, entry)
    return Fields(
        link=linker.page(kind, entry.id, value.name),
        summary=_summary_of(value),
        models=f"{len(_models_of(kind, entry.id, context)):,}",
        organization=_organization_link(value, context, linker),
    )


def _organization_link(value: Any, context: RenderContext, linker: Linker) -> Safe:
    identity = getattr(value, "organization", None)
    if not identity:
        return DASH
    return linker.page("organizations", identity, context.organization_name(identity))


def _models_of(kind: str, identity: str, context: RenderContext) -> list[CardEntry]:
    """The cards that refer to an entry of a kind: its backlinks."""
    return context.backlinks.get((kind, identity), [])


def _family(context: RenderContext, linker: Linker, entry: Any) -> dict[str, Any]:
    evidence = context.evidence(entry.family.sources, context.resolver(linker))
    parent = context.catalogue.families.get(entry.family.extends or "")
    rows = model_rows(context, linker, context.members.get(entry.id, []))
    return {
        "family": show_part(entry.family, evidence),
        "organization": _organization_link(entry.family, context, linker),
        "rows": rows,
        "columns": usual_columns(rows),
        "side_by_side": side_by_side(context.members.get(entry.id, []), context, linker),
        "extends": linker.page("families", parent.id, parent.family.name) if parent else None,
        "lineage": family_graph(entry, context, linker),
        "scaling": scaling(entry.id, context, linker),
        "sources": Fields(cited=evidence.cited, others=()),
        "evidence": evidence,
    }


def _organization(context: RenderContext, linker: Linker, entry: Any) -> dict[str, Any]:
    evidence = context.evidence({}, context.resolver(linker))
    logo = context.catalogue.logos.get(entry.id)
    families = [f for f in context.catalogue.families.values() if f.family.organization == entry.id]
    return {
        "organization": show_part(entry.value, evidence),
        "logo": linker.image(logo.path) if logo else None,
        "hub_url": f"https://huggingface.co/{entry.value.hub_id}" if entry.value.hub_id else None,
        "families": tuple(linker.page("families", family.id, family.family.name) for family in families),
        "models": some_models(
            context,
            linker,
            by_size(_models_of("organizations", entry.id, context)),
            organization=entry.id,
        ),
        "datasets": dataset_links("organizations", entry.id, context, linker),
        "sources": Fields(cited=evidence.cited, others=()),
        "evidence": evidence,
    }


def _dataset(context: RenderContext, linker: Linker, entry: Any) -> dict[str, Any]:
    evidence = context.evidence({}, context.resolver(linker))
    value = entry.value
    origin = context.catalogue.registries.datasets.get(value.derived_from or "")
    return {
        "dataset": show_part(value, evidence),
        "facts": Fields(
            organization=_organization_link(value, context, linker) if value.organization else None,
            derived_from=linker.page("datasets", origin.id, origin.value.name) if origin else None,
            language=language_names(value.language) if value.language else None,
            license=license_link(value.license, context, linker),
            release_date=plain_value(value.release_date) if value.release_date else None,
        ),
        "license_note": value.license.note if value.license else None,
        "hub_url": f"https://huggingface.co/datasets/{value.hub_id}" if value.hub_id else None,
        "models": some_models(
            context, linker, by_size(_models_of("datasets", entry.id, context)), data=entry.id
        ),
        "made": dataset_links("datasets", entry.id, context, linker),
        "indirect": indirect_models(entry.id, context, linker),
        "benchmarks": benchmark_links(value, context, linker),
        "sources": Fields(cited=evidence.cited, others=()),
        "evidence": evidence,
    }


# Licences


def _licenses(context: RenderContext, linker: Linker) -> dict[str, Any]:
    registries = context.catalogue.registries
    cards, datasets = context.catalogue.cards.values(), registries.datasets.values()
    models = _by_license(((entry, entry.card.license) for entry in cards), registries)
    data = _by_license(((entry, entry.value.license) for entry in datasets), registries)
    # Licences that stand on pages of models only, and in texts, which link to them here.
    stated = [terms for entry in cards for terms in (entry.card.data_license, entry.card.base_model_license)]
    linked = [LicenseTerms(id=name) for kind, name in context.catalogue.links.named if kind == "licenses"]
    others = {license_view(terms, registries) for terms in (*stated, *linked) if terms}
    views = sorted(
        filter(None, {*models, *data, *others}), key=lambda view: (view.anchor, view.name, view.id)
    )
    groups = tuple(
        Fields(
            anchor=view.anchor,
            name=markup.heading(view.name),
            id=view.id,
            kind=LICENSE_CLASSES.get(view.kind),
            url=view.url,
            answers=answers_view(view.id, context),
            models=some_models(context, linker, by_size(models.get(view, [])), license=view.id),
            datasets=tuple(
                linker.page("datasets", entry.id, entry.value.name) for entry in data.get(view, [])
            ),
        )
        for view in views
    )
    without = some_models(context, linker, by_size(models.get(None, [])), license_class="none")
    return {"groups": groups, "without": without}


_SHARED = frozenset(LicenseClass) - {LicenseClass.CUSTOM}


def _licenses_of_models(context: RenderContext) -> Iterator[str]:
    """The names by which a search finds the page before the models that are under them.

    A licence of its own is called after the models, which whoever looks for its name wants.
    """
    stated = (entry.card.license for entry in context.catalogue.cards.values())
    views = (license_view(terms, context.catalogue.registries) for terms in stated if terms)
    yield from sorted({view.name for view in views if view and view.kind in _SHARED})


def _by_license(
    entries: Iterable[tuple[E, LicenseTerms | None]], registries: Registries
) -> dict[LicenseView | None, list[E]]:
    found: dict[LicenseView | None, list[E]] = defaultdict(list)
    for entry, terms in entries:
        found[license_view(terms, registries) if terms else None].append(entry)
    return found
