"""Checks of licences: is one named, does it keep what the lineage asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...catalogue import CardEntry
from ...facts.licences import (
    Stricter,
    along,
    license_name,
    licenses_above,
    stricter_bases,
    stricter_data,
)
from ...facts.lineage import Base
from ...problems import Severity
from ...schema import Status
from ...yamlio.text import quoted
from ..check_context import CheckContext
from ..definition import Finding, check

__all__ = ["CHECKS"]


@check("license-missing", Severity.WARNING)
def missing(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A card that is not a draft does not state the licence of the weights.

    Without a licence nobody may use the weights at all, and a reader cannot tell a model without one from a
    card whose author forgot it.

    Caught: the card of Cerebras-GPT 111M in the Azure catalogue, whose licence stands in its text only.

    To fix it: add `license:` with the id that the makers state; where they state none, write `license:
    not_disclosed`.

    Example:

        + license: not_disclosed
        - # fam/family.yaml
        - {name: Fam, summary: A family., shared: {license: mit}}
        - # fam/one.yaml
        - license: ~
    """
    if entry.card.license is None and entry.card.status is not Status.DRAFT:
        yield Finding(("license",), "the card names no licence")


@check("license-stricter", Severity.WARNING, "base_model", "merge")
def stricter(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The licence of a base model asks for something that the card's licence does not.

    What is made from a model is bound by the model's licence too. Four demands are checked, over all
    generations: no commercial use, no changed versions, the same licence for what is made from it
    (ShareAlike, copyleft), and limits on use that must be passed on (Llama, Gemma, RAIL). This is a table of
    what licences broadly say, and not legal advice.

    Caught: in the trial, permissive licences given to models whose base forbids commercial use.

    To fix it: write the licence that the makers really gave; where the two do go together, because the
    makers own both or have leave, say so under `ignore`, and the page shows that instead.

    Example:

        - license: mit
        + license: cc-by-nc-4.0
          base_model: other
          base_model_relation: finetune
          # other.yaml
          license: cc-by-nc-4.0
    """
    for each in _stricter_bases(entry, context):
        name = quoted(each.base.name) if each.base else ""
        yield Finding(("license",), f"the base model {name} {each.reason}")


@check("license-data", Severity.NOTE, "data_license", "training.data", "adapter")
def data(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The licence of training data asks for something that the card's licence does not.

    Whether a model is made from its data in the sense of their licence is not settled, so this is a note. The
    rules are those of `license-stricter`, and not legal advice.

    Caught: in the trial, data licences exchanged for one that forbids commercial use.

    To fix it: say in a note of `data_license` what the makers think of it, or give a reason under `ignore`;
    the page shows either.

    Example:

          license: apache-2.0
          training:
            data: [talk]
          # datasets.yaml
          talk:
            name: Talk
            summary: Answers by people.
        -   license: cc-by-nc-4.0
        +   license: cc-by-4.0
    """
    for each in stricter_data(entry, context.catalogue.registries):
        name = f"the training data {quoted(each.dataset)}" if each.dataset else "the training data"
        yield Finding(("license",), f"{name} {each.reason}")


@check("license-lineage", Severity.NOTE, "base_model", "merge")
def differing(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:
    """The model, what it was made from and its data are under different licences.

    Who uses the model uses all of them: an adapter loads its base, whose own licence stays in force. This
    lists them for a careful reader, unless `license-stricter` or `license-data` says more. It is not legal
    advice.

    Caught: GPT-6.7B-Alpaca, an adapter that forbids commercial use, with a base under Apache 2.0 and data
    under CC BY 4.0.

    To fix it: nothing needs fixing where the licences are right; a reason under `ignore` tells readers how
    they go together.

    Example:

        - license: cc-by-nc-4.0
        + license: apache-2.0
        - data_license: cc-by-4.0
        + data_license: apache-2.0
          base_model: other
          base_model_relation: adapter
          # other.yaml
          license: apache-2.0
    """
    own = entry.card.license
    if own is None or own.id is None or not entry.card.bases:
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


CHECKS = (missing, stricter, data, differing)
