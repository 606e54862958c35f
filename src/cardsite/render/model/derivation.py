"""What a model's page says of how it was made from others, and of the files with its weights."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from ... import markup
from ...markup import Safe
from ...schema import ModelReference
from ..fields import NOTHING, Fields, RenderedFact
from ..paths import Linker
from ..render_context import RenderContext

__all__ = ["file_view", "merge_view", "stated_columns", "value_rows"]


def stated_columns(items: tuple[Any, ...], *names: str) -> Fields:
    """Which of the named fields any of the items has: the columns that a table of them needs."""
    return Fields(**{name: any(getattr(item, name) not in (None, ()) for item in items) for name in names})


def value_rows(values: dict[str, Any] | None) -> tuple[Fields, ...]:
    """Names that the format does not know with their values, of which those that are no text are JSON."""
    return tuple(
        Fields(name=name, value=value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in (values or {}).items()
    )


_OF_A_FILE = ("format", "quantization", "bits", "group_size", "size", "memory", "sha256", "note")


def file_view(files: tuple[Any, ...]) -> Fields | None:
    """The files with weights as rows of a table, and which of its columns are needed."""
    if not files:
        return None
    return Fields(rows=tuple(map(_file, files)), has=stated_columns(files, *_OF_A_FILE))


def _file(item: Any) -> Fields:
    """A file; a source that all its facts share stands once, at its name."""
    stated = {each: getattr(item, each) for each in _OF_A_FILE}
    facts = {each: shown for each, shown in stated.items() if isinstance(shown, RenderedFact)}
    marks = {shown.mark for shown in facts.values()} or {item.mark}
    alike = len(marks) == 1
    if alike:
        stated |= {each: replace(shown, mark=NOTHING) for each, shown in facts.items()}
    return Fields(
        **stated,
        name=markup.link(item.name, item.url) if item.url else markup.inline_code(item.name),
        revision=item.revision,
        mark=marks.pop() if alike else None,
    )


def merge_view(view: Any, context: RenderContext, linker: Linker) -> Fields | None:
    """The models of a merge as rows, each with its part; the base, and the parameters of the method."""
    if view is None:
        return None
    names = ("weight", "density", "layers")
    rows = tuple(
        Fields(
            link=_link(each, context, linker), note=each.note, **{name: getattr(each, name) for name in names}
        )
        for each in view.models
    )
    return Fields(
        rows=rows,
        has=stated_columns(rows, *names),
        base=_link(view.base_model, context, linker) if view.base_model else None,
        base_note=view.base_model.note if view.base_model else None,
        parameters=value_rows(view.parameters),
        mark=view.mark,
    )


def _link(view: Any, context: RenderContext, linker: Linker) -> Safe:
    return context.model_link(linker, ModelReference(model=view.model, title=view.title, url=view.url))
