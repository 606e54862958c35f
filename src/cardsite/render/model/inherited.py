"""What a model takes over: words of its family, limits of its bases, issues of its data, bases that ended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ... import markup
from ...catalogue import CardEntry, RegistryEntry
from ...facts.lineage import Base, bases
from ...markup import Resolver, Safe
from ...schema import Card, Dataset, Status
from ..fields import Fields
from ..paths import Linker
from ..render_context import RenderContext

__all__ = ["inherited"]

_PASSAGES = ("out_of_scope", "limitations", "biases", "ethical_considerations")
_ENDED = (Status.DEPRECATED, Status.RETIRED)
_MOST_BASES, _MOST_DATASETS = 16, 8
"""How far up it looks, and of how many datasets it tells."""


def inherited(entry: CardEntry, context: RenderContext, linker: Linker) -> Fields:
    """What holds for a model because of what it was made from, with a link to where it stands."""
    above = tuple(islice(bases(entry, context.catalogue.cards), _MOST_BASES))
    resolve = context.resolver(linker)
    return Fields(
        families=tuple(_families(entry, context, linker, resolve)),
        passages=tuple(_passages(entry, above, context, linker, resolve)),
        issues=tuple(islice(_issues(entry, above, context, linker, resolve), _MOST_DATASETS)),
        ended=tuple(_ended(entry, above, context, linker)),
    )


# The family's own words


def _families(
    entry: CardEntry, context: RenderContext, linker: Linker, resolve: Resolver
) -> Iterator[Fields]:
    """What the family says of all its members, then what each family says that it extends."""
    card, families = entry.card, context.catalogue.families
    told = {card.summary, card.description.value if card.description else None}
    found, seen = families.get(entry.family), set[str]()
    while found and found.id not in seen:
        seen.add(found.id)
        family = found.family
        description = family.description if family.description and family.description.value else None
        text = description.value if description and description.value not in told else None
        note = description.note if description else None
        yield Fields(
            name=markup.text(family.name),
            link=linker.page("families", found.id, family.name),
            summary=markup.inline(family.summary, resolve) if family.summary not in told else None,
            text=markup.prose(text, resolve=resolve) if text else None,
            note=markup.inline(note, resolve) if text and note else None,
            sourced=bool(description and description.source),
        )
        told |= {family.summary, text}
        found = families.get(family.extends or "")


# Passages of the nearest bases


def _passages(
    entry: CardEntry, above: tuple[Base, ...], context: RenderContext, linker: Linker, resolve: Resolver
) -> Iterator[Fields]:
    told = {text for _, text in _texts(entry.card)}
    answered: set[str] = set()
    for base in above:
        if base.entry is None:
            continue
        # What lies further up is on the page of the nearest base that says something.
        if base.child.id in answered:
            answered.add(base.entry.id)
            continue
        found = _texts(base.entry.card)
        fresh = [name for name, text in found if text not in told]
        told |= {text for _, text in found}
        if found:
            answered.add(base.entry.id)
        if fresh:
            html = _html(base.entry, context, resolve)
            yield Fields(
                direct=base.child.id == entry.id,
                link=linker.page("models", base.entry.id, base.entry.label),
                **{name: html[name] if name in fresh else None for name in _PASSAGES},
            )


def _texts(card: Card) -> list[tuple[str, str]]:
    facts = ((name, getattr(card, name)) for name in _PASSAGES)
    return [(name, fact.value) for name, fact in facts if fact and fact.value]


def _html(entry: CardEntry, context: RenderContext, resolve: Resolver) -> dict[str, Safe]:
    """The passages of a base, which all that was made from it show."""
    return _kept(f"model {entry.id}", context, dict(_texts(entry.card)), resolve)


def _kept(key: str, context: RenderContext, texts: dict[str, str], resolve: Resolver) -> dict[str, Safe]:
    # Links lead elsewhere from each page.
    if any(map(markup.may_lead, texts.values())):
        return {name: markup.prose(text, resolve=resolve) for name, text in texts.items()}
    if key not in context.passages:
        context.passages[key] = {name: markup.prose(text) for name, text in texts.items()}
    found: dict[str, Safe] = context.passages[key]
    return found


# Known issues of data


def _issues(
    entry: CardEntry, above: tuple[Base, ...], context: RenderContext, linker: Linker, resolve: Resolver
) -> Iterator[Fields]:
    told = _with_own_issues(entry.card)
    users = [entry, *(base.entry for base in above if base.entry)]
    for user in users:
        for identity in user.card.data_ids:
            data = context.catalogue.registries.datasets.get(identity)
            if data is None or identity in told or not _stated(data):
                continue
            told.add(identity)
            yield Fields(
                data=data.value.name,
                base=None if user is entry else user.label,
                link=linker.page("datasets", data.id, data.value.name),
                text=_issue(data, context, resolve),
            )


def _with_own_issues(card: Card) -> set[str]:
    """The ids of the data whose issues the card tells itself: of the whole training, or of a stage."""
    parts = [part for _, part in card.training_parts]
    telling = [part for part in parts if part.data_issues and part.data_issues.known]
    if parts and parts[0] in telling:
        telling = parts
    return {use.dataset for part in telling for use in part.data or () if use.dataset}


def _stated(data: RegistryEntry[Dataset]) -> str:
    issues = data.value.known_issues
    return issues.value or "" if issues else ""


def _issue(data: RegistryEntry[Dataset], context: RenderContext, resolve: Resolver) -> Safe:
    return _kept(f"data {data.id}", context, {"": _stated(data)}, resolve)[""]


# Bases that have ended


def _ended(
    entry: CardEntry, above: tuple[Base, ...], context: RenderContext, linker: Linker
) -> Iterator[Fields]:
    for base in above:
        if base.entry is None or base.entry.card.status not in _ENDED:
            continue
        card = base.entry.card
        yield Fields(
            direct=base.child.id == entry.id,
            link=linker.page("models", base.entry.id, base.entry.label),
            through=linker.page("models", base.child.id, base.child.label),
            status=card.status.value,
            note=card.status_note,
            successor=context.model_link(linker, card.successor) if card.successor else None,
        )
