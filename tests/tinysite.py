"""A catalogue of one card, and MkDocs run on it in this process the way its command line does."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

TINY = "name: Tiny\nsummary: A tiny model.\norganization: acme\n"
LICENSED = TINY + "license: mit\n"
"""What a card needs to be published: the checks ask for a licence."""


def write(path: Path, text: str) -> Path:
    """Write a file and the folders above it; gives its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def read(page: Path) -> str:
    """The HTML of a page, with characters in place of references to them."""
    return html.unescape(page.read_text(encoding="utf-8"))


def catalogue(folder: Path, **config: Any) -> Path:
    """A project with one card and one hand-written page; gives its mkdocs.yml."""
    write(folder / "cards/organizations.yaml", "acme:\n  name: Acme\n")
    write(folder / "cards/tiny.yaml", LICENSED)
    write(folder / "docs/index.md", "# Home\n")
    settings = {
        "site_name": "Tiny",
        "theme": {"name": "mkdocs", "highlightjs": False},
        "plugins": ["cardsite"],
    }
    return write(folder / "mkdocs.yml", yaml.safe_dump(settings | config))


def build(mkdocs_yml: Path, *, command: str = "build", strict: bool = True, **config: Any) -> Path:
    """`mkdocs build --strict`, or a build as another command does it; gives the folder of the site."""
    loaded = load_config(str(mkdocs_yml), strict=strict, **config)
    loaded.plugins.on_startup(command=command, dirty=False)  # type: ignore[arg-type]
    try:
        mkdocs_build(loaded, serve_url="http://127.0.0.1:8000/" if command == "serve" else None)
    finally:
        loaded.plugins.on_shutdown()
    return Path(loaded.site_dir)
