"""A card as JSON, with everything it inherits and every quantity as it was written."""

from __future__ import annotations

import json

from ..catalogue import CardEntry
from ..schema import json_schema

__all__ = ["card_json", "card_schema_text"]


def card_json(entry: CardEntry) -> str:
    """The card's JSON text: its id, then its fields in the order of the format."""
    card = entry.card.model_dump_json(indent=1, exclude_none=True, exclude_defaults=True)
    return f'{{\n "id": {json.dumps(entry.id)},{card.removeprefix("{")}\n'


def card_schema_text() -> str:
    """The JSON Schema of a card's JSON: that of a card's file, with the id, and nothing taken away by `~`."""
    schema = json_schema("card")
    properties = {"id": {"type": "string", "description": "The card's id."}, **schema["properties"]}
    whole = {**schema, "title": "cardsite: a card as data", "properties": properties}
    whole["required"] = ["id", *schema["required"], "organization"]
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
