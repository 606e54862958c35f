"""Code that runs a model: the author's own, then what the registry of snippets has for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...catalogue import snippets
from ...facts.run_snippets import choose
from ...schema import Card, known
from ..evidence import Evidence
from ..fields import NOTHING, Fields
from ..render_context import RenderContext

__all__ = ["checkpoint_snippet", "quick_start", "revision_names"]


def quick_start(
    card: Card, base_hub_id: str, context: RenderContext, evidence: Evidence
) -> tuple[Fields, ...]:
    """The ways to run a model, each with the `tab` by which readers choose it.

    What the author calls as the registry does stands in its place. `base_hub_id` is the hub id of the base
    model, for an adapter.
    """
    own = {each.title for each in card.quick_start}
    others = (each for each in _of_registry(card, base_hub_id, context) if each.tab not in own)
    return (*_of_author(card, evidence), *others)


def _of_author(card: Card, evidence: Evidence) -> Iterator[Fields]:
    for each in card.quick_start:
        mark = evidence.mark(each.source) if each.source else NOTHING
        yield Fields(tab=each.title, code=each.code, language=each.language, note=each.note, mark=mark)


def _of_registry(card: Card, base_hub_id: str, context: RenderContext) -> Iterator[Fields]:
    for chosen in choose(card, base_hub_id, snippets()):
        snippet = chosen.snippet
        settings = tuple(Fields(name=name, value=value) for name, value in chosen.settings)
        code = context.code(f"code/{snippet.template}", {**chosen.values, "settings": settings})
        yield Fields(tab=snippet.tab, code=code, language=snippet.language, note=None, mark=NOTHING)


def checkpoint_snippet(card: Card, steps: Sequence[int], context: RenderContext) -> str:
    """Code that loads a checkpoint from the beginning, the middle and the end of the training, a line each.

    Empty where the card states no schedule, no pattern of revisions or no hub id.
    """
    names = revision_names(card, steps)
    hub_id = known(card.hub_id)
    if not names or hub_id is None:
        return ""
    chosen = tuple(dict.fromkeys((names[0], names[len(names) // 2], names[-1])))
    return context.code("code/checkpoints.py.j2", {"hub_id": hub_id, "revisions": chosen})


def revision_names(card: Card, steps: Sequence[int]) -> tuple[str, ...]:
    """The name of each checkpoint's revision on the hub; nothing where the card states no pattern."""
    pattern = card.checkpoints.revision.value if card.checkpoints and card.checkpoints.revision else None
    if not pattern or "{step}" not in pattern or len(steps) > _MOST_REVISIONS:
        return ()
    return tuple(pattern.replace("{step}", str(step)) for step in steps)


_MOST_REVISIONS = 2000
"""A page that lists more than this helps nobody."""
