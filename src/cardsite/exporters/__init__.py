"""Other forms of a card, for machines: JSON with everything it inherits, and the hub's metadata."""

from .data import card_json
from .huggingface import hub_metadata, hub_readme

__all__ = ["card_json", "hub_metadata", "hub_readme"]
