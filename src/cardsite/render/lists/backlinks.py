"""What refers to a dataset or an organisation, as links on its page; models in tables are made elsewhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from ...catalogue import CardEntry
from ...markup import Safe
from ...schema import Dataset
from ..fields import Fields
from ..paths import Linker
from ..render_context import RenderContext

__all__ = ["benchmark_links", "dataset_links", "indirect_models"]

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


def indirect_models(identity: str, context: RenderContext, linker: Linker) -> Fields:
    """The models that were made from those that were trained on a dataset, over all generations.

    `more` is the number of those that are not among the links, or with `many` a number that it exceeds.
    """
    users = context.backlinks.get(("datasets", identity), [])
    made = tuple(islice(_made_from(users, context), _COUNTED + 1))
    more = min(len(made), _COUNTED) - _MOST
    return Fields(
        links=tuple(linker.page("models", entry.id, entry.label) for entry in made[:_MOST]),
        more=f"{more:,}" if more > 0 else None,
        many=len(made) > _COUNTED,
    )


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
