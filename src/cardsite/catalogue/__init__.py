"""From a folder of YAML files to a catalogue: families, registries, references, places."""

from .discovery import is_card_id
from .entries import CardEntry, Catalogue, FamilyEntry, Logo, Registries, RegistryEntry
from .graphs import components
from .loader import load
from .names import name_key
from .packaged import snippets
from .pictures import Picture, picture_path
from .validation import Located, Location

__all__ = [
    "CardEntry",
    "Catalogue",
    "FamilyEntry",
    "Located",
    "Location",
    "Logo",
    "Picture",
    "Registries",
    "RegistryEntry",
    "components",
    "is_card_id",
    "load",
    "name_key",
    "picture_path",
    "snippets",
]
