"""What pages are about, in the words of schema.org, for search engines and other readers of JSON-LD.

schema.org has no type for models. They are creative works here, as in FAIR4ML, a draft that extends it by
`MLModel`; only schema.org's own properties are used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..catalogue import CardEntry, Catalogue
from ..facts.licences import license_view
from ..markup import words
from ..schema import Author, Card, Dataset, LicenseTerms, Organization
from ..site import SiteInfo

__all__ = ["structured_data"]

_CONTEXT = "https://schema.org"
_MODEL = "https://w3id.org/fair4ml#MLModel"
_HUB = "https://huggingface.co/"
_KINDS = {
    "models": "Models",
    "families": "Families",
    "organizations": "Organisations",
    "benchmarks": "Benchmarks",
    "datasets": "Datasets",
}

Thing = dict[str, Any]


def structured_data(catalogue: Catalogue, site_info: SiteInfo) -> dict[str, str]:
    """By the path of a page, its JSON-LD, which can stand in a script element whatever cards say.

    Addresses are full ones, or left out where that of the site is not known.
    """
    describer = _Describer(catalogue, site_info)
    found = {}
    for path, things in describer.pages():
        if things:
            document = {"@context": _CONTEXT, "@graph": things}
            text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
            # `</script>` ends a script wherever it stands, and `<!--` begins what does not end with it.
            found[path] = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return found


class _Describer:
    """Describes the pages of one catalogue."""

    def __init__(self, catalogue: Catalogue, site_info: SiteInfo) -> None:
        self.catalogue, self.site_info = catalogue, site_info

    def pages(self) -> Iterator[tuple[str, list[Thing]]]:
        registries = self.catalogue.registries
        yield "index.md", [self._catalogue()]
        for entry in self.catalogue.cards.values():
            yield self._page("models", entry.id, entry.label, self._model(entry))
        for family in self.catalogue.families.values():
            thing = {
                "@type": "Collection",
                "name": family.family.name,
                "description": _prose(family.family.summary),
            }
            yield self._page("families", family.id, family.family.name, thing)
        for maker in registries.organizations.values():
            yield self._page("organizations", maker.id, maker.value.name, self._organization(maker.id))
        for data in registries.datasets.values():
            yield self._page("datasets", data.id, data.value.name, self._dataset(data.id))

    def _page(self, kind: str, identity: str, name: str, thing: Thing) -> tuple[str, list[Thing]]:
        path = f"{kind}/{identity}.md"
        address = self.site_info.page(path)
        about = _filled({"@type": thing["@type"], "@id": address, "url": address, **thing})
        steps = (("index.md", self.site_info.name), (f"{kind}/index.md", _KINDS[kind]), (path, name))
        return path, [about, *self._trail(steps)]

    def _trail(self, steps: tuple[tuple[str, str], ...]) -> Iterator[Thing]:
        """The way from the first page, which is nothing without addresses."""
        if not self.site_info.url:
            return
        items = [
            {"@type": "ListItem", "position": number, "name": name, "item": self.site_info.page(path)}
            for number, (path, name) in enumerate(steps, 1)
        ]
        yield {"@type": "BreadcrumbList", "itemListElement": items}

    def _catalogue(self) -> Thing:
        site_info = self.site_info
        files = (("evals.csv", "text/csv"), ("catalog.json", "application/json"))
        downloads = [
            {"@type": "DataDownload", "contentUrl": site_info.file(path), "encodingFormat": form}
            for path, form in files
            if site_info.url
        ]
        data = {
            "@type": "Dataset",
            "name": f"{site_info.name}: models and scores",
            "distribution": downloads,
        }
        return _filled(
            {
                "@type": "DataCatalog",
                "@id": site_info.page("index.md"),
                "url": site_info.page("index.md"),
                "name": site_info.name,
                "description": site_info.about,
                "dataset": _filled({**data, "description": site_info.about}),
            }
        )

    def _model(self, entry: CardEntry) -> Thing:
        card = entry.card
        released = _value(card.release_date)
        hub = _value(card.hub_id)
        weights = _value(card.links.weights) if card.links else None
        return _filled(
            {
                "@type": "CreativeWork",
                "additionalType": _MODEL,
                "name": card.name,
                "alternateName": list(card.aliases),
                "description": _prose(card.summary),
                "creator": self._maker(card.organization),
                "author": [self._author(each) for each in card.authors or ()],
                "license": self._license(card.license),
                "datePublished": released.text if released else None,
                "sdDatePublished": self.site_info.last_change(f"models/{entry.id}.md"),
                "inLanguage": [code for code in _value(card.language) or () if code not in _NO_LANGUAGES],
                "keywords": [*card.tags, *filter(None, [_value(card.pipeline_tag)])],
                "sameAs": list(dict.fromkeys(filter(None, [_HUB + hub if hub else None, weights]))),
                "citation": _value(card.links.paper) if card.links else None,
                "isBasedOn": [*self._bases(card), *self._data(entry)],
                "encoding": self._encodings(entry.id),
            }
        )

    def _maker(self, identity: str) -> Thing:
        entry = self.catalogue.registries.organizations.get(identity)
        address = self.site_info.page(f"organizations/{identity}.md") if entry else ""
        name = entry.value.name if entry else identity
        return _filled({"@type": "Organization", "@id": address, "name": name})

    def _author(self, author: Author) -> Thing:
        """A person, unless the card calls the author a group or names an organisation that is known here."""
        spelt = {name.casefold() for name in (author.name, author.hub_id) if name}
        for maker in self.catalogue.registries.organizations.values():
            if spelt & {maker.value.name.casefold(), (maker.value.hub_id or maker.id).casefold()}:
                return _filled({**self._maker(maker.id), "url": author.url})
        kind = "Organization" if author.group else "Person"
        employer = {"@type": "Organization", "name": author.affiliation} if author.affiliation else None
        within = "parentOrganization" if author.group else "affiliation"
        return _filled({"@type": kind, "name": author.name, "url": author.url, within: employer})

    def _license(self, terms: LicenseTerms | None) -> str | None:
        view = license_view(terms, self.catalogue.registries) if terms else None
        return (view.url or view.name) if view else None

    def _bases(self, card: Card) -> Iterator[Thing]:
        for base in card.bases:
            entry = self.catalogue.cards.get(base.model or "")
            address = self.site_info.page(f"models/{entry.id}.md") if entry else base.url
            name = entry.card.name if entry else base.title or base.model
            yield _filled({"@type": "CreativeWork", "name": name, "@id": address})

    def _data(self, entry: CardEntry) -> Iterator[Thing]:
        for identity in entry.card.data_ids:
            data = self.catalogue.registries.datasets.get(identity)
            if data:
                address = self.site_info.page(f"datasets/{identity}.md")
                yield _filled({"@type": "Dataset", "name": data.value.name, "@id": address})

        for item in entry.card.training_data:
            if item.name and item.url:
                yield {"@type": "Dataset", "name": item.name, "@id": item.url}

    def _encodings(self, identity: str) -> list[Thing]:
        forms = (("json", "application/json"), ("yaml", "application/yaml"))
        files = [(self.site_info.file(f"models/{identity}.{ending}"), form) for ending, form in forms]
        return [
            {"@type": "MediaObject", "contentUrl": address, "encodingFormat": form}
            for address, form in files
            if address
        ]

    def _organization(self, identity: str) -> Thing:
        value: Organization = self.catalogue.registries.organizations[identity].value
        return {
            "@type": "Organization",
            "name": value.name,
            "description": _prose(value.summary),
            "sameAs": [*filter(None, [value.url]), *([_HUB + value.hub_id] if value.hub_id else [])],
        }

    def _dataset(self, identity: str) -> Thing:
        value: Dataset = self.catalogue.registries.datasets[identity].value
        hub = [f"{_HUB}datasets/{value.hub_id}"] if value.hub_id else []
        return {
            "@type": "Dataset",
            "name": value.name,
            "description": _prose(value.summary),
            "creator": self._maker(value.organization) if value.organization else None,
            "license": self._license(value.license),
            "datePublished": value.release_date.text if value.release_date else None,
            "inLanguage": [code for code in value.language if code not in _NO_LANGUAGES],
            "sameAs": [*filter(None, [value.url]), *hub],
            "citation": value.paper,
        }


_NO_LANGUAGES = frozenset({"code", "multilingual"})
"""What the hub counts among the languages; the web's language tags do not."""


def _value(fact: Any) -> Any:
    return fact.value if fact else None


def _prose(markdown: str | None) -> str | None:
    return words(markdown) if markdown else None


def _filled(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value not in (None, "", [], {})}
