"""Reads from mkdocs.yml which checks a site runs, so that commands report what the build reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ..checks import Rules
from ..errors import CardsiteError

__all__ = ["rules_of"]


class _Loader(yaml.SafeLoader):
    """Reads plain data; tags that run code, which mkdocs.yml may hold, are read as nothing."""


_Loader.add_multi_constructor("", lambda *_: None)


def rules_of(file: Path) -> Rules:
    """The options `select` and `ignore` of the plugin; all checks where there is no such file or option.

    Raises CardsiteError for a file that is not YAML, or options that are not lists of words.
    """
    if not file.is_file():
        return Rules()
    try:
        settings = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506  (it is a safe loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CardsiteError(f"{file}: not valid YAML: {' '.join(str(error).split())}") from None
    options = _options(settings.get("plugins") if isinstance(settings, dict) else None)
    return Rules(_words(options, "select", file), _words(options, "ignore", file))


def _options(plugins: Any) -> dict[str, Any]:
    """What stands below `cardsite` among the plugins, which are a list or a mapping."""
    listed = plugins if isinstance(plugins, list) else [plugins]
    for plugin in listed:
        if isinstance(plugin, dict) and isinstance(plugin.get("cardsite"), dict):
            return dict(plugin["cardsite"])
    return {}


def _words(options: dict[str, Any], name: str, file: Path) -> tuple[str, ...]:
    words = options.get(name) or []
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise CardsiteError(f"{file}: the option {name} of cardsite has to be a list of codes of checks")
    return tuple(words)
