"""The first page: how much there is, ways in, what is new, what is most complete, and the families."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...catalogue import CardEntry, Catalogue
from ...facts.derived import training_cost
from ...facts.kind import kind
from ...facts.licences import LICENSE_CLASSES, license_class, license_view
from ...facts.order import SIZE_RANGES, by_size, size_range
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
        "counts": _counts(context, linker),
        "quick_filters": _quick_filters(catalogue, linker),
        "newest": tuple(_newest(context, linker)),
        "complete": tuple(_complete(context, linker)),
        "families": _families(context, linker),
        "all_families": linker.address("families/index.md"),
        "all_models": linker.address(ALL_MODELS),
        "coverage": linker.address("coverage.md"),
        "data_files": catalogue_files(context, linker),
    }


def _counts(context: RenderContext, linker: Linker) -> Fields:
    """How many there are of each kind of page; None where there are none."""
    registries = context.catalogue.registries
    numbers = {
        "models": len(context.catalogue.cards),
        "families": len(context.catalogue.families),
        "organizations": len(registries.organizations),
        "benchmarks": len(context.used_benchmarks),
        "datasets": len(registries.datasets),
    }
    return Fields(
        **{
            name: Fields(number=f"{number:,}", one=number == 1, page=linker.address(f"{name}/index.md"))
            if number
            else None
            for name, number in numbers.items()
        }
    )


# Ways in


def _quick_filters(catalogue: Catalogue, linker: Linker) -> Fields:
    """Links into the table of all models, each with one choice; None in place of a list of one link."""
    cards = catalogue.cards.values()
    datasets = catalogue.registries.datasets
    sizes = Counter(name for entry in cards if (name := size_range(entry.card.parameter_count)))
    licenses = Counter(_license_class(entry, catalogue) for entry in cards)
    tasks = Counter(entry.card.pipeline_tag.value for entry in cards if entry.card.pipeline_tag)
    data = Counter(name for entry in cards for name in entry.card.data_ids if name in datasets)
    kinds = Counter(of_kind for entry in cards if (of_kind := kind(entry.card)))
    cost = {
        name: sum(training_cost(entry.card, path) is not None for entry in cards)
        for name, path in _COSTS.items()
    }
    lists: dict[str, list[tuple[str, str, int]]] = {
        "kind": [(name, spoken(name), number) for name, number in _most(kinds)],
        "size": [(each.id, each.name, sizes[each.id]) for each in SIZE_RANGES],
        "license_class": [(name, words, licenses[name]) for name, words in LICENSE_CLASSES.items()],
        "task": [(name, spoken(name), number) for name, number in _most(tasks) if name],
        "cost": [(name, name, number) for name, number in cost.items()],
        "data": [(name, datasets[name].value.name, number) for name, number in _most(data)],
    }
    return Fields(**{facet: _choices(facet, found, linker) for facet, found in lists.items()})


_COSTS = {"energy": "energy.energy_mwh", "carbon": "energy.carbon_tco2eq", "hours": "gpu_hours"}


def _choices(
    facet: str, choices: Iterable[tuple[str, str, int]], linker: Linker
) -> tuple[Fields, ...] | None:
    found = tuple(
        Fields(name=words, page=linker.listed(**{facet: name}), number=f"{number:,}")
        for name, words, number in choices
        if number
    )
    return found if len(found) > 1 else None


def _license_class(entry: CardEntry, catalogue: Catalogue) -> str:
    terms = entry.card.license
    view = license_view(terms, catalogue.registries) if terms else None
    return license_class(view.id, catalogue.registries).value if view else "none"


def _most(counted: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))[:6]


# What is new, and what is complete


def _newest(context: RenderContext, linker: Linker) -> Iterator[Fields]:
    dated = [entry for entry in context.catalogue.cards.values() if _released(entry)]
    for found in _first(dated, _released):
        yield _item(found, context, linker, released=_released(found[0]))


def _released(entry: CardEntry) -> str:
    date = entry.card.release_date
    return date.value.text if date and date.value else ""


def _complete(context: RenderContext, linker: Linker) -> Iterator[Fields]:
    for found in _first(context.catalogue.cards.values(), lambda entry: covered(entry, context).filled):
        count = covered(found[0], context)
        yield _item(found, context, linker, filled=count.filled, asked=count.asked)


def _first(entries: Iterable[CardEntry], key: Callable[[CardEntry], Any]) -> list[list[CardEntry]]:
    """The first by a key, the highest first; members of a family that are equal in it share a place."""
    found: dict[tuple[str, Any], list[CardEntry]] = {}
    for entry in sorted(by_size(entries), key=key, reverse=True):
        found.setdefault((entry.family or entry.id, key(entry)), []).append(entry)
    return list(found.values())[:_SHOWN]


def _item(found: list[CardEntry], context: RenderContext, linker: Linker, **reason: str | int) -> Fields:
    entry, others = found[0], len(found) - 1
    stated = entry.card.parameter_count is not None
    family = context.catalogue.families.get(entry.family)
    return Fields(
        link=linker.page("models", entry.id, entry.label),
        organization=context.organization_name(entry.card.organization),
        parameters=parameters_cell(entry) if stated else None,
        others=f"{others:,}" if others else None,
        family=linker.page("families", family.id, family.family.name) if family else None,
        **reason,
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
            members=tuple(
                linker.page("models", member.id, context.member_label(member))
                for member in members.get(entry.id, [])[:_FAMILIES]
            ),
        )
        for entry in sorted(families[:_FAMILIES], key=lambda entry: entry.family.name.casefold())
    )
