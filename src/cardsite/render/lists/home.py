"""The first page: how much there is, ways in, what is new, what is most complete, and the families."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ... import markup
from ...catalogue import CardEntry, Catalogue
from ...facts.kind import kind
from ...facts.licences import LICENSE_CLASSES, license_class, license_view
from ...facts.order import SIZE_RANGES, by_size, size_range
from ...markup import Safe, join
from ..coverage_view import covered
from ..data_files import catalogue_files
from ..fields import Fields
from ..model_rows import parameters_cell, spoken
from ..paths import ALL_MODELS, Linker
from ..render_context import RenderContext

__all__ = ["home"]

_SHOWN = 5
_FAMILIES = 12
"""So many of each are listed; the rest is a link away, so that the page does not grow with the catalogue."""


def home(context: RenderContext, linker: Linker) -> dict[str, Any]:
    """What the template of the first page prints."""
    catalogue = context.catalogue
    return {
        "counts": tuple(_counts(context, linker)),
        "quick_filters": tuple(_quick_filters(catalogue, linker)),
        "newest": tuple(_newest(context, linker)),
        "complete": tuple(_complete(context, linker)),
        "families": _families(context, linker),
        "all_families": linker.to("All families", "families/index.md"),
        "all_models": linker.to("All models in one table", ALL_MODELS),
        "coverage": linker.to("Coverage of all models", "coverage.md"),
        "data_files": catalogue_files(context, linker),
    }


def _counts(context: RenderContext, linker: Linker) -> Iterator[Fields]:
    registries = context.catalogue.registries
    numbers = {
        "models": ("Models", len(context.catalogue.cards)),
        "families": ("Families", len(context.catalogue.families)),
        "organizations": ("Organisations", len(registries.organizations)),
        "benchmarks": ("Benchmarks", len(context.used_benchmarks)),
        "datasets": ("Datasets", len(registries.datasets)),
    }
    for name, (label, number) in numbers.items():
        yield Fields(number=f"{number:,}", link=linker.to(label, f"{name}/index.md"))


# Ways in


def _quick_filters(catalogue: Catalogue, linker: Linker) -> Iterator[Fields]:
    """Lists of links into the table of all models, each with one choice; lists of one link are left out."""
    cards = catalogue.cards.values()
    datasets = catalogue.registries.datasets
    sizes = Counter(name for entry in cards if (name := size_range(entry.card.parameter_count)))
    licenses = Counter(_license_class(entry, catalogue) for entry in cards)
    tasks = Counter(entry.card.pipeline_tag.value for entry in cards if entry.card.pipeline_tag)
    data = Counter(name for entry in cards for name in entry.card.data_ids if name in datasets)
    kinds = Counter(of_kind for entry in cards if (of_kind := kind(entry.card)))
    lists: tuple[tuple[str, str, list[tuple[str, str, int]]], ...] = (
        ("Kind", "kind", [(name, spoken(name), number) for name, number in _most(kinds)]),
        ("Size", "size", [(each.id, each.name, sizes[each.id]) for each in SIZE_RANGES]),
        (
            "Licence",
            "license_class",
            [(name, words, licenses[name]) for name, words in LICENSE_CLASSES.items()],
        ),
        ("Task", "task", [(name, name, number) for name, number in _most(tasks) if name]),
        ("Training data", "data", [(n, datasets[n].value.name, number) for n, number in _most(data)]),
    )
    for title, facet, choices in lists:
        links = tuple(
            Fields(link=linker.listed(words, **{facet: name}), number=f"{number:,}")
            for name, words, number in choices
            if number
        )
        if len(links) > 1:
            yield Fields(title=title, links=links)


def _license_class(entry: CardEntry, catalogue: Catalogue) -> str:
    terms = entry.card.license
    view = license_view(terms, catalogue.registries) if terms else None
    return license_class(view.id, catalogue.registries).value if view else "none"


def _most(counted: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))[:6]


# What is new, and what is complete


def _newest(context: RenderContext, linker: Linker) -> Iterator[Fields]:
    dated = [entry for entry in context.catalogue.cards.values() if _released(entry)]
    for entry in _of_each_family(dated, _released):
        yield _item(entry, markup.text(_released(entry)), context, linker)


def _released(entry: CardEntry) -> str:
    date = entry.card.release_date
    return date.value.text if date and date.value else ""


def _complete(context: RenderContext, linker: Linker) -> Iterator[Fields]:
    cards = context.catalogue.cards.values()
    for entry in _of_each_family(cards, lambda entry: covered(entry, context).filled):
        count = covered(entry, context)
        words = markup.text(f"{count.filled} of {count.asked} items filled in")
        yield _item(entry, words, context, linker)


def _of_each_family(entries: Iterable[CardEntry], key: Callable[[CardEntry], Any]) -> list[CardEntry]:
    """The first by a key, the highest first, with one of each family: the others have the same text."""
    found: dict[str, CardEntry] = {}
    for entry in sorted(by_size(entries), key=key, reverse=True):
        found.setdefault(entry.family or entry.id, entry)
    return list(found.values())[:_SHOWN]


def _item(entry: CardEntry, words: Safe, context: RenderContext, linker: Linker) -> Fields:
    stated = entry.card.parameter_count is not None
    size = join([parameters_cell(entry), Safe(" parameters")]) if stated else None
    return Fields(
        link=linker.page("models", entry.id, entry.label),
        organization=markup.text(context.organization_name(entry.card.organization)),
        size=size,
        words=words,
    )


# Families


def _families(context: RenderContext, linker: Linker) -> tuple[Fields, ...]:
    """The largest families, by name."""
    members = context.members
    families = sorted(context.catalogue.families.values(), key=lambda f: (-len(members.get(f.id, [])), f.id))
    return tuple(
        Fields(
            link=linker.page("families", entry.id, entry.family.name),
            summary=entry.family.summary,
            members=join(
                [
                    linker.page("models", member.id, context.member_label(member))
                    for member in members.get(entry.id, [])[:_FAMILIES]
                ],
                Safe(" "),
            ),
        )
        for entry in sorted(families[:_FAMILIES], key=lambda entry: entry.family.name.casefold())
    )
