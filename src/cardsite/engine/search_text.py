"""What a search should know of a page, as HTML for those who index it, with the anchors of the page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from ..site import SearchEntry

__all__ = ["searchable"]

_TAG = re.compile(r"<[^<>]*>")


def searchable(entries: Iterable[SearchEntry], anchors: Sequence[tuple[str, str]], said: set[str]) -> str:
    """The page's title, key facts and prose, each below the heading that leads to it.

    `anchors` are the titles and ids of the page's headings in their order; what is below a heading without an
    anchor belongs to the one before. A passage that another page has said, such as those that members of a
    family share, is left out: `said` holds what was, and grows. A heading that nothing is left of goes too.
    """
    parts: list[str] = []
    place = 0
    for entry in entries:
        passages = [passage for passage in entry.passages if passage not in said]
        said.update(passages)
        found = _place(entry.heading, anchors, place)
        place = place if found is None else found + 1
        if passages or entry.facts or not parts:
            if found is not None:
                tag = f"h{entry.level}"
                parts.append(f'<{tag} id="{html.escape(anchors[found][1])}">{entry.heading}</{tag}>')
            parts += [f"<p>{line}</p>" for line in (*passages, *entry.facts)]
    return "\n".join(parts)


def _place(heading: str, anchors: Sequence[tuple[str, str]], first: int) -> int | None:
    wanted = _words(heading)
    return next((n for n in range(first, len(anchors)) if _words(anchors[n][0]) == wanted), None)


def _words(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", markup)).split())
