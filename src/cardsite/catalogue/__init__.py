"""From a folder of YAML files to a catalogue: families, registries, references, places."""

from .discovering import is_card_id
from .graphs import components
from .loading import load
from .model import CardEntry, Catalogue, Entry, FamilyEntry, Logo, Registries
from .names import name_key
from .validating import Located, Location

__all__ = [
    "CardEntry",
    "Catalogue",
    "Entry",
    "FamilyEntry",
    "Located",
    "Location",
    "Logo",
    "Registries",
    "components",
    "is_card_id",
    "load",
    "name_key",
]
