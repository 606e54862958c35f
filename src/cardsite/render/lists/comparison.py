"""What leads to models side by side, and what can be said of them without a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import markup
from ...catalogue import CardEntry
from ...facts.derived import batch_tokens, training_tokens, value_of
from ...facts.numbers import grouped, short
from ...facts.similar import MOST
from ...markup import Safe
from ...schema import Architecture, Card, Fact, Training
from ..fields import Fields, absent, plain_value, titled
from ..model_rows import parameters_cell
from ..paths import ALL_MODELS, Linker, page_path
from ..render_context import RenderContext

__all__ = ["comparison_values", "side_by_side", "similar_models"]

_COMPARED = MOST + 1
_COLUMNS = 12
"""Members of a family that one table shows."""


def comparison_values(context: RenderContext, linker: Linker) -> dict[str, Any]:
    """The page that compares: without a script, the families whose members stand side by side."""
    families = sorted(context.catalogue.families.values(), key=lambda entry: entry.family.name.casefold())
    return {
        "families": tuple(
            linker.to(entry.family.name, page_path("families", entry.id), "side-by-side")
            for entry in families
            if len(context.members.get(entry.id, ())) > 1
        ),
        "all_models": linker.address(ALL_MODELS),
    }


# Similar models


def similar_models(entry: CardEntry, context: RenderContext, linker: Linker) -> Fields | None:
    """Models to compare one with, each with the reason; None where none is like it."""
    found = context.neighbours.of(entry)
    if not found:
        return None
    ids = [entry.id, *(each.entry.id for each in found)]
    return Fields(
        rows=tuple(
            Fields(
                link=linker.page("models", each.entry.id, each.entry.label),
                parameters=parameters_cell(each.entry),
                reason=each.reason,
                data=each.data,
                compare=linker.comparison([entry.id, each.entry.id]),
            )
            for each in found
        ),
        several=len(found) > 1,
        compare=linker.comparison(ids),
    )


# Members of a family


def side_by_side(members: Sequence[CardEntry], context: RenderContext, linker: Linker) -> Fields | None:
    """Facts of a family's members, for a table with a column for each; None for a single one."""
    shown = members[:_COLUMNS]
    if len(shown) < 2:
        return None
    return Fields(
        models=tuple(linker.page("models", entry.id, context.member_label(entry)) for entry in shown),
        dashes=Safe("|---" + "|--:" * len(shown) + "|"),
        facts=tuple(_facts(entry.card) for entry in shown),
        left_out=len(members) - len(shown),
        total=len(members),
        first=_COMPARED if len(members) > _COMPARED else None,
        compare=linker.comparison(entry.id for entry in members[:_COMPARED]),
    )


def _facts(card: Card) -> Fields:
    """What a reader compares first; None in the place of what the card leaves out.

    Sizes are shortened, for their digits stand on the models' pages.
    """
    architecture, training = card.architecture or Architecture(), card.training or Training()
    tokens, batch = training_tokens(card), batch_tokens(card)
    return Fields(
        parameters=_short(architecture.parameters),
        layers=_cell(architecture.layers),
        hidden_size=_cell(architecture.hidden_size),
        attention_heads=_cell(architecture.attention_heads),
        kv_heads=_cell(architecture.kv_heads),
        feed_forward_size=_cell(architecture.feed_forward_size),
        context_length=_cell(architecture.context_length),
        vocabulary_size=_cell(architecture.vocabulary_size),
        training_tokens=markup.text(short(tokens.value)) if tokens else _short(training.tokens),
        batch_tokens=markup.text(batch.text) if batch else _cell(training.batch_tokens),
        learning_rate=_cell(training.learning_rate),
    )


def _short(fact: Fact[Any] | None) -> Safe | None:
    number = value_of(fact)
    if number is None:
        return _cell(fact)
    return titled(short(number), grouped(number))


def _cell(fact: Fact[Any] | None) -> Safe | None:
    if fact is None:
        return None
    if fact.absent is not None:
        return absent(fact.absent.words)
    return markup.text(plain_value(fact.value))
