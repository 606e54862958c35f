"""Do the ids that cards name exist? Every answer points at the place that names them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from itertools import chain

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from ..problems import Place, Problem, did_you_mean
from ..schema import Card, Fact, LicenseTerms, Part, fields_of
from ..schema.skeleton import HEADINGS, SECTIONS, section_id
from ..yamlio.text import quoted
from .discovery import is_card_id
from .entries import CardEntry, Catalogue, Registries, spelling
from .graphs import components, way_back
from .moves import Moves
from .names import name_key
from .pictures import picture_path
from .validation import PLACEHOLDER, Located, Location, dotted, plain_data

__all__ = ["check_references", "known_license", "stated_moves"]


def check_references(
    catalogue: Catalogue, broken: Mapping[str, CardEntry], known_cards: Collection[str], label: str
) -> Iterator[Problem]:
    """Problems of everything that refers to something: ids, sources, licences, sections, lineage.

    `broken` holds what is left of cards that do not follow the format.
    """
    entries = (*catalogue.cards.values(), *broken.values())
    for entry in entries:
        yield from _card(entry, catalogue, known_cards, label)
        yield from _previous_ids(entry, catalogue.moved, known_cards, label)
    yield from _sources_of_cards(entries, frozenset(family.file for family in catalogue.families.values()))
    yield from _families(catalogue, label)
    yield from _datasets(catalogue.registries, label)
    for maker in catalogue.registries.organizations.values():
        yield from _sources(maker.value, maker.located)
    for benchmark in catalogue.registries.benchmarks.values():
        yield from _metric(
            ("metric",), benchmark.value.metric, benchmark.located, catalogue.registries, label
        )
    for relation in ("base_model", "successor"):
        yield from _loops(catalogue, relation)
    yield from _same_models(catalogue)


def _card(
    entry: CardEntry, catalogue: Catalogue, known_cards: Collection[str], label: str
) -> Iterator[Problem]:
    card, located, registries = entry.card, entry.located, catalogue.registries
    in_registry = _Registry(located, label, registries)
    for kind, path, identity in card.references():
        if kind != "models":
            yield from in_registry.check(path, identity, getattr(registries, kind))
        elif identity not in known_cards:
            yield _unknown_card(path, identity, located, catalogue.links.moves, known_cards)
    for i, run in enumerate(card.runs):
        for j, result in enumerate(run.results):
            path = ("evaluation", "runs", i, "results", j, "metric")
            yield from _metric(path, result.metric, located, registries, label)
    yield from _headline(entry, registries)
    for name in ("license", "data_license", "base_model_license"):
        yield from _license(located, (name,), getattr(card, name), registries)
    yield from _sections(card, located)
    yield from _figures(entry, catalogue, label)
    node, written = located.find(("base_model",))
    # What is written there, but cannot be read, is reported for what is wrong with it.
    if card.base_model_relation and not card.bases and not (written and plain_data(node)):
        message, hint = "a relation, but no base_model", "name the model that it was made from as base_model"
        yield located.problem("value", ("base_model_relation",), message, hint)


def _unknown_card(
    path: Location, identity: str, located: Located, moves: Moves, known_cards: Collection[str]
) -> Problem:
    same = sorted(each for each in known_cards if each.endswith(f"/{identity}"))
    near = f"write {' or '.join(same[:3])}" if same else ""
    hint = moves.hint(identity) or near or did_you_mean(identity, known_cards)
    hint = hint or "for a model without a card, write title and url"
    problem = located.problem("unknown-card", path, f'there is no card "{identity}"', hint)
    return problem.replacing(identity, moves.stated.get(identity, ""))


def stated_moves(entries: Iterable[CardEntry], known_cards: Collection[str]) -> dict[str, str]:
    """The ids of cards by those that they had before, without those that cannot lead to their card."""
    found: dict[str, str] = {}
    for entry in entries:
        for old in entry.card.previous_ids:
            if old not in known_cards and is_card_id(old):
                found.setdefault(old, entry.id)
    return found


def _previous_ids(
    entry: CardEntry, stated: Mapping[str, str], known_cards: Collection[str], label: str
) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, old in enumerate(entry.card.previous_ids):
        hint = "remove it: an address leads to one card"
        if old == entry.id:
            message = f'"{old}" is the id that the card has now'
        elif old in known_cards:
            message = f'"{old}" is the id of {label}/{old}.yaml'
        elif not is_card_id(old):
            message = f'"{old}" cannot have been the id of a card'
            hint = "write the path that its file had below the folder of cards, without .yaml"
        elif old in seen:
            message = f'"{old}" is written twice'
        elif stated[old] != entry.id:
            message = f'"{old}" is a previous id of {label}/{stated[old]}.yaml too'
        else:
            seen.add(old)
            continue
        yield entry.located.problem("previous-id", ("previous_ids", place), message, hint)


class _Registry:
    """Looks ids up in the registries and says where they would be added."""

    def __init__(self, located: Located, label: str, registries: Registries) -> None:
        self.located, self.label, self.broken = located, label, registries.broken
        self.benchmarks = registries.benchmarks

    def check(self, path: Location, name: str | None, known: Collection[str]) -> Iterator[Problem]:
        kind, file = _KINDS[str(path[-1])]
        reported = name == PLACEHOLDER or name in self.broken.get(file, ())
        if name is not None and name not in known and not reported:
            # A task of a harness is written as the benchmark that it means.
            benchmarks = self.benchmarks.items() if kind == "benchmark" else ()
            meant = (identity for identity, entry in benchmarks if name in entry.value.aliases)
            hint = next((f'write "{identity}", of which it is an alias' for identity in meant), "")
            hint = hint or did_you_mean(name, known) or f"add it to {self.label}/{file}.yaml"
            yield self.located.problem(f"unknown-{kind}", path, f'there is no {kind} "{name}"', hint)


_KINDS = {
    "organization": ("organization", "organizations"),
    "dataset": ("dataset", "datasets"),
    "data": ("dataset", "datasets"),
    "derived_from": ("dataset", "datasets"),
    "benchmark": ("benchmark", "benchmarks"),
}


def _metric(
    path: Location, name: str | None, located: Located, registries: Registries, label: str
) -> Iterator[Problem]:
    """Another metric is another quantity, so none is offered because it is spelled alike."""
    if name and registries.metric(name) is None and name not in registries.broken.get("metrics", ()):
        identity = re.sub(r"[^\w.@^+/-]+", "_", name, flags=re.ASCII).strip("_.@^+/-") or "my_metric"
        alias = "" if spelling(identity) == spelling(name) else f"aliases: [{quoted(name)}], "
        entry = f"{identity}: {{name: …, {alias}unit: fraction, direction: higher}}"
        hint = f"add it to {label}/metrics.yaml: {entry} (unit: fraction, number or another; direction: "
        hint += "higher, lower or target)"
        yield located.problem("unknown-metric", path, f'there is no metric "{name}"', hint)


def _headline(entry: CardEntry, registries: Registries) -> Iterator[Problem]:
    """Headline scores that the card does not have; a member may lack one that its family names."""
    scores = {
        (result.benchmark, subset, metric)
        for run in entry.card.runs
        for result in run.results
        for subset in (None, result.subset)
        for metric in (None, _metric_id(result.metric, result.benchmark, registries))
    }
    headline = entry.card.evaluation.headline if entry.card.evaluation else ()
    for index, each in enumerate(headline):
        path = ("evaluation", "headline", index)
        metric = _metric_id(each.metric, "", registries)
        if (each.benchmark, each.subset, metric) not in scores and entry.located.place(
            path
        ).file == entry.file:
            hint = "name a benchmark, subset and metric as they stand in a row of the results"
            yield entry.located.problem("value", path, f"the card has no such score: {each}", hint)


def _metric_id(name: str | None, benchmark: str, registries: Registries) -> str | None:
    """The id of a metric, or of that of the benchmark where no name is given."""
    own = registries.benchmarks.get(benchmark)
    found = registries.metric(name or (own.value.metric if own else ""))
    return found.id if found else name


def known_license(identity: str, registries: Registries) -> bool:
    """Whether it is an id of the hub, `other`, or a valid SPDX expression."""
    if identity == "other" or identity in registries.licenses:
        return True
    try:
        canonicalize_license_expression(identity)
    except InvalidLicenseExpression:
        return False
    return True


def _license(
    located: Located, path: Location, terms: LicenseTerms | None, registries: Registries
) -> Iterator[Problem]:
    if terms and terms.id is not None and not known_license(terms.id, registries):
        parts = [part for part in _OPERATORS.split(terms.id) if part and not known_license(part, registries)]
        if any(part in registries.broken.get("licenses", ()) for part in parts):
            return  # what is wrong with it is reported in its registry
        name = parts[0] if len(parts) == 1 else terms.id
        hint = did_you_mean(name, registries.licenses)
        hint = hint or "use the hub's id, an SPDX expression, or {id: other, name: …, link: …}"
        yield located.problem("unknown-license", (*path, "id"), f'there is no licence "{name}"', hint)


_OPERATORS = re.compile(r"\s+(?:AND|OR|WITH)\s+|[()\s]+")
"""What joins the licences of an SPDX expression."""


def _sources_of_cards(entries: Iterable[CardEntry], families: Container[str]) -> Iterator[Problem]:
    """Sources that cards do not have; for those that a family's facts name, one message in each member."""
    lacking: dict[tuple[str, str, str], list[tuple[CardEntry, list[Location]]]] = defaultdict(list)
    members: Counter[str] = Counter()
    for entry in entries:
        members[entry.family] += 1
        inherited: dict[tuple[str, str, str], list[Location]] = defaultdict(list)
        for path, key in _unknown_sources(entry.card, entry.card.sources):
            file = entry.located.place(path).file
            if file in families:
                inherited[entry.family, file, key].append(path)
            else:
                yield _unknown_source(entry.located, path, key, entry.card.sources)
        for found, paths in inherited.items():
            lacking[found].append((entry, paths))
    for (family, file, key), without in lacking.items():
        first, paths = without[0]
        if 1 < len(without) == members[family]:
            message = f'no member of the family has the source "{key}" that its shared facts name'
            hint = "add it to `sources` of each member, or below `shared` if it is the same for all"
            yield first.located.problem("unknown-source", paths[0], message, hint)
            continue
        for entry, paths in without:
            names = ", ".join(dotted(path[:-1]) for path in paths[:_NAMED])
            more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
            message = f'there is no source "{key}" here, in which {file} read {names}{more}'
            place = entry.located.key_place(("sources",))
            place = place if place.file == entry.file else Place(entry.file)
            hint = f'add "{key}" to the `sources` of this card'
            yield Problem("unknown-source", place, message, "sources", hint, entry.located.excerpt(place))


_NAMED = 3
"""So many facts are named for which a card lacks a source."""


def _sources(part: Part, located: Located, known: Collection[str] = ()) -> Iterator[Problem]:
    for path, key in _unknown_sources(part, known):
        yield _unknown_source(located, path, key, known)


def _unknown_source(located: Located, path: Location, key: str, known: Collection[str]) -> Problem:
    hint = did_you_mean(key, known) or "add it to `sources`, or write a web address"
    return located.problem("unknown-source", path, f'there is no source "{key}"', hint)


def _unknown_sources(
    part: Part, known: Collection[str], path: Location = ()
) -> Iterator[tuple[Location, str]]:
    """Every `source` below a part that is neither a web address nor a known key, with its path."""
    fields = fields_of(type(part))
    source = part.source if "source" in fields else None  # type: ignore[attr-defined]
    if isinstance(source, str) and not source.startswith("http") and source not in {"none", *known}:
        yield (*path, "source"), source
    # `vars` in place of `fields`: this looks at every value of every card.
    for name, value in vars(part).items() if not isinstance(part, Fact) else ():
        if value is None or isinstance(value, str):
            continue
        if isinstance(value, Part):
            yield from _unknown_sources(value, known, (*path, name))
        elif isinstance(value, tuple) and value and isinstance(value[0], Part):
            yield from chain.from_iterable(
                _unknown_sources(item, known, (*path, name, index)) for index, item in enumerate(value)
            )


def _titles(card: Card) -> Iterator[tuple[Location, str]]:
    """The card's own headings."""
    for index, section in enumerate(card.sections or ()):
        yield ("sections", index, "title"), section.title
    for index, run in enumerate(card.runs):
        yield ("evaluation", "runs", index, "title"), run.title or ""
    for index, example in enumerate(card.examples):
        yield ("inference", "examples", index, "title"), example.title or ""


_SECTION_FIELDS = {section_id(heading): name.replace("-", "_") for name, heading in SECTIONS.items()}
"""By the anchor of a section's heading, the field whose name is the section's, if there is one."""


def _figures(entry: CardEntry, catalogue: Catalogue, label: str) -> Iterator[Problem]:
    for index, figure in enumerate(entry.card.figures or ()):
        path = ("figures", index, "file")
        found = picture_path(figure.file, entry.located.place(path).file)
        if found not in catalogue.pictures:
            hint = did_you_mean(found, catalogue.pictures)
            hint = hint or f"put a PNG, JPEG, WebP or AVIF file there, below {label}/"
            yield entry.located.problem("unknown-figure", path, f"there is no picture {found}", hint)


def _sections(card: Card, located: Located) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for path, title in _titles(card):
        anchor = section_id(title)
        if path[0] == "sections" and not anchor:
            yield located.problem("section", path, "a title needs letters or digits")
        elif anchor in HEADINGS:
            message = f'the title "{title}" is reserved for a heading that pages already have'
            field = _SECTION_FIELDS.get(anchor, anchor.replace("-", "_"))
            hint = f'choose another title, such as "{title} in detail"'
            hint += f", or use the field {field}" if field in fields_of(Card) else ""
            yield located.problem("section", path, message, hint)
        elif anchor in seen and path[0] == "sections":
            message = f'the titles "{seen[anchor]}" and "{title}" would both get the anchor #{anchor}'
            message = f'the title "{title}" is used twice' if title == seen[anchor] else message
            yield located.problem("section", path, message, "give one of the two other words")
        seen.setdefault(anchor, title)
    for index, section in enumerate(card.sections or ()):
        if section.after and section.after not in SECTIONS:
            hint = did_you_mean(section.after, SECTIONS) or f"one of: {', '.join(SECTIONS)}"
            message = f'there is no section "{section.after}"'
            yield located.problem("section", ("sections", index, "after"), message, hint)


def _families(catalogue: Catalogue, label: str) -> Iterator[Problem]:
    for entry in catalogue.families.values():
        in_registry = _Registry(entry.located, label, catalogue.registries)
        organizations = catalogue.registries.organizations
        yield from in_registry.check(("organization",), entry.family.organization, organizations)
        yield from _sources(entry.family, entry.located, entry.family.sources)


def _datasets(registries: Registries, label: str) -> Iterator[Problem]:
    for entry in registries.datasets.values():
        in_registry = _Registry(entry.located, label, registries)
        yield from in_registry.check(("organization",), entry.value.organization, registries.organizations)
        yield from in_registry.check(("derived_from",), entry.value.derived_from, registries.datasets)
        yield from _license(entry.located, ("license",), entry.value.license, registries)
        yield from _sources(entry.value, entry.located)


def _loops(catalogue: Catalogue, relation: str) -> Iterator[Problem]:
    """Models that descend from, or are succeeded by, themselves."""
    links: dict[str, list[str]] = {}
    for identity, entry in catalogue.cards.items():
        value = entry.card.bases if relation == "base_model" else getattr(entry.card, relation)
        references = value if isinstance(value, tuple) else (value,) if value else ()
        links[identity] = [reference.model for reference in references if reference.model]
    for group in components(links):
        if len(group) == 1 and group[0] not in links[group[0]]:
            continue
        members = frozenset(group)
        inside = {identity: [each for each in links[identity] if each in members] for identity in group}
        for identity in group:
            way = way_back(identity, inside, _LONGEST_WAY)
            shown = f": {' → '.join(way)}" if way else f", as it does for {len(group) - 1:,} others"
            message = f"{relation} leads back to this model{shown}"
            hint = "remove the link from one of them"
            yield catalogue.cards[identity].located.problem("reference-loop", (relation,), message, hint)


_LONGEST_WAY = 16
"""Of a longer loop, or among more models, the way back is not spelled out."""


def _same_models(catalogue: Catalogue) -> Iterator[Problem]:
    """Two cards of one organisation that have one name, and any two that have one repository of weights."""
    first: dict[tuple[str, ...], tuple[CardEntry, str]] = {}
    for entry in catalogue.cards.values():
        card = entry.card
        found = [("name", card.name, (card.organization, name_key(card.name)))]
        if card.hub_id and card.hub_id.value:
            # The hub keeps the case of an id, and ignores it when it looks one up.
            found.append(("hub_id", card.hub_id.value, (card.hub_id.value.casefold(), "")))
        for field, value, key in found:
            other, written = first.setdefault((field, *key), (entry, value))
            if other is not entry:
                message = f'{field} "{value}" is already that of {other.file}'
                message += f', where it is written "{written}"' if written != value else ""
                hint = "two cards of one model: delete one, or correct it"
                if field == "name":
                    hint = "delete one of the two cards, or give their models different names"
                yield entry.located.problem("duplicate", (field,), message, hint)
