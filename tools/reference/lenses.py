"""The reference of the lenses: every item, what answers it, and where the items were read."""

from __future__ import annotations

from collections.abc import Iterator

from cardsite.facts.coverage import LENSES, Item, Lens, LensSection, LensSource, lens

from .tables import table

__all__ = ["lenses_page"]

_HEAD = """\
---
search:
  boost: 0.002
---

<!-- Made by `make reference`; change the code it is made from, not this page. -->

# Lenses

What different templates ask of a card, and which fields answer. [`cardsite gaps`](commands.md#cardsite-gaps)
shows a card through one of them; [Find what a card lacks](../how-to/fill-gaps.md) says how to use it.

An item with several fields is answered by any of them. Where there is no field, a free section with the title
that is given answers, whatever the case of its letters. The words are cardsite's own, and shorter than the
originals. Points of the AI Act are written short: `XI.1.2c` is point 2(c) in section 1 of Annex XI.

"""


def lenses_page() -> str:
    """The page of all lenses."""
    found = [(name, lens(name)) for name in LENSES]
    rows = ((f"[`{name}`](#{name})", each.summary) for name, each in found)
    blocks = [_HEAD, table(("Lens", "What it is"), rows), *(_lens(name, each) for name, each in found)]
    return "".join(blocks).rstrip() + "\n"


def _lens(name: str, each: Lens) -> str:
    notice = f"**{' '.join(each.notice.split())}**\n\n" if each.notice else ""
    head = f"## {each.name} {{ #{name} }}\n\n{' '.join(each.summary.split())}\n\n{notice}"
    sections = "".join(_section(section) for section in each.sections)
    read = "".join(f"- {_reading(reading)}\n" for reading in each.read)
    return f"{head}{sections}Where its items were read:\n\n{read}\n"


def _section(section: LensSection) -> str:
    conditions = "; ".join(_conditions(section))
    remark = f"{conditions[:1].upper()}{conditions[1:]}.\n\n" if conditions else ""
    # A column that no item of the section has anything in is left out.
    columns = {
        "Asked for by": [", ".join(f"`{point}`" for point in item.point) for item in section.items],
        "For": [", ".join(each.words for each in item.audience) for item in section.items],
    }
    more = {title: cells for title, cells in columns.items() if any(cells)}
    rows = (
        (_words(item), _answers(item), *(cells[number] for cells in more.values()))
        for number, item in enumerate(section.items)
    )
    return f"**{_code(section.title)}**\n\n{remark}{table(('Item', 'Answered by', *more), rows)}"


def _words(item: Item) -> str:
    conditions = "; ".join(_conditions(item))
    return f"{_code(item.item)} ({conditions})" if conditions else _code(item.item)


def _code(words: str) -> str:
    """Paths of a lens's own are set as code, which its words are not."""
    return f"`{words}`" if "." in words and " " not in words else words


def _conditions(of: LensSection | Item) -> Iterator[str]:
    if of.when:
        yield f"asked where there is {_or(of.when)}"
    if of.unless:
        yield f"not asked where there is {_or(of.unless)}"
    if of.kinds:
        yield f"asked of the kind {_or(of.kinds)} only"
    if of.not_kinds:
        yield f"not asked of the kind {_or(of.not_kinds)}"


def _or(paths: tuple[str, ...]) -> str:
    return " or ".join(f"`{path}`" for path in paths)


def _answers(item: Item) -> str:
    section = f'the section "{item.section}"' if item.section else ""
    absence = f"an absence of {_or(item.absence)}" if item.absence else ""
    return ", ".join(part for part in (*(f"`{path}`" for path in item.fields), section, absence) if part)


def _reading(reading: LensSource) -> str:
    title = f"[{reading.title}]({reading.url})" if reading.url else reading.title
    note = f" {' '.join(reading.note.split())}" if reading.note else ""
    return f"{title}, {reading.accessed.text}.{note}"
