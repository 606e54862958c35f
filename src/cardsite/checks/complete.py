"""Checks that a published card says what most readers come for; a draft need not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..catalogue import CardEntry
from ..problems import Severity
from ..schema import Card, Status
from .check_context import CheckContext
from .definition import Finding, check

__all__ = ["CHECKS"]


def _has_size(card: Card) -> bool:
    architecture = card.architecture
    if architecture and architecture.parameters:
        return True
    # An adapter or a fine-tune has the size of what it was made from.
    return card.parameter_count is not None or card.base_model is not None or card.adapter is not None


def _has_place(card: Card) -> bool:
    return bool(card.hub_id or card.links or card.sources)


_WANTED: tuple[tuple[str, str, Callable[[Card], bool]], ...] = (
    ("how large the model is", "architecture.parameters", _has_size),
    ("what its task is", "pipeline_tag", lambda card: card.pipeline_tag is not None),
    (
        "what it is for, or does badly",
        "limitations",
        lambda card: bool(card.intended_use or card.out_of_scope or card.limitations),
    ),
    ("where it can be found or read about", "links", _has_place),
)
"""What readers come for, a field that says it, and whether a card does; an absence says it too."""


@check("complete-missing", Severity.NOTE)
def missing(entry: CardEntry, context: CheckContext) -> Iterator[Finding]:  # noqa: ARG001
    """A published card does not say what most readers come for.

    Of a draft nothing is asked but its name, a summary and who made the model. Once it is active, and later
    when it is deprecated or retired, a reader wants to know its size, its task, what it is and is not for,
    and where to find it. `cardsite gaps` lists everything else.

    To fix it: add the fields, state in them that there is nothing to say, or write `status: draft`.

    Wrong:

        pipeline_tag: text-generation
        limitations: It makes things up.

    Right:

        hub_id: acme/example
        pipeline_tag: text-generation
        architecture: {parameters: 8M}
        limitations: It makes things up.
    """
    card = entry.card
    if card.status is Status.DRAFT:
        return
    lacking = [(what, name) for what, name, there in _WANTED if not there(card)]
    if lacking:
        what, names = ", nor ".join(what for what, _ in lacking), ", ".join(name for _, name in lacking)
        hint = f"add {names}; or write status: draft"
        yield Finding(("name",), f"the card does not say {what}", hint, at_key=True)


CHECKS = (missing,)
