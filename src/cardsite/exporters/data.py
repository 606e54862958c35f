"""A card as JSON, with everything it inherits and every quantity as it was written."""

from __future__ import annotations

import json

from ..catalogue import CardEntry

__all__ = ["card_json"]


def card_json(entry: CardEntry) -> str:
    """The card's JSON text: its id, then its fields in the order of the format."""
    card = entry.card.model_dump_json(indent=1, exclude_none=True, exclude_defaults=True)
    return f'{{\n "id": {json.dumps(entry.id)},{card.removeprefix("{")}\n'
