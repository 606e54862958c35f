"""What a card says, states as absent or leaves out, as lenses ask for it; never one score."""

from .contents import Contents, FieldPath, Pattern, field_path
from .coverage import Answer, Count, Covered, State, coverage, place_of, tally
from .gaps import Gaps, counted
from .lenses import DEFAULT, LENSES, Audience, Item, Lens, LensSection, Reading, lens, section_titles
from .stubs import Stubbed, with_stubs

__all__ = [
    "DEFAULT",
    "LENSES",
    "Answer",
    "Audience",
    "Contents",
    "Count",
    "Covered",
    "FieldPath",
    "Gaps",
    "Item",
    "Lens",
    "LensSection",
    "Pattern",
    "Reading",
    "State",
    "Stubbed",
    "counted",
    "coverage",
    "field_path",
    "lens",
    "place_of",
    "section_titles",
    "tally",
    "with_stubs",
]
