"""What a card says, states as absent or leaves out, as lenses ask for it; never one score."""

from .answers import Answer, Covered, State, Tally, coverage, place_of, tally
from .contents import Contents, FieldPath, Pattern, field_path
from .lenses import DEFAULT, LENSES, Audience, Item, Lens, LensSection, LensSource, lens, section_titles

__all__ = [
    "DEFAULT",
    "LENSES",
    "Answer",
    "Audience",
    "Contents",
    "Covered",
    "FieldPath",
    "Item",
    "Lens",
    "LensSection",
    "LensSource",
    "Pattern",
    "State",
    "Tally",
    "coverage",
    "field_path",
    "lens",
    "place_of",
    "section_titles",
    "tally",
]
