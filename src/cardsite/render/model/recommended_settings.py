"""What a model's page says of how to use it: settings by mode, and the template of a conversation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ... import markup
from ..fields import Fields, RenderedFact
from ..model_rows import DASH

__all__ = ["chat_template_view", "settings_view"]

_NAMES = (
    *("switch", "do_sample", "temperature", "top_p", "top_k", "min_p", "repetition_penalty"),
    *("presence_penalty", "frequency_penalty", "num_beams", "max_new_tokens"),
    *("num_inference_steps", "guidance_scale"),
)


def settings_view(configs: tuple[Any, ...]) -> Fields | None:
    """The recommended settings: under each name one value for each mode, or None where no mode has it."""
    if not configs:
        return None
    extra: dict[str, list[Any]] = {}
    for place, config in enumerate(configs):
        for row in config.extra:
            extra.setdefault(row.name, [None] * len(configs))[place] = row
    return Fields(
        modes=configs,
        labels=tuple(markup.attribute(config.mode or "") for config in configs),
        # Facts carry the source; a mode without any shows it in its head.
        marks=tuple(None if config.any(*_NAMES, "extra") else config.mark for config in configs),
        extra=tuple(Fields(name=name, cells=tuple(cells)) for name, cells in extra.items()),
        **{name: _cells(configs, name) for name in _NAMES},
    )


def _cells(configs: tuple[Any, ...], name: str) -> tuple[Any, ...] | None:
    found = tuple(getattr(config, name) for config in configs)
    return tuple(each or DASH for each in found) if any(found) else None


_ADDRESS = re.compile(r"https?://\S+")


def chat_template_view(shown: RenderedFact | None) -> Fields | None:
    """The template of a conversation: a link where the card has an address, else its text."""
    if shown is None:
        return None
    if not shown.known:
        return Fields(fact=shown, text="", mark=None)
    if _ADDRESS.fullmatch(shown.plain):
        return Fields(fact=replace(shown, value=markup.link(shown.plain, shown.plain)), text="", mark=None)
    return Fields(fact=None, text=shown.plain, mark=shown.mark, note=shown.note)
