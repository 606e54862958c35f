"""A comparison as plain data: what JSON holds, and what the templates of reports print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from ..problems import Problem
from .claims import Claim
from .versions_compared import CardChange, Comparison, FileChange

__all__ = ["VERSION", "report_of"]

VERSION = 1
"""Of the data; it changes where something is taken away or means something else."""

_KINDS = ("changed", "added", "removed", "renamed", "formatting", "inherited")

Addresses = Callable[[str], str]


def report_of(comparison: Comparison, address: Addresses) -> dict[str, Any]:
    """All of a comparison; `address` gives the page of a card by its id, or nothing."""
    shown = [each for each in comparison.cards if each.kind != "inherited"]
    cards = [_card(each, address) for each in shown]
    through = _through(comparison)
    files = [_file(each) for each in comparison.files]
    new, fixed = comparison.problems
    unreadable = comparison.unreadable
    kinds = [each.kind for each in comparison.cards]
    return {
        "version": VERSION,
        "base": comparison.before.name,
        "head": comparison.after.name,
        "counts": {
            "cards": len(comparison.after.catalogue.card_files),
            **{kind: kinds.count(kind) for kind in _KINDS},
            "broken": sum(each.state in ("broken", "new") for each in unreadable),
            "claims": sum(len(each["claims"]) for each in (*cards, *through, *files)),
        },
        "same_catalog": comparison.same_catalog,
        "flags": [
            *(flag for each in (*cards, *files) for flag in _flags(each["id"], each["name"], each["claims"])),
            *(flag for each in through for flag in _flags(each["file"], each["file"], each["claims"])),
        ],
        "cards": cards,
        "through": through,
        "files": files,
        "derived": _derived(comparison.cards),
        "unreadable": [
            {"id": each.id, "file": each.file, "state": each.state, "problems": _problems(each.problems)}
            for each in unreadable
        ],
        "ranks": [
            {
                "benchmark": each.benchmark,
                "title": each.title,
                "moves": [{"name": name, "old": old, "new": new} for name, old, new in each.moves],
            }
            for each in comparison.ranks
        ],
        "licenses": [
            {"name": name, "old": list(old), "new": list(new)} for name, old, new in comparison.licenses
        ],
        "problems": {"new": _problems(new), "fixed": _problems(fixed)},
        "pictures": [{"file": file, "state": state} for file, state in comparison.pictures],
        "pointers": list(comparison.notes),
    }


def _card(each: CardChange, address: Addresses) -> dict[str, Any]:
    return {
        "id": each.id,
        "previous_id": each.previous,
        "name": each.name,
        "file": each.file,
        "page": "" if each.kind == "removed" else address(each.id),
        "state": each.kind,
        "claims": [_claim(claim) for claim in each.claims],
        "facets": [_claim(claim) for claim in each.facets],
        "same_entry": each.same_entry,
        "coverage": {"old": each.coverage[0], "new": each.coverage[1]} if any(each.coverage) else None,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    change = claim.change
    old, new = claim.evidence
    return {
        "kind": claim.kind,
        "field": claim.field,
        "label": claim.label,
        "item": claim.item,
        "old": claim.old,
        "new": claim.new,
        "relative": change.relative if change else "",
        "points": change.points if change else "",
        "better": change.better if change else None,
        "words": [{"kind": each.kind, "text": each.text} for each in claim.words],
        "evidence": {"old": old, "new": new} if old != new else None,
        "flags": [flag.value for flag in claim.flags],
    }


def _through(comparison: Comparison) -> list[dict[str, Any]]:
    """What changed in cards through a file of their family or a registry: each claim once, with its cards."""
    files: dict[str, dict[Claim, list[CardChange]]] = defaultdict(lambda: defaultdict(list))
    for card in comparison.cards:
        for claim in card.shared:
            files[claim.through][claim].append(card)
    return [
        {
            "file": file,
            "cards": sorted({card.id for cards in claims.values() for card in cards}),
            "claims": [
                {**_claim(claim), "cards": [{"id": card.id, "name": card.name} for card in cards]}
                for claim, cards in claims.items()
            ],
        }
        for file, claims in sorted(files.items())
    ]


def _derived(cards: Iterable[CardChange]) -> list[dict[str, Any]]:
    """The calculated values that changed, each with the models of which it did."""
    found: dict[tuple[str, str], list[dict[str, str | None]]] = defaultdict(list)
    for card in cards:
        for claim in card.derived:
            models = found[claim.field, claim.label]
            models.append({"id": card.id, "name": card.name, "old": claim.old, "new": claim.new})
    return [{"field": field, "label": label, "cards": models} for (field, label), models in found.items()]


def _file(each: FileChange) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "id": each.id,
        "name": each.name,
        "file": each.file,
        "state": each.state,
        "cards": list(each.used_by),
        "claims": [_claim(claim) for claim in each.claims],
    }


def _flags(identity: str, name: str, claims: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The claims among some that are to be asked about; long values are not repeated."""
    return [
        {
            "flags": claim["flags"],
            "id": identity,
            "name": name,
            **{part: claim[part] for part in ("field", "label", "item")},
            **{side: claim[side] if _is_short(claim) else None for side in ("old", "new")},
        }
        for claim in claims
        if claim["flags"]
    ]


def _is_short(claim: dict[str, Any]) -> bool:
    return (
        claim["kind"] != "prose"
        and claim["old"] != claim["new"]
        and len(claim["old"] or "") + len(claim["new"] or "") < _SHORT
    )


_SHORT = 120


def _problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "severity": each.severity.value,
            "file": each.place.file,
            "line": each.place.line,
            "column": each.place.column,
            "field": each.field,
            "message": each.message,
            "hint": each.hint,
        }
        for each in problems
    ]
