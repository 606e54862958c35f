"""Which repository on the Hugging Face hub is meant by a reference or an address."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..catalogue import CardEntry
from ..schema import ModelReference, known

__all__ = ["dataset_id_at", "hub_id_of", "model_id_at"]

_PAGE = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<data>datasets/)?(?P<id>[\w.-]+(?:/[\w.-]+)?)"
    r"(?:/(?:tree|blob|resolve|raw|commits?|discussions)\b[^?#]*|/)?(?:[?#].*)?",
    re.ASCII,
)
_OTHER_PAGE = re.compile(
    r"(?:api|blog|buckets|chat|collections|docs|join|kernels|learn|login|models|new|organizations|papers|posts"
    r"|pricing|search|settings|spaces|tasks)/"
)
"""What follows the host in addresses of other pages: these are not names of owners."""


def model_id_at(url: str) -> str | None:
    """The hub id of the model whose page, or file, has the address. A name alone is its owner's page."""
    page = _PAGE.fullmatch(url)
    found = page["id"] if page and not page["data"] else ""
    return found if "/" in found and not _OTHER_PAGE.match(found) else None


def dataset_id_at(url: str) -> str | None:
    """The hub id of the dataset whose page, or file, has the address: `yahma/alpaca-cleaned`, `squad`."""
    page = _PAGE.fullmatch(url)
    return page["id"] if page and page["data"] else None


def hub_id_of(reference: ModelReference, cards: Mapping[str, CardEntry]) -> str | None:
    """The hub id of a model, by the address of its page there, else by its card here."""
    entry = cards.get(reference.model or "")
    return model_id_at(reference.url or "") or (known(entry.card.hub_id) if entry else None)
