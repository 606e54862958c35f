"""One order of fields and one style for the YAML files of a catalogue."""

from .formatter import Formatted, files_of, formatted

__all__ = ["Formatted", "files_of", "formatted"]
