"""Checks that names, repositories, links and samples are this model's and its organisation's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import isclose

from ...catalogue import CardEntry, Location
from ...facts.hub import model_id_at
from ...problems import Severity
from ...schema import Fact, SampleLink, known
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .mentions import declared_words, models, public_models
from .phrases import Phrases, words_of

__all__ = ["CHECKS"]


@check("foreign-link", Severity.WARNING)
def link(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A link leads to another model.

    The weights, demo, samples and sources titled with this model's name have to be this model's own: their
    addresses may not name another card's model, nor that of a sample a well-known one, unless the note or
    the title beside them does too, and not another size than the title. Other links may lead anywhere.

    Caught: The published cards of Cerebras-GPT 111M, Code Llama 34B and GPT-Neo 1.3B in one catalogue all
    link to a notebook for Dolly. In a list of models, the weights of Llama 3 70B had the address of the 8B
    (xorbitsai/inference, issue 1369).

    To fix it: write this model's own address, or say in the sample's note whose it is.

    Example:

          inference:
            samples:
              - type: Real time
                python: {title: text.ipynb, url: "https://example.org/text-generation-dolly"}
        +       note: Written for Dolly; put this model's name in the place of Dolly's.
    """
    for where, url, beside in (*_links(entry), *_samples(entry)):
        path, sample = _HOST.sub("", url), where[1] == "samples"
        other = _card_named(path, entry, context)
        if not other and sample:
            other = _public_model_named(path, entry, context)
        if other and not set(words_of(other)) <= set(words_of(beside)):
            message = f"the {'sample' if sample else 'link'} is another model's: {quoted(path)} names {other}"
            yield Finding(where, message, "" if sample else "write this model's own address")
            continue
        there, titled = _sizes(path), _sizes(beside)
        # An address with several sizes is of something larger.
        if where[0] == "sources" and len(there) == 1 and words_of(entry.card.name)[0] in path.lower():
            ((size, forms),) = there.items()
            if titled and not any(
                isclose(one, other, rel_tol=_ROUNDED)
                for one in forms
                for others in titled.values()
                for other in others
            ):
                says = " and ".join(each.upper() for each in titled)
                message = f"the title says {says}, but the address {size.upper()}"
                yield Finding(where, message, "give the address of what the title names")


_SIZE = re.compile(r"(?<![a-z0-9.])(?:(\d+)[-_.p])?(\d+)([mb])(?![a-z0-9])")
_ROUNDED = 0.05
"""Of two sizes that differ by less, one is the other rounded: 6.7B and 7B."""


def _sizes(text: str) -> dict[str, tuple[float, ...]]:
    """The sizes in a text, and what each may be in millions: `3-8b` is 8B of the third version, or 3.8B."""
    return {
        match[0]: tuple(
            float(form) * (1000 if match[3] == "b" else 1)
            for form in (match[2], *([f"{match[1]}.{match[2]}"] if match[1] else []))
        )
        for match in _SIZE.finditer(text.lower())
    }


_HOST = re.compile(r"\Ahttps?://[^/]*/?")


_Link = tuple[Location, str, str]
"""Where it stands, the address, and the words beside it, which may say whose it is."""


def _links(entry: CardEntry) -> Iterator[_Link]:
    """The weights, the demo, and those sources whose titles name this model."""
    card = entry.card
    for name in ("weights", "demo") if card.links else ():
        fact: Fact[str] | None = getattr(card.links, name)
        if fact and fact.value:
            yield ("links", name), fact.value, fact.note or ""
    words = " ".join(words_of(card.name))
    for key, source in card.sources.items():
        if source.url and words in " ".join(words_of(source.title)):
            yield ("sources", key, "url"), source.url, source.title


def _samples(entry: CardEntry) -> Iterator[_Link]:
    """The sample code, with the notes beside it."""
    for part in ("inference", "evaluation"):
        holder = getattr(entry.card, part)
        for at, sample in enumerate(holder.samples if holder else ()):
            for name in ("python", "cli"):
                code: SampleLink | None = getattr(sample, name)
                if code and code.url:
                    yield (part, "samples", at, name, "url"), code.url, sample.note or ""


def _card_named(path: str, entry: CardEntry, context: CheckContext) -> str:
    """The model of another card that an address names, unless it names this one as well."""
    cards = context.catalogue.cards
    found = list(context.made(models).inside(path, anyhow=True))
    if any(entry.id in hit.values for hit in found):
        return ""
    for hit in found:
        # A name that models of several organisations have says nothing.
        if len({cards[identity].card.organization for identity in hit.values}) == 1:
            return path[hit.start : hit.end]
    return ""


def _public_model_named(path: str, entry: CardEntry, context: CheckContext) -> str:
    """The well-known model that an address names, unless it or what the card declares has that name."""
    named = [hit.values[0] for hit in public_models().inside(path, anyhow=True) if hit.values[0]]
    own = {word for name in (entry.card.name, *entry.card.aliases) for word in words_of(name)}
    # `acme/kestrel-llama-7b` is Kestrel's own, whatever it was made from.
    if not named or any(len(word) >= 4 and word in words_of(path) for word in own):
        return ""
    own |= declared_words(entry, context)
    return next((name for name in named if not own.issuperset(words_of(name))), "")


@check("link-weights", Severity.WARNING, "links.weights")
def weights(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """The hub id and the link to the weights name two repositories.

    One loads what the other does not show. Only links to the Hugging Face hub are checked.

    Caught: In the trial of the checks it alone finds most hub ids in which a digit or a word was changed.

    To fix it: open both, and correct the one that is wrong.

    Example:

          hub_id: acme/tapir-111m
        - links: {weights: "https://huggingface.co/acme/tapir-11m"}
        + links: {weights: "https://huggingface.co/acme/tapir-111m"}
    """
    card = entry.card
    hub_id = known(card.hub_id)
    there = model_id_at(known(card.links.weights if card.links else None) or "")
    if hub_id and there and there.casefold() != hub_id.casefold():
        message = f"the link leads to {quoted(there)}, the hub id is {quoted(hub_id)}"
        yield Finding(("links", "weights"), message)


_ON_BRANCH = re.compile(
    r"https?://(?:raw\.githubusercontent\.com/[^/]+/[^/]+"
    r"|(?:www\.)?(?:github\.com|huggingface\.co|hf\.co|[^/]*gitlab[^/]*)/.+?/(?:blob|tree|raw|blame|resolve))"
    r"/(?:refs/heads/)?(main|master|HEAD|trunk|develop|dev)(?=[/?#]|\Z)"
)


@check("link-branch", Severity.NOTE)
def branch(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A source follows a branch, and nothing says which state of it was read.

    What stands on a branch changes: a reader may find another number there, or no file, and cannot tell
    whether the card was wrong. Addresses on GitHub, GitLab and the Hugging Face hub are looked at, and the
    usual names of branches.

    Caught: 69 sources in 21 of the 40 cards that this repository had, among them each configuration of
    Pythia.

    To fix it: put the commit in the place of the branch, or give `commit` or `accessed`.

    Example:

          sources:
        +   config:
        +     title: The configuration
        -   config: {title: The configuration, url: "https://github.com/acme/tapir/blob/main/tapir.yml"}
        +     url: https://github.com/acme/tapir/blob/main/tapir.yml
        +     accessed: 2026-11-20
    """
    for key, source in entry.card.sources.items():
        on = _ON_BRANCH.match(source.url or "")
        if on and source.commit is None and source.accessed is None:
            yield Finding(("sources", key, "url"), f"the source follows the branch {quoted(on[1])}")


@check("name-owner", Severity.WARNING, "hub_id")
def owner(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The repository on the hub is another organisation's than the card's.

    An account is an organisation's by the `hub_id`, the id, the name or a link to it in `organizations.yaml`,
    or because it begins with a name of six letters; otherwise by all other cards with a repository of it, if
    there are two. A note at the hub id tells readers whose copy it is.

    Caught: in the project's trial, an organisation exchanged for another, which no other check sees.

    To fix it: correct `organization` or `hub_id`; give the hub id a note if others publish the weights.

    Example:

          organization: globex
        - hub_id: acme/tapir-111m
        + hub_id: {value: acme/tapir-111m, note: Acme keeps a copy of the weights.}
          # organizations.yaml
          acme: {name: Acme}
          globex: {name: Globex}
    """
    hub_id, own = known(entry.card.hub_id), entry.card.organization
    if hub_id is None or (entry.card.hub_id and entry.card.hub_id.note):
        return
    account = hub_id.partition("/")[0]
    owners = _owners(_letters(account), context.made(_registered))
    if not owners:
        cards = context.made(_accounts)[account.casefold()]
        makers = [maker for identity, maker in cards if identity != entry.id]
        owners = set(makers) if len(makers) > 1 and len(set(makers)) == 1 else set()
    if owners and own not in owners:
        registry = context.catalogue.registries.organizations
        names = (registry[each].value.name if each in registry else each for each in sorted(owners))
        message = (
            f"{quoted(account)} on the hub is {' or '.join(names)}, but the organisation is {quoted(own)}"
        )
        yield Finding(("organization",), message)


_ON_HUB = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/([^/?#]+)/?\Z")
_LONG_NAME = 6
"""Letters of a name with which an account may begin: openai-community, HuggingFaceH4."""


def _owners(account: str, registered: Mapping[str, set[str]]) -> set[str]:
    """The organisations of an account, or those with whose name it begins."""
    begins = (account[:end] for end in range(len(account), _LONG_NAME - 1, -1))
    return next((registered[name] for name in (account, *begins) if name in registered), set())


def _registered(context: CheckContext) -> Mapping[str, set[str]]:
    """For each account its organisations by what the registry says of them."""
    found: dict[str, set[str]] = defaultdict(set)
    for identity, each in context.catalogue.registries.organizations.items():
        maker = each.value
        on_hub = [_ON_HUB.match(url) for url in (maker.url, *(link.url for link in maker.links)) if url]
        for account in (maker.hub_id or "", identity, maker.name, *(match[1] for match in on_hub if match)):
            found[_letters(account)].add(identity)
    return {account: makers for account, makers in found.items() if account}


def _accounts(context: CheckContext) -> Mapping[str, list[tuple[str, str]]]:
    """For each account the cards with a repository of it, and their organisations."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in context.catalogue.cards.values():
        if hub_id := known(entry.card.hub_id):
            found[hub_id.partition("/")[0].casefold()].append((entry.id, entry.card.organization))
    return found


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


@check("foreign-organization", Severity.WARNING)
def organization(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The model is called after another organisation.

    An organisation of the registry is reported in the model's own name, unless the model is made from
    another one, or a model to which the card declares a relation is that organisation's.

    Caught: The card of Code Llama 34B in a public catalogue, a model of Meta's, had the name Cerebras-GPT
    111M.

    To fix it: correct `name` or `organization`; where the other one has a part in the model, declare it as
    `base_model` or `related`.

    Example:

        - name: Globex 7B
        + name: Acme 7B
    """
    registry, every = context.catalogue.registries.organizations, context.made(_organizations)
    name, own = entry.card.name, entry.card.organization
    own_name = registry[own].value.name if own in registry else own or ""
    declared = {own, *(other.card.organization for other in context.declared(entry))}
    for found in every.inside(name) if not entry.card.bases else ():
        maker = registry[found.values[0]].value.name
        mine, theirs = set(words_of(own_name)), set(words_of(maker))
        # Google and Google DeepMind are one.
        if declared.isdisjoint(found.values) and not (mine <= theirs or theirs <= mine):
            message = f"the name holds {maker}, and the card names {own_name} as organization"
            yield Finding(("name",), message)
            return


def _organizations(context: CheckContext) -> Phrases[str]:
    """The ids of the registry's organisations by their names."""
    entries = context.catalogue.registries.organizations.values()
    return Phrases((entry.value.name, entry.id) for entry in entries)


CHECKS = (owner, organization, link, weights, branch)
