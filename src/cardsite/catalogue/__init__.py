"""From a folder of YAML files to a catalogue: families, registries, references, places."""

from .loading import load
from .model import CardEntry, Catalogue, Entry, FamilyEntry, Registries
from .validating import Located, Location

__all__ = ["CardEntry", "Catalogue", "Entry", "FamilyEntry", "Located", "Location", "Registries", "load"]
