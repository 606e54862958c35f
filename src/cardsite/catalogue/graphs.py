"""Ids that lead to each other as a graph: which form loops, and an order that has what they lead to first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

__all__ = ["components", "way_back"]

Links = Mapping[str, Sequence[str]]
"""For each id those that it leads to; what does not have an entry of its own leads nowhere."""


def components(links: Links) -> Iterator[tuple[str, ...]]:
    """The ids in groups that lead back to each other, each group after all that it leads to.

    An id that is in no loop is a group of its own. This is Tarjan's algorithm for strongly connected
    components, with a list in place of recursion: a chain may be longer than the stack of Python.
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    grouped: set[str] = set()
    for start in links:
        path = [] if start in number else [(start, iter(links[start]))]
        while path:
            here, targets = path[-1]
            if here not in number:
                number[here] = lowest[here] = len(number)
                waiting.append(here)
            for target in targets:
                if target in links and target not in number:
                    path.append((target, iter(links[target])))
                    break
                if target in links and target not in grouped:
                    lowest[here] = min(lowest[here], number[target])
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[here])
                if lowest[here] == number[here]:
                    group = [waiting.pop()]
                    while group[-1] != here:
                        group.append(waiting.pop())
                    grouped.update(group)
                    yield tuple(group)


def way_back(start: str, links: Links, most: int) -> tuple[str, ...]:
    """A shortest way from an id back to itself; empty where `most` ids on such ways are not enough."""
    came_from = {start: ""}
    waiting = deque([start])
    while waiting and len(came_from) <= most:
        here = waiting.popleft()
        for target in links.get(here, ()):
            if target == start:
                way = [start]
                while here:
                    way.append(here)
                    here = came_from[here]
                return tuple(reversed(way))
            if target not in came_from:
                came_from[target] = here
                waiting.append(target)
    return ()
