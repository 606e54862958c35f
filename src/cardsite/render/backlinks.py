"""What refers to a dataset or an organisation, as links on its page; models in tables are made elsewhere."""

from __future__ import annotations

from collections import deque

from .. import markup
from ..markup import Safe
from ..schema import Dataset
from .context import Context
from .paths import Linker

__all__ = ["benchmark_links", "dataset_links", "indirect_links"]

_MOST = 24


def dataset_links(kind: str, identity: str, context: Context, linker: Linker) -> tuple[Safe, ...]:
    """The datasets that name an organisation as their maker, or a dataset as what they were made from."""
    entries = context.dataset_backlinks.get((kind, identity), [])
    return tuple(linker.page("datasets", entry.id, entry.value.name) for entry in entries)


def benchmark_links(value: Dataset, context: Context, linker: Linker) -> tuple[Safe, ...]:
    """The benchmarks whose data a dataset is."""
    entries = context.benchmark_data.get((value.hub_id or "").casefold(), [])
    return tuple(linker.page("benchmarks", entry.id, entry.value.name) for entry in entries)


def indirect_links(identity: str, context: Context, linker: Linker) -> tuple[Safe, ...]:
    """The models that were made from those that were trained on a dataset, over all generations."""
    users = context.backlinks.get(("datasets", identity), [])
    seen, waiting, found = {user.id for user in users}, deque(users), list[Safe]()
    while waiting:
        for child in context.descendants.get(waiting.popleft().id, ()):
            if child.id not in seen:
                seen.add(child.id)
                waiting.append(child)
                found.append(linker.page("models", child.id, child.label))
    rest = len(found) - _MOST
    return (*found[:_MOST], *([markup.text(f"and {rest:,} more")] if rest > 0 else ()))
