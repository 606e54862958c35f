"""Licences in words, their classes, and which along a lineage ask for more: rules, not legal advice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from ..catalogue import CardEntry, Catalogue, Registries, RegistryEntry
from ..schema import LicenseAnswers, LicenseClass, LicenseDemand, LicenseEntry, LicenseTerms, Permission
from ..schema.skeleton import section_id
from ..yamlio.text import quoted
from .lineage import Base, nearest

__all__ = [
    "LICENSE_CLASSES",
    "RULES",
    "LicenseView",
    "Rule",
    "Stricter",
    "added",
    "along",
    "commercial_use",
    "demands",
    "license_answers",
    "license_class",
    "license_name",
    "license_view",
    "licenses_above",
    "stricter_bases",
    "stricter_data",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows from one demand of a licence for works made from the licensed one."""

    asks: str
    """What the licence does, after its name and `which`."""
    lacks: str
    """What the card does instead; `{own}` stands for its licence."""
    met_by: frozenset[LicenseDemand]
    """Demands of the card's own licence of which one is enough."""


RULES: Mapping[LicenseDemand, Rule] = {
    LicenseDemand.NO_COMMERCIAL_USE: Rule(
        "forbids commercial use", "{own} allows it", frozenset({LicenseDemand.NO_COMMERCIAL_USE})
    ),
    LicenseDemand.NO_DERIVATIVES: Rule(
        "does not allow changed versions to be passed on", "this model is one", frozenset()
    ),
    LicenseDemand.SAME_LICENSE: Rule(
        "asks that what is made from it stays under its terms",
        "{own} has other terms",
        frozenset({LicenseDemand.SAME_LICENSE}),
    ),
    LicenseDemand.USE_RESTRICTIONS: Rule(
        "limits what it is used for and asks to pass these limits on",
        "{own} has no such limits",
        frozenset({LicenseDemand.USE_RESTRICTIONS}),
    ),
}
"""The rules by what a licence asks, in the order in which they are told."""

_OF_CLASS = {
    LicenseClass.NON_COMMERCIAL: frozenset({LicenseDemand.NO_COMMERCIAL_USE}),
    LicenseClass.COPYLEFT: frozenset({LicenseDemand.SAME_LICENSE}),
    LicenseClass.RESPONSIBLE_AI: frozenset({LicenseDemand.USE_RESTRICTIONS}),
    LicenseClass.PERMISSIVE: frozenset[LicenseDemand](),
}
"""What all licences of a class ask; of a custom one its entry says what it asks."""

LICENSE_CLASSES = {
    "permissive": "Permissive",
    "copyleft": "Copyleft",
    "non-commercial": "Non-commercial",
    "responsible-ai": "Responsible AI",
    "custom": "Custom terms",
    "none": "None stated",
}
"""The names of the classes that readers choose by, `none` for cards without a licence, in order."""

_CREATIVE_COMMONS = {
    "nc": LicenseDemand.NO_COMMERCIAL_USE,
    "nd": LicenseDemand.NO_DERIVATIVES,
    "sa": LicenseDemand.SAME_LICENSE,
}


@dataclass(frozen=True, slots=True)
class Stricter:
    """A licence along the lineage that asks for something that the card's own does not."""

    base: Base | None
    """The model whose licence it is."""
    dataset: str
    """The id of the dataset whose licence it is; empty for a model, and for data without an id."""
    reason: str
    """Why, to stand after the name of the model or of the data."""
    asks: str
    """What the licence does that the card's own does not."""


def demands(identity: str, registries: Registries) -> frozenset[LicenseDemand] | None:
    """What a licence asks of works made from the licensed one; None where cardsite does not know it.

    Of an expression with OR the demands of all its choices, since who takes the licence may choose.
    """
    asked: list[frozenset[LicenseDemand]] = []
    for choice in _choices(identity):
        found = [_of_one(each, registries) for each in choice]
        known = [each for each in found if each is not None]
        if len(known) < len(found):
            return None
        asked.append(frozenset[LicenseDemand]().union(*known))
    return frozenset.intersection(*asked) if asked else None


def _choices(identity: str) -> list[list[str]]:
    """The choices of an expression, each of ids that hold together; none where that needs a lawyer."""
    # Brackets, and exceptions that take something back.
    if "(" in identity or "WITH" in identity.upper():
        return []
    choices: list[list[str]] = [[]]
    for word in identity.split():
        match word.upper():
            case "OR":
                choices.append([])
            case "AND":
                continue
            case _:
                choices[-1].append(word)
    return choices


_LATER = re.compile(r"(?:-only|-or-later|\+)$")
_CC_BY = re.compile(r"cc-by(?:-(?:nc|nd|sa))*-\d\.\d(?:-[a-z]{2,3})?")


def _of_one(identity: str, registries: Registries) -> frozenset[LicenseDemand] | None:
    """SPDX ids differ from those of the hub in case only; Creative Commons names its terms in the id."""
    name = _LATER.sub("", identity.casefold())
    if _CC_BY.fullmatch(name):
        return frozenset(_CREATIVE_COMMONS[word] for word in name.split("-") if word in _CREATIVE_COMMONS)
    entry = _entry(identity, registries)
    if entry is None:
        return None
    asks = frozenset(entry.value.asks)
    return _OF_CLASS[entry.value.kind] | asks if entry.value.kind in _OF_CLASS else asks or None


def _entry(identity: str, registries: Registries) -> RegistryEntry[LicenseEntry] | None:
    name = _LATER.sub("", identity.casefold())
    return registries.licenses.get(identity) or registries.licenses.get(name)


def license_answers(identity: str, registries: Registries) -> LicenseAnswers | None:
    """What a licence allows and asks; None for an expression, and where nobody read the text."""
    entry = _entry(identity, registries)
    return entry.value.answers if entry else None


_LEAST_FIRST = tuple(Permission)


def commercial_use(identity: str, registries: Registries) -> Permission:
    """Whether a licence allows commercial use: of OR the best choice, of AND the least that is allowed."""
    choices = [[_commercial(each, registries) for each in choice] for choice in _choices(identity)]
    least = [min(choice, key=_LEAST_FIRST.index, default=Permission.UNKNOWN) for choice in choices]
    return max(least, key=_LEAST_FIRST.index, default=Permission.UNKNOWN)


def _commercial(identity: str, registries: Registries) -> Permission:
    answers = license_answers(identity, registries)
    if answers and answers.commercial_use:
        return answers.commercial_use.answer
    asked = _of_one(identity, registries)
    return Permission.NO if asked and LicenseDemand.NO_COMMERCIAL_USE in asked else Permission.UNKNOWN


def licenses_above(catalogue: Catalogue) -> dict[str, dict[str, Base]]:
    """For each card the licences of the models it was made from, each with the nearest that is under it."""

    def licenses(base: Base) -> tuple[str, ...]:
        stated = base.entry.card.license if base.entry else None
        terms = stated or base.child.card.base_model_license
        return (terms.id,) if terms and terms.id is not None else ()

    return nearest(catalogue.cards, licenses)


def stricter_bases(
    entry: CardEntry, above: Mapping[str, Base], registries: Registries
) -> tuple[Stricter, ...]:
    """What the licences above a card (`licenses_above`) ask and its own does not, each demand once."""
    told: set[LicenseDemand] = set()
    found: list[Stricter] = []
    for identity, base in above.items():
        for demand, reason in _unmet(entry, identity, registries):
            if demand not in told:
                told.add(demand)
                found.append(Stricter(base, "", reason, RULES[demand].asks))
    return tuple(found)


def stricter_data(entry: CardEntry, registries: Registries) -> tuple[Stricter, ...]:
    """The same of the data that the card names; where it states their licence itself, that holds."""
    return tuple(
        Stricter(None, dataset, reason, RULES[demand].asks)
        for dataset, terms in _of_data(entry, registries)
        for demand, reason in _unmet(entry, terms.id, registries)
    )


def along(entry: CardEntry, above: Mapping[str, Base], registries: Registries) -> Iterator[tuple[str, str]]:
    """The licences above a card (`licenses_above`) and those of its data, with whose they are, in words."""
    for identity, base in above.items():
        yield license_name(identity, registries), f"the base model {quoted(base.name)}"
    for dataset, terms in _of_data(entry, registries):
        if terms.id is not None:
            name = f"the training data {quoted(dataset)}" if dataset else "the training data"
            yield license_name(terms.id, registries), name


def added(
    terms: LicenseTerms | None, above: Iterable[LicenseTerms | None], registries: Registries
) -> tuple[str, ...]:
    """What some terms ask that none of those before them does, in words; nothing where any is not known."""
    asked = [demands(each.id, registries) if each and each.id else None for each in (terms, *above)]
    known = [each for each in asked if each is not None]
    if len(known) < len(asked):
        return ()
    before = frozenset[LicenseDemand]().union(*known[1:])
    return tuple(rule.asks for demand, rule in RULES.items() if demand in known[0] - before)


def _of_data(entry: CardEntry, registries: Registries) -> list[tuple[str, LicenseTerms]]:
    """The licences of the data by their ids, or only the one that the card itself states, without an id."""
    if entry.card.data_license:
        return [("", entry.card.data_license)]
    datasets = [registries.datasets[name] for name in entry.card.data_ids if name in registries.datasets]
    return [(each.id, each.value.license) for each in datasets if each.value.license]


def _unmet(
    entry: CardEntry, identity: str | None, registries: Registries
) -> Iterator[tuple[LicenseDemand, str]]:
    """The demands of a licence that the card's own does not have, with the reason in words."""
    own = entry.card.license
    if own is None or own.id is None or identity is None:
        return
    asked, has = demands(identity, registries), demands(own.id, registries)
    if not asked or has is None:
        return
    theirs, mine = license_name(identity, registries), license_name(own.id, registries)
    for demand, rule in RULES.items():
        if demand in asked and not has & rule.met_by:
            yield demand, f"is under {theirs}, which {rule.asks}; {rule.lacks.format(own=mine)}"


def license_name(identity: str, registries: Registries) -> str:
    """What a licence is called; its id where no name is known."""
    entry = registries.licenses.get(identity) or registries.licenses.get(identity.casefold())
    return entry.value.name if entry else quoted(identity)


# What the terms of one card name


@dataclass(frozen=True, slots=True)
class LicenseView:
    """A licence in words: its id, its name, where its text is, and what it broadly allows."""

    id: str
    name: str
    url: str
    kind: str

    @property
    def anchor(self) -> str:
        """Where it stands on the page of licences; those without an id of their own go by their name."""
        return f"license-{section_id(self.name if self.id == 'other' else self.id)}"


def license_view(terms: LicenseTerms, registries: Registries) -> LicenseView | None:
    """The licence that the terms name; None where they say that there is none."""
    if terms.id is None:
        return None
    entry = registries.licenses.get(terms.id)
    if entry:
        value = entry.value
        url = terms.link or value.url or (_spdx_page(value.spdx) if value.spdx else "")
        return LicenseView(terms.id, terms.name or value.name, url, value.kind.value)
    try:
        spdx = str(canonicalize_license_expression(terms.id))
    except InvalidLicenseExpression:
        spdx = ""
    url = _spdx_page(spdx) if spdx and " " not in spdx else ""
    return LicenseView(terms.id, terms.name or spdx or terms.id, terms.link or url, "")


def license_class(identity: str, registries: Registries) -> LicenseClass:
    """What a licence broadly allows; of an expression, by what all its choices ask."""
    entry = registries.licenses.get(identity) or registries.licenses.get(identity.casefold())
    if entry:
        return entry.value.kind
    asked = demands(identity, registries)
    if asked is None:
        return LicenseClass.CUSTOM
    # In the order of the table: what forbids commercial use is told first.
    classes = (kind for kind, asks in _OF_CLASS.items() if asks and asks <= asked)
    return next(classes, LicenseClass.CUSTOM if asked else LicenseClass.PERMISSIVE)


def _spdx_page(identity: str) -> str:
    return f"https://spdx.org/licenses/{identity}.html"
