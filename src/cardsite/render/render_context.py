"""What every page is made with: the catalogue, its backlinks, the templates and the set of pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import jinja2

from .. import markup
from ..catalogue import CardEntry, Catalogue, Linked, RegistryEntry, picture_path
from ..facts.comparability import Key, Wording, latest_scores
from ..facts.coverage import Pattern
from ..facts.hub import hub_id_of
from ..facts.licences import license_view, licenses_above
from ..facts.lineage import Ancestry, Base, ancestries
from ..facts.order import by_size, size_key
from ..facts.scores import ScoreRow
from ..facts.similar import Neighbours
from ..markup import Resolved, Resolver, Safe
from ..schema import Benchmark, Dataset, LicenseTerms, ModelReference, Source
from ..site import UNPUBLISHED, SiteInfo
from .environment import Words, render_code, render_template, template_values
from .evidence import Evidence
from .paths import LICENSES, Linker, page_path
from .printed import Printed
from .score_wording import CONDITIONS, read_wording

__all__ = ["RenderContext", "by_size", "size_key"]

_LINES = re.compile(r"\n\s*")


@dataclass
class RenderContext:
    """A catalogue being rendered."""

    catalogue: Catalogue
    environment: jinja2.Environment
    pages: frozenset[str]
    site_info: SiteInfo = UNPUBLISHED
    broken: Collection[str] = ()
    """The pages of what cannot be read, which show why."""
    coverages: dict[str, Any] = field(default_factory=dict)
    """What each card that was asked for fills in, by its id, for its own page and for the dashboard."""
    patterns: dict[Pattern, Any] = field(default_factory=dict)
    """The same, by which fields are there."""
    passages: dict[str, Any] = field(default_factory=dict)
    """What cards and datasets hand down to those that were made from them, as HTML, by their keys."""

    def linker(self, here: str) -> Linker:
        return Linker(here, self.pages, self.site_info)

    def resolver(self, linker: Linker) -> Resolver:
        """What addresses in texts stand for on a page: other pages, and pictures with their sizes."""

        def resolve(written: str, text: str) -> Resolved | None:
            found = self.catalogue.links.target(written, text, linker.here)
            return self._resolved(found, linker) if found else None

        return resolve

    def _resolved(self, target: Linked, linker: Linker) -> Resolved | None:
        kind, identity, anchor = target
        if kind == "pictures":
            return self.picture(identity, linker)
        if kind == "docs":
            docs = self.site_info.docs
            address = docs.addresses.get(identity, "") if docs else ""
            found = linker.published(address) if address else None
            sign = f"#{markup.encoded(anchor)}" if anchor else ""
            return found._replace(address=found.address + sign, plain=found.plain + sign) if found else None
        if kind == "licenses":
            view = license_view(LicenseTerms(id=identity), self.catalogue.registries)
            return linker.resolved(LICENSES, view.anchor) if view else None
        path = page_path(kind, identity) if kind else linker.here
        # The page that a preview has of a card that cannot be read has no such place.
        return linker.resolved(path, "" if path in self.broken else anchor)

    def picture(self, path: str, linker: Linker) -> Resolved | None:
        """A picture by its path as messages name it, with its size; None where there is none."""
        found = self.catalogue.pictures.get(path)
        return linker.published(found.path, found.width, found.height) if found else None

    def figure(self, written: str, file: str, linker: Linker) -> Resolved | None:
        """A picture by its path from the file that names it."""
        return self.picture(picture_path(written, file), linker)

    def template(self, name: str, values: Mapping[str, Any]) -> Printed:
        return render_template(self.environment, name, values)

    def code(self, name: str, values: Mapping[str, Any]) -> str:
        """A template of source code, which is text and no markup: what it prints is not escaped."""
        return render_code(self.environment, name, values)

    def evidence(self, sources: Mapping[str, Source], resolve: Resolver | None = None) -> Evidence:
        """The marks of one page, whose facts may name these sources; `resolve` is for its relative links."""
        return Evidence(sources, self._evidence_words, resolve)

    def with_notes(self, page: str, evidence: Evidence) -> str:
        """The page with the notes that its marks open, at its end."""
        if not evidence.has_marks(page):
            return page
        notes = _LINES.sub("\n", self.template("notes.md.j2", {"notes": evidence.opened_in(page)}).page)
        return f"{page.rstrip()}\n\n{notes}"

    @cached_property
    def _evidence_words(self) -> Words:
        return Words(self.environment, "evidence.txt.j2")

    @cached_property
    def wording(self) -> Wording:
        """The words for how scores were measured, which a template has."""
        return read_wording(template_values(self.environment, CONDITIONS))

    @cached_property
    def members(self) -> dict[str, list[CardEntry]]:
        """The cards of each family, the smallest model first."""
        return {
            name: by_size(entries) for (kind, name), entries in self.backlinks.items() if kind == "families"
        }

    @cached_property
    def places_in_families(self) -> dict[str, int]:
        """Where each card stands among the members of its family."""
        return {entry.id: place for members in self.members.values() for place, entry in enumerate(members)}

    def member_label(self, entry: CardEntry) -> str:
        """The model's name among those of its family: `160M` for `Pythia 160M`."""
        return self._member_labels[entry.id]

    @cached_property
    def _member_labels(self) -> dict[str, str]:
        return {entry.id: self._member_label(entry) for entry in self.catalogue.cards.values()}

    def _member_label(self, entry: CardEntry) -> str:
        family = self.catalogue.families.get(entry.family)
        rest = entry.card.name.removeprefix(family.family.name) if family else ""
        label = rest.strip(" -–:")
        if not label or rest[0].isalnum():
            return entry.label
        return label + entry.label.removeprefix(entry.card.name)

    @cached_property
    def neighbours(self) -> Neighbours:
        """Finds the models that are similar to one."""
        return Neighbours(self.catalogue)

    @cached_property
    def descendants(self) -> dict[str, list[CardEntry]]:
        """For each card, the cards that were made from it."""
        found: dict[str, list[CardEntry]] = defaultdict(list)
        for entry in self.catalogue.cards.values():
            for base in dict.fromkeys(base.model for base in entry.card.bases):
                if base:
                    found[base].append(entry)
        return {base: by_size(entries) for base, entries in found.items()}

    @cached_property
    def students(self) -> dict[str, list[CardEntry]]:
        """For each card, the cards of the models that were distilled from it."""
        found: dict[str, list[CardEntry]] = defaultdict(list)
        for entry in self.catalogue.cards.values():
            for teacher in dict.fromkeys(teacher.model for teacher in entry.card.teachers):
                if teacher:
                    found[teacher].append(entry)
        return {teacher: by_size(entries) for teacher, entries in found.items()}

    @cached_property
    def ancestries(self) -> dict[str, Ancestry]:
        """How many generations each card was made from, and what the longest line began with."""
        return ancestries(self.catalogue.cards)

    @cached_property
    def licenses_above(self) -> dict[str, dict[str, Base]]:
        """For each card the licences above it, each with the nearest model that is under it."""
        return licenses_above(self.catalogue)

    @cached_property
    def backlinks(self) -> dict[tuple[str, str], list[CardEntry]]:
        """For an organisation, a family, a benchmark or a dataset, the cards that refer to it."""
        found: dict[tuple[str, str], list[CardEntry]] = defaultdict(list)
        for entry in self.catalogue.cards.values():
            references = [(each.kind, each.id) for each in entry.card.references()]
            references += [("families", entry.family)] if entry.family else []
            for reference in dict.fromkeys(references):
                found[reference].append(entry)
        return dict(found)

    @cached_property
    def scores(self) -> dict[str, dict[Key, ScoreRow]]:
        """For each model, the scores of its last checkpoint, in the order of its card."""
        registries = self.catalogue.registries
        return {entry.id: latest_scores(entry.card, registries) for entry in self.catalogue.cards.values()}

    @cached_property
    def models_with_scores(self) -> Counter[str]:
        """For each benchmark the number of models that have a score on it."""
        return Counter(
            name for rows in self.scores.values() for name in {row.result.benchmark for row in rows.values()}
        )

    @cached_property
    def used_benchmarks(self) -> dict[str, RegistryEntry[Benchmark]]:
        """Benchmarks with a result, of the catalogue's own file, or in links of texts; not all there are."""
        benchmarks = self.catalogue.registries.benchmarks
        named = (*self.backlinks, *self.catalogue.links.named)
        used = {identity for kind, identity in named if kind == "benchmarks"}
        return {identity: entry for identity, entry in benchmarks.items() if identity in used or entry.file}

    @cached_property
    def dataset_backlinks(self) -> dict[tuple[str, str], list[RegistryEntry[Dataset]]]:
        """For an organisation the datasets that it made, and for a dataset those that were made from it."""
        found: dict[tuple[str, str], list[RegistryEntry[Dataset]]] = defaultdict(list)
        for entry in self.catalogue.registries.datasets.values():
            found["organizations", entry.value.organization or ""].append(entry)
            found["datasets", entry.value.derived_from or ""].append(entry)
        return dict(found)

    @cached_property
    def benchmark_data(self) -> dict[str, list[RegistryEntry[Benchmark]]]:
        """For a repository of data on the hub, in small letters, the benchmarks whose data it holds."""
        found: dict[str, list[RegistryEntry[Benchmark]]] = defaultdict(list)
        for entry in self.used_benchmarks.values():
            for hub_id in entry.value.hub_ids:
                found[hub_id.casefold()].append(entry)
        return dict(found)

    def base_hub_id(self, entry: CardEntry) -> str:
        """The hub id of the first base model; empty where it is not known."""
        found = (hub_id_of(base, self.catalogue.cards) for base in entry.card.bases)
        return next(filter(None, found), "")

    def organization_name(self, identity: str) -> str:
        """The organisation's name; the text itself where it is not an id."""
        entry = self.catalogue.registries.organizations.get(identity)
        return entry.value.name if entry else identity

    def model_link(self, linker: Linker, reference: ModelReference) -> Safe:
        """A link to a model, inside the catalogue or outside of it."""
        entry = self.catalogue.cards.get(reference.model or "")
        if entry:
            return linker.page("models", entry.id, entry.label)
        if reference.model:
            # Of a card that cannot be read, a preview has a page.
            return linker.page("models", reference.model, reference.title or reference.model)
        return markup.link(reference.title or reference.model or "", reference.url or "")
