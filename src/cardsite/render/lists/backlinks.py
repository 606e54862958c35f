"""What refers to a dataset or an organisation, as links on its page; models in tables are made elsewhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from ... import markup
from ...catalogue import CardEntry
from ...markup import Safe
from ...schema import Dataset
from ..paths import Linker
from ..render_context import RenderContext

__all__ = ["benchmark_links", "dataset_links", "indirect_links"]

_MOST = 24
_COUNTED = 200
"""So many are counted: in a long chain each dataset would walk all that follows it."""


def dataset_links(kind: str, identity: str, context: RenderContext, linker: Linker) -> tuple[Safe, ...]:
    """The datasets that name an organisation as their maker, or a dataset as what they were made from."""
    entries = context.dataset_backlinks.get((kind, identity), [])
    return tuple(linker.page("datasets", entry.id, entry.value.name) for entry in entries)


def benchmark_links(value: Dataset, context: RenderContext, linker: Linker) -> tuple[Safe, ...]:
    """The benchmarks whose data a dataset is."""
    entries = context.benchmark_data.get((value.hub_id or "").casefold(), [])
    return tuple(linker.page("benchmarks", entry.id, entry.value.name) for entry in entries)


def indirect_links(identity: str, context: RenderContext, linker: Linker) -> tuple[Safe, ...]:
    """The models that were made from those that were trained on a dataset, over all generations."""
    users = context.backlinks.get(("datasets", identity), [])
    made = tuple(islice(_made_from(users, context), _COUNTED + 1))
    links = tuple(linker.page("models", entry.id, entry.label) for entry in made[:_MOST])
    if len(made) <= _MOST:
        return links
    rest = f"{len(made) - _MOST:,}" if len(made) <= _COUNTED else f"more than {_COUNTED - _MOST:,}"
    return (*links, markup.text(f"and {rest} more"))


def _made_from(users: Iterable[CardEntry], context: RenderContext) -> Iterator[CardEntry]:
    """The nearest generations first."""
    waiting = deque(users)
    seen = {user.id for user in waiting}
    while waiting:
        for child in context.descendants.get(waiting.popleft().id, ()):
            if child.id not in seen:
                seen.add(child.id)
                waiting.append(child)
                yield child
