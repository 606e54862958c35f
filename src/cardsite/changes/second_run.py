"""Runs checks over the older of two catalogues, where they can find anything else than in the newer one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from ..catalogue import CardEntry, Catalogue
from ..checks import CHECKS, Rules, run
from ..problems import Problem

__all__ = ["ACROSS", "run_again"]

ACROSS = frozenset({"foreign-link", "name-owner", "repeat-output", "repeat-text", "score-whole"})
"""The checks that compare a card with cards that it has nothing to do with."""
_WORDS = re.compile(r"[^\W_]+")


def run_again(
    old: Catalogue, new: Catalogue, found: tuple[Problem, ...], rules: Rules, changed: frozenset[str]
) -> tuple[Problem, ...]:
    """What checks find in the old catalogue, where they `found` that in the new one.

    Of a card that is the same in both and has nothing to do with one that is not, they find the same. So they
    are run over the others only, and over all cards where registries or pictures changed. `changed` are the
    files that are not the same in both.
    """
    registries = changed - {file for catalogue in (old, new) for file in _files_of_cards(catalogue)}
    if registries:
        return run(old, CHECKS, rules)
    near = _near(old, new, changed)
    files = {file for each in near for catalogue in (old, new) for file in _files(each, catalogue)}

    def asked(entry: CardEntry, code: str) -> bool:
        return entry.id in near or code in ACROSS

    kept = (each for each in found if each.place.file not in files and not _is_across(each))
    return (*run(old, CHECKS, rules, asked), *kept)


def _is_across(problem: Problem) -> bool:
    return (
        problem.field.removeprefix("ignore.") if problem.code == "ignore-unused" else problem.code
    ) in ACROSS


def _files_of_cards(catalogue: Catalogue) -> Iterable[str]:
    for file in catalogue.card_files:
        yield file
        yield from catalogue.files.get(file, ())
    yield from (family.file for family in catalogue.families.values())


def _files(identity: str, catalogue: Catalogue) -> frozenset[str]:
    entry = catalogue.cards.get(identity)
    return catalogue.files.get(entry.file, frozenset()) if entry else frozenset()


def _near(old: Catalogue, new: Catalogue, changed: frozenset[str]) -> set[str]:
    """The cards that changed, those that speak of them, and all that these are related to."""
    graph: dict[str, set[str]] = defaultdict(set)
    start: set[str] = set()
    for catalogue, other in ((old, new), (new, old)):
        for entry in catalogue.cards.values():
            same = other.cards.get(entry.id)
            if same is None or same.card is not entry.card or catalogue.files[entry.file] & changed:
                start.add(entry.id)
            related = [each.id for each in entry.card.references() if each.kind == "models"]
            for each in (*related, *(f"file {file}" for file in catalogue.files[entry.file])):
                graph[entry.id].add(each)
                graph[each].add(entry.id)
    start |= set(_mentioning(old, new, start))
    found, ahead = set(start), list(start)
    while ahead:
        for each in graph[ahead.pop()] - found:
            found.add(each)
            ahead.append(each)
    return found


def _mentioning(old: Catalogue, new: Catalogue, cards: Iterable[str]) -> Iterable[str]:
    """The cards in which a name of one of some stands, if these have other names than before."""
    names = {name for each in cards for name in _names(each, old) ^ _names(each, new)}
    names |= {
        family.family.name
        for one, other in ((old, new), (new, old))
        for identity, family in one.families.items()
        if identity not in other.families or other.families[identity].family.name != family.family.name
    }
    told = [words for name in names if (words := _WORDS.findall(name.casefold()))]
    if told:
        for entry in old.cards.values():
            text = entry.yaml.casefold()
            if any(all(word in text for word in words) for words in told):
                yield entry.id


def _names(identity: str, catalogue: Catalogue) -> set[str]:
    entry: CardEntry | None = catalogue.cards.get(identity)
    if entry is None:
        return set()
    hub_id = entry.card.hub_id.value if entry.card.hub_id else None
    return {entry.card.name, identity.rpartition("/")[2], *entry.card.aliases, *filter(None, [hub_id])}
