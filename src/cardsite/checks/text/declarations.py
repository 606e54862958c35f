"""What a card declares about itself and its relatives, for checks that ask what it may speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...catalogue import CardEntry, components
from ...schema import LicenseTerms, known
from ..check_context import CheckContext

__all__ = ["declared_words", "licenses_of"]


def licenses_of(entry: CardEntry, context: CheckContext) -> Iterator[LicenseTerms]:
    """The licences of the card, its data, what it is made from and what it is related to."""
    for card in (entry.card, *(other.card for other in context.declared(entry))):
        yield from filter(None, (card.license, card.data_license, card.base_model_license))
        for identity in card.data_ids:
            yield from context.made(_licenses_of_datasets).get(identity, ())


def _licenses_of_datasets(context: CheckContext) -> Mapping[str, tuple[LicenseTerms, ...]]:
    """For each dataset of the registry the licences of it and of those that it was made from, each once."""
    datasets = context.catalogue.registries.datasets
    links = {identity: [entry.value.derived_from or ""] for identity, entry in datasets.items()}
    found: dict[str, tuple[LicenseTerms, ...]] = {}
    for group in components(links):
        own = [datasets[identity].value.license for identity in group]
        origins = [terms for identity in group for terms in found.get(links[identity][0], ())]
        each = {(terms.id, terms.name): terms for terms in (*own, *origins) if terms}
        found.update(dict.fromkeys(group, tuple(each.values())))
    return found


def declared_words(entry: CardEntry, context: CheckContext) -> str:
    """What the card says, beside its name, that it is, is made from and belongs to, as one text."""
    card, registries = entry.card, context.catalogue.registries
    words: list[str | None] = [known(card.hub_id), known(card.library_name)]
    for reference in (*card.bases, *card.teachers, *(card.related or ()), card.successor):
        if reference:
            words += [reference.model, reference.title, reference.url]
    for other in context.declared(entry):
        words += [other.card.name, *other.card.aliases, other.family]
    for identity in card.data_ids:
        if identity in registries.datasets:
            dataset = registries.datasets[identity].value
            words += [identity, dataset.name, dataset.hub_id]
    words += [item.name for item in card.training_data]
    if card.organization in registries.organizations:
        maker = registries.organizations[card.organization].value
        words += [maker.name, maker.hub_id, maker.url]
    if entry.family in context.catalogue.families:
        words.append(context.catalogue.families[entry.family].family.name)
    if card.architecture and card.architecture.type:
        words.append(card.architecture.type.value)
    words += [item.name for item in card.software or ()]
    return " | ".join(filter(None, words))
