"""From a folder of YAML files to a catalogue: families, registries, references, places."""

from .discovery import is_card_id
from .entries import CardEntry, Catalogue, FamilyEntry, Logo, Registries, RegistryEntry, without_places
from .graphs import components
from .loader import load, load_card
from .moves import Renamed, nobody_knows
from .names import name_key
from .packaged import snippets
from .passages import Passage, passages
from .pictures import Picture, picture_path
from .text_lines import Lines, at_words, lines_of_text, to_value
from .text_links import Linked
from .validation import Located, Location

__all__ = [
    "CardEntry",
    "Catalogue",
    "FamilyEntry",
    "Lines",
    "Linked",
    "Located",
    "Location",
    "Logo",
    "Passage",
    "Picture",
    "Registries",
    "RegistryEntry",
    "Renamed",
    "at_words",
    "components",
    "is_card_id",
    "lines_of_text",
    "load",
    "load_card",
    "name_key",
    "nobody_knows",
    "passages",
    "picture_path",
    "snippets",
    "to_value",
    "without_places",
]
