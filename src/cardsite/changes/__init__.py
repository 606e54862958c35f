"""What changed between two versions of a catalogue, in the terms of its readers."""

from .change_report import report_of
from .claims import Claim, Flag, Naming
from .histories import card_histories
from .versions import compared, read_versions
from .versions_compared import Comparison, Version

__all__ = [
    "Claim",
    "Comparison",
    "Flag",
    "Naming",
    "Version",
    "card_histories",
    "compared",
    "read_versions",
    "report_of",
]
