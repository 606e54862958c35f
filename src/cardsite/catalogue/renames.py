"""Which cards that are gone live on under another id: found by what their files say, not by their names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from ..yamlio.document import MappingNode, Node, SequenceNode

__all__ = ["ALIKE", "alike", "renames"]

Leaf = tuple[str, str]

ALIKE = 0.6
"""So much of two files has to be the same for one to be the other under a new name."""
_ALIKE_IN_ALL_BUT_NAMES = 0.9
"""So much where nothing that names a model is the same: two sizes of Code Llama share three quarters."""
_NAMING = (".name", ".hub_id", ".hub_id.value", ".architecture.parameters", ".architecture.parameters.value")
"""The fields in which another model differs, whatever else its card has in common with one."""
_COMMON = 64
"""What more files than this say does not help to find one of them."""


def alike(one: Node, other: Node) -> float:
    """How much of two files is the same, from 0 to 1: shared values, of those of both files.

    A value counts with the field that it stands in, wherever in a list that is, and with its length: a
    passage of prose says more than a number.
    """
    return _dice(_leaves(one), _leaves(other))


def renames(gone: Mapping[str, Node], new: Mapping[str, Node]) -> dict[str, str]:
    """The new id of each card that was renamed, by the old one; the nodes are the files' own, by their ids.

    The pairs that are most alike come first, and each card is in one pair at the most.
    """
    old_leaves = {identity: _leaves(node) for identity, node in gone.items()}
    new_leaves = {identity: _leaves(node) for identity, node in new.items()}
    holders: dict[Leaf, list[str]] = defaultdict(list)
    for identity, leaves in new_leaves.items():
        for leaf in leaves:
            holders[leaf].append(identity)
    scored = [
        (_dice(leaves, new_leaves[other]), old, other)
        for old, leaves in old_leaves.items()
        for other in _candidates(leaves, holders)
    ]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for score, old, other in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
        enough = ALIKE if _named_alike(old_leaves[old], new_leaves[other]) else _ALIKE_IN_ALL_BUT_NAMES
        if score >= enough and old not in found and other not in taken:
            found[old] = other
            taken.add(other)
    return found


def _named_alike(one: Counter[Leaf], other: Counter[Leaf]) -> bool:
    """Whether both state one of the fields that name a model, and with one value."""
    return any(leaf in other for leaf in one if leaf[0] in _NAMING)


def _candidates(leaves: Mapping[Leaf, int], holders: Mapping[Leaf, list[str]]) -> set[str]:
    """The files that say something that only few do."""
    return {each for leaf in leaves for each in holders.get(leaf, ()) if len(holders[leaf]) <= _COMMON}


def _dice(one: Counter[Leaf], other: Counter[Leaf]) -> float:
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 0.0


def _leaves(node: Node) -> Counter[Leaf]:
    """The values of a file with their fields, each as often as its weight."""
    found: Counter[Leaf] = Counter()
    for path, text in _walk(node, ""):
        found[path, text] += 1 + min(len(text), _LONGEST) // _WORDS
    return found


_WORDS, _LONGEST = 20, 400
"""A value weighs one, and one more for each so many characters, up to the most that count."""


def _walk(node: Node, path: str) -> Iterator[Leaf]:
    if isinstance(node, MappingNode):
        for name, entry in node.entries.items():
            yield from _walk(entry, f"{path}.{name}")
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _walk(item, path)
    else:
        yield path, " ".join(node.text.split())
