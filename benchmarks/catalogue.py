"""The project that is measured: made-up cards of many kinds, all of them right, and its mkdocs.yml."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

__all__ = ["ROOT", "SETTINGS", "write_project"]

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from correct import write_correct_catalogue  # type: ignore[import-not-found,unused-ignore]  # noqa: E402

SETTINGS: dict[str, Any] = {
    "site_name": "Measured",
    "use_directory_urls": False,
    "plugins": ["search", "cardsite"],
    "theme": {
        "name": "material",
        "font": False,
        "features": ["content.code.copy", "navigation.footer", "navigation.tabs", "toc.follow"],
    },
    "markdown_extensions": ["admonition", "attr_list", {"toc": {"permalink": True}}, "pymdownx.highlight"],
    "nav": [
        {"Models": "index.md"},
        {"All models": "models/index.md"},
        {"Families": "families/index.md"},
        {"Organisations": "organizations/index.md"},
        {"Benchmarks": "benchmarks/index.md"},
        {"Datasets": "datasets/index.md"},
        {"Licences": "licenses.md"},
        {"About": "about.md"},
    ],
}
"""The settings of the measured site; those of its peers are the same, but for the plugins."""


def write_project(folder: Path, count: int) -> None:
    """A site of so many cards, always the same for the same number."""
    write_correct_catalogue(folder, count, count)
    (folder / "docs").mkdir()
    (folder / "docs/about.md").write_text("# About\n\nCards made up for measuring.\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(json.dumps(SETTINGS), encoding="utf-8")
