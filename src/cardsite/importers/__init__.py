"""Reads evaluation results, training files and configurations as values for cards."""

from .readings import Imported, ImportedRun, Reading

__all__ = ["Imported", "ImportedRun", "Reading"]
