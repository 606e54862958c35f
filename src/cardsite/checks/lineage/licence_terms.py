"""Checks of licences: is one named, is its id a current one, does it keep what the lineage asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...catalogue import CardEntry
from ...facts.licences import Stricter, along, license_name, licenses_above, stricter_bases, stricter_data
from ...facts.lineage import Base
from ...problems import Severity
from ...schema import Status
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS", "current_license"]


@check("license-missing", Severity.ERROR)
def missing(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A card that is not a draft does not state the licence of the weights.

    Without a licence nobody may use the weights at all, and a reader cannot tell a model without one from a
    card whose author forgot it.

    To fix it: add `license:` with the id that the makers state; where they state none, write `license:
    not_disclosed`.

    Wrong:

        # fam/family.yaml
        name: Fam
        summary: A family.
        shared:
          license: mit
        # fam/one.yaml
        license: ~

    Right:

        license: not_disclosed
    """
    if entry.card.license is None and entry.card.status is not Status.DRAFT:
        yield Finding(("license",), "the card names no licence")


@check("license-deprecated", Severity.WARNING)
def deprecated(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """A licence is named by an SPDX id that was given up.

    `GPL-3.0` leaves open whether later versions of the licence may be chosen, so SPDX replaced it by
    `GPL-3.0-only` and `GPL-3.0-or-later`. The Hugging Face hub has ids of its own, in lower case, and
    `gpl-3.0` among them stays right.

    To fix it: write the id that the makers mean.

    Wrong:

        license: GPL-3.0

    Right:

        license: GPL-3.0-or-later
    """
    known = context.catalogue.registries.licenses
    for field in ("license", "data_license", "base_model_license"):
        terms = getattr(entry.card, field)
        if terms is None or terms.id is None:
            continue
        for name in terms.id.replace("(", " ").replace(")", " ").split():
            current = None if name in known else current_license(name)
            if current is not None:
                hint = f"write {current}" if current else "write it as an expression with WITH"
                located = entry.located.find((field, "id"))[1]
                yield Finding(located, f"SPDX no longer has the id {quoted(name)}", hint)


_GNU = re.compile(r"((?:[AL]?GPL|GFDL)-\d\.\d)(\+?)", re.IGNORECASE)
_RENAMED = {
    "bsd-2-clause-freebsd": "BSD-2-Clause-Views",
    "bsd-2-clause-netbsd": "BSD-2-Clause",
    "bzip2-1.0.5": "bzip2-1.0.6",
    "ecos-2.0": "GPL-2.0-or-later WITH eCos-exception-2.0",
    "net-snmp": "MIT-CMU AND BSD-3-Clause",
    "nunit": "zlib-acknowledgement",
    "standardml-nj": "SMLNJ",
    "wxwindows": "LGPL-2.0-or-later WITH WxWindows-exception-3.1",
}
_WITH = re.compile(r"gpl-\d\.\d-with-[a-z]+-exception", re.IGNORECASE)


def current_license(identity: str) -> str | None:
    """What stands for an SPDX id that was given up; empty where that is not one id; None for any other id."""
    gnu = _GNU.fullmatch(identity)
    if gnu:
        name = gnu[1].upper()
        return f"{name}-or-later" if gnu[2] else f"{name}-only or {name}-or-later"
    return "" if _WITH.fullmatch(identity) else _RENAMED.get(identity.casefold())


@check("license-stricter", Severity.WARNING)
def stricter(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The licence of a base model asks for something that the card's licence does not.

    What is made from a model is bound by the model's licence too. Four demands are checked, over all
    generations: no commercial use, no changed versions, the same licence for what is made from it
    (ShareAlike, copyleft), and limits on use that must be passed on (Llama, Gemma, RAIL). More than the base
    asks is fine: an adapter may forbid commercial use on a base that allows it. The model's page shows the
    reasons. This is a table of what licences broadly say, and not legal advice.

    To fix it: write the licence that the makers really gave; where the two do go together, because the
    makers own both or have leave, say so under `ignore`, and the page shows that instead.

    Wrong:

        license: mit
        base_model: other
        base_model_relation: finetune
        # other.yaml
        license: cc-by-nc-4.0

    Right:

        license: cc-by-nc-4.0
        base_model: other
        base_model_relation: adapter
        # other.yaml
        license: apache-2.0
    """
    for each in _stricter_bases(entry, context):
        name = quoted(each.base.name) if each.base else ""
        yield Finding(("license",), f"the base model {name} {each.reason}")


@check("license-data", Severity.NOTE)
def data(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The licence of training data asks for something that the card's licence does not.

    Whether a model is made from its data in the sense of their licence is not settled, so this is a note:
    readers who want to be careful will look for it. The rules are those of `license-stricter`, and not legal
    advice.

    To fix it: say in a note of `data_license` what the makers think of it, or give a reason under `ignore`;
    the page shows either.

    Wrong:

        license: apache-2.0
        training:
          data: [talk]
        # datasets.yaml
        talk:
          name: Talk
          summary: Answers by another model.
          license: cc-by-nc-4.0

    Right:

        license: apache-2.0
        training:
          data: [talk]
        # datasets.yaml
        talk:
          name: Talk
          summary: Answers by people.
          license: cc-by-4.0
    """
    for each in stricter_data(entry, context.catalogue.registries):
        name = f"the training data {quoted(each.dataset)}" if each.dataset else "the training data"
        yield Finding(("license",), f"{name} {each.reason}")


@check("license-lineage", Severity.NOTE)
def differing(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The model, what it was made from and its data are under different licences.

    Who uses the model uses all of them: an adapter loads its base, whose own licence stays in force. This
    lists them for a careful reader. It is not said where `license-stricter` or `license-data` says more, nor
    of a model that was made from no other. This is not legal advice.

    To fix it: nothing needs fixing where the licences are right; a reason under `ignore` tells readers how
    they go together.

    Wrong:

        license: cc-by-nc-4.0
        data_license: cc-by-4.0
        base_model: other
        base_model_relation: adapter
        # other.yaml
        license: apache-2.0

    Right:

        license: apache-2.0
        data_license: apache-2.0
        base_model: other
        base_model_relation: adapter
        # other.yaml
        license: apache-2.0
    """
    own = entry.card.license
    if own is None or own.id is None or not entry.card.base_model:
        return
    registries = context.catalogue.registries
    stated = license_name(own.id, registries)
    found = along(entry, context.made(_above)[entry.id], registries)
    others = [(name, whose) for name, whose in found if name != stated]
    if others and not _stricter_bases(entry, context) and not stricter_data(entry, registries):
        listed = ", ".join(f"of {whose} it is {name}" for name, whose in others)
        yield Finding(("license",), f"the licence is {stated}; {listed}")


def _above(context: CheckContext) -> Mapping[str, Mapping[str, Base]]:
    return licenses_above(context.catalogue)


def _stricter_bases(entry: CardEntry, context: CheckContext) -> tuple[Stricter, ...]:
    return stricter_bases(entry, context.made(_above)[entry.id], context.catalogue.registries)


CHECKS = (missing, deprecated, stricter, data, differing)
