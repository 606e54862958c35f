"""Reads from mkdocs.yml what decides on problems, so that commands report what the build reports."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from ..checks import Rules
from ..checks.reading import label_of
from ..errors import CardsiteError
from ..site import Docs

__all__ = ["docs_of", "rules_of", "use_folders"]


class _Loader(yaml.SafeLoader):
    """Reads plain data; tags that run code, which mkdocs.yml may hold, are read as nothing."""


_Loader.add_multi_constructor("", lambda *_: None)


def rules_of(file: Path) -> Rules:
    """The options `select` and `ignore` of the plugin; all checks where there is no such file or option.

    Raises CardsiteError for a file that is not YAML, or options that are not lists of words.
    """
    options = _plugins(_settings(file)).get("cardsite") or {}
    return Rules(_words(options, "select", file), _words(options, "ignore", file))


def use_folders(file: Path) -> bool:
    """Whether the site's pages are published as folders, which is what engines do by default."""
    return _settings(file).get("use_directory_urls", True) is not False


# Plugins of MkDocs and of its theme that add no pages, and so hide none from who looks into the folder.
_ADD_NO_PAGES = frozenset({"cardsite", "info", "meta", "offline", "optimize", "privacy", "search", "social"})
_MOST_PARENTS = 8


def docs_of(file: Path, out: Path | None = None) -> Docs | None:
    """The hand-written part of the site, whose addresses hold for pages in the folder `out` in it.

    None where there is no such file or folder, or only a program knows which one it is.
    """
    settings = _settings(file)
    folder = file.parent / str(settings.get("docs_dir", "docs"))
    if not file.is_file() or settings.get("docs_dir", "") is None or not folder.is_dir():
        return None
    inside = out is not None and out.resolve().is_relative_to(folder.resolve())
    addresses, complete = {}, _ADD_NO_PAGES.issuperset(_plugins(settings)) and not settings.get("hooks")
    for path, folders, files in os.walk(folder):
        complete = complete and not any(Path(path, each).is_symlink() for each in folders)
        for name in files:
            found = Path(path, name)
            seen = os.path.relpath(found.resolve(), out.resolve()) if out and inside else ""
            addresses[found.relative_to(folder).as_posix()] = quote(Path(seen).as_posix()) if seen else ""
    return Docs(label_of(folder), addresses, complete)


def _settings(file: Path) -> dict[str, Any]:
    """The settings of a site, over those of the files that it inherits from; none where there is no file."""
    if not file.is_file():
        return {}
    found: dict[str, Any] = {}
    for _ in range(_MOST_PARENTS):
        own = _read(file)
        found = _over(found, own)
        if not isinstance(own.get("INHERIT"), str):
            break
        file = file.parent / own["INHERIT"]
    return found


def _read(file: Path) -> dict[str, Any]:
    try:
        settings = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506  (it is a safe loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CardsiteError(f"{file}: not valid YAML: {' '.join(str(error).split())}") from None
    except OSError as error:
        raise CardsiteError(f"{file}: cannot read the file: {error.strerror}") from None
    return settings if isinstance(settings, dict) else {}


def _over(own: dict[str, Any], parent: dict[str, Any]) -> dict[str, Any]:
    """Settings over those of a parent, as MkDocs merges them: mappings key by key."""
    both = {
        name: _over(own[name], parent[name])
        for name in own.keys() & parent.keys()
        if isinstance(own[name], dict) and isinstance(parent[name], dict)
    }
    return {**parent, **own, **both}


def _plugins(settings: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The options of each plugin; plugins are a list or a mapping."""
    plugins = settings.get("plugins", ["search"])
    listed = plugins if isinstance(plugins, list) else [plugins]
    found: dict[str, dict[str, Any]] = {}
    for plugin in listed:
        for name, options in plugin.items() if isinstance(plugin, dict) else ((plugin, None),):
            # Material's are called with or without the name of the theme.
            found[str(name).removeprefix("material/")] = options if isinstance(options, dict) else {}
    return found


def _words(options: dict[str, Any], name: str, file: Path) -> tuple[str, ...]:
    words = options.get(name) or []
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise CardsiteError(f"{file}: the option {name} of cardsite has to be a list of codes of checks")
    return tuple(words)
