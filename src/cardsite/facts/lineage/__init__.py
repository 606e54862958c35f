"""What cards were made from and what was made from them, over all generations; loops end the walk."""

from .bases import Ancestry, Base, ancestries, bases, nearest
from .graph import DATA, MOST_BELOW, Node, Origin, Role, data_key, family_lineage, lineage, model_key

__all__ = [
    "DATA",
    "MOST_BELOW",
    "Ancestry",
    "Base",
    "Node",
    "Origin",
    "Role",
    "ancestries",
    "bases",
    "data_key",
    "family_lineage",
    "lineage",
    "model_key",
    "nearest",
]
