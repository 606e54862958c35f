"""Checks that a model's name and its repository on the hub belong to its organisation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from ...catalogue import CardEntry
from ...problems import Severity
from ...schema import known
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check
from .phrases import Phrases, words_of

__all__ = ["CHECKS"]


@check("name-owner", Severity.WARNING, "hub_id")
def owner(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The repository on the hub is another organisation's than the card's.

    An account is an organisation's by the `hub_id`, the id, the name or a link to it in `organizations.yaml`
    (or because it begins with a name of six letters), and otherwise by all other cards with a repository of
    that account, of which there have to be two. Of an account that is nobody's by these nothing is said. A
    note at the hub id tells readers whose copy it is.

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
        others = context.made(_accounts)[account.casefold()]
        found = {each for identity, each in others if identity != entry.id}
        owners = found if len(others) > _FEWEST and len(found) == 1 else set()
    if owners and own not in owners:
        registry = context.catalogue.registries.organizations
        names = (registry[each].value.name if each in registry else each for each in sorted(owners))
        message = (
            f"{quoted(account)} on the hub is {' or '.join(names)}, but the organisation is {quoted(own)}"
        )
        yield Finding(("organization",), message)


_FEWEST = 2
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


CHECKS = (owner, organization)
