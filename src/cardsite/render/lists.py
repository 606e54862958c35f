"""The pages around the models: home, all models, families, organisations, benchmarks, datasets, licences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any, TypeVar

from .. import markup
from ..catalogue import CardEntry, Entry
from ..derive import training_tokens, value_of
from ..figures import grouped, short
from ..markup import Safe, join
from ..pages import Page
from ..schema import Dataset, Fact, LicenseTerms
from ..skeleton import section_id
from .context import Context, by_size, size_key
from .evidence import Evidence
from .paths import Linker, page_path
from .scores import Measured, measured, score_cell
from .shown import View, plain_value, show_part

__all__ = ["list_pages"]

DASH = Safe("–")
E = TypeVar("E")


def list_pages(context: Context) -> Iterator[Page]:
    """Every page that is not the page of a model."""
    yield _page(context, "index.md", "Model catalogue", "home.md.j2", _home)
    yield _page(context, "models/index.md", "Models", "models.md.j2", _models)
    yield _page(context, "licenses.md", "Licences", "licenses.md.j2", _licenses)
    registries = context.catalogue.registries
    kinds: tuple[tuple[str, str, dict[str, Any], Any], ...] = (
        ("families", "Families", context.catalogue.families, _family),
        ("organizations", "Organisations", registries.organizations, _organization),
        ("benchmarks", "Benchmarks", _used_benchmarks(context), _benchmark),
        ("datasets", "Datasets", registries.datasets, _dataset),
    )
    for kind, title, entries, values in kinds:
        yield _page(context, f"{kind}/index.md", title, f"{kind}.md.j2", _index(kind, entries))
        for entry in entries.values():
            value = entry.family if kind == "families" else entry.value
            template = f"{_SINGULAR[kind]}.md.j2"
            page = _page(context, page_path(kind, entry.id), value.name, template, _bound(values, entry))
            yield Page(page.path, page.title, page.markdown, entry.file)


_SINGULAR = {
    "families": "family",
    "organizations": "organization",
    "benchmarks": "benchmark",
    "datasets": "dataset",
}
Values = Callable[[Context, Linker], dict[str, Any]]


def _bound(values: Callable[[Context, Linker, Any], dict[str, Any]], entry: Any) -> Values:
    return lambda context, linker: values(context, linker, entry)


def _page(context: Context, path: str, title: str, template: str, values: Values) -> Page:
    # The lists are one table, or a few cards: the room is theirs.
    hidden = ["navigation", "toc"] if path.endswith("index.md") else ["navigation"]
    content = {
        "title": title,
        "front_matter": markup.front_matter({"title": title, "hide": hidden}),
        **values(context, context.linker(path)),
    }
    listed = path.endswith("index.md") or path == "licenses.md"
    return Page(path, title, context.template(template, content), listed=listed)


# Tables of models


def _model_row(context: Context, linker: Linker, entry: CardEntry) -> View:
    card = entry.card
    family = context.catalogue.families.get(entry.family)
    organization = context.organization_name(card.organization)
    license_view = context.license(card.license) if card.license else None
    return View(
        model=linker.page("models", entry.id, card.name),
        organization=linker.page("organizations", card.organization, organization),
        family=linker.page("families", family.id, family.family.name) if family else DASH,
        parameters=_parameters(entry),
        context=_context_length(entry),
        license=linker.to(license_view.name, "licenses.md", f"license-{section_id(license_view.id)}")
        if license_view
        else DASH,
        tokens=_tokens(entry),
        status=card.status.value,
        summary=card.summary,
    )


def _short_fact(fact: Fact[Any] | None) -> Safe:
    if fact is None:
        return DASH
    number = value_of(fact)
    if number is not None:
        return _short(number)
    words = fact.absent.words if fact.absent else ""
    return Safe(f'<span class="cs-absent">{markup.text(words)}</span>')


def _short(number: Decimal) -> Safe:
    return Safe(f'<span title="{grouped(number)}">{short(number)}</span>')


def _context_length(entry: CardEntry) -> Safe:
    fact = entry.card.architecture.context_length if entry.card.architecture else None
    number = value_of(fact)
    return markup.text(grouped(number)) if number is not None else _short_fact(fact)


def _tokens(entry: CardEntry) -> Safe:
    computed, training = training_tokens(entry.card), entry.card.training
    return _short(computed.value) if computed else _short_fact(training.tokens if training else None)


def _parameters(entry: CardEntry) -> Safe:
    architecture = entry.card.architecture
    return _short_fact(architecture.parameters if architecture else None)


def _rows(context: Context, linker: Linker, entries: Iterable[CardEntry]) -> tuple[View, ...]:
    return tuple(_model_row(context, linker, entry) for entry in entries)


def _by_organization(context: Context) -> list[CardEntry]:
    """All cards: by organisation, then by family, then by size."""

    def key(entry: CardEntry) -> tuple[str, str, Decimal, str]:
        name = context.organization_name(entry.card.organization).casefold()
        return name, entry.family, size_key(entry.card), entry.id

    return sorted(context.catalogue.cards.values(), key=key)


# Pages


def _home(context: Context, linker: Linker) -> dict[str, Any]:
    catalogue = context.catalogue
    counts = (
        (len(catalogue.cards), "models", linker.to("Models", "models/index.md")),
        (len(catalogue.families), "families", linker.to("Families", "families/index.md")),
        (
            len(_organizations_in_use(context)),
            "organisations",
            linker.to("Organisations", "organizations/index.md"),
        ),
        (len(_used_benchmarks(context)), "benchmarks", linker.to("Benchmarks", "benchmarks/index.md")),
        (len(catalogue.registries.datasets), "datasets", linker.to("Datasets", "datasets/index.md")),
    )
    families = tuple(
        View(
            link=linker.page("families", entry.id, entry.family.name),
            summary=entry.family.summary,
            members=join(
                [
                    linker.page("models", member.id, context.member_label(member))
                    for member in context.members.get(entry.id, [])
                ],
                Safe(" "),
            ),
        )
        for entry in sorted(catalogue.families.values(), key=lambda entry: entry.family.name.casefold())
    )
    alone = [entry for entry in catalogue.cards.values() if not entry.family]
    return {
        "counts": tuple(View(number=number, name=name, link=link) for number, name, link in counts),
        "families": families,
        "alone": _rows(context, linker, by_size(alone)),
        "all_models": linker.to("All models in one table", "models/index.md"),
    }


def _models(context: Context, linker: Linker) -> dict[str, Any]:
    return {"rows": _rows(context, linker, _by_organization(context))}


def _index(kind: str, entries: dict[str, Any]) -> Values:
    def values(context: Context, linker: Linker) -> dict[str, Any]:
        return {"rows": tuple(_index_row(kind, entry, context, linker) for entry in _by_name(kind, entries))}

    return values


def _by_name(kind: str, entries: dict[str, Any]) -> list[Any]:
    def name(entry: Any) -> str:
        return str((entry.family if kind == "families" else entry.value).name).casefold()

    return sorted(entries.values(), key=name)


def _index_row(kind: str, entry: Any, context: Context, linker: Linker) -> View:
    value = entry.family if kind == "families" else entry.value
    summary = getattr(value, "summary", None) or getattr(value, "measures", None)
    return View(
        link=linker.page(kind, entry.id, value.name),
        summary=summary,
        models=len(_models_of(kind, entry.id, context)),
        organization=_organization_link(value, context, linker),
    )


def _organization_link(value: Any, context: Context, linker: Linker) -> Safe:
    identity = getattr(value, "organization", None)
    if not identity:
        return DASH
    return linker.page("organizations", identity, context.organization_name(identity))


def _models_of(kind: str, identity: str, context: Context) -> list[CardEntry]:
    """The cards that refer to an entry of a kind: its backlinks."""
    return context.backlinks.get((kind, identity), [])


def _family(context: Context, linker: Linker, entry: Any) -> dict[str, Any]:
    evidence = Evidence(entry.family.sources)
    return {
        "family": show_part(entry.family, evidence),
        "organization": _organization_link(entry.family, context, linker),
        "links": tuple(markup.link(link.title, link.url) for link in entry.family.links),
        "rows": _rows(context, linker, context.members.get(entry.id, [])),
        "extends": _extends(entry, context, linker),
        "sources": View(cited=evidence.cited, others=()),
    }


def _extends(entry: Any, context: Context, linker: Linker) -> Safe | None:
    parent = context.catalogue.families.get(entry.family.extends or "")
    return linker.page("families", parent.id, parent.family.name) if parent else None


def _organization(context: Context, linker: Linker, entry: Any) -> dict[str, Any]:
    evidence = Evidence({})
    families = [f for f in context.catalogue.families.values() if f.family.organization == entry.id]
    return {
        "organization": show_part(entry.value, evidence),
        "links": tuple(markup.link(link.title, link.url) for link in _links_of(entry.value)),
        "families": tuple(linker.page("families", family.id, family.family.name) for family in families),
        "rows": _rows(context, linker, by_size(_models_of("organizations", entry.id, context))),
        "sources": View(cited=evidence.cited, others=()),
    }


def _links_of(value: Any) -> Iterator[Any]:
    if value.url:
        yield View(title="Home page", url=value.url)
    if value.hub_id:
        yield View(title="Hugging Face", url=f"https://huggingface.co/{value.hub_id}")
    yield from value.links


def _dataset(context: Context, linker: Linker, entry: Any) -> dict[str, Any]:
    evidence = Evidence({})
    value = entry.value
    shown = show_part(value, evidence)
    license_view = context.license(value.license) if value.license else None
    links = [("Home page", value.url), ("Paper", value.paper)]
    links += [("Hugging Face", f"https://huggingface.co/datasets/{value.hub_id}")] if value.hub_id else []
    facts = (
        ("Organisation", _organization_link(value, context, linker) if value.organization else None),
        ("Size in tokens", shown.tokens),
        ("Size in examples", shown.examples),
        ("Size", shown.size),
        ("Made from", _dataset_link(value.derived_from, context, linker)),
        ("Languages", markup.text(", ".join(value.language)) if value.language else None),
        ("Licence", linker.to(license_view.name, "licenses.md", f"license-{section_id(license_view.id)}"))
        if license_view
        else ("Licence", None),
        ("Released", markup.text(plain_value(value.release_date)) if value.release_date else None),
    )
    return {
        "dataset": shown,
        "facts": facts,
        "license_note": value.license.note if value.license else None,
        "links": tuple(markup.link(title, url) for title, url in links if url),
        "rows": _rows(context, linker, by_size(_models_of("datasets", entry.id, context))),
        "sources": View(cited=evidence.cited, others=()),
    }


def _dataset_link(identity: str | None, context: Context, linker: Linker) -> Safe | None:
    entry = context.catalogue.registries.datasets.get(identity or "")
    return linker.page("datasets", entry.id, entry.value.name) if entry else None


# Benchmarks


def _used_benchmarks(context: Context) -> dict[str, Any]:
    """The benchmarks that some card has a result of; the packaged list is longer."""
    benchmarks = context.catalogue.registries.benchmarks
    used = {identity for kind, identity in context.backlinks if kind == "benchmarks"}
    return {identity: entry for identity, entry in benchmarks.items() if identity in used or entry.file}


def _organizations_in_use(context: Context) -> set[str]:
    return {entry.card.organization for entry in context.catalogue.cards.values()}


def _benchmark(context: Context, linker: Linker, entry: Any) -> dict[str, Any]:
    registries = context.catalogue.registries
    metric = registries.metrics.get(entry.value.metric)
    direction = entry.value.direction or (metric.value.direction if metric else None)
    chance = entry.value.chance
    facts = (
        ("Metric", metric.value.name if metric else entry.value.metric),
        ("Better", f"{direction.value} scores" if direction else None),
        ("Guessing gives", str(chance) if chance else None),
    )
    links = (("Home page", entry.value.url), ("Paper", entry.value.paper))
    return {
        "benchmark": entry.value,
        "facts": tuple((label, markup.text(value) if value else None) for label, value in facts),
        "links": tuple(markup.link(title, url) for title, url in links if url),
        "groups": tuple(_score_groups(context, linker, entry.id)),
    }


def _score_groups(context: Context, linker: Linker, identity: str) -> Iterator[View]:
    """Results in tables of their own for each way of measuring: other scores must not be compared."""
    found = [
        (card, row)
        for card in by_size(_models_of("benchmarks", identity, context))
        for row in _last_results(card, identity, context)
    ]
    keyed = sorted(
        found, key=lambda pair: (_conditions(pair[1], context), size_key(pair[0].card), pair[0].id)
    )
    for conditions, pairs in groupby(keyed, key=lambda pair: _conditions(pair[1], context)):
        rows = tuple(
            View(
                model=linker.page("models", card.id, card.card.name),
                parameters=_parameters(card),
                score=score_cell(row),
            )
            for card, row in pairs
        )
        metric, shots, *others, measured_by = conditions
        yield View(
            title=", ".join(part for part in (metric, shots, measured_by) if part),
            conditions=" · ".join(part for part in others if part),
            rows=rows,
        )


def _last_results(card: CardEntry, identity: str, context: Context) -> Iterator[Measured]:
    """The results of the last checkpoint of a model on a benchmark."""
    for run in card.card.evaluation.runs if card.card.evaluation else ():
        for result in run.results:
            row = (
                measured(result, run, context.catalogue.registries) if result.benchmark == identity else None
            )
            if row and _is_last(row, card):
                yield row


def _is_last(row: Measured, card: CardEntry) -> bool:
    last = value_of(card.card.checkpoints.last) if card.card.checkpoints else None
    return row.checkpoint is None or last is None or row.checkpoint == int(last)


def _conditions(row: Measured, context: Context) -> tuple[str, ...]:
    run = row.run
    version = f"{run.harness} {run.harness_version}" if run.harness and run.harness_version else run.harness
    return (
        row.metric_id + (f", {row.result.filter}" if row.result.filter else ""),
        f"{row.shots}-shot" if row.shots is not None else "",
        f"split {row.result.split or run.split}" if row.result.split or run.split else "",
        f"version {row.version}" if row.version else "",
        version or "",
        f"{row.result.samples} examples only" if row.result.samples is not None else "",
        run.prompt or "",
        f"measured by {context.organization_name(run.measured_by)}" if run.measured_by else "",
    )


# Licences


def _licenses(context: Context, linker: Linker) -> dict[str, Any]:
    models = _by_license((e, e.card.license) for e in context.catalogue.cards.values())
    datasets = _by_license((e, e.value.license) for e in context.catalogue.registries.datasets.values())
    others = _by_license((e, e.card.data_license) for e in context.catalogue.cards.values())
    groups = [
        _license_group(context, linker, identity, models.get(identity, []), datasets.get(identity, []))
        for identity in sorted({*models, *datasets, *others} - {""})
    ]
    return {"groups": tuple(groups), "without": _rows(context, linker, by_size(models.get("", [])))}


def _by_license(entries: Iterable[tuple[E, LicenseTerms | None]]) -> dict[str, list[E]]:
    found: dict[str, list[E]] = defaultdict(list)
    for entry, terms in entries:
        found[terms.id if terms else ""].append(entry)
    return found


def _license_group(
    context: Context, linker: Linker, identity: str, models: list[CardEntry], datasets: list[Entry[Dataset]]
) -> View:
    terms = next((e.card.license for e in models if e.card.license), None)
    terms = terms or next((e.value.license for e in datasets if e.value.license), None)
    view = context.license(terms or LicenseTerms.model_validate({"id": identity}))
    return View(
        anchor=f"license-{section_id(identity)}",
        name=markup.heading(view.name),
        id=identity,
        kind=view.kind,
        link=markup.link("Text of the licence", view.url) if view.url else None,
        rows=_rows(context, linker, by_size(models)),
        datasets=tuple(linker.page("datasets", entry.id, entry.value.name) for entry in datasets),
    )
