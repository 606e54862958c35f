"""Checks for what belongs to another model: its name, its maker, its licence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from ...catalogue import CardEntry, name_key
from ...problems import Severity
from ...schema import LicenseTerms, known
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from ..passages import Passage
from .declarations import declared_makers, declared_words, licenses_of
from .known import known_models
from .mentions import FAMILY, LICENSE, MODEL, ORGANIZATION, Mention, mentions, names
from .parts import is_comparison, is_maker, is_of_another_thing, sentence, subject_of
from .phrases import words_of
from .texts import said, split, written

__all__ = ["CHECKS"]


@check("foreign-model", Severity.WARNING)
def model(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A card speaks of another model and declares no relation to it.

    Cards are made by copying cards, and then a paragraph goes on about the model it was written for. Names,
    aliases and hub ids of the cards of this catalogue and the names of its families are looked for, as whole
    words. A relation is a shared family, `base_model`, `successor` or `related`; the texts of these fields,
    `notes`, `sources` and quotes may name any model. Models that have no card here are reported by the names
    of well-known families, where they are what a summary or several sentences are about. A model that the
    text only compares with ("better than X", "unlike X") needs no relation. A name that models of several
    organisations have says nothing, and is ignored.

    To fix it: correct the text, or list the other model under `related`, with the relation.

    Wrong:

        # bird.yaml
        name: Kestrel 2B
        description: Kestrel 2B continues English text.
        # fish.yaml
        name: Minnow 1B
        description: Kestrel 2B was trained for one week.

    Right:

        # bird.yaml
        name: Kestrel 2B
        description: Kestrel 2B continues English text.
        # fish.yaml
        name: Minnow 1B
        description: As with Kestrel 2B, the training took one week.
        related:
          - {model: bird, relation: of the same age}
    """
    yield from _same_name(entry, context)
    yield from _of_the_catalogue(entry, context)
    yield from _well_known(entry, context)


def _same_name(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The name is an alias of another card, or the hub id is another well-known model's than the name."""
    card, key = entry.card, name_key(entry.card.name)
    for _, identity in names(context).models.values(card.name):
        found = context.catalogue.cards[identity].card
        # Organisations may use each other's names; that one of them uses a name twice is reported elsewhere.
        mine = found.organization == card.organization and identity != entry.id
        if mine and key in map(name_key, found.aliases):
            yield Finding(("name",), f"{quoted(card.name)} is an alias of the card {identity} too")
            break
    named = _known_in(card.name)
    hub_id = known(card.hub_id)
    for what, other in (("hub id", hub_id or ""), ("id", entry.id)) if named else ():
        loaded = _known_in(other)
        if loaded and not named & loaded:
            message = f"the name says {min(named)}, the {what} {quoted(other)} says {min(loaded)}"
            yield Finding(("name",), message, "one of the two is another model's: correct it")
            break


def _known_in(text: str) -> frozenset[str]:
    known = known_models()
    found = known.inside(text, known.beginnings(split(text)), anyhow=True)
    return frozenset(value for each in found for value in each.values if value)


def _of_the_catalogue(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions(entry, context, MODEL, FAMILY):
        ours = any(_is_ours(entry, context, mention, key) for key in mention.keys)
        if not ours and not names(context).ambiguous(mention.keys):
            words, hub_id = words_of(mention.name), entry.card.hub_id
            own = (*_own_names(entry, context), (hub_id and hub_id.value) or "")
            if not any(_holds(words_of(each), words) for each in own):
                found[" ".join(words)].append(mention)
    for group in found.values():
        if all(is_comparison(each) for each in group):
            continue
        first = group[0]
        kind, identity = next(key for key in first.keys if key[0] in {MODEL, FAMILY})
        what = f"the card {identity}" if kind == MODEL else f"the family {identity}"
        times = f", {len(group)} times" if len(group) > 1 else ""
        message = f"the text names {quoted(first.name)}{times}, and the card declares no relation to {what}"
        yield Finding(first.passage.path, message, words=first.name)


def _is_ours(entry: CardEntry, context: CheckContext, mention: Mention, key: tuple[str, str]) -> bool:
    """Whether what is named is a relative, or something else than a model that has the same name."""
    kind, _ = key
    return kind not in {MODEL, FAMILY} or names(context).related(entry, key, inherited=mention.inherited)


def _holds(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))


_OPENING = re.compile(r"(?:^|[.!?]\s|\n\s*(?:[-*]\s)?)\s*(?:(?:The|All|Our|This is|These|Both)\s)?\s*[*_]*\Z")
_SEVERAL = 2
_MAY_NAME_ANY = frozenset({"notes", "related", "successor", "base_model", "sources"})


def _well_known(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A well-known model without a card here that the summary is about, or several sentences are."""
    known, texts = known_models(), written(entry, context)
    beginnings = known.beginnings(texts.words)
    if not beginnings:
        return
    subjects: dict[str, list[tuple[Passage, str]]] = defaultdict(list)
    for passage in texts.passages:
        if (
            passage.prose
            and passage.path[0] not in _MAY_NAME_ANY
            and known.may_be_in(passage.text, beginnings)
        ):
            for found in known.inside(said(passage.text), beginnings):
                if _OPENING.search(passage.text[max(0, found.start - 30) : found.start]):
                    named = passage.text[found.start : found.end]
                    subjects[found.values[0]].append((passage, named))
    for name, about in subjects.items():
        passage, named = about[0]
        enough = len(about) >= _SEVERAL or passage.path[0] == "summary"
        if name and enough and not _is_declared(name, entry, context):
            count = "a sentence is" if len(about) == 1 else f"{len(about)} sentences are"
            message = f"{count} about {name}, and the card declares no relation to that model"
            yield Finding(passage.path, message, words=named)


def _is_declared(name: str, entry: CardEntry, context: CheckContext) -> bool:
    """Whether the card says that it is, or is made from, a well-known model, or the catalogue has it."""
    words = f"{' | '.join((entry.card.name, *entry.card.aliases))} | {declared_words(entry, context)}"
    return name in _known_in(words) or bool(names(context).models_and_families.values(name))


_OFTEN = 3


@check("foreign-organization", Severity.WARNING)
def organization(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A card presents another organisation as the model's maker.

    The check reports an organisation of the registry in the model's name, "developed by" it or "it released
    this model", and a maker of models that the text names three times. It does not report the card's own
    organisation, nor those of the models and data that the card declares, of its sources and of who measured.

    To fix it: correct the text or `organization`; where the other one has a part in the model, declare it as
    `base_model`, as `related` or with its data.

    Wrong:

        description: The model was developed by Globex on its own machines.

    Right:

        description: The model was developed by Acme. The hub of Globex has the weights.
    """
    registry = context.catalogue.registries.organizations
    declared: frozenset[str] | None = None
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions(entry, context, ORGANIZATION):
        for kind, identity in mention.keys:
            if kind == ORGANIZATION and identity != entry.card.organization:
                found[identity].append(mention)
    in_name = set(_in_name(entry, context))
    for identity in sorted(in_name):
        found.setdefault(identity, [])
    for identity, group in found.items():
        declared = declared_makers(entry, context) if declared is None else declared
        if identity in declared:
            continue
        name, own = registry[identity].value.name, entry.card.organization
        named = f"and the card names {registry[own].value.name if own in registry else own} as organization"
        makers = [each for each in group if is_maker(each, _own_names(entry, context))]
        if identity in in_name:
            yield Finding(("name",), f"the name holds {name}, {named}")
        elif makers:
            first = makers[0]
            message = f"the text calls {name} the maker, {named}"
            yield Finding(first.passage.path, message, words=first.name)
        elif len(group) >= _OFTEN and identity in names(context).makers:
            message = f"the text names {name} {len(group)} times, {named}"
            yield Finding(group[0].passage.path, message, words=group[0].name)


def _in_name(entry: CardEntry, context: CheckContext) -> Iterator[str]:
    """The organisations in the model's name; as a whole it is that of a model, so it is read apart."""
    every = names(context).organizations
    beginnings = every.beginnings(split(entry.card.name))
    if beginnings:
        for found in every.inside(entry.card.name, beginnings):
            if entry.card.organization not in found.values:
                yield from found.values


def _own_names(entry: CardEntry, context: CheckContext) -> tuple[str, ...]:
    family = context.catalogue.families.get(entry.family)
    return (entry.card.name, *entry.card.aliases, *((family.family.name,) if family else ()))


@check("foreign-license", Severity.WARNING)
def license_(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A text names a licence that neither the card nor anything it is made from has.

    Readers who see two licences follow the one that suits them. Names, SPDX ids and ids of the hub are looked
    for. The licences of the data, of the base model, of related models and of sources may be named, and any
    in a sentence that names the card's own too, or says which other model's it is.

    To fix it: correct the text, or say whose licence it is: `data_license`, `base_model_license`, the
    dataset's entry in the registry.

    Wrong:

        license: mit
        description: The weights are released under the Apache License, Version 2.0.

    Right:

        license: apache-2.0
        description: The weights are released under the Apache License, Version 2.0.
    """
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions(entry, context, LICENSE):
        if not is_of_another_thing(mention):
            found[next(identity for kind, identity in mention.keys if kind == LICENSE)].append(mention)
    if not found:
        return
    declared, mine = _declared_licenses(entry, context), entry.card.license
    own = _with_own(found, _ids_of((mine,) if mine else (), context))
    for identity, every in found.items():
        group = [
            each for each in every if sentence(each) not in own and not _is_of_another_model(entry, each)
        ]
        if group and not _is_among(identity, declared):
            says = f"the card's licence is {mine.id}" if mine and mine.id else "the card states no licence"
            message = f"the text names {quoted(group[0].name)}, and {says}"
            yield Finding(group[0].passage.path, message, words=group[0].name)


def _is_among(identity: str, licenses: Iterable[str]) -> bool:
    return any(each == identity or each.startswith(f"{identity}-") for each in licenses)


def _with_own(found: Mapping[str, list[Mention]], own: Collection[str]) -> frozenset[tuple[Passage, int]]:
    """The sentences that name the card's own licence: another one in them is checked against it."""
    return frozenset(
        sentence(each) for identity, group in found.items() if _is_among(identity, own) for each in group
    )


def _is_of_another_model(entry: CardEntry, mention: Mention) -> bool:
    subject = subject_of(mention)
    return bool(subject and _known_in(subject) - _known_in(entry.card.name))


def _declared_licenses(entry: CardEntry, context: CheckContext) -> frozenset[str]:
    every = names(context).licenses
    found = _ids_of(licenses_of(entry, context), context)
    for source in entry.card.sources.values():
        if source.license:
            found |= {source.license.casefold(), *every.values(source.license)}
    return frozenset(found)


def _ids_of(licenses: Iterable[LicenseTerms], context: CheckContext) -> set[str]:
    every = names(context).licenses
    found: set[str] = set()
    for terms in licenses:
        for text in filter(None, (terms.id, terms.name)):
            # An SPDX expression may name several.
            for part in re.split(r"\s+(?:OR|AND|WITH)\s+|[()]", text):
                found |= {part.casefold(), *every.values(part)}
    return found


CHECKS = (model, organization, license_)
