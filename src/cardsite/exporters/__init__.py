"""Other forms of cards, for machines: JSON, the hub's metadata, and one file of all models."""

from .catalog import VERSION, catalog_entry, catalog_json
from .data import card_json
from .huggingface import hub_metadata, hub_readme

__all__ = ["VERSION", "card_json", "catalog_entry", "catalog_json", "hub_metadata", "hub_readme"]
