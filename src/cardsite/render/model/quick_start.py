"""Code that loads a model, written from its library, hub id, precision and base model; never typed in."""

from __future__ import annotations

from collections.abc import Sequence

from ...schema import BaseModelRelation, Card, known
from ..fields import Fields
from ..render_context import RenderContext

__all__ = ["checkpoint_snippet", "quick_start", "revision_names"]


def quick_start(card: Card, base_hub_id: str, context: RenderContext) -> tuple[Fields, ...]:
    """Snippets for a model on the Hugging Face hub; none where the library is not one we can write for.

    `base_hub_id` is the hub id of the base model, for an adapter. Each snippet says in which `way` it loads
    the model, `python` or `commands`, and in which `precision`, where there is a choice.
    """
    hub_id = known(card.hub_id)
    library = known(card.library_name)
    if hub_id is None or known(card.pipeline_tag) != "text-generation":
        return ()
    if library == "peft" and base_hub_id:
        names = {"hub_id": hub_id, "base": base_hub_id}
        adapter = context.code("code/peft.py.j2", {**names, "bits": _bits(card)})
        return (_python(adapter), _commands(context.code("code/commands.sh.j2", names)))
    if library == "transformers":
        stated = known(card.architecture.precision) if card.architecture else None
        half = stated if stated in {"bfloat16", "float16"} else "float16"
        # Weights in few bits are calculated with in the one precision that their kernels know.
        is_quantized = card.relation is BaseModelRelation.QUANTIZED
        loaded = [
            (context.code("code/transformers.py.j2", {"hub_id": hub_id, "precision": each}), each)
            for each in ((half,) if is_quantized else (half, "float32"))
        ]
        values = {"hub_id": hub_id, "base": None, "precision": half}
        commands = context.code("code/commands.sh.j2", values)
        ways = (_python(code, precision if len(loaded) > 1 else None) for code, precision in loaded)
        return (*ways, _commands(commands))
    return ()


def _python(code: str, precision: str | None = None) -> Fields:
    return Fields(way="python", precision=precision, code=code, language="python")


def _commands(code: str) -> Fields:
    """What a shell does with a model: get its files, and measure it as its scores were measured."""
    return Fields(way="commands", precision=None, code=code, language="text")


def _bits(card: Card) -> str:
    """In how many bits an adapter's base is loaded; empty where the card does not say."""
    how = (card.adapter.quantization.value if card.adapter and card.adapter.quantization else "") or ""
    return next((bits for bits in ("8", "4") if bits in how), "")


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
