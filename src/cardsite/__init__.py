"""Model cards in YAML become a catalogue of Markdown pages."""

__all__ = ["__version__"]

__version__ = "0.1.0"
