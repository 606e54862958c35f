"""Checks that links and samples are this model's: not another's by name, and not shared by strangers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from ...catalogue import CardEntry, Location
from ...problems import Severity
from ...schema import Fact, SampleLink, known
from ...schema.scalars import PIPELINE_TAGS
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .declarations import declared_makers, declared_words
from .known import known_models
from .mentions import FAMILY, MODEL, names
from .phrases import Phrases
from .texts import split, written

__all__ = ["CHECKS"]


# Where links stand


def _samples(entry: CardEntry) -> Iterator[tuple[Location, str, str]]:
    """Sample code: the path, the address and the note beside it."""
    for part in ("inference", "evaluation"):
        holder = getattr(entry.card, part)
        for at, sample in enumerate(holder.samples if holder else ()):
            for name in ("python", "cli"):
                link: SampleLink | None = getattr(sample, name)
                if link and link.url:
                    yield (part, "samples", at, name, "url"), link.url, sample.note or ""


@dataclass(frozen=True, slots=True)
class _Link:
    path: Location
    url: str
    strict: bool = False
    """Whether it has to lead to this very model, and no relative."""
    source: bool = False
    """Whether it may lead to any model that is not in this catalogue."""


def _links(entry: CardEntry) -> Iterator[_Link]:
    """The card's links, its hub id among them, and those sources whose titles name this model."""
    card = entry.card
    if card.hub_id and card.hub_id.value:
        yield _Link(("hub_id",), card.hub_id.value, strict=True)
    for path in _LINKS:
        part, name = path
        holder = getattr(card, part)
        fact: Fact[str] | None = getattr(holder, name) if holder else None
        if fact and fact.value:
            yield _Link(path, fact.value, strict=name in {"weights", "demo"})
    for at, link in enumerate(card.links.other if card.links else ()):
        yield _Link(("links", "other", at, "url"), link.url)
    words = _words(card.name)
    for key, source in card.sources.items():
        if source.url and _is_part(words, _words(source.title)):
            yield _Link(("sources", key, "url"), source.url, strict=True, source=True)


_LINKS = (
    *(("links", name) for name in ("weights", "demo", "repository", "paper", "blog")),
    ("training", "config"),
    ("reproducing", "config"),
)


def _is_part(words: list[str], all_words: list[str]) -> bool:
    return any(all_words[at : at + len(words)] == words for at in range(len(all_words) - len(words) + 1))


# It begins with letters that are quick to look for.
_IN_PROSE = re.compile(r"http(?<!\whttp)s?://[^\s<>()\"'`\]]{1,500}")


@check("foreign-link", Severity.WARNING)
def link(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A link leads to another model.

    The check reads the hub id, links, sample code, links in texts, and sources whose titles name this model.
    The names in the address are those of the cards of this catalogue, of its families, and of well-known
    models; the owner of a repository is checked too. Weights, demo, samples and such sources have to be
    this model's own; other links may lead to what the card declares a relation to. A sample whose note names
    the other model tells its readers, and is not reported.

    To fix it: write this model's own address, or say in the sample's note whose it is.

    Wrong:

        inference:
          samples:
            - type: Real time
              python: {title: text.ipynb, url: "https://example.org/text-generation-dolly"}

    Right:

        inference:
          samples:
            - type: Real time
              python: {title: text.ipynb, url: "https://example.org/text-generation-dolly"}
              note: Written for Dolly; put this model's name in the place of Dolly's.
    """
    for path, url, note in _samples(entry):
        other = _other_model(url, entry, context, strict=True)
        if other and not set(_words(other)) <= set(_words(note)):
            yield Finding(path, f"the sample is another model's: {quoted(_path(url))} names {other}")
    for each in _links(entry):
        other = _card_named(each.url, entry, context, strict=each.strict)
        if not other and not each.source:
            other = _well_known_named(each.url, entry, context)
        hint = "write this model's own address" if each.strict else _OTHERS
        owner = "" if other or each.source else _other_owner(each, entry, context)
        if other:
            kind = "hub id" if each.path == ("hub_id",) else "link"
            message = f"the {kind} is another model's: {quoted(_path(each.url))} names {other}"
            yield Finding(each.path, message, hint)
        elif owner:
            message = f"the link leads to {owner}, and the card declares no relation to it"
            yield Finding(each.path, message, hint)
    yield from _links_in_texts(entry, context)


def _links_in_texts(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    texts = written(entry, context)
    if texts.words.isdisjoint({"https", "http"}) or not names(context).models_and_families.beginnings(
        texts.words
    ):
        return
    for passage in texts.passages:
        if passage.prose and "://" in passage.text and passage.path[0] not in _MAY_LEAD_ANYWHERE:
            for match in _IN_PROSE.finditer(passage.text):
                other = _card_named(match[0], entry, context, strict=False)
                if other:
                    message = f"the link is another model's: {quoted(_path(match[0]))} names {other}"
                    yield Finding(passage.path, message, _OTHERS, words=match[0])


_OTHERS = "write this model's own address, or declare the other model under related or base_model"
_MAY_LEAD_ANYWHERE = frozenset({"related", "successor", "base_model", "sources", "notes", "software"})


def _path(url: str) -> str:
    """An address without its scheme and host."""
    return _HOST.sub("", url) or url


@lru_cache(maxsize=64)
def _path_and_words(url: str) -> tuple[str, frozenset[str]]:
    """What is searched of an address; each is asked for several times in a row."""
    return _path(url), split(_path(url))


_HOST = re.compile(r"\Ahttps?://[^/]*/?")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _other_model(url: str, entry: CardEntry, context: CheckContext, *, strict: bool) -> str:
    """The other model that an address names, or an empty text."""
    return _card_named(url, entry, context, strict=strict) or _well_known_named(url, entry, context)


_OWNER = re.compile(r"https?://(?:www\.)?(?:github\.com|huggingface\.co|hf\.co)/([^/?#]+)/")


def _other_owner(each: _Link, entry: CardEntry, context: CheckContext) -> str:
    """An organisation of the registry that owns the repository of code or weights, and that is a stranger."""
    match = _OWNER.match(each.url) if each.path[-1] in {"repository", "config", "weights", "demo"} else None
    owner = context.made(_owners).get(match[1].casefold()) if match else None
    if owner is None or owner == entry.card.organization or owner in declared_makers(entry, context):
        return ""
    return context.catalogue.registries.organizations[owner].value.name


def _owners(context: CheckContext) -> Mapping[str, str]:
    """The organisations by their names on the hub and on GitHub, which are often the same."""
    registry = context.catalogue.registries.organizations
    found = {entry.value.name.casefold(): identity for identity, entry in registry.items()}
    return found | {
        (entry.value.hub_id or identity).casefold(): identity for identity, entry in registry.items()
    }


def _card_named(url: str, entry: CardEntry, context: CheckContext, *, strict: bool) -> str:
    """The card that an address names; a strict one may not name a relative either."""
    known = names(context)
    # By names alone: two cards with one hub id would each be the other's excuse.
    phrases: Phrases[tuple[str, str]] = known.models if strict else known.models_and_families
    path, words = _path_and_words(url)
    beginnings = phrases.beginnings(words)
    if not beginnings:
        return ""
    found = list(phrases.inside(path, beginnings, anyhow=True))
    keys = [[key for key in each.values if key[0] in {MODEL, FAMILY}] for each in found]
    if any((MODEL, entry.id) in each or (FAMILY, entry.family) in each for each in keys):
        return ""
    for each, hit in zip(keys, found, strict=True):
        if known.ambiguous(each):
            continue
        if strict or not any(known.related(entry, key, inherited=False) for key in each):
            return path[hit.start : hit.end]
    return ""


def _well_known_named(url: str, entry: CardEntry, context: CheckContext) -> str:
    known, (path, words) = known_models(), _path_and_words(url)
    beginnings = known.beginnings(words)
    if not beginnings:
        return ""
    named = [found.values[0] for found in known.inside(path, beginnings, anyhow=True)]
    # `acme/kestrel-llama-7b` is Kestrel's own, whatever it was made from.
    if not any(named) or any(len(word) >= 4 and word in _words(path) for word in _words(entry.card.name)):
        return ""
    own = f"{' | '.join((entry.card.name, *entry.card.aliases))} | {declared_words(entry, context)}"
    declared = {found.values[0] for found in known.inside(own, known.beginnings(split(own)), anyhow=True)}
    return next((name for name in named if name and name not in declared), "")


_HUB = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?!(?:datasets|spaces|collections|models)/)([^/?#]+/[^/?#]+)"
)


@check("link-weights", Severity.WARNING)
def weights(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The hub id and the link to the weights name two repositories.

    One loads what the other does not show. Only links to the Hugging Face hub are checked.

    To fix it: open both, and correct the one that is wrong.

    Wrong:

        hub_id: acme/tapir-111m
        links: {weights: "https://huggingface.co/acme/tapir-11m"}

    Right:

        hub_id: acme/tapir-111m
        links: {weights: "https://huggingface.co/acme/tapir-111m"}
    """
    card = entry.card
    hub_id = known(card.hub_id)
    linked = card.links.weights.value if card.links and card.links.weights else None
    match = _HUB.match(linked or "")
    if hub_id and match and match[1].casefold() != hub_id.casefold():
        message = f"the link leads to {quoted(match[1])}, the hub id is {quoted(hub_id)}"
        yield Finding(("links", "weights"), message)


@check("repeat-link", Severity.WARNING)
def repeated(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The same sample is linked from models that have nothing to do with each other.

    A notebook loads one model, and on every other card it is a stranger's. An address that names a task and
    no model, `…/text-generation-batch`, is taken to serve all models of that task. A sample with a note has
    been looked at and is not reported, nor is one whose address names another model, as that says more.

    To fix it: link a sample of this model, or write in the sample's note what a reader has to change.

    Wrong:

        # bird.yaml
        inference: {samples: [{type: Batch, python: {title: run.ipynb, url: "https://example.org/run-37"}}]}
        # fish.yaml
        inference: {samples: [{type: Batch, python: {title: run.ipynb, url: "https://example.org/run-37"}}]}

    Right:

        # bird.yaml
        inference: {samples: [{type: Batch, python: {title: run.ipynb, url: "https://example.org/run-37"}}]}
        # fish.yaml
        inference: {samples: [{type: Batch, python: {title: run.ipynb, url: "https://example.org/run-38"}}]}
    """
    holders = context.made(_holders)
    for path, url, note in _samples(entry):
        if note or _serves_a_task(url) or _other_model(url, entry, context, strict=True):
            continue
        for other in holders.get(url, ()):
            if other >= entry.id:
                break
            if not context.related(entry, context.catalogue.cards[other]):
                message = f"the card {other} has the same sample, and the two declare no relation"
                yield Finding(path, message)
                break


_FEW = 4
"""So many cards with a link are kept to compare with: a link that stands on all has to cost no more."""


def _holders(context: CheckContext) -> Mapping[str, tuple[str, ...]]:
    """The first few cards that have each sample, none related to another."""
    found: dict[str, list[str]] = defaultdict(list)
    cards = context.catalogue.cards
    for identity in sorted(cards):
        for _, url, _ in _samples(cards[identity]):
            known = found[url]
            if len(known) < _FEW and not any(
                other == identity or context.related(cards[identity], cards[other]) for other in known
            ):
                known.append(identity)
    return {url: tuple(identities) for url, identities in found.items()}


@cache
def _tasks() -> Phrases[str]:
    return Phrases((tag, tag) for tag in PIPELINE_TAGS if "-" in tag)


def _serves_a_task(url: str) -> bool:
    (path, words), tasks = _path_and_words(url), _tasks()
    return any(tasks.inside(path, tasks.beginnings(words), anyhow=True))


CHECKS = (link, weights, repeated)
