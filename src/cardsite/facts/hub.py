"""Which repository on the Hugging Face hub a reference to a model means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..catalogue import CardEntry
from ..schema import ModelReference, known

__all__ = ["hub_id_of"]

_HUB_PAGE = re.compile(r"https://huggingface\.co/([\w.-]+/[\w.-]+)/?", re.ASCII)


def hub_id_of(reference: ModelReference, cards: Mapping[str, CardEntry]) -> str | None:
    """The hub id of a model, by the address of its page there, else by its card here."""
    page = _HUB_PAGE.fullmatch(reference.url or "")
    entry = cards.get(reference.model or "")
    return page[1] if page else known(entry.card.hub_id) if entry else None
