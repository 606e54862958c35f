"""What every importer gives: values with the words they were read in, and what was not understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..problems import Problem

__all__ = ["Imported", "ImportedRun", "Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One value for a card, and where in which file it was read."""

    path: tuple[str, ...]
    """The field of the card: ("architecture", "layers")."""
    value: str
    """The value as it is written in a card: `12`, `1.0e-8`, `yes`, `rotary, 25 % of each head`."""
    source: str
    """The key, below `sources`, of the file it was read in; empty for what cannot carry evidence."""
    quote: str = ""
    """The words of the file, verbatim: `"num-layers": 12`; empty for what the format implies."""
    formula: str = ""
    """How it was calculated from several values of the file."""
    note: str = ""
    """What a reader should know, such as that it is the format's default."""
    calculated: bool = False
    """Whether it follows from the file's other values, and holds only together with them."""


@dataclass(frozen=True, slots=True)
class ImportedRun:
    """Scores that were measured together, field by field, each number as the file writes it."""

    fields: Mapping[str, str]
    """What the rows have in common: harness, harness_version, shots, checkpoint, revision, date, source, …"""
    rows: tuple[Mapping[str, str], ...]
    """The results: benchmark, metric, score, error, filter, version, samples, note, … in the card's order."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Everything that files say about one model."""

    sources: Mapping[str, Mapping[str, str]]
    """Entries for the card's `sources`, by key: title, file, url, license."""
    readings: tuple[Reading, ...] = ()
    runs: tuple[ImportedRun, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    """What was not understood or cannot be right, at its place; an error where a file is broken."""
    models: tuple[str, ...] = ()
    """The models that results are of, by their ids on the hub."""
    unknown_tasks: Mapping[str, str] = field(default_factory=dict)
    """Tasks of results that no benchmark stands for, each with a metric that it has."""
